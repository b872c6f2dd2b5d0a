"""`firebreak epidemic`: what the cases and their chains say of the outbreak."""

import json
from pathlib import Path
from typing import Any

import click
import polars as pl

from firebreak.cli.asked import for_a_program, known_then, situation_asked
from firebreak.cli.chains import computed, draw, local, write
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.taking_out import note_taken


@click.command(
    "epidemic",
    cls=Speaking,
    help=gettext_noop(
        "Say how fast it spreads and how long things take: R, k, delays, clusters, attack rates.\n\n"
        "Each number with its 95% interval and what it rests on. Nowcasts are on the curves of the"
        " site and in the brief."
    ),
)
@known_then
@for_a_program
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
    from firebreak.site.contacts.exposed import exposed, settings_told

    with situation_asked(as_known) as now:
        result = computed(now)
        clusters = outbreak.clusters(result, seen(result.evidence, now, PROGRAM))
        if svg is not None:
            draw(_picture(result), svg)
        if as_json:
            told = _told(result, clusters) | {"attack_rates": _attack(now.once(exposed, PROGRAM))}
            named = sum(len(each["cases"]) for each in told["clusters"])
            note_taken(scope=PROGRAM, what="epidemic", form="json", rows=named)
            click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
            return
        _tell(result, list(outbreak.numbers(result)), clusters)
        _tell_attack(settings_told(now, PROGRAM))


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


def _attack(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """The attack rate of each setting, and how many of those not known are still watched."""
    from firebreak.site.contacts.exposed import rates

    watched = dict(rows.group_by("setting").agg((pl.col("outcome") == "watched").sum()).iter_rows())
    return [row | {"watched": watched[row["setting"]]} for row in rates(rows)]


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


def _tell_attack(settings: list) -> None:
    if not settings:
        return
    click.echo(_("Attack rates by setting, of contacts whose observation is over or who fell ill"))
    heads = (
        _("setting"),
        _("attack rate"),
        _("95% interval"),
        _("fell ill"),
        _("out of"),
        _("still watched"),
        _("if they stay well"),
        _("not known"),
    )
    rows = [
        (
            s.label,
            s.rate,
            s.interval,
            *map(str, (s.ill, s.settled, s.watched)),
            s.so_far,
            str(s.not_known),
        )
        for s in settings
    ]
    write(heads, rows, (False, *[True] * 7))
