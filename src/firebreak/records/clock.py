"""The clock of the site and the command. The engine is told the time; everybody else asks here.

An installation that holds the demo city keeps that city's time: it starts at the demo's hour, runs
on while the program runs, and after a restart goes on from the last change. Any other installation
keeps the real time.
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_demo: dict[str, Any] = {}


def now() -> datetime:
    """Return the present instant of this installation, in UTC."""
    held = _held.get()
    if held is not None:
        return held
    started = _demo_start()
    if started is None:
        return timezone.now()
    return started + timedelta(seconds=time.monotonic() - _demo["monotonic"])


@contextmanager
def held_at(instant: datetime):
    """
    Hold the clock at an instant, for the demo's history and for tests.

    Raises
    ------
    ValueError
        The instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("The clock can be held only at an instant with a time zone.")
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


def forget() -> None:
    """Read again from the database whether this is the demo city."""
    _demo.clear()


def is_demo() -> bool:
    """Say whether this installation holds the demo city."""
    return _demo_start() is not None


def _demo_start() -> datetime | None:
    if "start" not in _demo:
        _demo["start"] = _read_demo_start()
        _demo["monotonic"] = time.monotonic()
    return _demo["start"]


def _read_demo_start() -> datetime | None:
    from firebreak.records.models import Change, Installation

    installation = Installation.objects.first()
    if installation is None or installation.demo_starts_at is None:
        return None
    last = Change.objects.order_by("-id").values_list("at", flat=True).first()
    return max(filter(None, (installation.demo_starts_at, last)))
