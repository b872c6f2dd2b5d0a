"""The chains and every case's probable infector as lines: records only for those that are shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from firebreak.records.chains.computing import Result
from firebreak.records.models import Case
from firebreak.site.chains.infectors import LISTED, link_address, rows_seen
from firebreak.site.chains.seen import Seen

SOURCES_LISTED = 3


@dataclass(frozen=True)
class Chain:
    """
    One chain, and who probably began it.

    Attributes
    ----------
    seen
        How many of its cases the reader sees; `has_elsewhere` if there are others.
    sources
        The case, whether it is one the reader does not see, and the probability.
    """

    number: int
    people: frozenset[int]
    seen: int
    sources: list[tuple[Case | None, bool, float]]

    @property
    def has_elsewhere(self) -> bool:
        """Whether it has cases the reader does not see."""
        return self.seen < len(self.people)


@dataclass(frozen=True)
class Line:
    """One case of the table, with the infector chosen for it."""

    case: Case
    onset: date | None
    infector: Case | None
    is_elsewhere: bool
    probability: float
    unseen: float
    offspring: dict[str, float]
    href: str


def chains_of(result: Result, known: Seen) -> list[Chain]:
    """Return the chains of two cases and more that the reader sees any of, the largest first."""
    members = _members(result)
    sources = result.chains.sources
    found = []
    for chain, people in enumerate(members, 1):
        visible = sum(p in known.case_of for p in people)
        if len(people) < 2 or not visible:
            continue
        of_it = sources.filter(pl.col("chain") == chain)
        found.append(Chain(chain, people, visible, _sources(of_it, known)))
    return found


def _members(result: Result) -> list[frozenset[int]]:
    """The cases of each chain, in the order in which `Chains.sources` numbers them."""
    infector_of = dict(result.chains.consensus().select("infectee", "infector").iter_rows())
    place = {person: n for n, person in enumerate(result.chains.ids)}
    found: dict[int, set[int]] = {}
    for person in infector_of:
        root = person
        while infector_of.get(root) is not None:
            root = infector_of[root]
        found.setdefault(root, set()).add(person)
    chains = map(frozenset, found.values())
    return sorted(chains, key=lambda people: (-len(people), min(place[p] for p in people)))


def _sources(rows: pl.DataFrame, known: Seen) -> list[tuple[Case | None, bool, float]]:
    shown = rows.filter(pl.col("probability") >= LISTED).head(SOURCES_LISTED)
    cases = known.fetched(shown["id"].drop_nulls())
    pairs = shown.select("id", "probability").iter_rows()
    return [(cases.get(who), who is not None and who not in cases, p) for who, p in pairs]


def standing_alone(result: Result, known: Seen) -> int:
    """Count the cases the reader sees that no chain holds."""
    own = [people for people in _members(result) if len(people) == 1]
    return sum(1 for (person,) in own if person in known.case_of)


class Lines:
    """The cases with the infector chosen for each, by onset; records only for the page shown."""

    def __init__(self, result: Result, known: Seen) -> None:
        self.known = known
        chosen = result.chains.consensus()
        listed = result.evidence.linelist.select("id", "date_onset")
        self.rows = (
            rows_seen(chosen.rename({"support": "probability"}), known)
            .filter(pl.col("infectee").is_in(known.people))
            .join(listed, left_on="infectee", right_on="id")
            .join(result.chains.offspring, left_on="infectee", right_on="id")
            .sort("date_onset", "infectee", nulls_last=True)
        )

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Line]:
        return list(self._lines(self.rows[part]))

    def _lines(self, rows: pl.DataFrame) -> Iterator[Line]:
        ends = set(rows["infectee"]) | set(rows["infector"].drop_nulls())
        cases = self.known.fetched(ends)
        for row in rows.iter_rows(named=True):
            case, infector = cases.get(row["infectee"]), cases.get(row["infector"])
            if case is None:
                continue
            numbers = {name: row[name] for name in ("mean", "lower", "upper")}
            href = "" if row["is_elsewhere"] else link_address(case, infector)
            yield Line(
                case=case,
                onset=row["date_onset"],
                infector=infector,
                is_elsewhere=row["is_elsewhere"],
                probability=row["probability"],
                unseen=row["generations"] or 0.0,
                offspring=numbers,
                href=href,
            )
