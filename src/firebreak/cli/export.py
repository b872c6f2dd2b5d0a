"""`firebreak export`: the record in another system's format, and what that format cannot say."""

import os
from pathlib import Path
from typing import Any

import click

from firebreak.cli.asked import known_then, of_unit
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken
from firebreak.cli.times import instant

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
        "Write people, cases, contacts, checks, samples, results, gatherings and orders in another"
        " system's format, or on the forms that others ask for.\n\n"
        "godata: one JSON file with all lists. godata-csv: its lists as CSV, a table each, under the"
        " database's headings; -words under headings in words, -clean under those of WHO's scripts"
        " for R. sormas: a CSV table of cases, and beside it one of"
        " contacts. dhis2: tracker JSON, by the mapping of an instance (firebreak dhis2 map). fhir: a FHIR R4 bundle, a public health case report. report-card: 传染病报告卡, one row a card."
        " who-form: WHO's case form of 2020, which names nobody. hxl: counts by unit and day under"
        " HXL's tags. line-list: a workbook that comes in again as it is. Cards and line lists are CSV where the"
        " file's name ends in .csv; a name that ends in .zip is a ZIP of all files. What a format cannot carry"
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
    from firebreak.outputs.exchange.formats import FORMATS
    from firebreak.outputs.exchange.taking import take
    from firebreak.records.actions.exports import RECORD

    _check_ending(file, form)
    if file.exists() and not replace:
        raise BadInput(
            _("{file} is there already. Give another name, or --replace.").format(file=file)
        )
    mapping = _mapping(map_name) if FORMATS[form].is_mapped else None
    scope, known = scope_of_unit(unit), instant(as_known, "--as-known")
    with progress(_("Reading the record")) as tell:
        ending = "" if _is_zip(file) else file.suffix
        taken = take(form, scope, known=known, mapping=mapping, tell=tell, ending=ending)
    files = _files(file, form, taken)
    note_taken(
        scope=scope,
        what=RECORD,
        form=form,
        rows=len(taken.drafts),
        counts=taken.counts,
        given_to=given_to,
    )
    for path, content in files.items():
        _keep(path, content)
    _tell(files, taken)


def _is_zip(file: Path) -> bool:
    return file.suffix.lower() == ".zip"


def _files(file: Path, form: str, taken: Any) -> dict[Path, bytes]:
    """The files of an export as they are called; one that is to be a ZIP holds all of them."""
    from firebreak.outputs.exchange.formats import FORMATS
    from firebreak.outputs.exchange.taking import zipped

    if _is_zip(file):
        return {file: zipped(taken.files(file.stem + FORMATS[form].ending))}
    return {file.with_name(name): content for name, content in taken.files(file.name).items()}


def _check_ending(file: Path, form: str) -> None:
    """A file is what its ending says, or nobody opens it as what it is."""
    from firebreak.outputs.exchange.formats import FORMATS

    chosen = FORMATS[form]
    if not chosen.takes(file.suffix):
        raise BadInput(
            _("{form} is no {ending}. Let the name end in: {endings}.").format(
                form=form, ending=file.suffix, endings=", ".join((chosen.ending, *chosen.endings))
            )
        )


def _mapping(name: str | None) -> Any:
    """The mapping of the instance named, or the only one there is."""
    from firebreak.intake.dhis2.at_home import mappings

    known = [one for one in mappings() if name in (None, one.name)]
    if len(known) == 1:
        return known[0]
    names = ", ".join(one.name for one in mappings())
    if not names:
        raise BadInput(
            _("No DHIS2 instance is mapped yet. Map it first: firebreak dhis2 map --help")
        )
    raise BadInput(
        _("Say which DHIS2 instance with --map. Mapped so far: {names}.").format(names=names)
    )


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    part.replace(path)


def _tell(files: dict[Path, bytes], taken: Any) -> None:
    from firebreak.site.exports.losses import losses

    click.echo(
        _("{count} records read; written: {files}.").format(
            count=len(taken.drafts), files=", ".join(str(path) for path in files)
        )
    )
    said = losses(taken.written.notes)
    if not said:
        return
    click.echo(_("What this format cannot carry:"))
    for sentence in said:
        click.echo(f"  {sentence}")
