"""What a row of a line list says about the course of a case, and what it said, word for word.

Comes in: a row. Goes out: its classifications in order, and its values in a form that can be kept
beside the record and compared with what the next version of the file says. Pure.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from firebreak.engine.dates import write_when
from firebreak.engine.when import When
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.units import Elsewhere, UnitFound
from firebreak.intake.linelist.values import Age

BEGINNINGS = ("probable", "confirmed", "asymptomatic", "excluded")
ENDS = ("recovered", "died")


def steps(row: Row) -> list[tuple[str, When]]:
    """
    Return what the case was classified as, and when, in order.

    A date of its own column wins; the date of diagnosis is that of the classification beside it;
    a classification without any date has an unknown one.
    """
    said: dict[str, When] = {}
    if "suspected" in row.values:
        said["suspected"] = _when(row, "suspected")
    stated = row.values.get("classification")
    beginning = stated if stated in ("suspected", *BEGINNINGS) else None
    if "confirmed" in row.values or (beginning is None and "diagnosed" in row.values):
        said["confirmed"] = _when(row, "confirmed", "diagnosed")
    if "excluded" in row.values:
        said["excluded"] = _when(row, "excluded")
    if isinstance(beginning, str) and beginning not in said:
        said[beginning] = _when(row, "diagnosed")
    for status, when in _ends(row, stated):
        said.setdefault(status, when)
    return _with_a_beginning(said)


def _ends(row: Row, stated: object) -> Iterator[tuple[str, When]]:
    """Recovery and death, by their own column, as outcome, or as classification."""
    for status in ENDS:
        if status in row.values:
            yield status, _when(row, status)
        if status in (row.values.get("outcome"), stated):
            yield status, _when(row, "outcome_date")


def _with_a_beginning(said: dict[str, When]) -> list[tuple[str, When]]:
    """Who recovered or died was a confirmed case, even where nobody wrote when."""
    if not any(status in said for status in ("suspected", *BEGINNINGS)):
        said["confirmed"] = When.unknown()
    if "excluded" in said and len(said) == 1:
        said["suspected"] = When.unknown()
    order = ("suspected", "probable", "asymptomatic", "confirmed", "excluded", *ENDS)
    return [(status, said[status]) for status in order if status in said]


def _when(row: Row, *fields: str) -> When:
    for name in fields:
        value = row.values.get(name)
        if isinstance(value, When):
            return value
    return When.unknown()


def told_at(row: Row, now: datetime, zone: tzinfo) -> datetime:
    """When the row says it was told: reported or published; else now. Never ahead of now."""
    reported, published = row.values.get("reported"), row.values.get("published")
    if isinstance(reported, When) and reported.start:
        return min(reported.start, now)
    if isinstance(published, date):
        return min(datetime.combine(published, datetime.min.time(), zone), now)
    return now


def as_said(values: Mapping[str, object], zone: tzinfo) -> dict[str, str]:
    """
    Return the values of a row as texts that compare equal if nothing changed.

    Examples
    --------
    >>> as_said({"sex": "male", "age": Age(45), "places": ("甲小区", "乙超市")}, None)
    {'sex': 'male', 'age': '45 years', 'places': '甲小区、乙超市'}
    """
    return {field: _said(value, zone) for field, value in values.items()}


def _said(value: object, zone: tzinfo) -> str:
    if isinstance(value, When):
        return write_when(value, zone=zone)
    if isinstance(value, UnitFound):
        return value.unit.name
    if isinstance(value, Elsewhere):
        return value.text
    if isinstance(value, Age):
        return f"{value.number} {value.unit}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
