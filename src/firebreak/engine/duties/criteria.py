"""Events that follow from other events: a county's first case, and a cluster.

Both start the clock of an event report. They are worked out in the order in which things happened,
so that what had been reached at some instant stays reached, whatever happens later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from firebreak.engine.duties.protocols import Edition, Protocols
from firebreak.engine.duties.starting import instant, length_micros
from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.engine.tables import EVENTS, check_table, empty, watched_contacts

Row = tuple[Any, ...]
CLASSIFIED = [f"case.{word}" for word in CLASSIFICATIONS]
ANCHORS = ("case.onset", "test.resulted.positive")
ALWAYS = -(2**63)


@dataclass
class Groups:
    """People joined by links, and the anchors of the cases among them (until there are enough)."""

    parent: dict[int, int] = field(default_factory=dict)
    anchors: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
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
        if len(self.anchors[a]) < len(self.anchors[b]):
            a, b = b, a
        self.parent[b] = a
        self.anchors[a] += self.anchors.pop(b, [])
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
        _met(watched_contacts(contacts), now, known),
        set(counting.filter(pl.col("kind").is_in(CLASSIFIED))["subject"]),
        households or {},
    )
    found = [_of_pathogen(counting, links, protocols, about) for about in protocols.pathogens]
    return pl.concat(found) if found else empty(EVENTS)


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
) -> pl.DataFrame:
    editions = [e for e in protocols if e.pathogen == pathogen and e.thresholds.cluster_size]
    words = (word for e in editions for word in e.thresholds.cluster_counts)
    cases = _cases(events, pathogen, dict.fromkeys(("confirmed", *words)))
    first = cases.filter(pl.col("kind") == "case.confirmed").drop_nulls("county")
    first = first.unique("county", keep="first", maintain_order=True)
    clusters = _clusters(_counted(cases, editions), links, editions)
    return pl.concat(
        [_events("unit.first_case", first), _events("unit.cluster", clusters.drop_nulls("county"))]
    )


def _cases(events: pl.DataFrame, pathogen: str, words: Iterable[str]) -> pl.DataFrame:
    """Classifications in the order they happened, with what anchors their windows."""
    about = events.filter(pl.col("pathogen") == pathogen)
    rows = about.filter(pl.col("kind").is_in([f"case.{word}" for word in words]))
    anchored = rows.join(_anchors(about), on="subject", how="left")
    return anchored.with_columns(pl.coalesce("anchor", "happened_at")).sort(
        "happened_at", "subject", "record"
    )


def _anchors(events: pl.DataFrame) -> pl.DataFrame:
    """Onset, or else the first positive result, of each person."""
    rows = events.filter(pl.any_horizontal(pl.col("kind") == kind for kind in ANCHORS))
    first = (pl.col("happened_at").filter(pl.col("kind") == kind).min() for kind in ANCHORS)
    return rows.group_by("subject").agg(anchor=pl.coalesce(*first))


def _counted(cases: pl.DataFrame, editions: list[Edition]) -> pl.DataFrame:
    """The first classification of each person that counts under the edition then in force."""
    which, counts = pl.lit(None, pl.Int64), pl.lit(value=False)
    for index, edition in reversed(list(enumerate(editions))):
        which = pl.when(_in_force(edition)).then(pl.lit(index)).otherwise(which)
    for index, edition in enumerate(editions):
        kinds = [f"case.{word}" for word in edition.thresholds.cluster_counts]
        counts |= (pl.col("edition") == index) & pl.col("kind").is_in(kinds)
    counted = cases.with_columns(edition=which).filter(counts)
    return counted.unique("subject", keep="first", maintain_order=True)


def _in_force(edition: Edition) -> pl.Expr:
    since = pl.col("happened_at") >= instant(edition.valid_from)
    if edition.valid_to is None:
        return since
    return since & (pl.col("happened_at") < instant(edition.valid_to))


def _clusters(cases: pl.DataFrame, links: "Links", editions: list[Edition]) -> pl.DataFrame:
    """The cases that made a cluster of the people linked to them."""
    if all((e.thresholds.cluster_size or 0) > 1 for e in editions):
        cases = cases.filter(pl.col("subject").is_in(links.people().implode()))
    groups, counted, found = Groups(), set(), []
    columns = (
        cases["subject"],
        cases["happened_at"].to_physical(),
        cases["anchor"].to_physical(),
        cases["edition"],
    )
    for row, (person, at, anchor, edition) in enumerate(zip(*columns, strict=True)):
        counted.add(person)
        groups.anchors[groups.root(person)].append(anchor)
        for other in links.until(person, at):
            if other < 0 or other in counted:
                groups.join(person, other)
        root = groups.root(person)
        if root not in groups.reached and _reaches(groups.anchors[root], editions[edition]):
            groups.reached.add(root)
            found.append(row)
    return cases[found]


def _reaches(anchors: list[int], edition: Edition) -> bool:
    """Say whether enough of the cases lie within the edition's days."""
    size, days = edition.thresholds.cluster_size, edition.thresholds.cluster_days
    assert size is not None
    if len(anchors) < size:
        return False
    anchors.sort()
    if days is None:
        return True
    within = length_micros(timedelta(days=days))
    return any(b - a <= within for a, b in zip(anchors, anchors[size - 1 :], strict=False))


