"""One change of the record: what an action writes, whole or not at all.

Changes follow one another: each holds the write lock from its first read to its commit, so the log
of changes is one line, its instants rise, and what was known at a past instant never alters
afterwards. Everything written in a change bears its instant (`stored_at`) and who made it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction

from firebreak.records import bulk, clock

M = TypeVar("M", bound=models.Model)
LOCK = 0x46697265  # one number, known to every process that writes
_current: ContextVar["Open | None"] = ContextVar("change", default=None)


class WriteOutsideChange(RuntimeError):
    """Something tried to write a record without a change around it."""


@dataclass(frozen=True)
class Open:
    """The change that is being made."""

    id: int
    action: str
    by: Any
    at: datetime
    reason: str


@contextmanager
def change(action: str, *, by, reason: str = "", key: str | None = None) -> Iterator[Open]:
    """
    Open a change; commit it at the end, or undo all of it.

    A change inside a change is part of the outer one.

    Parameters
    ----------
    action
        The action's name, a dotted word: `"samples.take"`.
    by
        The user who does it; None only for the program's own set-up.
    reason
        Why, in the words of whoever did it.
    key
        What makes a repeat of this very change recognisable (see `already_made`).
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        _take_the_write_lock()
        made = _begin(action, by, reason, key)
        token = _current.set(made)
        try:
            yield made
        finally:
            _current.reset(token)


def already_made(key: str) -> bool:
    """Say whether a change with this key is in the log: a form sent twice, a file read again."""
    from firebreak.records.models import Change

    return Change.objects.filter(key=key).exists()


def stamp(record: models.Model) -> None:
    """Put the open change's instant and author on a record about to be saved."""
    made = _require()
    record.stored_at = made.at
    record._history_date = made.at
    record._history_user = made.by
    record._change_reason = _why(made)


def store_many(model: type[M], records: Sequence[M]) -> list[M]:
    """Store many new records of one kind with their first versions, and set their ids."""
    made = _require()
    stored = list(records)
    for record in stored:
        record.stored_at = made.at
    rows = [record.__dict__ for record in stored]
    ids = bulk.store(model, rows, at=made.at, by=made.by, why=_why(made))
    for record, number in zip(stored, ids, strict=True):
        record.pk = number
        record._state.adding, record._state.db = False, connection.alias
    return stored


def store_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> range:
    """
    Store many new records given as attribute -> value, with their first versions.

    Attributes are those of the table (`person_id`); what is left out has the field's default.
    Returns the ids in the order of the rows. Nothing of a model's own `save` is run.
    """
    made = _require()
    return bulk.store(model, rows, at=made.at, by=made.by, why=_why(made))


def instant() -> datetime:
    """Return the instant of the open change."""
    return _require().at


def _require() -> Open:
    made = _current.get()
    if made is None:
        raise WriteOutsideChange("Records are written only by an action, inside change.change().")
    return made


def _why(made: Open) -> str:
    return f"{made.action}: {made.reason}"[:100] if made.reason else made.action


def _take_the_write_lock() -> None:
    # SQLite takes it with BEGIN IMMEDIATE (settings); PostgreSQL has to be asked.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _begin(action: str, by, reason: str, key: str | None) -> Open:
    from firebreak.records.models import Change

    last = Change.objects.order_by("-id").values_list("at", flat=True).first()
    at = clock.now()
    if last is not None and at <= last:
        at = last + timedelta(microseconds=1)
    row = Change.objects.create(action=action, by=by, at=at, reason=reason, key=key)
    return Open(row.id, action, by, at, reason)
