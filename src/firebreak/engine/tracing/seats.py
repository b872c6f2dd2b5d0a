"""Seats as tickets and people write them: which carriage, which row.

A row is read only where the text says it: 12A is a seat of row 12; 055号 is the 55th seat of a hard
carriage or a berth, and how those are numbered into rows differs from carriage to carriage. What
cannot be read is kept as it is written, without a row.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class RowKnown(StrEnum):
    """Whether the row is known, and why not."""

    YES = "yes"
    NUMBERED = "numbered"  # a number that says no row: a hard seat, a berth
    STANDING = "standing"  # 无座
    UNREAD = "unread"  # written in a way that is not understood
    NOT_SAID = "not_said"


@dataclass(frozen=True)
class Seat:
    """A seat: `coach` as it is numbered ("07"), `row`, and the `text` of the seat itself."""

    coach: str
    row: int | None
    text: str
    known: RowKnown


COACH = re.compile(
    r"^第?(加?\d{1,2})\s*(?:号?车厢?|CAR(?:RIAGE)?\b|COACH\b)\s*|^(\d{1,2})\s*[-/]\s*"
)
COACH_FIRST = re.compile(r"^(?:CAR(?:RIAGE)?|COACH)\s*(\d{1,2})\s*[,，]?\s*")
LETTERED = re.compile(r"^(\d{1,2})\s*(?:排)?\s*([A-HJ-L])(?:\s*(?:号|座|号座|席))?$")
ROW_ALONE = re.compile(r"^第?(\d{1,2})\s*排\s*(?:(\d{1,2})\s*(?:号|座))?$|^ROW\s*(\d{1,2})$")
NUMBERED = re.compile(r"^(\d{1,3})\s*(?:号|座|号座)?\s*(?:[上中下]铺?|铺)?$")
STANDING = frozenset(["无座", "站票", "无", "STANDING"])


def read_seat(text: str, coach: str = "") -> Seat:
    """
    Read a seat, and the carriage that stands before it.

    Parameters
    ----------
    text
        As on the ticket: `07车12A`, `5车厢 12F`, `12A`, `03车 055号`, `12排`, `无座`.
    coach
        The carriage, where a list has it in a column of its own; one in `text` holds before it.

    Examples
    --------
    >>> read_seat("07车12A")
    Seat(coach='07', row=12, text='12A', known=<RowKnown.YES: 'yes'>)
    >>> read_seat("03车 055号").known
    <RowKnown.NUMBERED: 'numbered'>
    >>> read_seat("12F", coach="5").coach
    '05'
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = COACH.match(plain) or COACH_FIRST.match(plain)
    rest = plain[found.end() :].strip() if found else plain
    in_text = next((part for part in found.groups() if part), "") if found else ""
    row, known = _row(rest)
    return Seat(_numbered(in_text or coach), row, rest[:40], known)


def _row(text: str) -> tuple[int | None, RowKnown]:
    if not text:
        return None, RowKnown.NOT_SAID
    if text in STANDING:
        return None, RowKnown.STANDING
    if found := LETTERED.match(text) or ROW_ALONE.match(text):
        return int(found[1] or found[3]), RowKnown.YES
    return None, RowKnown.NUMBERED if NUMBERED.match(text) else RowKnown.UNREAD


def _numbered(coach: str) -> str:
    """The carriage as tickets print it: 7, 07 and 7车 are one."""
    plain = unicodedata.normalize("NFKC", coach).strip().upper()
    found = re.fullmatch(r"第?(加?)(\d{1,2})\s*(?:号?车厢?)?", plain)
    return f"{found[1]}{int(found[2]):02}" if found else plain[:10]


def part_of(kind: str, text: str) -> str | None:
    """
    Say which part of a place a word for a seat or table names: "table", "room", "ward", or none.

    Examples
    --------
    >>> part_of("restaurant", "3"), part_of("public", "2号桌"), part_of("shop", "door")
    ('table', 'table', None)
    """
    words = {"table": "桌|table", "ward": "病房|病室|ward", "room": "室|包间|包厢|房|room"}
    for part, written in words.items():
        if re.search(written, text, re.IGNORECASE):
            return part
    return "table" if kind == "restaurant" and text else None
