"""Events that follow from other events: a county's first case, and a cluster.

Both start the clock of an event report. They are worked out in the order in which things happened,
so that what had been reached at some instant stays reached, whatever happens later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from firebreak.engine.duties.protocols import Edition, Protocols
from firebreak.engine.duties.starting import instant
from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.engine.tables import CONTACTS, EVENTS, check_table, empty

Row = tuple[Any, ...]
CLASSIFIED = [f"case.{word}" for word in CLASSIFICATIONS]
ANCHORS = ("case.onset", "test.resulted.positive")


@dataclass(frozen=True)
class Counted:
    """A case that counts: one of its classifications, and what its window is anchored on."""

    person: int
    at: datetime
    until: datetime | None
    stored_at: datetime | None
    anchor: datetime
    county: int | None
    record: int | None


@dataclass
class Groups:
    """People joined by links, and the cases among them."""

    parent: dict[int, int] = field(default_factory=dict)
    cases: dict[int, list[Counted]] = field(default_factory=lambda: defaultdict(list))
    reached: set[int] = field(default_factory=set)

    def root(self, person: int) -> int:
        while (above := self.parent.get(person, person)) != person:
            self.parent[person] = self.parent.get(above, above)
            person = above
        return person

    def join(self, one: int, other: int) -> None:
        """Join two groups; a group that holds a cluster already reached stays one."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return
        if len(self.cases[a]) < len(self.cases[b]):
            a, b = b, a
        self.parent[b] = a
        self.cases[a] += self.cases.pop(b, [])
        if b in self.reached:
            self.reached.add(a)


def derived_events(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    protocols: Protocols,
    *,
    now: datetime,
    known: datetime | None = None,
    households: Mapping[int, int] | None = None,
) -> pl.DataFrame:
    """
    Return the first case of each county and each cluster, as events.

    Parameters
    ----------
    events, contacts
        Columns as in `tables.EVENTS` and `tables.CONTACTS`.
    protocols
        The control edition in force when a case was classified says what makes a cluster.
    now, known
        What happened after `now`, or was stored after `known`, does not count.
    households
        The household of each person, if known.

    Returns
    -------
    pl.DataFrame
        Rows for `tables.EVENTS`: `unit.first_case` and `unit.cluster`, whose subject is the
        counting unit of the case that made it true, at the time of its classification. `stored_at`
        is that of the classification.

    Notes
    -----
    People are linked by a recorded contact, by a household, or by having been exposed at the same
    place at the same time. The window is anchored on onset, else on the first positive result,
    else on the classification. Whether cases share a source is for people to judge: the report
    is due when the numbers are reached.
    """
    telling = pl.col("kind").is_in([*CLASSIFIED, *ANCHORS])
    counting = _counting(check_table(events, EVENTS, "events").filter(telling), now, known)
    links = _links(
        _met(check_table(contacts, CONTACTS, "contacts"), now, known),
        set(counting.filter(pl.col("kind").is_in(CLASSIFIED))["subject"]),
        households or {},
    )
    rows = [
        row
        for pathogen in protocols.pathogens
        for row in _of_pathogen(counting, links, protocols, pathogen)
    ]
    return pl.DataFrame(rows, schema=EVENTS, orient="row") if rows else empty(EVENTS)


def _counting(table: pl.DataFrame, now: datetime, known: datetime | None) -> pl.DataFrame:
    counts = pl.col("happened_at") <= instant(now)
    if known is not None:
        counts &= pl.col("stored_at").is_null() | (pl.col("stored_at") <= instant(known))
    return table.filter(counts)


def _met(table: pl.DataFrame, now: datetime, known: datetime | None) -> pl.DataFrame:
    """The encounters that count; one of unknown time does."""
    counts = pl.col("start").is_null() | (pl.col("start") <= instant(now))
    if known is not None:
        counts &= pl.col("stored_at").is_null() | (pl.col("stored_at") <= instant(known))
    return table.filter(counts)


def _of_pathogen(
    events: pl.DataFrame, links: "Links", protocols: Protocols, pathogen: str
) -> Iterator[Row]:
    editions = [e for e in protocols if e.pathogen == pathogen and e.thresholds.cluster_size]
    words = tuple(dict.fromkeys(word for e in editions for word in e.thresholds.cluster_counts))
    about = events.filter(pl.col("pathogen") == pathogen)
    yield from _first_cases(about, pathogen)
    linked = about.filter(pl.col("subject").is_in(links.people().implode()))
    yield from _clusters(_cases(linked, words), links, editions, pathogen)


def _cases(about: pl.DataFrame, words: Iterable[str]) -> Iterator[tuple[str, Counted]]:
    """Classifications in the order they happened, with what anchors their windows."""
    anchors = _anchors(about)
    for row in _classified(about, words).iter_rows(named=True):
        yield str(row["kind"]).removeprefix("case."), _counted(row, anchors)


