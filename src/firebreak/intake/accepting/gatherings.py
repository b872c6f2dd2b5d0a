"""Gatherings and events: where people came together, who of them is known."""

import re

from django.conf import settings

from firebreak.engine.when import When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.whereabouts import new_place, place_named, place_of
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.records.actions import gatherings
from firebreak.records.models import Contact, Gathering, Person, Place
from firebreak.records.visibility import places, scope_of

#: What tells that people ate together, and so shared a meal.
_MEAL = re.compile(
    r"火锅|餐|宴|酒席|饭|吃|\b(?:meals?|dinners?|lunch|banquets?|feasts?|hot ?pot)\b", re.I
)
COUNTS = ("people", "later_confirmed")


def make(desk: Desk, draft: Draft) -> Gathering:
    """Record a gathering, with a stay for everybody who was there and is known."""
    return gatherings.record(
        by=desk.by,
        place=_place(desk, draft) or _new_place(desk, draft),
        when=_when(draft),
        what=_what(draft),
        attendees=attendees(desk, draft),
        manner=_manner(draft),
        none_from=str(draft.value("none_from") or "")[:80],
        source_name=str(draft.value("source_name") or "")[:80],
        **{name: draft.value(name) for name in COUNTS},
        **desk.source_and_told(),
    )


def on_file(desk: Desk, draft: Draft) -> Gathering | None:
    """Return our own gathering; or one that says the same, at the same place or of the same people."""
    seen = places(scope_of(desk.by))
    if own := Gathering.objects.filter(pk=desk.own_record(draft) or 0, place__in=seen).first():
        return own
    there = _place(desk, draft)
    alike = Gathering.objects.filter(
        what=_what(draft), **{name: draft.value(name) for name in COUNTS}
    )
    known = {person.pk for person in attendees(desk, draft)}
    if there is None and not known:
        return None  # "a dinner" is nobody's dinner in particular
    alike = alike.filter(place__in=seen if there is None else [there])
    for one in alike.select_related("place").order_by("id"):
        was = set(gatherings.stays_of(one).values_list("person", flat=True))
        if known <= was and may_be_one(one.happened, _when(draft)):
            return one
    return None


def attendees(desk: Desk, draft: Draft) -> list[Person]:
    """Return the people on file whom a draft of a gathering is linked to."""
    roles = [role for role in draft.links if role == "person" or role.startswith(ATTENDEE)]
    found = (desk.linked(draft, role) for role in roles)
    return list({one.pk: one for one in found if isinstance(one, Person)}.values())


def _place(desk: Desk, draft: Draft) -> Place | None:
    """Where it was; an event that names no place may stand as one already, by who was exposed there."""
    return place_of(desk, draft) or place_named(desk, draft.value("name"))


def _new_place(desk: Desk, draft: Draft) -> Place:
    """A place for it: of the name that was said, else called by what it was and its day."""
    when = _when(draft)
    day = when.local_day(settings.CITY_ZONE)
    called = " ".join(filter(None, (_what(draft), day.isoformat() if day else "")))
    return new_place(
        desk,
        name=str(draft.value("place") or called or "?")[:120],
        unit=None,
        kind=draft.value("place_kind") or Place.Kind.UNKNOWN,
    )


def _what(draft: Draft) -> str:
    return str(draft.value("what") or draft.value("name") or "")[:120]


def _when(draft: Draft) -> When:
    return draft.value("when") or When.unknown()


def _manner(draft: Draft) -> str:
    eaten = _MEAL.search(_what(draft))
    return Contact.Manner.MEAL if eaten else Contact.Manner.OTHER


WRITER = Writer(
    make,
    same=on_file,
    cites={
        "what": "what",
        "name": "what",
        "when": "happened_at",
        "place": "place",
        "place_kind": "place",
        "people": "people",
        "later_confirmed": "later_confirmed",
        "none_from": "none_from",
        "source_name": "source_name",
    },
)
