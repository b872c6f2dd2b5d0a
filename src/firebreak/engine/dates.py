"""Reading the times that people write, and writing them back.

Comes in: what stands in a cell or was typed, in Chinese or English, and today's date where a
year was left out. Goes out: a `When`, as exact as the words and no more. What cannot be read one
way only is refused, with what to write instead. Reads no clock.

The parts of a day, as half-open hours: see `PARTS`. The thirds of a month: `THIRDS`.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from math import isfinite

from firebreak.engine.when import Precision, When

PARTS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6),
    "清晨": (5, 8),
    "早晨": (6, 9),
    "早上": (6, 9),
    "早": (6, 9),
    "上午": (6, 12),
    "中午": (11, 14),
    "下午": (12, 18),
    "傍晚": (17, 20),
    "晚上": (18, 24),
    "晚间": (18, 24),
    "夜间": (18, 24),
    "晚": (18, 24),
    "夜": (18, 24),
    "morning": (6, 12),
    "noon": (11, 14),
    "midday": (11, 14),
    "afternoon": (12, 18),
    "evening": (18, 24),
    "night": (18, 24),
}
LATE = ("中午", "下午", "傍晚", "晚上", "晚间", "夜间", "晚", "夜", "afternoon", "evening", "night")
THIRDS: dict[str, tuple[int, int | None]] = {"上旬": (1, 11), "中旬": (11, 21), "下旬": (21, None)}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNKNOWN = frozenset(
    [
        "不详",
        "不明",
        "未知",
        "未明",
        "不清楚",
        "不清",
        "待查",
        "无",
        "-",
        "--",
        "—",
        "/",
        ".",  # as the national system of report cards writes a day that is not filled in
        "?",
        "unknown",
        "n/a",
        "na",
        "none",
        "null",
        "nan",
        "nil",
    ]
)
DAYS_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
#: Words that name a day, or a time, only on the day they are said. In a file nobody knows which.
SPOKEN = (
    "大前天",
    *DAYS_AGO,
    *("昨", "今", "明天", "明日", "现在", "刚才", "刚刚", "上周", "本周", "下周", "上月", "本月"),
    *("tomorrow", "tonight", "last night", "last week", "this week", "this morning", "now"),
)
DIGITS = {"〇": 0, "零": 0, "两": 2} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  the wall clock of a spreadsheet
EXCEL_SERIALS = (14_611, 73_051)  # 1940-01-01 to 2100-01-01
YEARS = (1900, 2100)

SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "unreadable": {
        "en": (
            "This is not a time that can be read.",
            "Write it as 2020-01-18 or 2020-01-18 19:00.",
        ),
        "zh": ("无法识别这个时间。", "请写成 2020-01-18 或 2020-01-18 19:00。"),
    },
    "no_such_day": {
        "en": (
            "There is no {year}-{month:02d}-{day:02d}: that month has {last} days.",
            "Look up the right day and write it as {year}-{month:02d}-DD.",
        ),
        "zh": (
            "{year}年{month}月没有{day}日：该月只有{last}天。",
            "请核对日期，写成 {year}-{month:02d}-DD。",
        ),
    },
    "no_such_month": {
        "en": ("There is no month {month}.", "Write year, month, day, for example 2020-01-18."),
        "zh": ("没有{month}月。", "请按年、月、日书写，例如 2020-01-18。"),
    },
    "no_such_time": {
        "en": ("There is no time {hour}:{minute:02d}.", "Write hours 0 to 23, for example 19:00."),
        "zh": ("没有{hour}时{minute:02d}分这个时刻。", "请用 0 至 23 时书写，例如 19:00。"),
    },
    "part_disagrees": {
        "en": (
            "“{part}” and {hour} o'clock do not go together.",
            "Leave out “{part}” and write the hour in 24 hours, for example 19:00.",
        ),
        "zh": ("“{part}”与{hour}时不符。", "请去掉“{part}”，用 24 小时制书写，例如 19:00。"),
    },
    "ambiguous": {
        "en": (
            "This may be {first} or {second}.",
            "Write the year first: {first} or {second}.",
        ),
        "zh": ("这可能是 {first}，也可能是 {second}。", "请把年份写在前面：{first} 或 {second}。"),
    },
    "which_first": {
        "en": (
            "This may be day {b} of month {a} or day {a} of month {b}.",
            "Write the year first, then month and day: 2020-{a:02d}-{b:02d}.",
        ),
        "zh": (
            "这可能是{a}月{b}日，也可能是{b}月{a}日。",
            "请把年份写在前面，再写月、日：2020-{a:02d}-{b:02d}。",
        ),
    },
    "short_year": {
        "en": ("The year has only two digits.", "Write it with four, for example 2020-01-18."),
        "zh": ("年份只有两位数字。", "请写四位年份，例如 2020-01-18。"),
    },
    "no_year": {
        "en": ("The year is missing.", "Write it, for example 2020-01-18."),
        "zh": ("没有写年份。", "请写上年份，例如 2020-01-18。"),
    },
    "no_day": {
        "en": ("The day is missing.", "Write the day before the time: 2020-01-18 19:00."),
        "zh": ("没有写日期。", "请在时刻前写上日期：2020-01-18 19:00。"),
    },
    "no_month": {
        "en": ("The month is missing.", "Write it, for example 2020-01-18."),
        "zh": ("没有写月份。", "请写上年、月、日，例如 2020-01-18。"),
    },
    "spoken": {
        "en": (
            "“{word}” names a day only on the day it is said.",
            "Write the date itself, for example 2020-01-18.",
        ),
        "zh": ("“{word}”只在说的当天才知道是哪一天。", "请写明日期，例如 2020-01-18。"),
    },
    "far_year": {
        "en": ("The year {year} is outside of {first} to {last}.", "Look up the year."),
        "zh": ("年份 {year} 不在 {first} 至 {last} 之间。", "请核对年份。"),
    },
    "serial": {
        "en": (
            "This number is not a date of a spreadsheet.",
            "Give the cell a date format, or write 2020-01-18.",
        ),
        "zh": (
            "这个数字不是电子表格的日期。",
            "请把单元格设为日期格式，或写成 2020-01-18。",
        ),
    },
    "ends_first": {
        "en": (
            "The interval ends before it begins.",
            "Write both days: 2020-01-18 22:00/2020-01-19 02:00.",
        ),
        "zh": (
            "这段时间的结束早于开始。",
            "请写明两端的日期：2020-01-18 22:00/2020-01-19 02:00。",
        ),
    },
}


class DateError(ValueError):
    """
    A written time cannot be read in one way only.

    Parameters
    ----------
    code
        A key of `SENTENCES`.
    **values
        What the sentence names.

    Examples
    --------
    >>> DateError("no_year").say("zh")
    ('没有写年份。', '请写上年份，例如 2020-01-18。')
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(" ".join(self.say("en")))

    def say(self, language: str) -> tuple[str, str]:
        """Say what is wrong and how to fix it, in "en" or "zh"."""
        sentences = SENTENCES[self.code]
        message, fix = sentences.get(language[:2], sentences["en"])
        return message.format(**self.values), fix.format(**self.values)


