"""FHIR's dateTime: a year, a month, a day, or an instant with its zone."""

import re
from dataclasses import dataclass
from datetime import datetime

from firebreak.engine.when import Precision, When
from firebreak.intake.exchange.codecs import EARLIEST, LATEST, IsoTime, Surroundings
from firebreak.intake.exchange.collecting import Field, Making, Path, Record
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Found, Unread

PART = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True)
class FhirTime(IsoTime):
    """As `IsoTime`; a year or a month alone is an interval. `instant`: nothing less is written."""

    instant: bool = False

    def read(self, raw: object, about: Surroundings) -> Found:
        part = PART.fullmatch(tidy(raw)) if isinstance(raw, str) else None
        if part is None:
            return super().read(raw, about)
        year, month = int(part[1]), int(part[2]) if part[2] else None
        if not EARLIEST <= year <= LATEST or not 1 <= (month or 1) <= 12:
            raise Unread("not_a_day")
        start = datetime(year, month or 1, 1, tzinfo=about.zone)
        last = month or 12
        end = datetime(year + last // 12, last % 12 + 1, 1, tzinfo=about.zone)
        return Found(When.between(start, end))

    def write(self, value: object, about: Surroundings) -> object | None:
        if not isinstance(value, When) or value.start is None:
            return None
        if self.instant and value.precision is not Precision.MINUTE:
            return None
        return _month(value, about) or super().write(value, about)

    def loss(self, value: object) -> str:
        if isinstance(value, When) and value.precision is Precision.INTERVAL:
            whole = value.start is not None and value.start.tzinfo is not None
            zone = value.start.tzinfo if value.start is not None else None
            if whole and zone is not None and _month(value, Surroundings(zone)):
                return ""
        return super().loss(value)


def time_of_period(making: Making, record: Record, path: Path) -> When | None:
    """Return the time from the start to the end of a period; of one alone, that one."""
    ends = Making("", making.kind, making.about)
    for name in ("start", "end"):
        ends.take(record, Field(name, (*path, name), FhirTime()))
    making.doubts += ends.doubts
    told = [ends.fields[name].value for name in ("start", "end") if name in ends.fields]
    return _within([one for one in told if isinstance(one, When)])


def _within(ends: list[When]) -> When | None:
    """The time from a start to an end; of one alone, or an end before its start, the first."""
    if len(ends) == 2:
        start, last = ends[0].start, ends[1].latest
        if start is not None and last is not None and last > start:
            return When.between(start, last)
    return ends[0] if ends else None


def _month(when: When, about: Surroundings) -> str | None:
    """A whole month or year as FHIR writes it; None for any other time."""
    if when.precision is not Precision.INTERVAL or when.start is None or when.end is None:
        return None
    start, end = when.start.astimezone(about.zone), when.end.astimezone(about.zone)
    begins = [at.day == 1 and not (at.hour or at.minute or at.second) for at in (start, end)]
    months = (end.year - start.year) * 12 + end.month - start.month
    if not all(begins) or months not in (1, 12) or (months == 12 and start.month != 1):
        return None
    return f"{start:%Y}" if months == 12 else f"{start:%Y-%m}"
