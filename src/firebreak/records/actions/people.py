"""People and households: registered once, corrected as often as needed."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.change import change
from firebreak.records.identifiers import index_of
from firebreak.records.models import Household, Person, Unit, User
from firebreak.records.names import key_of
from firebreak.records.one_person import also_as_merged
from firebreak.records.visibility import Refused, Scope, people, require, scope_of

FIELDS = (
    "name",
    "sex",
    "birth_date",
    "age",
    "age_unit",
    "group",
    "employer",
    "id_number",
    "phone",
    "address",
    "household",
    "unit_residence",
    "unit_stay",
    "residence_elsewhere",
    "arrived_from",
)


def register(
    *,
    by: User | None,
    name: str,
    met_by: Unit | None = None,
    source=None,
    told_at=None,
    **facts,
) -> Person:
    """
    Register a person.

    Parameters
    ----------
    by
        Who does it.
    name
        As known; a surname with 某 is a name too.
    met_by
        The unit that met him, and records in the same change what it met him for. It may register
        somebody who lives in a unit of others.
    facts
        Any of `FIELDS`.

    Raises
    ------
    Refused
        The post may not, or the person belongs to no unit of its subtree.
    ValidationError
        The name is empty, or a value is not one the field takes.
    """
    person = Person(source=source, told_at=told_at or clock.now())
    _set(person, {"name": name, **facts})
    require(by, "people.register", *_units_or_own(by, person), met_by)
    with change("people.register", by=by):
        person.save()
    return person


def correct(*, by: User | None, person: Person, reason: str = "", **facts) -> Person:
    """
    Correct what is known of a person; the earlier version stays in the history.

    Raises
    ------
    Refused
        The post may not, or the person is not one of its own.
    ValidationError
        A value is not one the field takes.
    """
    require_person(by, "people.correct", person)
    _set(person, facts)
    with change("people.correct", by=by, reason=reason):
        person.save()
    return person


def start_household(
    *, by: User | None, unit: Unit, members: list[Person], address: str | None = None
) -> Household:
    """Put people who live together into one household."""
    require(by, "people.register", unit)
    with change("people.start_household", by=by):
        household = Household(unit=unit, address=address, told_at=clock.now())
        household.save()
        for person in members:
            person.household = household
            person.save()
    return household


def require_person(by: User | None, action: str, person: Person) -> Scope:
    """
    Return the scope of `by` if his post may do `action` to somebody who exists for it.

    Raises
    ------
    Refused
        Not allowed, or the person is outside the subtree.
    """
    scope = require(by, action)
    at_home = scope.covers(person.unit_residence) or scope.covers(person.unit_stay)
    if not at_home and not people(scope).filter(pk=person.pk).exists():
        raise Refused(_("There is no such record."))
    return scope


def alike(
    *,
    by: User | None,
    name: str = "",
    phone: str = "",
    id_number: str = "",
    limit: int = 8,
) -> QuerySet[Person]:
    """
    People already on file who may be the one about to be registered, the surest first.

    Of a name also those who are called so by its sound: 谢溪峰 may be 谢锡锋. Only people of the
    user's own subtree are suggested.
    """
    told = list(_told(name, phone, id_number))
    if not told:
        return Person.objects.none()
    surest = Case(*(When(one, then=rank) for rank, one in enumerate(told)), default=len(told))
    found = also_as_merged(people(scope_of(by)), reduce(or_, told))
    return found.order_by(surest, "-stored_at")[:limit]


def _told(name: str, phone: str, id_number: str) -> Iterator[Q]:
    """What somebody is looked up by, the surest first; each is answered by an index."""
    if key := index_of(id_number):
        yield Q(id_number_key=key)
    if key := index_of(phone):
        yield Q(phone_key=key)
    if name.strip():
        yield Q(name=name.strip())
    # A surname alone, still being typed, would be everybody of that name.
    if len(name.strip()) > 1 and (key := key_of(name)):
        yield Q(name_key=key)


def _set(person: Person, facts: dict) -> None:
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))}.")
    for field, value in facts.items():
        setattr(person, field, value.strip() if isinstance(value, str) else value)
    if not person.name:
        raise ValidationError(
            {"name": _("A person needs a name; write the surname and 某 if that is all you know.")}
        )
    if person.birth_date and person.birth_date > clock.now().date():
        raise ValidationError(
            {"birth_date": _("The date of birth has not come yet. Check the year.")}
        )
    person.clean_fields(exclude=["stored_at"])


def _units_or_own(by: User | None, person: Person) -> list[Unit | None]:
    units = [person.unit_residence, person.unit_stay]
    if any(units) or by is None:
        return units
    # Nothing known of where he lives: he stays where the post that met him is.
    person.unit_stay = Unit.objects.filter(id=scope_of(by).unit_id).first()
    return [person.unit_stay]
