"""What names a record names another one from now on; and goes back to the first, exactly.

Two records of one person, or of one place, become one by it (`merge.py`, `places.py`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from firebreak.records.models import RECORDS, Case, Classification, Merge, PlaceMerge
from firebreak.records.models.base import Versioned

#: What speaks of merges and of who is who does not move: it is about the records, not the person.
STAYS = (Merge, PlaceMerge)
KINDS = {model._meta.model_name: model for model in RECORDS}


def naming(kind: type[Versioned]) -> list[tuple[type[Versioned], str]]:
    """Return the kinds of record that name a person, a case or a place, and by which column."""
    relations: Any = kind._meta.get_fields(include_hidden=True)
    found = [
        (relation.related_model, relation.field.attname)
        for relation in relations
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    ]
    if kind is Case:  # how a case was classified is its own story, and stays with it
        found = [pair for pair in found if pair[0] is not Classification]
    return [pair for pair in found if issubclass(pair[0], Versioned) and pair[0] not in STAYS]


def move(kind: type[Versioned], away: int, keep: int) -> Iterator[list[Any]]:
    """Let everything that names one record name another; say what it was."""
    told = {"record_kind": kind._meta.model_name}
    named: list[tuple[type[Versioned], str, dict]] = [
        *((model, column, {}) for model, column in naming(kind)),
        *((model, "record_id", told) for model in RECORDS if _names_any(model)),
    ]
    for model, column, also in named:
        for row in model.objects.filter(**{column: away}, **also).order_by("pk"):
            setattr(row, column, keep)
            row.save()
            yield [model._meta.model_name, row.pk, column, away, keep]


def move_back(moved: Iterable[list[Any]]) -> None:
    """Let what was moved name what it named; what was given to somebody else since is left."""
    # The last move first: what went on from one record to another comes back by the same way.
    for kind, pk, column, away, keep in reversed(list(moved)):
        row = KINDS[kind].objects.filter(pk=pk).first()
        if row is not None and getattr(row, column) == keep:
            setattr(row, column, away)
            row.save()


def _names_any(model: type[models.Model]) -> bool:
    """Say whether a record may be about one of any kind: a citation, an id in another system."""
    return {"record_kind", "record_id"} <= {field.name for field in model._meta.concrete_fields}
