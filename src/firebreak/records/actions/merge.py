"""Two records of one person become one; and become two again, exactly.

Whoever is merged away stays on file as he was, marked with the record that stands for him. What was
his moves: every record that names him, and every case counted twice gives what is its own to the
case that stands. A merge lists what it moved, so undoing it moves back just that. What was added to
the kept record since stays with it: it was entered about that one.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.moving import move, move_back
from firebreak.records.actions.people import require_person
from firebreak.records.change import change
from firebreak.records.models import (
    Case,
    Classification,
    Contact,
    Distinction,
    LinkDecision,
    Merge,
    Person,
    User,
)
from firebreak.records.visibility import Refused

S = Case.Status
CLOSED = (S.EXCLUDED, S.RECOVERED, S.DIED)
#: What the kept record takes over where it says nothing; an age goes with its unit.
FILLED = (
    "sex",
    "birth_date",
    "age",
    "group",
    "employer",
    "id_number",
    "phone",
    "address",
    "household_id",
    "unit_residence_id",
    "unit_stay_id",
    "residence_elsewhere",
    "arrived_from",
)
BLANK = (None, "", "unknown")


class WhichCase(ValidationError):
    """
    Both records have a case of one pathogen, and somebody has to say which of them stands.

    Attributes
    ----------
    cases
        The two: of the kept record, and of the one merged away.
    """

    def __init__(self, message: str, cases: tuple[Case, Case]) -> None:
        super().__init__(message, code="which_case")
        self.cases = cases


class Contradicted(ValidationError):
    """The records say what cannot both be true of one person, and nobody has confirmed it yet."""


def merge(
    *,
    by: User | None,
    keep: Person,
    away: Person,
    reason: str,
    stands: Mapping[str, Case | None] | None = None,
    despite: bool = False,
) -> Merge:
    """
    Settle that two records are one person.

    Parameters
    ----------
    keep, away
        The record that stands for the person from now on, and the one that is merged into it.
    reason
        Why: whoever reads it later has to judge it.
    stands
        Where both have a case of a pathogen: pathogen -> the case that stands. The other was the same
        illness counted twice: it is excluded, and what hung on it moves. None: two illnesses, and
        both stand.
    despite
        Whoever settles it has read their `contradictions`, and they are one person all the same.

    Raises
    ------
    Refused
        The post may not, or one of the two does not exist for it.
    WhichCase
        Both have a case of a pathogen and `stands` does not say which one stands.
    Contradicted
        They contradict each other, and `despite` does not say that somebody looked at it.
    ValidationError
        They cannot be one person as the record is: one was exposed to the other's case, one is held to
        have infected the other, or it was settled that they are two.
    """
    require_person(by, "people.merge", keep)
    require_person(by, "people.merge", away)
    _check_reason(reason)
    with change("people.merge", by=by, reason=reason.strip()):
        # Inside the change nobody else can alter either of them meanwhile.
        keep.refresh_from_db()
        away.refresh_from_db()
        _check_pair(keep, away)
        if not despite:
            _check_contradictions(keep, away)
        twice = _counted_twice(keep, away, stands or {})
        moved = list(move(Person, away.pk, keep.pk))
        taken_out = {}
        for standing, other in twice:
            moved += move(Case, other.pk, standing.pk)
            taken_out[str(other.pk)] = _take_out(other, standing).pk
        filled = _fill(keep, away)
        away.merged_into = keep
        away.save()
        row = Merge(
            kept=keep,
            away=away,
            reason=reason.strip(),
            moved=moved,
            filled=filled,
            taken_out=taken_out,
            told_at=clock.now(),
        ).with_happened(When.minute(clock.now()))
        row.save()
    return row


def unmerge(*, by: User | None, merge: Merge, reason: str) -> None:
    """
    Undo a merge: what it moved moves back; what was added to the kept record since stays there.

    A record that was withdrawn since is not brought back, and one that was given to somebody else
    since is left with him. A value the kept record took over goes, unless it was corrected since.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        It is undone already, or the kept record was itself merged since.
    """
    merge = _still_there(merge)
    kept, away = merge.kept, merge.away
    if kept.merged_into_id is not None:
        raise ValidationError(
            _("%(kept)s was itself merged into another record since. Undo that merge first.")
            % {"kept": f"#{kept.pk}"}
        )
    require_person(by, "people.unmerge", kept)
    _check_reason(reason)
    with change("people.unmerge", by=by, reason=reason.strip()):
        merge = _still_there(merge)
        kept, away = merge.kept, merge.away
        move_back(merge.moved)
        for case, classification in merge.taken_out.items():
            _put_in_again(int(case), classification)
        _empty_again(kept, away, merge.filled)
        away.merged_into = None
        away.save()
        merge.delete()


def tell_apart(*, by: User | None, one: Person, other: Person, reason: str = "") -> Distinction:
    """
    Settle that two records are two people; they are not proposed again.

    Raises
    ------
    Refused
        The post may not, or one of them does not exist for it.
    ValidationError
        It is one and the same record.
    """
    require_person(by, "people.tell_apart", one)
    require_person(by, "people.tell_apart", other)
    if one.pk == other.pk:
        raise ValidationError(_("This is one and the same record. Choose another."))
    with change("people.tell_apart", by=by, reason=reason.strip()):
        known = _distinction(one, other)
        if known is not None:
            return known
        row = Distinction(one=one, other=other, reason=reason.strip(), told_at=clock.now())
        row.with_happened(When.minute(clock.now())).save()
    return row


def withdraw_distinction(*, by: User | None, distinction: Distinction, reason: str = "") -> None:
    """
    Take back that two records are two people: they may be proposed again.

    Raises
    ------
    Refused
        The post may not, or one of them does not exist for it.
    """
    for person in (distinction.one, distinction.other):
        require_person(by, "people.tell_apart", person)
    with change("people.tell_apart", by=by, reason=reason.strip()):
        distinction.delete()


def cases_in_question(keep: Person, away: Person) -> list[tuple[Case, Case]]:
    """Return, by pathogen, the last case of either that is not excluded, where both have one."""
    last: dict[str, dict[int, Case]] = {}
    found = Case.objects.filter(person__in=[keep, away]).exclude(status=S.EXCLUDED)
    for case in found.order_by("id"):
        last.setdefault(case.pathogen, {})[case.person_id] = case
    return [(by[keep.pk], by[away.pk]) for by in last.values() if len(by) == 2]


def contradictions(one: Person, other: Person) -> list[str]:
    """Return, in sentences without a value, what cannot be true of one person."""
    found = []
    if _differ(one, other, "id_number_key"):
        found.append(_("Their ID numbers differ."))
    if _differ(one, other, "birth_date") and _differ(one, other, "sex"):
        found.append(_("Their dates of birth differ, and their sexes."))
    return found


def why_not(keep: Person, away: Person) -> str:
    """Return why two records cannot be merged as they are; "" if they can."""
    try:
        _check_pair(keep, away)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever reads it later has to judge it.")})


def _check_pair(keep: Person, away: Person) -> None:
    if keep.pk == away.pk:
        raise ValidationError(_("This is one and the same record. Choose another."))
    for person in (keep, away):
        if person.merged_into_id is not None:
            raise ValidationError(
                _("#%(number)s was merged into another record meanwhile. Open that one.")
                % {"number": person.pk}
            )
    if _distinction(keep, away) is not None:
        raise ValidationError(_("It was settled that these are two people. Take that back first."))
    pair = (keep, away)
    if Contact.objects.filter(_between("case__person", "person", pair)).exists():
        raise ValidationError(
            _(
                "One of them is on file as a contact of the other's case, and nobody is his own"
                " contact. They are two people, or that contact was named by mistake: correct it first."
            )
        )
    if LinkDecision.objects.filter(_between("infector__person", "infectee__person", pair)).exists():
        raise ValidationError(
            _("It is settled who of the two infected whom. Withdraw that decision first.")
        )


def _check_contradictions(keep: Person, away: Person) -> None:
    if found := contradictions(keep, away):
        asked = _("Nothing was merged. Confirm first that they are one person all the same.")
        raise Contradicted([*found, asked])


def _differ(one: Person, other: Person, name: str) -> bool:
    """Whether both records say it, and differently."""
    mine, theirs = getattr(one, name), getattr(other, name)
    return mine not in BLANK and theirs not in BLANK and mine != theirs


def _between(one: str, other: str, pair: tuple[Person, Person]) -> Q:
    first, second = pair
    return Q(**{one: first, other: second}) | Q(**{one: second, other: first})


def _distinction(one: Person, other: Person) -> Distinction | None:
    return Distinction.objects.filter(_between("one", "other", (one, other))).first()


def _counted_twice(
    keep: Person, away: Person, stands: Mapping[str, Case | None]
) -> list[tuple[Case, Case]]:
    """The case that stands and the other, for each illness that both records hold."""
    found = []
    for pair in cases_in_question(keep, away):
        pathogen = pair[0].pathogen
        if pathogen not in stands:
            raise WhichCase(_which_case(pair), pair)
        standing = stands[pathogen]
        if standing is None:
            _check_two_illnesses(pair)
        elif standing.pk not in (pair[0].pk, pair[1].pk):
            raise WhichCase(_which_case(pair), pair)
        else:
            found.append(pair if standing.pk == pair[0].pk else (pair[1], pair[0]))
    for standing, other in found:
        _check_decisions(standing, other)
    return found


def _which_case(pair: tuple[Case, Case]) -> str:
    return _("Both have a case: %(one)s and %(other)s. Say which of the two stands.") % {
        "one": pair[0],
        "other": pair[1],
    }


def _check_two_illnesses(pair: tuple[Case, Case]) -> None:
    if not any(case.status in CLOSED for case in pair):
        raise ValidationError(
            _("Nobody is ill twice at once: both cases are open. Say which of the two stands.")
        )


def _check_decisions(standing: Case, other: Case) -> None:
    """A link that was settled for both cases cannot be settled twice for one."""
    for mine, theirs in (("infectee", "infector"), ("infector", "infectee")):
        held = [
            set(LinkDecision.objects.filter(**{mine: case}).values_list(theirs, flat=True))
            for case in (standing, other)
        ]
        if held[0] & held[1]:
            raise ValidationError(
                _("A link of both cases to the same third case is settled. Withdraw one first.")
            )


def _take_out(other: Case, standing: Case) -> Classification:
    """Exclude a case that was the same illness counted twice."""
    other.status = S.EXCLUDED
    other.save()
    row = Classification(
        case=other,
        status=S.EXCLUDED,
        reason=_("counted twice: the same illness as case %(case)s") % {"case": standing},
        unit_id=other.unit_reporting_id,
        told_at=clock.now(),
    ).with_happened(When.minute(clock.now()))
    row.save()
    return row


def _put_in_again(case_id: int, classification: int) -> None:
    row = Classification.objects.filter(pk=classification).first()
    case = Case.objects.filter(pk=case_id).first()
    if row is None or case is None:
        return
    is_last = case.classifications.last() == row
    before = _before(case, row)
    row.delete()
    left = before or case.classifications.last()
    if is_last and left is not None:
        case.status = left.status
        case.save()


def _before(case: Case, row: Classification) -> Any:
    """The case as it was before it was classified so: of undated steps no order tells which is last."""
    since = row.history.earliest("history_date").history_date
    return case.history.filter(history_date__lt=since).order_by("history_date").last()


def _fill(keep: Person, away: Person) -> dict[str, Any]:
    """Take over what only the other record says; return the blanks that stood there."""
    filled = {}
    for name in FILLED:
        mine, theirs = getattr(keep, name), getattr(away, name)
        if mine in BLANK and theirs not in BLANK:
            filled[name] = mine
            setattr(keep, name, theirs)
    if "age" in filled:
        filled["age_unit"] = str(keep.age_unit)
        keep.age_unit = away.age_unit
    if filled:
        keep.save()
    return filled


def _empty_again(kept: Person, away: Person, filled: Mapping[str, Any]) -> None:
    untouched = {name for name in filled if getattr(kept, name) == getattr(away, name)}
    if "age" not in untouched:
        untouched.discard("age_unit")
    if not untouched:
        return
    for name in untouched:
        setattr(kept, name, filled[name])
    kept.save()


def _still_there(merge: Merge) -> Merge:
    found = Merge.objects.select_related("kept", "away").filter(pk=merge.pk).first()
    if found is None:
        raise ValidationError(_("This merge has been undone already."))
    return found


__all__ = [
    "Contradicted",
    "Refused",
    "WhichCase",
    "cases_in_question",
    "contradictions",
    "merge",
    "tell_apart",
    "unmerge",
    "why_not",
    "withdraw_distinction",
]
