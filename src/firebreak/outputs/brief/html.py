"""A brief as one page that needs nothing else: to open offline, to print on A4, to send on.

On the site its numbers open to their rows; the links are given by whoever writes the page.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.template import Context, Template

from firebreak.outputs.brief import words
from firebreak.outputs.brief.facts import Brief, CountyRow, Figure, Held, Holder, RuleClocks
from firebreak.outputs.brief.links import Links, Nowhere
from firebreak.outputs.contacts import MEASURES as CONTACTS

COMING = ("open", "due_soon")


@dataclass(frozen=True)
class Said:
    """A number or a line, and where it opens to."""

    text: str
    href: str = ""


def as_html(made: Brief, links: Links | None = None) -> str:
    """Return a brief as a whole HTML document, in the active language; `links`: its numbers'."""
    to = links or Nowhere()
    other = words.has_other(made)
    context = {
        "made": made,
        "title": words.title(made),
        "at": words.instant(made.at),
        "standing": words.sentences(words.standing(made)),
        "close": words.hour(made.close, made.at),
        "figures": [_figure(figure, made, to) for figure in made.figures],
        "still_to_come": words.still_to_come(made.still_to_come),
        "county_heads": words.county_heads(other=other),
        "counties": [_county(row, made, to, other=other) for row in made.counties],
        "total": _county(made.total, made, to, other=other),
        "other_note": words.other_note() if other else "",
        "parts": [_overdue(made, to), _soon(made, to)],
        "rounds": [
            Said(words.rounds(made, one), to.clocks(COMING, rule=one.rule))
            for one in made.rounds_soon
        ],
        "silent_title": words.silent_title(made),
        "silent": [Said(words.silent(made, one), to.unit(one.code)) for one in made.silent],
        "silent_rest": made.silent_count - len(made.silent),
        "handed_over_title": Said(words.handed_over_title(), to.transfers()),
        "handed_over": [
            Said(words.handed_over(made, one), to.unit(one.code)) for one in made.handed_over
        ],
        "changes_title": words.changes_title(made),
        "changes": [Said(words.change(made, c), to.case(c.case.case)) for c in made.changes],
        "changes_rest": made.changes_count - len(made.changes),
        "edition_changes": [
            Said(words.edition_change(made, e), to.edition(e.id)) for e in made.edition_changes
        ],
        "outbreaks": [words.outbreak(one) for one in made.seven_one_seven],
        "holders_title": words.holders_title(),
        "holders": _by_role(made, to),
        "foot": [
            words.inconsistencies(made),
            words.editions(made),
            words.provenance(made),
        ],
    }
    return _template().render(Context(context))


def _figure(figure: Figure, made: Brief, to: Links) -> dict:
    measure = figure.measure
    return {
        "label": figure.label,
        "total": _number(words.counted(figure.total), measure, measure, made, to),
        "change": _number(words.signed(figure.change), measure, f"{measure}.change", made, to),
        "since": _number(words.signed(figure.since_close), measure, f"{measure}.since", made, to),
        "notes": words.notes(figure, made.at),
    }


def _number(text: str, measure: str, key: str, made: Brief, to: Links) -> Said:
    if text in ("0", words.UNKNOWN):
        return Said(text)
    if measure in CONTACTS:
        return Said(text, _contacts_href(measure, key, made, to))
    return Said(text, to.cases(measure, made.behind.get(key)))


def _contacts_href(measure: str, key: str, made: Brief, to: Links) -> str:
    """All of them at the last 24:00, or who came and went until then, or since."""
    people = made.behind.get(key)
    if key == f"{measure}.change":
        return to.contacts(measure, made.close, since=made.compared_with, people=people)
    if key == f"{measure}.since":
        return to.contacts(measure, made.at, since=made.close, people=people)
    return to.contacts(measure, made.close)


def _county(row: CountyRow, made: Brief, to: Links, *, other: bool) -> dict:
    texts = words.county(row, other=other)
    columns = ["confirmed", "new", *(["other"] if other else [])]
    columns += ["suspected", "recovered", "died", "overdue", "silent"]
    numbers = [
        Said(text, "" if text in ("0", words.UNKNOWN) else _county_href(column, row, made, to))
        for column, text in zip(columns, texts, strict=True)
    ]
    return {"name": row.name, "numbers": numbers}


def _county_href(column: str, row: CountyRow, made: Brief, to: Links) -> str:
    if column == "overdue":
        return to.clocks(("overdue",), **({"county": row.code} if row.code else {}))
    if column == "silent":
        return to.unit(row.code)
    if row is made.total:
        key = {"new": "confirmed.change", "other": "confirmed.change"}.get(column, column)
        return to.cases(column, made.behind.get(key))
    people = made.behind.get(f"{row.code}.{column}")
    return to.cases(column, people, row.code) if row.code and column != "other" else ""


def _overdue(made: Brief, to: Links) -> dict:
    return {
        "id": "overdue",
        "title": Said(words.overdue_title(made), to.clocks(("overdue",))),
        "notes": [Said(note, _about_overdue(note, made, to)) for note in words.about_overdue(made)],
        "holders": [_holder(made, held, ("overdue",), to) for held in made.overdue],
        "rest": words.more_holders(made.overdue_count, made.overdue),
    }


def _about_overdue(note: str, made: Brief, to: Links) -> str:
    if note != words.before_record(made.before_record_count):
        return ""
    return to.clocks(("not_applicable",), reason="before_record")


def _soon(made: Brief, to: Links) -> dict:
    return {
        "id": "soon",
        "title": Said(words.soon_title(made), to.clocks(COMING)),
        "notes": [] if made.soon else [Said(words.nothing_soon(made))],
        "holders": [_holder(made, held, COMING, to) for held in made.soon],
        "rest": words.more_holders(made.soon_count, made.soon),
    }


def _holder(made: Brief, held: Holder, states: tuple[str, ...], to: Links) -> dict:
    return {
        "head": Said(words.holder(held), to.clocks(states, **_of(held))),
        "clocks": [_rule(made, rule, held, states, to) for rule in held.rules],
    }


def _rule(made: Brief, rule: RuleClocks, held: Holder, states: tuple[str, ...], to: Links) -> Said:
    return Said(words.clocks(made, rule), to.clocks(states, rule=rule.rule, **_of(held)))


def _of(held: Holder | Held) -> dict[str, str]:
    unit = {"holder_unit": held.unit_code} if held.unit_code else {}
    return {**unit, "holder_role": held.role_code}


def _by_role(made: Brief, to: Links) -> list[tuple[str, list[dict]]]:
    """The closing table by what they are, so that it is not said again of each."""
    found: dict[str, list[dict]] = {}
    for one in made.holders:
        found.setdefault(one.role, []).append(_held(one, to))
    return list(found.items())


def _held(one: Held, to: Links) -> dict:
    overdue = to.clocks(("overdue",), **_of(one)) if one.overdue else ""
    soon = to.clocks(COMING, **_of(one)) if one.soon else ""
    return {
        "unit": one.unit or words.post(one),
        "phone": one.phone,
        "overdue": Said(str(one.overdue), overdue),
        "soon": Said(str(one.soon), soon),
    }


@cache
def _template() -> Template:
    return Template((files("firebreak.outputs.brief") / "brief.html").read_text("utf-8"))
