"""Every kind of draft and how it is written, in the order in which each finds what it needs."""

from firebreak.intake.accepting import (
    care,
    cases,
    contacts,
    gatherings,
    people,
    reports,
    whereabouts,
)
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft

WRITERS: dict[str, Writer] = {
    "person": people.WRITER,
    "place": whereabouts.PLACE,
    "case": cases.WRITER,
    "classification": cases.CLASSIFICATION,
    "stay": whereabouts.STAY,
    "journey": whereabouts.JOURNEY,
    "contact": contacts.WRITER,
    "sample": care.SAMPLE,
    "test": care.TEST,
    "placement": care.PLACEMENT,
    "check": care.CHECK,
    "report": reports.WRITER,
    # Kept with their document: the record holds no claims of totals, gatherings, orders, events.
    "gathering": Writer(None),
    "total": Writer(None),
    "order": Writer(None),
    "event": Writer(None),
}
ORDER = {kind: place for place, kind in enumerate(WRITERS)}


def writer_of(draft: Draft) -> Writer | None:
    """Return how a draft is written; an exposure that no case is named for, as a stay."""
    if draft.kind == "contact" and gatherings.is_at_event(draft) and not draft.value("contact_of"):
        return gatherings.WRITER
    return WRITERS.get(draft.kind)
