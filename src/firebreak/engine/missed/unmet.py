"""The cases that nobody met until late: when they could infect others, and which list had room.

Late is after the window had opened in which his contacts count: from then on he infects others. The
list that should have held him is the first one that something on record shows he belonged on; when
that was told is said too, for often it was told only because he had been found.
"""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from firebreak.engine.duties.protocols import Edition, Roll
from firebreak.engine.missed.course import ChainsLike
from firebreak.engine.missed.meetings import ELSEWHERE
from firebreak.engine.missed.periods import Period
from firebreak.engine.missed.sums import INFECTIONS, infections, local_days
from firebreak.engine.tables import INSTANT, KIND, is_kind

#: By these an office has to do with somebody himself, or at least with his name.
MEETINGS = ("check", "contact.named", "contact.reached", "sample.taken", "placement.began",
            "case.suspected", "case.probable", "case.confirmed", "case.asymptomatic",
            "report.received.case_card")  # fmt: skip
UNMET: dict[str, pl.DataType] = {
    "subject": pl.Int64(),
    "county": pl.Int64(),
    "pathogen": pl.String(),
    "infectious_from": INSTANT,
    "met_at": INSTANT,  # null: not met by now
    "met_kind": KIND,
    "met_unit": pl.Int64(),
    "met_record": pl.Int64(),
    "late_by": pl.Duration("us"),
    "roll": pl.String(),  # null: nothing on record shows a list
    "edition": pl.String(),
    "evidence_kind": KIND,  # null where the chains show it, or nothing does
    "evidence_record": pl.Int64(),
    "evidence_told_at": INSTANT,
    "linked_by": pl.String(),  # the chains' kind of evidence
    **dict.fromkeys(INFECTIONS, pl.Float64()),  # after he became infectious
}

SHOWN = {name: UNMET[name] for name in (
    "subject", "roll", "edition", "evidence_kind", "evidence_record", "evidence_told_at", "linked_by"
)} | {"place": pl.Int32()}  # fmt: skip


def unmet(
    events: pl.DataFrame,
    courses: pl.DataFrame,
    links: pl.DataFrame,
    pathogen: str,
    held: Iterable[Period],
    chains: ChainsLike | None,
    zone: ZoneInfo,
) -> pl.DataFrame:
    """
    Return the cases first met after they had become infectious: columns as in `UNMET`.

    `courses` are those of the cases asked about, `links` what links them to earlier cases.
    """
    found = [
        _listed(late, events, period, links)
        for period in held
        if (late := _late(events, courses, period)).height
    ]
    if not found:
        return pl.DataFrame(schema=UNMET)
    rows = pl.concat(found)
    begins = np.arange(rows.height + 1, dtype=np.int64)
    days = local_days(rows["infectious_from"], zone)
    costs = infections(rows["subject"], days, begins, chains)
    table = pl.concat([rows.with_columns(pathogen=pl.lit(pathogen)), costs], how="horizontal")
    return table.select(pl.col(name).cast(kind) for name, kind in UNMET.items())


def _late(events: pl.DataFrame, courses: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The courses of a period in which the first meeting was certainly late."""
    rows, window = courses.filter(period.rows("anchor")), period.contact_window
    if rows.is_empty() or window is None:
        return courses.clear()
    return _with_meeting(events, rows, window.before_onset)


def _with_meeting(
    events: pl.DataFrame, courses: pl.DataFrame, before_onset: timedelta
) -> pl.DataFrame:
    met = events.filter(is_kind(*MEETINGS)).sort("happened_at", "kind", "record")
    first = met.group_by("subject", maintain_order=True).agg(
        met_at=pl.col("happened_at").first(),
        met_kind=pl.col("kind").first(),
        met_unit=pl.col("unit").first(),
        met_record=pl.col("record").first(),
    )
    opened = courses.with_columns(
        infectious_from=pl.col("anchor") - before_onset,
        certainly_from=pl.col("anchor_until") - before_onset,
    )
    rows = opened.join(first, on="subject", how="left")
    late = pl.col("met_at") > pl.col("certainly_from")
    return rows.filter(late).with_columns(late_by=pl.col("met_at") - pl.col("certainly_from"))


def _listed(
    late: pl.DataFrame, events: pl.DataFrame, period: Period, links: pl.DataFrame
) -> pl.DataFrame:
    """With the first list of the period that fits each case."""
    rows = [_on(late, events, place, *roll, links) for place, roll in enumerate(period.rolls)]
    shown = pl.concat([pl.DataFrame(schema=SHOWN), *rows], how="diagonal_relaxed")
    first = shown.sort("place").unique("subject", keep="first")
    return late.join(first.drop("place"), on="subject", how="left")


def _on(
    late: pl.DataFrame, events: pl.DataFrame, place: int, edition: Edition, roll: Roll,
    links: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """The cases that one list should have held, and what shows it."""
    known = events.filter(is_kind(*roll.shown_by)).join(
        late.select("subject", "met_at"), on="subject"
    )
    before = (pl.col("happened_at") <= pl.col("met_at")) | is_kind(ELSEWHERE)
    shown = (
        known.filter(before)
        .sort("happened_at", "record")
        .select(
            "subject",
            evidence_kind="kind",
            evidence_record="record",
            evidence_told_at=pl.coalesce("told_at", "stored_at"),
        )
    )
    linked = links.filter(
        pl.col("subject").is_in(late["subject"].implode())
        & pl.col("linked_by").is_in(list(roll.linked_by))
    )
    named = {"place": pl.lit(place), "roll": pl.lit(roll.id), "edition": pl.lit(edition.id)}
    both = pl.concat([shown, linked], how="diagonal").with_columns(**named)
    return both.unique("subject", keep="first", maintain_order=True)


def links_to_earlier(cases: pl.DataFrame, chains: ChainsLike | None) -> pl.DataFrame:
    """
    Return how the chains' evidence links cases to others who fell ill before them.

    Columns `subject` and `linked_by`. Evidence has no direction: who fell ill later stood on no
    list that could have held the earlier one.
    """
    if chains is None or chains.evidence.is_empty():
        return pl.DataFrame(schema={"subject": pl.Int64(), "linked_by": pl.String()})
    rows = chains.evidence.select(
        subject=pl.col("infectee").cast(pl.Int64),
        other=pl.col("infector").cast(pl.Int64),
        linked_by=pl.col("kind").cast(pl.String),
    )
    ill = cases.select("subject", "anchor")
    both = rows.join(ill, on="subject").join(ill, left_on="other", right_on="subject", suffix="_o")
    return both.filter(pl.col("anchor_o") < pl.col("anchor")).select("subject", "linked_by")
