"""`firebreak editions`: the protocol editions, and whether a file of one is right."""

import json
from datetime import datetime
from pathlib import Path

import click

from firebreak.cli.command import SpeakingGroup, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import language
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.group(
    "editions",
    cls=SpeakingGroup,
    help=gettext_noop(
        "Protocol editions: the windows, thresholds and clocks in force, as files with their sources."
    ),
)
def command() -> None:
    """Everything is done by the commands below."""


@command.command(
    "check",
    help=gettext_noop(
        "Read editions beside those that come with Firebreak, and say what is wrong with them: the"
        " file, the line, the field and what was expected. Nothing is stored."
    ),
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    from firebreak.engine.duties.protocols import load_protocols
    from firebreak.engine.duties.reading import ProtocolError

    for file in files:
        if not file.is_file():
            raise BadInput(_("There is no file {where}. Check its name.").format(where=file))
    try:
        known = {edition.id for edition in load_protocols()}
        loaded = load_protocols(*files)
    except ProtocolError as error:
        raise BadInput(str(error)) from error
    for edition in loaded:
        if edition.id not in known:
            click.echo(_told(edition))


@command.command("list", help=gettext_noop("List the editions that come with Firebreak."))
@option("--json", "as_json", is_flag=True, help=gettext_noop("For a program to read."))
def list_editions(as_json: bool) -> None:
    from firebreak.engine.duties.protocols import load_protocols

    editions = list(load_protocols())
    if as_json:
        click.echo(json.dumps([_as_dict(e) for e in editions], ensure_ascii=False, indent=1))
        return
    for edition in editions:
        click.echo(_told(edition))


def _told(edition) -> str:
    end = _day(edition.valid_to) if edition.valid_to else _("no end")
    rules = len(edition.rules)
    return _("{id}: {name} ({pathogen}, {jurisdiction}), {start} to {end}, {n} rules").format(
        id=edition.id,
        name=edition.name.of(language()),
        pathogen=edition.pathogen,
        jurisdiction=edition.jurisdiction,
        start=_day(edition.valid_from),
        end=end,
        n=rules,
    )


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _as_dict(edition) -> dict:
    return {
        "id": edition.id,
        "name": {"en": edition.name.en, "zh": edition.name.zh},
        "family": edition.family,
        "pathogen": edition.pathogen,
        "jurisdiction": edition.jurisdiction,
        "valid_from": edition.valid_from.isoformat(),
        "valid_to": edition.valid_to.isoformat() if edition.valid_to else None,
        "rules": [rule.id for rule in edition.rules],
        "source": edition.sources.get(edition.source, edition.source),
    }
