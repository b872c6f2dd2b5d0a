"""How a draft stands against the record on file: new, the same, or otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from firebreak.engine.when import When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.kinds import writer_of
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.records.models import Check, Unit
from firebreak.records.models.base import Versioned

NEW, SAME, DIFFERS = "new", "same", "differs"
#: What the record says when it knows nothing.
NOTHING = (None, "", "unknown")


@dataclass(frozen=True)
class Compared:
    """One fact: what the draft says, what the record says, and how they stand."""

    fact: str
    said: Any
    on_file: Any
    state: str


def compared(desk: Desk, draft: Draft, record: Versioned) -> list[Compared]:
    """Return how each fact of a draft stands against a record on file."""
    writer = writer_of(draft)
    if writer is None:
        return []
    facts = writer.facts(desk, draft)
    found = [_one(fact, said, getattr(record, fact)) for fact, said in facts.items()]
    return [replace(one, state=DIFFERS) if _is_lost(writer, one) else one for one in found]


def _is_lost(writer: Writer, one: Compared) -> bool:
    """Whether something new cannot be added to the record."""
    return one.state == NEW and not (writer.only_fills is None or one.fact in writer.only_fills)


def differing(desk: Desk, draft: Draft, record: Versioned) -> list[str]:
    """Return the facts a record says otherwise, and that no other draft of the document brings to it."""
    writer = writer_of(draft)
    elsewhere = writer.elsewhere(desk, draft) if writer is not None else frozenset()
    found = compared(desk, draft, record)
    return [one.fact for one in found if one.state == DIFFERS and one.fact not in elsewhere]


def facts_to_write(found: Iterable[Compared], take: frozenset[str]) -> dict[str, Any]:
    """Return what is new, and of what differs that which is to be taken."""
    return {
        one.fact: one.said
        for one in found
        if one.state == NEW or (one.state == DIFFERS and one.fact in take)
    }


def _one(fact: str, said: Any, on_file: Any) -> Compared:
    if _is_unknown(on_file):
        return Compared(fact, said, on_file, NEW if not _is_unknown(said) else SAME)
    same = _is_unknown(said) or _agree(said, on_file)
    return Compared(fact, said, on_file, SAME if same else DIFFERS)


def _agree(said: Any, on_file: Any) -> bool:
    """Whether a draft says what the record says, or no more than a part of it."""
    if isinstance(said, When) and isinstance(on_file, datetime):
        # What went on to 24:00 of a day is said to have ended on that day.
        return on_file == said.latest or may_be_one(When.minute(on_file), said)
    if isinstance(said, When):
        return may_be_one(on_file, said)
    if isinstance(on_file, Unit) and isinstance(said, Unit):
        return on_file.is_under(said)
    if isinstance(on_file, list) and isinstance(said, list):
        return _symptoms(said) == _symptoms(on_file)
    return said == on_file


def _symptoms(listed: list[str]) -> set[str]:
    """Those of a check, in whatever order; that somebody had none stands there as a word or not at all."""
    return set(listed) - {Check.NO_SYMPTOM}


def _is_unknown(value: Any) -> bool:
    if isinstance(value, When):
        return value.start is None
    return value in NOTHING
