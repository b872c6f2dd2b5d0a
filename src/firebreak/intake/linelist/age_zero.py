"""An age of 0 that may stand for "not known".

Lists are often filled with 0 where nobody asked. Somebody in his first year is known by the unit in
his own row (0岁, 20天) or in the heading (年龄（岁）), or by a day of birth that his other days agree
with.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from firebreak.engine.when import When
from firebreak.intake.linelist.values import Age, birth_of

BARE_ZERO = re.compile(r"\s*[0０]+(?:\.0+)?\s*")
FIRST_YEAR = 366  # days


def may_be_unknown(
    values: Mapping[str, object], written: str, zone: tzinfo, *, in_years: bool = False
) -> bool:
    """
    Say whether the age of a row, as written without a unit beside it, may mean "not known".

    Parameters
    ----------
    in_years
        The heading says that ages are in years: only a day of birth tells against it.
    """
    if values.get("age") != Age(0, "years") or not BARE_ZERO.fullmatch(written):
        return False
    born = _born(values)
    if born is None:
        return not in_years
    return not _is_of_first_year(born, values, zone)


def _born(values: Mapping[str, object]) -> date | None:
    said, id_number = values.get("birth_date"), values.get("id_number")
    if isinstance(said, date):
        return said
    return birth_of(id_number) if isinstance(id_number, str) else None


def _is_of_first_year(born: date, values: Mapping[str, object], zone: tzinfo) -> bool:
    """Whether the first thing told of him was within a year; where nothing is told, he may be new."""
    told = list(_days({f: said for f, said in values.items() if f != "birth_date"}.values(), zone))
    return not told or 0 <= (min(told) - born).days <= FIRST_YEAR


def _days(said: Iterable[object], zone: tzinfo) -> Iterable[date]:
    for one in said:
        day = one.local_day(zone) if isinstance(one, When) else one
        if isinstance(day, date):
            yield day
