"""`firebreak boundaries`: outlines of units, from a GeoJSON file."""

from pathlib import Path

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.command(
    "boundaries",
    cls=Speaking,
    help=gettext_noop(
        "Give units their outlines, from a GeoJSON file: the tiles become a map.\n\n"
        "Features are matched to units by division code (adcode, code) or by name. Outlines copied"
        " from AMap, Tencent or DataV are on the GCJ-02 datum: say so, because a place measured by"
        " GPS lies half a kilometre off on them."
    ),
)
@click.argument("file", metavar="FILE.geojson", type=click.Path(path_type=Path))
@option(
    "--datum",
    type=click.Choice(["wgs84", "gcj02"]),
    default="wgs84",
    help=gettext_noop("wgs84 (default: GPS, OpenStreetMap) or gcj02 (AMap, Tencent, DataV)."),
)
def command(file: Path, datum: str) -> None:
    """Read, match, store as one change."""
    open_installation()
    from firebreak.intake import outlines

    try:
        done = outlines.import_outlines(file.read_bytes(), file.name, datum=datum, by=None)
    except outlines.OutlineError as error:
        raise BadInput(f"{file.name}: {error}") from error
    click.echo(
        _("{n} outlines stored: {names}.").format(n=len(done.units), names=", ".join(done.units))
    )
    if done.unmatched:
        click.echo(_("No unit here: {names}.").format(names=", ".join(done.unmatched)), err=True)
    if done.without:
        click.echo(
            _("Still without an outline: {names}. They are shown as tiles beside the map.").format(
                names=", ".join(done.without)
            ),
            err=True,
        )
    if done.looks_gcj02 and datum == "wgs84":
        click.echo(
            _(
                "The file looks like a copy of AMap's, which is on GCJ-02. If it is, run this again"
                " with --datum gcj02."
            ),
            err=True,
        )
