"""Whether the negatives on record exclude a suspect, as the edition in force then asks.

Comes in: events, and the editions. Goes out: one row per exclusion: what was asked, what counts.
One exclusion that is about to be made and all that ever were are worked out alike. What a patient
needs for discharge is `discharge.py`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from firebreak.engine.duties.discharge import Span, spaced
from firebreak.engine.duties.protocols import Protocols, Thresholds
from firebreak.engine.tables import INSTANT, is_kind

OPENING = ("case.suspected", "case.probable", "case.confirmed", "case.asymptomatic")
CLOSING = ("case.excluded", "case.recovered", "case.died")
NEGATIVE = "test.resulted.negative"

#: The last instant of what is known to a day: two samples of one day are less than a day apart.
WITHIN = pl.coalesce(pl.col("happened_until") - pl.duration(microseconds=1), "happened_at")
LATEST = pl.coalesce("happened_until", "happened_at")

ASKED = {
    "pathogen": pl.String(),
    "happened_at": INSTANT,
    "asked": pl.Int64(),
    "hours": pl.Int64(),  # between two samples; 0: the edition gives none
}
COUNTED = {"row": pl.UInt32(), "found": pl.Int64(), "apart": pl.Int64()}
#: Clocks of an event, to follow one record through its steps.
STEP = ("subject", "pathogen", "happened_at", "happened_until", "record")


def exclusions(
    events: pl.DataFrame, protocols: Protocols, tests: pl.DataFrame | None = None
) -> pl.DataFrame:
    """
    Hold each exclusion against the negatives that the edition in force at it asks for.

    The editions ask for so many consecutive negative samples, taken so long apart (domain
    reference, section 2: two, at least one day apart). So:

    - A result counts if it became known after the suspicion began and by the exclusion. What was
      known when he was suspected did not dispel the suspicion: a contact's negative of last week
      says nothing about the illness of today. A sample taken at the fever clinic an hour before he
      was suspected does count, since its result came after.
    - The suspicion began with the first classification after the case was last closed: who was
      excluded and is suspected anew needs new negatives.
    - Consecutive means in the order in which the samples were taken: any result that is not
      clearly negative begins the count anew, as for discharge, whenever the laboratory gave it.
    - Hours are counted from sample to sample, and by result only where no sample is on record.
    - What is known only to the day counts if it may: the record does not prove it missing.

    Parameters
    ----------
    events
        As `tables.EVENTS`; of cases, samples and tests.
    protocols
        The editions; the first in force that says how many negatives exclude is the one that asks.
    tests
        `id` and `sample`: which sample a test was of.

    Returns
    -------
    pl.DataFrame
        One row per `case.excluded` of which an edition asks something: `record`, `subject`,
        `pathogen`, `happened_at`, `happened_until`; `asked` and `hours` as the edition says;
        `found` (consecutive negatives that count) and `apart` (how many of them lie so far apart:
        enough if not below `asked`).
    """
    steps = _steps(events)
    excluded = steps.filter(pl.col("kind") == "case.excluded").drop("kind")
    asked = excluded.join(_asked(excluded, protocols), on=["pathogen", "happened_at"])
    counted = _runs(asked.join(_results(events, tests), on="subject", how="left"))
    return asked.drop("since").join(counted, on="row").drop("row")


def _steps(events: pl.DataFrame) -> pl.DataFrame:
    """The steps of each case in order, each with the instant at which the open episode began."""
    closes = is_kind(*CLOSING)
    # A closing known to the day follows what happened on that day; the one to come has no record.
    order = pl.when(closes).then(LATEST).otherwise("happened_at")
    steps = (
        events.filter(is_kind(*OPENING, *CLOSING) & pl.col("happened_at").is_not_null())
        .select(*STEP, "kind", order=order, closes=closes, opened="happened_at")
        .sort("subject", "pathogen", "order", "record", nulls_last=True)
        .with_row_index("row")
    )
    episode = pl.col("closes").shift(1, fill_value=False).cum_sum().over("subject", "pathogen")
    opened = pl.col("opened").filter(~pl.col("closes")).first()
    return (
        steps.with_columns(episode=episode)
        .with_columns(since=opened.over("subject", "pathogen", "episode"))
        .drop("order", "closes", "opened", "episode")
    )


def _asked(excluded: pl.DataFrame, protocols: Protocols) -> pl.DataFrame:
    """What the edition in force at each exclusion asks; those of which none asks are left out."""
    times = excluded.select("pathogen", "happened_at").unique(maintain_order=True)
    return pl.DataFrame(list(_asking(times, protocols)), schema=ASKED, orient="row")


def _asking(times: pl.DataFrame, protocols: Protocols) -> Iterator[tuple[str, datetime, int, int]]:
    for pathogen, at in times.iter_rows():
        numbers = _numbers(pathogen, at, protocols)
        if numbers is not None and numbers.negatives_to_exclude is not None:
            hours = numbers.hours_between_negatives or 0
            yield pathogen, at, numbers.negatives_to_exclude, hours


def _numbers(pathogen: str, at: datetime, protocols: Protocols) -> Thresholds | None:
    said = (edition.thresholds for edition in protocols.in_force(pathogen, at))
    return next((numbers for numbers in said if numbers.negatives_to_exclude is not None), None)


def _results(events: pl.DataFrame, tests: pl.DataFrame | None) -> pl.DataFrame:
    """Each result: whose, of which pathogen, when known, and when its sample was taken."""
    results = events.filter(is_kind("test.resulted")).select(
        "subject",
        pl.col("pathogen").alias("of"),
        (pl.col("kind") == NEGATIVE).alias("negative"),
        pl.col("happened_at").alias("known"),
        WITHIN.alias("known_latest"),
        pl.col("record").alias("test"),
    )
    taken = results.join(_samples(events, tests), on="test", how="left")
    return taken.with_columns(
        pl.coalesce("taken", "known"), pl.coalesce("taken_latest", "known_latest")
    )


def _samples(events: pl.DataFrame, tests: pl.DataFrame | None) -> pl.DataFrame:
    taken = events.filter(is_kind("sample.taken")).select(
        pl.col("record").alias("sample"),
        pl.col("happened_at").alias("taken"),
        WITHIN.alias("taken_latest"),
    )
    links = tests if tests is not None else pl.DataFrame({"id": [], "sample": []})
    test, sample = pl.col("id").cast(pl.Int64).alias("test"), pl.col("sample").cast(pl.Int64)
    return links.select(test, sample).join(taken, on="sample")


def _runs(results: pl.DataFrame) -> pl.DataFrame:
    """By exclusion: its last unbroken run of negatives, and how many of it lie far enough apart."""
    ordered = results.with_columns(counts=_counts()).sort("row", "taken", "known", nulls_last=True)
    breaks = (pl.col("counts") & ~pl.col("negative")).fill_null(False)
    to_come = breaks.cum_sum(reverse=True).over("row")  # this one included
    last_run = ordered.with_columns(runs=pl.col("counts") & (to_come == 0))
    of_run = last_run.group_by("row", maintain_order=True).agg(
        pl.col("hours").first(),
        first=pl.col("taken").filter("runs"),
        last=pl.col("taken_latest").filter("runs"),
    )
    rows = [
        (row, len(first), _apart(first, last, hours)) for row, hours, first, last in of_run.rows()
    ]
    return pl.DataFrame(rows, schema=COUNTED, orient="row")


def _counts() -> pl.Expr:
    """Whether a result is one of this disease, known since the suspicion and by the exclusion."""
    same = pl.col("of").is_null() | (pl.col("of") == pl.col("pathogen"))
    since = pl.col("since").is_null() | (pl.col("since") <= pl.col("known_latest"))
    return (same & since & (pl.col("known") <= LATEST)).fill_null(False)


def _apart(first: list[datetime], last: list[datetime], hours: int) -> int:
    return spaced((Span(*span) for span in zip(first, last, strict=True)), timedelta(hours=hours))
