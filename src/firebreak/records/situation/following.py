"""Whose rows in the engine's tables differ because another record was touched."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import models

from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Contact,
    Milestone,
    Outbreak,
    Person,
    Placement,
    Report,
    Sample,
    Stay,
    Test,
)

MANY = 20_000  # beyond this many touched records a whole table is read faster than its parts


@dataclass(frozen=True)
class Follows:
    """
    A row of `model` is projected with values of a `cause`.

    Attributes
    ----------
    refers
        The field of the model by which it refers to `of` the cause.
    of
        What of the cause that is: itself, or a record that both belong to.
    """

    model: type[models.Model]
    cause: type[models.Model]
    refers: str
    of: str = "id"

    def rows(self, touched: Collection[int]) -> set[int]:
        """Return the ids of the model that follow from touched records of the cause."""
        found: set[int] = set()
        for keys in slices(self._keys(touched)):
            rows = self.model.objects.filter(**{f"{self.refers}__in": keys})
            found.update(rows.values_list("id", flat=True))
        return found

    def _keys(self, touched: Collection[int]) -> Collection[int]:
        """What the rows refer to; also what a record that was moved or taken off belonged to before."""
        if self.of == "id":
            return touched
        keys: set[int] = set()
        for ids in slices(touched):
            versions = self.cause.history.filter(id__in=ids)
            keys.update(versions.values_list(self.of, flat=True).distinct())
        return keys - {None}


#: In this order: what was touched by one may touch what comes later.
FOLLOWS: tuple[Follows, ...] = (
    Follows(Case, Person, "person_id"),
    Follows(Case, Outbreak, "outbreak_id"),
    Follows(Case, Classification, "id", "case_id"),
    Follows(Case, Placement, "person_id", "person_id"),
    Follows(Case, Report, "id", "case_id"),
    Follows(Classification, Case, "case_id"),
    Follows(Contact, Case, "case_id"),
    Follows(Contact, Person, "person_id"),
    Follows(Report, Case, "case_id"),
    Follows(Check, Person, "person_id"),
    Follows(Stay, Person, "person_id"),
    Follows(Sample, Person, "person_id"),
    Follows(Placement, Person, "person_id"),
    Follows(Test, Sample, "sample_id"),
    Follows(Milestone, Outbreak, "outbreak_id"),
)


def slices(ids: Collection[int]) -> Iterator[list[int]]:
    """Cut ids into lists that a question to the database can carry."""
    ordered = sorted(ids)
    for begin in range(0, len(ordered), MANY):
        yield ordered[begin : begin + MANY]
