"""What each kind of draft needs in order to become a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from firebreak.intake.accepting.desk import Desk
from firebreak.intake.drafts import Draft
from firebreak.records.models.base import Versioned

Facts = dict[str, Any]


def _nothing(_desk: Desk, _draft: Draft) -> Facts:
    return {}


def _nobody(_desk: Desk, _draft: Draft) -> Versioned | None:
    return None


def _whole(_draft: Draft) -> str:
    return ""


def _nowhere(_desk: Desk, _draft: Draft) -> frozenset[str]:
    return frozenset()


def _possible(_desk: Desk, _draft: Draft, _known: Any) -> None:
    pass


def _as_it_is(_desk: Desk, _draft: Draft, _record: Any, _facts: Facts) -> None:
    pass


@dataclass(frozen=True)
class Writer:
    """
    How a kind of draft is written.

    Attributes
    ----------
    make
        Writes a new record; None: the record has no place for this kind.
    facts
        What the draft says, by the names that the record has for it.
    same
        The record on file that says just this, if there is one.
    correct
        Sets some facts of a record that is on file.
    lacks
        Says what a draft does not tell that a record needs; "" if it tells all.
    check
        Refuses what can be known before writing: of a new record, or (else than None) of a known one.
    needs
        Roles in which a new record must have something else.
    only_fills
        The facts that can be added to a record on file, where none can be changed; None: all can.
    elsewhere
        Facts that other drafts of the document bring to the record.
    cites
        Field of the draft -> name of the fact; what is not here stays with the document.
    """

    make: Callable[[Desk, Draft], Any] | None
    facts: Callable[[Desk, Draft], Facts] = _nothing
    same: Callable[[Desk, Draft], Any] = _nobody
    correct: Callable[[Desk, Draft, Any, Facts], None] = _as_it_is
    lacks: Callable[[Draft], str] = _whole
    check: Callable[[Desk, Draft, Any], None] = _possible
    needs: tuple[str, ...] = ()
    only_fills: frozenset[str] | None = None
    elsewhere: Callable[[Desk, Draft], frozenset[str]] = _nowhere
    cites: Mapping[str, str] = field(default_factory=dict)
