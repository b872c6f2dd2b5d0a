"""What is known of the chains at this moment: the last result, and whether the next is being made."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection

from firebreak.records.beside import Beside, Known
from firebreak.records.chains.computing import Result, compute
from firebreak.records.chains.evidence import Evidence, evidence, has_cases, version
from firebreak.records.situation import Situation

KEPT = 6  # results: the present one and a few of the past
IDLE_SECONDS = 600.0
EVERY = timedelta(minutes=15)  # how often a large city's chains are inferred at most

INFERENCE = Beside(KEPT, IDLE_SECONDS)
_present: dict[str, Result] = {}  # database -> what was known last
_asked_last: dict[str, tuple] = {}


@dataclass(frozen=True)
class Standing:
    """
    What is known.

    Attributes
    ----------
    result
        The last one; None if there is none yet.
    is_current
        Whether it speaks of the record as it is in the situation asked about.
    is_being_made
        Whether the next one is.
    has_failed
        The next one could not be made; the log says why.
    """

    result: Result | None
    is_current: bool = False
    is_being_made: bool = False
    has_failed: bool = False

    @property
    def chains(self) -> Any:
        """The chains, or None."""
        return self.result.chains if self.result else None


def standing(now: Situation) -> Standing:
    """Return what is known at once; what is missing is asked for, and will be there later."""
    if not has_cases(now):
        return Standing(None, is_current=True)
    key = _key(now)
    answer = INFERENCE.find(key)
    if answer is None and (fresh := _fresh_enough(now)) is not None:
        return Standing(fresh)
    if answer is None and INFERENCE.is_engaged:
        answer = INFERENCE.ask(key, compute, _given(now))
    if now.known is None:
        _only_the_newest(key)
    if answer is not None and answer.is_known:
        _keep(now, answer.value)
        return Standing(answer.value, is_current=True)
    last = _present.get(_database()) if now.known is None else None
    has_failed = answer is not None and answer.has_failed
    return Standing(last, False, answer is not None and not has_failed, has_failed)


def _fresh_enough(now: Situation) -> Result | None:
    """In a large city something changes every minute: what is known is good for a while."""
    last = _present.get(_database())
    if last is None or now.known is not None or not now.is_large:
        return None
    return last if now.at - last.evidence.at < EVERY else None


def latest(now: Situation) -> Any:
    """Return the last chains there are, current or not; None if there are none yet."""
    return standing(now).chains


def make_now(now: Situation) -> Standing:
    """Return the current result, worked out while one waits: for a command, or a test."""
    if has_cases(now):
        _keep(now, INFERENCE.work_out(_key(now), compute, evidence(now)))
    return standing(now)


def engage() -> None:
    """Have results made by a process beside this one from now on."""
    INFERENCE.is_engaged = True


def forget() -> None:
    """Drop what is kept (another database, another city)."""
    INFERENCE.forget()
    _present.clear()
    _asked_last.clear()


def _given(now: Situation) -> Callable[[], Evidence | Known]:
    """What is inferred from, gathered by the thread that waits; of the past at once, while it is seen."""
    if now.known is not None:
        told = evidence(now)
        return lambda: told
    return partial(_evidence_or_known, now)


def _evidence_or_known(now: Situation) -> Evidence | Known:
    """The evidence; or, if it is what the last result was made from, that result."""
    told, last = evidence(now), _present.get(_database())
    if last is not None and last.evidence.digest == told.digest:
        return Known(replace(last, evidence=told))
    return told


def _keep(now: Situation, result: Result) -> None:
    if now.known is None:
        _present[_database()] = result


def _only_the_newest(key: tuple) -> None:
    """While records change faster than chains are made, the versions in between are left out."""
    before = _asked_last.get(_database())
    if before is not None and before != key:
        INFERENCE.drop(before)
    _asked_last[_database()] = key


def _key(now: Situation) -> tuple:
    past = () if now.known is None else (now.known, now.change_id)
    return (_database(), *past, *version(now))


def _database() -> str:
    return str(connection.settings_dict["NAME"])
