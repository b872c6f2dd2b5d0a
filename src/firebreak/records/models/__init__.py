"""The records, by subject."""

from firebreak.records.models.audit import AuditFinding
from firebreak.records.models.case import Case, Classification, Milestone, Outbreak
from firebreak.records.models.change import Change, Installation
from firebreak.records.models.check import Check
from firebreak.records.models.contact import Contact
from firebreak.records.models.directive import Directive
from firebreak.records.models.draft import ColumnChoice, Draft, ExternalId, InboxToken, Reading
from firebreak.records.models.export import Export
from firebreak.records.models.feed import Feed, FeedIdentity, FeedPlace, Lookup
from firebreak.records.models.gathering import Gathering
from firebreak.records.models.laboratory import Sample, Test
from firebreak.records.models.link import LinkDecision
from firebreak.records.models.merge import (
    Compared,
    Distinction,
    Likeness,
    Merge,
    PlaceDistinction,
    PlaceMerge,
)
from firebreak.records.models.person import Household, Person
from firebreak.records.models.place import Journey, Place, Stay
from firebreak.records.models.placement import Placement
from firebreak.records.models.report import Report
from firebreak.records.models.source import Citation, Source
from firebreak.records.models.transfer import Transfer
from firebreak.records.models.unit import Boundary, DivisionCode, Unit
from firebreak.records.models.user import Post, User

#: Every versioned record, in an order in which each comes after what it refers to.
RECORDS = (
    Source,
    Unit,
    DivisionCode,
    Boundary,
    Household,
    Person,
    Place,
    Journey,
    Stay,
    Gathering,
    Outbreak,
    Case,
    Classification,
    Milestone,
    Contact,
    Check,
    Sample,
    Test,
    Placement,
    Directive,
    Report,
    AuditFinding,
    Transfer,
    LinkDecision,
    Merge,
    PlaceMerge,
    Distinction,
    PlaceDistinction,
    Feed,
    FeedIdentity,
    FeedPlace,
    Reading,
    Draft,
    ColumnChoice,
    ExternalId,
    Citation,
)

__all__ = [
    "RECORDS",
    "AuditFinding",
    "Boundary",
    "Case",
    "Change",
    "Check",
    "Citation",
    "Classification",
    "ColumnChoice",
    "Compared",
    "Contact",
    "Directive",
    "Distinction",
    "DivisionCode",
    "Draft",
    "Export",
    "ExternalId",
    "Feed",
    "FeedIdentity",
    "FeedPlace",
    "Gathering",
    "Household",
    "InboxToken",
    "Installation",
    "Journey",
    "Likeness",
    "LinkDecision",
    "Lookup",
    "Merge",
    "Milestone",
    "Outbreak",
    "Person",
    "Place",
    "PlaceDistinction",
    "PlaceMerge",
    "Placement",
    "Post",
    "Reading",
    "Report",
    "Sample",
    "Source",
    "Stay",
    "Test",
    "Transfer",
    "Unit",
    "User",
]
