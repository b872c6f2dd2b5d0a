"""Which place a record is now: one that was merged into another stands for that other.

As of people (`one_person.py`): a pointer leads in one step to the record that was kept. That two
records are two places is said of those that were kept: a merge takes it along.
"""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from firebreak.records.models import Place, PlaceDistinction

#: Everybody's home is called so, and no two need be one.
_ANYBODYS_HOME = re.compile(
    r"(?:[自其他她本]己?(?:人)?的?)?(?:家[中里]?|住处|住所|自宅)|(?:at |own )?home", re.IGNORECASE
)


def is_anybodys_home(name: str) -> bool:
    """
    Say whether a name tells that somebody was at home, and not at whose.

    Examples
    --------
    >>> is_anybodys_home("家中"), is_anybodys_home("邓某家"), is_anybodys_home("家润多超市")
    (True, False, False)
    """
    return bool(_ANYBODYS_HOME.fullmatch(name.strip()))


def present(pk: int) -> int:
    """Return the id of the place that an id stands for now: its own, unless it was merged."""
    into = Place.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return into or pk


def also_as_merged(among: QuerySet[Place], condition: Q) -> QuerySet[Place]:
    """Return the places that meet a condition, or into which one that does was merged."""
    merged = Place.objects.filter(condition, merged_into=OuterRef("pk"))
    return among.filter(condition | Exists(merged))


def named(among: QuerySet[Place], name: str) -> QuerySet[Place]:
    """Return the places called so, now or before they were merged."""
    return also_as_merged(among, Q(name=name.strip()))


def told_apart(one: Place, other: Place) -> PlaceDistinction | None:
    """Return what settles that two records are two places; None if nobody said so."""
    pairs = Q(one=one, other=other) | Q(one=other, other=one)
    return PlaceDistinction.objects.filter(pairs).first()
