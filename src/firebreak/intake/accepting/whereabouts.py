"""Where people were: places, stays, journeys."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision, When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk, as_same, told
from firebreak.intake.accepting.writer import Facts, Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import contacts, journeys
from firebreak.records.actions.journeys import Ride, Run, kind_of
from firebreak.records.models import Place, Stay
from firebreak.records.one_place import is_anybodys_home, named
from firebreak.records.visibility import places, scope_of

K = Place.Kind
#: means of travel -> the kind of its run; on foot there is none
RUNS = {
    "train": K.TRAIN,
    "flight": K.FLIGHT,
    "coach": K.COACH,
    "bus": K.BUS,
    "ship": K.SHIP,
    "car": K.VEHICLE,
    "taxi": K.VEHICLE,
}


def place_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a place."""
    found = told(draft, ("name", "kind", "longitude", "latitude"))
    if draft.value("unit"):
        found["unit"] = desk.unit(draft.value("unit"))
    return found


def make_place(desk: Desk, draft: Draft) -> Place:
    """Record a place."""
    return new_place(desk, **{"name": "", "unit": None, **place_facts(desk, draft)})


def make_stay(desk: Desk, draft: Draft) -> Stay:
    """Record that somebody was somewhere; a place that is not on file yet is made."""
    return contacts.record_stay(
        by=desk.by,
        person=desk.require_linked(draft, "person"),
        place=place_of(desk, draft) or new_place(desk, **_said_of_place(draft)),
        when=draft.value("when") or When.unknown(),
        seat=draft.value("seat") or "",
        note=_note(draft),
        **desk.source_and_told(),
    )


def stay_on_file(desk: Desk, draft: Draft) -> Stay | None:
    """Return the stay on file that says the same."""
    person, place = desk.linked(draft, "person"), place_of(desk, draft)
    if person is None or place is None:
        return None
    when = draft.value("when") or When.unknown()
    there = Stay.objects.filter(person=person, place=place).order_by("id")
    return next((stay for stay in there if _same_time(stay.happened, when)), None)


def stay_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a stay, as the record has it."""
    found = {"place": place_of(desk, draft), "happened": draft.value("when") or When.unknown()}
    return found | {"seat": draft.value("seat"), "note": _note(draft)}


def journey_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a ride in a run, as the record has it."""
    known = journey_on_file(desk, draft)
    found = {"place": known.place if known else None, "seat": draft.value("seat")}
    stops = {"boarding": draft.value("from_place"), "leaving": draft.value("to_place")}
    return found | stops | {"happened": draft.value("when") or When.unknown()}


def make_journey(desk: Desk, draft: Draft) -> Stay:
    """Record a journey in a run that has a number and a day."""
    run = _run(draft)
    if run is None:
        raise ValidationError(lacks_run(draft))
    person = desk.require_linked(draft, "person")
    arrived = draft.value("arrived")
    ride = Ride(
        seat=draft.value("seat") or "",
        coach=draft.value("carriage") or "",
        boarding=(draft.value("from_place") or "")[:60],
        leaving=(draft.value("to_place") or "")[:60],
        boarded_at=_minute(draft.value("when")),
        left_at=_minute(arrived),
    )
    return journeys.record_journey(
        by=desk.by, person=person, run=run, ride=ride, **desk.source_and_told()
    )


def journey_on_file(desk: Desk, draft: Draft) -> Stay | None:
    """Return the ride on file of the same person in the same run."""
    person = desk.linked(draft, "person")
    number = draft.value("number") or draft.value("plate")
    when = draft.value("when")
    if person is None or not number or when is None or when.start is None:
        return None
    named = f"{journeys.plain_number(number)} {when.local_day(_zone())}"
    rides = Stay.objects.filter(person=person, place__name__startswith=named)
    return rides.order_by("id").first()


def lacks_run(draft: Draft) -> str:
    """Say that a journey does not tell in which run it was."""
    if _run(draft) is not None:
        return ""
    return _(
        "A journey is recorded in a run with a number (or plate) and a day. Mend what is"
        " missing, or record where he was as a stay."
    )


def lacks_place(draft: Draft) -> str:
    """Say that a stay does not tell where it was."""
    told_where = draft.value("place") or "place" in draft.links
    return "" if told_where else _("It does not say where. Mend the place.")


def _run(draft: Draft) -> Run | None:
    number = draft.value("number") or draft.value("plate")
    when = draft.value("when")
    kind = RUNS.get(str(draft.value("means"))) or kind_of(str(number or ""))
    if not number or kind is None or when is None or when.start is None:
        return None
    return Run(kind=kind, number=str(number), on=when.local_day(_zone()))


def _zone():
    from django.conf import settings

    return settings.CITY_ZONE


def _minute(when: When | None):
    return when.start if when is not None and when.precision is Precision.MINUTE else None


def place_of(desk: Desk, draft: Draft) -> Place | None:
    """The place a draft is linked to, the person's own home, or the one on file of just that name."""
    linked = desk.linked(draft, "place")
    return linked or _own_home(desk, draft) or place_named(desk, draft.value("place"))


def _own_home(desk: Desk, draft: Draft) -> Place | None:
    """Where somebody was before, of whom it is only told that he was at home."""
    person = desk.linked(draft, "person")
    if person is None or not is_anybodys_home(str(draft.value("place") or "")):
        return None
    homes = places(scope_of(desk.by)).filter(kind=K.HOME, stays__person=person).order_by("id")
    return next((home for home in homes if is_anybodys_home(home.name)), None)


def place_named(desk: Desk, name: object) -> Place | None:
    """Return the place on file of a name, if there is just one; parts of places do not count."""
    if not name or is_anybodys_home(str(name)):
        return None
    seen = places(scope_of(desk.by)).filter(within__isnull=True)
    found = list(named(seen, str(name)).order_by("id")[:2])
    return found[0] if len(found) == 1 else None


def _said_of_place(draft: Draft) -> Facts:
    name = draft.value("place")
    if not name:
        raise ValidationError(lacks_place(draft))
    return {"name": str(name)[:120], "unit": None, "kind": draft.value("place_kind") or K.UNKNOWN}


def new_place(desk: Desk, **said) -> Place:
    return contacts.add_place(by=desk.by, source=desk.reading.source, **said)


def _note(draft: Draft) -> str:
    return " ".join(filter(None, (draft.value("activity"), draft.value("note"))))[:200]


def _same_time(one: When, told: When) -> bool:
    """Whether a stay on file is what is told: at what may be the same time, or at no time said."""
    if told.start is None:
        return True  # that he was there is known; a list of places says no more
    return one.start is not None and may_be_one(one, told)


PLACE = Writer(
    make_place,
    place_facts,
    cites=as_same(("name", "kind", "unit", "longitude", "latitude")),
)
STAY = Writer(
    make_stay,
    stay_facts,
    same=stay_on_file,
    only_fills=frozenset(),
    needs=("person",),
    lacks=lacks_place,
    cites={
        "place": "place",
        "when": "happened_at",
        "seat": "seat",
        "activity": "note",
        "note": "note",
    },
)
JOURNEY = Writer(
    make_journey,
    journey_facts,
    same=journey_on_file,
    only_fills=frozenset(),
    needs=("person",),
    lacks=lacks_run,
    cites={
        "number": "place",
        "plate": "place",
        "carriage": "place",
        "seat": "seat",
        "from_place": "boarding",
        "to_place": "leaving",
        "when": "happened_at",
        "arrived": "happened_at",
        "means": "place",
    },
)
