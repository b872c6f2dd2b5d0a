"""`firebreak trace`: whom a case met, and where he and others may have been infected."""

import json
from datetime import datetime
from typing import Any

import click

from firebreak.cli.asked import for_a_program, known_then, situation_asked
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.punctuation import beside
from firebreak.cli.stays import said_plainly
from firebreak.cli.taking_out import note_taken
from firebreak.cli.times import instant

SHOWN = 40  # lines of each list; --json has them all


@click.command(
    "trace",
    cls=Speaking,
    help=gettext_noop(
        "Trace a case, by its number, over the stays of the record and of the feeds.\n\n"
        "Forward: whom it met while it can have infected others. Back: which places and people it"
        " shares with other cases of its outbreak, or of its weeks. Without either, both. Nobody"
        " becomes a contact by it; that is done on the site, by who has seen whom."
    ),
)
@click.argument("case", metavar="CASE")
@option("--back", "is_back", is_flag=True, help=gettext_noop("Only back."))
@option("--forward", "is_forward", is_flag=True, help=gettext_noop("Only forward."))
@option(
    "--depth",
    type=click.IntRange(1, 2),
    default=1,
    metavar="N",
    help=gettext_noop("How many steps: 2 also finds whom those met afterwards (default 1)."),
)
@option(
    "--since",
    metavar="TIME",
    help=gettext_noop("From that time on, instead of what the edition says."),
)
@option(
    "--until",
    metavar="TIME",
    help=gettext_noop("Until that time, instead of what the edition says."),
)
@known_then
@for_a_program
def command(
    case: str,
    is_back: bool,
    is_forward: bool,
    depth: int,
    since: str | None,
    until: str | None,
    as_known: str | None,
    as_json: bool,
) -> None:
    """Ask, then tell."""
    open_installation()
    from firebreak.records.visibility import PROGRAM

    times = (instant(since, "--since", of_day="start"), instant(until, "--until"))
    both = is_back == is_forward
    with situation_asked(as_known) as now, said_plainly():
        found = _case(case)
        told: dict[str, Any] = {"case": str(found)}
        if is_forward or both:
            told["forward"] = _forward(found, now, times, depth)
        if is_back or both:
            told["back"] = _back(found, now, times)
    if as_json:
        note_taken(scope=PROGRAM, what="trace", form="json", rows=_rows_of(told))
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if "forward" in told:
        _tell_forward(told["forward"])
    if "back" in told:
        _tell_back(told["back"])


def _rows_of(told: dict[str, Any]) -> int:
    """How many meetings, places and people it tells of."""
    ways = (told.get("forward", {}), told.get("back", {}))
    return sum(len(each) for way in ways for each in way.values() if isinstance(each, list))


def _case(text: str):
    from firebreak.records.models import Case

    found = Case.objects.select_related("person", "unit_counting", "outbreak").filter(number=text)
    if not found and text.lstrip("#").isdigit():
        found = found.model.objects.filter(pk=int(text.lstrip("#")))
    if not found:
        raise BadInput(
            _("There is no case {text}. Give its number as the list of cases shows it.").format(
                text=text
            )
        )
    return found[0]


def _forward(case, now, times: tuple, depth: int) -> dict[str, Any]:
    from firebreak.records.traces.asking import forward
    from firebreak.records.traces.spans import infectious_spans
    from firebreak.records.visibility import PROGRAM
    from firebreak.site.traces.proposals import found_by

    span = _span(infectious_spans([case], now).get(case.pk), times)
    if span is None:
        return {"since": None, "until": None, "edition": None, "meetings": [], "further": []}
    found = found_by(forward(now, case, span, by=None, depth=depth), case, now, PROGRAM)
    return {
        **_told_span(span),
        "meetings": [
            _meeting(line) for line in found.lines([*found.certain[:], *found.possible[:]])
        ],
        "further": [_meeting(line) for line in found.lines(found.further[:])],
    }


def _back(case, now, times: tuple) -> dict[str, Any]:
    from firebreak.records.traces.asking import back
    from firebreak.records.visibility import PROGRAM
    from firebreak.site.traces.back import people_met_by, places_shared_by, ranked
    from firebreak.site.traces.seen import Seen
    from firebreak.site.traces.together import together

    chosen = together(case, now, PROGRAM)
    spans = {pk: _span(span, times) for pk, span in chosen.spans.items()}
    found = back(now, case, spans, chosen.chosen, by=None)
    seen = Seen(found.stays, PROGRAM)
    people = ranked(found.people, found, chosen.onsets).to_dicts()
    return {
        **_told_span(spans.get(case.pk)),
        "cases": [str(each) for each in found.cases.values()],
        "with_stays": len(found.with_stays),
        "places": [
            _place(line) for line in places_shared_by(found.places.to_dicts(), seen, found.cases)
        ],
        "people": [_person(line) for line in people_met_by(people, seen, found.cases)],
    }


