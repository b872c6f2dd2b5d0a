"""A draft as the reviewer sees it: line by line, against what is on file."""

from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.reference.pathogens.on_file import pathogens
from firebreak.engine.when import When
from firebreak.intake.accepting.accept import lacking
from firebreak.intake.accepting.cases import says_what_it_is
from firebreak.intake.accepting.comparing import DIFFERS, NEW, SAME, Compared, compared
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.kinds import writer_of
from firebreak.intake.drafts import Draft, Span, Value
from firebreak.intake.kept import UNITS, also_naming
from firebreak.intake.known import Proposal
from firebreak.intake.links import LINKS
from firebreak.intake.vocabulary import FIELDS, Field, written
from firebreak.records import models
from firebreak.records.visibility import Refused
from firebreak.site.duplicates.words import Reason, in_a_hundred, reasons, unknown
from firebreak.site.inbox.lines import quote_word, row_word, tidied
from firebreak.site.inbox.unsure import weak_word, weakly_read, why_unsure
from firebreak.site.inbox.words import (
    WHY_KNOWN,
    YES_NO,
    doubt_word,
    field_word,
    kind_word,
    place_word,
    role_word,
    title_word,
    unread_word,
    value_word,
)
from firebreak.site.navigation import address
from firebreak.site.templatetags.pages import when_text
from firebreak.site.words import apart

OPEN = models.Draft.State.OPEN
STAYS = "stays"  # with the document: the record has no field for it
#: Of a fact of a person, how the draft calls it where the record calls it otherwise.
FACTS_OF = {"residence": ("unit_residence", "residence_elsewhere", "address")}
#: Cited for the fact that they speak of, while the record keeps no word of them.
ONLY_CITED = {("contact", "relation")}
#: When a case was reported or classified is of its course, and held against no field of the case.
NOT_COMPARED = {("case", "reported"), ("case", "classified")}
#: What a card is called by, kind by kind; others by the first thing they say.
TITLES = {
    "person": ("name", "description", "sex", "age"),
    "case": ("number", "status"),
    "classification": ("status", "when"),
    "place": ("name",),
    "stay": ("place", "when"),
    "journey": ("number", "plate", "from_place", "to_place", "when"),
    "contact": ("relation", "manner"),
    "check": ("kind", "when"),
    "placement": ("level", "unit", "when"),
    "sample": ("number", "kind", "when"),
    "test": ("method", "result", "when"),
    "report": ("kind", "unit"),
    "total": ("what", "number"),
    "gathering": ("what", "when", "people"),
    "area": ("name",),
    "event": ("name",),
    "round": ("at", "of"),
    "history": ("what", "place", "denied"),
    "order": ("action", "deadline_hours", "to"),
    "team": ("to_place", "to", "number"),
    "supply": ("item", "number"),
    "investigation": ("unit", "what"),
    "inspection": ("place", "what"),
    "unread": ("text",),
}
#: Where records stand that have no page of their own.
LISTED_ON = {"total": "published", "order": "orders"}
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Line:
    """One thing a draft says."""

    field: str
    word: str
    value: str
    state: str = ""
    on_file: str = ""
    fact: str = ""
    doubts: tuple[str, ...] = ()
    place: str = ""
    quote: str = ""
    is_mended: bool = False
    can_take: bool = True


@dataclass(frozen=True)
class Choice:
    """Somebody or something on file that the draft may be."""

    pk: int
    word: str
    why: str
    href: str
    is_sure: bool
    probability: str = ""
    reasons: tuple[Reason, ...] = ()
    unknown: str = ""


