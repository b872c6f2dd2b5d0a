"""Every kind of draft and how it is written, in the order in which each finds what it needs."""

from firebreak.intake.accepting import (
    care,
    cases,
    contacts,
    exposures,
    gatherings,
    orders,
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
    "total": reports.TOTAL,
    "order": orders.WRITER,
    # After the cases: who was met at a gathering becomes a contact of those who are cases.
    "gathering": gatherings.WRITER,
    "event": gatherings.WRITER,
}
ORDER = {kind: place for place, kind in enumerate(WRITERS)}


def writer_of(draft: Draft) -> Writer | None:
    """Return how a draft is written; an exposure that no case is named for, as a stay."""
    if draft.kind == "contact" and exposures.is_at_event(draft) and not draft.value("contact_of"):
        return exposures.WRITER
    return WRITERS.get(draft.kind)
