"""Whom cases met who becomes a contact by a change of edition, of all whom any feed or entry knows.

Who is on file as a contact already is the matter of `engine.duties.edition_change`; here it is
those whom nobody has named. Both the window and the manners of contact may have changed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import polars as pl

from firebreak.engine.duties.protocols import Edition, Manner, Protocols, covers
from firebreak.engine.tracing import new_among
from firebreak.records.actions import lookups
from firebreak.records.models import Case, User
from firebreak.records.situation import Situation
from firebreak.records.traces.asking import asked_of, by_person_and_place
from firebreak.records.traces.ids import id_of
from firebreak.records.traces.spans import Span, infectious_spans, protocols_for
from firebreak.records.traces.stays import Stays, stays_of
from firebreak.records.visibility import require

#: Cases traced at once: in a city of four million a hundred take 0.06 s, and a page has a second.
MOST = 1_000


@dataclass(frozen=True)
class NewlyMet:
    """
    Whom cases met who is a contact by the new edition and was none by the old.

    Attributes
    ----------
    meetings
        As those of `asking.Forward`, and `case`, the number of its record.
    manners
        Case -> the manners of contact by their ids, with the new edition in force.
    days
        Who was met longer ago than so many days would be past his observation, and is left out;
        None: the edition gives no number of days.
    left_out
        How many more cases there were than are traced at once; they are the earliest.
    """

    stays: Stays
    meetings: pl.DataFrame
    manners: Mapping[int, Mapping[str, Manner]]
    cases: Mapping[int, Case]
    days: int | None
    left_out: int


@dataclass(frozen=True)
class _Law:
    """An edition, as if it had always been in force, with the cases that it governs then."""

    edition: Edition
    manners: tuple[Manner, ...]


def newly_met(
    now: Situation, linelist: pl.DataFrame, old: Edition, new: Edition, *, by: User | None
) -> NewlyMet:
    """
    Find whom cases met who becomes a contact when `new` takes the place of `old`.

    Parameters
    ----------
    linelist
        The cases that may be traced; of a person's several cases the last counts.
    by
        Who asks; it is noted of each case.

    Raises
    ------
    Refused
        The post may not trace.
    """
    require(by, "traces.read")
    recent = _recent(linelist, now, new)
    cases = Case.objects.select_related("person").in_bulk(recent[:MOST])
    governed = [case for case in cases.values() if covers(new.jurisdiction, _division(case, now))]
    spans = infectious_spans(governed, now, new)
    traced = [case for case in governed if case.pk in spans]
    stays, found, manners = stays_of(now), [], {}
    for alike in _governed_alike(traced, now):
        before, after = (_law(each, alike[0], now, not_=(old, new)) for each in (old, new))
        met = [_met(alike, law, stays, now) for law in (before, after)]
        found.append(new_among(*met, before.manners, after.manners))
        manners |= {case.pk: {m.id: m for m in after.manners} for case in alike}
    met = pl.concat(found) if found else stays.index.contacts_of(asked_of([]))
    meetings = _of_cases(met, traced, now, new)
    _note(meetings, spans, now, by)
    return NewlyMet(
        stays=stays,
        meetings=meetings,
        manners=manners,
        cases={case.pk: case for case in traced},
        days=new.thresholds.observation_days,
        left_out=max(len(recent) - MOST, 0),
    )


def _recent(linelist: pl.DataFrame, now: Situation, new: Edition) -> list[int]:
    """The cases whom somebody can have met who would be observed still, the latest first."""
    about = (pl.col("pathogen") == new.pathogen) & (pl.col("classification") != "excluded")
    kept = pl.min_horizontal("date_isolation", "date_outcome")
    since = _since(now, new)
    lasting = pl.lit(value=True) if since is None else kept.is_null() | (kept >= since.date())
    known = pl.coalesce("date_onset", "date_reporting", "date_confirmation")
    last = linelist.sort("id").unique("person_id", keep="last")
    found = last.filter(about, lasting).sort(known, "id", descending=True, nulls_last=True)
    return found["id"].to_list()


def _since(now: Situation, new: Edition) -> datetime | None:
    days = new.thresholds.observation_days
    return None if days is None else now.at - timedelta(days=days)


def _governed_alike(cases: Iterable[Case], now: Situation) -> Iterator[list[Case]]:
    """Cases that the same editions govern, together."""
    ordered = sorted(cases, key=lambda case: (_division(case, now), case.pk))
    for _code, alike in groupby(ordered, key=lambda case: _division(case, now)):
        yield list(alike)


def _division(case: Case, now: Situation) -> str:
    return now.divisions.get(case.unit_counting_id or 0, "")


def _law(edition: Edition, case: Case, now: Situation, not_: Collection[Edition]) -> _Law:
    others = Protocols(tuple(e for e in protocols_for(case, now) if e not in not_))
    return _Law(edition, others.as_if(edition).manners(edition.pathogen, now.at))


def _met(cases: Sequence[Case], law: _Law, stays: Stays, now: Situation) -> pl.DataFrame:
    spans = infectious_spans(cases, now, law.edition)
    asked = asked_of([(case.person_id, spans[case.pk]) for case in cases if case.pk in spans])
    # Without any manner a quarter of an hour at the same place makes a contact, as in a trace.
    return stays.index.contacts_of(asked, **({"manners": law.manners} if law.manners else {}))


def _of_cases(
    met: pl.DataFrame, cases: Sequence[Case], now: Situation, new: Edition
) -> pl.DataFrame:
    known = pl.DataFrame(
        [(id_of(case.person_id), case.pk) for case in cases],
        schema={"from_id": pl.String, "case": pl.Int64},
        orient="row",
    )
    met = met.with_columns(pl.col("from_id").cast(pl.String))  # of an index of nothing: numbers
    since = _since(now, new)
    lasting = met if since is None else met.filter(pl.col("end") > since)
    return by_person_and_place(lasting.join(known, on="from_id"), "case")


def _note(
    meetings: pl.DataFrame, spans: Mapping[int, Span], now: Situation, by: User | None
) -> None:
    counted = meetings.group_by("case").agg(pl.col("to_id").n_unique())
    shown = dict(counted.iter_rows())
    lookups.note_traces(
        by=by,
        found={case: shown.get(case, 0) for case in spans},
        since=min((span.start for span in spans.values()), default=now.at),
        until=max((span.end for span in spans.values()), default=now.at),
    )
