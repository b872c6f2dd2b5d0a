"""When an observation ends, and when a case can have infected others: both are derived.

Nothing here is stored. The answer carries what it was worked out from, so that a page can show it:
the exposure, the number of days, the edition. What is known only to the day stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from firebreak.engine.duties.protocols import Edition
from firebreak.engine.when import Precision, When

SENTENCES = {
    "en": "{days} days after the last exposure, {exposure} → ends {end} under {edition}.",
    "zh": "末次暴露{exposure}，依据{edition}观察{days}天，至{end}期满。",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ObservationError(ValueError):
    """An end or a window cannot be worked out: a time or a number it needs is missing."""


@dataclass(frozen=True)
class ObservationEnd:
    """The end of an observation and what it follows from; `parts` are for a sentence."""

    end: When
    days: int
    edition: Edition
    exposure: When

    @property
    def certain(self) -> datetime:
        """The instant by which it has ended however late the exposure was."""
        assert self.end.latest is not None
        return self.end.latest

    def parts(self, language: str) -> dict[str, str | int]:
        """Return the exposure, the end, the days and the edition, in words."""
        zone = self.edition.time_zone
        return {
            "days": self.days,
            "exposure": say(self.exposure, zone, language),
            "end": say(self.end, zone, language),
            "edition": self.edition.name.of(language),
        }

    def sentence(self, language: str) -> str:
        """Return the derivation as one sentence."""
        words = SENTENCES["zh" if language.lower().startswith("zh") else "en"]
        return words.format(**self.parts(language))


def observation_end(exposures: Iterable[When], edition: Edition) -> ObservationEnd:
    """
    Work out when the observation of an exposed person ends.

    Parameters
    ----------
    exposures
        All exposures of the person on file; the one that may have been the last counts.
    edition
        The edition that says how many days.

    Raises
    ------
    ObservationError
        No exposure has a known time, or the edition gives no number of days.

    References
    ----------
    14 days after the last unprotected contact: contact management, early 2020 (see the editions).

    Examples
    --------
    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> third = load_protocols().edition("cn-covid-control-3")
    >>> last = When.minute(datetime(2020, 1, 17, 19, tzinfo=ZoneInfo("Asia/Shanghai")))
    >>> observation_end([last], third).sentence("en")
    '14 days after the last exposure, 17 Jan 2020 19:00 → ends 31 Jan 2020 19:00 under National
    control plan, 3rd edition.'
    """
    days = edition.thresholds.observation_days
    if days is None:
        raise ObservationError(
            f"Edition {edition.id} gives no number of days for an observation.\n"
            "Add thresholds.observation_days to its file, or ask another edition."
        )
    known = [exposure for exposure in exposures if exposure.latest is not None]
    if not known:
        raise ObservationError(
            "No exposure has a known time, so no end follows from it.\n"
            "Record when the last exposure was, if only the day; or set the end by hand, with why."
        )
    last = max(known, key=lambda exposure: (exposure.latest, exposure.start))
    return ObservationEnd(_later(last, days, edition.time_zone), days, edition, last)


def _later(when: When, days: int, zone: ZoneInfo) -> When:
    """So many local days later, as exactly as it was known."""
    assert when.start is not None
    start = when.start.astimezone(zone) + timedelta(days=days)
    end = when.end.astimezone(zone) + timedelta(days=days) if when.end else None
    return When(start, end, when.precision)


@dataclass(frozen=True)
class ContactPeriod:
    """
    From when until when meeting a case counts as an exposure, at its widest.

    `anchor` says what the start was counted from: "onset" or "sampling". `end` is None while the
    case is not known to be isolated.
    """

    start: datetime
    end: datetime | None
    anchor: str
    precision: Precision
    edition: Edition

    def includes(self, start: datetime, end: datetime | None = None) -> bool:
        """Say whether an encounter `[start, end)` may lie, even in part, within the period."""
        return (self.end is None or start < self.end) and (end or start) >= self.start


def contact_window(
    edition: Edition,
    *,
    onset: When | None = None,
    sampling: When | None = None,
    isolation: When | None = None,
) -> ContactPeriod:
    """
    Work out when a case can have infected others.

    Parameters
    ----------
    edition
        The edition whose window applies.
    onset
        First symptoms; None (or unknown) for a case never ill.
    sampling
        The sample that was positive; counts only without an onset.
    isolation
        When the case was isolated; None if he is not.

    Raises
    ------
    ObservationError
        The edition gives no window, or neither onset nor sampling is known.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> fifth = load_protocols().edition("cn-covid-control-5")
    >>> period = contact_window(fifth, onset=When.day(date(2020, 2, 22), zone))
    >>> period.start.isoformat(), period.end, period.anchor
    ('2020-02-20T00:00:00+08:00', None, 'onset')
    """
    rule = edition.contact_window
    if rule is None:
        raise ObservationError(f"Edition {edition.id} gives no window for contacts.")
    anchored = _anchor(onset, "onset") or _anchor(sampling, "sampling")
    if anchored is None:
        raise ObservationError(
            "Neither onset nor sampling is known, so there is nothing to count the window from."
        )
    when, anchor = anchored
    assert when.start is not None
    assert when.latest is not None
    before = rule.before_onset if anchor == "onset" else rule.before_sampling
    start = when.start.astimezone(edition.time_zone) - before
    ends = [isolation.latest] if isolation and isolation.latest else []
    if rule.after_onset is not None:
        ends.append(when.latest + rule.after_onset)
    end = min(ends).astimezone(edition.time_zone) if ends else None
    return ContactPeriod(start, end, anchor, when.precision, edition)


def _anchor(when: When | None, name: str) -> tuple[When, str] | None:
    return (when, name) if when is not None and when.start is not None else None


def say(when: When, zone: ZoneInfo, language: str) -> str:
    """
    Return a time in words, no more exact than it is known.

    Examples
    --------
    >>> from datetime import date
    >>> say(When.day(date(2020, 1, 31), ZoneInfo("Asia/Shanghai")), ZoneInfo("Asia/Shanghai"), "zh")
    '2020年1月31日'
    """
    if when.start is None:
        return "时间不详" if language.lower().startswith("zh") else "at an unknown time"
    start = _say(when.start.astimezone(zone), language, hour=when.precision is not Precision.DAY)
    if when.end is None or when.precision is Precision.DAY:
        return start
    end = _say(when.end.astimezone(zone), language, hour=True)
    chinese = language.lower().startswith("zh")
    return f"{start}至{end}之间" if chinese else f"between {start} and {end}"


def _say(at: datetime, language: str, *, hour: bool) -> str:
    if language.lower().startswith("zh"):
        return f"{at.year}年{at.month}月{at.day}日" + (f"{at:%H:%M}" if hour else "")
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}" + (f" {at:%H:%M}" if hour else "")
