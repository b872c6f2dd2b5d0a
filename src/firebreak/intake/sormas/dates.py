"""Days as SORMAS writes them: in the order of whoever's language the file was made in.

01/02/2020 is two days. A file that anywhere has a day beyond 12 says its order; so does one that
says it in a `##` row. The language is one for the whole file and takes every mark: a day beyond 12
with a stroke says the order of those with dots too. Where nothing says it, the usual order of the
mark is taken, and with a stroke or a dash that is uncertain.

References
----------
SORMAS-Project, sormas-api: `Language` (the formats of each language), `DateHelper`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from firebreak.engine.when import Precision, When
from firebreak.intake.exchange.codecs import EARLIEST, LATEST, Surroundings, iso_time
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Found, Unread

WRITTEN = re.compile(
    r"(\d{1,2})([./ -])(\d{1,2})\2(\d{4})"
    r"(?:[ T](\d{1,2})[:.](\d{2})(?::\d{2})?(?: ?([AaPp])[Mm])?)?"
)
YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?: (\d{1,2}):(\d{2}))?")
SAID = re.compile(r"\b(dd?|mm?)[./ -](dd?|mm?)[./ -]yyyy", re.I)
MARKS = "./- "
#: whether the day usually comes first; of dots and blanks no language of SORMAS has it otherwise
USUAL = {".": True, "/": False, "-": True, " ": True}


@dataclass(frozen=True)
class DateOrder:
    """
    Whether the day comes first, by the mark between day and month; None if the file is at odds.

    `sure` holds the marks of which the file says so.
    """

    day_first: dict[str, bool]
    sure: frozenset[str]


def order_of(cells: Iterable[str], comments: Iterable[str] = ()) -> DateOrder:
    """
    Return the order of a file's dates, from all of them together.

    Examples
    --------
    >>> order_of(["11/20/2018", "11/02/2018"]).day_first["/"]
    False
    """
    for comment in comments:
        said = SAID.search(comment)
        if said and said[1][0].lower() != said[2][0].lower():
            return _agreed(said[1][0].lower() == "d")
    votes = {vote for cell in cells if (vote := _vote(cell)) is not None}
    if len(votes) == 1:
        return _agreed(votes.pop())
    return DateOrder(USUAL, frozenset() if votes else frozenset(". "))


def _agreed(day_first: bool) -> DateOrder:
    return DateOrder(dict.fromkeys(MARKS, day_first), frozenset(MARKS))


def _vote(cell: str) -> bool | None:
    """Whether the day comes first in a cell; None if it is no day, or may be either."""
    found = WRITTEN.fullmatch(tidy(cell)) if len(cell) < 40 else None
    if found is None or (int(found[1]) > 12) == (int(found[3]) > 12):
        return None
    return int(found[1]) > 12


@dataclass(frozen=True)
class SormasTime:
    """
    A day or an instant in the order of the file; written `dd.MM.yyyy`, with a clock if `clock`.

    Parameters
    ----------
    clock
        Whether SORMAS keeps a clock time for the field.
    order
        Of the file that is read.
    """

    clock: bool = False
    order: DateOrder | None = None

    def read(self, raw: object, about: Surroundings) -> Found:
        written = tidy(str(raw))
        found = WRITTEN.fullmatch(written)
        if found is None:
            return Found(_iso(written, about))
        order = self.order or order_of([written])
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day_first = order.day_first[found[2]]
        either = first <= 12 and second <= 12 and first != second
        if not either:  # 20/11 can only be read one way, whatever the others are
            day_first = first > 12 if first != second else day_first
        day, month = (first, second) if day_first else (second, first)
        when = _when(year, month, day, found, about)
        if not either or found[2] in order.sure:
            return Found(when)
        return Found(when, "day_or_month", _both(year, first, second))

    def write(self, value: object, about: Surroundings) -> object | None:
        if not isinstance(value, When) or value.start is None:
            return None
        local = value.start.astimezone(about.zone)
        is_minute = self.clock and value.precision is Precision.MINUTE
        return f"{local:%d.%m.%Y %H:%M}" if is_minute else f"{local:%d.%m.%Y}"

    def loss(self, value: object) -> str:
        if not isinstance(value, When) or value.start is None:
            return "no_time"
        kept = (Precision.DAY, Precision.MINUTE) if self.clock else (Precision.DAY,)
        return "" if value.precision in kept else "time_to_day"


def _when(year: int, month: int, day: int, found: re.Match[str], about: Surroundings) -> When:
    if not EARLIEST <= year <= LATEST:
        raise Unread("year_out_of_range")
    try:
        if found[5] is None:
            return When.day(date(year, month, day), about.zone)
        hour = _hour(int(found[5]), found[7])
        return When.minute(datetime(year, month, day, hour, int(found[6]), tzinfo=about.zone))
    except ValueError as error:
        raise Unread("not_a_day") from error


def _hour(hour: int, half: str | None) -> int:
    return hour if half is None else hour % 12 + (12 if half in "pP" else 0)


def _both(year: int, first: int, second: int) -> tuple[str, str]:
    return f"{year}-{first:02}-{second:02}", f"{year}-{second:02}-{first:02}"


def _iso(written: str, about: Surroundings) -> When:
    years_first = YEAR_FIRST.fullmatch(written)
    if years_first:
        year, month, day = years_first.group(1, 2, 3)
        clock = f" {int(years_first[4]):02}:{years_first[5]}" if years_first[4] else ""
        written = f"{year}-{int(month):02}-{int(day):02}{clock}"
    on, instant = iso_time(written, about.zone)
    return When.day(on, about.zone) if instant is None else When.minute(instant)
