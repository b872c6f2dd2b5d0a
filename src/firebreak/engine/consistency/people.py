"""People who may be on record twice: cases, contacts, whoever was checked or kept."""

import polars as pl

from firebreak.engine.consistency.findings import findings

#: `case`: the number of a case of his; null for who is none. `county`: where he belongs.
PEOPLE = {
    "id": pl.Int64(),
    "identifier": pl.String(),  # a key of the ID number: the same for the same number
    "case": pl.String(),
    "county": pl.Int64(),
}


def people_findings(people: pl.DataFrame) -> list[pl.DataFrame]:
    """
    Find people with one ID number between them, at least one of whom is no case.

    What two cases have in common is found among the cases (`cases.py`), which also knows when one
    person is rightly on record with two illnesses. Each is held against the first who has the
    number, so that the work grows with the people and not with their pairs.

    `people` as `PEOPLE`.
    """
    table = people.select(pl.col(column).cast(kind) for column, kind in PEOPLE.items())
    keyed = table.filter(pl.col("identifier").fill_null("") != "").sort("id")
    called = pl.coalesce("case", pl.format("#{}", "id"))
    first = keyed.unique("identifier", keep="first", maintain_order=True).select(
        "identifier",
        called.alias("number"),
        pl.col("id").alias("other_record"),
        pl.col("case").alias("other_case"),
    )
    pairs = keyed.with_columns(called.alias("other")).join(first, on="identifier")
    both_are_cases = pl.col("case").is_not_null() & pl.col("other_case").is_not_null()
    rows = pairs.filter((pl.col("id") != pl.col("other_record")) & ~both_are_cases)
    marked = rows.with_columns(
        pl.lit("person").alias("record_kind"),
        pl.col("id").alias("record"),
        pl.col("id").alias("subject"),
    )
    return [findings("same_identifier_of_people", marked, {"number": "number", "other": "other"})]
