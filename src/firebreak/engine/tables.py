"""The tables everybody speaks: their columns, units, and checks.

The site projects its records into them (`records/tables/`); an epidemiologist in a notebook
reads them from a file. Instants are UTC with microseconds; a local day is worked out where a rule
needs one, from the time zone of the protocol edition.

A thing known only to the day, or to an interval, has `happened_at` at the start of that interval
and `happened_until` at its end (half-open). `happened_until` is null where the minute is known.
"""

import polars as pl

from firebreak.engine.kinds import KINDS, matching

INSTANT = pl.Datetime("us", "UTC")
KIND = pl.Enum(list(KINDS))
GENERAL = 0  # the `order` of a general contact

EVENTS: dict[str, pl.DataType] = {
    "subject": pl.Int64(),  # id of the person, unit or outbreak (which one: `kinds.KINDS`)
    "kind": KIND,
    "pathogen": pl.String(),  # null: not about one pathogen
    "unit": pl.Int64(),  # the unit that did it or where it happened; null: none known
    "county": pl.Int64(),  # the unit that answers for the subject (the counting unit)
    "happened_at": INSTANT,
    "happened_until": INSTANT,  # null: known to the minute
    "told_at": INSTANT,  # null: not known
    "stored_at": INSTANT,
    "record": pl.Int64(),  # id of the record that proves it (its table: `kinds.KINDS`)
    "celsius": pl.Float32(),  # body temperature at a check; null: not measured, or no check
}

LINELIST: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "person_id": pl.Int64(),
    "number": pl.String(),  # as the office numbers its cases; null: none
    "pathogen": pl.String(),
    "classification": pl.String(),  # one of kinds.CLASSIFICATIONS
    "edition": pl.String(),  # the edition that classified it; null: not stated
    "date_onset": pl.Date(),  # null: unknown, or never ill
    "date_isolation": pl.Date(),
    "date_confirmation": pl.Date(),
    "date_reporting": pl.Date(),
    "date_outcome": pl.Date(),  # recovered or died
    "unit": pl.Int64(),  # the counting unit
    "unit_residence": pl.Int64(),
    "unit_stay": pl.Int64(),
    "unit_reporting": pl.Int64(),
    "age_years": pl.Float64(),
    "sex": pl.String(),  # "male", "female", "unknown"
    "imported": pl.Boolean(),  # null: unknown
    "outbreak": pl.Int64(),
    "infected_through": pl.String(),  # as recorded: "gathering", "household", ...; null: unknown
}

CONTACTS: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "case_id": pl.Int64(),
    "from_id": pl.Int64(),  # person: the case
    "to_id": pl.Int64(),  # person: the one exposed
    "start": INSTANT,
    "end": INSTANT,  # half-open; null: not known
    "ended": INSTANT,  # when it was over, where that was said; null: not said
    "place": pl.Int64(),
    "manner": pl.String(),
    "order": pl.Int64(),  # 0 general, 1 close, 2 the contact of a contact; null: taken as close
    "source": pl.String(),  # "reported" or "traced"
    "county": pl.Int64(),  # the unit that answers for the person exposed
    "told_at": INSTANT,
    "stored_at": INSTANT,
}

STAYS: dict[str, pl.DataType] = {
    "person_id": pl.Int64(),
    "place_id": pl.Int64(),
    "start": INSTANT,
    "end": INSTANT,  # half-open; null: not known
    "day_only": pl.Boolean(),  # start and end are known to the day only; null: they are exact
}

#: The places that stays name, and how they lie within one another.
PLACES: dict[str, pl.DataType] = {
    "place_id": pl.Int64(),
    "within": pl.Int64(),  # the place that encloses it; null: none
    "kind": pl.String(),  # one of duties.protocols.PLACES
    "row": pl.Int64(),  # of a row of seats; null: not known, or no row
    "name": pl.String(),
}


class TableError(ValueError):
    """A table lacks a column, or a column is of the wrong type."""


def check_table(table: pl.DataFrame, columns: dict[str, pl.DataType], name: str) -> pl.DataFrame:
    """
    Return `table` with `columns` in their order and types.

    Columns not in `columns` are left out. A column may be missing only if a null means
    "not known" there: it is then added, empty.

    Parameters
    ----------
    table
        The table as it came.
    columns
        One of `EVENTS`, `LINELIST`, `CONTACTS`, `STAYS`, `PLACES`.
    name
        What to call the table in an error.

    Raises
    ------
    TableError
        A required column is missing, or a value cannot be read as the column's type.

    Examples
    --------
    >>> import polars as pl
    >>> check_table(pl.DataFrame({"person_id": [1]}), STAYS, "stays")
    Traceback (most recent call last):
    ...
    firebreak.engine.tables.TableError: stays has no column place_id, start.
    It needs person_id, place_id, start; end, day_only may be left out.
    """
    missing = [c for c in REQUIRED[name] if c not in table.columns]
    if missing:
        optional = [c for c in columns if c not in REQUIRED[name]]
        raise TableError(
            f"{name} has no column {', '.join(missing)}.\n"
            f"It needs {', '.join(REQUIRED[name])}; {', '.join(optional)} may be left out."
        )
    return table.select(_as(table, column, kind, name) for column, kind in columns.items())


def empty(columns: dict[str, pl.DataType]) -> pl.DataFrame:
    """Return a table with these columns and no rows."""
    return pl.DataFrame(schema=columns)


def watched_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """
    Return `contacts`, checked, without the general ones: they are informed, not kept or followed.

    Examples
    --------
    >>> table = pl.DataFrame({"from_id": [1, 1, 1], "to_id": [2, 3, 4], "order": [0, 1, None]})
    >>> watched_contacts(table)["to_id"].to_list()
    [3, 4]
    """
    table = check_table(contacts, CONTACTS, "contacts")
    return table.filter(pl.col("order").ne_missing(GENERAL))


def is_kind(*words: str) -> pl.Expr:
    """
    Say of each event whether its kind is one of these, or of what these are a leading part of.

    Examples
    --------
    >>> events = pl.DataFrame({"kind": ["check.round", "case.onset"]}, schema={"kind": KIND})
    >>> events.filter(is_kind("check"))["kind"].to_list()
    ['check.round']
    """
    kinds = [kind for word in words for kind in matching(word)]
    return pl.col("kind").is_in(pl.Series(kinds, dtype=KIND).implode())


REQUIRED = {
    "events": ("subject", "kind", "happened_at"),
    "linelist": ("id",),
    "contacts": ("from_id", "to_id"),
    "stays": ("person_id", "place_id", "start"),
    "places": ("place_id", "kind"),
}


def _as(table: pl.DataFrame, column: str, kind: pl.DataType, name: str) -> pl.Series:
    if column not in table.columns:
        return pl.Series(column, [None], dtype=kind).new_from_index(0, table.height)
    if table.schema[column] == kind:
        return table[column]
    try:
        return table[column].cast(kind)
    except pl.exceptions.PolarsError as error:
        raise TableError(
            f"{name}, column {column}: a value cannot be read as {kind}.\n"
            f"It is {table.schema[column]} now; convert it before you hand the table over."
        ) from error
