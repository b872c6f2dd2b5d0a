"""Orders with a deadline: who answers for each, and from when its hours count."""

from datetime import datetime

from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import directives
from firebreak.records.models import Directive, Unit
from firebreak.records.visibility import directives as directives_of
from firebreak.records.visibility import scope_of

HOURS_A_DAY = 24


def make(desk: Desk, draft: Draft) -> Directive:
    """Record an order; where it does not say when it was given, the day it was published counts."""
    return directives.issue(
        by=desk.by,
        text=_text(draft),
        unit=_who_answers(desk, draft),
        when=draft.value("when") or desk.known_since(),
        action=str(draft.value("action") or "")[:120],
        issuer=str(draft.value("issuer") or "")[:120],
        addressee=str(draft.value("to") or "")[:120],
        hours=_hours(draft),
        until=_until(draft),
        number=draft.value("number"),
        item=str(draft.value("item") or "")[:120],
        **desk.source_and_told(),
    )


def on_file(desk: Desk, draft: Draft) -> Directive | None:
    """Return our own order; or one of the same words and deadline, with the same unit, of that time."""
    seen = directives_of(scope_of(desk.by))
    if own := seen.filter(pk=desk.own_record(draft) or 0).first():
        return own
    same = seen.filter(
        text=_text(draft),
        unit=_who_answers(desk, draft),
        hours=_hours(draft),
        until=_until(draft),
    )
    when = draft.value("when") or desk.known_since()
    return next((one for one in same.order_by("id") if may_be_one(one.happened, when)), None)


def _text(draft: Draft) -> str:
    return str(draft.value("text") or draft.value("action") or "").strip()


def _hours(draft: Draft) -> int | None:
    hours, days = draft.value("deadline_hours"), draft.value("days")
    if hours is not None:
        return int(hours)
    return None if days is None else int(days) * HOURS_A_DAY


def _until(draft: Draft) -> datetime | None:
    """The end that the order names; its hours say more."""
    told = draft.value("until")
    return None if told is None or _hours(draft) is not None else told.latest


def _who_answers(desk: Desk, draft: Draft) -> Unit:
    """The unit named, or addressed; whoever reads it, where the addressee is no unit of ours."""
    if draft.value("unit"):
        return desk.unit(draft.value("unit"))
    return desk.unit_called(draft.value("to")) or desk.reading.unit


WRITER = Writer(
    make,
    same=on_file,
    cites={
        "text": "text",
        "action": "action",
        "issuer": "issuer",
        "to": "addressee",
        "unit": "unit",
        "when": "happened_at",
        "deadline_hours": "hours",
        "until": "until",
        "days": "hours",
        "number": "number",
        "item": "item",
    },
)
