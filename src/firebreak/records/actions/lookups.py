"""The log of who asked where somebody was. It is written with the answer, never after it."""

from collections.abc import Iterable, Mapping
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


def note_traces(
    *, by: User | None, found: Mapping[int, int], since: datetime, until: datetime
) -> None:
    """
    Note that somebody traced many cases forward at once.

    Parameters
    ----------
    found
        Case -> how many people he was shown.
    """
    at, kind = clock.now(), Lookup.Kind.FORWARD
    Lookup.objects.bulk_create(
        Lookup(
            at=at, by=by, kind=kind, subject=case, cases=[case], since=since, until=until, found=n
        )
        for case, n in found.items()
    )
