"""Protocol editions: the windows, thresholds and duties in force somewhere, for a time.

An edition is what one document says about one pathogen in one jurisdiction, from one local instant
until another. It is data (`reference/protocols/*.toml`, or anybody's own files); reading it, and
refusing it with the file, line and field of every mistake, is `reading.py`. What follows from it
for the events of an outbreak is `clocks.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from os import PathLike
from zoneinfo import ZoneInfo

FAMILIES = ("control", "diagnosis", "transport", "city", "who")

#: Who can hold a duty. The words are the roles of the site, and `carrier`: whoever has the sample.
HOLDERS = (
    "duty_head",
    "secretary",
    "tracer",
    "reviewer",
    "clinician",
    "hospital",
    "laboratory",
    "carrier",
    "grid_worker",
    "checkpoint",
    "school",
    "liaison",
    "inspector",
)
#: Where a holder's unit is read from: the event that handed it over, the counting unit, the
#: unit that the clock is on, or nowhere (the city's own level).
HOLDER_UNITS = ("event", "county", "subject", "none")
LEVELS = ("own", "county", "city")
MATCHES = ("subject", "record", "county")

#: The kinds of place that a manner of contact can name: places, vehicle runs, and their parts.
PLACES = (
    *("home", "compound", "restaurant", "shop", "workplace", "school", "hospital", "station"),
    *("public", "unknown", "vehicle", "train", "flight", "coach", "bus", "ship"),
    *("carriage", "compartment", "cabin", "row", "table", "room", "ward", "lift"),
)
#: What a check of somebody can show: measured or complained of, told, or left unasked.
SIGNS = ("fever", "symptoms", "exposure_declared", "exposure_denied", "exposure_not_asked")
ON_RECORD = ("exposure_denied", "exposure_not_asked")  # signs that rest on something else on record
#: The kinds of evidence for a link between two cases, in the words of `Chains.evidence`.
LINKS = ("contact", "household", "place", "encounter", "genetic")
ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)  # before anything a record tells of
HERE = "place"  # the level of a manner that counts at the place itself
CONTACTS = ("close", "general")
#: How people met, in the words of the contact records.
MANNERS = (
    *("household", "meal", "same_room", "same_ward", "utensils", "body_fluids"),
    *("care", "visit", "vehicle", "work", "other"),
)


@dataclass(frozen=True)
class Text:
    """What a person reads, in English and Chinese."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        """Return the text in `language` (a code such as `zh-hans`); English if it is neither."""
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True)
class Holder:
    """Who holds a duty once one of `after` has happened (from the start, if there are none)."""

    role: str
    unit: str = "event"
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Escalation:
    """To whom a breached duty goes, so long `after` it was due."""

    after: timedelta
    to: str
    at: str = "county"


@dataclass(frozen=True)
class Void:
    """What makes a duty not applicable, and the reason why."""

    code: str
    kinds: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class Standing:
    """A proof from before the start still counts, until one of `ends` has happened to it."""

    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """
    A one-off duty: a start, a proof, and a limit.

    `each` start opens a duty of its own ("every"), or only the first one does ("first"), until one
    of `again_after` has happened. With `only_after`, a start counts only if one of those came before
    it (a card that a confirmation has to correct), and none of `again_after` since. By `match`, a proof is about the same "subject", about the same
    "record" (the review of the very report that was received), or about the same "county" (the
    event report, whichever of the county's units sent it).
    """

    id: str
    name: Text
    subject: str
    starts: tuple[str, ...]
    fulfilled_by: tuple[str, ...]
    within: timedelta
    holders: tuple[Holder, ...]
    source: str
    each: str = "first"
    match: str = "subject"
    again_after: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    standing: Standing | None = None
    voided_by: tuple[Void, ...] = ()
    due_soon: timedelta | None = None
    escalation: tuple[Escalation, ...] = ()
    needs_pathogen: bool = False
    loosens_because: Text | None = None
    to_confirm: bool = False

    @property
    def soon(self) -> timedelta:
        """How long before it is due a duty is due soon: a quarter of the clock, unless stated."""
        return self.due_soon if self.due_soon is not None else self.within / 4


@dataclass(frozen=True)
class Chance:
    """
    A chance to hold somebody back before he infects more, and what of it makes it a missed one.

    Either a post met him (`starts`), one of `signs` was there, and none of `answered_by` followed
    `within` so long; or a `duty` about him (one-off or recurring) was breached. Two signs rest on
    something else on record, `exposed_by`, of the days before in which exposure counts.
    """

    id: str
    name: Text
    source: str
    duty: str = ""
    starts: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    exposed_by: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    within: timedelta = timedelta()
    post: str = ""
    to_confirm: bool = False


@dataclass(frozen=True)
class Roll:
    """A list on which somebody stands, or should: `shown_by` is what says that he belonged there."""

    id: str
    name: Text
    source: str
    shown_by: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()
    to_confirm: bool = False


@dataclass(frozen=True)
class DayWindow:
    """A part of the local day, [opens, closes)."""

    name: Text
    opens: time
    closes: time


@dataclass(frozen=True)
class Round:
    """
    A duty that recurs in the windows of every local day, from a start to an end.

    With `lasts`, it ends so long after the last of `lasts_from` (after the start, if there is
    none), even if nobody recorded an end.
    """

    id: str
    name: Text
    subject: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    fulfilled_by: tuple[str, ...]
    windows: tuple[DayWindow, ...]
    holders: tuple[Holder, ...]
    source: str
    lasts: timedelta | None = None
    lasts_from: tuple[str, ...] = ()
    due_soon: timedelta | None = None
    escalation: tuple[Escalation, ...] = ()
    needs_pathogen: bool = False
    loosens_because: Text | None = None
    to_confirm: bool = False


@dataclass(frozen=True)
class Manner:
    """
    Which meetings make a contact: where, how near, and for how long.

    At the level "place", people meet who are in one place of a kind in `at`. At another level (a
    "carriage", a "table") they meet who share such a part of a place of a kind in `at`.
    `within_rows` asks besides that their seats lie no more than so many rows apart.
    """

    id: str
    name: Text
    at: tuple[str, ...]
    contact: str
    manner: str
    source: str
    level: str = HERE
    within_rows: int | None = None
    min_overlap: timedelta = timedelta()
    to_confirm: bool = False


@dataclass(frozen=True)
class ContactWindow:
    """
    When a case can have infected others.

    It starts `before_onset` (in one never ill, `before_sampling`), and ends with isolation, or
    `after_onset` if the document gives a number and that comes first.
    """

    before_onset: timedelta
    before_sampling: timedelta
    after_onset: timedelta | None = None


@dataclass(frozen=True)
class Thresholds:
    """Numbers of an edition; None where its document gives none."""

    fever_celsius: float | None = None
    exposure_days: int | None = None
    observation_days: int | None = None
    cluster_size: int | None = None
    cluster_days: int | None = None
    cluster_counts: tuple[str, ...] = ("confirmed",)
    cluster_settings: tuple[str, ...] = ()  # kinds of place where being together is an exposure
    negatives_to_exclude: int | None = None
    negatives_to_discharge: int | None = None
    hours_between_negatives: int | None = None
    days_without_fever_to_discharge: int | None = None
    days_after_discharge: int | None = None
    lost_after_days: int | None = None


@dataclass(frozen=True)
class Definition:
    """One item of a case definition, in our own words."""

    id: str
    classification: str
    part: str
    text: Text


@dataclass(frozen=True)
class Edition:
    """One document in force: `[valid_from, valid_to)`, None where no end is known."""

    id: str
    name: Text
    family: str
    pathogen: str
    jurisdiction: str
    edition: str
    valid_from: datetime
    valid_to: datetime | None
    time_zone: ZoneInfo
    source: str
    sources: dict[str, Text] = field(hash=False)
    replaces: str | None = None
    contact_window: ContactWindow | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    definitions: tuple[Definition, ...] = ()
    duties: tuple[Duty, ...] = ()
    rounds: tuple[Round, ...] = ()
    manners: tuple[Manner, ...] = ()
    chances: tuple[Chance, ...] = ()
    rolls: tuple[Roll, ...] = ()
    to_confirm: tuple[str, ...] = ()
    unknown: tuple[Text, ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Say whether the edition was in force at an instant."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    @property
    def rules(self) -> tuple[Duty | Round, ...]:
        """All its duties, one-off and recurring."""
        return self.duties + self.rounds


class NoEditionError(LookupError):
    """No loaded edition answers the question."""


@dataclass(frozen=True)
class Protocols:
    """
    The editions that are loaded, and which of them governs.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> protocols = load_protocols()
    >>> at = datetime(2020, 2, 3, tzinfo=timezone.utc)
    >>> protocols.governing("sars-cov-2", at, "diagnosis").id
    'cn-covid-diagnosis-4'
    """

    editions: tuple[Edition, ...]

    def __iter__(self) -> Iterator[Edition]:
        return iter(self.editions)

    def __len__(self) -> int:
        return len(self.editions)

    def edition(self, id: str) -> Edition:
        """
        Return the edition with this id.

        Raises
        ------
        NoEditionError
            None has it.
        """
        for edition in self.editions:
            if edition.id == id:
                return edition
        known = ", ".join(edition.id for edition in self.editions)
        raise NoEditionError(f"No edition is called {id}. Loaded are: {known}.")

    def rule(self, rule: str, edition: str) -> Duty | Round:
        """
        Return a rule of an edition, as a row of `duties()` names them.

        Raises
        ------
        NoEditionError
            There is no such edition, or it has no such rule.
        """
        for candidate in self.edition(edition).rules:
            if candidate.id == rule:
                return candidate
        raise NoEditionError(f"Edition {edition} has no rule {rule}.")

    def for_division(self, division: str) -> "Protocols":
        """Return the editions that apply in a division (its code, for example `430200`)."""
        return Protocols(tuple(e for e in self.editions if covers(e.jurisdiction, division)))

    def in_force(self, pathogen: str, at: datetime) -> tuple[Edition, ...]:
        """Return the editions about `pathogen` in force at an instant, the most specific first."""
        found = [e for e in self.editions if e.pathogen == pathogen and e.in_force(at)]
        return tuple(sorted(found, key=lambda e: -specificity(e.jurisdiction)))

    def governing(self, pathogen: str, at: datetime, family: str = "control") -> Edition:
        """
        Return the most specific edition of a family in force at an instant.

        Raises
        ------
        NoEditionError
            None was in force then.
        """
        for edition in self.in_force(pathogen, at):
            if edition.family == family:
                return edition
        raise NoEditionError(
            f"No {family} edition for {pathogen} was in force on {at.isoformat()}.\n"
            "Load one whose valid_from and valid_to include that time."
        )

    def chance(self, chance: str, edition: str) -> Chance:
        """
        Return a chance of an edition, as a row of `missed_chances()` names them.

        Raises
        ------
        NoEditionError
            There is no such edition, or it has no such chance.
        """
        for candidate in self.edition(edition).chances:
            if candidate.id == chance:
                return candidate
        raise NoEditionError(f"Edition {edition} has no chance {chance}.")

    def as_if(self, edition: Edition) -> "Protocols":
        """Return the editions as if one had always been that of its family and jurisdiction."""
        always = replace(edition, valid_from=ALWAYS, valid_to=None)
        place = (edition.pathogen, edition.family, edition.jurisdiction)
        others = [e for e in self.editions if (e.pathogen, e.family, e.jurisdiction) != place]
        return Protocols((*others, always))

    def manners(self, pathogen: str, at: datetime) -> tuple[Manner, ...]:
        """
        Return the manners of contact in force: what makes a close contact first.

        Of the same id, the most specific edition's holds; so does its order.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2020, 2, 3, tzinfo=timezone.utc)
        >>> load_protocols().for_division("430200").manners("sars-cov-2", at)[0].contact
        'close'
        """
        found: dict[str, Manner] = {}
        for edition in self.in_force(pathogen, at):
            found = found | {m.id: m for m in edition.manners if m.id not in found}
        return tuple(sorted(found.values(), key=lambda manner: CONTACTS.index(manner.contact)))

    @property
    def pathogens(self) -> tuple[str, ...]:
        """The pathogens that any edition is about."""
        return tuple(dict.fromkeys(edition.pathogen for edition in self.editions))


def covers(jurisdiction: str, division: str) -> bool:
    """
    Say whether an edition of `jurisdiction` applies in `division`.

    Examples
    --------
    >>> covers("430200", "430281"), covers("430281", "430200"), covers("CN", "430281")
    (True, False, True)
    """
    return jurisdiction in ("WHO", "CN") or division.startswith(_stem(jurisdiction))


def specificity(jurisdiction: str) -> int:
    """
    Return how narrow a jurisdiction is: the world, the country, then by its code.

    Examples
    --------
    >>> [specificity(j) for j in ("WHO", "CN", "430000", "430200", "430281")]
    [0, 1, 2, 4, 6]
    """
    return {"WHO": 0, "CN": 1}.get(jurisdiction, len(_stem(jurisdiction)))


def _stem(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


def load(paths: Iterable[str | PathLike[str]]) -> Protocols:
    """
    Read protocol editions from TOML files.

    Parameters
    ----------
    paths
        Files; the order does not matter.

    Raises
    ------
    ProtocolError
        A file has a mistake, or two contradict each other. It lists all of them.
    """
    from firebreak.engine.duties.reading import read

    return Protocols(read(paths))


def load_protocols(*more: str | PathLike[str]) -> Protocols:
    """
    Read the editions that Firebreak ships, and `more` files beside them.

    Raises
    ------
    ProtocolError
        A file has a mistake, or two contradict each other. It lists all of them.

    Examples
    --------
    >>> len(load_protocols().pathogens)
    2
    """
    from firebreak.engine.duties.reading import SHIPPED

    return load([*sorted(SHIPPED.glob("*.toml")), *more])
