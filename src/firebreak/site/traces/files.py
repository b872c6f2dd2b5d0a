"""What a trace found, as files: whom a case met, and which places and people cases share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.when import Precision, When
from firebreak.site.download import person_cell
from firebreak.site.spans import span
from firebreak.site.templatetags.pages import probability, when_text
from firebreak.site.traces.proposals import Line
from firebreak.site.traces.shared import PersonLine, PlaceLine
from firebreak.site.words import apart

SOME = 2000  # lines that are said at once


def said(rows: Sequence[Mapping], lines_of: Callable[[Any], list]) -> Iterator:
    """Yield all rows as lines, some at a time."""
    for start in range(0, len(rows), SOME):
        yield from lines_of(rows[start : start + SOME])


def met_columns(*, of_cases: bool = False, further: bool = False) -> list[tuple[str, str]]:
    """
    Return the columns of the people a case met.

    Parameters
    ----------
    of_cases
        Each line names its case, as where many are traced at once.
    further
        They are contacts of contacts: each line names through whom.
    """
    return [
        ("who", _("Who")),
        *([("case", _("Case"))] if of_cases else []),
        *([("via", _("Through"))] if further else []),
        ("where", _("Where")),
        ("when", _("When")),
        ("meetings", _("Meetings")),
        ("together", pgettext("time spent", "Together")),
        ("rule", _("Rule")),
        ("order", _("Counts as")),
        ("known", _("On file")),
        ("record", _("Record")),
    ]


def met_exported(lines: Iterable[Line]) -> Iterator[dict]:
    """Yield the people met as they are written to a file."""
    for line in lines:
        yield {
            "who": line.who.label,
            "case": str(line.case or ""),
            "via": line.via.label if line.via else "",
            "where": line.where.label,
            "when": _first_to_last(line),
            "meetings": line.row["meetings"],
            "together": span(line.together) if line.row["certain"] else _("possible"),
            "rule": line.rule,
            "order": line.order_word,
            "known": _standing(line),
            "record": person_cell(line.who.person.pk if line.who.person else None),
        }


def places_columns() -> list[tuple[str, str]]:
    """Return the columns of the places that cases share."""
    return [
        ("place", _("Place")),
        ("start", pgettext("a span of time", "From")),
        ("end", pgettext("a span of time", "To")),
        ("number", _("Cases")),
        ("expected", _("By chance")),
        ("visitors", _("All who were there")),
        ("p_value", "p"),
        ("cases", _("Which cases")),
    ]


def places_exported(lines: Iterable[PlaceLine]) -> Iterator[dict]:
    """Yield the places as they are written to a file."""
    for line in lines:
        yield dict(line.row) | {
            "place": line.where.label,
            "number": line.row["cases"],
            "p_value": probability(line.row["p_value"]),
            "expected": round(line.row["expected"], 3),
            "cases": apart(map(str, line.cases)),
        }


def people_columns() -> list[tuple[str, str]]:
    """Return the columns of the people whom cases met."""
    return [
        ("who", _("Who")),
        ("cases", _("Cases met")),
        ("of", _("Out of")),
        ("together", pgettext("time spent", "Together")),
        ("first", _("First met")),
        ("p_value", "p"),
        ("tied", _("Equal in rank")),
        ("known", _("On file")),
        ("record", _("Record")),
    ]


def people_exported(lines: Iterable[PersonLine]) -> Iterator[dict]:
    """Yield the people as they are written to a file."""
    for line in lines:
        yield dict(line.row) | {
            "who": line.who.label,
            "together": span(line.together),
            "p_value": probability(line.row["p_value"]),
            "known": _person_standing(line),
            "record": person_cell(line.who.person.pk if line.who.person else None),
        }


def _first_to_last(line: Line) -> str:
    start, end = line.row["start"], line.row["end"]
    return when_text(When(start, end, Precision.INTERVAL))


def _standing(line: Line) -> str:
    if line.known is None:
        return _("not yet") if line.who.person else _("not named yet")
    told = [_("a contact already"), *([_("reached")] if line.known.reached_at else [])]
    return apart(told)


def _person_standing(line: PersonLine) -> str:
    if line.who.case:
        told = [f"{_('onset')} {when_text(line.who.case.happened)}"]
        return apart([*told, *([_("before all of them")] if line.is_before else [])])
    if line.contact:
        return _("contact of %(number)s") % {"number": line.contact.case}
    return _("neither case nor contact") if line.who.person else _("not named yet")
