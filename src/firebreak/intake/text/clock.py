"""The time of day as text gives it: 上午, 晚上7点半, 9时到10时, 18时30分左右.

Comes in: the words and the day. Goes out: a `When`. The parts of the day are those of
`engine/dates.py`.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from firebreak.engine.dates import LATE, PARTS
from firebreak.engine.when import When

_PART = "|".join(sorted((part for part in PARTS if not part.isascii()), key=len, reverse=True))
_HOUR = r"\d{1,2}(?:[时点](?!间[段隔长])(?:\d{1,2}分?|半)?|:\d\d(?!\d)|(?=(?:至|到|-|~|—+|–)\d{1,2}[时点]))"
#: 早餐店, 夜市: where somebody was, and not when.
_IN_A_NAME = "餐[店厅馆铺摊]|点[店铺摊]|茶[店楼]|市"
#: A time of day, for use within other patterns.
CLOCK = rf"(?:(?:{_PART})(?!{_IN_A_NAME})\s*(?:{_HOUR})?|(?<![\d.:]){_HOUR})"
_PARTS = re.compile(
    rf"(?P<part>{_PART})?\s*(?:(?P<hour>\d{{1,2}})(?:[时点:](?:(?P<minute>\d{{1,2}})分?|(?P<half>半))?)?)?$"
)
NEAR = timedelta(hours=1)  # 左右, as `engine/dates.py` reads it


def at_clock(
    day: date, clock: str, until: str | None, zone: tzinfo, *, about: bool = False
) -> When:
    """
    Return a time of a day, or the time from one hour to another.

    Raises
    ------
    ValueError
        There is no such hour.

    Examples
    --------
    >>> from datetime import UTC
    >>> at_clock(date(2020, 1, 23), "晚上7点半", None, UTC).start.isoformat()
    '2020-01-23T19:30:00+00:00'
    """
    start, part = _hours(clock, None)
    if until is not None:
        return _from_to(day, start, _hours(until, part)[0], zone)
    if isinstance(start, tuple):
        return When.between(_moment(day, start[0], zone), _moment(day, start[1], zone))
    moment = _moment(day, start, zone)
    return When.between(moment - NEAR, moment + NEAR) if about else When.minute(moment)


def _hours(clock: str, before: str | None) -> tuple[float | tuple[int, int], str | None]:
    """The hour with its fraction, or the hours of a part of the day; and that part."""
    said = _PARTS.match(clock.strip())
    if said is None:
        raise ValueError(f"{clock} is no time of day")
    part = said["part"] or before
    if said["hour"] is None:
        return PARTS[said["part"]], part
    hour, fraction = int(said["hour"]), 0.5 if said["half"] else int(said["minute"] or 0) / 60
    if hour > 24 or fraction >= 1:
        raise ValueError(f"there is no {clock}")
    return _in_24_hours(hour, part) + fraction, part


def _in_24_hours(hour: int, part: str | None) -> int:
    """晚上7点 is 19, 晚12点 is 24, 中午11点 is 11."""
    if part in LATE and hour <= 12:
        in_part = PARTS[part][0] <= hour < PARTS[part][1]
        return hour if in_part else hour + 12
    return 0 if part == "凌晨" and hour in (12, 24) else hour


def _from_to(
    day: date, start: float | tuple[int, int], end: float | tuple[int, int], zone: tzinfo
) -> When:
    first = start[0] if isinstance(start, tuple) else start
    last = end[1] if isinstance(end, tuple) else end
    if last <= first:  # 22时至2时: into the next day
        last += 24
    return When.between(_moment(day, first, zone), _moment(day, last, zone))


def _moment(day: date, hour: float, zone: tzinfo) -> datetime:
    days, minutes = divmod(round(hour * 60), 1440)
    return datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)
