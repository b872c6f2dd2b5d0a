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


@dataclass
class Lately:
    """Something worked out of a situation, and at which instant that was."""

    value: Any
    at: datetime
    renewing: threading.Lock = field(default_factory=threading.Lock, repr=False)


_first = threading.Lock()


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
    if (make, about) not in kept:
        with _first:  # whoever else asks meanwhile waits for it
            if (make, about) not in kept:
                kept[make, about] = Lately(make(now, *about), now.at)
    last = kept[make, about]
    if now.at - last.at >= EVERY and last.renewing.acquire(blocking=False):
        threading.Thread(target=_renew, args=(kept, last, now, make, about), daemon=True).start()
    return last


def _renew(
    kept: dict, last: Lately, now: Situation, make: Callable[..., Any], about: tuple
) -> None:
    try:
        kept[make, about] = Lately(make(now, *about), now.at)
    finally:
        last.renewing.release()
        connection.close()
