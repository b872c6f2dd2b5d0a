"""`firebreak epidemic`: what the cases and their chains say of the outbreak."""

import json
from pathlib import Path
from typing import Any

import click
import polars as pl

from firebreak.cli.chains import as_asked, computed, draw, local, write
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.command(
    "epidemic",
    cls=Speaking,
    help=gettext_noop(
        "Say how fast it spreads and how long things take: R, k, delays and clusters.\n\n"
        "Each number with its 95% interval and what it rests on. Nowcasts are on the curves of the"
        " site and in the brief."
    ),
)
@option(
    "--as-known",
    metavar="TIME",
    help=gettext_noop("With only what the record held at that time."),
)
@option("--json", "as_json", is_flag=True, help=gettext_noop("For a program to read."))
@option(
    "--svg",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Also write R over time as a picture (.svg, or .png)."),
)
def command(as_known: str | None, as_json: bool, svg: Path | None) -> None:
    """Compute, then tell."""
    open_installation()
    from firebreak.records.visibility import PROGRAM
    from firebreak.site.chains import outbreak
    from firebreak.site.chains.seen import seen

    with as_asked(as_known) as now:
        result = computed(now)
        clusters = outbreak.clusters(result, seen(result.evidence, now, PROGRAM))
        if svg is not None:
            draw(_picture(result), svg)
        if as_json:
            click.echo(
                json.dumps(_told(result, clusters), ensure_ascii=False, indent=1, default=str)
            )
            return
        _tell(result, list(outbreak.numbers(result)), clusters)


def _picture(result: Any) -> dict[str, Any]:
    from firebreak.engine.epidemic.picture import reproduction_picture

    frame = result.outbreak.frames.get("reproduction")
    if frame is None:
        raise BadInput(_("There is no R to draw: too few cases have a known onset."))
    words = {
        "title": _("R, infections caused per case"),
        "day": _("last day of each week"),
        "R": "R",
    }
    return reproduction_picture(frame, words)


def _told(result: Any, clusters: list) -> dict[str, Any]:
    told = result.outbreak
    return {
        "change": result.change_id,
        "at": local(result.at),
        **{name: _rows(frame) for name, frame in told.frames.items()},
        "clusters": [
            {
                "kind": each.kind,
                "cases": [str(case) for case in each.cases],
                "first": each.first,
                "last": each.last,
                "evidence": each.evidence,
            }
            for each in clusters
        ],
        "rests_on": {
            name: {"rows": rows, "left_out": left} for name, (rows, left) in told.rests_on.items()
        },
        "faults": told.faults,
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: it knows no infinite number, as the end of an interval may be."""
    finite = [
        pl.when(pl.col(c).is_finite()).then(pl.col(c)).alias(c)
        for c, kind in frame.schema.items()
        if kind.is_float()
    ]
    return frame.with_columns(finite).to_dicts()


def _tell(result: Any, numbers: list, clusters: list) -> None:
    click.echo(
        _("Computed from the record as it stood on {at} (change {change}).").format(
            at=local(result.at).replace("T", " ")[:16], change=result.change_id
        )
    )
    heads = (_("quantity"), _("estimate"), _("95% interval"), _("rests on"))
    rows = [(each.label, each.value, each.interval, each.rests_on) for each in numbers]
    write(heads, rows, (False, True, True, False))
    for fault in result.outbreak.faults.values():
        click.echo("  " + fault)
    legal = [each for each in clusters if each.kind == "legal"]
    click.echo(_("Clusters by the definition in force: {count}").format(count=len(legal)))
    heads = (_("cases"), _("from"), _("to"), _("which"))
    found = [
        (str(len(e.cases)), str(e.first), str(e.last), ", ".join(map(str, e.cases))) for e in legal
    ]
    write(heads, found, (True, False, False, False))
