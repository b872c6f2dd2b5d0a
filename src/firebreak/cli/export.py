"""`firebreak export`: the record in another system's format, and what that format cannot say."""

import os
from pathlib import Path
from typing import Any

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.scope import scope_of_unit

NAMES = ("godata", "sormas", "fhir")


@click.command(
    "export",
    cls=Speaking,
    help=gettext_noop(
        "Write people, cases, contacts, checks, samples and results in another system's format.\n\n"
        "godata: one JSON file with all lists. sormas: a CSV table of cases, and beside it one of"
        " contacts. fhir: a FHIR R4 bundle, a public health case report. What a format cannot carry"
        " is listed at the end. The file names people: it is readable by you alone."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--format",
    "form",
    type=click.Choice(NAMES),
    required=True,
    help=gettext_noop("The format: godata, sormas or fhir."),
)
@option("--unit", metavar="CODE", help=gettext_noop("Only that unit and what is under it."))
@option("--replace", is_flag=True, help=gettext_noop("Write over a file that is there."))
def command(file: Path, form: str, unit: str | None, replace: bool) -> None:
    """Gather, write, list what was left out."""
    open_installation()
    from django.conf import settings

    from firebreak.outputs.exchange.formats import FORMATS
    from firebreak.outputs.exchange.recorded import drafts_of
    from firebreak.records import clock
    from firebreak.records.models import Unit

    if file.exists() and not replace:
        raise BadInput(
            _("{file} is there already. Give another name, or --replace.").format(file=file)
        )
    scope = scope_of_unit(unit)
    with progress(_("Reading the record")) as tell:
        drafts = drafts_of(scope, system=form, tell=tell)
    by = Unit.objects.filter(pk=scope.unit_id) if scope.unit_id else Unit.objects.order_by("path")
    author = str(by.first() or "Firebreak")
    written = FORMATS[form].write(drafts, zone=settings.CITY_ZONE, author=author, at=clock.now())
    files = {file: written.content}
    files |= {beside(file, what): content for what, content in written.beside.items()}
    for path, content in files.items():
        _keep(path, content)
    _tell(files, drafts, written)


def beside(file: Path, what: str) -> Path:
    """
    Return the name of a further file of an export.

    Examples
    --------
    >>> beside(Path("out/city.csv"), "contacts").name
    'city-contacts.csv'
    """
    return file.with_name(f"{file.stem}-{what}{file.suffix}")


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    part.replace(path)


def _tell(files: dict[Path, bytes], drafts: list[Any], written: Any) -> None:
    click.echo(
        _("{count} records read; written: {files}.").format(
            count=len(drafts), files=", ".join(str(path) for path in files)
        )
    )
    if not written.notes:
        return
    click.echo(_("What this format cannot carry:"))
    for note in written.notes:
        click.echo(f"  {loss(note)}")


def loss(note: Any) -> str:
    """Say what a format could not carry, in the language of the command."""
    from firebreak.outputs.exchange.sentences import KINDS, LOSSES
    from firebreak.site.inbox.words import field_word

    speaks = "zh" if language().startswith("zh") else "en"
    kind, name = str(note.values["kind"]), str(note.values["field"])
    field = "" if name == "*" else field_word(kind, name)
    if note.code in ("kind_not_carried", "only_the_last") and field:
        field = f"（{field}）" if speaks == "zh" else f" ({field})"
    said = LOSSES[note.code][speaks]
    return said.format(kind=KINDS[speaks].get(kind, kind), field=field, count=note.values["count"])
