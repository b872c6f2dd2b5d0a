"""Whom cases met who becomes a contact by a change of edition: shown, and chosen to be contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import polars as pl

from firebreak.engine.duties.protocols import Edition
from firebreak.records.models import Case, Contact
from firebreak.records.situation import Situation, linelist_seen
from firebreak.records.traces import changing
from firebreak.site.traces.proposals import Line, Rows, key_of, line_of
from firebreak.site.traces.seen import Seen


@dataclass(frozen=True)
class NewlyMet:
    """What the reader sees of them, latest meeting first; `unseen` people of other units are a count."""

    met: changing.NewlyMet
    seen: Seen
    meetings: pl.DataFrame
    unseen: int

    def __len__(self) -> int:
        return self.meetings.height

    def __getitem__(self, part: slice) -> list[Line]:
        return self._lines(Rows(self.meetings)[part])

    def chosen(self, keys: set[str]) -> list[tuple[Case, list[Line]]]:
        """Return the lines with these keys that may become contacts, by case."""
        rows = [row for row in Rows(self.meetings)[:] if key_of(row) in keys]
        lines = [line for line in self._lines(rows) if line.may_be_chosen]
        lines.sort(key=_case_number)
        return [
            (self.met.cases[number], list(of_case))
            for number, of_case in groupby(lines, key=_case_number)
        ]

    @cached_property
    def _known(self) -> dict[int, dict[int, Contact]]:
        """Case -> person -> contact on file."""
        found: dict[int, dict[int, Contact]] = {}
        for contact in Contact.objects.filter(case__in=self.met.cases).order_by("-id"):
            found.setdefault(contact.case_id, {})[contact.person_id] = contact
        return found

    def _lines(self, rows: Sequence[Mapping]) -> list[Line]:
        who = self.seen.who({row["to_id"] for row in rows})
        where = self.seen.where({row["place_id"] for row in rows})
        return [
            line_of(
                row,
                who,
                where[row["place_id"]],
                self.met.manners[row["case"]],
                self._known.get(row["case"], {}),
                self.met.cases[row["case"]],
            )
            for row in rows
        ]


def newly_met(request, now: Situation, old: Edition, new: Edition) -> NewlyMet:
    """Trace the cases that the reader sees by both editions, and cut what differs to what he sees."""
    met = changing.newly_met(now, linelist_seen(now, request.scope), old, new, by=request.user)
    seen = Seen(met.stays, request.scope)
    shown = seen.among(met.meetings, "to_id").sort(
        "certain", "end", "case", "to_id", descending=[True, True, False, False]
    )
    unseen = met.meetings["to_id"].n_unique() - shown["to_id"].n_unique()
    return NewlyMet(met, seen, shown, unseen)


def _case_number(line: Line) -> int:
    assert line.case is not None
    return line.case.pk
