"""`firebreak dhis2`: what the parts of a DHIS2 instance mean."""

import os
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from firebreak.cli.command import Speaking, SpeakingGroup, option
from firebreak.cli.faults import BadInput, Surroundings
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop

#: what of an instance's metadata is asked for
ASKED = (
    "trackedEntityTypes:fields=id,displayName",
    "trackedEntityAttributes:fields=id,displayName,valueType,optionSet[id]",
    "programs:fields=id,displayName,programStages[id,displayName]",
    "dataElements:fields=id,displayName,valueType,optionSet[id]&dataElements:filter=domainType:eq:TRACKER",
    "optionSets:fields=id,options[id,code,displayName]",
    "relationshipTypes:fields=id,displayName",
    "organisationUnits:fields=id,displayName&organisationUnits:filter=level:le:4",
)
SECONDS = 60
MOST_BYTES = 64 * 1024 * 1024


@click.group(
    "dhis2",
    cls=SpeakingGroup,
    help=gettext_noop("Say what the parts of a DHIS2 instance mean, one file for each instance."),
)
def command() -> None:
    """Everything is done by the commands below."""


@command.command(
    "map",
    cls=Speaking,
    help=gettext_noop(
        "Make the mapping file of an instance from its metadata.\n\n"
        "URL is the instance's address, FILE its metadata as JSON. FIREBREAK_DHIS2_TOKEN holds a"
        " personal access token, if the instance asks for one. What nothing matched is listed:"
        " write the ids into the file."
    ),
)
@click.argument("source", metavar="URL|FILE")
@option("--name", metavar="NAME", help=gettext_noop("What to call the instance, and its file."))
@option(
    "--pathogen",
    metavar="KEY",
    help=gettext_noop("The pathogen of its case program, for example sars-cov-2."),
)
@option("--replace", is_flag=True, help=gettext_noop("Write over a file that is there."))
def map_(source: str, name: str | None, pathogen: str | None, replace: bool) -> None:
    """Fetch or read the metadata, match, write, list what is missing."""
    open_installation()
    from dataclasses import replace as with_

    from firebreak.intake import problems
    from firebreak.intake.dhis2.at_home import mappings_folder
    from firebreak.intake.dhis2.matching import matched
    from firebreak.intake.drafts import ReadingError
    from firebreak.intake.exchange.json_files import load

    is_url = source.startswith(("http://", "https://"))
    called = name or (urlsplit(source).hostname if is_url else Path(source).stem) or "dhis2"
    try:
        content = _fetched(source) if is_url else Path(source).read_bytes()
        mapping, missing = matched(load(content), name=called)
    except ReadingError as error:
        speaks = "zh" if language().startswith("zh") else "en"
        raise BadInput(" ".join(problems.say(error.code, error.values, speaks))) from error
    file = mappings_folder() / f"{''.join(c if c.isalnum() else '-' for c in called)}.json"
    if file.exists() and not replace:
        raise BadInput(
            _("{file} is there already. Give another name, or --replace.").format(file=file)
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(with_(mapping, pathogen=pathogen or "").to_json(), encoding="utf-8")
    click.echo(
        _("{count} fields matched; written: {file}.").format(count=len(mapping.ids), file=file)
    )
    if missing:
        click.echo(_("Nothing matched for: {fields}.").format(fields=", ".join(missing)))


def _fetched(url: str) -> bytes:
    token = os.environ.get("FIREBREAK_DHIS2_TOKEN", "")
    headers = {"Accept": "application/json"}
    headers |= {"Authorization": f"ApiToken {token}"} if token else {}
    asked = "&".join(ASKED)
    try:
        with urlopen(
            Request(f"{url.rstrip('/')}/api/metadata.json?{asked}", headers=headers),
            timeout=SECONDS,
        ) as answer:
            return answer.read(MOST_BYTES)
    except (URLError, TimeoutError, OSError) as error:
        raise Surroundings(
            _("{url} does not answer with its metadata. Check the address and the token.").format(
                url=url
            )
        ) from error
