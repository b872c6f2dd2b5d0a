"""The words for what can happen: the closed vocabulary of the `kind` of an event.

A kind is a dotted word, from the general to the special: `report.received.case_card` is a
`report.received`. Protocol editions speak of kinds by any leading part, so a rule that waits for
`test.resulted` takes every result and one that waits for `test.resulted.positive` only some.

Each kind says what its `subject` is (whose clock it can start or stop) and which record proves it.
A kind that is not listed here cannot be projected, and an edition that names one is refused.
"""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What the `subject` of an event identifies. Ids are unique only within one of these."""

    PERSON = "person"
    UNIT = "unit"
    OUTBREAK = "outbreak"


@dataclass(frozen=True)
class Kind:
    """One kind of event: whose clock it is on, and the record that proves it."""

    subject: Subject
    record: str


CLASSIFICATIONS = (
    "suspected",
    "probable",
    "confirmed",
    "asymptomatic",
    "excluded",
    "recovered",
    "died",
)
CHECKS = (
    "fever_clinic",
    "clinic",
    "checkpoint",
    "household_visit",
    "round",
    "follow_up",
    "gate",
    "station",
    "triage",
)
SYMPTOMS = ("fever", "cough", "chest_pain", "dyspnoea", "diarrhoea", "fatigue", "sore_throat")
#: What a post did with whom it had looked at; that it did nothing is no event.
ACTIONS = ("passed", "sent_home", "referred", "isolated", "reported", "not_found")
RUNS = ("train", "flight", "coach", "bus", "ship", "vehicle")
RESULTS = ("positive", "negative", "inconclusive")
LEVELS = ("home", "site", "on_the_spot", "ward", "icu")
PERSON_REPORTS = ("case_card", "correction", "investigation", "backtrace", "who_form")
UNIT_REPORTS = ("daily", "zero", "event", "round_summary", "published")
#: What a unit reports of an order it carried out: no event report, which would end another clock.
ORDER_REPORTS = ("order",)
UNIT_KINDS = (
    "province",
    "city",
    "county",
    "zone",
    "town",
    "village",
    "grid",
    "command",
    "cdc",
    "hospital",
    "laboratory",
    "quarantine_site",
    "school",
    "firm",
    "checkpoint",
    "station",
)
RESPONSE_ACTIONS = (
    "investigation",
    "risk_assessment",
    "laboratory_confirmation",
    "case_management",
    "community_measures",
    "risk_communication",
    "coordination",
)


def _kinds(prefix: str, endings: tuple[str, ...], subject: Subject, record: str) -> dict[str, Kind]:
    return {f"{prefix}.{ending}": Kind(subject, record) for ending in endings}


KINDS: dict[str, Kind] = {
    "case.onset": Kind(Subject.PERSON, "case"),
    **_kinds("case", CLASSIFICATIONS, Subject.PERSON, "classification"),
    "contact.exposed": Kind(Subject.PERSON, "contact"),
    "contact.named": Kind(Subject.PERSON, "contact"),
    "contact.reached": Kind(Subject.PERSON, "contact"),
    # His isolation ended before his time as a contact was over, and nobody kept him from then on.
    "contact.let_go": Kind(Subject.PERSON, "placement"),
    **_kinds("check", CHECKS, Subject.PERSON, "check"),
    # What the same check found, was told, and led to; what was not asked has no event.
    **_kinds("found", SYMPTOMS, Subject.PERSON, "check"),
    **_kinds("declared", ("exposure", "no_exposure"), Subject.PERSON, "check"),
    **_kinds("action", ACTIONS, Subject.PERSON, "check"),
    **_kinds("travelled", RUNS, Subject.PERSON, "stay"),
    "infected.elsewhere": Kind(Subject.PERSON, "case"),
    "sample.taken": Kind(Subject.PERSON, "sample"),
    "sample.received": Kind(Subject.PERSON, "sample"),
    **_kinds("test.resulted", RESULTS, Subject.PERSON, "test"),
    **_kinds("placement.began", LEVELS, Subject.PERSON, "placement"),
    **_kinds("placement.ended", LEVELS, Subject.PERSON, "placement"),
    **_kinds("report.sent", PERSON_REPORTS, Subject.PERSON, "report"),
    **_kinds("report.received", PERSON_REPORTS, Subject.PERSON, "report"),
    **_kinds("report.reviewed", PERSON_REPORTS, Subject.PERSON, "report"),
    **_kinds("report.sent", UNIT_REPORTS + ORDER_REPORTS, Subject.UNIT, "report"),
    **_kinds("report.received", UNIT_REPORTS + ORDER_REPORTS, Subject.UNIT, "report"),
    **_kinds("report.reviewed", UNIT_REPORTS + ORDER_REPORTS, Subject.UNIT, "report"),
    **_kinds("unit.opened", UNIT_KINDS, Subject.UNIT, "unit"),
    **_kinds("unit.closed", UNIT_KINDS, Subject.UNIT, "unit"),
    "unit.first_case": Kind(Subject.UNIT, "classification"),
    "unit.cluster": Kind(Subject.UNIT, "classification"),
    "outbreak.onset": Kind(Subject.OUTBREAK, "case"),
    "outbreak.detected": Kind(Subject.OUTBREAK, "milestone"),
    "outbreak.notified": Kind(Subject.OUTBREAK, "milestone"),
    **_kinds("outbreak.responded", RESPONSE_ACTIONS, Subject.OUTBREAK, "milestone"),
    **_kinds("outbreak.not_applicable", RESPONSE_ACTIONS, Subject.OUTBREAK, "milestone"),
}


def matching(word: str) -> tuple[str, ...]:
    """
    The kinds that a word covers: the kind itself, or every kind it is a leading part of.

    Parameters
    ----------
    word
        A dotted word, for example `"test.resulted"`.

    Returns
    -------
    tuple of str
        In the order of `KINDS`; empty if the word covers nothing.

    Examples
    --------
    >>> matching("test.resulted")
    ('test.resulted.positive', 'test.resulted.negative', 'test.resulted.inconclusive')
    >>> matching("case.onset")
    ('case.onset',)
    >>> matching("case.on")
    ()
    """
    return tuple(kind for kind in KINDS if kind == word or kind.startswith(word + "."))
