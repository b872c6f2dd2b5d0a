"""Cases that may be counted in the wrong place, or twice."""

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.tables import LINELIST, check_table

COUNTY_KINDS = ("county", "zone")
MORE = (
    "surname",
    "residence_elsewhere",  # text, for who lives outside the tree of units
    "identifier",  # a key of the ID number: the same for the same number
)
OVER = ("recovered", "excluded")  # who was once ill or suspected may be so again


def case_findings(linelist: pl.DataFrame, units: pl.DataFrame | None = None) -> list[pl.DataFrame]:
    """
    All findings on cases.

    `linelist` as `tables.LINELIST`; also those of `MORE` that are known.
    `units`: `id`, `name`, `parent`, `kind`.
    """
    extra = [c for c in MORE if c in linelist.columns]
    cases = check_table(linelist, LINELIST, "linelist").with_columns(
        linelist[column].cast(pl.String) for column in extra
    )
    for column in MORE:
        if column not in extra:
            cases = cases.with_columns(pl.lit(None, pl.String).alias(column))
    marked = cases.with_columns(
        pl.lit("case").alias("record_kind"),
        pl.col("id").alias("record"),
        pl.col("person_id").alias("subject"),
        pl.col("unit").alias("county"),
        pl.coalesce("number", pl.col("id").cast(pl.String)).alias("number"),
    )
    return [
        _counted_elsewhere(marked, units),
        _same_identifier(marked),
        _possible_duplicates(marked),
    ]


def county_of(units: pl.DataFrame) -> dict[int, int]:
    """
    Return for each unit the county-level unit it is in (itself, if it is one).

    Examples
    --------
    >>> units = pl.DataFrame({"id": [1, 2, 3], "parent": [None, 1, 2],
    ...     "kind": ["city", "county", "town"]})
    >>> county_of(units)
    {2: 2, 3: 2}
    """
    parents = dict(units.select("id", "parent").iter_rows())
    kinds = dict(units.select("id", "kind").iter_rows())
    found = {}
    for unit in parents:
        at, steps = unit, 0
        while at is not None and kinds.get(at) not in COUNTY_KINDS and steps <= len(parents):
            at, steps = parents.get(at), steps + 1
        if at is not None and kinds.get(at) in COUNTY_KINDS:
            found[unit] = at
    return found


def _counted_elsewhere(cases: pl.DataFrame, units: pl.DataFrame | None) -> pl.DataFrame:
    """He lives in another county of the tree, or outside it."""
    names = dict(units.select("id", "name").iter_rows()) if units is not None else {}
    counties = (
        county_of(units) if units is not None and {"parent", "kind"} <= set(units.columns) else {}
    )
    elsewhere = pl.col("residence_elsewhere").fill_null("") != ""
    counties_differ = pl.col("unit_residence").replace(counties) != pl.col("unit").replace(counties)
    rows = cases.filter(
        pl.col("unit").is_not_null() & (elsewhere | counties_differ.fill_null(False))
    )
    within = pl.col("unit_residence").replace_strict(names, default=None, return_dtype=pl.String)
    parts = {
        "number": pl.col("number"),
        "residence": pl.when(elsewhere).then("residence_elsewhere").otherwise(within),
        "unit": pl.col("unit").replace_strict(names, default=None, return_dtype=pl.String),
    }
    return findings("counted_elsewhere", rows, parts)


def _same_identifier(cases: pl.DataFrame) -> pl.DataFrame:
    """Two people with one ID number, or one person twice with a disease that is not over."""
    keyed = cases.filter(pl.col("identifier").fill_null("") != "").sort("id")
    first = keyed.unique("identifier", keep="first", maintain_order=True).select(
        "identifier",
        pl.col("id").alias("other_record"),
        pl.col("number").alias("other"),
        pl.col("person_id").alias("other_person"),
        pl.col("pathogen").alias("other_pathogen"),
        pl.col("classification").alias("other_classification"),
    )
    pairs = keyed.join(first, on="identifier").filter(pl.col("id") != pl.col("other_record"))
    two_people = pl.col("person_id") != pl.col("other_person")
    same_disease = pl.col("pathogen").eq_missing(pl.col("other_pathogen"))
    over = pl.col("other_classification").is_in(OVER).fill_null(False)
    rows = pairs.filter(two_people.fill_null(True) | (same_disease & ~over))
    return findings("same_identifier", rows, {"number": "other", "other": "number"})


def _possible_duplicates(cases: pl.DataFrame) -> pl.DataFrame:
    """Two different people on record with all four alike; only a suggestion."""
    day = pl.coalesce("date_onset", "date_confirmation", "date_reporting")
    keyed = cases.with_columns(day.alias("date")).filter(
        pl.col("surname").is_not_null()
        & pl.col("sex").is_in(["male", "female"])
        & pl.col("unit").is_not_null()
        & pl.col("date").is_not_null()
        & (pl.col("classification").fill_null("") != "excluded")
    )
    key = ["surname", "sex", "unit", "date"]
    other = keyed.select(
        *key,
        pl.col("id").alias("other_record"),
        pl.col("number").alias("other"),
        pl.col("age_years").alias("other_age"),
    )
    pairs = keyed.join(other, on=key).filter(pl.col("id") < pl.col("other_record"))
    same_age = (pl.col("age_years") - pl.col("other_age")).abs().fill_null(0) <= 1
    return findings(
        "possible_duplicate",
        pairs.filter(same_age),
        {"number": "number", "other": "other", "date": pl.col("date").cast(pl.String)},
    )