@dataclass(frozen=True)
class _Written:
    """What was written, before a day is chosen: any part may be missing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    third: str | None = None
    part: str | None = None
    hour: int | None = None
    minute: int = 0
    second: int = 0
    about: bool = False
    offset: tzinfo | None = None


@dataclass(frozen=True)
class _Reader:
    """What the reader knows of the years and months that were left out."""

    today: date | None
    since: date | None

    @property
    def from_day(self) -> date | None:
        return self.since or self.today


def read_when(
    text: str | int | float | date | datetime,
    *,
    zone: tzinfo,
    today: date | None = None,
    since: date | None = None,
    spoken: bool = True,
) -> When:
    """
    Read a time that somebody wrote.

    Parameters
    ----------
    text
        What was written: `2020-01-18`, `2020/1/18 19:00`, `20200118`, `18 Jan 2020 7pm`,
        `18-Jan-20`, `1月18日上午`, `18日晚`, `1月18日至20日`, `2020-01-18 06:00/12:00`, `1月上旬`, `不详`;
        or a spreadsheet's own date, or its serial number (days since 1899-12-30).
    zone
        The time zone of the writer, unless an offset was written.
    today
        The local day of reading. A year or month that was left out is the last one that does
        not put the day after it. Without it, such times are refused.
    since
        The local day before which it cannot lie, as the end of something that began then. A year
        or month that was left out is then the first that does not put the day before it.
    spoken
        Whether it is said today (typed into a form): `昨天`, `18日晚`. Of a file nobody knows the
        day it was written on, so there such times are refused; only the year may be left out.

    Raises
    ------
    DateError
        The text cannot be read, can be read in two ways, or names a day that does not exist.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> here, today = ZoneInfo("Asia/Shanghai"), date(2020, 2, 3)
    >>> write_when(read_when("1月18日上午", zone=here, today=today), zone=here)
    '2020-01-18 06:00/12:00'
    >>> write_when(read_when("12月30日", zone=here, today=today), zone=here)
    '2019-12-30'
    >>> write_when(read_when("2月12日", zone=here, today=today, since=date(2020, 1, 29)), zone=here)
    '2020-02-12'
    >>> read_when("3/4/2020", zone=here)
    Traceback (most recent call last):
    ...
    firebreak.engine.dates.DateError: This may be 2020-04-03 or 2020-03-04. \
