"""`firebreak dhis2`: what the parts of a DHIS2 instance mean."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firebreak.cli.command import Speaking, SpeakingGroup, option
from firebreak.cli.dhis2_server import SECONDS, NoAnswer, host_of, metadata_of
from firebreak.cli.faults import BadInput, Surroundings
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop

if TYPE_CHECKING:
    from firebreak.intake.dhis2.mapping import InstanceMap

TOKEN = "FIREBREAK_DHIS2_TOKEN"
LOCAL = ("localhost", "127.0.0.1", "::1")
#: why an instance gives no metadata -> what to say
ANSWERS = {
    "no_address": gettext_noop(
        "{url} is no address of a server. Write it as https://dhis2.example.org or"
        " https://example.org/dhis."
    ),
    "password_in_address": gettext_noop(
        "The address holds a user name or password, which would be kept with the commands of this"
        " machine. Leave them out, and put a personal access token into FIREBREAK_DHIS2_TOKEN."
    ),
    "unreachable": gettext_noop(
        "{url} does not answer. Check the address, and whether this machine reaches it."
    ),
    "certificate": gettext_noop(
        "{url} shows a certificate that this machine does not trust; nothing was sent to it. Have"
        " the certificate renewed, or its authority added to this machine."
    ),
    "slow": gettext_noop(
        "{url} did not answer whole within {seconds} seconds. Try again when it is less busy, or"
        " have its administrator save the metadata as a file and give that."
    ),
    "too_large": gettext_noop(
        "{url} answers with more than {most} MB, which no instance's metadata takes. Check the"
        " address."
    ),
    "asks_for_token": gettext_noop(
        "{url} asks who you are (401). Put a personal access token of a user who may read its"
        " metadata into FIREBREAK_DHIS2_TOKEN."
    ),
    "token_refused": gettext_noop(
        "{url} does not take the token in FIREBREAK_DHIS2_TOKEN (401): it may have expired, or be"
        " for other addresses or methods. Make a new one in the user's profile there."
    ),
    "signs_in": gettext_noop(
        "{url} leads to a page to sign in. Put a personal access token into"
        " FIREBREAK_DHIS2_TOKEN; if one is there, make a new one."
    ),
    "no_right": gettext_noop(
        "{url} knows the user but does not let him read this (403). Have the authority to read"
        " metadata given to him, or the token allowed for GET."
    ),
    "not_there": gettext_noop(
        "{url} has no Web API there (404). The address may lack its path, as in"
        " https://example.org/dhis."
    ),
    "fault_there": gettext_noop(
        "{url} reports a fault of its own ({status}). Try again later, or tell its administrator."
    ),
    "moved": gettext_noop(
        "{url} has moved to {to}; the token was not sent there. If that is the instance, give that"
        " address."
    ),
    "not_json": gettext_noop(
        "{url} answers with something other than JSON: a page of another service, or an answer cut"
        " off on the way. Check the address, and try again."
    ),
    "not_dhis2": gettext_noop("{url} does not say that it is a DHIS2. Check the address."),
    "too_old": gettext_noop(
        "{url} is DHIS2 {version}; files are exchanged with {oldest} and later, which have"
        " /api/tracker. Ask its administrator for an update."
    ),
}
#: of these, what was given is to be mended; of the others, what surrounds it
OF_INPUT = frozenset(
    {"no_address", "password_in_address", "not_there", "moved", "not_json", "not_dhis2", "too_old"}
)


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
        " personal access token, if the instance asks for one. Said is which program was taken as"
        " that of the cases, and listed what nothing matched: write the ids into the file."
    ),
)
@click.argument("source", metavar="URL|FILE")
@option("--name", metavar="NAME", help=gettext_noop("What to call the instance, and its file."))
@option(
    "--pathogen",
    metavar="KEY",
    help=gettext_noop("The pathogen of its case program, for example sars-cov-2."),
)
@option(
    "--program",
    metavar="ID|NAME",
    help=gettext_noop(
        "The program of its cases; without it the one that names the pathogen, or the first of cases."
    ),
)
@option("--replace", is_flag=True, help=gettext_noop("Write over a file that is there."))
def map_(
    source: str, name: str | None, pathogen: str | None, program: str | None, replace: bool
) -> None:
    """Fetch or read the metadata, match, write, say what was taken and what is missing."""
    open_installation()
    from dataclasses import replace as with_

    from firebreak.intake import detect, problems
    from firebreak.intake.dhis2.at_home import mappings_folder
    from firebreak.intake.dhis2.matching import matched
    from firebreak.intake.drafts import ReadingError
    from firebreak.intake.exchange.json_files import load

    is_url = source.startswith(("http://", "https://"))
    called = name or (host_of(source) if is_url else Path(source).stem) or "dhis2"
    content = _fetched(source) if is_url else Path(source).read_bytes()
    try:
        metadata = load(detect.examine(content, "metadata.json").content)
        watched = pathogen or _watched()
        mapping, missing = matched(metadata, name=called, program=program or "", watched=watched)
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
    for line in _told(metadata, mapping, missing):
        click.echo(line)


def _watched() -> str:
    """The pathogen of this installation; "" where none is set up."""
    from firebreak.records.models import Installation

    found = Installation.objects.first()
    return found.pathogen if found else ""


def _told(metadata: Any, mapping: "InstanceMap", missing: Sequence[str]) -> Iterator[str]:
    """Say which programs were taken, and what nothing matched, in the words of the record."""
    from firebreak.intake.dhis2.matching import unmatched_options

    yield from _programs(metadata, mapping)
    if missing:
        yield _("Nothing matched for: {fields}.").format(fields=_listed(map(_field, missing)))
    for field, left in unmatched_options(metadata, mapping).items():
        yield _("Options of {field} that nothing matched: {options}.").format(
            field=_field(field), options=_listed(left)
        )


def _programs(metadata: Any, mapping: "InstanceMap") -> Iterator[str]:
    from firebreak.intake.dhis2.programs import registering

    called = registering(metadata)
    taken = (mapping.case_program, mapping.contact_program)
    case, contact = (called.get(one, "") for one in taken)
    if not case:
        yield _("No program of cases was found. Name it with --program.")
    else:
        yield _("Program of the cases: {name} ({id}).").format(name=case, id=taken[0])
    if contact:
        yield _("Program of the contacts: {name} ({id}).").format(name=contact, id=taken[1])
    others = [f"{name} ({one})" for one, name in called.items() if one not in taken]
    if others:
        yield _("Not read: {names}. Name another program of the cases with --program.").format(
            names=_listed(others)
        )


def _field(name: str) -> str:
    """A field as a person reads it, with its name in the mapping file."""
    from firebreak.site.inbox.words import field_word, kind_word

    kind, _dot, field = name.partition(".")
    return _("{kind}: {field} ({name})").format(
        kind=kind_word(kind), field=field_word(kind, field), name=name
    )


def _listed(words: Iterable[str]) -> str:
    return ("、" if language().startswith("zh") else ", ").join(words)


def _fetched(url: str) -> bytes:
    """Ask the instance; what is wrong with its answer is a sentence."""
    token = os.environ.get(TOKEN, "")
    if token and url.startswith("http://") and host_of(url) not in LOCAL:
        click.echo(
            _("The token goes to {url} unencrypted. Use https if the instance has it.").format(
                url=f"http://{host_of(url)}"  # the address may hold a password
            ),
            err=True,
        )
    try:
        return metadata_of(url, token=token, seconds=SECONDS)
    except NoAnswer as wrong:
        said = _(ANSWERS[wrong.code]).format_map({"url": url} | wrong.values)
        raise (BadInput if wrong.code in OF_INPUT else Surroundings)(said) from wrong
