"""Headings among the rows: the same once more, as at the head of a printed page, or another table's.

Whoever reads the rows of a second table by the headings of the first takes people who were excluded
for confirmed cases. Comes in: a row and the match. Goes out: which of the two it is, if any.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from firebreak.engine.dates import UNKNOWN
from firebreak.intake.linelist import values as v
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.headings import WHO, Match, meant

FEWEST = 3  # headings; two words may be chance, if neither is a name or a number
_NUMBER_OR_DATE = re.compile(r"[\d\s./:+,年月日号时分岁-]+")
#: Headings that may stand in a cell as well: 出院, confirmed.
_VALUES = frozenset(
    word
    for table in (v.CLASSIFICATIONS, v.RESULTS, v.GROUPS, v.SEVERITIES, v.SAMPLES, v.SEXES)
    for written in table.values()
    for word in written.split("|")
) | UNKNOWN.union({"no", "yes"})


class Headings(Enum):
    """What a row of headings among the rows begins."""

    AGAIN = "again"
    OTHER = "other"


def headings_among(cells: Sequence[Cell], match: Match) -> Headings | None:
    """
    Say whether a row below the headings, its cells tidy, holds headings, and if they are the same.

    Examples
    --------
    >>> from firebreak.intake.linelist.headings import match_headings
    >>> match = match_headings([["序号", "姓名", "确诊日期"]])
    >>> headings_among(["序号", "姓名", "排除日期"], match)
    <Headings.OTHER: 'other'>
    >>> headings_among(["序号", "姓名", "确诊时间"], match)
    <Headings.AGAIN: 'again'>
    >>> headings_among(["甲", "确诊", "出院"], match)
    """
    said = {position: cell for position, cell in enumerate(cells) if cell is not None}
    words = {p: text for p, text in said.items() if isinstance(text, str)}
    if len(words) < len(said) or any(map(_NUMBER_OR_DATE.fullmatch, words.values())):
        return None
    if not any(_are_headings(words, meant(words, kind)) for kind in Kind):
        return None
    return Headings.AGAIN if _says_the_same(words, match) else Headings.OTHER


def _are_headings(words: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    sure = {p: field for p, field in fields.items() if words[p].lower() not in _VALUES}
    enough = FEWEST if WHO.isdisjoint(sure.values()) else FEWEST - 1
    return len(sure) >= enough and 2 * len(sure) >= len(words)


def _says_the_same(words: Mapping[int, str], match: Match) -> bool:
    columns = {column.position: column for column in match.columns}
    fields = meant(words, match.kind)
    for position, word in words.items():
        column = columns.get(position)
        if column is None:
            return False
        same_field = column.field is not None and fields.get(position) == column.field
        if word != column.heading and not same_field:
            return False
    return True
