"""Gatherings: who came together where, and whom that made a contact of whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.contacts import name_contact, record_stay
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_past
from firebreak.records.change import change
from firebreak.records.models import Case, Contact, Gathering, Person, Place, Stay, User
from firebreak.records.visibility import people as people_of
from firebreak.records.visibility import require

#: A case of this kind may not have the disease, or has not.
MAY_BE_NONE = (Case.Status.SUSPECTED, Case.Status.EXCLUDED)


def record(
    *,
    by: User | None,
    place: Place,
    when: When,
    what: str = "",
    attendees: Sequence[Person] = (),
    manner: str = Contact.Manner.OTHER,
    people: int | None = None,
    later_confirmed: int | None = None,
    none_from: str = "",
    source_name: str = "",
    told_at=None,
    source=None,
) -> Gathering:
    """
    Record a gathering; each attendee who is named gets a stay there, and cases their contacts.

    Parameters
    ----------
    manner
        Of the contacts: one of `Contact.Manner`.
    people, later_confirmed
        As the document counts them.

    Raises
    ------
    Refused
        The post may not, or an attendee does not exist for it.
    ValidationError
        Its time lies ahead, or more fell ill than were there.
    """
    require(by, "gatherings.record")
    check_past(when, "when")
    if people is not None and later_confirmed is not None and later_confirmed > people + 1:
        # "With 12 friends, 8 of them": whoever invited is counted in the one and not the other.
        raise ValidationError(
            {"later_confirmed": _("More were confirmed than were there. Check both numbers.")}
        )
    row = Gathering(
        what=what,
        place=place,
        people=people,
        later_confirmed=later_confirmed,
        none_from=none_from,
        source_name=source_name,
        told_at=told_at or clock.now(),
        source=source,
    ).with_happened(when)
    row.clean_fields(exclude=["stored_at"])
    with change("gatherings.record", by=by):
        row.save()
        bring_together(by=by, gathering=row, attendees=attendees, manner=manner)
    return row


def bring_together(
    *,
    by: User | None,
    gathering: Gathering,
    attendees: Sequence[Person],
    manner: str = Contact.Manner.OTHER,
) -> None:
    """
    Note who was at a gathering: stays, and contacts of those who are cases. Twice is once.

    Where the document names the source and he is one of them, the others are contacts of his case
    alone; else of every case among them. Whoever has the disease himself is a contact only of who may
    have given it to him: of a case that is no mere suspicion, whom he met before he fell ill. That
    he met others is told by their stays. Of those who were there, only whoever exists for the post
    is looked at: nobody becomes visible by having been at a table.

    Raises
    ------
    Refused
        The post may not, or an attendee does not exist for it.
    """
    scope = require(by, "gatherings.record")
    for person in attendees:
        require_person(by, "stays.record", person)
    about: dict[str, Any] = {
        "when": gathering.happened,
        "told_at": gathering.told_at,
        "source": gathering.source,
    }
    with change("gatherings.record", by=by):
        for person in attendees:
            if not _has_stay(gathering, person):
                record_stay(by=by, person=person, place=gathering.place, **about)
        there = {person.pk for person in attendees} | set(
            stays_of(gathering).values_list("person", flat=True)
        )
        everybody = list(people_of(scope).filter(pk__in=there).order_by("id"))
        ill = _ill_since(everybody)
        for case in _exposing(gathering, everybody):
            for person in everybody:
                if person == case.person or _had_it_already(gathering, case, person, ill):
                    continue
                if not _is_named(gathering, case, person):
                    name_contact(
                        by=by,
                        case=case,
                        person=person,
                        place=gathering.place,
                        manner=manner,
                        **about,
                    )


def stays_of(gathering: Gathering):
    """Return the stays at the place of a gathering, at its time; of an unknown time nobody's."""
    if gathering.happened_at is None:
        return Stay.objects.none()  # else everybody would be there whose hour nobody knows
    return _same_time(gathering)


def _has_stay(gathering: Gathering, person: Person) -> bool:
    return _same_time(gathering).filter(person=person).exists()


def _same_time(gathering: Gathering):
    return Stay.objects.filter(
        place=gathering.place,
        happened_at=gathering.happened_at,
        happened_until=gathering.happened_until,
    ).order_by("id")


def _exposing(gathering: Gathering, people: Sequence[Person]) -> list[Case]:
    cases = Case.objects.filter(person__in=people).exclude(status=Case.Status.EXCLUDED)
    found = list({case.person_id: case for case in cases.select_related("person")}.values())
    named = [case for case in found if case.person.name == gathering.source_name]
    return named or found


def _ill_since(people: Sequence[Person]) -> dict[tuple[int, str], datetime | None]:
    """By person and pathogen, since when who has the disease or had it; None if that is not known."""
    cases = Case.objects.filter(person__in=people).exclude(status__in=MAY_BE_NONE)
    first = Coalesce("happened_at", Min("classifications__happened_at"))
    rows = cases.annotate(since=first).order_by("-since")
    return {
        (person, pathogen): since
        for person, pathogen, since in rows.values_list("person_id", "pathogen", "since")
    }


def _had_it_already(
    gathering: Gathering,
    case: Case,
    person: Person,
    ill: Mapping[tuple[int, str], datetime | None],
) -> bool:
    key = (person.pk, case.pathogen)
    if key not in ill:
        return False
    since, until = ill[key], gathering.happened.latest
    fell_ill_before = since is not None and until is not None and since < until
    return fell_ill_before or case.status in MAY_BE_NONE


def _is_named(gathering: Gathering, case: Case, person: Person) -> bool:
    there = Contact.objects.filter(case=case, person=person, place=gathering.place)
    return there.filter(happened_at=gathering.happened_at).exists()
