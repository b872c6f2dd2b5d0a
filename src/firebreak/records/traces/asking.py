"""What is asked of the stays: whom a case met, and where cases may have been infected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing.attendance import stays_at
from firebreak.records.actions import lookups
from firebreak.records.models import Case, Lookup, Stay, User
from firebreak.records.situation import Situation
from firebreak.records.traces.ids import id_of
from firebreak.records.traces.spans import Span, protocols_for
from firebreak.records.traces.stays import Stays, stays_of
from firebreak.records.visibility import require


@dataclass(frozen=True)
class Forward:
    """
    Whom a case met.

    Attributes
    ----------
    encounters
        One row per meeting: `to_id`, `place_id`, `start`, `end`, `overlap_s`, `certain`, `rule`.
    meetings
        One row per person and place: `to_id`, `place_id`, `rule`, `certain`, `end_assumed`,
        `start`, `end` (of the first and of the last meeting), `meetings`, `overlap_s`; certain ones first,
        the longest first.
    further
        Contacts of contacts, one row each: the same, and `from_id`; None if not asked for.
    """

    stays: Stays
    encounters: pl.DataFrame
    meetings: pl.DataFrame
    further: pl.DataFrame | None


@dataclass(frozen=True)
class Back:
    """
    Where and by whom cases may have been infected, as `tracing` ranks it.

    Attributes
    ----------
    places
        Hours one after another in which a place explains the same cases are one row.
    visits
        Where the cases were in their time.
    cases
        By their id.
    """

    stays: Stays
    places: pl.DataFrame
    people: pl.DataFrame
    visits: pl.DataFrame
    cases: Mapping[str, Case]

    @cached_property
    def with_stays(self) -> frozenset[str]:
        """The cases of whose time any stay is on file: only these can be found anywhere."""
        return frozenset(self.visits["person_id"].unique())


def forward(now: Situation, case: Case, span: Span, *, by: User | None, depth: int = 1) -> Forward:
    """
    Find whom a case met while he can have infected others.

    Parameters
    ----------
    by
        Who asks; it is noted.
    depth
        2: also whom those met afterwards.

    Raises
    ------
    Refused
        The post may not trace.
    """
    require(by, "traces.read")
    stays = stays_of(now)
    asked = asked_of([(case.person_id, span)])
    how = _how(case, now)
    met = stays.index.contacts_of(asked, **how)
    further = None
    if depth > 1:
        reached = stays.index.forward(asked, depth=2, until=now.at, **how)
        further = reached.filter(pl.col("depth") == 2).sort(
            "certain", "start", descending=[True, False]
        )
    found = Forward(stays, met, by_person_and_place(met), further)
    lookups.note(
        by=by,
        kind=Lookup.Kind.FORWARD,
        subject=case.pk,
        cases=[case.pk],
        since=span.start,
        until=span.end,
        found=found.meetings["to_id"].n_unique(),
    )
    return found


def back(
    now: Situation, case: Case, spans: Mapping[int, Span], cases: Iterable[Case], *, by: User | None
) -> Back:
    """
    Find where, and by whom, cases may have been infected: what explains the most of them.

    Parameters
    ----------
    case
        The one it is asked from.
    spans
        Case -> when he can have been infected; one without is left out.
    by
        Who asks; it is noted.

    Raises
    ------
    Refused
        The post may not trace.
    """
    require(by, "traces.read")
    stays = stays_of(now)
    asked_for = [(each, spans[each.pk]) for each in cases if each.pk in spans]
    asked = asked_of([(each.person_id, span) for each, span in asked_for])
    ranked = stays.index.backward(asked, **_how(case, now, only_close=True))
    found = Back(
        stays,
        _deepest_first(_in_runs(_as_texts(ranked.places)), stays.index.place_table),
        _as_texts(ranked.people),
        _within(_as_texts(stays.index.stays_of(asked["person_id"])), asked),
        {id_of(each.person_id): each for each, _span in asked_for},
    )
    times = [at for _each, span in asked_for for at in (span.start, span.end)]
    lookups.note(
        by=by,
        kind=Lookup.Kind.BACK,
        subject=case.pk,
        cases=[each.pk for each, _span in asked_for],
        since=min(times, default=now.at),
        until=max(times, default=now.at),
        found=found.people.height,
    )
    return found


def _how(case: Case, now: Situation, *, only_close: bool = False) -> dict[str, Any]:
    """What makes a meeting a contact: the manners in force, if any; else a quarter of an hour."""
    manners = protocols_for(case, now).manners(case.pathogen, now.at)
    # Everybody in a restaurant would explain its cases as well as those at their table.
    close = tuple(manner for manner in manners if manner.contact == "close")
    wanted = close if only_close else manners
    return {"manners": wanted} if wanted else {}


def fed_at(
    now: Situation, places: Sequence[int], since: datetime, until: datetime, *, by: User | None
) -> tuple[Stays, pl.DataFrame]:
    """
    Return who was at some places by the feeds alone: `person_id`, `start`, `end`, `day_only`.

    Whoever has a stay there in the record is left out. The page that asks notes it.

    Raises
    ------
    Refused
        The post may not trace.
    """
    require(by, "traces.read")
    stays = stays_of(now)
    wanted = set(places)
    ids = [text for text, place in stays.places.items() if place in wanted]
    found = stays_at(stays.index, pl.Series(ids, dtype=pl.String), since, until)
    told = Stay.objects.filter(place__in=places).values_list("person_id", flat=True)
    return stays, found.filter(~pl.col("person_id").is_in([id_of(person) for person in told]))


def asked_of(whom: Sequence[tuple[int, Span]]) -> pl.DataFrame:
    """Return people of the record, each with his time, as the index is asked about them."""
    return pl.DataFrame(
        [(id_of(person), span.start, span.end) for person, span in whom],
        schema={"person_id": pl.String, "start": INSTANT, "end": INSTANT},
        orient="row",
    )


def by_person_and_place(met: pl.DataFrame, *also: str) -> pl.DataFrame:
    """Put the meetings of one with one at a place into one row; `also`: further columns to keep."""
    return (
        met.group_by(*also, "to_id", "place_id", "rule", "certain")
        .agg(
            pl.col("end_assumed").any(),
            pl.col("start").min(),
            pl.col("end").max(),
            pl.col("overlap_s").sum(),
            meetings=pl.len(),
        )
        .sort("certain", "overlap_s", "to_id", "place_id", descending=[True, True, False, False])
    )


def _as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with ids that are texts: an index without a stay does not know they are."""
    ids = pl.col("^(place|person)_id$").cast(pl.String)
    return rows.with_columns(ids, pl.col("^case_ids$").cast(pl.List(pl.String)))


