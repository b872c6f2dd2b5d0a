"""`firebreak check`: the data's own inconsistencies."""

import json
from collections import Counter

import click

from firebreak.cli.asked import at_time, for_a_program, known_then, of_unit, situation_asked
from firebreak.cli.command import Speaking
from firebreak.cli.faults import FINDINGS
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.punctuation import beside, headed, listed, sentences
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken


@click.command(
    "check",
    cls=Speaking,
    help=gettext_noop(
        "List what in the data cannot all be true, or should be looked at: results before samples,"
        " outcomes before onset, observations ended early, people elsewhere while kept somewhere,"
        " one place in two spellings, units that do not add up.\n\n"
        "Nothing is changed. The exit code is 1 if anything was found."
    ),
)
@for_a_program
@at_time
@known_then
@of_unit
def command(as_json: bool, as_of: str | None, as_known: str | None, unit: str | None) -> None:
    """Find, tell, and leave with 1 if there is anything."""
    open_installation()
    from firebreak.outputs.inconsistencies import in_words, inconsistencies, unit_names
    from firebreak.records.models import Unit
    from firebreak.records.situation import visible

    scope = scope_of_unit(unit)
    with situation_asked(as_known, as_of) as now:
        found = visible(inconsistencies(now), scope, now)
        units = {unit.pk: str(unit) for unit in Unit.objects.filter(id__in=_ids(found["county"]))}
        names = unit_names()
    rows = [
        _row(row, units, in_words(row, language(), names)) for row in found.iter_rows(named=True)
    ]
    if as_json:
        note_taken(scope=scope, what="consistency", form="json", rows=len(rows))
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        _tell(rows)
    if rows:
        click.get_current_context().exit(FINDINGS)


def _ids(column) -> list[int]:
    return column.drop_nulls().unique().to_list()


def _row(row: dict, units: dict[int, str], said: tuple[str, str]) -> dict:
    message, fix = said
    return {
        "code": row["code"],
        "severity": row["severity"],
        "record_kind": row["record_kind"],
        "record": row["record"],
        "other_record": row["other_record"],
        "county": units.get(row["county"]),
        "message": message,
        "fix": fix,
    }


def _tell(rows: list[dict]) -> None:
    titles = {
        "error": _("Cannot be true"),
        "warning": _("Probably wrong"),
        "note": _("Worth a look"),
    }
    if not rows:
        click.echo(_("Nothing was found that contradicts itself."))
    for severity, count in Counter(row["severity"] for row in rows).items():
        click.echo(beside(titles[severity], count))
        for row in rows:
            if row["severity"] == severity:
                click.echo("  " + headed(_where(row), sentences(row["message"], row["fix"])))


def _where(row: dict) -> str:
    kinds = {
        "case": _("case"),
        "person": _("person"),
        "place": _("place"),
        "sample": _("sample"),
        "test": _("test"),
        "placement": _("placement"),
        "published": _("published figure"),
        "stay": _("stay"),
        "classification": _("classification"),
    }
    records = [f"#{row[key]}" for key in ("record", "other_record") if row[key] is not None]
    record = " ".join([kinds.get(row["record_kind"], row["record_kind"] or ""), *records])
    return listed(part for part in (row["county"], record.strip()) if part)
