"""Queries that pages ask all day, written once.

Django writes the SQL of a query each time it is asked. On a page that asks fifteen small ones this
takes five times what the database needs to answer. Here the SQL is kept, and only the numbers asked
for change; making records of the rows is left to Django.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

from firebreak.records.history import looks_back

M = TypeVar("M")
#: Stand for the numbers while the SQL is written. No record has so high a key.
MARKS = tuple(range(2**62, 2**62 + 4))
MOST_WRITTEN = 300  # as many posts as look at cases in a day, with room


class Prepared(Generic[M]):
    """
    A query by the keys of records, called with those keys.

    Parameters
    ----------
    make
        Returns the queryset for what it is called with. Whole numbers are keys: the SQL is the same
        for all of them. For anything else, such as the scope of the reader, the SQL is written
        once for each.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, M]]) -> None:
        self._make = make
        self._of_thread = threading.local()  # a compiler speaks through its thread's connection

    def __call__(self, *asked: Any) -> list[M]:
        """Return the records for these keys."""
        keys = tuple(key for key in asked if isinstance(key, int))
        if any(abs(key) >= MARKS[0] for key in keys):
            return []  # of nobody; a database may not even take the number
        return self._written(asked).ask(keys)

    def _written(self, asked: tuple) -> "_Written":
        kept = vars(self._of_thread).setdefault("written", {})
        what = tuple(part for part in asked if not isinstance(part, int))
        if what not in kept or kept[what].connection is not connections[DEFAULT_DB_ALIAS]:
            if len(kept) >= MOST_WRITTEN:
                kept.clear()
            marks = iter(MARKS)
            kept[what] = _Written(
                self._make(*(next(marks) if isinstance(part, int) else part for part in asked))
            )
        return kept[what]


def give(owner: models.Model, relation: str, records: list[Any]) -> None:
    """Let `owner.<relation>.all()` be these records, as Django's own prefetching does."""
    queryset = getattr(owner, relation).get_queryset()
    queryset._result_cache, queryset._prefetch_done = records, True
    vars(owner).setdefault("_prefetched_objects_cache", {})[relation] = queryset


def _planning_once(connection: Any) -> Any:
    """
    Return a cursor for which PostgreSQL keeps plans: planning takes these queries longer than answering.

    Django writes the values into the text, so that each would be planned anew. What is kept reads the
    tables it was planned for, though views be put in front of them: it is of the present alone.
    """
    from psycopg import Cursor

    return connection._prepare_cursor(Cursor(connection.connection))


class _Written:
    """A queryset whose compiler has written its SQL and asks it with other keys."""

    def __init__(self, queryset: Any) -> None:
        compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.places = compiler.as_sql()
        self.keys: dict[int, int] = {}
        self.converters: dict | None = None
        self.queryset, self.connection = queryset, compiler.connection
        compiler.execute_sql, self.find_converters = self._execute, compiler.get_converters
        compiler.get_converters = self._converters
        queryset.query.get_compiler = lambda using: compiler

    def ask(self, keys: tuple[int, ...]) -> list:
        self.keys = dict(zip(MARKS, keys, strict=False))
        return list(self.queryset._iterable_class(self.queryset))

    def _execute(self, *_how: Any, **_more: Any) -> list[list[tuple]]:
        places = [self.keys.get(place, place) for place in self.places]
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql" and not looks_back():
                cursor = _planning_once(self.connection)
            cursor.execute(self.sql, places)
            return [cursor.fetchall()]

    def _converters(self, expressions: list) -> dict:
        """What turns values of the database into those of the fields: the same for every answer."""
        if self.converters is None:
            self.converters = self.find_converters(expressions)
        return self.converters
