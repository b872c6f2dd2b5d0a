"""`firebreak export`: the record in another system's format, and what that format cannot say."""

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from firebreak.cli.asked import known_then, of_unit
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.punctuation import listed
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken
from firebreak.cli.times import instant

MOST_CARDS = 10  # named of those that leave a box empty
NAMES = (
    "godata",
    "godata-csv",
    "godata-csv-words",
    "godata-csv-clean",
    "sormas",
    "dhis2",
    "fhir",
    "report-card",
    "who-form",
    "hxl",
    "line-list",
)


@click.command(
    "export",
    cls=Speaking,
    help=gettext_noop(
        "Write people, cases, contacts, checks, samples and results in another system's format,"
        " or on the forms that others ask for.\n\n"
        "godata: one JSON file with all lists. godata-csv: its lists as CSV, a table each, under the"
        " database's headings; -words under headings in words, -clean under those of WHO's scripts"
        " for R. sormas: a CSV table of cases, and beside it one of"
        " contacts. dhis2: tracker JSON, by the mapping of an instance (firebreak dhis2 map). fhir: a FHIR R4 bundle, a public health case report. report-card: 传染病报告卡, one row a card."
        " who-form: WHO's case form of 2020, which names nobody. hxl: counts by unit and day under"
        " HXL's tags. line-list: a workbook that comes in again as it is. What a format cannot carry"
        " is listed at the end. The file names people: it is readable by you alone."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--format",
    "form",
    type=click.Choice(NAMES),
    required=True,
    help=gettext_noop("The format."),
)
@of_unit
@option(
    "--map",
    "map_name",
    metavar="NAME",
    help=gettext_noop("The DHIS2 instance, if several are mapped."),
)
@option(
    "--to",
    "given_to",
    metavar="TEXT",
    default="",
    help=gettext_noop("For whom it is; kept in the log of lists taken out (firebreak exports)."),
)
@known_then
@option("--replace", is_flag=True, help=gettext_noop("Write over a file that is there."))
def command(
    file: Path,
    form: str,
    unit: str | None,
    map_name: str | None,
    given_to: str,
    as_known: str | None,
    replace: bool,
) -> None:
    """Gather, note who takes it out, write, list what was left out."""
    open_installation()
    from django.conf import settings

    from firebreak.outputs.exchange.formats import FORMATS
    from firebreak.outputs.exchange.recorded_totals import codes
    from firebreak.records import clock
    from firebreak.records.actions.exports import RECORD
    from firebreak.records.history import as_known as known_at
    from firebreak.records.models import Unit

    if file.exists() and not replace:
        raise BadInput(
            _("{file} is there already. Give another name, or --replace.").format(file=file)
        )
    mapping = _mapping(map_name) if FORMATS[form].is_mapped else None
    scope, known = scope_of_unit(unit), instant(as_known, "--as-known")
    with known_at(known):
        drafts = _drafts(form, scope, known)
    by = Unit.objects.filter(pk=scope.unit_id) if scope.unit_id else Unit.objects.order_by("path")
    author = str(by.first() or "Firebreak")
    written = FORMATS[form].write(
        drafts,
        zone=settings.CITY_ZONE,
        author=author,
        at=known or clock.now(),
        mapping=mapping,
        division=_division(by.first()),
        codes=codes(),
    )
    files = {file: written.content}
    files |= {beside(file, what): content for what, content in written.beside.items()}
    note_taken(
        scope=scope,
        what=RECORD,
        form=form,
        rows=len(drafts),
        counts=Counter(draft.kind for draft in drafts),
        given_to=given_to,
    )
    for path, content in files.items():
        _keep(path, content)
    _tell(files, drafts, written)


def _drafts(form: str, scope: Any, known: datetime | None) -> list[Any]:
    """What goes into the file: counts of each day, or the records themselves."""
    from firebreak.outputs.exchange.formats import FORMATS
    from firebreak.outputs.exchange.recorded import drafts_of
    from firebreak.outputs.exchange.recorded_totals import totals_of

    if FORMATS[form].of_totals:
        return totals_of(scope, known)
    with progress(_("Reading the record")) as tell:
        return drafts_of(scope, system=FORMATS[form].system, tell=tell)


def _division(unit: Any) -> str:
    """The division code of the unit that reports; "" if it has none."""
    found = unit.division_codes.filter(valid_to=None).first() if unit else None
    return found.code if found else ""


def _mapping(name: str | None) -> Any:
    """The mapping of the instance named, or the only one there is."""
    from firebreak.intake.dhis2.at_home import mappings

    known = [one for one in mappings() if name in (None, one.name)]
    if len(known) == 1:
        return known[0]
    names = ", ".join(one.name for one in mappings()) or "–"
    raise BadInput(
        _("Say which DHIS2 instance with --map. Mapped so far: {names}.").format(names=names)
    )


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
    if note.code == "required_missing":
        return _missing(note, speaks)
    kind, name = str(note.values["kind"]), str(note.values["field"])
    field = "" if name == "*" else field_word(kind, name)
    if note.code in ("kind_not_carried", "only_the_last") and field:
        field = f"（{field}）" if speaks == "zh" else f" ({field})"
    said = LOSSES[note.code][speaks]
    return said.format(kind=KINDS[speaks].get(kind, kind), field=field, count=note.values["count"])


def _missing(note: Any, speaks: str) -> str:
    """Say which box of a card is empty, and on which cards."""
    from firebreak.outputs.exchange.sentences import LOSSES

    cards = [str(card) for card in note.values.get("cards", ())]
    shown = listed([*cards[:MOST_CARDS], *(["…"] if len(cards) > MOST_CARDS else [])])
    said = LOSSES["required_missing"][speaks]
    return said.format(field=note.values["field"], count=note.values["count"], cards=shown)
