"""`firebreak chains`: who probably infected whom."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from firebreak.cli.asked import for_a_program, known_then, of_unit, situation_asked
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.punctuation import beside
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken

SHOWN = 60  # cases; --json has them all


@click.command(
    "chains",
    cls=Speaking,
    help=gettext_noop(
        "Say who probably infected whom, and who began each chain.\n\n"
        "Computed from confirmed, clinically diagnosed and asymptomatic cases, their onsets,"
        " contacts, stays and households, and from what people have settled about links. The same"
        " record gives the same answer."
    ),
)
@of_unit
@known_then
@for_a_program
@option(
    "--svg",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Also write the tree of transmission as a picture (.svg, or .png)."),
)
@option(
    "--fold",
    type=click.Choice(["none", "generation", "unit"]),
    help=gettext_noop(
        "How the picture is folded: none, generation or unit (default: by generation from 150 cases on)."
    ),
)
def command(
    unit: str | None, as_known: str | None, as_json: bool, svg: Path | None, fold: str | None
) -> None:
    """Compute, then tell."""
    open_installation()
    from firebreak.site.chains.seen import seen

    scope = scope_of_unit(unit)
    with situation_asked(as_known) as now:
        result = computed(now)
        visible = seen(result.evidence, now, scope)
        told = _told(result, visible)
        if svg is not None:
            form = svg.suffix.lstrip(".").lower() or "svg"
            note_taken(scope=scope, what="chains", form=form, rows=told["cases"])
            draw(_picture(result, visible, fold or ""), svg)
    if as_json:
        note_taken(scope=scope, what="chains", form="json", rows=len(told["links"]))
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _tell(told)


def computed(now: Any) -> Any:
    """
    Return what is computed from a situation.

    Raises
    ------
    BadInput
        There is nothing to compute from, or what is on file contradicts itself.
    """
    from firebreak.records.chains import make_now

    found = make_now(now)
    if found.result is None:
        raise BadInput(_("There is no case to link yet."))
    if found.chains is None:
        raise BadInput(
            _("The chains cannot be computed from what is on file. {why}").format(
                why=found.result.fault
            )
        )
    return found.result


def _told(result: Any, visible: Any) -> dict[str, Any]:
    from firebreak.site.chains.lines import Lines, chains_of
    from firebreak.site.chains.tree import warnings_of

    lines = Lines(result, visible)
    total = result.chains.missing_total
    return {
        "change": result.change_id,
        "at": local(result.at),
        "cases": len(visible.case_of),
        "warnings": warnings_of(result.chains),
        "chains": [_chain(each) for each in chains_of(result, visible)],
        "missing": None if visible.unseen else _interval(total),
        "links": [_link(line, result, visible) for line in lines[:]],
    }


def _chain(chain: Any) -> dict[str, Any]:
    return {
        "chain": chain.number,
        "cases": chain.seen,
        "has_elsewhere": chain.has_elsewhere,
        "sources": [
            {
                "case": str(case) if case else None,
                "name": _name(case),
                "elsewhere": is_elsewhere,
                "probability": round(p, 4),
            }
            for case, is_elsewhere, p in chain.sources
        ],
    }


def _link(line: Any, result: Any, visible: Any) -> dict[str, Any]:
    import polars as pl

    from firebreak.site.chains.infectors import rows_seen

    rows = result.chains.infectors.filter(pl.col("infectee") == line.case.person_id)
    others = rows_seen(rows, visible)
    cases = visible.fetched(others["infector"].drop_nulls())
    return {
        "case": str(line.case),
        "name": line.case.person.name,
        "onset": line.onset.isoformat() if line.onset else None,
        "infector": _who(line.infector, line.is_elsewhere),
        "probability": round(line.probability, 4),
        "unseen_between": round(line.unseen, 3),
        "infected_himself": {name: round(value, 3) for name, value in line.offspring.items()},
        "infectors": [
            _who(cases.get(row["infector"]), row["is_elsewhere"])
            | {"probability": round(row["probability"], 4)}
            for row in others.to_dicts()
        ],
    }


def _who(case: Any, is_elsewhere: bool) -> dict[str, Any]:
    return {"case": str(case) if case else None, "name": _name(case), "elsewhere": is_elsewhere}


def _name(case: Any) -> str | None:
    return case.person.name if case else None


def _interval(found: Any) -> dict[str, float]:
    return {"mean": found.mean, "lower": found.lower, "upper": found.upper}


def local(at: Any) -> str:
    """Write an instant in the city's time, to the minute."""
    from django.conf import settings

    return at.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes")


