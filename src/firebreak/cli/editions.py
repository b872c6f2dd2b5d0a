"""`firebreak editions`: the protocol editions, and whether a file of one is right."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from firebreak.cli.asked import for_a_program
from firebreak.cli.command import SpeakingGroup
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


files_argument = click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path)
)


@command.command(
    "check",
    help=gettext_noop(
        "Read editions beside those in use, and say what is wrong with them: the file, the line, the"
        " field and what was expected. Nothing is stored."
    ),
)
@files_argument
def check(files: tuple[Path, ...]) -> None:
    _require(files)
    from firebreak.engine.duties.protocols import load_protocols
    from firebreak.records.editions import own_files

    names = {file.name for file in files}
    others = [path for path in own_files() if path.name not in names]
    with _mistakes_told():
        known = {edition.id for edition in load_protocols(*others)}
        loaded = load_protocols(*others, *files)
    for edition in loaded:
        if edition.id not in known:
            _tell(edition, loaded)


@command.command(
    "add",
    help=gettext_noop(
        "Take editions into use in this home, each after it was found right. One of the same file"
        " name is replaced. From then on the clocks go by it."
    ),
)
@files_argument
def add(files: tuple[Path, ...]) -> None:
    _require(files)
    from firebreak.records import editions

    for file in files:
        known = {edition.id for edition in editions.protocols()}
        with _mistakes_told():
            loaded = editions.add(file)
        for edition in loaded:
            if edition.id not in known:
                _tell(edition, loaded)
        click.echo(_("{file} is in use.").format(file=file.name))


@command.command("list", help=gettext_noop("List the editions in use here."))
@for_a_program
def list_editions(as_json: bool) -> None:
    from firebreak.records.editions import protocols

    loaded = protocols()
    if as_json:
        told = [_as_dict(edition, loaded) for edition in loaded]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for edition in loaded:
        _tell(edition, loaded)


def _require(files: tuple[Path, ...]) -> None:
    for file in files:
        if not file.is_file():
            raise BadInput(_("There is no file {where}. Check its name.").format(where=file))
        if file.suffix != ".toml":
            raise BadInput(_("{where} does not end in .toml, as editions do.").format(where=file))


@contextmanager
def _mistakes_told() -> Iterator[None]:
    from firebreak.engine.duties.mistakes import ProtocolError

    try:
        yield
    except ProtocolError as error:
        raise BadInput("\n".join(one.said.in_words(_) for one in error.mistakes)) from error


def _tell(edition, loaded) -> None:
    click.echo(_told(edition))
    for found in _looser(edition, loaded):
        click.echo(f"  {found.said(language())}")


def _looser(edition, loaded) -> list:
    from firebreak.engine.duties.loosening import loosened

    return [found for found in loosened(loaded) if found.edition == edition]


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


def _as_dict(edition, loaded) -> dict:
    return {
        "id": edition.id,
        "name": {"en": edition.name.en, "zh": edition.name.zh},
        "family": edition.family,
        "pathogen": edition.pathogen,
        "jurisdiction": edition.jurisdiction,
        "valid_from": edition.valid_from.isoformat(),
        "valid_to": edition.valid_to.isoformat() if edition.valid_to else None,
        "rules": [rule.id for rule in edition.rules],
        "looser": [
            {"than": f.over.id, "en": f.said("en"), "zh": f.said("zh")}
            for f in _looser(edition, loaded)
        ],
        "source": edition.sources[edition.source].en,
    }
