"""Cases and their classification."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.desk import Desk, as_same, told
from firebreak.intake.accepting.writer import Facts, Writer
from firebreak.intake.drafts import Draft
from firebreak.intake.own_ids import is_of_firebreak, record_named
from firebreak.records import models
from firebreak.records.actions import cases
from firebreak.records.models import Case, Classification

S = Case.Status
AS_SAID = ("number", "severity", "imported", "infected_through", "note")
CITES = as_same((*AS_SAID, "pathogen", "unit_reporting", "unit_counting", "status")) | {
    "onset": "happened_at",
    "classified": "status",
    "reported": "status",
}
#: How a case begins that a text tells of only by its end.
BEGINS_AS = {S.RECOVERED: S.CONFIRMED, S.DIED: S.CONFIRMED, S.EXCLUDED: S.SUSPECTED}
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """A case became something, at some time, for some reason."""

    status: str
    when: When
    reason: str = ""
    unit: str = ""  # as the document calls it


def facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a case: fields of the case, `happened` (onset), and `status`."""
    found = told(draft, (*AS_SAID, "status"))
    if record_named(desk.home_code, str(found.get("number", ""))):
        del found["number"]  # our own id stood in for a number that the case does not have
    if draft.key in desk.numbered_by_others:
        found.pop("number", None)  # it stays with the document: here it is another case's
    for name in ("unit_reporting", "unit_counting"):
        if draft.value(name):
            found[name] = desk.unit(draft.value(name))
    if draft.value("onset") is not None:
        found["happened"] = draft.value("onset")
    return found


def make(desk: Desk, draft: Draft) -> Case:
    """Open a case, and classify it as often as the document tells."""
    person = desk.require_linked(draft, "person")
    check(desk, draft, None)
    said = facts(desk, draft)
    first, *later = _steps(desk, draft)
    pathogen = desk.require_pathogen(draft)
    counting = said.pop("unit_counting", None) or _county_of(person) or desk.reading.unit
    said.pop("status", None)
    case = cases.open_case(
        by=desk.by,
        person=person,
        pathogen=pathogen,
        status=first.status,
        when=first.when,
        unit_reporting=said.pop("unit_reporting", None) or desk.reading.unit,
        unit_counting=counting,
        onset=said.pop("happened", None),
        edition=draft.value("edition") or desk.edition_at(pathogen, first.when),
        reason=first.reason,
        **said,
        **_source_and_told(desk, draft),
    )
    for step in later:
        _classify(desk, case, step)
    return case


def _source_and_told(desk: Desk, draft: Draft) -> dict[str, Any]:
    """The source, and when the case was first reported: the document may have come long after."""
    found, reported = desk.source_and_told(), draft.value("reported")
    if reported is not None and reported.start is not None:
        found["told_at"] = min(reported.start, found["told_at"])
    return found


def correct(desk: Desk, draft: Draft, case: Case, said: Facts) -> None:
    """Correct a case on file; a new status is a classification."""
    said = dict(said)
    _check_number(said, case)
    status, onset = said.pop("status", None), said.pop("happened", None)
    if said or onset is not None:
        cases.correct(by=desk.by, case=case, reason=str(desk.reading), onset=onset, **said)
    if status is not None and status != case.status:
        _classify(desk, case, Step(status, _time_of_status(desk, draft)))


def check(desk: Desk, draft: Draft, case: Case | None) -> None:
    """Refuse a number that another case has, and a new case that is not said to be anything."""
    _check_number(facts(desk, draft), case)
    if case is None:
        _check_status(desk, draft)
        _check_course(desk, draft)


def told_by_its_course(desk: Desk, draft: Draft) -> frozenset[str]:
    """Return the status as a fact, if a classification of the document says it too."""
    told_of = (desk.draft(row.key).value("status") for row in _classifications(desk, draft))
    return frozenset({"status"} if draft.value("status") in set(told_of) else ())


def says_what_it_is(desk: Desk, draft: Draft) -> bool:
    """Say whether a document tells what a case is: by its status, or by its course."""
    return bool(draft.value("status") or _classifications(desk, draft))


def _check_course(desk: Desk, draft: Draft) -> None:
    """Refuse a course that no case can have had, before the first step of it is written."""
    been = [None, *(step.status for step in _steps(desk, draft))]
    for now, then in pairwise(been):
        cases.check_transition(now, str(then))


def _check_status(desk: Desk, draft: Draft) -> None:
    """Of what it does not say, only who looked at it may let it stand as suspected."""
    if draft.key not in desk.decided and not says_what_it_is(desk, draft):
        raise ValidationError(
            _(
                "What the case is (suspected, confirmed …) is not said. Mend its status, or accept"
                " the case by itself: it is then recorded as suspected."
            )
        )


def _check_number(said: Facts, case: Case | None) -> None:
    number = said.get("number")
    if number and Case.objects.filter(number=number).exclude(pk=case.pk if case else None).exists():
        raise ValidationError(
            _("Another case has the number %(number)s. Mend the number, or clear it.")
            % {"number": number}
        )