Write the year first: 2020-04-03 or 2020-03-04.
    """
    if isinstance(text, datetime):
        return When.minute(text if text.tzinfo else text.replace(tzinfo=zone))
    if isinstance(text, date):
        return When.day(text, zone)
    if isinstance(text, int | float):
        return _from_number(text, zone)
    plain = _plain(text)
    if plain in UNKNOWN or text.strip() in UNKNOWN:
        return When.unknown()
    if _SERIAL.match(plain):
        return _from_number(float(plain), zone)
    if not spoken:
        _require_on_paper(plain)
    ends, reader = _ends(plain), _Reader(today, since)
    if ends is None:
        return _when(_complete(_parts(plain), reader), zone)
    return _between(_parts(ends[0]), _parts(ends[1], bare=True), zone, reader)


def _require_on_paper(plain: str) -> None:
    """Refuse what only the day of speaking makes a date, at either end of a range."""
    ends = _ends(plain) or (plain,)
    for end in ends:
        if word := next((word for word in SPOKEN if end.startswith(word)), None):
            raise DateError("spoken", word=word)
    first = _parts(ends[0])
    if first.day is not None and first.month is None and first.year is None:
        raise DateError("no_month")


def write_when(when: When, *, zone: tzinfo) -> str:
    """
    Write a time so that `read_when` reads the same again.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> write_when(When.unknown(), zone=ZoneInfo("Asia/Shanghai"))
    'unknown'
    """
    if when.start is None:
        return "unknown"
    start = when.start.astimezone(zone)
    if when.precision is Precision.DAY:
        return start.date().isoformat()
    if when.end is None:
        return _stamp(start)
    end = when.end.astimezone(zone)
    if end.date() == start.date():
        return f"{_stamp(start)}/{_hours(end)}"
    if end.date() == start.date() + timedelta(days=1) and end.time() == time():
        return f"{_stamp(start)}/24:00"
    return f"{_stamp(start)}/{_stamp(end)}"


def _stamp(at: datetime) -> str:
    return f"{at.date().isoformat()} {_hours(at)}"


def _hours(at: datetime) -> str:
    """The time of day; with its offset where the clock is put back and shows it twice."""
    written = at.strftime("%H:%M:%S" if at.second else "%H:%M")
    if at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset():
        return written
    return written + at.strftime("%z")


def _plain(text: str) -> str:
    """One way of writing: half-width, lower case, single spaces, digits for Chinese numerals."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("。.,;").lower()
    plain = re.sub(r"\s+", " ", plain)
    plain = re.sub(r"\s*([年月日号时点分])\s*", r"\1", plain)
    return re.sub(r"[〇零一二两三四五六七八九十]+(?=[年月日号时点分])", _numeral, plain)


def _numeral(found: re.Match[str]) -> str:
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return "".join(str(DIGITS[c]) for c in ones)
    if tens not in ("", *DIGITS) or ones not in ("", *DIGITS):
        return found[0]
    return str(10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0))


_RANGE = (
    re.compile(r"^(.+?)\s*(?:至|到|~|—|–|\bto\b|\buntil\b)\s*(.+)$"),
    re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}(?:[ t]\d.*?)?)\s*/\s*(\d.*)$"),
    re.compile(r"^(.+?)\s+-\s+(.+)$"),
    re.compile(r"^(.+[日号时点分旬午晚])-(\d.*)$"),
    re.compile(r"^(.+ \d{1,2}:\d{2})-(\d{1,2}:\d{2})$"),
)
_DAYS_OF_MONTH = re.compile(r"^((?:\d{4}年)?\d{1,2}月\d{1,2})-(\d{1,2}[日号])$")


def _ends(plain: str) -> tuple[str, str] | None:
    """The two ends of a range, if one was written."""
    if days := _DAYS_OF_MONTH.match(plain):
        return days[1] + "日", days[2]
    for pattern in _RANGE:
        if found := pattern.match(plain):
            return found[1], found[2]
    return None