@dataclass
class Card:
    """
    One draft on the reviewer's desk.

    Attributes
    ----------
    proposed
        Whom or what on file it may be, the surest first; of an open draft only.
    same_as
        Which of them it is, as the reviewer said.
    is_certain
        It will be accepted with all that are.
    waits_for
        Why it will not, if nothing of it is in doubt.
    """

    desk: Desk
    row: models.Draft
    errors: list[str] = field(default_factory=list)
    proposed: list[Proposal] = field(default_factory=list)
    same_as: int | None = None
    is_certain: bool = False
    waits_for: str = ""

    @cached_property
    def draft(self) -> Draft:
        """What it says."""
        return self.desk.draft(self.row.key)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.row.state == OPEN

    @property
    def kind(self) -> str:
        """The kind in words."""
        return kind_word(self.row.kind)

    @cached_property
    def title(self) -> str:
        """What tells it from the others of its kind."""
        draft = self.draft
        names = [name for name in TITLES.get(draft.kind, ()) if name in draft.fields]
        names = names or sorted(draft.fields, key=lambda name: name == "external_id")[:1]
        words = [title_word(draft, name) for name in names]
        said = apart(filter(None, [*self._whose, *words]))
        return said if len(said) <= LONGEST_TITLE else said[: LONGEST_TITLE - 1] + "…"

    @property
    def _whose(self) -> list[str]:
        """Whose a case is that has no number: else all of a document would be called alike."""
        row = self.desk.rows.get(self.draft.links.get("person", ""))
        if self.draft.kind != "case" or "number" in self.draft.fields or row is None:
            return []
        return [str(self.desk.draft(row.key).value("name") or "")]

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """What it is linked to: the role and what stands in it, in words."""
        named = ((role, _link_title(self.desk, key)) for role, key in self.draft.links.items())
        return [(role_word(self.row.kind, role), name) for role, name in named if name]

    @property
    def has_links(self) -> bool:
        """Whether a draft of its kind is linked to others at all."""
        return self.row.kind in LINKS

    @property
    def kind_and_title(self) -> str:
        """Both in one line."""
        return f"{self.kind} {self.title}"

    @property
    def assumes(self) -> str:
        """What is taken for said if it is accepted as it is."""
        is_new = self.is_open and self.row.kind == "case" and not self.proposed
        if not is_new or "person" not in self.draft.links or says_what_it_is(self.desk, self.draft):
            return ""
        return _(
            "It does not say what the case is: accepted as it is, it is recorded as suspected."
        )

    @property
    def lacks(self) -> str:
        """What it does not tell that a record needs: accepted as it is, it stays here."""
        return lacking(self.draft) if self.is_open else ""

    @cached_property
    def record_href(self) -> str:
        """The page of what it became, if that has one."""
        kind, pk = self.row.record_kind, self.row.record_id
        if kind == "gathering":
            record = self.desk.record(self.row.key)
            return address("place", pk=record.place_id) if record else ""
        if page := LISTED_ON.get(self.row.kind, "") if pk else "":
            return address(page)
        return address(kind, pk=pk) if kind in ("person", "case", "place") and pk else ""

    @cached_property
    def choices(self) -> list[Choice]:
        """Those on file that it may be."""
        return [_choice(one) for one in self.proposed]

    @property
    def waits(self) -> str:
        """Why it waits, where nothing else on the card says so."""
        said = self.errors or self.lacks or self.assumes or self.must_choose
        return "" if said else self.waits_for or self._unsure

    @property
    def _unsure(self) -> str:
        """Why it is to be looked at, where neither a doubt nor a line says so."""
        if not self.is_open or self.row.is_certain or self.draft.doubts or self._weak:
            return ""
        return why_unsure(self.draft)

    @cached_property
    def _weak(self) -> frozenset[str]:
        return weakly_read(self.draft) if self.is_open else frozenset()

    @property
    def _is_it(self) -> Proposal | None:
        """Which of those on file it is, as the reviewer said, or most probably."""
        chosen = (one for one in self.proposed if one.record.pk == self.same_as)
        return next(chosen, next(iter(self._asked), None))

    @property
    def _asked(self) -> list[Proposal]:
        """Those that it may well be; the others are only told of."""
        return [one for one in self.proposed if one.is_asked]

    @property
    def chosen(self) -> int | None:
        """The id of the one on file that is ticked."""
        one = self._is_it
        return one.record.pk if one and (one.is_sure or one.record.pk == self.same_as) else None

    @property
    def saw(self) -> list[str]:
        """What the card shows that the record says otherwise, as it is sent with a decision."""
        one = self._is_it
        return [f"{one.record.pk} {line.fact}" for line in self.lines if one and line.on_file]

    @cached_property
    def must_choose(self) -> bool:
        """Whether the reviewer has to say whether it is one of them."""
        return bool(self._asked) and not self._asked[0].is_sure

    @property
    def is_hardly_any(self) -> bool:
        """Whether those on file are only told of: it is new unless the reviewer says otherwise."""
        return bool(self.proposed) and self._is_it is None

    @cached_property
    def lines(self) -> list[Line]:
        """What it says, each against what is on file."""
        against = self._against
        lines = [self._line(name, value, against) for name, value in self.draft.fields.items()]
        shown = {line.fact for line in lines}
        left = (o for o in against.values() if o.state == DIFFERS and o.fact not in shown)
        return tidied(self.draft, lines + [self._unsaid_line(one) for one in left])

    @property
    def is_on_file(self) -> bool:
        """Whether it surely is a record on file: a result or a stay of somebody known, sent again."""
        # Of a total or an order no value is compared, so that nothing can be said of what is new.
        return self.is_open and bool(self._against) and not self.must_choose

    @property
    def is_against(self) -> bool:
        """Whether its values stand against a record, so that what is new of them is said."""
        return bool(self.proposed) or self.is_on_file

    @property
    def says_nothing_new(self) -> bool:
        """Whether that record says all of it already."""
        told = (one.state for one in self._against.values())
        return self.is_on_file and not self.errors and all(state == SAME for state in told)

    @property
    def row_word(self) -> str:
        """In which row of a sheet it stands."""
        return row_word(self.draft)

    def _unsaid_line(self, one: Compared) -> Line:
        """What follows from other values of the draft, and is on file otherwise."""
        kind, name = self.row.kind, one.fact
        value, on_file = value_word(kind, name, one.said), _on_file(kind, name, one)
        state = DIFFERS if self.is_open else ""
        word, can_take = field_word(kind, name), self._can_take
        return Line(name, word, value, state, on_file, name, can_take=can_take)

    @cached_property
    def other_doubts(self) -> list[str]:
        """Doubts about what it does not say."""
        left = (d for d in self.draft.doubts if d.field not in self.draft.fields)
        kind, pattern = self.row.kind, pgettext("a field", "%(field)s: %(said)s")
        return [
            pattern % {"field": field_word(kind, d.field), "said": unread_word(kind, d)}
            for d in left
        ]

    @cached_property
    def _against(self) -> dict[str, Compared]:
        """Fact -> how it stands against the record it is, or most probably is."""
        record = self._record
        if record is None:
            return {}
        try:
            found = compared(self.desk, self.draft, record)
        except (ValidationError, Refused) as refused:
            self.errors += getattr(refused, "messages", [str(refused)])
            return {}
        elsewhere = writer_of(self.draft).elsewhere(self.desk, self.draft)
        brought = (o.fact in elsewhere and o.state == DIFFERS for o in found)
        return {
            o.fact: replace(o, state=NEW) if is_brought else o
            for o, is_brought in zip(found, brought, strict=True)
        }

    @property
    def _record(self) -> Any:
        if self.is_open:
            return self._is_it.record if self._is_it else self.desk.assumed.get(self.row.key)
        return self.desk.record(self.row.key) if self.row.was_on_file else None

    def _line(self, name: str, value: Value, against: dict[str, Compared]) -> Line:
        kind = self.row.kind
        one = self._compared(name, against)
        return Line(
            field=name,
            word=field_word(kind, name),
            value=value_word(kind, name, value.value),
            state=self._state(name, one),
            on_file=_on_file(kind, name, one) if one and one.state == DIFFERS else "",
            fact=one.fact if one else "",
            doubts=self._doubts_of(name),
            place=place_word(value.origin),
            quote="" if isinstance(value.origin, Span) else quote_word(value.quote),
            is_mended=name in self._mended,
            can_take=self._can_take,
        )

    def _doubts_of(self, name: str) -> tuple[str, ...]:
        kind, doubts = self.row.kind, self.draft.doubts
        said = tuple(doubt_word(kind, doubt) for doubt in doubts if doubt.field == name)
        return said or ((weak_word(),) if name in self._weak else ())

    @property
    def _can_take(self) -> bool:
        """Whether what a record on file says otherwise can be set from here."""
        writer = writer_of(self.draft)
        return writer is not None and writer.only_fills is None

    @cached_property
    def _mended(self) -> frozenset[str]:
        from firebreak.intake.kept import mended

        return frozenset(mended(self.row))

    def _compared(self, name: str, against: dict[str, Compared]) -> Compared | None:
        if (self.row.kind, name) in NOT_COMPARED:
            return None
        writer = writer_of(self.draft)
        cited = writer.cites.get(name, "") if writer else ""
        facts = FACTS_OF.get(name, ("happened" if cited == "happened_at" else cited,))
        return next((against[fact] for fact in facts if fact in against), None)

    def _is_of_another_count(self, name: str) -> bool:
        is_number = self.row.kind == "case" and name == "number"
        return is_number and self.row.key in self.desk.numbered_by_others

    def _state(self, name: str, one: Compared | None) -> str:
        writer = writer_of(self.draft)
        if not self.is_open:
            return ""
        if name == "external_id":
            return ""  # kept with whatever the draft becomes; the reviewer has nothing to compare
        if writer is None or writer.make is None or name not in writer.cites or self.lacks:
            return STAYS
        if (self.row.kind, name) in ONLY_CITED or self._is_of_another_count(name):
            return STAYS
        if self._against and (self.row.kind, name) in NOT_COMPARED:
            return ""
        return one.state if one else (NEW if not self._against else SAME)


