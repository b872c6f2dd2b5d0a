"""Which cases of the chains a reader sees: the others are "a case elsewhere", without a mark of who."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from firebreak.records.chains.evidence import Evidence
from firebreak.records.models import Case
from firebreak.records.situation import Situation, linelist_seen
from firebreak.records.visibility import Scope


@dataclass(frozen=True)
class Seen:
    """
    The cases of some chains, by person, as far as a scope sees them.

    Attributes
    ----------
    may_trace
        Whether the reader is shown where and when stays of feeds say that two met.
    """

    evidence: Evidence
    may_trace: bool
    own: np.ndarray = field(repr=False)  # of all cases that are seen, ascending

    def sees(self, person: int) -> bool:
        """Say whether somebody of the chains is seen."""
        return not self.unseen_of([person])

    def unseen_of(self, people: Iterable[int]) -> list[int]:
        """Return those of some people who are not seen."""
        asked = list(people)
        cases = np.array([self.evidence.case_of(person) or 0 for person in asked], np.int64)
        places = np.searchsorted(self.own, cases)
        is_seen = np.append(self.own, -1)[places] == cases
        return [person for person, one in zip(asked, is_seen, strict=True) if not one]

    def fact(self, person: int) -> dict[str, Any]:
        """Return his row of the list; empty if he is not seen, or not in it."""
        return (self.evidence.fact(person) or {}) if self.sees(person) else {}

    @cached_property
    def case_of(self) -> dict[int, int]:
        """Person -> case, of all that are seen."""
        rows = self.evidence.linelist.filter(pl.col("case_id").is_in(self.own))
        return dict(rows.select("id", "case_id").iter_rows())

    @property
    def people(self) -> list[int]:
        """The persons, in the order of the list."""
        return list(self.case_of)

    @property
    def unseen(self) -> int:
        """How many cases of the chains are elsewhere."""
        return self.evidence.linelist.height - len(self.case_of)

    @cached_property
    def cases(self) -> dict[int, Case]:
        """Person -> the case with its person."""
        return self.fetched(self.case_of)

    def fetched(self, people: Iterable[int]) -> dict[int, Case]:
        """Fetch the cases of some people, those that are seen."""
        wanted = {self.evidence.case_of(p) for p in people if self.sees(p)}
        found = Case.objects.select_related("person", "unit_counting").in_bulk(wanted)
        return {case.person_id: case for case in found.values()}

    @cached_property
    def facts(self) -> dict[int, dict]:
        """Person -> his row of the list, of those that are seen."""
        rows = self.evidence.linelist.iter_rows(named=True)
        return {row["id"]: row for row in rows if row["id"] in self.case_of}


def seen(told: Evidence, now: Situation, scope: Scope) -> Seen:
    """Return which cases of the chains a scope sees, by the same test as the list of cases."""
    return Seen(told, scope.may("traces.read"), now.once(_own, scope))


def _own(now: Situation, scope: Scope) -> np.ndarray:
    return np.sort(linelist_seen(now, scope)["id"].to_numpy())
