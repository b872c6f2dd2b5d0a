"""Journeys: who rode which run of a vehicle, in which seat, from where to where.

A run is a place; its carriages and rows are places within it, made when somebody is first known to
have sat there. A ride is a stay in the deepest of them that is known, from boarding to leaving.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from firebreak.engine.tracing.seats import Seat, read_seat
from firebreak.engine.when import When
from firebreak.records import change as changes
from firebreak.records import clock
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_past
from firebreak.records.change import change
from firebreak.records.identifiers import index_of
from firebreak.records.models import Journey, Person, Place, Source, Stay, Unit, User
from firebreak.records.visibility import people, require

Kind = Place.Kind
#: What the parts of a run are called that tickets number; runs of other kinds have none.
COACHES = {Kind.TRAIN: Kind.CARRIAGE, Kind.SHIP: Kind.CABIN}
AS_PRINTED = {Kind.CARRIAGE: "车", Kind.CABIN: "舱", Kind.ROW: "排"}  # as on the tickets here
#: How runs are numbered in China: G72, K1068 and 1557 are trains, CZ3341 a flight.
NUMBERS = (
    (r"[CDGKLSTYZ]\d{1,4}|\d{4}", Kind.TRAIN),
    (r"(?=.*[A-Z])[A-Z0-9]{2}\d{3,4}", Kind.FLIGHT),
)
NAMELESS = "某"  # of whom a list gives no more than the seat
BATCH = 500  # identifiers asked for in one query


@dataclass(frozen=True)
class Run:
    """A run of a vehicle, as a ticket names it: `kind` is one of `Place.RUNS`."""

    kind: str
    number: str
    on: date
    from_station: str = ""
    to_station: str = ""
    departs_at: datetime | None = None
    arrives_at: datetime | None = None


@dataclass(frozen=True)
class Ride:
    """Somebody's part in a run. Without a station, he rode from its first, or to its last."""

    seat: str = ""
    coach: str = ""
    boarding: str = ""
    leaving: str = ""
    boarded_at: datetime | None = None
    left_at: datetime | None = None

    def where(self) -> Seat:
        """Where he sat, as far as the text says it."""
        return read_seat(self.seat, self.coach)


@dataclass(frozen=True)
class Passenger:
    """One row of a passenger list."""

    row: int
    run: Run
    ride: Ride
    name: str = ""
    id_number: str | None = None
    phone: str | None = None


@dataclass
class Imported:
    """What a passenger list came to, by rows."""

    runs: list[Journey] = field(default_factory=list)
    known: list[Passenger] = field(default_factory=list)
    new: list[Passenger] = field(default_factory=list)
    same: list[Passenger] = field(default_factory=list)


def kind_of(number: str) -> str | None:
    """
    Say what runs under such a number; None where the number does not tell.

    Examples
    --------
    >>> str(kind_of("g72")), str(kind_of("CZ3341")), kind_of("湘B12345")
    ('train', 'flight', None)
    """
    plain = plain_number(number)
    return next((str(kind) for shape, kind in NUMBERS if re.fullmatch(shape, plain)), None)


def record_journey(
    *,
    by: User | None,
    person: Person,
    run: Run,
    ride: Ride,
    told_at: datetime | None = None,
    source: Source | None = None,
) -> Stay:
    """
    Record that somebody rode a run.

    Times that are not given are those of the run, or of somebody else's boarding or leaving there;
    if none is known, the stay is known to the day.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        The run has no number, he would leave before he boarded, or a time lies ahead.
    """
    require_person(by, "journeys.record", person)
    with change("journeys.record", by=by):
        runs = _Runs(source)
        row = runs.stay(runs.find(run), ride, person)
        row.told_at = told_at or clock.now()
        row.save()
    return row


def import_passengers(
    *, by: User | None, passengers: Sequence[Passenger], source: Source | None = None
) -> Imported:
    """
    Record every row of a passenger list, or none.

    Whoever is on file by ID number, or by telephone and name, is that person; others are
    registered. A row that is on file already changes nothing.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        As `record_journey`; it names the row.
    """
    scope = require(by, "journeys.import")
    unit = Unit.objects.filter(pk=scope.unit_id).first()
    with change("journeys.import", by=by):
        runs, aboard, found = _Runs(source), _Aboard(), Imported()
        whom = _People(people(scope), passengers, unit, source)
        stays = []
        for passenger in passengers:
            person = whom.find(passenger)
            journey, stay = _ride_of(passenger, runs, person)
            if aboard.has(journey, stay):
                found.same.append(passenger)
                continue
            (found.new if person.pk is None else found.known).append(passenger)
            stays.append(stay)
        _store(stays)
        found.runs = runs.all()
    return found


class _Rehearsed(Exception):
    """The rehearsal is over."""


