"""Gatherings: what a document counted, who of them is on file, how many are still nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from firebreak.records.actions.gatherings import stays_of
from firebreak.records.models import Case, Gathering, Person, Stay
from firebreak.records.visibility import Scope, people
from firebreak.site.places.on_file import cases_of


@dataclass(frozen=True)
class Attendee:
    """Somebody who was there, with the case he is, if he is one."""

    person: Person
    case: Case | None


@dataclass(frozen=True)
class Gathered:
    """A gathering; `unseen` were there and are other units' people, `source` whom it names of the seen."""

    gathering: Gathering
    attendees: list[Attendee]
    unseen: int
    source: str

    @property
    def unnamed(self) -> int:
        """How many of those the document counts are not on file: they are still to be found."""
        on_file = len(self.attendees) + self.unseen
        return max((self.gathering.people or 0) - on_file, 0)


def gathered_at(places: Iterable[int], scope: Scope) -> list[Gathered]:
    """Return the gatherings at some places, the latest first."""
    return _gathered(Gathering.objects.filter(place__in=list(places)), scope)


def gathered_with(person: Person, scope: Scope) -> list[Gathered]:
    """Return the gatherings somebody was at: he has a stay there at their time."""
    places = Stay.objects.filter(person=person).values("place")
    found = Gathering.objects.filter(place__in=places)
    kept = [row.pk for row in found if stays_of(row).filter(person=person).exists()]
    return _gathered(Gathering.objects.filter(pk__in=kept), scope)


def _gathered(rows: QuerySet[Gathering], scope: Scope) -> list[Gathered]:
    ordered = rows.select_related("place", "source").order_by("-happened_at", "-id")
    return [_with_attendees(row, scope) for row in ordered]


def _with_attendees(row: Gathering, scope: Scope) -> Gathered:
    there = set(stays_of(row).values_list("person", flat=True))
    seen = list(people(scope).filter(pk__in=there).order_by("id"))
    cases = cases_of(scope, [person.pk for person in seen])
    return Gathered(
        row,
        [Attendee(person, cases.get(person.pk)) for person in seen],
        len(there) - len(seen),
        next((person.name for person in seen if person.name == row.source_name), ""),
    )
