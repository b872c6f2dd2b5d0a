"""Days of the Chinese calendar as Gregorian days, 1990 to 2049.

Each year is one number: the bits from 0x8000 down to 0x10 say which of the twelve months have 30
days, the last four bits which month is followed by a leap month, 0x10000 whether that has 30.

References
----------
Hong Kong Observatory, Gregorian-Lunar Calendar Conversion Table (the fifth month of 1996 has 30
days there; copies of this table that go round have 29).
"""

from datetime import date, timedelta

FIRST_YEAR = 1990
NEW_YEAR_1990 = date(1990, 1, 27)
YEARS = (
    *(0x04AF5, 0x04970, 0x064B0, 0x074A3, 0x0EA50, 0x06B58, 0x05AC0, 0x0AB60, 0x096D5, 0x092E0),
    *(0x0C960, 0x0D954, 0x0D4A0, 0x0DA50, 0x07552, 0x056A0, 0x0ABB7, 0x025D0, 0x092D0, 0x0CAB5),
    *(0x0A950, 0x0B4A0, 0x0BAA4, 0x0AD50, 0x055D9, 0x04BA0, 0x0A5B0, 0x15176, 0x052B0, 0x0A930),
    *(0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260, 0x0EA65, 0x0D530),
    *(0x05AA0, 0x076A3, 0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6, 0x0D250, 0x0D520, 0x0DD45),
    *(0x0B5A0, 0x056D0, 0x055B2, 0x049B0, 0x0A577, 0x0A4B0, 0x0AA50, 0x1B255, 0x06D20, 0x0ADA0),
)


def _months(year: int) -> list[tuple[int, int]]:
    """Each month of a year and its days, the leap month after its own."""
    bits = YEARS[year - FIRST_YEAR]
    months = [(month, 30 if bits & (0x10000 >> month) else 29) for month in range(1, 13)]
    if leap := bits & 0xF:
        months.insert(leap, (-leap, 30 if bits & 0x10000 else 29))
    return months


def new_year(year: int) -> date:
    """
    Return the first day of the first month of the Chinese year that begins in `year`.

    Raises
    ------
    ValueError
        The year is not between 1990 and 2049.

    Examples
    --------
    >>> new_year(2020)
    datetime.date(2020, 1, 25)
    """
    if not FIRST_YEAR <= year < FIRST_YEAR + len(YEARS):
        raise ValueError(f"{year} is not in the table, which goes from 1990 to 2049.")
    days = sum(days for before in range(FIRST_YEAR, year) for _month, days in _months(before))
    return NEW_YEAR_1990 + timedelta(days=days)


def day_of(year: int, month: int, day: int) -> date:
    """
    Return the Gregorian day of a day of the Chinese calendar (no leap months).

    `day` 30 of a month of 29 days is its last, as 大年三十 is said in either year.

    Raises
    ------
    ValueError
        The year is not between 1990 and 2049, or there is no such month or day.

    Examples
    --------
    >>> day_of(2019, 12, 30), day_of(2020, 1, 15)
    (datetime.date(2020, 1, 24), datetime.date(2020, 2, 8))
    """
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"There is no day {day} of month {month} in the Chinese calendar.")
    before = 0
    for number, days in _months(year) if FIRST_YEAR <= year < FIRST_YEAR + len(YEARS) else []:
        if number == month:
            return new_year(year) + timedelta(days=before + min(day, days) - 1)
        before += days
    return new_year(year)  # says that the year is not in the table
