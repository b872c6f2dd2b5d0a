"""Cases and their classification."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock, editions
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.exclusion import negatives_exclude
from firebreak.records.models import Case, Classification, Person, Unit, User
from firebreak.records.visibility import Scope, require

S = Case.Status
#: What a case may become. `None` is a case that is not on file yet.
CAN_BECOME: dict[str | None, frozenset[str]] = {
    None: frozenset({S.SUSPECTED, S.PROBABLE, S.CONFIRMED, S.ASYMPTOMATIC}),
    S.SUSPECTED: frozenset({S.PROBABLE, S.CONFIRMED, S.ASYMPTOMATIC, S.EXCLUDED, S.DIED}),
    S.PROBABLE: frozenset({S.SUSPECTED, S.CONFIRMED, S.EXCLUDED, S.RECOVERED, S.DIED}),
    S.CONFIRMED: frozenset({S.EXCLUDED, S.RECOVERED, S.DIED}),
    S.ASYMPTOMATIC: frozenset({S.CONFIRMED, S.EXCLUDED, S.RECOVERED, S.DIED}),
    S.EXCLUDED: frozenset({S.SUSPECTED, S.CONFIRMED, S.ASYMPTOMATIC}),
    S.RECOVERED: frozenset({S.DIED}),
    S.DIED: frozenset(),
}
CORRECTABLE = (
    "number",
    "severity",
    "unit_reporting",
    "unit_counting",
    "imported",
    "infected_through",
    "infected_at",
    "outbreak",
    "note",
)


def open_case(
    *,
    by: User | None,
    person: Person,
    pathogen: str,
    status: str,
    when: When,
    unit_reporting: Unit | None,
    unit_counting: Unit,
    onset: When | None = None,
    edition: str = "",
    reason: str = "",
    told_at=None,
    source=None,
    **facts,
) -> Case:
    """
    Open a case with its first classification.

    Parameters
    ----------
    status
        One of `Case.Status`: what the case begins as.
    when
        When it was so classified.
    unit_reporting, unit_counting
        Who reports it, and in whose count it stands.
    onset
        Onset of symptoms, as exactly as known.
    edition
        Id of the edition that classifies it.
    facts
        Any of `CORRECTABLE`.

    Raises
    ------
    Refused
        The post may not, or nothing of the case is in its subtree.
    ValidationError
        The person has an open case of this pathogen, a time lies ahead, a case cannot begin so, or
        no edition has this id.
    """
    require(by, "cases.suspect", unit_reporting, unit_counting)
    onset = onset or When.unknown()
    check_past(when, "when")
    check_past(onset, "onset")
    check_transition(None, status)
    _check_edition(edition)
    _check_no_open_case(person, pathogen)
    told_at = told_at or clock.now()
    case = Case(
        person=person,
        pathogen=pathogen,
        status=status,
        unit_reporting=unit_reporting,
        unit_counting=unit_counting,
        told_at=told_at,
        source=source,
    ).with_happened(onset)
    _set(case, facts)
    with change("cases.open", by=by, reason=reason):
        case.save()
        _classify(case, status, when, edition, reason, unit_reporting, told_at, source)
    return case


def classify(
    *,
    by: User | None,
    case: Case,
    status: str,
    when: When,
    edition: str = "",
    reason: str = "",
    unit: Unit | None = None,
    told_at=None,
    source=None,
) -> Classification:
    """
    Classify a case anew. Asymptomatic to confirmed is a step of one case, not a new case.

    Parameters
    ----------
    unit
        Who classified it; None: the unit of the post of `by`. Where the program itself writes,
        the one that reported the case.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        A case so classified cannot become this, the time is impossible, no edition has this id, or
        it is excluded without negative results on file and without a reason.
    """
    scope = require_person(by, "cases.classify", case.person)
    check_past(when, "when")
    check_transition(case.status, status)
    _check_after_last(case, when)
    _check_edition(edition)
    if status == S.EXCLUDED and not reason.strip():
        _check_negatives(case, when)
    with change("cases.classify", by=by, reason=reason):
        case.status = status
        case.save()
        unit = unit or _unit_of(scope) or case.unit_reporting
        return _classify(case, status, when, edition, reason, unit, told_at, source)


def correct(
    *, by: User | None, case: Case, reason: str = "", onset: When | None = None, **facts
) -> Case:
    """
    Correct what is known of a case: onset, units, severity, way of infection.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        The onset lies ahead, or a value is not one the field takes.
    """
    require_person(by, "cases.correct", case.person)
    if onset is not None:
        check_past(onset, "onset")
        case.happened = onset
    _set(case, facts)
    with change("cases.correct", by=by, reason=reason):
        case.save()
    return case


def withdraw_classification(
    *, by: User | None, classification: Classification, reason: str
) -> Case:
    """
    Take back a classification that was entered by mistake; the case falls back to the one before.

    Raises
    ------
    ValidationError
        No reason is given, or it is the only one the case has.
    """
    case = classification.case
    require_person(by, "cases.withdraw", case.person)
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why it is taken back; the history keeps the reason.")}
        )
    left = in_course(list(case.classifications.exclude(pk=classification.pk)))
    if not left:
        raise ValidationError(
            _("A case needs one classification; classify it as excluded instead.")
        )
    with change("cases.withdraw", by=by, reason=reason):
        if classification.status == case.status:  # else it is another one that he is by
            case.status = left[-1].status
        classification.delete()
        case.save()
    return case


def in_course(steps: Sequence[Classification]) -> list[Classification]:
    """
    Return classifications in the order in which the case had them.

    One whose time is not known stands after those that were entered before it, and after others
    only if it could not have gone before them, but well after.
    """
    known = [step for step in steps if step.happened_at is not None]
    course = sorted(known, key=lambda step: (step.happened_at, step.pk))
    undated = [step for step in steps if step.happened_at is None]
    for step in sorted(undated, key=lambda step: step.pk):
        at = max((n for n, one in enumerate(course, 1) if one.pk < step.pk), default=0)
        while at < len(course) and _only_follows(step, course[at]):
            at += 1
        course.insert(at, step)
    return course


def _only_follows(step: Classification, other: Classification) -> bool:
    into, back = step.status in CAN_BECOME[other.status], other.status in CAN_BECOME[step.status]
    return into and not back


def check_transition(now: str | None, then: str) -> None:
    """
    Refuse a step that the table `CAN_BECOME` does not hold.

    Raises
    ------
    ValidationError
        With what the case may become.
    """
    if then in CAN_BECOME[now]:
        return
    options = ", ".join(str(S(s).label) for s in S if s in CAN_BECOME[now])
    if now is None:
        raise ValidationError(
            {
                "status": _("A case cannot begin as this. It may begin as: %(options)s.")
                % {"options": options}
            }
        )
    raise ValidationError(
        {
            "status": _(
                "A case that is %(now)s cannot become %(then)s. It may become: %(options)s."
            )
            % {"now": S(now).label, "then": S(then).label, "options": options or _("nothing else")}
        }
    )


def _classify(case, status, when, edition, reason, unit, told_at, source) -> Classification:
    row = Classification(
        case=case,
        status=status,
        edition=edition,
        reason=reason,
        unit=unit,
        told_at=told_at or clock.now(),
        source=source,
    ).with_happened(when)
    row.save()
    return row


def _unit_of(scope: Scope) -> Unit | None:
    return None if scope.unit_id is None else Unit.objects.get(pk=scope.unit_id)


def _check_edition(id: str) -> None:
    if not id or id in {edition.id for edition in editions.protocols()}:
        return
    raise ValidationError(
        {"edition": _("No edition on file is called %(id)s. Choose one of the list.") % {"id": id}}
    )


def _check_negatives(case: Case, when: When) -> None:
    if not negatives_exclude(case, when):
        raise ValidationError(
            {
                "reason": _(
                    "The negative results that exclude a suspect are not on file. "
                    "Say why the case is excluded."
                )
            }
        )


def _check_after_last(case: Case, when: When) -> None:
    last = case.classifications.last()
    if last is not None:
        check_order(
            last.happened,
            when,
            "when",
            _("This would be before the case's last classification. Check the date."),
        )


def _check_no_open_case(person: Person, pathogen: str) -> None:
    closed = (S.EXCLUDED, S.RECOVERED, S.DIED)
    if person.cases.filter(pathogen=pathogen).exclude(status__in=closed).exists():
        raise ValidationError(
            _("This person has an open case already. Open that one and classify it anew.")
        )


def _set(case: Case, facts: dict) -> None:
    unknown = set(facts) - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"A case has no {', '.join(sorted(unknown))}.")
    for field, value in facts.items():
        setattr(case, field, value)
    case.clean_fields(exclude=["stored_at"])
