"""Ids of one space, for persons and places of the record and of every feed.

`/12` is person or place 12 of the record, `/7/3号桌` a table in place 7 that the seat of a stay names,
`sender/id` somebody or some place that the feeds of a sender call `id`.
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
    """A place of the record, perhaps a table in it; or a place known to a sender only by its id."""

    place: int | None
    seat: str = ""
    sender: str = ""
    code: str = ""


def id_of(record: int, seat: str = "") -> str:
    """Return the id of a person or place of the record, or of a table in that place."""
    return f"/{record}/{seat}" if seat else f"/{record}"


def id_in_feed(sender: str, code: str) -> str:
    """Return the id of somebody or some place that a sender's feeds call `code`."""
    return f"{sender}/{code}"
