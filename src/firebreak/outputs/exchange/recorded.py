"""The record as drafts, to be written in another system's format: what the reader may see.

Comes in: a scope. Goes out: people and what belongs to them, each once, with an id that stays the
same from one export to the next. Identity numbers, telephones and addresses go along only for who
may read them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.drafts import ATTENDEE, Draft, Value
from firebreak.intake.own_ids import LETTERS, home, own_id
from firebreak.records import visibility
from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Contact,
    Directive,
    ExternalId,
    Gathering,
    Person,
    Place,
    Placement,
    Report,
    Sample,
    Stay,
    Test,
    Unit,
)
from firebreak.records.visibility import Refused, Scope

Told = Callable[[int, int], None]
#: by what a stay is known to have been at a gathering
AT_ONE_TIME = ("place_id", "happened_at", "happened_until")
#: kinds whose drafts say an id of their own; the others hang on one of these
NAMED = frozenset(LETTERS)
CHUNK = 2_000  # rows fetched at a time


def drafts_of(scope: Scope, *, system: str = "", tell: Told | None = None) -> list[Draft]:
    """
    Return the record of a scope as drafts.

    Parameters
    ----------
    scope
        Whose record; people who do not exist for it are not in it.
    system
        For whom: what came from that system goes back with the id it has there.
    tell
        Called with kinds done and kinds in all.

    Raises
    ------
    Refused
        The post may not take lists out.
    """
    if not scope.may("lists.export"):
        raise Refused(_("Your post may not take lists out of the record."))
    teller = _Teller(scope, system)
    found: list[Draft] = []
    for done, (model, make) in enumerate(teller.makes(), 1):
        for record in _fetched(model, scope):
            found.append(make(record))
        if tell is not None:
            tell(done, len(RELATED))
    return found


#: model -> what is fetched with it, so that no record costs a question of its own
RELATED: dict[Any, tuple[str, ...]] = {
    Person: ("unit_residence", "unit_stay"),
    Case: ("unit_reporting", "unit_counting"),
    Classification: ("unit",),
    Place: ("unit",),
    Stay: ("place",),
    Contact: ("place",),
    Check: ("unit",),
    Placement: ("unit",),
    Sample: ("unit", "laboratory"),
    Test: (),
    Gathering: ("place",),
    Directive: ("unit",),
}


def _fetched(model: Any, scope: Scope) -> Iterator[Any]:
    records = records_seen(model, scope)
    return records.select_related(*RELATED[model]).order_by("pk").iterator(CHUNK)


def records_seen(model: Any, scope: Scope) -> QuerySet[Any]:
    """Return the records of a kind that go out of a scope."""
    whole = {
        Person: visibility.people,
        Place: visibility.places,
        Directive: visibility.directives,
        Gathering: lambda scope: Gathering.objects.filter(place__in=visibility.places(scope)),
    }
    records = whole[model](scope) if model in whole else visibility.of_people(model, scope)
    if model is Contact and not scope.sees_all:
        records = records | Contact.objects.filter(case__in=visibility.cases(scope))
    return records


class _Teller:
    """Makes a draft of each record."""

    def __init__(self, scope: Scope, system: str) -> None:
        self.home = home()
        self.tells_identity = scope.may("identifiers.read")
        self.there = _ids_there(system)
        self.cards = _first_cards(scope)
        self.people: set[int] = set()
        self.cases: set[int] = set()
        self.places: set[int] = set()
        self.samples: set[int] = set()
        #: place and time of a gathering -> who has a stay there then
        self.gathered: dict[tuple[Any, ...], list[int]] = {
            key: [] for key in Gathering.objects.values_list(*AT_ONE_TIME) if key[1]
        }

    def makes(self) -> Iterable[tuple[Any, Callable[[Any], Draft]]]:
        """Return each model with how a record of it is told; a later one refers to an earlier."""
        return (
            (Person, self.person),
            (Case, self.case),
            (Classification, self.classification),
            (Place, self.place),
            (Stay, self.stay),
            (Contact, self.contact),
            (Check, self.check),
            (Placement, self.placement),
            (Sample, self.sample),
            (Test, self.test),
            (Gathering, self.gathering),
            (Directive, self.order),
        )

    def person(self, person: Person) -> Draft:
        self.people.add(person.pk)
        residence = person.unit_residence
        said = {
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "age": person.age,
            "age_unit": person.age_unit if person.age is not None else None,
            "group": person.group if person.group != Person.Group.UNKNOWN else None,
            "employer": person.employer,
            "residence": residence.name if residence else person.residence_elsewhere,
            "residence_code": _division(residence),
            "unit_stay": person.unit_stay.name if person.unit_stay else None,
            "arrived_from": person.arrived_from,
        }
        if self.tells_identity:
            said |= {
                "id_number": person.id_number,
                "phone": person.phone,
                "address": person.address,
            }
        return self._draft("person", person.pk, said)

    def case(self, case: Case) -> Draft:
        self.cases.add(case.pk)
        said = {
            "number": case.number,
            "pathogen": case.pathogen,
            "status": case.status,
            "severity": case.severity if case.severity != Case.Severity.UNKNOWN else None,
            "onset": case.happened,
            "reported": _day_or_minute(case.told_at),
            "card": self.cards.get(case.pk),
            "unit_reporting": case.unit_reporting.name if case.unit_reporting else None,
            "unit_counting": case.unit_counting.name,
            "imported": case.imported,
            "infected_through": case.infected_through
            if case.infected_through != Case.InfectedThrough.UNKNOWN
            else None,
            "note": case.note,
        }
        return self._draft("case", case.pk, said, person=("person", case.person_id, self.people))

    def classification(self, step: Classification) -> Draft:
        said = {
            "status": step.status,
            "when": step.happened,
            "unit": step.unit.name if step.unit else None,
            "reason": step.reason,
        }
        return self._draft("classification", step.pk, said, case=("case", step.case_id, self.cases))

    def place(self, place: Place) -> Draft:
        self.places.add(place.pk)
        said = {
            "name": place.name,
            "kind": place.kind,
            "unit": place.unit.name if place.unit else None,
            "longitude": place.longitude,
            "latitude": place.latitude,
        }
        return self._draft("place", place.pk, said)

    def stay(self, stay: Stay) -> Draft:
        if (at_once := _at_one_time(stay)) in self.gathered:
            self.gathered[at_once].append(stay.person_id)
        said = {
            "place": stay.place.name,
            "place_kind": stay.place.kind,
            "when": stay.happened,
            "seat": stay.seat,
            "note": stay.note,
        }
        links = {
            "person": ("person", stay.person_id, self.people),
            "place_": ("place", stay.place_id, self.places),
        }
        return self._draft("stay", stay.pk, said, **links)

    def contact(self, contact: Contact) -> Draft:
        said = {
            "manner": contact.manner,
            "order": int(contact.order),
            "when": contact.happened,
            "ended": _through(contact.ended_at),
            "place": contact.place.name if contact.place else None,
        }
        case = ("case", contact.case_id, self.cases)
        links = {"from_": case, "to": ("person", contact.person_id, self.people)}
        if contact.through_id in self.people:  # he met the one between, and that one the case
            links |= {"from_": ("person", contact.through_id, self.people), "case": case}
        return self._draft("contact", contact.pk, said, **links)

    def check(self, check: Check) -> Draft:
        said = {
            "kind": check.kind,
            "unit": check.unit.name,
            "when": check.happened,
            "temperature_celsius": check.temperature_celsius,
            "symptoms": tuple(code for code in check.symptoms if code != Check.NO_SYMPTOM),
            "exposure_declared": check.exposure_declared,
            "action_taken": check.action_taken
            if check.action_taken != Check.ActionTaken.NONE
            else None,
            "note": check.note,
        }
        return self._draft("check", check.pk, said, person=("person", check.person_id, self.people))

    def placement(self, placement: Placement) -> Draft:
        said = {
            "level": placement.level,
            "unit": _where_kept(placement.unit),
            "when": placement.happened,
            "ended": _day_or_minute(placement.ended_at),
            "reason": placement.end_reason,
        }
        link = ("person", placement.person_id, self.people)
        return self._draft("placement", placement.pk, said, person=link)

    def sample(self, sample: Sample) -> Draft:
        self.samples.add(sample.pk)
        said = {
            "number": sample.number,
            "kind": sample.kind,
            "when": sample.happened,
            "received": _day_or_minute(sample.received_at),
            "laboratory": sample.laboratory.name if sample.laboratory else None,
            "unit": sample.unit.name,
        }
        link = ("person", sample.person_id, self.people)
        return self._draft("sample", sample.pk, said, person=link)

    def test(self, test: Test) -> Draft:
        said = {
            "pathogen": test.pathogen,
            "method": test.method,
            "result": test.result,
            "when": test.happened,
        }
        return self._draft("test", test.pk, said, sample=("sample", test.sample_id, self.samples))

    def gathering(self, gathering: Gathering) -> Draft:
        said = {
            "what": gathering.what,
            "place": gathering.place.name,
            "place_kind": gathering.place.kind,
            "when": gathering.happened,
            "people": gathering.people,
            "later_confirmed": gathering.later_confirmed,
            "none_from": gathering.none_from,
            "source_name": gathering.source_name,
        }
        there = dict.fromkeys(self.gathered.get(_at_one_time(gathering), ()))
        links = {
            f"{ATTENDEE}{number}": ("person", person, self.people)
            for number, person in enumerate(there, 1)
        }
        links["place_"] = ("place", gathering.place_id, self.places)
        return self._draft("gathering", gathering.pk, said, **links)

    def order(self, order: Directive) -> Draft:
        said = {
            "text": order.text,
            "action": order.action,
            "issuer": order.issuer,
            "to": order.addressee,
            "unit": order.unit.name,
            "when": order.happened,
            "deadline_hours": order.hours,
            "until": When.minute(order.until) if order.until else None,
            "number": order.number,
            "item": order.item,
        }
        return self._draft("order", order.pk, said)

    def _draft(
        self, kind: str, pk: int, said: dict[str, Any], **links: tuple[str, int, set[int]]
    ) -> Draft:
        """A draft of what is known; a link only to what the reader may see as well."""
        fields = {name: Value(value) for name, value in said.items() if _is_known(value)}
        if kind in NAMED:
            fields["external_id"] = Value(self._id(kind, pk))
        kept = {
            role.rstrip("_"): f"{to}:{self._id(to, key)}"
            for role, (to, key, seen) in links.items()
            if key in seen
        }
        return Draft(f"{kind}:{self._id(kind, pk)}", kind, fields, kept)

    def _id(self, kind: str, pk: int) -> str:
        return self.there.get((kind, pk)) or own_id(self.home, kind, pk)


def _at_one_time(record: Stay | Gathering) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in AT_ONE_TIME)


def _ids_there(system: str) -> dict[tuple[str, int], str]:
    """Kind and record -> the id that a system knows it by; the first, of several."""
    known = ExternalId.objects.filter(system=system).order_by("-pk") if system else ()
    return {(one.record_kind, one.record_id): one.code for one in known}


def _first_cards(scope: Scope) -> dict[int, When]:
    """Case -> when its report card was sent; of several, the first on record."""
    cards = Report.objects.filter(kind=Report.Kind.CASE_CARD, case__isnull=False)
    first = cards.order_by().values("case").annotate(first=Min("pk")).values("first")
    return {card.case_id: card.happened for card in visibility.reports(scope).filter(pk__in=first)}


def _is_known(value: object) -> bool:
    return value is not None and value != "" and value != When.unknown()


def _day_or_minute(at: datetime | None) -> When | None:
    """An instant as it was told: who gave a day only is kept as its first."""
    if at is None:
        return None
    local = at.astimezone(settings.CITY_ZONE)
    is_day = local.time() == time.min
    return When.day(local.date(), settings.CITY_ZONE) if is_day else When.minute(at)


def _through(at: datetime | None) -> When | None:
    """The end of an exposure: who gave a day only is kept as 24:00 of it."""
    if at is None:
        return None
    local = at.astimezone(settings.CITY_ZONE)
    last = local.date() - timedelta(days=1)
    return When.day(last, settings.CITY_ZONE) if local.time() == time.min else When.minute(at)


def _where_kept(unit: Unit) -> str | None:
    """Where somebody is kept; a whole city stands for a document that does not say where."""
    return None if unit.kind in (Unit.Kind.CITY, Unit.Kind.PROVINCE) else unit.name


def _division(unit: Unit | None) -> str | None:
    """The division code of a county, town or village; the office's own codes are none."""
    code = unit.code if unit is not None else ""
    return code if code.isdigit() and len(code) in (6, 9, 12) else None
