"""Find the clusters among cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from firebreak.engine.duties.protocols import Edition, Protocols
from firebreak.engine.epidemic.clusters.chance import by_chain, by_chance
from firebreak.engine.epidemic.clusters.counted import PEOPLE, counted
from firebreak.engine.epidemic.clusters.groups import components, reached
from firebreak.engine.epidemic.clusters.links import (
    EVIDENCE,
    by_contact,
    by_household,
    by_place,
    evidence,
)
from firebreak.engine.epidemic.errors import EpidemicError

KINDS = ("legal", "beyond_chance", "chain")
CLUSTERS: dict[str, pl.DataType] = {
    "cluster": pl.Int64(),
    "kind": pl.String(),  # one of KINDS
    "cases": pl.Int64(),
    "infected_here": pl.Int64(),  # those of them not recorded as infected elsewhere
    "first": pl.Date(),
    "last": pl.Date(),
    "p_value": pl.Float64(),  # of kind beyond_chance; null of the others
}
#: Days in which a case can have been infected, where the edition does not say.
EXPOSURE_DAYS = 14
#: Links reach so far where the edition sets no days: longer than any outbreak.
WITHOUT_LIMIT = 36_500


class Clusters(NamedTuple):
    """
    Clusters, their members, and what links them; see `find_clusters`.

    `edition` is the edition whose definition was applied; `undated` the ids of the cases that count
    and have no day, which are in no cluster.
    """

    clusters: pl.DataFrame
    members: pl.DataFrame
    evidence: pl.DataFrame
    edition: Edition
    undated: tuple[int, ...]


def find_clusters(
    linelist: pl.DataFrame,
    contacts: pl.DataFrame | None = None,
    *,
    protocols: Protocols,
    pathogen: str,
    now: datetime,
    households: Mapping[int, int] | None = None,
    stays: pl.DataFrame | None = None,
    places: pl.DataFrame | None = None,
    index: Any = None,
    chains: Any = None,
) -> Clusters:
    """
    Find the cases that belong together: by the definition in force, and beyond chance.

    The legal answer is that of the control edition in force at `now`: `cluster_size` linked cases
    within `cluster_days` of one another, counted as `cluster_counts` says. Cases are linked by a
    recorded contact, a household, or by having been at one place of `cluster_settings` at one time.
    The other kinds are hints: a place at a time that holds more cases than chance explains, and a
    chain of transmission more likely than not. Whether cases share a source is for people to judge.

    Parameters
    ----------
    linelist, contacts, stays, places
        See `engine/tables.py`. Contacts and stays speak of `person_id` (of `id`, where the line
        list has no persons).
    protocols
        The editions.
    pathogen
        Which disease.
    now
        Decides the edition; cases that fell ill later do not count.
    households
        Person -> household.
    index
        Of everybody's stays (`fb.tracing.build`), for the places beyond chance.
    chains
        What `fb.infer_chains` returned, its ids being persons.

    Returns
    -------
    Clusters
        `clusters`: one row each, see `CLUSTERS`; the legal ones first, the largest first.

        `members`: `cluster`, `id`, `person_id`, `day`, `day_is` (which of the dates it is),
        `imported`. A case may be in one cluster of each kind, and in several beyond chance.

        `evidence`: `cluster`, and a row of `links.EVIDENCE` for everything that links its cases.

    Raises
    ------
    EpidemicError
        A table lacks what is needed.
    NoEditionError
        No control edition was in force.

    References
    ----------
    National surveillance plans for COVID-19, 2nd to 5th edition (2020): two or more within 14 days
    in a small setting. The editions' own files name their sources.

    Examples
    --------
    >>> from datetime import UTC, date
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> cases = pl.DataFrame(
    ...     {
    ...         "id": [1, 2, 3],
    ...         "classification": ["confirmed"] * 3,
    ...         "date_onset": [date(2020, 1, 20), date(2020, 1, 24), date(2020, 1, 25)],
    ...     }
    ... )
    >>> found = find_clusters(
    ...     cases,
    ...     protocols=load_protocols(),
    ...     pathogen="sars-cov-2",
    ...     now=datetime(2020, 2, 3, tzinfo=UTC),
    ...     households={1: 7, 2: 7, 3: 8},
    ... )
    >>> found.members["id"].to_list(), found.evidence["kind"].unique().to_list()
    ([1, 2], ['household'])
    """
    edition = protocols.governing(pathogen, now)
    until = now.astimezone(edition.time_zone).date()
    everybody = counted(linelist, edition, until)
    people = everybody.drop_nulls("day")
    days = edition.thresholds.cluster_days or WITHOUT_LIMIT
    linked = [evidence(pl.DataFrame({"person_id": []}), "contact")]
    if contacts is not None:
        linked.append(by_contact(people, contacts, days))
    if households:
        linked.append(by_household(people, households, days))
    if stays is not None:
        linked.append(_by_place(people, stays, places, edition, days))
    found = [_legal(people, pl.concat(linked), edition, days)]
    if index is not None:
        found += _beyond_chance(people, index, edition)
    if chains is not None:
        found.append(_grouped(by_chain(people, chains), "chain"))
    undated = tuple(everybody.filter(pl.col("day").is_null())["id"].to_list())
    return Clusters(*_numbered(people, found), edition, undated)


def _by_place(
    people: pl.DataFrame,
    stays: pl.DataFrame,
    places: pl.DataFrame | None,
    edition: Edition,
    days: int,
) -> pl.DataFrame:
    if places is None:
        raise EpidemicError("stays came without places: give places= too, for their kinds.")
    return by_place(people, stays, places, edition.thresholds.cluster_settings, days)


def _legal(people: pl.DataFrame, rows: pl.DataFrame, edition: Edition, days: int) -> pl.DataFrame:
    size = edition.thresholds.cluster_size
    if size is None:
        return _grouped(rows.clear(), "legal")
    dated = components(rows).join(people.select("person_id", "day"), on="person_id")
    found = reached(dated, size, days)
    return _grouped(rows, "legal").filter(pl.col("group").is_in(found.implode()))


def _beyond_chance(people: pl.DataFrame, index: Any, edition: Edition) -> list[pl.DataFrame]:
    """Each place is a cluster of its own: two that share a case are two hints."""
    days = edition.thresholds.exposure_days or EXPOSURE_DAYS
    rows = by_chance(people, index, days, edition.thresholds.cluster_size or 2)
    return [_grouped(one, "beyond_chance") for one in rows.partition_by("tie", maintain_order=True)]


def _grouped(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the evidence with its group, the groups being of one kind."""
    return rows.join(components(rows), on="person_id").with_columns(of=pl.lit(kind))


