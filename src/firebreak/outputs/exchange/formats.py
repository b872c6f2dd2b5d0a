"""The formats the record goes out in, by name: how each is written and what its files are called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from importlib import import_module

from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.drafts import Draft
from firebreak.outputs.exchange.writing import Written


@dataclass(frozen=True)
class Format:
    """A format: the ending of its file, and the room that writes it."""

    ending: str
    room: str
    endings: tuple[str, ...] = ()  # that the file may have instead, each another form of it
    is_report: bool = False  # says who reports, and when
    is_mapped: bool = False  # by the mapping of one instance
    of_totals: bool = False  # counts by unit and day, nobody by name
    of_county: bool = False  # says how far from the county that reports somebody lives
    dialect: str = ""  # of several in which the tables of one system are headed

    def takes(self, ending: str) -> bool:
        """Whether a file of this format may end so: as its own, or as no other format's does."""
        of_others = {one for known in FORMATS.values() for one in (known.ending, *known.endings)}
        return ending.lower() in (self.ending, *self.endings) or ending.lower() not in of_others

    @property
    def system(self) -> str:
        """The system whose own ids go back to it."""
        return self.room.partition("_tables")[0]

    def write(
        self,
        drafts: Iterable[Draft],
        *,
        zone: tzinfo,
        author: str,
        at: datetime,
        mapping: InstanceMap | None = None,
        division: str = "",
        codes: Mapping[str, str] | None = None,
        ending: str = "",
        counted_by: str = "",
    ) -> Written:
        """
        Write drafts; a report names its author and time, a mapped format needs its mapping.

        `ending`: of the file, where the format has several; else its own. `counted_by`: who
        counted, for a file of counts.
        """
        room = import_module(f"firebreak.outputs.exchange.{self.room}")
        make: Callable[..., Written] = room.write
        if self.is_report:
            return make(drafts, zone=zone, author=author, at=at)
        if self.is_mapped:
            return make(drafts, zone=zone, mapping=mapping)
        if self.of_totals:
            return make(drafts, zone=zone, codes=codes, counted_by=counted_by)
        form = {"form": ending.lower().removeprefix(".")} if ending.lower() in self.endings else {}
        if self.of_county:
            return make(drafts, zone=zone, division=division, **form)
        if self.dialect:
            return make(drafts, zone=zone, dialect=self.dialect)
        return make(drafts, zone=zone, **form)


FORMATS = {
    "godata": Format(".json", "godata"),
    "godata-csv": Format(".csv", "godata_tables", dialect="database"),
    "godata-csv-words": Format(".csv", "godata_tables", dialect="words"),
    "godata-csv-clean": Format(".csv", "godata_tables", dialect="clean"),
    "sormas": Format(".csv", "sormas"),
    "dhis2": Format(".json", "dhis2", is_mapped=True),
    "fhir": Format(".json", "fhir", is_report=True),
    "report-card": Format(".xlsx", "report_card", endings=(".csv",), of_county=True),
    "who-form": Format(".csv", "who_form"),
    "hxl": Format(".csv", "hxl", of_totals=True),
    "line-list": Format(".xlsx", "line_list", endings=(".csv",)),
}
