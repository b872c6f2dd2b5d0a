"""`firebreak duplicates`: which records on file may be one person, and why."""

import json
from typing import Any

import click

from firebreak.cli.asked import for_a_program, known_then
from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken
from firebreak.cli.times import instant


@click.command(
    "duplicates",
    cls=Speaking,
    help=gettext_noop(
        "List records that may be one person, the surest first, with what speaks for it.\n\n"
        "People of whom something changed since the last time are compared first. Nothing is merged: "
        "that is settled on the site, pair by pair. Of a past time everybody is compared anew, by what "
        "was on record then, and nothing of it is kept."
    ),
)
@option("--unit", metavar="CODE", help=gettext_noop("Only people of that unit and below it."))
@known_then
@for_a_program
def command(unit: str | None, as_known: str | None, as_json: bool) -> None:
    """Compare, choose, write."""
    open_installation()
    from firebreak.records.history import as_known as known_at

    scope, known = scope_of_unit(unit), instant(as_known, "--as-known")
    with known_at(known):
        compared, found = _found(scope) if known is None else _found_then(scope)
        if as_json:
            note_taken(scope=scope, what="duplicates", form="json", rows=len(found))
            told = {"compared": compared, "pairs": [_plain(likeness) for likeness in found]}
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            _write(found)


def _found(scope: Any) -> tuple[int, list]:
    from firebreak.intake.linkage.proposing import propose, proposed

    return propose(), list(proposed(scope))


def _found_then(scope: Any) -> tuple[int, list]:
    from firebreak.intake.linkage.looking_back import compared, shown

    found = compared()
    return found.people, shown(found, scope)


def _plain(likeness) -> dict[str, Any]:
    """A pair for a program: ids and features, no names."""
    from firebreak.intake.linkage.scoring import probability_of

    return {
        "low": likeness.low_id,
        "high": likeness.high_id,
        "weight": round(likeness.weight, 2),
        "probability": round(probability_of(likeness.weight), 6),
        "features": [
            {"feature": feature, "level": level, "bits": bits}
            for feature, level, bits in likeness.features
        ],
    }


def _write(found: list) -> None:
    from firebreak.outputs.layout import table
    from firebreak.site.duplicates.words import how_sure, reasons
    from firebreak.site.words import apart

    if not found:
        click.echo(_("No two records look like one person."))
        return
    heads = (_("records"), _("how sure"), _("what speaks for it"), _("and against"))
    rows: list[tuple[str, ...]] = [heads]
    for likeness in found:
        told = reasons([tuple(each) for each in likeness.features])
        pair = f"#{likeness.low_id} {likeness.low.name} · #{likeness.high_id} {likeness.high.name}"
        speaks = [
            apart(r.text for r in told if r.is_against == against) for against in (False, True)
        ]
        rows.append((pair, how_sure(likeness.weight), *speaks))
    for line in table(rows, right=(False, False, False, False)):
        click.echo(line)