def _events(kind: str, cases: pl.DataFrame) -> pl.DataFrame:
    """Events of the counting units of some cases, at the time of their classification."""
    facts = ("pathogen", "county", "happened_at", "happened_until", "stored_at", "record")
    return check_table(cases.select(*facts, subject="county", kind=pl.lit(kind)), EVENTS, "events")


class Links:
    """Who is linked to whom, since when (microseconds); below 0: a household or a gathering."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._numbers: dict[tuple[Any, ...], int] = {}

    def add(self, one: int, other: int, at: int) -> None:
        self._of[one].append((at, other))
        self._of[other].append((at, one))

    def share(self, person: int, what: tuple[Any, ...], at: int) -> None:
        """Link a person to what he has in common with others."""
        number = self._numbers.setdefault(what, -1 - len(self._numbers))
        self._of[person].append((at, number))

    def until(self, person: int, at: int) -> list[int]:
        """Those linked to a person by an instant."""
        return [other for since, other in self._of.get(person, ()) if since <= at]

    def people(self) -> pl.Series:
        """Who is linked to anybody or anything."""
        return pl.Series(list(self._of), dtype=pl.Int64())


def _links(contacts: pl.DataFrame, cases: set[int], households: Mapping[int, int]) -> Links:
    """The links of the cases; those between others join nobody."""
    links = Links()
    people = pl.Series(list(cases), dtype=pl.Int64()).implode()
    one, other = pl.col("from_id").is_in(people), pl.col("to_id").is_in(people)
    met = contacts.filter(one & other).select("from_id", "to_id", _since_always())
    for a, b, at in met.iter_rows():
        links.add(a, b, at)
    for person, place, at in _gathered(contacts, people).iter_rows():
        links.share(person, ("gathering", place, at), at)
    for person in cases & households.keys():
        links.share(person, ("household", households[person]), ALWAYS)
    return links


def _gathered(contacts: pl.DataFrame, people: pl.Series) -> pl.DataFrame:
    """The cases who were at one place at one time with another of them."""
    known = contacts.filter(pl.col("place").is_not_null() & pl.col("start").is_not_null())
    sides = [known.select("place", "start", person=side) for side in ("from_id", "to_id")]
    there = pl.concat(sides).filter(pl.col("person").is_in(people)).unique()
    several = there.filter(pl.len().over("place", "start") > 1)
    return several.select("person", "place", _since_always()).sort("place", "start", "person")


def _since_always() -> pl.Expr:
    """From when on a link holds; one of unknown time, always."""
    return pl.col("start").to_physical().fill_null(ALWAYS)