def rehearse_passengers(*, by: User | None, passengers: Sequence[Passenger]) -> Imported:
    """
    Return what `import_passengers` would come to, and change nothing.

    Raises
    ------
    Refused, ValidationError
        As `import_passengers`.
    """
    try:
        with transaction.atomic():
            found = import_passengers(by=by, passengers=passengers)
            raise _Rehearsed
    except _Rehearsed:
        return found


def _ride_of(passenger: Passenger, runs: "_Runs", person: Person) -> tuple[Journey, Stay]:
    try:
        journey = runs.find(passenger.run)
        return journey, runs.stay(journey, passenger.ride, person)
    except ValidationError as refused:
        said = {"row": passenger.row, "said": " ".join(refused.messages)}
        raise ValidationError(_("Row %(row)d: %(said)s") % said) from None


def _store(stays: list[Stay]) -> None:
    new = {id(stay.person): stay.person for stay in stays if stay.person.pk is None}
    changes.store_many(Person, list(new.values()))
    for stay in stays:
        stay.person_id = stay.person.pk
    changes.store_many(Stay, stays)


class _Runs:
    """The runs of a change with their parts: found, or made when first asked for."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self._found: dict[tuple[str, str, date], Journey] = {}
        self._parts: dict[tuple[int, str, str], Place] = {}
        self._called: dict[tuple[int, str, bool], datetime | None] = {}

    def all(self) -> list[Journey]:
        return list(self._found.values())

    def find(self, run: Run) -> Journey:
        """Return the run of that number and day; what it lacks is filled in."""
        number = plain_number(run.number)
        if not number:
            raise ValidationError({"number": _("A journey needs the number of its run.")})
        key = (run.kind, number, run.on)
        if key not in self._found:
            self._found[key] = self._on_file(run, number) or self._make(run, number)
        return self._completed(self._found[key], run)

    def _on_file(self, run: Run, number: str) -> Journey | None:
        day = When.day(run.on, settings.CITY_ZONE)
        same = Journey.objects.select_related("place").filter(
            number=number, happened_at=day.start, place__kind=run.kind
        )
        return same.order_by("id").first()

    def _make(self, run: Run, number: str) -> Journey:
        day = When.day(run.on, settings.CITY_ZONE)
        check_past(day, "on")
        place = Place(name=f"{number} {run.on}", kind=run.kind, source=self.source)
        place.clean_fields(exclude=["stored_at"])
        place.save()
        journey = Journey(place=place, number=number, told_at=clock.now(), source=self.source)
        journey.with_happened(day).save()
        return journey

    def _completed(self, journey: Journey, run: Run) -> Journey:
        facts = ("from_station", "to_station", "departs_at", "arrives_at")
        more = {f: getattr(run, f) for f in facts if getattr(run, f) and not getattr(journey, f)}
        if more:
            for name, value in more.items():
                setattr(journey, name, value)
            _check_way(journey.departs_at, journey.arrives_at)
            journey.clean_fields(exclude=["stored_at"])
            journey.save()
        return journey

    def stay(self, journey: Journey, ride: Ride, person: Person) -> Stay:
        """Return the stay of a ride, not stored yet."""
        seat = ride.where()
        return Stay(
            person=person,
            place=self._part(journey.place, seat),
            seat=seat.text,
            boarding=ride.boarding,
            leaving=ride.leaving,
            told_at=clock.now(),
            source=self.source,
        ).with_happened(self._when(journey, ride))

    def _part(self, run: Place, seat: Seat) -> Place:
        """The deepest part of the run that the seat names."""
        coach = COACHES.get(Kind(run.kind))
        if coach is not None and not seat.coach:
            return run  # a row of an unknown carriage would join people who sat far apart
        within = self._within(run, coach, seat.coach + AS_PRINTED[coach]) if coach else run
        if seat.row is None:
            return within
        return self._within(within, Kind.ROW, f"{seat.row}{AS_PRINTED[Kind.ROW]}", row=seat.row)

    def _within(self, place: Place, kind: str, name: str, row: int | None = None) -> Place:
        key = (place.pk, kind, name)
        if key not in self._parts:
            self._parts[key] = part_within(place, kind, name, row=row, source=self.source)
        return self._parts[key]

    def _when(self, journey: Journey, ride: Ride) -> When:
        start = ride.boarded_at or self._time_at(journey, ride.boarding, boarding=True)
        end = ride.left_at or self._time_at(journey, ride.leaving, boarding=False)
        _check_way(start, end)
        check_past(start, "boarded_at")
        if start is not None and end is not None:
            return When.between(start, end)
        return When.minute(start) if start is not None else journey.happened

    def _time_at(self, journey: Journey, station: str, *, boarding: bool) -> datetime | None:
        """When the run was at a station: by its own times, or by another passenger's."""
        own = journey.from_station if boarding else journey.to_station
        if station in ("", own):
            return journey.departs_at if boarding else journey.arrives_at
        key = (journey.pk, station, boarding)
        if key not in self._called:
            self._called[key] = _time_of_others(journey, station, boarding)
        return self._called[key]


