"""What a trace found, as lines of a page: who, where, by which rule; known already, or proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.duties.protocols import Manner
from firebreak.engine.when import Precision, When
from firebreak.records.actions.traces import Proposal
from firebreak.records.models import Case, Contact, Place
from firebreak.records.situation import Situation
from firebreak.records.traces.asking import Forward
from firebreak.records.traces.spans import protocols_for
from firebreak.records.visibility import Scope
from firebreak.site.traces.seen import Seen, Where, Who

#: How people meet at a kind of place, where no manner of the edition says so.
MANNERS = {
    Place.Kind.HOME: Contact.Manner.HOUSEHOLD,
    Place.Kind.RESTAURANT: Contact.Manner.MEAL,
    Place.Kind.TABLE: Contact.Manner.MEAL,
    Place.Kind.WORKPLACE: Contact.Manner.WORK,
    Place.Kind.SCHOOL: Contact.Manner.WORK,
    Place.Kind.HOSPITAL: Contact.Manner.SAME_WARD,
    Place.Kind.WARD: Contact.Manner.SAME_WARD,
    Place.Kind.ROOM: Contact.Manner.SAME_ROOM,
    Place.Kind.CARRIAGE: Contact.Manner.VEHICLE,
    Place.Kind.COMPARTMENT: Contact.Manner.VEHICLE,
    Place.Kind.CABIN: Contact.Manner.VEHICLE,
    Place.Kind.ROW: Contact.Manner.VEHICLE,
} | dict.fromkeys(Place.RUNS, Contact.Manner.VEHICLE)
CLOSE, SECONDARY, GENERAL = Contact.Order.CLOSE, Contact.Order.SECONDARY, Contact.Order.GENERAL


@dataclass(frozen=True)
class Line:
    """Somebody met: with the contact he is already, or the key by which he is chosen."""

    row: Mapping
    who: Who
    where: Where
    rule: str
    manner: str
    order: int
    key: str
    known: Contact | None
    via: Who | None = None
    case: Case | None = None  # where many cases are traced at once

    @property
    def may_be_chosen(self) -> bool:
        """He is somebody of the record, and no contact of this case yet."""
        return self.who.person is not None and self.known is None

    @property
    def when(self) -> When:
        """When they met, first to last; between, where only the day is known."""
        if self.row["certain"]:
            return When.minute(self.row["start"])
        return When(self.row["start"], self.row["end"], Precision.INTERVAL)

    @property
    def together(self) -> timedelta:
        """How long they were together, all meetings there added up."""
        return timedelta(seconds=self.row["overlap_s"])

    @property
    def manner_word(self) -> str:
        """The manner in words."""
        return str(Contact.Manner(self.manner).label)

    @property
    def order_word(self) -> str:
        """How close, in words."""
        return str(Contact.Order(self.order).label)


@dataclass(frozen=True)
class Found:
    """What the reader sees of a trace; `unseen` people of other units are a count."""

    case: Case
    seen: Seen
    manners: Mapping[str, Manner]
    encounters: pl.DataFrame
    certain: "Rows"
    possible: "Rows"
    further: "Rows"
    unseen: int
    unseen_further: int

    @cached_property
    def known(self) -> dict[int, Contact]:
        """The contacts of the case that are on file, by person."""
        return {contact.person_id: contact for contact in self.case.contacts.order_by("-id")}

    @property
    def people(self) -> int:
        """How many people he met whom the reader sees."""
        return self.encounters["to_id"].n_unique()

    def lines(self, rows: Sequence[Mapping]) -> list[Line]:
        """Say who and where the rows are."""
        ids = {row[end] for row in rows for end in ("to_id", "from_id") if row.get(end)}
        who = self.seen.who(ids)
        where = self.seen.where({row["place_id"] for row in rows})
        return [line_of(row, who, where[row["place_id"]], self.manners, self.known) for row in rows]

    def chosen(self, keys: set[str]) -> list[Line]:
        """Return the lines with these keys that may become contacts."""
        rows = [*self.certain[:], *self.possible[:], *self.further[:]]
        lines = self.lines([row for row in rows if key_of(row) in keys])
        return [line for line in lines if line.may_be_chosen]


class Rows:
    """Rows of a frame, made into mappings only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[dict]:
        return self.rows[part].to_dicts()


def found_by(traced: Forward, case: Case, now: Situation, scope: Scope) -> Found:
    """Cut what a trace found to what the reader sees, certain and possible meetings apart."""
    seen = Seen(traced.stays, scope)
    rows = seen.among(traced.meetings, "to_id")
    further = traced.further if traced.further is not None else rows.clear()
    further_seen = seen.among(further, "to_id")
    if "from_id" in further_seen.columns:
        further_seen = seen.among(further_seen, "from_id")
    manners = protocols_for(case, now).manners(case.pathogen, now.at)
    return Found(
        case=case,
        seen=seen,
        manners={manner.id: manner for manner in manners},
        encounters=seen.among(traced.encounters, "to_id"),
        certain=Rows(rows.filter("certain")),
        possible=Rows(rows.filter(~pl.col("certain"))),
        further=Rows(further_seen),
        unseen=_people(traced.meetings) - _people(rows),
        unseen_further=_people(further) - _people(further_seen),
    )


def line_of(
    row: Mapping,
    who: Mapping[str, Who],
    where: Where,
    manners: Mapping[str, Manner],
    known: Mapping[int, Contact],
    case: Case | None = None,
) -> Line:
    """Say of a meeting with whom, where and by which rule; `known`: person -> contact on file."""
    rule, met = manners.get(row["rule"]), who[row["to_id"]]
    general = rule is not None and rule.contact == "general"
    order = SECONDARY if row.get("from_id") else GENERAL if general else CLOSE
    return Line(
        row=row,
        who=met,
        where=where,
        rule=rule.name.of(get_language() or "en") if rule else _("at the same place"),
        manner=rule.manner if rule else _manner_at(where),
        order=order,
        key=key_of(row),
        known=known.get(met.person.pk) if met.person else None,
        via=who.get(row.get("from_id", "")),
        case=case,
    )


def proposal_of(line: Line) -> Proposal:
    """Return a chosen line as the contact it becomes."""
    assert line.who.person is not None
    return Proposal(
        person=line.who.person,
        when=line.when,
        ended_at=line.row["end"] if line.row["certain"] else None,
        place=line.where.place,
        manner=line.manner,
        order=line.order,
        through=line.via.person if line.via else None,
    )


def key_of(row: Mapping) -> str:
    """Return what a row is chosen by: the same tomorrow, and not to be read."""
    parts = (row["to_id"], row["place_id"], row["rule"], row["certain"])
    parts += (row.get("from_id"), row.get("case"))
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]


def _manner_at(where: Where) -> str:
    kind = where.place.kind if where.place else Place.Kind.UNKNOWN
    return MANNERS.get(Place.Kind(kind), Contact.Manner.OTHER)


def _people(rows: pl.DataFrame) -> int:
    return rows["to_id"].n_unique()
