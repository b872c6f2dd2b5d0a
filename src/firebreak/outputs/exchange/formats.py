"""The formats the record goes out in, by name: how each is written and what its files are called."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from importlib import import_module

from firebreak.intake.drafts import Draft
from firebreak.outputs.exchange.writing import Written


@dataclass(frozen=True)
class Format:
    """A format: the ending of its file, and the room that writes it."""

    ending: str
    room: str
    is_report: bool = False  # says who reports, and when

    def write(self, drafts: Iterable[Draft], *, zone: tzinfo, author: str, at: datetime) -> Written:
        """Write drafts; a format that is a report names its author and time."""
        room = import_module(f"firebreak.outputs.exchange.{self.room}")
        make: Callable[..., Written] = room.write
        if self.is_report:
            return make(drafts, zone=zone, author=author, at=at)
        return make(drafts, zone=zone)


FORMATS = {
    "godata": Format(".json", "godata"),
    "sormas": Format(".csv", "sormas"),
    "fhir": Format(".json", "fhir", is_report=True),
}
