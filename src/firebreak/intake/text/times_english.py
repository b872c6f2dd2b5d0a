"""Times in running English: `on 18 January`, `January 18 at 7 pm`, `the next day`.

Each is put into the words that `engine/dates.py` reads; a year that is not written is the last
that does not put the day after the day of publication.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, timedelta, tzinfo

from firebreak.engine.dates import YEARS, DateError, read_when
from firebreak.engine.when import When
from firebreak.intake.text.times import Time

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = r"(?:\d{1,2}:\d{2}\s*(?:[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|noon|midday)"
_PART = r"(?:morning|afternoon|evening|night)"
_DAY = rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]))(?:,? (?P<year>(?:19|20)\d\d)\b)?"
_TIME = re.compile(
    rf"\b(?:(?:at (?P<before>{_CLOCK})|(?:in|on) the (?P<partof>{_PART}))(?: on| of)? )?"
    rf"(?:{_DAY}|(?P<next>(?:the )?(?:next|following) (?:day|(?P<nextpart>{_PART}))|the day after)|(?P<same>(?:the )?same day|that day)"
    r"|(?P<later>(?P<n>\d{1,2}|one|two|three|four|five|six|seven|ten) days? later)|(?P<yesterday>yesterday)|(?P<today>today))"
    rf"(?:,? (?:in the )?(?P<part>{_PART})|,? at (?P<clock>{_CLOCK}))?"
    rf"(?: (?:to|until|and|through) (?P<until>{_CLOCK}))?"
)
_RANGE = re.compile(
    rf"\b(?P<first>\d{{1,2}})(?: to | and |-|–)(?P<last>\d{{1,2}}) (?P<month>{_MONTH})(?:,? (?P<year>(?:19|20)\d\d)\b)?"
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


def _single(plain: str, published: date | None, zone: tzinfo) -> Iterator[Time]:
    last: date | None = None
    for match in _TIME.finditer(plain):
        day, assumed = _day(match, last, published, zone)
        if day is None or day.year > YEARS[1]:  # days later, and days later, and so on
            continue
        when = _clocked(match, day, zone)
        if when:
            last = day
            yield Time(match.start(), match.end(), when, day, assumed)


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
    days = 1 if match["next"] else int(WORDS.get(match["n"], 0) or match["n"])
    return last + timedelta(days=days), ("day",)


def _written(
    match: re.Match[str], published: date | None, zone: tzinfo
) -> tuple[date | None, tuple[str, ...]]:
    day, month = match["d1"] or match["d2"], (match["m1"] or match["m2"])[:3]
    words = f"{day} {month} {match['year']}" if match["year"] else f"{day} {month}"
    try:
        found = read_when(words, zone=zone, today=published)
    except DateError:
        return None, ()
    return found.local_day(zone), () if match["year"] else ("year",)


def _clocked(match: re.Match[str], day: date, zone: tzinfo) -> When | None:
    clock = match["clock"] or match["before"]
    part = match["part"] or match["partof"] or match["nextpart"]
    words = clock.replace("noon", "12:00").replace("midday", "12:00") if clock else part
    try:
        start = read_when(f"{day.isoformat()} {words}" if words else day, zone=zone)
        if not match["until"]:
            return start
        end = read_when(f"{day.isoformat()} {match['until']}", zone=zone)
        return When.between(start.start, end.start) if start.start and end.start else None
    except ValueError:
        return None


def _ranges(plain: str, published: date | None, zone: tzinfo) -> Iterator[Time]:
    for match in _RANGE.finditer(plain):
        ends = []
        for day in (match["first"], match["last"]):
            words = f"{day} {match['month'][:3]} {match['year'] or ''}".strip()
            try:
                ends.append(read_when(words, zone=zone, today=published))
            except DateError:
                break
        if len(ends) == 2 and ends[0].start and ends[1].end and ends[0].start < ends[1].end:
            when = When.between(ends[0].start, ends[1].end)
            day = when.local_day(zone)
            if day:
                yield Time(
                    match.start(), match.end(), when, day, () if match["year"] else ("year",)
                )