def _link_title(desk: Desk, key: str) -> str:
    """What a link leads to where its role says of what kind that is."""
    row = desk.rows.get(key)
    return (Card(desk, row).title if row else "") or linked_name(desk, key)


def linked_name(desk: Desk, key: str) -> str:
    """Say what a link leads to: a draft of the document, or a record on file; "" for neither."""
    if key in desk.rows:
        return Card(desk, desk.rows[key]).kind_and_title
    record = desk.record(key)
    return "" if record is None else _("on file: %(what)s") % {"what": named(record)}


@dataclass(frozen=True)
class MendField:
    """A field of a draft as the reviewer types it."""

    name: str
    word: str
    value: str
    choices: list[tuple[str, str]]
    kind: str
    doubts: tuple[str, ...] = ()
    others: int = 0  # drafts that name a unit alike which is not on file
    is_unit: bool = False
    is_unknown: bool = False  # it names a unit, and none on file is so called


def mend_fields(card: Card, typed: dict[str, str] | None = None) -> list[MendField]:
    """Return every field that a draft of its kind may say, as it says it or as was typed."""
    draft, zone = card.draft, _zone()
    known = FIELDS.get(draft.kind, {})
    shown = sorted(known, key=lambda name: name not in draft.fields)
    says = {name: doubt_word if name in draft.fields else unread_word for name in shown}
    return [
        MendField(
            name,
            field_word(draft.kind, name),
            (typed or {}).get(name, written(draft.value(name), zone)),
            _pathogens(draft) if name == "pathogen" else _choices(known[name], zone),
            known[name].kind,
            tuple(says[name](draft.kind, d) for d in draft.doubts if d.field == name),
            len(others_naming(card.desk, draft, name)),
            name in UNITS,
            _is_unknown(card.desk, draft, name),
        )
        for name in shown
    ]