def _picture(result: Any, visible: Any, fold: str) -> dict[str, Any]:
    from firebreak.site.chains import drawing
    from firebreak.site.chains.tree import WIDE, title_of

    what = drawing.drawn(result, visible, fold)
    return drawing.file_specification(what, result, visible, title_of(result), WIDE)


def draw(spec: dict[str, Any], file: Path) -> None:
    """
    Write a picture as SVG, or as PNG if the file's name says so.

    Raises
    ------
    BadInput
        The file cannot be written.
    """
    from firebreak.site.chains.drawing import png_file, svg_file

    as_picture = png_file if file.suffix.lower() == ".png" else svg_file
    try:
        file.write_bytes(as_picture(spec))
    except OSError as error:
        raise BadInput(
            _("The picture cannot be written to {file}: {why}").format(
                file=file, why=_(error.strerror or "")
            )
        ) from error
    click.echo(_("The picture is in {file}.").format(file=file), err=True)


def _tell(told: dict[str, Any]) -> None:
    from firebreak.site.templatetags.pages import share

    at = told["at"].replace("T", " ")[:16]
    click.echo(
        _("Computed from the record as it stood on {at} (change {change}); {cases} cases.").format(
            change=told["change"], at=at, cases=told["cases"]
        )
    )
    for warning in told["warnings"]:
        click.echo(warning)
    click.echo(beside(_("Chains and who began them"), len(told["chains"])))
    chains = [(str(c["chain"]), str(c["cases"]), _sources(c, share)) for c in told["chains"]]
    write((_("chain"), _("cases"), _("probable source")), chains, (False, True, False))
    if told["missing"]:
        click.echo(
            _(
                "Cases that nobody recorded, expected between those on the list: {mean:.1f} ({lower:.0f} to {upper:.0f})."
            ).format(**told["missing"])
        )
    click.echo(beside(_("Each case's probable infector"), len(told["links"])))
    heads = (_("case"), _("onset"), _("probable infector"), _("probability"), _("infected himself"))
    rows = [_row(line, share) for line in told["links"]]
    write(heads, rows, (False, False, False, True, True))


def _sources(chain: dict[str, Any], share: Any) -> str:
    from firebreak.site.words import apart

    return apart(f"{_said(source)} {share(source['probability'])}" for source in chain["sources"])


def _row(line: dict[str, Any], share: Any) -> tuple[str, ...]:
    return (
        f"{line['case']} {line['name']}",
        (line["onset"] or _("unknown"))[5:] if line["onset"] else _("unknown"),
        _said(line["infector"]),
        share(line["probability"]),
        f"{line['infected_himself']['mean']:.1f}",
    )


def _said(who: dict[str, Any]) -> str:
    if who["elsewhere"]:
        return _("a case elsewhere")
    return f"{who['case']} {who['name']}" if who["case"] else _("nobody on the list")


def write(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[bool, ...]) -> None:
    """Write a table, as far as a terminal is read."""
    from firebreak.outputs.layout import table

    for line in table([heads, *rows[:SHOWN]], right=right):
        click.echo("  " + line)
    if len(rows) > SHOWN:
        click.echo(
            "  " + _("and {count} more; --json has them all").format(count=len(rows) - SHOWN)
        )
