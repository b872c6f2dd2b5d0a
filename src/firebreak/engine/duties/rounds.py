"""Duties that recur: in every window of the local day, from a start to an end.

Somebody placed under observation is looked at morning and evening; a hospital that is open reports
every day. A window counts when it certainly opens between start and end; if the end comes before it
closes, it is void. It is done by a proof within it, late by one before the next window opens, and
missed after that. What a proof does to a state, and who holds the duty, is as in `clocks.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from firebreak.engine.duties.holding import ending_rows, first_proofs
from firebreak.engine.duties.protocols import Round
from firebreak.engine.duties.starting import (
    EPOCH,
    MICROSECOND,
    Clocks,
    Ruling,
    about,
    governing,
    length_micros,
    micros,
)
from firebreak.engine.duties.tape import NEVER, Bools, Ints, Tape, Track, longest_so_far

DAY = timedelta(days=1)
DAY_MICROS = length_micros(DAY)


@dataclass(frozen=True)
class Sessions:
    """From when until when somebody is certainly under a rule. Keys are scaled subjects."""

    keys: Ints
    starts: Ints
    ends: Ints
    ending: Ints  # the events that ended them; -1 where nothing has

    def __len__(self) -> int:
        return len(self.keys)

    def where(self, kept: Bools | Ints) -> "Sessions":
        return Sessions(*(array[kept] for array in vars(self).values()))


@dataclass(frozen=True)
class Windows:
    """The windows of a rule over some days: when each opens and closes, and when the next opens."""

    opens: Ints
    closes: Ints
    following: Ints

    def where(self, kept: Bools | Ints) -> "Windows":
        return Windows(*(array[kept] for array in vars(self).values()))


@dataclass(frozen=True)
class Rounds:
    """The recurring duties of a tape, those that close after `since` (microseconds)."""

    tape: Tape
    since: int | None
    divisions: Mapping[int, str] | None

    def of(self, rulings: list[Ruling[Round]]) -> Iterable[tuple[Ruling[Round], Clocks]]:
        """Yield the clocks of each ruling that has any."""
        for index, ruling in enumerate(rulings):
            if not self._in_time(ruling):
                continue
            track = self._track(ruling)
            sessions = _merge(_sessions(self.tape, ruling.rule, track, ruling.edition.pathogen))
            if not len(sessions):
                continue
            clocks = self._clocks(ruling, track, sessions)
            governed = governing(self.tape, rulings, clocks.started, clocks.rows, self.divisions)
            if (governed == index).any():
                yield ruling, _where(clocks, governed == index)

    def _in_time(self, ruling: Ruling[Round]) -> bool:
        """Say whether a window of the ruling can have opened by now and close after `since`."""
        if self.since is not None and ruling.valid_to < self.since - DAY_MICROS:
            return False
        return ruling.valid_from <= self.tape.now

    def _track(self, ruling: Ruling[Round]) -> Track:
        track = self.tape.track(ruling.rule.starts, ruling.edition.pathogen)
        return track.where(about(self.tape, ruling, track.rows))

    def _clocks(self, ruling: Ruling[Round], track: Track, sessions: Sessions) -> Clocks:
        rule, tape = ruling.rule, self.tape
        sessions = _bounded(tape, ruling, sessions)
        windows = _windows(ruling, sessions, tape.now, self.since)
        session, window = _pairs(sessions, windows)
        lasting = _lasts(tape, ruling, sessions, session, windows.where(window))
        session, here = session[lasting], windows.where(window[lasting])
        keys = sessions.keys[session]
        started = track.rows[track.last_until(keys, tape.time.until(here.opens))]
        first = int(here.opens.min()) if len(here.opens) else None
        proofs = first_proofs(
            tape, keys, here.opens, rule.fulfilled_by, ruling.edition.pathogen, since=first
        )
        proofs = np.where((proofs >= 0) & (tape.at[proofs] < here.following), proofs, -1)
        ended = np.where(sessions.ends[session] < here.closes, sessions.ending[session], -1)
        return _clocks_of(rule, started, here, proofs, ended)


def _clocks_of(rule: Round, rows: Ints, here: Windows, proofs: Ints, ended: Ints) -> Clocks:
    length = here.closes - here.opens
    return Clocks(
        rows=rows,
        started=here.opens,
        started_until=here.opens,
        due=here.closes,
        certainly_due=here.closes,
        soon=length // 4 if rule.due_soon is None else length_micros(rule.due_soon),
        proofs=proofs,
        voids=ended,
        void_codes=np.zeros(len(rows), np.int64),
        missed_from=here.following,
    )


def _sessions(tape: Tape, rule: Round, track: Track, pathogen: str) -> Sessions:
    """From the last instant each start may have been to the first its end may have been."""
    if not len(track):
        return Sessions(track.keys, track.rows, track.rows, track.rows)
    ending = ending_rows(tape, track, pathogen, "subject", rule.ends)
    ends = np.where(ending >= 0, tape.at[ending], NEVER)
    sessions = Sessions(track.keys, tape.until_of(track.rows, track.at), ends, ending)
    return sessions.where(sessions.ends > sessions.starts)


def _merge(sessions: Sessions) -> Sessions:
    """Join sessions of one subject that overlap or touch (home, then a site)."""
    if len(sessions) < 2 or (np.diff(sessions.keys) > 0).all():
        return sessions
    sessions = sessions.where(np.lexsort((sessions.starts, sessions.keys)))
    longest = longest_so_far(sessions.keys, sessions.ends)
    reach = sessions.ends[longest]
    new = np.ones(len(sessions), bool)
    new[1:] = np.diff(sessions.keys) != 0
    new[1:] |= sessions.starts[1:] > reach[:-1]
    last = longest[np.append(np.flatnonzero(new)[1:] - 1, len(sessions) - 1)]
    return Sessions(
        sessions.keys[new], sessions.starts[new], sessions.ends[last], sessions.ending[last]
    )


def _bounded(tape: Tape, ruling: Ruling[Round], sessions: Sessions) -> Sessions:
    """End each session with the last window it can still have, so that none runs on for ever."""
    lasts = ruling.rule.lasts
    if lasts is None:
        return sessions
    anchors = tape.track(ruling.rule.lasts_from, ruling.edition.pathogen)
    latest = anchors.rows_at(
        anchors.last_until(sessions.keys, tape.time.until(np.array([tape.now])))
    )
    anchor = np.where(latest >= 0, np.maximum(tape.at[latest], sessions.starts), sessions.starts)
    bound = anchor + length_micros(lasts)
    return replace(
        sessions,
        ends=np.minimum(sessions.ends, bound),
        ending=np.where(sessions.ends <= bound, sessions.ending, -1),
    )


def _lasts(
    tape: Tape, ruling: Ruling[Round], sessions: Sessions, session: Ints, here: Windows
) -> Bools:
    """Say which windows close before the rule has lasted, from the latest anchor before them."""
    lasts = ruling.rule.lasts
    if lasts is None:
        return np.ones(len(session), bool)
    anchors = tape.track(ruling.rule.lasts_from, ruling.edition.pathogen)
    found = anchors.rows_at(anchors.last_until(sessions.keys[session], tape.time.until(here.opens)))
    anchor = np.where(found >= 0, tape.at[found], sessions.starts[session])
    return here.closes <= anchor + length_micros(lasts)


def _windows(ruling: Ruling[Round], sessions: Sessions, now: int, since: int | None) -> Windows:
    """Every window that has opened by `now` and may be due to one of the sessions."""
    zone = ruling.edition.time_zone
    first = max(int(sessions.starts.min()), ruling.valid_from, (since or 0) - 2 * DAY_MICROS)
    days = _days(_local_day(first, zone), _local_day(now, zone))
    opens = [_at(day, w.opens, zone) for day in days for w in ruling.rule.windows]
    closes = [_at(day, w.closes, zone) for day in days for w in ruling.rule.windows]
    following = [*opens[1:], int(NEVER)]
    every = Windows(np.array(opens), np.array(closes), np.array(following))
    kept = (every.opens >= ruling.valid_from) & (every.opens < ruling.valid_to)
    kept &= every.opens <= now
    return every.where(kept if since is None else kept & (every.closes > since))


def _pairs(sessions: Sessions, windows: Windows) -> tuple[Ints, Ints]:
    """Each session with each window that opens within it."""
    low = np.searchsorted(windows.opens, sessions.starts, "left")
    high = np.searchsorted(windows.opens, sessions.ends, "left")
    counts = np.maximum(high - low, 0)
    session = np.repeat(np.arange(len(sessions)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return session, np.arange(len(session)) - before + np.repeat(low, counts)


def _where(clocks: Clocks, kept: Bools) -> Clocks:
    arrays = {
        name: value[kept] if isinstance(value, np.ndarray) else value
        for name, value in vars(clocks).items()
    }
    return Clocks(**arrays)


def _at(day: date, time_of_day: time, zone: ZoneInfo) -> int:
    return micros(datetime.combine(day, time_of_day, zone))


def _days(first: date, last: date) -> list[date]:
    """From the first day to the day after the last, whose windows follow the last day's."""
    return [first + n * DAY for n in range((last - first).days + 2)]


def _local_day(at: int, zone: ZoneInfo) -> date:
    return (EPOCH + at * MICROSECOND).astimezone(zone).date()
