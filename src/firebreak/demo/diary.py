"""The diary of the demo city: what each office wrote down, when, in the order of writing.

An entry calls one action of the record at the instant at which the office stored it. What an entry
makes gets a name; later entries refer to it by that name. Nothing here touches the database
(`loading.py` does), so the whole diary can be made, compared and tested without one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from firebreak.demo.city import is_under
from firebreak.demo.people import Maker
from firebreak.demo.times import STARTS


@dataclass(frozen=True)
class Made:
    """What an earlier entry made, by its name."""

    name: str


@dataclass(frozen=True)
class At:
    """The unit with this code."""

    code: str


@dataclass(frozen=True)
class Clerk:
    """Who writes: a role at a unit."""

    role: str
    unit: str


@dataclass(frozen=True)
class Entry:
    """One action, as it was stored."""

    at: datetime
    turn: int
    action: str
    by: Clerk | None
    says: dict[str, Any]
    makes: str | None

    @property
    def sitting(self) -> tuple[datetime, str, Clerk | None, At | None]:
        """Entries of one sitting are stored together, in one change."""
        return self.at, self.action, self.by, self.says.get("unit")


@dataclass
class Known:
    """Somebody of the city: his facts, and which office first wrote him down, when."""

    facts: dict[str, Any]
    at: datetime | None = None
    by: Clerk | None = None

    def told(self) -> dict[str, Any]:
        """The facts as the first office wrote them: whoever is from elsewhere stays with it."""
        homes = [self.facts.get("unit_residence"), self.facts.get("unit_stay")]
        if self.by is None or any(home and is_under(home.code, self.by.unit) for home in homes):
            return self.facts
        return self.facts | {"unit_stay": At(self.by.unit)}


@dataclass
class Diary:
    """Collects entries; `entries()` gives those that had been written when the demo begins."""

    seed: int
    people: Maker = field(init=False)
    written: list[Entry] = field(default_factory=list)
    known: dict[str, "Known"] = field(default_factory=dict)
    samples: int = 0
    ends: datetime = STARTS

    def __post_init__(self) -> None:
        self.people = Maker(self.random("people"))

    def random(self, part: str) -> Random:
        """Return the random numbers of one part, so that the parts do not disturb each other."""
        return Random(f"{self.seed}/{part}")

    def sample_number(self, taken: datetime) -> str:
        """Return the next label: the day of the taking and a running number."""
        self.samples += 1
        return f"{taken:%m%d}-{self.samples:04d}"

    def write(
        self, at: datetime, action: str, by: Clerk | None, makes: str | None = None, /, **says: Any
    ) -> Made | None:
        """Note an action; what the future would write is left out."""
        if at <= self.ends:
            self.written.append(Entry(at, len(self.written), action, by, says, makes))
        return Made(makes) if makes else None

    def introduce(self, key: str, **facts: Any) -> None:
        """Give somebody his facts; he is on file only once an office meets him."""
        self.known[key] = Known(self.people.facts(**facts))

    def meet(self, key: str, at: datetime, by: Clerk) -> Made:
        """An office has to do with somebody: he is registered at the earliest such instant."""
        known = self.known[key]
        if at <= self.ends and (known.at is None or at < known.at):
            known.at, known.by = at, by
        return Made(f"person.{key}")

    def entries(self) -> Iterator[Entry]:
        """The entries in the order of writing."""
        registered = [
            Entry(known.at, -1, "people.register", known.by, known.told(), f"person.{key}")
            for key, known in self.known.items()
            if known.at is not None
        ]
        return iter(sorted(registered + self.written, key=lambda entry: (entry.at, entry.turn)))
