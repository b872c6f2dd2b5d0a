"""Times in running English: `on 18 January`, `January 18 at 7 pm`, `the next day`.

Each is put into the words that `engine/dates.py` reads; a year that is not written is the last
that does not put the day after the day of publication.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from firebreak.engine.dates import YEARS, DateError, read_when
from firebreak.engine.when import When
from firebreak.intake.text.times import AHEAD, ONE_DAY, Time

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = r"(?:\d{1,2}:\d{2}\s*(?:[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|noon|midday)"
#: Between 10 and 11 am: the first hour is of the same half of the day.
_HOUR = rf"(?:{_CLOCK}|\d{{1,2}}(?= (?:and|to|until|-|–) ?\d))"
_PART = r"(?:morning|afternoon|evening|night)"
_DAY = rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]))(?:,? (?P<year>(?:19|20)\d\d)\b)?"
_TIME = re.compile(
    rf"\b(?:(?:at (?P<before>{_CLOCK})|(?:between|from) (?P<since>{_HOUR}) ?(?:and|to|until|-|–) ?(?P<till>{_CLOCK})|(?:in|on) the (?P<partof>{_PART}))(?: on| of)? )?"
    rf"(?:{_DAY}|(?P<next>(?:the )?(?:next|following) (?:day|(?P<nextpart>{_PART}))|the day after)|(?P<same>(?:the )?same day|that day)"
    r"|(?P<later>(?P<n>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>day|week)s? (?:later|afterwards?))|(?P<yesterday>yesterday)|(?P<today>today))"
    rf"(?:,? (?:in the )?(?P<part>{_PART})|,? at (?P<clock>{_CLOCK}))?"
    rf"(?: (?:to|until|and|through) (?P<until>{_CLOCK})|,? (?:between|from) (?P<first>{_HOUR}) ?(?:and|to|until|-|–) ?(?P<last>{_CLOCK}))?"
)
_RANGE = re.compile(
    rf"\b(?P<first>\d{{1,2}})(?P<to> to | and |-|–)(?P<last>\d{{1,2}}) (?P<month>{_MONTH})(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_BETWEEN = re.compile(r"\bbetween $")
#: A few days later: a time that nobody can read.
_SOME_TIME_LATER = re.compile(
    r"\b(?:some|several|a few|many|a couple of|\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|a) ?(?:days|weeks|months|hours|day|week|month|hour) (?:later|after)"
    r"|\b(?:later|afterwards?|subsequently|eventually|thereafter)\b"
)
#: A day with its year in a line, or a first sentence, of its own: what tells a story is no heading.
_DATED = re.compile(rf"\b{_DAY}")
_LINE = re.compile(r"[^\n]+")
_FIRST_STOP = re.compile(r"[.:;!?](?=\s)")
_STORY = re.compile(
    r"\b(?:cases? \d|patients? \d|was|were|is|are|has|had|have|he|she|who|mrs?|ms|since|from|until|before|after|years?|born"
    r"|(?!(?:dat|publish|issu|updat|releas|confirm|revis)ed\b)[a-z]{3,}ed)\b"
)
LONGEST_HEADING = 120
HEADINGS = 3  # lines at the head of a text that may say of which day it is
WORDS = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
}


def published_in_english(plain: str) -> date | None:
    """
    Return the day that the heading or the last line of an English text gives it.

    Examples
    --------
    >>> published_in_english("situation note, 2 february 2020\\ncase 3 fell ill on 18 january 2020.")
    datetime.date(2020, 2, 2)
    >>> published_in_english("case 3 fell ill on 18 january 2020.")
    """
    lines = [line for line in _LINE.findall(plain) if line.strip()]
    days = (_day_of_heading(line) for line in [*lines[:HEADINGS], *lines[HEADINGS:][-1:]])
    return next((day for day in days if day), None)


def _day_of_heading(line: str) -> date | None:
    """The only day with a year of a short line, or of its first sentence, that tells no story."""
    stop = _FIRST_STOP.search(line)
    heading = line[: stop.start()] if stop else line
    if len(heading) > LONGEST_HEADING or _STORY.search(heading):
        return None
    dated = [match for match in _DATED.finditer(heading) if match["year"]]
    return _written(dated[0], None, UTC)[0] if len(dated) == 1 else None


def read_english_times(plain: str, published: date | None, zone: tzinfo) -> list[Time]:
    """
    Return the times of an English text, in order.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.engine.dates import write_when
    >>> here = ZoneInfo("Asia/Shanghai")
    >>> line = "on 18 january in the morning; the next day"
    >>> [write_when(t.when, zone=here) for t in read_english_times(line, date(2020, 2, 3), here)]
    ['2020-01-18 06:00/12:00', '2020-01-19']
    """
    ranges = list(_ranges(plain, published, zone))
    starts = [one.start for one in ranges]

    def is_of_a_range(one: Time) -> bool:
        before = bisect_left(starts, one.end)
        return before > 0 and one.start < ranges[before - 1].end

    found = [one for one in _single(plain, published, zone) if not is_of_a_range(one)]
    return sorted([*found, *ranges], key=lambda one: one.start)


def is_told_later(between: str) -> bool:
    """
    Whether some time passes, between a day and what is told after it, that is not read.

    Examples
    --------
    >>> is_told_later(" and a few days later was "), is_told_later(" and was ")
    (True, False)
    """
    return bool(_SOME_TIME_LATER.search(between))


def _single(plain: str, published: date | None, zone: tzinfo) -> Iterator[Time]:
    last: date | None = None
    for match in _TIME.finditer(plain):
        day, assumed = _day(match, last, published, zone)
        if day is None or day.year > YEARS[1]:  # days later, and days later, and so on
            continue
        when = _clocked(match, day, zone)
        if when:
            last = day
            yield Time(
                match.start(), match.end(), when, day, assumed, _doubt(day, assumed, published)
            )


def _day(
    match: re.Match[str], last: date | None, published: date | None, zone: tzinfo
) -> tuple[date | None, tuple[str, ...]]:
    if match["m1"] or match["m2"]:
        return _written(match, published, zone)
    if match["today"] or match["yesterday"]:
        ago = timedelta(days=1 if match["yesterday"] else 0)
        return (published - ago if published else None), ("day",)
    if last is None:
        return None, ()
    if match["same"]:
        return last, ()
    if match["next"]:
        return last + ONE_DAY, ("day",)
    number = int((WORDS | {"a": 1, "an": 1}).get(match["n"], 0) or match["n"])
    return last + number * (7 * ONE_DAY if match["unit"] == "week" else ONE_DAY), ("day",)


def _written(
    match: re.Match[str], published: date | None, zone: tzinfo
) -> tuple[date | None, tuple[str, ...]]:
    day, month = match["d1"] or match["d2"], (match["m1"] or match["m2"])[:3]
    words = f"{day} {month} {match['year']}" if match["year"] else f"{day} {month}"
    try:
        found = read_when(words, zone=zone, today=_latest(published))
    except DateError:
        return None, ()
    return found.local_day(zone), () if match["year"] else ("year",)


def _latest(published: date | None) -> date | None:
    """Of a year that is not written: a day soon after publication is one that is planned."""
    return published and published + timedelta(days=AHEAD)


def _doubt(day: date, assumed: tuple[str, ...], published: date | None) -> str:
    return "after_published" if published and "year" in assumed and day > published else ""


def _clocked(match: re.Match[str], day: date, zone: tzinfo) -> When | None:
    if match["since"] or match["first"]:
        said = "since" if match["since"] else "first"
        return _between(match[said], match["till" if match["since"] else "last"], day, zone)
    clock = match["clock"] or match["before"]
    part = match["part"] or match["partof"] or match["nextpart"]
    words = _noon(clock) if clock else part
    try:
        start = read_when(f"{day.isoformat()} {words}" if words else day, zone=zone)
        if not match["until"]:
            return start
        end = read_when(f"{day.isoformat()} {match['until']}", zone=zone)
        return When.between(start.start, end.start) if start.start and end.start else None
    except ValueError:
        return None


def _between(first: str, last: str, day: date, zone: tzinfo) -> When | None:
    """10 and 11 am: from one hour to the other; the day, where they are no hours in that order."""
    half = re.search(r"[ap]\.?m", last)
    if first.isdigit():
        first += f" {half[0]}" if half else ":00"
    words = (_noon(f"{day.isoformat()} {clock}") for clock in (first, last))
    try:
        start, end = (read_when(one, zone=zone).start for one in words)
        return When.between(start, end) if start and end and start < end else When.day(day, zone)
    except ValueError:
        return When.day(day, zone)


def _noon(words: str) -> str:
    return words.replace("noon", "12:00").replace("midday", "12:00")


def _ranges(plain: str, published: date | None, zone: tzinfo) -> Iterator[Time]:
    for match in _RANGE.finditer(plain):
        first, last = (_end(match, match[end], published, zone) for end in ("first", "last"))
        if first is None or last is None or not first < last:
            continue
        assumed = () if match["year"] else ("year",)
        # 18 and 20 January are two days, of which the days between are none.
        apart = match["to"] == " and " and not _BETWEEN.search(
            plain, max(match.start() - 8, 0), match.start()
        )
        doubt = "several_days" if apart else _doubt(first, assumed, published)
        start, end = (_midnight(day, zone) for day in (first, last + ONE_DAY))
        yield Time(*match.span(), When.between(start, end), first, assumed, doubt)


def _end(match: re.Match[str], day: str, published: date | None, zone: tzinfo) -> date | None:
    words = f"{day} {match['month'][:3]} {match['year'] or ''}".strip()
    try:
        return read_when(words, zone=zone, today=_latest(published)).local_day(zone)
    except DateError:
        return None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