def _in_runs(places: pl.DataFrame) -> pl.DataFrame:
    """Put hours that follow one another into one row, if the same cases were there in each."""
    whose = pl.col("case_ids").list.join(" ")
    begins = (
        pl.col("place_id").ne_missing(pl.col("place_id").shift())
        | pl.col("start").ne_missing(pl.col("end").shift())
        | whose.ne_missing(whose.shift())
    )
    ordered = places.sort("place_id", "start").with_columns(run=begins.cum_sum())
    # Of the hours, the one that chance explains best stands for all.
    return ordered.group_by("run", maintain_order=True).agg(
        pl.col("place_id", "cases", "certain", "case_ids").first(),
        pl.col("start").min(),
        pl.col("end").max(),
        pl.col("visitors", "expected", "p_value").max(),
    )


def _deepest_first(places: pl.DataFrame, table: pl.DataFrame | None) -> pl.DataFrame:
    """Rank by cases, then by chance; where a table is as likely as its restaurant, the table first."""
    if table is None:
        return places.sort("cases", "p_value", "start", descending=[True, False, False])
    within = table.select("place_id", is_part=pl.col("within").is_not_null())
    known = places.join(within, on="place_id", how="left", maintain_order="left")
    return known.sort(
        *("cases", "p_value", "visitors", "is_part", "start", "place_id"),
        descending=[True, False, False, True, False, False],
        nulls_last=True,
    )


def _within(visits: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The visits that lie, even in part, in the span of their person."""
    spans = asked.rename({"start": "since", "end": "until"})
    both = visits.join(spans, on="person_id")
    inside = (pl.col("start") < pl.col("until")) & (pl.col("end") > pl.col("since"))
    return both.filter(inside).drop("since", "until")
