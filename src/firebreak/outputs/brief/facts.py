"""What a brief says, as values. Words are in the language it was made in; codes are beside them."""

from dataclasses import dataclass, field
from datetime import datetime

from firebreak.records.nowcasts import StillToCome


@dataclass(frozen=True)
class CaseName:
    """
    A case as a brief names it: number, surname, county; never the whole name.

    Who is no case has the number of his own record: "person 30" is not case 30.
    """

    case: int | None
    number: str
    surname: str
    county: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.number, self.surname) if part)


@dataclass(frozen=True)
class Reason:
    """Why a figure differs from yesterday's: how many, and which."""

    why: str  # one of engine.counts.REASONS
    words: str
    count: int
    change: int  # +count, -count; 0: they stayed in the figure and changed the unit
    cases: tuple[CaseName, ...]


@dataclass(frozen=True)
class Published:
    """What daily reports made public of a measure."""

    value: int
    as_of: datetime  # of the last report that says anything of it


@dataclass(frozen=True)
class Figure:
    """
    One number of the day.

    Attributes
    ----------
    measure
        A measure of `engine.counts`, "excluded", or one of contacts ("traced", "observed",
        "released", "ended_early", "became_cases", "not_placed").
    total
        At the last 24:00. None, as `before` and `now`: the record has never held anything of the
        kind, so what it is is not known here.
    before
        What yesterday's brief said of the 24:00 before; None as well where it did not know.
    now
        At the brief's own instant.
    cumulative
        It only ever rises, unless corrected; otherwise it counts those who stand so now.
    since_by_day
        How many entered since the last 24:00 on a day that is not over, at an hour not known.
    published
        What was made public, of a measure that is not on record.
    """

    measure: str
    label: str
    total: int | None
    before: int | None
    now: int | None
    cumulative: bool
    reasons: tuple[Reason, ...] = ()
    since_by_day: int = 0
    published: Published | None = None

    @property
    def change(self) -> int | None:
        """Against yesterday's figure."""
        return None if self.total is None or self.before is None else self.total - self.before

    @property
    def since_close(self) -> int | None:
        """Since the last 24:00."""
        return None if self.total is None or self.now is None else self.now - self.total


@dataclass(frozen=True)
class CountyRow:
    """A line of the table by county (by the unit in whose count the cases stand)."""

    code: str
    name: str
    confirmed: int | None  # None, as below: nothing of the kind is on record
    new: int | None  # who became a confirmed case since the count before
    other: int | None  # the rest of the difference: moved to or from elsewhere, corrected, excluded
    suspected: int | None
    recovered: int | None
    died: int | None
    overdue: int | None  # breached clocks, beside reports of the day; None: none can be judged
    silent: int | None  # units whose report of the day is overdue; None: none is owed or judged


@dataclass(frozen=True)
class Clock:
    """A duty whose record is not there: about whom, since when, how late."""

    subject: str
    times: int  # how many clocks of this rule run about the same subject; the worst is told
    started: datetime | None
    started_day: bool  # the start is known to the day only (or to an interval)
    due: datetime
    late_minutes: int  # 0: not late yet
    escalated_to: str
    start_record: int | None


@dataclass(frozen=True)
class RuleClocks:
    """The clocks of one rule that one post holds, worst first."""

    rule: str
    edition: str  # of the worst
    name: str
    recurs: bool  # a round of every day
    count: int
    subjects: int  # about how many people, units or outbreaks
    clocks: tuple[Clock, ...]  # of the worst subjects, one for each


@dataclass(frozen=True)
class Holder:
    """A post with the clocks it holds, by rule, worst first."""

    unit: str  # "": not known
    unit_code: str
    role: str
    role_code: str
    phone: str
    count: int
    rules: tuple[RuleClocks, ...]


@dataclass(frozen=True)
class Held:
    """A line of the closing table: how many clocks a post holds."""

    unit: str
    unit_code: str
    role: str
    role_code: str
    phone: str
    overdue: int
    soon: int


@dataclass(frozen=True)
class BeforeRecord:
    """How many clocks of a rule ran out before this record began: they cannot be judged."""

    rule: str
    name: str
    count: int


@dataclass(frozen=True)
class RoundDue:
    """A duty of everybody's day that falls due: how many still have to, by when."""

    rule: str
    edition: str
    name: str
    due: datetime
    count: int


@dataclass(frozen=True)
class Silent:
    """A unit whose report of the day is overdue."""

    unit: str
    code: str
    phone: str
    due: datetime
    late_minutes: int
    last_heard: datetime | None


@dataclass(frozen=True)
class HandedOver:
    """Contacts that wait for a unit to take them over; until it answers the sender holds them."""

    unit: str
    code: str
    phone: str
    count: int
    since: datetime | None  # of the one that has waited longest


@dataclass(frozen=True)
class Change:
    """What a case became since the last brief."""

    case: CaseName
    became: str
    label: str
    at: datetime | None
    at_day: bool  # known to the day only
    why: str


@dataclass(frozen=True)
class EditionChange:
    """An edition that has just come into force, or is about to, and the work it makes."""

    id: str
    name: str
    valid_from: datetime
    replaces: str
    work: int | None  # None: not worked out


@dataclass(frozen=True)
class Target:
    """One of 7-1-7 of one outbreak."""

    target: str
    label: str
    state: str
    state_label: str
    days: int | None
    limit_days: int


@dataclass(frozen=True)
class OutbreakTargets:
    """7-1-7 of one outbreak."""

    outbreak: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Brief:
    """The day's orders; see `make.brief`."""

    language: str
    city: str
    scope: str  # the unit it is about
    at: datetime
    close: datetime  # the last 24:00, of which the figures are
    compared_with: datetime  # the 24:00 before
    compared_as_known: datetime | None  # None: compared with what is known now
    known: datetime | None
    figures: tuple[Figure, ...]
    still_to_come: StillToCome | None  # by onset; None: none, or nothing can be said yet
    counties: tuple[CountyRow, ...]
    total: CountyRow
    overdue: tuple[Holder, ...]
    overdue_count: int
    before_record: tuple[BeforeRecord, ...]
    before_record_count: int
    clocks_count: int  # all clocks there are, done or not
    soon: tuple[Holder, ...]
    soon_count: int
    rounds_soon: tuple[RoundDue, ...]
    soon_hours: int
    changes: tuple[Change, ...]
    changes_count: int
    silent: tuple[Silent, ...]
    silent_count: int
    silent_reports: int  # reports of the day that they owe
    handed_over: tuple[HandedOver, ...]  # not answered yet
    holders: tuple[Held, ...]
    edition_changes: tuple[EditionChange, ...]
    seven_one_seven: tuple[OutbreakTargets, ...]
    inconsistencies: dict[str, int]  # severity -> how many
    editions: tuple[str, ...]
    sources: int
    last_change: datetime | None
    is_demo: bool
    #: "confirmed", "confirmed.change", "430202.confirmed" -> the people behind the number, where
    #: they are few enough to be listed. For links; not part of what a brief says.
    behind: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False)
