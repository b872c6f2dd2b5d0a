"""What a writer of drafts has at hand: the document, who accepts, the units, what was accepted."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.unmet import unmet
from firebreak.intake.counters import numbered_by_others
from firebreak.intake.drafts import ATTENDEE, Cell, Draft, Pointer, Span, Value
from firebreak.intake.kept import draft_of
from firebreak.intake.known import seen
from firebreak.intake.linelist.hiding import private_numbers
from firebreak.intake.linelist.on_file import unit_book
from firebreak.intake.linelist.problems import in_language, listed
from firebreak.intake.linelist.units import UnitBook, UnitFound, kind_by_name
from firebreak.intake.linkage.proposing import homes
from firebreak.intake.own_ids import home, record_named
from firebreak.records import models
from firebreak.records.actions.drafts import names_another, note_external_id
from firebreak.records.actions.sources import Cited, cite_values
from firebreak.records.actions.units import open_unit
from firebreak.records.editions import governing
from firebreak.records.models import Installation, Unit, User
from firebreak.records.models.base import Versioned
from firebreak.records.one_person import present

#: Values that name a person by a number or an address are encrypted; a quote would not be.
PRIVATE = frozenset({"id_number", "phone", "address", "residence"})
#: The kinds that tell whether a document is an export of ours.
OURS = frozenset({"person", "case"})
#: Before the kind and id of a record on file, where a link would have the key of a draft.
ON_FILE = "on file/"
#: What another system calls otherwise than the record whose id it has.
CALLED = {"event": "gathering"}
SENTENCE_ENDS = "。！？!?；;\n"
LONGEST_QUOTE = 300


@dataclass
class Desk:
    """
    A reviewer's desk with one document on it.

    Attributes
    ----------
    rows
        The drafts of the document as they are kept, by key.
    records
        What drafts of it became, by key.
    opens_units
        A unit that is named and not on file is opened, instead of asked about.
    decided
        Keys of the drafts that a person looked at and accepted one by one, with all they leave out.
    cited
        Where values stand that were accepted, until they are kept together.
    told
        What the document says of people, as they are compared, by key; as far as it was asked for.
    assumed
        What on file open drafts surely are, by key, while it is foreseen what accepting comes to.
    ahead
        Keys of open drafts that will be accepted, while that is foreseen.
    documents, counters
        Documents that brought cases on file, and who counts the cases of a document, by its id; as
        far as they were asked for.
    """

    reading: models.Reading
    by: User | None
    rows: dict[str, models.Draft] = field(default_factory=dict)
    records: dict[str, Versioned] = field(default_factory=dict)
    opens_units: bool = False
    units_opened: int = 0
    decided: frozenset[str] = frozenset()
    cited: list[Cited] = field(default_factory=list)
    told: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    assumed: dict[str, Versioned] = field(default_factory=dict, repr=False)
    ahead: set[str] = field(default_factory=set, repr=False)
    documents: dict[int, models.Reading] = field(default_factory=dict, repr=False)
    counters: dict[tuple[int, str | None], str] = field(default_factory=dict, repr=False)
    _drafts: dict[str, Draft] = field(default_factory=dict, repr=False)
    _links: dict[tuple[str, str], dict[str, list[models.Draft]]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def of(cls, reading: models.Reading, by: User | None, *, opens_units: bool = False) -> "Desk":
        """Return the desk with all drafts of a document, and what was accepted of them before."""
        rows = {row.key: row for row in reading.drafts.all()}
        desk = cls(reading, by, rows, opens_units=opens_units)
        for row in desk.rows.values():
            row.reading = reading
        return desk

    def draft(self, key: str) -> Draft:
        """Return a draft by its key."""
        if key not in self._drafts:
            self._drafts[key] = draft_of(self.rows[key])
        return self._drafts[key]

    def linked_to(self, kind: str, role: str, key: str) -> list[models.Draft]:
        """Return the drafts of a kind that are linked in a role to the draft of a key."""
        return self._by_link(kind, role).get(key, [])

    def _by_link(self, kind: str, role: str) -> dict[str, list[models.Draft]]:
        if (kind, role) not in self._links:
            found: dict[str, list[models.Draft]] = {}
            for row in self.rows.values():
                if row.kind == kind:
                    found.setdefault(self.draft(row.key).links.get(role, ""), []).append(row)
            self._links[kind, role] = found
        return self._links[kind, role]

    def case_number(self, key: str) -> str:
        """Return the number of the case that the document tells of somebody; "" for none."""
        illness = next(iter(self.linked_to("case", "person", key)), None)
        return str(self.draft(illness.key).value("number") or "") if illness else ""

    @cached_property
    def numbers_on_file(self) -> frozenset[str]:
        """Of the numbers that the document gives its cases, those that a case on file had before."""
        told = {self.draft(r.key).value("number") for r in self.rows.values() if r.kind == "case"}
        cases = models.Case.objects.filter(number__in=told - {None, ""})
        return frozenset(n for n in cases.values_list("number", flat=True) if n)

    @cached_property
    def brought(self) -> dict[int, str]:
        """Whom this document brought, by id: the number of his case in it. Walked through once."""
        found: dict[int, str] = {}
        for row in self.rows.values():
            if row.record_id is not None and _brought_somebody(row):
                found[row.record_id] = self.case_number(row.key)
        return found

    def note_brought(self, row: models.Draft) -> None:
        """Note whom a draft just brought, so that the others need not be walked through again."""
        if row.record_id is not None and _brought_somebody(row):
            self.brought[row.record_id] = self.case_number(row.key)

    def record(self, key: str) -> Versioned | None:
        """Return what a draft became, or is assumed to be; None if it is no record."""
        if key.startswith(ON_FILE):
            return self._on_file(key)
        if key in self.assumed:
            return self.assumed[key]
        row = self.rows.get(key)
        if row is None or not row.record_id or row.state != models.Draft.State.ACCEPTED:
            return None
        if key not in self.records:
            found = apps.get_model("records", row.record_kind).objects.filter(pk=row.record_id)
            self.records[key] = found.first()
        return self.records[key]

    def _on_file(self, key: str) -> Versioned | None:
        """The record on file that a reviewer linked a draft to, if it exists for who accepts."""
        kind, _slash, said = key.removeprefix(ON_FILE).partition("/")
        number = int(said) if said.isdecimal() else 0
        try:  # whoever was merged into another since is that other
            return seen(self, kind, present(number) if kind == "person" else number)
        except ValidationError:
            return None

    def linked(self, draft: Draft, role: str) -> Any:
        """Return the record that a draft is linked to in a role; None if the draft names none."""
        key = link_of(draft, role)
        found = None if key is None else self.record(key)
        if isinstance(found, models.Case) and _means_a_person(role):
            return found.person
        return found

    def require_linked(self, draft: Draft, role: str) -> Any:
        """
        Return the record that a draft is linked to.

        Raises
        ------
        ValidationError
            There is none: the draft cannot be accepted alone.
        """
        found = self.linked(draft, role)
        if found is None:
            raise ValidationError(unmet(self, draft, link_of(draft, role)))
        return found

    def source_and_told(self) -> dict[str, Any]:
        """The source of every record of this document, and when it was told."""
        return {"source": self.reading.source, "told_at": self.reading.received_at}

    @cached_property
    def book(self) -> UnitBook:
        """The units on file, by whatever people call them."""
        return unit_book()

    @cached_property
    def units(self) -> dict[int, Unit]:
        """Every unit on file, by its id."""
        return Unit.objects.in_bulk()

    @property
    def city(self) -> Unit:
        """The city whose record this is."""
        city = self._installation.city if self._installation else None
        return city or self.reading.unit

    @cached_property
    def pathogen(self) -> str:
        """What this installation is about, unless a draft says otherwise."""
        return self._installation.pathogen if self._installation else "sars-cov-2"

    def pathogen_of(self, draft: Draft) -> str:
        """Return of what a draft is; "" if it names a disease that is not known here."""
        names_another = any(doubt.field == "pathogen" and doubt.said for doubt in draft.doubts)
        return str(draft.value("pathogen") or ("" if names_another else self.pathogen))

    def require_pathogen(self, draft: Draft) -> str:
        """
        Return of what a draft is.

        Raises
        ------
        ValidationError
            It names a disease that is not known here: that is not the one that is watched.
        """
        if found := self.pathogen_of(draft):
            return found
        raise ValidationError(
            _("The document names a disease that is not known here. Mend the pathogen, or reject.")
        )

    @cached_property
    def _installation(self) -> Installation | None:
        return Installation.objects.select_related("city").first()

    def own_record(self, draft: Draft) -> int | None:
        """
        Return the number of the record of ours that a draft's id names; None if it names none.

        A list without ids has that of a case as its number, where the case has none.
        """
        codes = (
            draft.value("external_id"),
            draft.value("number") if draft.kind == "case" else None,
        )
        named = (record_named(self.home_code, str(code)) for code in codes if code)
        ours = CALLED.get(draft.kind, draft.kind)
        return next((pk for kind, pk in filter(None, named) if kind == ours), None)

    @cached_property
    def numbered_by_others(self) -> frozenset[str]:
        """Cases whose bare number is that of a case on file in another count: none of ours."""
        return numbered_by_others(self)

    @cached_property
    def is_sent_back(self) -> bool:
        """Whether this is an export of ours: what it repeats is no evidence for what we said."""
        own = (
            self.own_record(self.draft(key)) for key, row in self.rows.items() if row.kind in OURS
        )
        return any(pk is not None for pk in own)

    @cached_property
    def home_code(self) -> str:
        """What our own ids begin with."""
        return home()

    @cached_property
    def people_on_file(self) -> int:
        """How many people are on file: the more, the less a likeness says."""
        return models.Person.objects.count()

    @cached_property
    def homes(self) -> dict[int, str]:
        """Every unit's place as people's homes are compared, by its id."""
        return homes()

    @cached_property
    def written_on(self) -> date:
        """The day of the document, or else on which it came: ages are as of then."""
        came = self.reading.received_at.astimezone(settings.CITY_ZONE).date()
        return self.reading.source.published_on or came

    def residence_of(self, draft: Draft) -> Unit | None:
        """Return the unit of ours that somebody lives in; None if the draft names none."""
        written = str(draft.value("residence") or "")
        unit = self.unit_called(draft.value("residence_code")) or self.unit_called(written)
        if unit is not None:
            return unit
        county = self.book.county_in(written or str(draft.value("address") or ""))
        return self.units[county.key] if county else None

    def home_of(self, draft: Draft) -> Unit | None:
        """Return the unit of ours that somebody stays in, or else lives in."""
        return self.unit_called(draft.value("unit_stay")) or self.residence_of(draft)

    def unit_called(self, text: object) -> Unit | None:
        """Return the unit that a text or code means; None if none does."""
        found = self.book.find(str(text)) if text else None
        return self.units.get(found.unit.key) if isinstance(found, UnitFound) else None

    def unit(self, text: object) -> Unit:
        """
        Return the unit that is meant; without a text, the one whose inbox the document lies in.

        Raises
        ------
        ValidationError
            No unit on file is so called.
        """
        if not text:
            return self.reading.unit
        found = self.unit_called(text)
        if found is not None:
            return found
        if self.opens_units:
            return self._opened(str(text))
        near = self.book.near(str(text))
        names = in_language(listed(near), (get_language() or "en")[:2])
        hint = _(" Did you mean %(near)s?") % {"near": names} if near else ""
        raise ValidationError(
            _("No unit on file is called %(text)s. Mend the unit.") % {"text": text} + hint
        )

    def _opened(self, name: str) -> Unit:
        """A new unit below the city, of the kind that its name says."""
        code = f"new-{sha256(name.encode()).hexdigest()[:12]}"
        opened = open_unit(
            by=self.by, code=code, name=name[:60], kind=kind_by_name(name), parent=self.city
        )
        self.units_opened += 1
        self.forget_units()
        return opened

    def forget_units(self) -> None:
        """Read the units again when one is asked for next: one was opened, or is gone again."""
        self.__dict__.pop("book", None)
        self.__dict__.pop("units", None)
        self.__dict__.pop("homes", None)

    def edition_at(self, pathogen: str, when: When) -> str:
        """The id of the diagnosis edition in force; "" for none."""
        if when.start is None:
            return ""
        edition = governing(pathogen, when.start, "diagnosis")
        return edition.id if edition else ""

    def published(self) -> When:
        """The day of the document; unknown if it has none."""
        on = self.reading.source.published_on
        return When.day(on, settings.CITY_ZONE) if on else When.unknown()

    def known_since(self) -> When:
        """The day of the document; if it has none, when it came."""
        said = self.published()
        return said if said.start else When.minute(self.reading.received_at)

    def cite(self, draft: Draft, record: Versioned, names: Mapping[str, str]) -> None:
        """Note where each accepted value stands: field of the draft -> field of the record."""
        for name, field_ in names.items():
            value = draft.fields.get(name)
            if value is not None and value.origin is not None:
                quote = "" if name in PRIVATE else self._quote(value)
                self.cited.append(Cited(record, field_, quote, **_where(value)))

    def keep_citations(self) -> None:
        """Keep what was noted, inside the change that wrote the records."""
        cite_values(by=self.by, source=self.reading.source, cited=self.cited)
        self.cited.clear()

    def _quote(self, value: Value) -> str:
        """The sentence in which a value stands, with the numbers of people masked."""
        if isinstance(value.origin, Span):
            return sentence_around(self.reading.source.text, value.origin)
        return value.quote[:LONGEST_QUOTE]

    def note_external_id(self, draft: Draft, record: Versioned) -> None:
        """
        Note by which id the sending system knows the record, unless it is one of ours.

        An ID number or a telephone is no id to be kept: ids are not encrypted. Nor is one that
        another record has, where a person says that this is not that one: two senders count alike.
        """
        code = str(draft.value("external_id") or "")
        begins = code.partition("/")[0]  # who was at a gathering goes out as that one's part
        if not code or private_numbers(code) or record_named(self.home_code, begins) is not None:
            return
        system = self.reading.format or "?"
        if draft.key in self.decided and names_another(system, code[:120], record):
            return
        note_external_id(by=self.by, system=system, code=code[:120], record=record)


def link_of(draft: Draft, role: str) -> str | None:
    """
    Return the key that stands in a role of a draft; None if none does.

    A list that speaks of somebody by the number of his case is linked to the case.
    """
    return draft.links.get(role) or (draft.links.get("case") if role == "person" else None)


def may_be_known() -> str:
    """Say that somebody may be on file already."""
    return _("Somebody like this is on file. Say first whether it is the same.")


def on_file_key(record: Versioned) -> str:
    """Return the key by which a link names a record on file, instead of a draft."""
    return f"{ON_FILE}{record._meta.model_name}/{record.pk}"


def _brought_somebody(row: models.Draft) -> bool:
    return row.record_kind == "person" and not row.was_on_file


def _means_a_person(role: str) -> bool:
    return role in ("person", "to") or role.startswith(ATTENDEE)


def sentence_around(text: str, span: Span) -> str:
    """
    Return the sentence of a text in which a span stands.

    Examples
    --------
    >>> sentence_around("周某，男。1月18日发病。后就诊。", Span(5, 10))
    '1月18日发病。'
    """
    start = max((text.rfind(end, 0, span.start) for end in SENTENCE_ENDS), default=-1) + 1
    found = re.compile(f"[{SENTENCE_ENDS}]").search(text, max(span.end - 1, span.start))
    end = found.end() if found else len(text)
    if end - start > LONGEST_QUOTE:
        start, end = span.start, min(span.end, span.start + LONGEST_QUOTE)
    return text[start:end].strip()


def told(draft: Draft, names: Iterable[str]) -> dict[str, Any]:
    """Return what a draft says of some fields; what it does not say is left out."""
    return {name: draft.value(name) for name in names if draft.value(name) is not None}


def as_same(names: Collection[str]) -> dict[str, str]:
    """Fields that the record calls as the draft does."""
    return {name: name for name in names}


def _where(value: Value) -> dict[str, Any]:
    origin = value.origin
    if isinstance(origin, Span):
        return {"start": origin.start, "end": origin.end}
    if isinstance(origin, Cell):
        return {"sheet": origin.sheet or "", "row": origin.row, "column": origin.column}
    if isinstance(origin, Pointer):
        return {"column": origin.path}
    return {}
