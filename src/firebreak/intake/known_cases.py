"""Which drafts of cases are a case on file: by our own id, by number, or as the case of somebody known.

A number alone says little: it may be miswritten, and a bare one is counted by whoever gave it
(`counters.py`). It is sure only where nothing of the person speaks against it, and of a bare one
the person, or the sender, must agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from firebreak.intake.counters import counter_of_draft, counters_of_cases, is_bare
from firebreak.intake.drafts import Draft
from firebreak.intake.known_people import MOST_PROPOSED, Proposal, Proposals
from firebreak.intake.linkage.people import prepare
from firebreak.intake.linkage.proposing import people_on_file
from firebreak.intake.linkage.recognising import get_ready
from firebreak.intake.linkage.weighing import Row
from firebreak.records.models import Case, Person, Source
from firebreak.records.models import Draft as KeptDraft
from firebreak.records.names import sound_of
from firebreak.records.visibility import Scope, cases

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

#: Two years between ages told in whole years, on days that may be some months apart.
MOST_YEARS_APART = 2.5


def known_cases(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """Return, for each draft of a case by its key: by our own id, by its number, else as his."""
    asked = [draft for draft in drafts if draft.kind == "case"]
    own = {draft.key: desk.own_record(draft) for draft in asked}
    named = cases(scope).select_related("person").in_bulk([pk for pk in own.values() if pk])
    found: Proposals = {}
    for draft in asked:
        case = named.get(own[draft.key] or 0)
        if case is not None and _is_of(desk, draft, case):
            found[draft.key] = [Proposal(case, True, "own_id")]
    found |= _of_number(desk, [draft for draft in asked if draft.key not in found], scope)
    found |= _named_so([draft for draft in asked if draft.key not in found], scope)
    left = [draft for draft in asked if draft.key not in found]
    return found | _of_his(desk, left, scope)


def by_number(records: QuerySet, drafts: Iterable[Draft]) -> dict[str, Any]:
    """Return the records that have the numbers of drafts, by number."""
    numbers = {number_of(draft) for draft in drafts} - {""}
    if not numbers:
        return {}
    return {record.number: record for record in records.filter(number__in=numbers).order_by("-id")}


def number_of(draft: Draft) -> str:
    """Return the number that a draft gives; "" for none."""
    return str(draft.value("number") or "")


def _of_number(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """The case of the same number, unless it is bare and somebody else counts, or of somebody else."""
    numbered = by_number(cases(scope).select_related("person", "source"), drafts)
    pairs = [(draft, case) for draft in drafts if (case := numbered.get(number_of(draft)))]
    if not pairs:
        return {}
    counters = counters_of_cases(desk, [case for _draft, case in pairs if is_bare(case.number)])
    contradicted = _contradicted(desk, pairs)
    found: Proposals = {}
    for draft, case in pairs:
        is_same_count = counters.get(case.pk) in (None, counter_of_draft(desk, draft))
        if not is_same_count and draft.links.get("person"):
            continue
        # A list of contacts that only refers to a case may mean the number of another count.
        agrees = is_same_count and draft.key not in contradicted
        is_sure = agrees and _is_sure(desk, draft, case)
        found[draft.key] = [Proposal(case, is_sure, "number")]
    return found


def _named_so(drafts: Iterable[Draft], scope: Scope) -> Proposals:
    """Of a case of which no more than a name is told: those of whoever is so called."""
    names = {d.key: str(d.value("name")) for d in drafts if d.value("name")}
    if not names:
        return {}
    called: dict[str, list[Any]] = defaultdict(list)
    theirs = cases(scope).filter(person__name__in=set(names.values())).select_related("person")
    for case in theirs.order_by("-id"):
        called[case.person.name].append(case)
    return {
        key: [Proposal(case, False, "name") for case in called[name][:MOST_PROPOSED]]
        for key, name in names.items()
        if name in called
    }


def _of_his(desk: "Desk", drafts: Iterable[Draft], scope: Scope) -> Proposals:
    """The latest case of the same person and pathogen."""
    asked = {d.key: (p.pk, desk.pathogen_of(d)) for d in drafts if (p := desk.linked(d, "person"))}
    if not asked:
        return {}
    theirs = cases(scope).filter(person__in={person for person, _pathogen in asked.values()})
    latest = {(c.person_id, c.pathogen): c for c in theirs.select_related("person").order_by("id")}
    return {
        key: [Proposal(latest[his], True, "person")] for key, his in asked.items() if his in latest
    }


def _is_sure(desk: "Desk", draft: Draft, case: Case) -> bool:
    """A bare "case 7" is the seventh of some list: then the person, or the sender, must agree."""
    if draft.value("pathogen") not in (None, case.pathogen):
        return False
    if (name := draft.value("name")) is not None:
        return name == case.person.name
    person = desk.linked(draft, "person")
    if not str(case.number).isdigit():
        return person is None or person.pk == case.person_id
    if person is None and draft.links.get("person") is None:
        return _is_of_these_lists(desk, case)
    return _is_of(desk, draft, case, says_who=True)


def _is_of(desk: "Desk", draft: Draft, case: Case, *, says_who: bool = False) -> bool:
    """Whether a draft speaks of the person of a case, or, unless it has to, does not say of whom."""
    person = desk.linked(draft, "person")
    if isinstance(person, Person):
        return person.pk == case.person_id
    key = draft.links.get("person")
    if key is None:
        return True
    name = desk.draft(key).value("name") if key in desk.rows else ""
    return name == case.person.name or (name is None and not says_who)


def _is_of_these_lists(desk: "Desk", case: Case) -> bool:
    """Whether a case came in a list of the same sender: his numbers go through all his lists."""
    if desk.reading.format != "sheet":
        return False
    sender, unit = desk.reading.sender, desk.reading.unit
    theirs = KeptDraft.objects.filter(reading__sender=sender, reading__unit=unit)
    if theirs.filter(record_kind="case", record_id=case.pk, was_on_file=False).exists():
        return True
    return not sender and case.source is not None and case.source.kind == Source.Kind.FILE


def _contradicted(desk: "Desk", pairs: Sequence[tuple[Draft, Case]]) -> set[str]:
    """The drafts whose person cannot be that of the case: by surname, sex, age or county."""
    told = {draft.key: key for draft, _case in pairs if (key := _person_told(desk, draft))}
    if not told:
        return set()
    get_ready(desk, [desk.draft(key) for key in told.values()])
    table = prepare(people_on_file([case.person_id for _draft, case in pairs], desk.homes))
    on_file = {row["id"]: row for row in table.iter_rows(named=True)}
    return {
        draft.key
        for draft, case in pairs
        if draft.key in told
        and _differ(_row(desk, told[draft.key]), on_file[case.person_id] | _counted(desk, case))
    }


def _row(desk: "Desk", key: str) -> Row:
    """What a document says of somebody, with the county that his address begins with."""
    told, draft = desk.told[key], desk.draft(key)
    if told["county"] is not None:
        return told
    county = desk.book.county_in(str(draft.value("address") or ""))
    return {**told, "county": _county(desk, county.key) if county else None}


def _person_told(desk: "Desk", draft: Draft) -> str:
    """The draft of the person of a case; "" where none tells of him, or he is known already."""
    key = draft.links.get("person", "")
    return key if key in desk.rows and desk.linked(draft, "person") is None else ""


def _counted(desk: "Desk", case: Case) -> dict[str, str | None]:
    """By which county a case is counted, where the home of its person is not known."""
    return {"counted_in": _county(desk, case.unit_counting_id or 0)}


def _county(desk: "Desk", unit: int) -> str | None:
    """The county of a unit, as homes are compared."""
    parts = desk.homes.get(unit, "").split("/")
    return parts[1] if len(parts) > 1 else None


def _differ(one: Row, other: Row) -> bool:
    pairs: list[tuple[Any, Any]] = [
        (_sound(one), _sound(other)),
        (one["sex"], other["sex"]),
        (one["county"], other["county"] or other["counted_in"]),
    ]
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        return True
    if one["born"] is None or other["born"] is None:
        return False
    return abs(one["born"] - other["born"]) > MOST_YEARS_APART


def _sound(row: Row) -> str | None:
    """How a surname sounds: Zhang is 张."""
    return sound_of(row["surname"], "") if row["surname"] else None