def part_within(
    place: Place, kind: str, name: str, *, row: int | None = None, source: Source | None = None
) -> Place:
    """Return the part of a place that is so called; inside a change, made if it is not on file."""
    whole = f"{place.name} {name}"[:120]
    found = Place.objects.filter(within=place, kind=kind, name=whole).order_by("id").first()
    if found is not None:
        return found
    part = Place(name=whole, kind=kind, within=place, unit_id=place.unit_id, row=row, source=source)
    part.save()
    return part


def _time_of_others(journey: Journey, station: str, boarding: bool) -> datetime | None:
    aboard = Stay.objects.filter(_in_run(journey)).exclude(happened_precision="day")
    if boarding:
        return aboard.filter(boarding=station).values_list("happened_at", flat=True).first()
    left = aboard.filter(leaving=station, happened_until__isnull=False)
    return left.values_list("happened_until", flat=True).first()


def _in_run(journey: Journey) -> Q:
    """Stays in a run, its carriages, or their rows."""
    run = journey.place_id
    return Q(place=run) | Q(place__within=run) | Q(place__within__within=run)


def _check_way(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end <= start:
        raise ValidationError(
            {"left_at": _("The journey would end before it began. Check both times and days.")}
        )


def plain_number(number: str) -> str:
    """Return the number of a run as it is kept: no blanks, no 次, in upper case."""
    return re.sub(r"\s|次$|航班$", "", number).upper()[:20]


class _Aboard:
    """Who is on file as aboard already, so that a list read twice changes nothing."""

    def __init__(self) -> None:
        self._people: dict[int, set[tuple]] = {}
        self._nameless: dict[int, Counter[tuple]] = {}

    def has(self, journey: Journey, stay: Stay) -> bool:
        """Say whether the stay is there, or came before in this list."""
        if journey.pk not in self._people:
            self._read(journey)
        if not _is_identified(stay.person):  # one on file for each row: two may share a carriage
            left = self._nameless[journey.pk]
            left[_seat_of(stay)] -= 1
            return left[_seat_of(stay)] >= 0
        there = self._people[journey.pk]
        who = (stay.person.pk or -id(stay.person), stay.place_id, stay.seat)
        known = who in there
        there.add(who)
        return known

    def _read(self, journey: Journey) -> None:
        aboard = list(Stay.objects.filter(_in_run(journey)).select_related("person"))
        self._people[journey.pk] = {(s.person_id, s.place_id, s.seat) for s in aboard}
        self._nameless[journey.pk] = Counter(
            _seat_of(s) for s in aboard if not _is_identified(s.person)
        )


def _is_identified(person: Person) -> bool:
    return bool(person.id_number_key or person.phone_key)


def _seat_of(stay: Stay) -> tuple[str, int, str]:
    return stay.person.name, stay.place_id, stay.seat


class _People:
    """The people of a list: on file by an identifier, or new; one in several rows is one."""

    def __init__(
        self,
        known: QuerySet[Person],
        passengers: Sequence[Passenger],
        unit: Unit | None,
        source: Source | None,
    ) -> None:
        self.unit, self.source = unit, source
        self._by_id = _by_key(known, "id_number_key", (p.id_number for p in passengers))
        self._by_phone = _by_key(known, "phone_key", (p.phone for p in passengers))

    def find(self, passenger: Passenger) -> Person:
        """Return who it is. A telephone is shared in families: the name must not say otherwise."""
        id_key, phone_key = index_of(passenger.id_number), index_of(passenger.phone)
        if id_key in self._by_id:
            return self._by_id[id_key]
        called = self._by_phone.get(phone_key)
        is_another = called and id_key and called.id_number_key not in (None, id_key)
        if called and not is_another and passenger.name in ("", called.name):
            return called
        person = self._new(passenger)
        if id_key:
            self._by_id[id_key] = person
        if phone_key:
            self._by_phone.setdefault(phone_key, person)
        return person

    def _new(self, passenger: Passenger) -> Person:
        person = Person(
            name=passenger.name or NAMELESS,
            id_number=passenger.id_number or None,
            phone=passenger.phone or None,
            unit_stay=self.unit,
            told_at=clock.now(),
            source=self.source,
        )
        person.clean_fields(exclude=["stored_at"])
        person.set_keys()
        return person


def _by_key(
    known: QuerySet[Person], column: str, identifiers: Iterable[str | None]
) -> dict[str | None, Person]:
    wanted = sorted({key for key in map(index_of, identifiers) if key})
    found: dict[str | None, Person] = {}
    for start in range(0, len(wanted), BATCH):
        keyed = Person.objects.filter(**{f"{column}__in": wanted[start : start + BATCH]})
        rows = keyed.order_by("-id").values_list(column, "id", "merged_into_id")
        present = {key: into or pk for key, pk, into in rows}
        people = known.in_bulk(set(present.values()))
        found |= {key: people[pk] for key, pk in present.items() if pk in people}
    return found
