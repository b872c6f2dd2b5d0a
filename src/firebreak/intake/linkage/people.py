"""What is compared: one row per record of a person, and what follows from it."""

from typing import Any

import polars as pl

from firebreak.records.names import read_names

#: Columns of a table of people; all but `id` may be left out or null.
PEOPLE: dict[str, Any] = {
    "id": pl.Int64(),  # or String
    "name": pl.String(),
    "sex": pl.String(),  # male, female; anything else says nothing
    "birth_date": pl.Date(),
    "age_years": pl.Float64(),
    "age_on": pl.Date(),  # when that age was told
    "id_key": pl.String(),  # keyed look-ups, never the numbers themselves
    "phone_key": pl.String(),
    "home": pl.String(),  # codes of units from the city down, each with a slash: "4302/430202/"
    "household": pl.String(),
    "pathogen": pl.String(),
    "onset": pl.Date(),
    "exposed_to": pl.List(pl.String()),  # the cases he was exposed to
}
YEAR_DAYS = 365.25
YEARS = (1850, 2200)  # of births: what lies outside is no age
HALF_A_YEAR = 0.5  # somebody of 45 is on average 45 and a half


class PeopleError(ValueError):
    """A table of people lacks its ids, repeats one, or a column is not what it must be."""


def prepare(people: pl.DataFrame) -> pl.DataFrame:
    """
    Return the columns that are compared.

    Raises
    ------
    PeopleError
        `id` is missing, null or repeated, or a column is of another type.
    """
    table = _checked(people)
    names = read_names(table["name"])
    home = pl.col("home").str.strip_chars("/").str.split("/")
    return table.select(
        pl.col("id"),
        *names,
        sex=pl.when(pl.col("sex").is_in(["male", "female"])).then("sex"),
        birth_date=pl.col("birth_date"),
        born=_born(),
        id_key=pl.col("id_key"),
        phone_key=pl.col("phone_key"),
        county=home.list.get(1, null_on_oob=True),
        home=pl.when(home.list.len() > 2).then(pl.col("home")),
        household=pl.col("household"),
        onset=pl.when(pl.col("pathogen").is_not_null()).then("onset"),
        pathogen=pl.col("pathogen"),
        exposed_to=pl.when(pl.col("exposed_to").list.len() > 0).then("exposed_to"),
    ).with_columns(born_year=pl.col("born").floor().cast(pl.Int32))


def _born() -> pl.Expr:
    """The year of birth with its fraction, from the date, or from the age and when it was told."""
    told = pl.col("age_on").dt.year() + pl.col("age_on").dt.ordinal_day() / YEAR_DAYS
    by_date = pl.col("birth_date").dt.year() + pl.col("birth_date").dt.ordinal_day() / YEAR_DAYS
    born = pl.coalesce(by_date, told - pl.col("age_years") - HALF_A_YEAR)
    return pl.when(born.is_between(*YEARS)).then(born)


def _checked(people: pl.DataFrame) -> pl.DataFrame:
    if "id" not in people.columns:
        raise PeopleError("The table of people has no column id. Number its rows: with_row_index.")
    ids = people["id"]
    if ids.null_count() or ids.n_unique() != people.height:
        row = ids.is_null() | ids.is_duplicated()
        raise PeopleError(
            f"Row {row.arg_true()[0] + 1} of the table of people has no id of its own."
            " Give every row a different id."
        )
    try:
        return people.select(
            pl.col("id"),
            *(_column(people, name, kind) for name, kind in PEOPLE.items() if name != "id"),
        )
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError) as error:
        wrong = next(n for n in PEOPLE if n in people.columns and not _casts(people[n], PEOPLE[n]))
        raise PeopleError(
            f"Column {wrong} of the table of people is {people[wrong].dtype}; it must be"
            f" {PEOPLE[wrong]}. Convert it before."
        ) from error


def _column(people: pl.DataFrame, name: str, kind: pl.DataType) -> pl.Expr:
    if name not in people.columns:
        return pl.lit(None, kind).alias(name)
    return pl.col(name).cast(kind)


def _casts(column: pl.Series, kind: pl.DataType) -> bool:
    try:
        column.cast(kind)
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError):
        return False
    return True
