"""Published numbers that do not add up, within themselves or with the record."""

from datetime import time, tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.counts import MEASURES
from firebreak.engine.tables import INSTANT

PUBLISHED: dict[str, pl.DataType] = {
    "id": pl.Int64(),  # of the report or row it stands in; null: none
    "as_of": INSTANT,
    "unit": pl.Int64(),  # null: the whole
    "measure": pl.String(),  # counts.MEASURES, "new_" + one, "contacts", "contacts_released", ...
    "value": pl.Int64(),
}


def total_findings(published: pl.DataFrame, zone: tzinfo) -> list[pl.DataFrame]:
    """All findings within a table of published totals (`PUBLISHED`; columns may be missing)."""
    table = as_published(published)
    return [_units(table, zone), _contacts(table, zone), *_new(table)]


def difference_findings(reconciled: pl.DataFrame, zone: tzinfo) -> list[pl.DataFrame]:
    """Findings from `counts.reconcile`: what is on record against what was published."""
    marked = reconciled.with_columns(
        pl.lit("published").alias("record_kind"),
        pl.col("id").alias("record"),
        pl.col("unit").alias("county"),
    )
    return [_differing(marked, zone), _not_on_record(marked, zone)]


def _differing(reconciled: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    differ = reconciled.filter(pl.col("difference") != 0)
    return findings(
        "differs_from_published",
        differ,
        {
            "measure": "measure",
            "as_of": _as_of(zone),
            "counted": "counted",
            "published": "published",
        },
    )


def _not_on_record(reconciled: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """What was published of measures the record does not keep: of each the last, once."""
    unknown = reconciled.filter(pl.col("counted").is_null() & (pl.col("published") != 0))
    last = unknown.sort("as_of").unique(["measure", "unit"], keep="last", maintain_order=True)
    return findings(
        "published_not_on_record",
        last,
        {"measure": "measure", "as_of": _as_of(zone), "published": "published"},
    )


def _as_of(zone: tzinfo) -> pl.Expr:
    """The instant as bulletins write it: midnight is 24:00 of the day that ends."""
    local = pl.col("as_of").dt.convert_time_zone(str(zone))
    midnight = local.dt.time() == time()
    evening = local.dt.offset_by("-1d").dt.strftime("%Y-%m-%d 24:00")
    return pl.when(midnight).then(evening).otherwise(local.dt.strftime("%Y-%m-%d %H:%M"))


def as_published(published: pl.DataFrame) -> pl.DataFrame:
    """
    Return the table with the columns of `PUBLISHED`, each number once, in order of time.

    Of two notices of one instant the later counts; of two that each say what is new, the greater:
    a notice of discharges says "0 confirmed" and does not mean it.
    """
    table = published.select(
        (pl.col(column) if column in published.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in PUBLISHED.items()
    ).filter(pl.col("as_of").is_not_null() & pl.col("value").is_not_null())
    new = pl.col("measure").str.starts_with("new_")
    weight = pl.when(new).then("value").otherwise(pl.lit(0))
    ordered = table.sort(weight, pl.col("id"), descending=True, nulls_last=True)
    return ordered.unique(["as_of", "unit", "measure"], keep="first", maintain_order=True).sort(
        "as_of", "measure", "unit"
    )


def _units(table: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """Only where both the units and the whole were published."""
    whole = table.filter(pl.col("unit").is_null()).select(
        "as_of", "measure", pl.col("id").alias("record"), pl.col("value").alias("total")
    )
    parts = table.filter(pl.col("unit").is_not_null())
    sums = parts.group_by("as_of", "measure").agg(pl.col("value").sum().alias("sum"))
    wrong = whole.join(sums, on=["as_of", "measure"]).filter(pl.col("sum") != pl.col("total"))
    return findings(
        "units_do_not_add_up",
        wrong.with_columns(pl.lit("published").alias("record_kind")),
        {
            "measure": "measure",
            "as_of": _as_of(zone),
            "sum": "sum",
            "total": "total",
        },
    )


def _contacts(table: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    names = ("contacts", "contacts_released", "contacts_observed")
    wide = None
    for name in names:
        one = table.filter(pl.col("measure") == name).select(
            "as_of", "unit", pl.col("value").alias(name), pl.col("id").alias(f"{name}_id")
        )
        wide = one if wide is None else wide.join(one, on=["as_of", "unit"], nulls_equal=True)
    assert wide is not None
    split = pl.col("contacts_released") + pl.col("contacts_observed")
    wrong = wide.filter(pl.col("contacts") != split).with_columns(
        pl.lit("published").alias("record_kind"),
        pl.col("contacts_id").alias("record"),
        pl.col("unit").alias("county"),
    )
    return findings(
        "contacts_do_not_add_up",
        wrong,
        {
            "as_of": _as_of(zone),
            "contacts": "contacts",
            "released": "contacts_released",
            "observed": "contacts_observed",
        },
    )


def _new(table: pl.DataFrame) -> list[pl.DataFrame]:
    """What was published as new against the step from one published total to the next.

    Only totals one day apart are compared: over a longer gap new cases of the days between are
    not in the number.
    """
    key = ["measure", "unit"]
    running = table.filter(pl.col("measure").is_in(MEASURES)).sort("as_of")
    steps = running.with_columns(
        pl.col("value").shift(1).over(key).alias("before"),
        (pl.col("as_of") - pl.col("as_of").shift(1).over(key)).alias("gap"),
    ).filter(pl.col("gap") <= pl.duration(days=1))
    news = table.filter(pl.col("measure").str.starts_with("new_")).select(
        "as_of",
        "unit",
        pl.col("measure").str.strip_prefix("new_"),
        pl.col("value").alias("new"),
        pl.col("id").alias("record"),
    )
    joined = steps.join(news, on=["as_of", *key], nulls_equal=True)
    wrong = joined.filter(pl.col("new") != pl.col("value") - pl.col("before")).with_columns(
        pl.lit("published").alias("record_kind"), pl.col("unit").alias("county")
    )
    more = (pl.col("measure") == "recovered") & (pl.col("new") > pl.col("value") - pl.col("before"))
    parts = {"new": "new", "before": "before", "after": "value"}
    return [
        findings("discharge_counted_again", wrong.filter(more), parts),
        findings("new_disagrees_with_total", wrong.filter(~more), {"measure": "measure", **parts}),
    ]
