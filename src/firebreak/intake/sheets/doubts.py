"""Cells of a row that could not be read, as doubts on its drafts: a person sees them, and mends them.

A row makes drafts if it says whose it is and what it is about. The drafts of a row with such a cell
wait together: what its other cells say is not taken in without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from firebreak.intake.drafts import Doubt, Draft
from firebreak.intake.linelist.fields import PARTS_OF_NAME, Kind
from firebreak.intake.linelist.findings import Row
from firebreak.intake.sheets.drafting import COURSE, OF_CASE, OF_PERSON, OF_SAMPLE, OF_TEST
from firebreak.intake.sheets.lists import List

#: Problems of a cell that was read: what is wrong is not how it is written.
SAYS_WHY = frozenset({"two_values", "left_before_arrival", "excluded_or_not"})
#: What a draft is in doubt of because of a cell of its row.
OF_A_CELL = SAYS_WHY | {"cell_not_read"}
Target = tuple[str, str]  # a kind of draft, and its field

#: Of drafts that say nothing wrong, beside a cell that could not be read.
CONFIDENCE = 0.5
LONGEST_SAID = 80  # characters of a cell that are repeated
#: Of each group of fields, a row of this kind must say one.
NEEDS: Mapping[Kind, tuple[frozenset[str], ...]] = {
    Kind.CASES: (frozenset({"number", "name", "running"}),),
    Kind.PLACES: (frozenset({"number"}), frozenset({"place"})),
    Kind.COUNTS: (frozenset({"counted_date", "report_date"}),),
    Kind.JOURNEYS: (frozenset({"number", "name"}),),
    Kind.LINKS: (frozenset({"number"}), frozenset({"linked"})),
    Kind.CONTACTS: (frozenset({"name"}),),
    Kind.TESTS: (frozenset({"name", "id_number", "number", "sample_number"}),),
}
#: A row is not read without these, because it would be taken for another thing.
DECIDES = frozenset({"disease"})


def _of(kind: str, fields: Mapping[str, str]) -> dict[str, Target]:
    return {field: (kind, name) for field, name in fields.items()}


_PERSON = _of("person", {**OF_PERSON, "age": "age", **dict.fromkeys(PARTS_OF_NAME, "name")})
_DAYS_OF_COURSE = (*COURSE, "diagnosed", "outcome_date")
TARGETS: Mapping[Kind, Mapping[str, Target]] = {
    Kind.CASES: _PERSON
    | _of("case", OF_CASE)
    | _of("case", dict.fromkeys(("classification", "outcome"), "status"))
    | _of("case", dict.fromkeys(_DAYS_OF_COURSE, "classified")),
    Kind.PLACES: _of("stay", {"arrived": "when", "left": "when", "activity": "activity"})
    | _of("place", {"county": "unit", "longitude": "longitude", "latitude": "latitude"}),
    Kind.JOURNEYS: _of("journey", {"departed": "when", "arrived": "arrived"}),
    Kind.LINKS: _of("contact", {"last": "when", "relation": "relation"}),
    Kind.CONTACTS: _PERSON
    | _of("contact", {"last": "when", "relation": "relation", "of": "contact_of"})
    | {"placed": ("placement", "when")},
    Kind.TESTS: _PERSON | _of("sample", OF_SAMPLE) | _of("test", OF_TEST),
}


def makes_drafts(kind: Kind, row: Row) -> bool:
    """Say whether a row says enough to make drafts of it, whatever else could not be read."""
    if not DECIDES.isdisjoint(row.unread):
        return False
    return all(not group.isdisjoint(row.values) for group in NEEDS[kind])


def can_wait(kind: Kind, field: str) -> bool:
    """Say whether a draft has the field, so that it can wait with a doubt on it."""
    return field in TARGETS.get(kind, {})


def with_doubts(one: List, row: Row, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """
    Yield the drafts of a row with what could not be read of it as doubts.

    What is linked to another draft of the row waits with it, and is no less certain for that: the
    steps of a case are written with it when a person accepts it.
    """
    doubts = list(_doubts(one, row))
    for draft in drafts:
        own = tuple(doubt for kind, doubt in doubts if kind == draft.kind)
        if own or (doubts and not draft.links and not _is_shared(draft)):
            draft = replace(draft, doubts=own, confidence=min(draft.confidence, CONFIDENCE))
        yield draft


def _doubts(one: List, row: Row) -> Iterator[tuple[str, Doubt]]:
    for field, problem in row.unread.items():
        if target := _target(one.kind, row, field):
            kind, name = target
            may_be = problem.values.get("may_be", ())
            said = one.written(row, field)[:LONGEST_SAID]
            code = problem.code if problem.code in SAYS_WHY else "cell_not_read"
            yield kind, Doubt(name, code, said, tuple(may_be))  # type: ignore[arg-type]


def _target(kind: Kind, row: Row, field: str) -> Target | None:
    """The field of a draft that a cell would have told: without its day, a step may not be one."""
    is_told = not {"classification", "outcome"}.isdisjoint(row.values)
    if kind is Kind.CASES and field in _DAYS_OF_COURSE and not is_told:
        return "case", "status"
    return TARGETS.get(kind, {}).get(field)


def _is_shared(draft: Draft) -> bool:
    """Whether other rows speak of it too: a place, a case of which only number or name is told."""
    return draft.kind == "place" or draft.key.startswith(("case:number:", "case:named:"))
