"""Ids of one space, for persons and places of the record and of every feed.

`/12` is person or place 12 of the record, `sender/id` somebody or some place that the feeds of a
sender, a unit by its code, call `id`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Somebody:
    """A person of the record (`person`), or an id in the feeds of a sender that nobody has named."""

    person: int | None
    sender: str = ""
    code: str = ""


@dataclass(frozen=True)
class Somewhere:
    """A place of the record (`place`), or one that only the feeds of a sender know by an id."""

    place: int | None
    sender: str = ""
    code: str = ""


def id_of(record: int) -> str:
    """Return the id of a person or place of the record."""
    return f"/{record}"


def id_in_feed(sender: str, code: str) -> str:
    """Return the id of somebody or some place that a sender's feeds call `code`."""
    return f"{sender}/{code}"
