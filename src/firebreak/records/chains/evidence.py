"""What the record says that bears on who infected whom, as `engine.chains` reads it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings

from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.when import Precision
from firebreak.records import models, tables
from firebreak.records.models import Case, LinkDecision
from firebreak.records.situation import Situation
from firebreak.records.traces.ids import id_of
from firebreak.records.traces.stays import stays_of

#: Who is a case: a suspected one may turn out to be none, and an excluded one is none.
CASES = ("confirmed", "probable", "asymptomatic", "recovered", "died")
#: What of the record bears on it: as long as none of it changes, neither does the evidence.
MADE_OF = (
    models.Case,
    models.Classification,
    models.Contact,
    models.FeedIdentity,
    models.FeedPlace,
    models.LinkDecision,
    models.Person,
    models.Place,
    models.Placement,
    models.Report,
    models.Stay,
)
#: Days before the first onset from which meetings are asked of the stays: the longest incubation
#: that protocols reckon with.
DAYS_BEFORE = timedelta(days=14)
#: Of a larger outbreak the latest are asked about: minutes of one processor, and the day's orders
#: are about them.
MOST_CASES = 10_000
ENCOUNTER = "encounter"  # the `source` of a meeting that only stays tell of
SECONDARY = 2  # the `order` of a contact of a contact: he was exposed to somebody else

CONTACTS: dict[str, Any] = {
    "from_id": pl.Int64,
    "to_id": pl.Int64,
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
    "manner": pl.String,
    "place": pl.Int64,
    "source": pl.String,
}


@dataclass(frozen=True)
class Clustering:
    """The tables for `find_clusters`: all cases of the pathogen, and what links them."""

    linelist: pl.DataFrame
    contacts: pl.DataFrame
    stays: pl.DataFrame
    places: pl.DataFrame
    households: dict[int, int]
    protocols: Protocols


@dataclass(frozen=True)
class Evidence:
    """
    The tables for `infer_chains`, whose ids are those of persons, and what they come from.

    Attributes
    ----------
    change_id, at
        The last change of the record that is in it, and the instant it is of.
    digest
        The same for the same evidence, whatever else was recorded meanwhile.
    suspected
        How many suspected cases are not in it.
    repeated
        Later cases of somebody who is in it once already.
    earlier
        How many cases of a large outbreak are not in it, because they are older than the rest.
    """

    linelist: pl.DataFrame
    contacts: pl.DataFrame
    established: tuple[tuple[int | None, int], ...]
    excluded: tuple[tuple[int | None, int], ...]
    pathogen: str
    clustering: Clustering
    suspected: int
    repeated: int
    earlier: int
    change_id: int
    at: datetime
    digest: str = field(default="")

    def fact(self, person: int) -> dict[str, Any] | None:
        """The row of one person of the list; None if he is not in it."""
        row = self._rows.get(person)
        return None if row is None else self.linelist.row(row, named=True)

    def case_of(self, person: int) -> int | None:
        """His case; None if he is not in the list."""
        return self._cases.get(person)

    def contacts_of(self, person: int) -> pl.DataFrame:
        """The contacts that have a person at either end."""
        ends, rows = self._ends
        low, high = np.searchsorted(ends, (person, person + 1))
        return self.contacts[np.unique(rows[low:high])]

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {person: row for row, person in enumerate(self.linelist["id"])}

    @cached_property
    def _cases(self) -> dict[int, int]:
        return dict(self.linelist.select("id", "case_id").iter_rows())

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        ends = np.concatenate([self.contacts[end].to_numpy() for end in ("from_id", "to_id")])
        order = np.argsort(ends, kind="stable")
        return ends[order], order % max(self.contacts.height, 1)


def evidence(now: Situation) -> Evidence:
    """Return what is known now; kept for as long as nothing that bears on it changes."""
    kept = now.lasting.get("chains")
    if kept is None or kept[0] != version(now):
        kept = now.lasting["chains"] = (version(now), _evidence(now))
    return kept[1]


def version(now: Situation) -> tuple:
    """Tell the evidence from that of another state of the record, without gathering it."""
    return tuple(now.watermarks.get(model) for model in MADE_OF)


def has_cases(now: Situation) -> bool:
    """Say whether there is any case to infer about."""
    return now.once(_has_cases)


def _has_cases(now: Situation) -> bool:
    return not _cases(now).is_empty()


def _cases(now: Situation) -> pl.DataFrame:
    is_case = pl.col("classification").is_in(CASES)
    return now.linelist.filter(is_case, pl.col("pathogen") == now.pathogen)


def _evidence(now: Situation) -> Evidence:
    of_pathogen = now.linelist.filter(pl.col("pathogen") == now.pathogen)
    cases = _cases(now)
    once = cases.sort("date_onset", "id", nulls_last=True).unique("person_id", keep="first")
    latest = _latest(once)
    people = latest["person_id"]
    found: dict[str, Any] = {
        "linelist": _linelist(latest, now),
        "contacts": pl.concat([_contacts(now, people), _encounters(now, latest)]).sort(
            "from_id", "to_id", "start", "manner", nulls_last=True
        ),
        "established": _decided(LinkDecision.Verdict.ESTABLISHED, people),
        "excluded": _decided(LinkDecision.Verdict.EXCLUDED, people),
        "pathogen": now.pathogen,
    }
    clustering = _clustering(of_pathogen, now)
    return Evidence(
        **found,
        clustering=clustering,
        suspected=of_pathogen.filter(pl.col("classification") == "suspected").height,
        repeated=cases.height - once.height,
        earlier=once.height - latest.height,
        change_id=now.change_id,
        at=now.at,
        digest=_digest(*found.values(), clustering.linelist, clustering.contacts, clustering.stays),
    )


def _latest(cases: pl.DataFrame) -> pl.DataFrame:
    known = pl.coalesce("date_onset", "date_confirmation", "date_reporting")
    return cases.sort(known, "id", nulls_last=True).tail(MOST_CASES)


def _linelist(cases: pl.DataFrame, now: Situation) -> pl.DataFrame:
    until = pl.DataFrame(
        _onsets_until(), schema={"case_id": pl.Int64, "onset_until": pl.Date}, orient="row"
    )
    homes = {k: v for k, v in now.households.items() if v is not None}
    return (
        cases.join(until, left_on="id", right_on="case_id", how="left")
        .select(
            "date_onset",
            "onset_until",
            "date_isolation",
            "date_confirmation",
            "date_reporting",
            "imported",
            id="person_id",
            case_id="id",
            household=pl.col("person_id").replace_strict(
                homes, default=None, return_dtype=pl.Int64
            ),
            unit="unit",
            infected_through="infected_through",
        )
        .sort("id")
    )


def _onsets_until() -> list[tuple[int, object]]:
    """The last day of onset of each case whose onset is known to an interval."""
    rows = Case.objects.filter(
        happened_precision=Precision.INTERVAL, happened_until__isnull=False
    ).values_list("id", "happened_until")
    # An interval is half-open: midnight at its end belongs to the day before.
    moment = timedelta(microseconds=1)
    return [
        (pk, (end - moment).astimezone(settings.CITY_ZONE).date())
        for pk, end in rows
        if end is not None
    ]


def _contacts(now: Situation, people: pl.Series) -> pl.DataFrame:
    both = pl.col("from_id").is_in(people.implode()) & pl.col("to_id").is_in(people.implode())
    direct = pl.col("order").ne_missing(SECONDARY)
    return now.contacts.filter(both & direct).select(
        pl.col(name).cast(kind) for name, kind in CONTACTS.items()
    )


def _encounters(now: Situation, cases: pl.DataFrame) -> pl.DataFrame:
    """Meetings of cases by the stays, where no contact on file tells of that meeting already."""
    if cases["date_onset"].null_count() == cases.height or cases.height < 2:
        return pl.DataFrame(schema=CONTACTS)
    stays = stays_of(now)
    people = cases.with_columns(
        text=pl.col("person_id").map_elements(id_of, return_dtype=pl.String)
    )
    asked = people.select(
        person_id="text",
        start=_midnight(pl.col("date_onset").min() - DAYS_BEFORE),
        end=_midnight(pl.col("date_isolation") + timedelta(days=1)),
    )
    # Without any stay the ids of an index have no type of their own.
    met = stays.index.contacts_of(asked).with_columns(pl.col("from_id", "to_id").cast(pl.String))
    met = met.filter(pl.col("to_id").is_in(people["text"].implode()))
    places = {text: stays.somewhere(text).place for text in met["place_id"].unique()}
    found = met.select(
        from_id=pl.col("from_id").str.slice(1).cast(pl.Int64),
        to_id=pl.col("to_id").str.slice(1).cast(pl.Int64),
        start="start",
        end="end",
        manner=pl.lit(None, pl.String),
        place=pl.col("place_id").replace_strict(places, return_dtype=pl.Int64, default=None),
        source=pl.lit(ENCOUNTER),
    ).filter(pl.col("from_id") < pl.col("to_id"))
    return _not_told(found, _contacts(now, cases["person_id"]))


def _midnight(day: pl.Expr) -> pl.Expr:
    local = day.cast(pl.Datetime("us")).dt.replace_time_zone(str(settings.CITY_ZONE))
    return local.dt.convert_time_zone("UTC")


def _not_told(met: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    ways = [told, told.rename({"from_id": "to_id", "to_id": "from_id"}).select(told.columns)]
    either = pl.concat(ways).select("from_id", "to_id", since="start", until="end")
    both = met.with_row_index("row").join(either, on=["from_id", "to_id"])
    together = (pl.col("since") < pl.col("end")) & (
        pl.col("until").is_null() | (pl.col("until") > pl.col("start"))
    )
    known = both.filter(together)["row"].unique()
    return met.with_row_index("row").filter(~pl.col("row").is_in(known.implode())).drop("row")


def _decided(verdict: str, people: pl.Series) -> tuple[tuple[int | None, int], ...]:
    rows = LinkDecision.objects.filter(verdict=verdict).values_list(
        "infector__person_id", "infectee__person_id"
    )
    cases = set(people)
    listed = [(a, b) for a, b in rows if b in cases and (a is None or a in cases)]
    return tuple(sorted(listed, key=lambda pair: (pair[1], pair[0] or 0)))


def _clustering(cases: pl.DataFrame, now: Situation) -> Clustering:
    people = cases["person_id"].implode()
    both = pl.col("from_id").is_in(people) & pl.col("to_id").is_in(people)
    return Clustering(
        linelist=cases.sort("id"),
        contacts=now.contacts.filter(both).sort("id"),
        stays=tables.stays().filter(pl.col("person_id").is_in(people)),
        places=tables.places(),
        households={p: now.households[p] for p in cases["person_id"] if p in now.households},
        protocols=now.protocols,
    )


def _digest(*parts: Any) -> str:
    """Tell evidence from other evidence."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, pl.DataFrame):
            written = BytesIO()
            part.write_ipc(written)
            digest.update(written.getvalue())
        else:
            digest.update(repr(part).encode())
    return digest.hexdigest()
