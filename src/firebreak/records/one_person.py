"""Who somebody is now: a record that was merged into another stands for that other.

Pointers lead in one step to the record that was kept: a merge takes with it whoever had been merged
into the record that goes.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from firebreak.records.models import Person


def present(pk: int) -> int:
    """Return the id of the person whom an id stands for now: its own, unless it was merged."""
    into = Person.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return into or pk


def present_all(pks: Iterable[int]) -> dict[int, int]:
    """Return of each id on file the id of the person whom it stands for now."""
    asked = set(pks)
    if not asked:
        return {}
    rows = Person.objects.filter(pk__in=asked).values_list("pk", "merged_into_id")
    return {pk: into or pk for pk, into in rows}


def resolved(people: Iterable[Person]) -> list[Person]:
    """Return people in their order, each who was merged replaced by the one he was merged into."""
    found = list(people)
    into = {person.merged_into_id for person in found} - {None}
    kept = Person.objects.in_bulk(into) if into else {}
    return [kept.get(person.merged_into_id, person) for person in found]


def also_as_merged(among: QuerySet[Person], condition: Q) -> QuerySet[Person]:
    """
    Return those of `among` who meet a condition, or into whom somebody who does was merged.

    Somebody is found by the other name or number under which he was once on file as well.
    """
    # Looked up by itself, a condition is answered by an index; as part of a wider one by reading all.
    found = Person.objects.filter(condition).order_by()
    return among.filter(pk__in=found.values_list(Coalesce("merged_into_id", "id")))
