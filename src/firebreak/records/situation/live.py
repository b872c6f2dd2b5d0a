"""The present situation, and who renews it."""

import logging
import threading
import time
from datetime import timedelta

from django.db import connection

from firebreak.records import clock
from firebreak.records.making import Maker, MakingFailed
from firebreak.records.situation.instants import at_instant, database
from firebreak.records.situation.reading import present, read, refreshed
from firebreak.records.situation.state import Situation

log = logging.getLogger(__name__)

STALE_SECONDS = 30
STALE_WHILE_MAKING_SECONDS = 300  # it says its time; who waits has nothing to look at at all
LONGEST_PAUSE_SECONDS = 15
MINUTE = timedelta(minutes=1)


class Live:
    """The present situation and the thread that renews it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.situation: Situation | None = None
        self.made_at = 0.0
        self.took = 0.0
        self.database = ""
        self.has_maker = False
        self.maker: Maker | None = None

    def get(self) -> Situation:
        if self.database != database():
            self.forget()
        kept = self.situation  # another thread may drop or renew it meanwhile
        if kept is not None and self._is_current():
            return kept
        if kept is not None and self._may_be_stale():
            self._renew_behind()
            return kept
        with self.lock:
            kept = self.situation
            if kept is not None and self._is_current():
                return kept
            return self._renew(ahead=self.has_maker)  # made here, it would stop every other page

    def read_ahead(self) -> None:
        """Read the record before anybody asks; of a large city the next is made elsewhere."""
        kept = self.get()
        self.has_maker = kept.is_large
        if self.has_maker:
            with self.lock:
                self._engage(kept)

    def _engage(self, kept: Situation) -> Maker:
        self.maker = self.maker or Maker(kept)
        return self.maker

    def forget(self) -> None:
        self.situation, self.database = None, database()
        self._dismiss()

    def _dismiss(self) -> None:
        if self.maker is not None:
            self.maker.stop()
        self.maker = None

    def _is_current(self) -> bool:
        kept = self.situation
        return kept is not None and (kept.change_id, kept.at) == present()

    def _may_be_stale(self) -> bool:
        """Whether the minute it tells of ended so lately that it may be shown once more."""
        kept = self.situation
        if kept is None or not kept.is_large:
            return False
        # Who is shown it has the next made, where that stops nobody.
        is_being_made = self.has_maker or self.lock.locked()
        longest = STALE_WHILE_MAKING_SECONDS if is_being_made else STALE_SECONDS
        return clock.now() - kept.at < MINUTE + timedelta(seconds=longest)

    def _renew(self, *, ahead: bool = False) -> Situation:
        began = time.monotonic()
        fresh = self._made_elsewhere() if ahead and self.has_maker else None
        if fresh is None:
            asked = self.situation.asked() if ahead and self.situation else []
            fresh = renewed(self.situation or read(None), asked)
        self.situation, self.made_at = fresh, time.monotonic()
        self.took = self.made_at - began
        return fresh

    def _made_elsewhere(self) -> Situation | None:
        """Have it made by the process that is there for it; None if that failed."""
        kept = self.situation
        if kept is None:
            return None
        try:
            made = self._engage(kept).next(clock.now(), kept.asked())
        except (MakingFailed, OSError) as failure:
            log.warning("The site makes the next situation itself: %s.", failure)
            self._dismiss()
            return None
        vars(made)["lasting"] = kept.lasting
        return made

    def _renew_behind(self) -> None:
        # Where entries never pause, half of the time at least is left to the pages.
        if time.monotonic() - self.made_at < min(self.took, LONGEST_PAUSE_SECONDS):
            return
        if self.lock.acquire(blocking=False):
            threading.Thread(target=self._renew_and_release, daemon=True).start()

    def _renew_and_release(self) -> None:
        try:
            self._renew(ahead=True)
        finally:
            self.lock.release()
            connection.close()


def renewed(kept: Situation, asked: list[tuple]) -> Situation:
    """
    Return the present situation, made from an earlier one.

    Parameters
    ----------
    kept
        The earlier one; what has not changed since is taken from it.
    asked
        The answers that pages will ask for (`Situation.asked`).
    """
    fresh = at_instant(refreshed(kept), present()[1])
    _ = fresh.duties  # the slow part, done before anybody waits for it
    fresh.answer(asked)
    return fresh


LIVE = Live()
