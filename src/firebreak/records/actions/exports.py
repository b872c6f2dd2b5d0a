"""The log of lists taken out of the record. It is written before the file is given, never after it."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.text import Truncator

from firebreak.records import clock
from firebreak.records.models import Export, User
from firebreak.records.visibility import Scope, require

#: an export in another system's format or on a form; all others are lists of the site
RECORD = "record"


def note(
    *,
    by: User | None,
    scope: Scope,
    way: str,
    what: str,
    form: str,
    rows: int,
    counts: Mapping[str, int] | None = None,
    given_to: str = "",
    login: str = "",
) -> Export:
    """
    Note that somebody takes a list out of the record.

    Parameters
    ----------
    by
        Who; None is the program itself, at a terminal of the machine's owner.
    scope
        Whose part of the record is in it.
    what, form
        The list's name, and what it is written as.
    rows, counts
        How many rows it has; of an export of several kinds, how many of each.
    given_to
        For whom it is, in the words of whoever takes it.
    login
        The account of the machine, at a terminal.

    Raises
    ------
    Refused
        The post may not take lists out.
    """
    require(by, "lists.export")
    return Export.objects.create(
        at=clock.now(),
        by=by,
        login=login[:60],
        way=way,
        unit_id=scope.unit_id,
        what=what[:60],
        form=form[:30],
        given_to=Truncator(given_to.strip()).chars(200),
        rows=rows,
        counts=dict(counts or {}),
    )


def exports_seen(scope: Scope) -> QuerySet[Export]:
    """Return the exports of a scope's own subtree, the last first."""
    found = Export.objects.select_related("by", "unit")
    return found if scope.sees_all else found.filter(unit__in=scope.unit_ids())
