"""Which edition of the rules is in force, so that nobody has to type it."""

from datetime import datetime

from firebreak.engine.duties.protocols import Edition
from firebreak.records import editions
from firebreak.records.installation import watched_pathogen


def governing(at: datetime, family: str, of: str | None = None) -> Edition | None:
    """Return the edition of a family that governs at an instant; None if none is on file."""
    return editions.governing(of or watched_pathogen(), at, family)


def id_of(edition: Edition | None) -> str:
    return edition.id if edition else ""
