"""How one value is written in another system's file, and read from it: one codec, both ways.

A codec reads a raw value into what the record has, and writes that again. What it cannot write is
said by its `loss`, so that whoever writes a file can list it.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Protocol

from firebreak.engine.when import Precision, When
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Found, Unread, Words

EARLIEST, LATEST = 1850, 2100  # years: a person may be old; beyond, a slip
INSTANT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


@dataclass(frozen=True)
class Surroundings:
    """What a value needs to be understood: its time zone, and the labels its file gives codes."""

    zone: tzinfo
    labels: Mapping[str, str] = field(default_factory=dict)


class Codec(Protocol):
    """Reads and writes the values of one field."""

    def read(self, raw: object, about: Surroundings) -> Found:
        """Return the value. Raises `Unread`."""

    def write(self, value: object, about: Surroundings) -> object | None:
        """Return the raw value; None if the format has none for it."""

    def loss(self, value: object) -> str:
        """Return the code of what is lost in writing, "" if nothing is."""


@dataclass(frozen=True)
class Text:
    """Words as they are; a number is its digits."""

    def read(self, raw: object, about: Surroundings) -> Found:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
            raise Unread("not_text")
        text = tidy(str(raw))
        return Found(text, "broken_characters" if "\ufffd" in text else "")

    def write(self, value: object, about: Surroundings) -> object:
        return str(value)

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Named:
    """A name that a file may write as a code with a label: the label is the name."""

    def read(self, raw: object, about: Surroundings) -> Found:
        found = Text().read(raw, about)
        return Found(about.labels.get(str(found.value), found.value), found.doubt)

    def write(self, value: object, about: Surroundings) -> object:
        return str(value)

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Texts:
    """Several words, as a list."""

    def read(self, raw: object, about: Surroundings) -> Found:
        if not isinstance(raw, list):
            raise Unread("not_a_list")
        read = [Text().read(one, about) for one in raw]
        doubt = next((found.doubt for found in read if found.doubt), "")
        return Found(tuple(found.value for found in read if found.value), doubt)

    def write(self, value: object, about: Surroundings) -> object | None:
        return list(value) if isinstance(value, tuple | list) else None

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int

    def read(self, raw: object, about: Surroundings) -> Found:
        number = _number(raw)
        if number != number.to_integral_value():
            raise Unread("not_whole")
        if not self.least <= number <= self.most:
            raise Unread("out_of_range")
        return Found(int(number))

    def write(self, value: object, about: Surroundings) -> object:
        return value

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Degrees:
    """A number within bounds, kept as a float: a place on Earth."""

    most: float

    def read(self, raw: object, about: Surroundings) -> Found:
        number = float(_number(raw))
        if abs(number) > self.most:
            raise Unread("out_of_range")
        return Found(number)

    def write(self, value: object, about: Surroundings) -> object:
        return value

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Celsius:
    """A body temperature, to a tenth of a degree."""

    def read(self, raw: object, about: Surroundings) -> Found:
        number = _number(raw)
        if not 30 <= number <= 45:  # what a living body has
            raise Unread("out_of_range")
        tenth = number.quantize(Decimal("0.1"))
        return Found(tenth, "" if tenth == number else "rounded")

    def write(self, value: object, about: Surroundings) -> object:
        return float(str(value))

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Fahrenheit(Celsius):
    """
    A body temperature of the other scale: kept in degrees Celsius, to a tenth.

    Examples
    --------
    >>> str(Fahrenheit().read("101.3", Surroundings(UTC)).value)
    '38.5'
    """

    def read(self, raw: object, about: Surroundings) -> Found:
        celsius = (_number(raw) - 32) * 5 / 9
        return super().read(celsius.quantize(Decimal("0.1")), about)

    def write(self, value: object, about: Surroundings) -> object:
        return round(float(str(value)) * 9 / 5 + 32, 1)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def read(self, raw: object, about: Surroundings) -> Found:
        if isinstance(raw, bool):
            return Found(raw)
        said = tidy(str(raw)).casefold() if isinstance(raw, str | int) else ""
        if said not in YES + NO:
            raise Unread("not_yes_or_no")
        return Found(said in YES)

    def write(self, value: object, about: Surroundings) -> object:
        return bool(value)

    def loss(self, value: object) -> str:
        return ""


@dataclass(frozen=True)
class Coded:
    """A word of a code list."""

    words: Words

    def read(self, raw: object, about: Surroundings) -> Found:
        if not isinstance(raw, str):
            raise Unread("unknown_word", self.words.options)
        said = tidy(raw)
        return self.words.read(said, about.labels.get(said))

    def write(self, value: object, about: Surroundings) -> object | None:
        return self.words.write(str(value))

    def loss(self, value: object) -> str:
        return "" if self.words.write(str(value)) else "word_not_carried"


@dataclass(frozen=True)
class IsoDay:
    """
    A day written as an instant at midnight UTC, as systems do that know only days.

    An instant of another hour is read to the minute; only the day is written.
    """

    suffix: str = "T00:00:00.000Z"

    def read(self, raw: object, about: Surroundings) -> Found:
        on, at = iso_time(raw, about.zone)
        if at is None or at.astimezone(UTC).time().replace(microsecond=0) == datetime.min.time():
            return Found(When.day(on, about.zone))
        return Found(When.minute(at))

    def write(self, value: object, about: Surroundings) -> object | None:
        day = value.local_day(about.zone) if isinstance(value, When) else None
        return None if day is None else day.isoformat() + self.suffix

    def loss(self, value: object) -> str:
        if not isinstance(value, When) or value.start is None:
            return "no_time"
        return "" if value.precision is Precision.DAY else "time_to_day"


@dataclass(frozen=True)
class IsoTime:
    """A day, or an instant with its offset: both are written as they are known."""

    def read(self, raw: object, about: Surroundings) -> Found:
        on, at = iso_time(raw, about.zone)
        return Found(When.day(on, about.zone) if at is None else When.minute(at))

    def write(self, value: object, about: Surroundings) -> object | None:
        if not isinstance(value, When) or value.start is None:
            return None
        local = value.start.astimezone(about.zone)
        if value.precision is Precision.MINUTE:
            return local.isoformat(timespec="seconds")
        return local.date().isoformat()

    def loss(self, value: object) -> str:
        if not isinstance(value, When) or value.start is None:
            return "no_time"
        return "time_to_day" if value.precision is Precision.INTERVAL else ""


@dataclass(frozen=True)
class BirthDate:
    """A day of the calendar, without zone."""

    suffix: str = ""

    def read(self, raw: object, about: Surroundings) -> Found:
        return Found(iso_time(raw, about.zone)[0])

    def write(self, value: object, about: Surroundings) -> object | None:
        return value.isoformat() + self.suffix if isinstance(value, date) else None

    def loss(self, value: object) -> str:
        return ""


def iso_time(raw: object, zone: tzinfo) -> tuple[date, datetime | None]:
    """
    Read an ISO 8601 day or instant: the day it names, and the instant if it names one.

    Raises
    ------
    Unread
        It is no such text, or there is no such day.
    """
    written = INSTANT.fullmatch(tidy(raw)) if isinstance(raw, str) else None
    if written is None:
        raise Unread("not_a_day")
    year, month, day = (int(part) for part in written.group(1, 2, 3))
    if not EARLIEST <= year <= LATEST:
        raise Unread("year_out_of_range")
    try:
        on = date(year, month, day)
        return on, None if written[4] is None else _instant(on, written, zone)
    except ValueError as error:
        raise Unread("not_a_day") from error


def _instant(on: date, written: re.Match[str], zone: tzinfo) -> datetime:
    at = datetime(on.year, on.month, on.day, int(written[4]), int(written[5]), tzinfo=zone)
    at = at.replace(second=int(written[6] or 0))
    if written[7] is None:
        return at
    return at.replace(tzinfo=datetime.strptime(written[7].replace("Z", "+0000"), "%z").tzinfo)


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Unread("not_a_number")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise Unread("not_a_number")
    try:
        number = Decimal(tidy(str(raw)))
    except InvalidOperation as error:
        raise Unread("not_a_number") from error
    if not number.is_finite() or abs(number) > 10**12:  # nothing counted here is so many
        raise Unread("out_of_range" if number.is_finite() else "not_a_number")
    return number
