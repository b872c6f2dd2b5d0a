"""What takes long to work out of a large city's situation: the last is shown while the next is made.

The indicators of two weeks take half a minute of a processor in a city of 100,000 cases. They are
made anew a few times an hour and say of when they are; of a smaller city, or of the past, they are
made when they are asked for.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from firebreak.records.situation import Situation

EVERY = timedelta(minutes=15)
KEPT = "lately"  # in what outlives a situation
MOST_KEPT = 100  # scopes, by languages and lengths of time


@dataclass
class Lately:
    """Something worked out of a situation, and at which instant that was."""

    value: Any
    at: datetime


@dataclass
class _Kept:
    """The last answer; who asks for the first meanwhile waits, who asks for the next does not."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: Lately | None = None


def lately(now: Situation, make: Callable[..., Any], *about: Any) -> Lately:
    """
    Return `make(now, *about)`, or what it lately was.

    Parameters
    ----------
    make
        Called with a situation and `about`. It may read the record as it is at present. What it
        returns is kept for long, so that it should be small.
    """
    if now.known is not None or not now.is_large:
        return Lately(now.once(make, *about), now.at)
    kept = now.lasting.setdefault(KEPT, {})
    one = kept.setdefault((make, about), _Kept())
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)), None)
    if one.last is None:
        with one.lock:
            if one.last is None:
                one.last = Lately(make(now, *about), now.at)
    if now.at - one.last.at >= EVERY and one.lock.acquire(blocking=False):
        threading.Thread(target=_renew, args=(one, now, make, about), daemon=True).start()
    return one.last


def _renew(one: _Kept, now: Situation, make: Callable[..., Any], about: tuple) -> None:
    try:
        one.last = Lately(make(now, *about), now.at)
    finally:
        one.lock.release()
        connection.close()
