"""Whether the ID number of a row is its person's: by the day of birth that it holds, and the age told.

Where they disagree the number may be that of whoever brought him in: it is kept and told, and
nothing is taken from it.
"""

from collections.abc import Mapping
from datetime import date

from firebreak.engine.when import When
from firebreak.intake.linelist.values import Age, birth_of, is_valid

#: Ages are told by the year of life too (虚岁), and as of days that are not in the row.
MOST_YEARS_APART = 2
DAYS_A_YEAR = 365.25


def is_of_another_age(values: Mapping[str, object]) -> bool:
    """Say whether the ID number of a row is of somebody of another age than is told."""
    age, id_number = values.get("age"), values.get("id_number")
    if not isinstance(age, Age) or not isinstance(id_number, str) or "birth_date" in values:
        return False
    if not is_valid(id_number):
        return False  # that its check digit does not fit is told already
    born, days = birth_of(id_number), [day for one in values.values() if (day := _day(one))]
    if born is None or not days:
        return False
    told = age.number if age.unit == "years" else 0
    years = (max(days) - born).days / DAYS_A_YEAR
    return abs(years - told) > MOST_YEARS_APART + 1  # who is told to be 30 may be nearly 31


def _day(said: object) -> date | None:
    if isinstance(said, When):
        return said.start.date() if said.start else None
    return said if isinstance(said, date) else None
