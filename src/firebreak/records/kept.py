"""Where people are kept, held against where they are said to have been.

What is told of a gathering is held against the record before it is saved, and all of the record
once more by the check of its consistency; both by `engine.consistency.elsewhere`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time

import polars as pl
from django.conf import settings
from django.db.models import Exists, OuterRef

from firebreak.engine.consistency.elsewhere import PLACES, STAYS, elsewhere
from firebreak.engine.when import Precision, When, in_utc
from firebreak.records import tables
from firebreak.records.models import Person, Place, Placement, Unit

NAMES = {"id": pl.Int64(), "name": pl.String()}
#: Stands for a place that is not on file yet; no record has this number.
NOT_ON_FILE = 0


def kept_elsewhere(people: Sequence[Person], where: Place, when: When) -> list[Placement]:
    """
    Return where the record has people at a time, if that is not this place; one for each.

    Parameters
    ----------
    where
        On file, or not saved yet.
    """
    kept = Placement.objects.filter(person__in=[person.pk for person in people])
    ids = list(kept.values_list("pk", flat=True))
    if when.start is None or not ids:
        return []
    found = elsewhere(
        _stays(people, where, when),
        tables.events([Placement], ids),
        pl.DataFrame(list(_enclosing(where)), schema=PLACES, orient="row"),
        keeper_names(),
    )
    told = Placement.objects.filter(pk__in=found["placement"].to_list())
    return list(told.select_related("person", "unit").order_by("person_id"))


def is_keeper() -> Exists:
    """Say of a unit whether anybody is or was kept there, and not at home."""
    there = Placement.objects.exclude(level=Placement.Level.HOME)
    return Exists(there.filter(unit=OuterRef("pk")))


def keeper_names() -> pl.DataFrame:
    """Return what the units that keep people are called, one row for each of their names."""
    named = Unit.objects.filter(is_keeper()).order_by("id")
    rows = [
        (pk, name)
        for pk, *names in named.values_list("pk", "name", "short_name", "name_en")
        for name in names
        if name
    ]
    return pl.DataFrame(rows, schema=NAMES, orient="row")


def _stays(people: Sequence[Person], where: Place, when: When) -> pl.DataFrame:
    assert when.start is not None
    start, end = in_utc(when.start), in_utc(when.end) if when.end else None
    at = where.pk or NOT_ON_FILE
    rows = [(n, person.pk, at, start, end, _by_day(when)) for n, person in enumerate(people)]
    return pl.DataFrame(rows, schema=STAYS, orient="row")


def _by_day(when: When) -> bool:
    ends = (when.start, when.end)
    whole = when.precision is Precision.INTERVAL and all(map(_is_midnight, ends))
    return when.precision is Precision.DAY or whole


def _is_midnight(at: datetime | None) -> bool:
    return at is not None and at.astimezone(settings.CITY_ZONE).time() == time()


def _enclosing(place: Place | None) -> Iterator[tuple]:
    """A place, and those that enclose it."""
    while place is not None:
        yield place.pk or NOT_ON_FILE, place.name, place.kind, place.unit_id, place.within_id
        place = place.within