_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_PART = "|".join(sorted(PARTS, key=len, reverse=True))
_CLOCK = re.compile(
    rf"^(?:at |in the )?(?P<part>{_PART})?\s*(?:at )?"
    r"(?:(?P<hour>\d{1,2})(?:(?::|时|点钟?|h)(?:(?P<half>半)|(?P<minute>\d{1,2})分?)?"
    r"(?::(?P<second>\d{2})(?:\.\d+)?)?|(?=\s*[ap]\.?m)))?"
    r"\s*(?:(?P<half_day>[ap])\.?m\.?)?\s*(?P<offset>z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$"
)
#: A part of the day right behind the digits of a day: 2020/1/6上午.
_BEFORE_PART = re.compile(rf"(?<=\d)(?=(?:{_PART}))")
_HOUR_ALONE = re.compile(r"\d{1,2}")
_ENGLISH = "(?P<name>" + "|".join(MONTHS) + r")[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_REST = r"(?:[ t,]+(?P<rest>.*))?$"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _REST), "ymd"),
    (re.compile(r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<clock>\d{4})(?:\d\d)?$"), "ymd"),
    (
        re.compile(r"^(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})" + _REST),
        "ymd",
    ),
    (re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})$"), "ymd"),
    (
        re.compile(r"^(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<year>\d{4})" + _REST),
        "either",
    ),
    (re.compile(r"^\d{1,2}([-/.])\d{1,2}\1\d{1,2}(?!\d)"), "short"),
    (re.compile(r"^(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _REST), "month_day"),
    (re.compile(rf"^{_DAY}-{_ENGLISH}-(?P<year_of_two>\d\d)(?!\d)" + _REST), "ymd"),
    (re.compile(rf"^{_DAY}[ -]{_ENGLISH}(?:[ ,-]+(?P<year>\d{{4}}))?" + _REST), "ymd"),
    (re.compile(rf"^{_ENGLISH} {_DAY}(?:[ ,]+(?P<year>\d{{4}}))?" + _REST), "ymd"),
    (re.compile(rf"^{_ENGLISH} (?P<year>\d{{4}})$"), "ymd"),
    (
        re.compile(
            r"^(?=\d)(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月(?:份|(?P<third>[上中下]旬))?)?"
            r"(?:(?P<day>\d{1,2})[日号]|(?<=月)(?P<last>\d{1,2})(?=\s|$))?,?\s*(?P<rest>.*)$"
        ),
        "chinese",
    ),
)
_ABOUT = re.compile(r"(?:大约|大概|约|about |around |~)(?=\d)|(?:左右|前后|许)$")


def _parts(plain: str, *, bare: bool = False) -> _Written:
    """What was written. `bare`: a time of day alone will do, as at the end of a range."""
    exact = _BEFORE_PART.sub(" ", _ABOUT.sub("", plain).strip())
    written = _relative(exact) or _shaped(exact, bare=bare)
    return replace(written, about=_ABOUT.search(plain) is not None)


def _relative(plain: str) -> _Written | None:
    for word, days in DAYS_AGO.items():
        if plain.startswith(word):
            clock = _clock(plain.removeprefix(word).strip(" ,"))
            return replace(clock, day=-days)
    return None


def _shaped(plain: str, *, bare: bool) -> _Written:
    for pattern, shape in _SHAPES:
        found = pattern.match(plain)
        if found and (shape != "chinese" or _says_a_day(found)):
            return _READ[shape](found.groupdict())
    clock = _clock(plain)
    if not bare:
        raise DateError("no_day")
    return clock


def _says_a_day(found: re.Match[str]) -> bool:
    return any(found[name] for name in ("year", "month", "day"))


def _ymd(found: dict[str, str | None]) -> _Written:
    rest = found.get("rest") or ""
    if digits := found.get("clock"):
        rest = f"{digits[:2]}:{digits[2:]}"
    if found.get("s") and _HOUR_ALONE.fullmatch(rest):  # as the national card writes it
        rest += "时"
    name = found.get("name")
    month = MONTHS.index(name) + 1 if name else _number(found.get("month"))
    clock = _clock(rest)
    return replace(
        clock,
        year=_number(found.get("year")) or _year_of_two(found.get("year_of_two")),
        month=month,
        day=_number(found.get("day") or found.get("last")),
        third=found.get("third"),
    )


def _year_of_two(digits: str | None) -> int | None:
    """A year as spreadsheets shorten it (28-Jan-20): up to 29 of this century, else of the last."""
    if digits is None:
        return None
    return int(digits) + (2000 if int(digits) < 30 else 1900)


def _either(found: dict[str, str | None]) -> _Written:
    """Day first or month first: read only where one way alone is a date."""
    year, a, b = (int(found[name] or 0) for name in ("year", "a", "b"))
    if a <= 12 and b <= 12 and a != b:
        raise DateError(
            "ambiguous", first=f"{year}-{b:02d}-{a:02d}", second=f"{year}-{a:02d}-{b:02d}"
        )
    month, day = (a, b) if b > 12 else (b, a)
    return replace(_clock(found.get("rest") or ""), year=year, month=month, day=day)


def _month_day(found: dict[str, str | None]) -> _Written:
    """Month and day without a year, as written in Chinese: 1.18, 1/18."""
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if day <= 12 and month <= 12 and month != day:
        raise DateError("which_first", a=month, b=day)
    if month > 12 >= day:
        month, day = day, month
    return replace(_clock(found.get("rest") or ""), month=month, day=day)


def _short(_found: dict[str, str | None]) -> _Written:
    raise DateError("short_year")


_READ: dict[str, Callable[[dict[str, str | None]], _Written]] = {
    "ymd": _ymd,
    "chinese": _ymd,
    "either": _either,
    "month_day": _month_day,
    "short": _short,
}


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _clock(rest: str) -> _Written:
    if not rest:
        return _Written()
    found = _CLOCK.match(rest)
    if not found or not (found["part"] or found["hour"]):
        raise DateError("unreadable")
    if found["hour"] is None:
        return _Written(part=found["part"], offset=_offset(found["offset"]))
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return _Written(
        hour=_in_24_hours(hour, minute, found["part"], found["half_day"]),
        minute=minute,
        second=int(found["second"] or 0),
        offset=_offset(found["offset"]),
    )


def _in_24_hours(hour: int, minute: int, part: str | None, half_day: str | None) -> int:
    """The hour of the 24-hour clock: "晚上7点" is 19, "12 am" is 0."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise DateError("no_such_time", hour=hour, minute=minute)
    if half_day:
        if not 1 <= hour <= 12:
            raise DateError("part_disagrees", part=half_day + "m", hour=hour)
        return hour % 12 + (12 if half_day == "p" else 0)
    if part is None:
        return hour
    return _in_part(hour, part)


def _in_part(hour: int, part: str) -> int:
    first, last = PARTS[part]
    for candidate in (
        (hour, hour + 12) if part in LATE else (hour % 12 if part == "凌晨" else hour,)
    ):
        if first <= candidate < last or candidate == last == 24:
            return candidate
    if part in LATE or hour >= 12:
        raise DateError("part_disagrees", part=part, hour=hour)
    return hour  # "早上5点": earlier than most would say, but only one hour is meant


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "z":
        return timezone.utc  # noqa: UP017  the same word as below
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _complete(written: _Written, reader: _Reader) -> _Written:
    """Fill in the year and month that were left out: the last before today, or the first since."""
    if written.day is not None and written.day <= 0 and written.year is None:
        if reader.today is None:
            raise DateError("no_year")
        on = reader.today + timedelta(days=written.day)
        return replace(written, year=on.year, month=on.month, day=on.day)
    if written.year is not None:
        _check_year(written.year)
    _check_month(written.month)
    if written.year is not None and (written.month or written.day is None):
        return written
    if written.year is not None or reader.from_day is None:
        raise DateError("no_year" if written.year is None else "unreadable")
    if written.month is None:
        return _nearest_month(written, reader.from_day, step=1 if reader.since else -1)
    year = (
        _first_year(written, reader.since) if reader.since else _last_year(written, reader.from_day)
    )
    return replace(written, year=year)


def _check_year(year: int) -> None:
    if not YEARS[0] <= year <= YEARS[1]:
        raise DateError("far_year", year=year, first=YEARS[0], last=YEARS[1])


def _check_month(month: int | None) -> None:
    if month is not None and not 1 <= month <= 12:
        raise DateError("no_such_month", month=month)


def _last_year(written: _Written, today: date) -> int:
    """This year, or the last one if the day would still be to come."""
    month, day = written.month or 1, written.day or 1
    year = today.year - ((month, day) > (today.month, today.day))
    return year if _exists(year, month, day) else _nearest_year(month, day, today)


def _first_year(written: _Written, since: date) -> int:
    """The year of `since`, or the next one if the day was over by then."""
    month, day = written.month or 1, written.day or monthrange(since.year, written.month or 1)[1]
    return since.year + ((month, day) < (since.month, since.day))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= monthrange(year, month)[1]


def _nearest_year(month: int, day: int, today: date) -> int:
    """
    The year that a day which does not exist is refused in: the one it would be nearest in.

    Of a day that the nearest year has (29 February), the last year, which has it not.
    """
    ends = [date(year, month, monthrange(year, month)[1]) for year in (today.year - 1, today.year)]
    year = min(ends, key=lambda end: abs(end - today)).year
    return today.year - 1 if _exists(year, month, day) else year


def _nearest_month(written: _Written, from_day: date, *, step: int) -> _Written:
    """The month of a day, or the next one that has such a day and does not put it on the far side."""
    day = written.day or 0
    if not 1 <= day <= 31:
        raise _no_such_day(from_day.year, from_day.month, day)
    first = from_day.replace(day=1)
    while not _exists(first.year, first.month, day) or (
        (first.replace(day=day) - from_day) * step < timedelta(0)
    ):
        first = (first + timedelta(days=32 if step > 0 else -1)).replace(day=1)
    return replace(written, year=first.year, month=first.month)


def _when(written: _Written, zone: tzinfo) -> When:
    year, month, here = written.year or 0, written.month, written.offset or zone
    if month is None:
        return _days(date(year, 1, 1), date(year + 1, 1, 1), here)
    if written.day is None:
        return _month(year, month, written.third, here)
    if not _exists(year, month, written.day):
        raise _no_such_day(year, month, written.day)
    return _in_day(date(year, month, written.day), written, here)


def _no_such_day(year: int, month: int, day: int) -> DateError:
    return DateError(
        "no_such_day", year=year, month=month, day=day, last=monthrange(year, month)[1]
    )


def _days(first: date, until: date, zone: tzinfo) -> When:
    return When.between(
        datetime.combine(first, time(), zone), datetime.combine(until, time(), zone)
    )


def _month(year: int, month: int, third: str | None, zone: tzinfo) -> When:
    first, until = THIRDS.get(third or "", (1, None))
    after = date(year + month // 12, month % 12 + 1, 1)
    return _days(date(year, month, first), date(year, month, until) if until else after, zone)


def _in_day(on: date, written: _Written, zone: tzinfo) -> When:
    if written.hour is not None:
        return _at(_hour_of(on, written.hour, written, zone), written)
    if written.part:
        first, last = PARTS[written.part]
        return When.between(_hour_of(on, first, None, zone), _hour_of(on, last, None, zone))
    if written.about:
        return _days(on - timedelta(days=1), on + timedelta(days=2), zone)
    return When.day(on, zone)


def _hour_of(on: date, hour: int, written: _Written | None, zone: tzinfo) -> datetime:
    """An hour of a day; 24 is midnight at its end."""
    minute, second = (written.minute, written.second) if written else (0, 0)
    if minute > 59 or second > 59:
        raise DateError("no_such_time", hour=hour, minute=minute)
    return datetime.combine(on + timedelta(days=hour // 24), time(hour % 24, minute, second), zone)


def _at(moment: datetime, written: _Written) -> When:
    if not written.about:
        return When.minute(moment)
    return When.between(moment - timedelta(hours=1), moment + timedelta(hours=1))


def _between(first: _Written, last: _Written, zone: tzinfo, reader: _Reader) -> When:
    """A range; its end takes from its start what was not written again."""
    begin = _complete(first, reader)
    timed = last.hour is not None or last.part is not None
    filled = replace(
        last,
        year=last.year or (begin.year if first.year or not last.month else None),
        month=last.month or begin.month,
        day=last.day or (begin.day if timed else None),
    )
    start, end = _when(begin, zone), _when(_complete(filled, reader), zone)
    if start.start is None or end.latest is None or end.latest <= start.start:
        raise DateError("ends_first")
    return When.between(start.start, end.latest)


def _from_number(number: int | float, zone: tzinfo) -> When:
    """A spreadsheet's serial number, or a day written as eight digits."""
    if not isfinite(number):
        raise DateError("serial")
    if number == int(number) and 19_000_101 <= number <= 21_001_231:
        return read_when(str(int(number)), zone=zone)
    if not EXCEL_SERIALS[0] <= number < EXCEL_SERIALS[1]:
        raise DateError("serial")
    moment = EXCEL_DAY_ZERO + timedelta(minutes=round(number * 1440))
    if number == int(number):
        return When.day(moment.date(), zone)
    return When.minute(moment.replace(tzinfo=zone))
