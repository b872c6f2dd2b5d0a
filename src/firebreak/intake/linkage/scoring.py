"""Pairs of records that may be of one person, each with its score feature by feature."""

from typing import Any

import polars as pl

from firebreak.intake.linkage.model import (
    BY_RARITY,
    EXPECTED,
    EXPECTED_OF_A_LIST,
    FEATURES,
    PROPOSED,
    parameters,
    settings,
)
from firebreak.intake.linkage.people import prepare

#: A name's frequency is taken from the records, and from the average where there are few of them.
AS_MANY = 100_000


def link(
    people: pl.DataFrame,
    others: pl.DataFrame | None = None,
    *,
    probability: float = PROPOSED,
    expected: float | None = None,
    database: Any = None,
) -> pl.DataFrame:
    """
    Find records that may be of one person.

    Parameters
    ----------
    people
        One row per record: `linkage.PEOPLE`.
    others
        The records to compare them with; None: with each other. The ids of both are of one kind.
    probability
        Pairs below it are left out.
    expected
        What share of `people` is expected to have another record there, in (0, 1]. None: what is
        usual within a register, or of a list that comes in.
    database
        Splink's way to the database that compares, for example `splink.SparkAPI` on a cluster; None:
        DuckDB in this process.

    Returns
    -------
    pl.DataFrame
        One row per pair, the likeliest first: `left`, `right` (ids; within one table the smaller is
        left), `weight` (bits, log2 of the odds), `probability`, and of each feature its level
        (`name`, String) and what it adds (`name_bits`, Float64).

    Raises
    ------
    PeopleError
        A table lacks its ids, repeats one, or a column is of another type.

    References
    ----------
    Linacre et al. (2022), Int J Popul Data Sci 7(3), doi:10.23889/ijpds.v7i3.1794 (Splink).

    Examples
    --------
    >>> from datetime import date
    >>> listed = pl.DataFrame({
    ...     "id": [1, 2, 3], "name": ["张伟", "张玮", "张伟"], "sex": ["male"] * 3,
    ...     "birth_date": [date(1980, 5, 1), date(1980, 5, 1), date(1992, 7, 9)],
    ...     "phone_key": ["a", "a", "b"],
    ... })
    >>> link(listed).select("left", "right", "name", "birth", "phone").rows()
    [(1, 2, 'sound', 'same', 'same')]
    """
    left = prepare(people)
    right = None if others is None else prepare(others)
    if left.is_empty() or (right is not None and right.is_empty()):
        return _empty(people["id"].dtype)
    tables = [left] if right is None else [left, right]
    numbered = [table.with_columns(row=pl.int_range(pl.len())) for table in tables]
    if expected is None:
        expected = EXPECTED if right is None else EXPECTED_OF_A_LIST
    found = _scored(numbered, probability, expected, database)
    ids = [table["id"] for table in tables]
    return _told(found, ids[0], ids[-1], within=right is None)


def _scored(
    tables: list[pl.DataFrame], probability: float, expected: float, database: Any
) -> pl.DataFrame:
    import splink

    database = splink.DuckDBAPI() if database is None else database
    dialect = database.sql_dialect.sqlglot_dialect
    link_type = "dedupe_only" if len(tables) == 1 else "link_only"
    sides = [
        database.register(table.drop("id").to_arrow(), dataset_display_name=f"side_{n}")
        for n, table in enumerate(tables)
    ]
    linker = splink.Linker(
        sides if len(sides) > 1 else sides[0],
        settings(link_type, max(table.height for table in tables), expected, dialect),
        log_level=None,
        validate_settings=False,
    )
    _register_frequencies(linker, database, tables)
    found = linker.inference.predict(threshold_match_probability=probability, warning_mode="never")
    return pl.from_arrow(found.as_pyarrow_table())  # type: ignore[return-value]


def _register_frequencies(linker: Any, database: Any, tables: list[pl.DataFrame]) -> None:
    for (feature, level), column in BY_RARITY.items():
        average = parameters().get(feature, {}).get(level, (None, 0.001))[1]
        table = frequencies(pl.concat([t[column] for t in tables]), average)
        known = database.register(table.to_arrow(), dataset_display_name=f"frequency_{column}")
        linker.table_management.register_term_frequency_lookup(known, column)


def frequencies(values: pl.Series, average: float) -> pl.DataFrame:
    """
    Return how frequent each value is, drawn to the average where few records tell.

    Of two people who are both called so, both being so called says nothing: a small record would
    otherwise make every name a common one.

    Examples
    --------
    >>> frequencies(pl.Series("name", ["张伟", "张伟"]), 0.0001)["tf_name"].round(4).to_list()
    [0.0001]
    """
    name = values.name
    counts = values.drop_nulls().value_counts(name="n").rename({values.name: name})
    total = counts["n"].sum() + AS_MANY
    share = (pl.col("n") + AS_MANY * average) / total
    return counts.select(pl.col(name), share.alias(f"tf_{name}"))


def probability_of(weight: float) -> float:
    """
    Return the probability behind a weight in bits.

    Examples
    --------
    >>> probability_of(0.0), round(probability_of(10.0), 3)
    (0.5, 0.999)
    """
    return 1 / (1 + 2**-weight)


def _told(found: pl.DataFrame, left: pl.Series, right: pl.Series, *, within: bool) -> pl.DataFrame:
    """The pairs by the ids of their records, with levels in words."""
    pairs = found.with_columns(left=left.gather(found["row_l"]), right=right.gather(found["row_r"]))
    if within:
        first = pl.min_horizontal("left", "right")
        pairs = pairs.with_columns(left=first, right=pl.max_horizontal("left", "right"))
    columns = [column for name in FEATURES for column in (_level(name), _bits(found, name))]
    told = pairs.select(
        "left",
        "right",
        weight="match_weight",
        probability="match_probability",
        **{str(c.meta.output_name()): c for c in columns},
    )
    return told.sort("weight", "left", "right", descending=[True, False, False])


def _level(feature: str) -> pl.Expr:
    levels = [level for level, _sql in FEATURES[feature]]
    # Splink numbers levels from the last to the first, and gives -1 to what is unknown.
    words = {-1: "unknown", **{len(levels) - 1 - n: w for n, w in enumerate(levels) if n}}
    number = pl.col(f"gamma_{feature}").cast(pl.Int64)
    return number.replace_strict(words, return_dtype=pl.String).alias(feature)


def _bits(found: pl.DataFrame, feature: str) -> pl.Expr:
    parts = [c for c in (f"mw_{feature}", f"mw_tf_adj_{feature}") if c in found.columns]
    return pl.sum_horizontal(parts).cast(pl.Float64).alias(f"{feature}_bits")


def _empty(ids: pl.DataType) -> pl.DataFrame:
    columns: dict[str, Any] = {
        "left": ids, "right": ids, "weight": pl.Float64(), "probability": pl.Float64()
    }  # fmt: skip
    for feature in FEATURES:
        columns |= {feature: pl.String(), f"{feature}_bits": pl.Float64()}
    return pl.DataFrame(schema=columns)
