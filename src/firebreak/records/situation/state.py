"""What a situation is: the engine's tables at an instant, and what follows from them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.db import models

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.criteria import derived_events
from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.duties.seats import seated
from firebreak.records import editions
from firebreak.records.answers import Answer, Answering
from firebreak.records.early_ends import let_go

LARGE = 200_000  # events; below this a situation is made while one waits
ROUNDS_BACK = timedelta(days=2)  # rounds due earlier are history: `rounds_since` asks for them


@dataclass(frozen=True)
class Situation(Answering):
    """
    The tables and duties at an instant.

    Attributes
    ----------
    at
        The instant the clocks are read at.
    known
        The instant up to which the record is read; None for the present.
    change_id
        The last change of the record that is in it.
    began
        When the first change was made: clocks that ran out before it are not judged.
    parts
        Kind of record -> its events.
    """

    at: datetime
    known: datetime | None
    change_id: int
    began: datetime | None
    parts: dict[type[models.Model], pl.DataFrame]
    linelist: pl.DataFrame
    contacts: pl.DataFrame
    units: pl.DataFrame
    divisions: dict[int, str]  # counting unit -> division code: which editions apply to it
    households: dict[int, int]  # person -> household
    pathogen: str
    watermarks: dict[type[models.Model], int]
    #: What outlives a change of other records: shared by a situation and those made from it. Each
    #: entry says itself which version of the record it is of.
    lasting: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def told(self) -> int:
        """How many events are on record."""
        return sum(part.height for part in self.parts.values())

    @property
    def is_large(self) -> bool:
        """Whether to make it takes longer than a page may."""
        return self.told > LARGE

    @property
    def recorded(self) -> pl.DataFrame:
        """The events that the records tell, each by itself."""
        return pl.concat(list(self.parts.values()))

    @cached_property
    def events(self) -> pl.DataFrame:
        """All events, with those that follow from several (a county's first case, a contact let go)."""
        return pl.concat([*self.parts.values(), self.met])

    @cached_property
    def met(self) -> pl.DataFrame:
        """The events that follow from several others."""
        reached = derived_events(
            self.recorded,
            self.contacts,
            self.protocols,
            now=self.at,
            households=self.households,
        )
        return pl.concat([reached, let_go(self)])

    @cached_property
    def protocols(self) -> Protocols:
        """The editions that may apply."""
        return editions.protocols()

    @cached_property
    def duties(self) -> pl.DataFrame:
        """Every duty; of the rounds, those of the last two days."""
        return self.rounds_since(self.at - ROUNDS_BACK)

    def rounds_since(self, since: datetime | None) -> pl.DataFrame:
        """Every duty, with the rounds due after `since` (None: all rounds there ever were)."""
        found = duties(
            self.events,
            self.protocols,
            now=self.at,
            since=since,
            divisions=self.divisions,
            began=self.began,
        )
        return seated(found, self.units)

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs; all events are put together again from their parts."""
        answers = {
            key: (answer.value, answer.idle)
            for key, answer in list(self._answers.items())
            if answer.is_known
        }
        state = {k: v for k, v in vars(self).items() if k != "events"}
        return state | {"_answers": answers, "lasting": {}}  # each process keeps its own

    def __setstate__(self, state: dict[str, Any]) -> None:
        answers = {
            key: Answer(value=value, is_known=True, idle=idle)
            for key, (value, idle) in state["_answers"].items()
        }
        vars(self).update(state | {"_answers": answers})

    def duties_of(self, person: int) -> list[dict[str, Any]]:
        """The duties about a person, as rows: for a handful, that is quicker than a table of them."""
        subjects, rows = self.once(duties_by_person)
        low, high = np.searchsorted(subjects, (person, person + 1))
        return [self.duties.row(int(row), named=True) for row in rows[low:high]]


def duties_by_person(of: Situation) -> tuple[np.ndarray, np.ndarray]:
    rows = (of.duties["subject_kind"] == "person").arg_true().to_numpy()
    subjects = of.duties["subject"].gather(rows).to_numpy()
    order = np.argsort(subjects, kind="stable")
    return subjects[order], rows[order]
