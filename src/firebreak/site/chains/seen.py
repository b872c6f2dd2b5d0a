"""Which cases of the chains a reader sees: the others are "a case elsewhere", without a mark of who."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

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
    case_of
        Person -> case, of those that are seen.
    may_trace
        Whether the reader is shown where and when stays of feeds say that two met.
    """

    evidence: Evidence
    case_of: dict[int, int]
    may_trace: bool

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
        wanted = {self.case_of[p] for p in people if p in self.case_of}
        found = Case.objects.select_related("person", "unit_counting").in_bulk(wanted)
        return {case.person_id: case for case in found.values()}

    @cached_property
    def facts(self) -> dict[int, dict]:
        """Person -> his row of the list, of those that are seen."""
        rows = self.evidence.linelist.iter_rows(named=True)
        return {row["id"]: row for row in rows if row["id"] in self.case_of}


def seen(told: Evidence, now: Situation, scope: Scope) -> Seen:
    """Return which cases of the chains a scope sees, by the same test as the list of cases."""
    own = linelist_seen(now, scope)["id"]
    rows = told.linelist.filter(pl.col("case_id").is_in(own.implode()))
    return Seen(told, dict(rows.select("id", "case_id").iter_rows()), scope.may("traces.read"))
