"""`firebreak duties`: every clock, its state and who holds it."""

import json
from difflib import get_close_matches

import click

from firebreak.cli.asked import at_time, for_a_program, known_then, of_unit, situation_asked
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.punctuation import sentences
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken

STATES = ("overdue", "due_soon", "open", "met_late", "met", "not_applicable")
TIMES = ("started", "started_until", "due", "fulfilled")


@click.command(
    "duties",
    cls=Speaking,
    help=gettext_noop(
        "List duties: what is due, since when, until when, whether it is done, who holds it.\n\n"
        "Without --state: those not done, the longest overdue first."
    ),
)
@option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(STATES),
    metavar="STATE",
    help=gettext_noop(
        "Only these (may be repeated): overdue, due_soon, open, met_late, met, not_applicable."
    ),
)
@option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    help=gettext_noop("Only this rule (may be repeated)."),
)
@of_unit
@at_time
@known_then
@for_a_program
@option("--csv", "as_csv", is_flag=True, help=gettext_noop("As CSV, for a spreadsheet."))
def command(
    states: tuple[str, ...],
    rules: tuple[str, ...],
    unit: str | None,
    as_of: str | None,
    as_known: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Choose, name, write."""
    open_installation()

    with situation_asked(as_known, as_of) as now:
        scope = scope_of_unit(unit)
        _check_rules(rules, now)
        rows = _rows(now, scope, states or STATES[:3], rules)
        nothing = _("No such duty.") if states or rules or rows else _none_open(now, scope)
    if as_json or as_csv:
        form = "json" if as_json else "csv"
        note_taken(scope=scope, what="duties", form=form, rows=len(rows))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif as_csv:
        _write_csv(rows)
    elif rows:
        _tell(rows)
    else:
        click.echo(nothing)


def _check_rules(asked: tuple[str, ...], now) -> None:
    """Refuse a rule of no edition: an empty list would read as nothing to do."""
    known = {rule.id for edition in now.protocols for rule in edition.rules}
    for rule in asked:
        if rule not in known:
            near = get_close_matches(rule, sorted(known), n=3, cutoff=0.5) or sorted(known)
            raise BadInput(
                _("No edition on file has a rule {rule}. Rules are, for example: {near}").format(
                    rule=rule, near=", ".join(near[:12])
                )
            )


def _none_open(now, scope) -> str:
    """Say that none is open, and how many cannot be judged and why; silence would be an all-clear."""
    from firebreak.outputs import urgent
    from firebreak.outputs.brief.words import before_record
    from firebreak.records.situation import visible

    unjudged = urgent.before_record(visible(now.duties, scope, now)).height
    return sentences(_("No duty is open."), before_record(unjudged)).strip()


def _rows(now, scope, states: tuple[str, ...], rules: tuple[str, ...]) -> list[dict]:
    import polars as pl

    from firebreak.outputs.brief.names import Names
    from firebreak.records.situation import visible

    chosen = visible(now.duties, scope, now).filter(pl.col("state").is_in(states))
    if rules:
        chosen = chosen.filter(pl.col("rule").is_in(rules))
    urgency = (
        pl.col("state")
        .cast(pl.String)
        .replace_strict({state: rank for rank, state in enumerate(STATES)}, return_dtype=pl.Int8)
    )
    ordered = chosen.sort(urgency, "due", "rule", "subject")
    names = Names(now)
    names.fetch(set(ordered.filter(pl.col("subject_kind") == "person")["subject"]))
    return [_row(row, now, names) for row in ordered.iter_rows(named=True)]


def _row(row: dict, now, names) -> dict:
    from django.utils.translation import get_language

    rule = now.protocols.rule(row["rule"], row["edition"])
    late = row["late_by"]
    return {
        "rule": row["rule"],
        "name": rule.name.of(get_language() or "en"),
        "edition": row["edition"],
        "state": row["state"],
        "reason": row["reason"],
        "subject_kind": row["subject_kind"],
        "subject": row["subject"],
        "subject_name": names.subject(row["subject_kind"], row["subject"]),
        "county": names.code(row["county"]) or None,
        "holder_unit": names.code(row["holder_unit"]) or None,
        "holder_unit_name": names.unit(row["holder_unit"]) if row["holder_unit"] else None,
        "holder_role": row["holder_role"],
        "escalated_to": row["escalated_to"],
        **{key: _local(row[key]) for key in TIMES},
        "late_minutes": int(late.total_seconds() // 60) if late else None,
        "start_kind": row["start_kind"],
        "start_record": row["start_record"],
        "proof_kind": row["proof_kind"],
        "proof_record": row["proof_record"],
    }


def _local(at) -> str | None:
    from django.conf import settings

    return at.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes") if at else None


def _write_csv(rows: list[dict]) -> None:
    from firebreak.outputs.export import as_csv

    keys = list(rows[0]) if rows else ["rule", "state"]
    content = as_csv([(key, key) for key in keys], rows)
    click.echo(content, nl=False)


def _tell(rows: list[dict]) -> None:
    from firebreak.outputs.layout import table

    heads = (_("state"), _("due"), _("what"), _("about"), _("held by"))
    lines = [
        (
            _state(row["state"]),
            (row["due"] or "").replace("T", " ")[:16],
            row["name"],
            row["subject_name"],
            " · ".join(part for part in (row["holder_unit_name"], _role(row)) if part),
        )
        for row in rows
    ]
    for line in table([heads, *lines], right=(False,) * 5):
        click.echo(line)


def _role(row: dict) -> str:
    from firebreak.outputs.brief.names import role_label

    return role_label(row["holder_role"])


def _state(state: str) -> str:
    return {
        "overdue": _("overdue"),
        "due_soon": _("due soon"),
        "open": _("open"),
        "met": _("met"),
        "met_late": _("met late"),
        "not_applicable": _("not applicable"),
    }[state]
