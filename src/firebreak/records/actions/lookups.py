"""The log of who asked where somebody was. It is written with the answer, never after it."""

from collections.abc import Iterable
from datetime import datetime

from firebreak.records import clock
from firebreak.records.models import Lookup, User


def note(
    *,
    by: User | None,
    kind: str,
    subject: int,
    since: datetime,
    until: datetime,
    found: int,
    cases: Iterable[int] = (),
) -> Lookup:
    """
    Note that somebody looked.

    Parameters
    ----------
    by
        Who; None is the program itself, at a terminal of the machine's owner.
    subject
        The case traced, or the place.
    cases
        All cases that were asked about.
    found
        How many people or visits he was shown.
    """
    return Lookup.objects.create(
        at=clock.now(),
        by=by,
        kind=kind,
        subject=subject,
        cases=sorted(cases),
        since=since,
        until=until,
        found=found,
    )