def _classified(about: pl.DataFrame, words: Iterable[str]) -> pl.DataFrame:
    kinds = [f"case.{word}" for word in words]
    return about.filter(pl.col("kind").is_in(kinds)).sort("happened_at", "subject", "record")


def _counted(row: dict[str, Any], anchors: Mapping[int, datetime]) -> Counted:
    return Counted(
        person=row["subject"],
        at=row["happened_at"],
        until=row["happened_until"],
        stored_at=row["stored_at"],
        anchor=anchors.get(row["subject"], row["happened_at"]),
        county=row["county"],
        record=row["record"],
    )


def _anchors(events: pl.DataFrame) -> dict[int, datetime]:
    """Onset, or else the first positive result, of each person."""
    rows = events.filter(pl.col("kind").is_in(ANCHORS)).with_columns(
        rank=pl.col("kind").cast(pl.String).replace_strict({k: n for n, k in enumerate(ANCHORS)})
    )
    first = rows.sort("rank", "happened_at").unique("subject", keep="first", maintain_order=True)
    return dict(first.select("subject", "happened_at").iter_rows())


def _first_cases(about: pl.DataFrame, pathogen: str) -> Iterator[Row]:
    confirmed = _classified(about, ["confirmed"]).filter(pl.col("county").is_not_null())
    first = confirmed.unique("county", keep="first", maintain_order=True)
    for row in first.iter_rows(named=True):
        yield _event("unit.first_case", _counted(row, {}), pathogen)


def _clusters(
    cases: Iterable[tuple[str, Counted]],
    links: "Links",
    editions: list[Edition],
    pathogen: str,
) -> Iterator[Row]:
    groups, counted = Groups(), set()
    for word, case in cases:
        edition = next((e for e in editions if e.in_force(case.at)), None)
        if edition is None or word not in edition.thresholds.cluster_counts:
            continue
        if case.person in counted:
            continue
        counted.add(case.person)
        groups.cases[groups.root(case.person)].append(case)
        for other in links.until(case.person, case.at):
            if other < 0 or other in counted:
                groups.join(case.person, other)
        root = groups.root(case.person)
        if root not in groups.reached and _reaches(groups.cases[root], edition):
            groups.reached.add(root)
            if case.county is not None:
                yield _event("unit.cluster", case, pathogen)


def _reaches(cases: list[Counted], edition: Edition) -> bool:
    """Say whether enough of the cases lie within the edition's days."""
    size, days = edition.thresholds.cluster_size, edition.thresholds.cluster_days
    assert size is not None
    if days is None or len(cases) < size:
        return len(cases) >= size
    anchors = sorted(case.anchor for case in cases)
    within = timedelta(days=days)
    return any(b - a <= within for a, b in zip(anchors, anchors[size - 1 :], strict=False))


def _event(kind: str, case: Counted, pathogen: str) -> Row:
    return (
        case.county,
        kind,
        pathogen,
        None,
        case.county,
        case.at,
        case.until,
        None,
        case.stored_at,
        case.record,
    )


class Links:
    """Who is linked to whom, and from when on; a negative number is a household or a gathering."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[datetime | None, int]]] = defaultdict(list)
        self._numbers: dict[tuple[Any, ...], int] = {}

    def add(self, one: int, other: int, at: datetime | None) -> None:
        self._of[one].append((at, other))
        self._of[other].append((at, one))

    def share(self, person: int, what: tuple[Any, ...], at: datetime | None) -> None:
        """Link a person to what he has in common with others."""
        number = self._numbers.setdefault(what, -1 - len(self._numbers))
        self._of[person].append((at, number))

    def people(self) -> pl.Series:
        """Those who are linked to anybody or anything."""
        return pl.Series(list(self._of), dtype=pl.Int64())

    def until(self, person: int, at: datetime) -> list[int]:
        """Those linked to a person by an instant."""
        return [other for since, other in self._of[person] if since is None or since <= at]


def _links(contacts: pl.DataFrame, cases: set[int], households: Mapping[int, int]) -> Links:
    """The links of the cases; those between others join nobody."""
    links = Links()
    people = pl.Series(list(cases), dtype=pl.Int64()).implode()
    one, other = pl.col("from_id").is_in(people), pl.col("to_id").is_in(people)
    for a, b, at in contacts.filter(one & other).select("from_id", "to_id", "start").iter_rows():
        links.add(a, b, at)
    for person, place, at in _gathered(contacts, people).iter_rows():
        links.share(person, ("gathering", place, at), at)
    for person in cases & households.keys():
        links.share(person, ("household", households[person]), None)
    return links


def _gathered(contacts: pl.DataFrame, people: pl.Series) -> pl.DataFrame:
    """The cases who were at one place at one time with another of them."""
    known = contacts.filter(pl.col("place").is_not_null() & pl.col("start").is_not_null())
    sides = [known.select("place", "start", person=side) for side in ("from_id", "to_id")]
    there = pl.concat(sides).filter(pl.col("person").is_in(people)).unique()
    several = there.filter(pl.len().over("place", "start") > 1)
    return several.select("person", "place", "start").sort("place", "start", "person")
