"""Days told together: 1月18日、19日、21日三次到农贸市场, 18日至20日每天到…: of each of them.

Comes in: the last of the days, as times are read. Goes out: each day as a time of its own.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from firebreak.engine.when import Precision, When
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.times import Time

_BETWEEN = re.compile(r"[、和及与]|以及")
#: 分别于1月25日、1月27日: each day is of one person, or of one place.
_EACH_HIS_OWN = re.compile(r"分别[于在是为]*$")
_EVERY_DAY = re.compile(r",?(?:期间)?,?(?:均|都|几乎)?(?:每天|每日|天天|每晚|每早)")
MOST = 31  # longer rows are tables of something else


#: 分别, 先后到红旗医院和金湾中心医院: each day has its own place.
_EACH_ITS_OWN = re.compile(r"分别|先后[^,。;\n]*[、和及]")


def has_each_its_own(plain: str, start: int, end: int) -> bool:
    """
    Whether places that are told after a row of days have each its own.

    Examples
    --------
    >>> line = "26日、29日先后到红旗医院和金湾中心医院就诊"
    >>> has_each_its_own(line, 7, len(line)), has_each_its_own("26日、29日先后两次就诊", 7, 13)
    (True, False)
    """
    return bool(_EACH_ITS_OWN.search(plain, start, end))


def days_of_row(drafting: Drafting, last: Time, start: int) -> list[Time]:
    """Return the days of the row that ends with a time, from some character on."""
    row = [last]
    for before in reversed(drafting.times_in(start, last.start)):
        between = drafting.plain[before.end : row[0].start]
        if not _BETWEEN.fullmatch(between) or len(row) == MOST:
            break
        row.insert(0, before)
    first = row[0].start
    return [last] if _EACH_HIS_OWN.search(drafting.plain, max(first - 6, 0), first) else row


def every_day(drafting: Drafting, time: Time, start: int) -> list[Time]:
    """Return each day of a range that 每天 follows, at its hour if one is told; else the time."""
    if days := _days(drafting, time):
        return [replace(time, day=day, when=When.day(day, drafting.zone)) for day in days]
    before = drafting.time_before(time.start, start)
    told = before and _EVERY_DAY.fullmatch(drafting.plain, before.end, time.start)
    days = _days(drafting, before) if before and told else []
    return [_moved(time, day) for day in days] or [time]


def _days(drafting: Drafting, time: Time) -> list[date]:
    first, last = time.when.start, time.when.end
    if time.when.precision is not Precision.INTERVAL or first is None or last is None:
        return []
    days = (last - first).days
    if not 1 < days <= MOST or not _EVERY_DAY.match(drafting.plain, time.end):
        return []
    return [time.day + timedelta(days=number) for number in range(days)]


def _moved(time: Time, day: date) -> Time:
    start, end, by = time.when.start, time.when.end, day - time.day
    when = replace(time.when, start=start and start + by, end=end and end + by)
    return replace(time, day=day, when=when)