def _span(span, times: tuple[datetime | None, datetime | None]):
    from firebreak.records.traces.spans import Span

    since, until = times
    if since is None and until is None:
        return span
    start, end = since or (span and span.start), until or (span and span.end)
    if not start or not end or end <= start:
        raise BadInput(_("Say both --since and --until, the earlier first."))
    return Span(start, end)


def _told_span(span) -> dict[str, Any]:
    return {
        "since": _local(span.start) if span else None,
        "until": _local(span.end) if span else None,
        "edition": span.edition.id if span and span.edition else None,
    }


def _meeting(line) -> dict[str, Any]:
    return {
        "name": line.who.label,
        "person": line.who.person.pk if line.who.person else None,
        "case": str(line.who.case) if line.who.case else None,
        "through": line.via.label if line.via else None,
        "place": line.where.label,
        "start": _local(line.row["start"]),
        "end": _local(line.row["end"]),
        "overlap_s": line.row["overlap_s"],
        "certain": line.row["certain"],
        "end_assumed": line.row["end_assumed"],
        "rule": line.row["rule"],
        "rule_name": line.rule,
        "order": line.order,
        "contact": line.known.pk if line.known else None,
    }


def _place(line) -> dict[str, Any]:
    return {
        "place": line.where.label,
        "start": _local(line.row["start"]),
        "end": _local(line.row["end"]),
        "cases": line.row["cases"],
        "expected": round(line.row["expected"], 3),
        "visitors": line.row["visitors"],
        "p_value": line.row["p_value"],
        "which": [str(each) for each in line.cases],
    }


def _person(line) -> dict[str, Any]:
    return {
        "name": line.who.label,
        "person": line.who.person.pk if line.who.person else None,
        "case": str(line.who.case) if line.who.case else None,
        "cases": line.row["cases"],
        "of": line.row["of"],
        "minutes": round(line.row["minutes"]),
        "first": _local(line.row["first"]),
        "p_value": line.row["p_value"],
        "tied": line.row["tied"],
        "ill_before_all": line.is_before,
    }


def _local(at: datetime) -> str:
    from django.conf import settings

    return at.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes")


def _tell_forward(told: dict[str, Any]) -> None:
    click.echo(_head(_("Met"), told))
    heads = (_("who"), _("case"), _("where"), _("start"), _("end"), _("rule"), _("on file"))
    _write(heads, [_line(row) for row in told["meetings"]])
    if told["further"]:
        click.echo(beside(_("Contacts of contacts"), len(told["further"])))
        _write(heads, [_line(row) for row in told["further"]])


def _tell_back(told: dict[str, Any]) -> None:
    total = told["with_stays"]
    click.echo(_head(_("Shared places"), told))
    heads = (_("where"), _("start"), _("end"), _("cases"), _("by chance"), _("all there"), "p")
    _write(heads, [_place_line(row, total) for row in told["places"]])
    click.echo(_head(_("People they met"), told))
    met = (_("who"), _("case"), _("cases met"), _("minutes"), _("equal in rank"), "")
    _write(met, [_person_line(row) for row in told["people"]])


def _head(title: str, told: dict[str, Any]) -> str:
    if told["since"] is None:
        return beside(title, _("neither onset nor sampling is known"))
    return beside(title, f"{_short(told['since'])} – {_short(told['until'])}")


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["name"],
        row["case"] or "–",
        row["place"],
        _short(row["start"]),
        _short(row["end"]),
        row["rule_name"] if row["certain"] else f"{row['rule_name']} · {_('possible')}",
        _("a contact") if row["contact"] else _("not yet"),
    )


def _place_line(row: dict[str, Any], total: int) -> tuple[str, ...]:
    from firebreak.site.templatetags.pages import by_chance, probability

    return (
        row["place"],
        _short(row["start"]),
        _short(row["end"]),
        f"{row['cases']}/{total}",
        by_chance(row["expected"]),
        str(row["visitors"]),
        probability(row["p_value"]),
    )


def _person_line(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["name"],
        row["case"] or "–",
        f"{row['cases']}/{row['of']}",
        str(row["minutes"]),
        str(row["tied"]),
        _("ill before all of them") if row["ill_before_all"] else "",
    )


def _short(at: str) -> str:
    return at.replace("T", " ")[5:16]


def _write(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from firebreak.outputs.layout import table

    if not rows:
        click.echo("  " + _("nobody and nowhere, as far as stays are on file"))
        return
    for line in table([heads, *rows[:SHOWN]], right=(False,) * len(heads)):
        click.echo("  " + line)
    if len(rows) > SHOWN:
        click.echo(
            "  " + _("and {count} more; --json has them all").format(count=len(rows) - SHOWN)
        )