def _steps(desk: Desk, draft: Draft) -> list[Step]:
    """What the case was, in order: as the document's classifications and the case itself tell."""
    steps = [_step(desk.draft(row.key)) for row in _classifications(desk, draft)]
    last = draft.value("status") or ("" if steps else S.SUSPECTED)
    steps = in_order(steps, last)
    if last and last not in {step.status for step in steps}:
        steps.append(Step(last, _time_of_status(desk, draft)))
    if steps[0].status in BEGINS_AS:
        steps.insert(0, Step(BEGINS_AS[S(steps[0].status)], When.unknown()))
    return steps


def in_order(steps: Sequence[Step], last: str = "") -> list[Step]:
    """
    Return the steps of a case by their times, those without one where the case can have gone so.

    A step without a time follows the one it is told after. If no case goes that way, or it does not
    end as the case is said to be, such steps come before all others, or else after them.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> suspected = Step("suspected", When.day(date(2020, 1, 22), ZoneInfo("Asia/Shanghai")))
    >>> excluded = Step("excluded", When.unknown())
    >>> [step.status for step in in_order([suspected, excluded], "excluded")]
    ['suspected', 'excluded']
    """
    at = [step.when.start for step in steps]
    followed = list(accumulate(at, lambda before, now: now or before, initial=LONG_AGO))[1:]
    keys = (followed, [one or LONG_AGO for one in at], [one or NEVER for one in at])
    ways = [[steps[i] for i in sorted(range(len(steps)), key=key.__getitem__)] for key in keys]
    return next((way for way in ways if _may_have_gone(way, last)), ways[1])


def _may_have_gone(way: Sequence[Step], last: str) -> bool:
    """Whether a case can have become one after the other, and be at last what it is said to be."""
    been = [step.status for step in way]
    if last and last not in been:
        been.append(last)
    ends_so = not last or been[-1] == last
    return ends_so and all(then in cases.CAN_BECOME.get(now, ()) for now, then in pairwise(been))


def _classifications(desk: Desk, draft: Draft) -> list[models.Draft]:
    told_of = desk.linked_to("classification", "case", draft.key)
    return [r for r in told_of if r.state != models.Draft.State.REJECTED and r.is_certain]


def _step(draft: Draft) -> Step:
    return Step(
        draft.value("status"),
        draft.value("when") or When.unknown(),
        draft.value("reason") or "",
        str(draft.value("unit") or ""),
    )


def _time_of_status(desk: Desk, draft: Draft) -> When:
    """
    When it was so classified; if that is not told, when it was reported or published.

    Only of what a case begins as: it was reported before it ended, or turned out to be none.
    An export of Firebreak tells it wherever it is known: there, not told is not known.
    """
    if is_of_firebreak(draft.value("external_id")):
        return draft.value("classified") or When.unknown()
    told = draft.value("classified")
    if told is not None or draft.value("status") in BEGINS_AS:
        return told or When.unknown()
    return draft.value("reported") or desk.published()


def _county_of(person: models.Person) -> models.Unit | None:
    unit = person.unit_residence or person.unit_stay
    return (unit.county or unit) if unit else None


def _classify(desk: Desk, case: Case, step: Step) -> Classification:
    return cases.classify(
        by=desk.by,
        case=case,
        status=step.status,
        when=step.when,
        edition=desk.edition_at(case.pathogen, step.when),
        reason=step.reason or str(desk.reading)[:200],
        unit=_classified_by(desk, case, step),
        **desk.source_and_told(),
    )


def _classified_by(desk: Desk, case: Case, step: Step) -> models.Unit:
    """The unit that the document names; not the one of whoever accepts it."""
    return desk.unit_called(step.unit) or case.unit_reporting or desk.reading.unit


def classified_so(desk: Desk, draft: Draft) -> Classification | None:
    """Return the classification on file that says what the draft says."""
    case = desk.linked(draft, "case")
    if case is None:
        return None
    when = draft.value("when") or When.unknown()
    rows = case.classifications.filter(status=draft.value("status"))
    return next((row for row in rows if may_be_one(row.happened, when)), None)


def make_classification(desk: Desk, draft: Draft) -> Classification:
    """Classify the case that the draft is about."""
    case = desk.require_linked(draft, "case")
    return _classify(desk, case, _step(draft))


def may_be_one(one: When, other: When) -> bool:
    """
    Say whether two times may be the same: one is unknown, or they overlap.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> days = [When.day(date(2020, 1, d), ZoneInfo("Asia/Shanghai")) for d in (18, 18, 19)]
    >>> may_be_one(days[0], days[1]), may_be_one(days[0], days[2])
    (True, False)
    """
    if one.start is None or other.start is None:
        return True
    low = max(one.start, other.start)
    return all(low == w.start if w.end is None else low < w.end for w in (one, other))


WRITER = Writer(
    make,
    facts,
    correct=correct,
    check=check,
    needs=("person",),
    elsewhere=told_by_its_course,
    cites=CITES,
)
CLASSIFICATION = Writer(
    make_classification,
    same=classified_so,
    needs=("case",),
    cites={"status": "status", "when": "happened_at", "reason": "reason", "unit": "unit"},
)