def _numbered(
    people: pl.DataFrame, found: list[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    whole = pl.concat(
        rows.with_columns(group=pl.format("{}-{}", pl.lit(number), "group"))
        for number, rows in enumerate(found)
    )
    named = pl.concat(
        [whole.select("of", "group", person_id=side) for side in ("person_id", "other_id")]
    )
    members = named.unique().join(people, on="person_id")
    order = pl.col("of").replace_strict(
        {kind: n for n, kind in enumerate(KINDS)}, return_dtype=pl.Int64
    )
    clusters = (
        members.group_by("of", "group")
        .agg(
            cases=pl.len().cast(pl.Int64),
            infected_here=pl.col("imported").ne_missing(True).sum().cast(pl.Int64),
            first=pl.col("day").min(),
            last=pl.col("day").max(),
            person=pl.col("person_id").min(),
        )
        .join(whole.group_by("group").agg(pl.col("p_value").min()), on="group")
        .sort(order, -pl.col("cases"), "p_value", "first", "person", "group")
        .with_row_index("cluster", offset=1)
        .with_columns(pl.col("cluster").cast(pl.Int64))
        .rename({"of": "kind"})
    )
    number = clusters.select("group", "cluster")
    return (
        clusters.select(pl.col(name).cast(kind) for name, kind in CLUSTERS.items()),
        members.join(number, on="group").select("cluster", *PEOPLE).sort("cluster", "day", "id"),
        whole.join(number, on="group")
        .select("cluster", *EVIDENCE)
        .sort("cluster", "kind", "start", "tie", "person_id", "other_id"),
    )
