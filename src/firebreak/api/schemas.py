"""What the API answers with: the columns of the engine's tables, with units by their codes."""

from datetime import date, datetime
from typing import Generic, TypeVar

from ninja import Schema
from pydantic import Field

Row = TypeVar("Row")


class Page(Schema, Generic[Row]):
    """A part of a list, and how long the whole is."""

    as_of: datetime = Field(description="the instant clocks were read at")
    total: int
    items: list[Row]


class Refusal(Schema):
    """Why a request was not answered."""

    detail: str


class CaseRow(Schema):
    """A case, as a row of the line list."""

    id: int
    number: str | None = None
    name: str
    classification: str
    edition: str | None = Field(None, description="id of the edition that classified it")
    date_onset: date | None = None
    date_isolation: date | None = None
    date_confirmation: date | None = None
    date_reporting: date | None = None
    date_outcome: date | None = None
    unit_counting: str | None = Field(None, description="code of the counting unit")
    unit_residence: str | None = None
    unit_stay: str | None = None
    unit_reporting: str | None = None
    sex: str
    age_years: float | None = None
    imported: bool | None = Field(None, description="infected elsewhere; null: unknown")
    infected_through: str | None = None


class DutyRow(Schema):
    """A duty, as computed; its evidence is in `start_record` and `proof_record`."""

    rule: str
    edition: str
    subject_kind: str
    subject: int
    holder_role: str | None = None
    holder_unit: str | None = Field(None, description="code of the unit that holds it now")
    county: str | None = None
    started: datetime
    due: datetime
    fulfilled: datetime | None = None
    state: str
    reason: str | None = None
    late_seconds: float | None = None
    escalated_to: str | None = None
    start_kind: str
    start_record: int | None = None
    proof_kind: str | None = None
    proof_record: int | None = None


class EventRow(Schema):
    """Something that happened, with its three clocks."""

    subject: int
    kind: str
    unit: str | None = None
    county: str | None = None
    happened_at: datetime
    happened_until: datetime | None = Field(None, description="null: known to the minute")
    told_at: datetime | None = None
    stored_at: datetime
    record: int | None = None


class UnitRow(Schema):
    """A unit of the tree."""

    code: str
    name: str
    kind: str
    parent: str | None = None


class Attachment(Schema):
    """A file of a message."""

    name: str = Field(max_length=200)
    content: str = Field(description="its bytes in base64")


class Message(Schema):
    """A message for the inbox, in the parts of an e-mail."""

    sender: str = Field("", max_length=120)
    subject: str = Field("", max_length=200)
    text: str = ""
    published: date | None = Field(None, description="the day that “yesterday” counts from")
    attachments: list[Attachment] = Field([], max_length=50)


class Kept(Schema):
    """What became of one part of a message."""

    name: str = Field(description="the name of the file; of the text, the subject")
    already: bool = Field(description="the same bytes came before; nothing was changed")
    drafts: int = Field(description="drafts that wait for a person")
    problem: str | None = Field(None, description="why it could not be read")


class KeptMessage(Schema):
    """What became of a message."""

    kept: list[Kept]
