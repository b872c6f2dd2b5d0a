"""Times in running text: days with and without year and month, parts of the day, feasts, ranges.

Comes in: the plain text and the day it was published. Goes out: each time that is written, with
its span, what it means as a `When`, and what had to be assumed. A year or month that is not
written is the last that fits the day of publication; a day of the month alone is the next after
the last day spoken of. Times that stand alone in a cell or a form are `engine/dates.py`.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from firebreak.engine.dates import YEARS
from firebreak.engine.when import When
from firebreak.intake.text import lunar
from firebreak.intake.text.clock import CLOCK, at_clock
from firebreak.intake.text.times_not_read import is_told_between

CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
#: A day this long after the day of publication is last year's: bulletins tell of what was, orders
#: and openings lie weeks ahead at most.
AHEAD = 45
ONE_DAY = timedelta(days=1)

_TENS = r"(?:初[一二三四五六七八九十]|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十)"
_FEAST = (
    rf"(?:农历|阴历)?(?:(?P<moon>正|腊|冬|[二三四五六七八九十]|十一|十二)月(?P<moonday>{_TENS})"
    rf"|(?:大年|年)?(?P<year_day>初[一二三四五六七八九十])(?![中二三步级次诊])|大年(?P<last>三十)|(?P<eve>除夕|年三十)(?:夜|当天|当日)?"
    r"|(?P<feast>元宵节?|小年夜?|元旦|春节(?!期间|前后|假期|长假|以来|以后|过后|返|前|后|联欢|将)))"
)
_RELATIVE = (
    r"(?P<next>次日|翌日|第二天|隔日|次晨)|(?P<same>当日|当天|同日|同天|当(?=晚))|(?P<now>今日|今天|今(?=晨|晚))"
    r"|(?P<yesterday>昨日|昨天|昨(?=晚|夜))|(?P<before>前天)"
    r"|(?P<tomorrow>明日|明天|明(?=早|晨|晚))|(?P<overmorrow>后天)"
)
#: 1月24日发病,5天后确诊: the days are counted from the day of the clause before.
_AFTER_DAYS = r"(?<=[,;。])(?P<days>\d{1,2}|[一二两三四五六七八九十])天(?:之|以)?后"
_CLAUSE_BEFORE = re.compile(r"[^,。;:!?\n()]{0,24}[,;。]")
_FROM_PUBLICATION = {"now": 0, "yesterday": -1, "before": -2, "tomorrow": 1, "overmorrow": 2}
_DAY = (
    r"(?:(?:(?P<year>(?:19|20)\d\d)年|(?P<short>\d\d)年(?=\d)|(?P<this>今|本|同|当)年|(?P<past>去年))?"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})(?!\d|[个例人名岁年])(?:日|号)?|(?P<third>[上中下]旬)|(?P<rough>初|底|末)(?!一))"
    r"|(?P<iso>(?<![\d.])(?:19|20)\d\d(?P<dash>[-/.])(?P<imonth>\d{1,2})(?P=dash)(?P<iday>\d{1,2})(?!\d))"
    r"|(?<![\d.月第])(?P<only>\d{1,2})(?:日(?!内|间|后|龄|前(?!往)|均|游|龙|照|本)|号(?=上午|下午|晚|早|中午|凌晨|,|至|到|发病|出现|确诊|入院|就诊))"
    rf"|{_FEAST}|{_RELATIVE}|{_AFTER_DAYS})"
)
_TO = r"\s*(?:至|到|-|~|—+|–|－)\s*"
#: 1月18日(周六)上午: the weekday explains the day.
_WEEKDAY = r"\((?:周|星期|礼拜)[一二三四五六日天]\)"
_TIME = re.compile(
    rf"(?:{_DAY}\s*(?:{_WEEKDAY}|的|\()?\s*(?:(?P<clock>{CLOCK})(?:{_TO}(?P<until>{CLOCK}))?)?"
    rf"|(?P<alone>{CLOCK})(?:{_TO}(?P<alone_until>{CLOCK}))?)(?P<about>左右|许|前后)?"
)
_FULL = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Time:
    """
    A time as written.

    Parameters
    ----------
    start, end
        Where it stands in the plain text.
    when
        What it means.
    day
        The local day it is of (the first of a range).
    assumed
        What was not written: `year`, `month`, `day`.
    doubt
        A code, where it may be read in another way.
    """

    start: int
    end: int
    when: When
    day: date
    assumed: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def confidence(self) -> float:
        """How sure the reading is: less with everything that was not written."""
        return (
            (0.7 if self.doubt else 1.0) - 0.1 * ("day" in self.assumed) - 0.02 * len(self.assumed)
        )


@dataclass
class _Told:
    """What has been said so far: what a day without a month, or an hour without a day, leans on."""

    published: date | None
    zone: tzinfo
    last: date | None = None
    end: int = 0  # of the last time, in the text
    text: str = ""
    at: int = 0  # where the time being read begins
    exact: bool = False  # that was a day, and no part of a month
    since: date | None = None  # the first day of a range that the day being read ends
    assumed: list[str] = field(default_factory=list)
    doubt: str = ""


def published_in(plain: str) -> date | None:
    """Return the last day that is written with its year: the line under an article, as a rule."""
    written = [_date(int(y), int(m), int(d)) for y, m, d in _FULL.findall(plain)]
    days = [day for day in written if day]
    return max(days) if days else None


def read_times(plain: str, published: date | None, zone: tzinfo) -> list[Time]:
    """
    Return the times of a text, in order; a range is one time.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.engine.dates import write_when
    >>> here = ZoneInfo("Asia/Shanghai")
    >>> found = read_times("1月23日9时到10时就诊,次日确诊。", date(2020, 2, 3), here)
    >>> [write_when(time.when, zone=here) for time in found]
    ['2020-01-23 09:00/10:00', '2020-01-24']
    """
    told = _Told(published, zone, text=plain)
    found = [time for match in _TIME.finditer(plain) if (time := _read(match, told))]
    return list(_ranges(found, plain))


def _read(match: re.Match[str], told: _Told) -> Time | None:
    told.assumed, told.doubt, told.at = [], "", match.start()
    told.since = told.last if re.fullmatch(_TO, match.string[told.end : match.start()]) else None
    parts = match.groupdict()
    if parts["days"] and not _CLAUSE_BEFORE.fullmatch(match.string, told.end, match.start()):
        return None
    try:
        day, when = _meaning(parts, told)
    except (ValueError, OverflowError):
        return None
    if day is None or when is None:
        return None
    told.last, told.exact = day, not (parts["third"] or parts["rough"])
    said = match[0].removesuffix("的").removesuffix("(").rstrip()  # it may end its line
    told.end = match.start() + len(said)
    # An hour on the line below its day is told of on that line.
    start = match.start() + said.rfind("\n") + 1
    return Time(start, told.end, when, day, tuple(told.assumed), told.doubt)


def _meaning(parts: dict[str, str | None], told: _Told) -> tuple[date | None, When | None]:
    if parts["third"] or parts["rough"]:
        return _part_of_month(parts, told)
    day = _day(parts, told)
    if day is None:
        return None, None
    clock = parts["clock"] or parts["alone"]
    if clock is None:
        return day, When.day(day, told.zone)
    until = parts["until"] or parts["alone_until"]
    return day, at_clock(day, clock, until, told.zone, about=bool(parts["about"]))


def _day(parts: dict[str, str | None], told: _Told) -> date | None:
    if parts["month"]:
        return _in_year(
            _year_written(parts, told), int(parts["month"]), int(parts["day"] or 0), told
        )
    if parts["iso"]:
        year = int(parts["iso"][:4])
        return _date(year, int(parts["imonth"] or 0), int(parts["iday"] or 0))
    if parts["only"]:
        return _in_month(int(parts["only"]), told)
    if parts["moon"] or parts["year_day"] or parts["last"] or parts["eve"] or parts["feast"]:
        return _feast(parts, told)
    if parts["days"]:
        return _days_after(parts["days"], told)
    return _relative(parts, told)


def _year_written(parts: dict[str, str | None], told: _Told) -> int | None:
    if parts["year"]:
        return int(parts["year"])
    if parts["short"]:
        return 2000 + int(parts["short"])
    if told.published and parts["past"]:
        return told.published.year - 1
    return told.published.year if told.published and parts["this"] else None


def _date(year: int, month: int, day: int) -> date | None:
    if not (YEARS[0] <= year <= YEARS[1] and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _in_year(year: int | None, month: int, day: int, told: _Told) -> date | None:
    if year is not None:
        return _date(year, month, day)
    told.assumed.append("year")
    near = told.published or told.last
    if near is None:
        return None
    # five years hold a 29 February
    return _last_one(told, near, [_date(near.year + step, month, day) for step in range(-4, 2)])


def _last_one(told: _Told, near: date, candidates: Iterable[date | None]) -> date | None:
    """The last candidate that is not long after the day of publication."""
    days = [day for day in candidates if day and day <= near + timedelta(days=AHEAD)]
    if not days:
        return None
    if told.published and max(days) > near:
        told.doubt = "after_published"
    return max(days)


def _in_month(day: int, told: _Told) -> date | None:
    """A day of the month alone: of the month spoken of, or of the next once that is past."""
    told.assumed += ["year", "month"]
    if told.since:
        return _from_on(told.since, day)
    last = told.last or told.published
    if last is None:
        return None
    same = _date(last.year, last.month, day)
    after = _date(last.year + last.month // 12, last.month % 12 + 1, day)
    before = last.replace(day=1) - ONE_DAY
    limit = told.published or date.max
    if told.last is None:
        return next(
            (d for d in (same, _date(before.year, before.month, day)) if d and d <= limit), None
        )
    if same and same >= last and same <= limit:
        return same
    # 1月30日…2日: the next month; 1月22日…20日: told out of order
    if after and after <= limit and (same is None or after - last <= timedelta(days=7)):
        return after
    if same and same <= limit:
        return same
    return _date(before.year, before.month, day)


def _from_on(since: date, day: int) -> date | None:
    """The first such day of a month from another on: the end of a range may be to come."""
    same = _date(since.year, since.month, day)
    if same and same >= since:
        return same
    return _date(since.year + since.month // 12, since.month % 12 + 1, day)


def _feast(parts: dict[str, str | None], told: _Told) -> date | None:
    near = told.published or told.last
    if near is None:
        return None
    told.assumed.append("year")
    month, day = _lunar(parts)
    if parts["feast"] == "元旦":
        return _last_one(told, near, [_date(near.year + step, 1, 1) for step in (-1, 0, 1)])
    return _last_one(
        told, near, [_lunar_day(near.year + step, month, day) for step in (-2, -1, 0, 1)]
    )


def _lunar(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts["moon"]:
        named = {"正": 1, "冬": 11, "腊": 12, "十一": 11, "十二": 12}
        return named.get(parts["moon"]) or CHINESE[parts["moon"]], _lunar_number(
            parts["moonday"] or ""
        )
    if parts["year_day"]:
        return 1, _lunar_number(parts["year_day"])
    if parts["last"] or parts["eve"]:
        return 12, 30
    feast = (parts["feast"] or "")[:2]
    return {"元宵": (1, 15), "小年": (12, 23), "春节": (1, 1)}.get(feast, (1, 1))


def _lunar_number(words: str) -> int:
    tens = {"初": 0, "廿": 20}
    plain = words.replace("二十", "廿")
    if plain == "三十":
        return 30
    if plain[0] in tens:
        return tens[plain[0]] + (CHINESE[plain[1]] if len(plain) > 1 else 0)
    return 10 + (CHINESE[plain[1]] if len(plain) > 1 else 0)


def _lunar_day(year: int, month: int, day: int) -> date | None:
    try:
        return lunar.day_of(year, month, day)
    except ValueError:
        return None


def _relative(parts: dict[str, str | None], told: _Told) -> date | None:
    from_now = next((days for name, days in _FROM_PUBLICATION.items() if parts[name]), None)
    if from_now is not None:
        told.assumed.append("day")
        return told.published + timedelta(days=from_now) if told.published else None
    if told.last is None or is_told_between(told.text, told.end, told.at):
        return None
    if not parts["same"]:
        told.assumed.append("day")  # of an hour alone, or of the day after
    return told.last + ONE_DAY if parts["next"] else told.last


def _days_after(days: str, told: _Told) -> date | None:
    """Some days after the day before; not after a part of a month, nor after publication."""
    if told.last is None or not told.exact:
        return None
    told.assumed.append("day")
    after = {"两": 2}.get(days) or CHINESE.get(days) or int(days)
    day = told.last + timedelta(days=after)
    return day if told.published is None or day <= told.published else None


def _part_of_month(parts: dict[str, str | None], told: _Told) -> tuple[date | None, When | None]:
    first = _in_year(_year_written(parts, told), int(parts["month"] or 0), 1, told)
    if first is None:
        return None, None
    last = monthrange(first.year, first.month)[1]
    begin, until = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last), "初": (1, 10)}.get(
        parts["third"] or parts["rough"] or "", (21, last)
    )
    days = (first.replace(day=begin), first.replace(day=until))
    return days[0], When.between(
        _midnight(days[0], told.zone), _midnight(days[1] + ONE_DAY, told.zone)
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


# Ranges of days


def _ranges(found: list[Time], plain: str) -> Iterator[Time]:
    """Put two times together that a word for "until" stands between."""
    waiting: Time | None = None
    for one in found:
        until = waiting and re.fullmatch(_TO, plain[waiting.end : one.start])
        both = _both(waiting, one) if waiting and until else None
        if both:
            waiting = both
            continue
        if waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting


def _both(first: Time, last: Time) -> Time | None:
    if first.when.start is None or last.when.latest is None:
        return None
    if last.when.latest <= first.when.start:
        return None
    when = When.between(first.when.start, last.when.latest)
    doubt = first.doubt or last.doubt
    return Time(first.start, last.end, when, first.day, first.assumed, doubt)
