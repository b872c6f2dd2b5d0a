"""Contacts, stays and places: who was exposed to whom, and who was where."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.tracing.seats import part_of
from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.journeys import part_within
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import Case, Contact, Person, Place, Stay, Unit, User
from firebreak.records.visibility import require


def name_contact(
    *,
    by: User | None,
    case: Case,
    person: Person,
    when: When,
    manner: str = Contact.Manner.OTHER,
    order: int = Contact.Order.CLOSE,
    through: Person | None = None,
    place: Place | None = None,
    origin: str = Contact.Origin.REPORTED,
    ended_at: datetime | None = None,
    unit: Unit | None = None,
    told_at=None,
    source=None,
) -> Contact:
    """
    Name somebody who was exposed to a case; told is the naming, and starts the clock.

    Parameters
    ----------
    when
        The exposure, as exactly as known.
    through
        Of a contact of a contact: whom the case met, and he met.
    ended_at
        The end of the exposure, where it lasted.
    unit
        Who answers for the contact; without it, where he stays or lives.

    Raises
    ------
    Refused
        The post may not, or the case does not exist for it.
    ValidationError
        Somebody is named as his own contact, or a time is impossible.
    """
    require_person(by, "contacts.name", case.person)
    if person.pk == case.person_id:
        raise ValidationError(
            {"person": _("Nobody is a contact of himself. Choose the other person.")}
        )
    _check_through(case, person, order, through)
    check_past(when, "when")
    check_order(
        when, ended_at, "ended_at", _("The exposure would end before it began. Check both times.")
    )
    with change("contacts.name", by=by):
        row = Contact(
            case=case,
            person=person,
            manner=manner,
            order=order,
            through=through,
            place=place,
            origin=origin,
            ended_at=ended_at,
            unit=unit or person.unit_stay or person.unit_residence or case.unit_counting,
            told_at=told_at or clock.now(),
            source=source,
        ).with_happened(when)
        row.clean_fields(exclude=["stored_at"])
        row.save()
    return row


def _check_through(case: Case, person: Person, order: int, through: Person | None) -> None:
    if through is None:
        return
    if order != Contact.Order.SECONDARY or through.pk in (case.person_id, person.pk):
        raise ValidationError(
            {
                "through": _(
                    "Only a contact of a contact has a third person between him and the case."
                )
            }
        )


def reach_contact(*, by: User | None, contact: Contact, at: datetime) -> Contact:
    """
    Record that a contact has been told.

    Raises
    ------
    Refused
        The post may not, or the contact does not exist for it.
    ValidationError
        The time lies ahead.
    """
    require_person(by, "contacts.reach", contact.person)
    check_past(at, "at")
    with change("contacts.reach", by=by):
        contact.reached_at = at
        contact.save()
    return contact


def add_place(
    *,
    by: User | None,
    name: str,
    unit: Unit | None,
    kind: str = Place.Kind.UNKNOWN,
    source=None,
    **facts,
) -> Place:
    """Record a place: `facts` may hold `within`, `longitude`, `latitude`, `datum`, `matched_name`."""
    require(by, "stays.record", *([unit] if unit else []))
    if not name.strip():
        raise ValidationError({"name": _("A place needs a name.")})
    place = Place(name=name.strip(), unit=unit, kind=kind, source=source, **facts)
    place.clean_fields(exclude=["stored_at"])
    with change("places.add", by=by):
        place.save()
    return place


def record_stay(
    *,
    by: User | None,
    person: Person,
    place: Place,
    when: When,
    seat: str = "",
    note: str = "",
    told_at=None,
    source=None,
) -> Stay:
    """
    Record that somebody was somewhere, from `when.start` to `when.end`.

    A table, room or ward that `seat` names becomes a place within this one, and the stay is there.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        The time lies ahead.
    """
    require_person(by, "stays.record", person)
    check_past(when, "when")
    part = part_of(place.kind, seat)
    with change("stays.record", by=by):
        row = Stay(
            person=person,
            place=part_within(place, part, seat, source=source) if part else place,
            seat="" if part else seat,
            note=note,
            told_at=told_at or clock.now(),
            source=source,
        )
        row.with_happened(when).save()
    return row