def others_naming(desk: Desk, draft: Draft, name: str) -> list[models.Draft]:
    """Return the other open drafts that name a unit as one does, if none is so called."""
    if not _is_unknown(desk, draft, name):
        return []
    return also_naming(desk.rows.values(), draft.value(name), but=draft.key)


def _is_unknown(desk: Desk, draft: Draft, name: str) -> bool:
    """Whether a field names a unit, and none on file is so called."""
    said = draft.value(name)
    return name in UNITS and bool(said) and desk.unit_called(said) is None


def _pathogens(draft: Draft) -> list[tuple[str, str]]:
    """The pathogens known here, and the one that the draft names already."""
    said = draft.value("pathogen")
    known = dict.fromkeys([*pathogens(), *([str(said)] if said else [])])
    return [(key, value_word(draft.kind, "pathogen", key)) for key in known]


def _choices(how: Field, zone: tzinfo) -> list[tuple[str, str]]:
    """What may be chosen, as it is sent and as it is read; nothing where it is typed."""
    if how.kind == "yes_no":
        return [(written(value, zone), str(word)) for value, word in YES_NO.items()]
    if how.kind == "choice":
        return [(str(value), str(word)) for value, word in how.words()]
    return []


def _zone():
    from django.conf import settings

    return settings.CITY_ZONE


def _choice(one: Proposal) -> Choice:
    record = one.record
    kind = str(record._meta.model_name)
    href = address(kind, pk=record.pk) if kind in ("person", "case", "place") else ""
    return Choice(
        record.pk,
        named(record),
        str(WHY_KNOWN[one.why]),
        href,
        one.is_sure,
        "" if one.probability is None else in_a_hundred(one.probability),
        tuple(reasons(one.features)),
        apart(unknown(one.features)),
    )


def named(record: Any) -> str:
    if isinstance(record, models.Person):
        age = f"{record.age} {record.get_age_unit_display()}" if record.age is not None else ""
        home = record.unit_residence or record.residence_elsewhere
        said = (record.name, record.get_sex_display(), age, home)
        return apart(str(part) for part in said if part)
    if isinstance(record, models.Case):
        return apart([str(record), record.person.name, record.get_status_display()])
    return str(record)


def _on_file(kind: str, name: str, one: Compared) -> str:
    if isinstance(one.on_file, When):
        return when_text(one.on_file)
    return value_word(kind, name, one.on_file)
