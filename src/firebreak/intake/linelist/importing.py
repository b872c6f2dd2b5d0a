"""What every import is made of: the file as a source, who imports it, and what it comes to.

The kinds of list are `cases.py`, `visits.py` and `counts.py`; the one change around them is
`apply.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.on_file import documents_at, unit_book
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.rows import PRIVATE
from firebreak.intake.linelist.sheet import Sheet
from firebreak.intake.linelist.units import UnitBook, UnitFound
from firebreak.records import change, clock
from firebreak.records.editions import governing
from firebreak.records.identifiers import index_of
from firebreak.records.models import Installation, Source, Unit, User
from firebreak.records.visibility import Refused, Scope, require

CHUNK = 5_000  # rows written between two reports of progress
Progress = Callable[[int, int], None]


class ImportRefused(ValidationError):
    """The file cannot be applied; `problems` say why. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_("The file cannot be applied; nothing was changed."))


@dataclass(frozen=True)
class Difference:
    """
    A value that the file says otherwise than the record.

    `before` and `after` are None where they would name a person; `filled`: nothing was known before.
    """

    row: int
    record: str
    record_id: int
    number: str
    field: str
    before: str | None
    after: str | None
    filled: bool

    @classmethod
    def of(cls, row: int, record, number: str, field_: str, before: str, after: str):
        """A difference, with what would name a person left out."""
        kind, filled = record._meta.model_name, not before
        if field_ in PRIVATE:
            return cls(row, kind, record.pk, number, field_, None, None, filled)
        return cls(row, kind, record.pk, number, field_, before, after, filled)


@dataclass
class Plan:
    """
    What applying a sheet comes to, against the record as it is now.

    Attributes
    ----------
    new
        Rows that become records of their own.
    changed
        What existing records would be corrected in.
    same
        Rows that change nothing.
    problems
        What blocks or warns beside what reading found.
    """

    new: int = 0
    changed: list[Difference] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Whether anything stands in the way."""
        return any(problem.blocks for problem in self.problems)

    def warn(self, code: str, row: int, **values: object) -> None:
        """Add a warning."""
        self.problems.append(Problem(code, row, values=values, blocks=False))

    def block(self, code: str, row: int, column: str | None = None, **values: object) -> None:
        """Add a problem that blocks."""
        self.problems.append(Problem(code, row, column, values=values))


@dataclass
class Import:
    """A sheet on its way into the record: who brings it, and what it is held against."""

    sheet: Sheet
    by: User | None
    scope: Scope
    book: UnitBook
    units: dict[int, Unit]
    city: Unit
    pathogen: str
    zone: tzinfo
    now: datetime
    source: Source | None = None
    documents: dict[str, Source] = field(default_factory=dict)
    _keys: dict[object, str | None] = field(default_factory=dict, repr=False)
    _editions: dict[tuple[str, datetime], str] = field(default_factory=dict, repr=False)

    def heading(self, field_: str) -> str | None:
        """How the file calls a field."""
        return next((c.heading for c in self.sheet.columns if c.field == field_), None)

    def has(self, *fields: str) -> bool:
        """Say whether the file has a column for one of the fields."""
        return any(column.field in fields for column in self.sheet.columns)

    def key_of(self, identifier: object) -> str | None:
        """The key under which an identifier is looked up; None for none."""
        if identifier is None:
            return None
        if identifier not in self._keys:
            self._keys[identifier] = index_of(str(identifier))
        return self._keys[identifier]

    def pathogen_of(self, row: Row) -> str:
        """The pathogen of the case of a row: as the row says, else that of the import."""
        return str(row.values.get("disease") or self.pathogen)

    def edition_of(self, when: When, pathogen: str) -> str:
        """The edition that classified at a time: the diagnosis edition then in force, or none."""
        if when.start is None:
            return ""
        asked = (pathogen, when.start)
        if asked not in self._editions:
            edition = governing(pathogen, when.start, "diagnosis")
            self._editions[asked] = edition.id if edition else ""
        return self._editions[asked]

    def unit_id(self, value: object) -> int | None:
        """The id of a unit that was read; None for none, and for one elsewhere."""
        return value.unit.key if isinstance(value, UnitFound) else None

    def require_units(self, ids: Iterable[int | None]) -> None:
        """
        Refuse rows that belong to units outside the importer's own.

        Raises
        ------
        Refused
            With no word about which they are.
        """
        if self.scope.sees_all:
            return
        if not all(self.scope.covers(self.units.get(unit or 0)) for unit in set(ids)):
            raise Refused(
                _(
                    "Rows of this file belong to units outside your own. Leave them out, or ask the city."
                )
            )

    def keep_source(self) -> Source:
        """Store the file as a source: its name, digest, and what each column was read as."""
        lines = [f"{c.heading} → {c.field}" for c in self.sheet.columns if c.field]
        self.source = Source(
            kind=Source.Kind.FILE,
            title=self.sheet.file[:200],
            digest=self.sheet.digest,
            text="\n".join(lines),
        )
        self.source.save()
        return self.source

    def keep_documents(self, published: dict[str, date | None]) -> None:
        """Store the notices that rows name by their address, each once."""
        self.documents = documents_at(published)
        new = [
            Source(
                kind=Source.Kind.DOCUMENT,
                title=f"{urlsplit(url).hostname or url} {on or ''}".strip()[:200],
                published_on=on,
                url=url,
            )
            for url, on in published.items()
            if url not in self.documents
        ]
        change.store_many(Source, new)
        self.documents |= {source.url: source for source in new}


def timed(when: When) -> dict[str, object]:
    """A happened-time as the record's columns."""
    return {
        "happened_at": when.start,
        "happened_until": when.end,
        "happened_precision": when.precision,
    }


def begin(sheet: Sheet, by: User | None, pathogen: str | None = None) -> Import:
    """
    Return an import that is about to be planned or applied.

    Raises
    ------
    Refused
        The post of `by` may not import.
    ImportRefused
        No city has been set up.
    """
    scope = require(by, "imports.apply")
    installation = Installation.objects.select_related("city").first()
    city = installation.city if installation else None
    city = city or Unit.objects.filter(kind=Unit.Kind.CITY).order_by("path").first()
    if city is None:
        raise ImportRefused([Problem("no_units")])
    return Import(
        sheet=sheet,
        by=by,
        scope=scope,
        book=unit_book(),
        units={unit.pk: unit for unit in Unit.objects.all()},
        city=city,
        pathogen=pathogen or (installation.pathogen if installation else "sars-cov-2"),
        zone=settings.CITY_ZONE,
        now=clock.now(),
    )
