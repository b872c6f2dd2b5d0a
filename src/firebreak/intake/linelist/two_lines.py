"""Headings over two lines: a group above (现住址) and what it holds below (区县, 详细地址).

Comes in: two rows of cells. Goes out: one heading per column, or whether the lower row is a second
line of headings at all. What a heading means is `headings.py`.
"""

import re
from collections.abc import Iterator, Sequence

from firebreak.intake.linelist.files import Cell, tidy

LONGEST = 15  # characters of a word in a second line; what is longer is a remark
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
#: A group that says nothing of whose name or which date stands below it.
_ONLY_GROUPS = re.compile(
    r"(?:病例|患者|病人|个人|基本|一般|人口学|诊断|临床|流行病学|流调)*(?:信息|情况|资料)"
    r"|(?:basic|general|personal|patient|case|clinical|demographic|epidemiological)*"
    r"\s*(?:information|info|details|data)",
    re.IGNORECASE,
)

#: A group of days: what stands below it is what happened on them.
_DAYS = re.compile(
    r"(?:关键|重要|主要|相关|有关|各类|各)*(?:日期|时间)(?:节点|点|信息|情况)*"
    r"|(?:key|important|relevant)?\s*(?:dates?|times?|timeline)",
    re.IGNORECASE,
)
_IS_A_DAY = re.compile(r"(?:日期|时间|年月日|日)$")


def joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[tuple[str | None, str, str]]:
    """
    Return for each column its heading in one line, and the group and the word it is made of.

    A group stands over its own column and over those to its right that have a word below and none
    above, as a spreadsheet keeps cells that were merged.

    Examples
    --------
    >>> [name for name, _, _ in joined(["编号", "现住址", "", "Onset"], ["", "区县", "门牌", "date"])]
    ['编号', '现住址区县', '现住址门牌', 'Onset date']
    >>> joined(["基本信息"], ["姓名"])
    [('姓名', '基本信息', '姓名')]
    >>> [name for name, _, _ in joined(["关键时间", ""], ["发病", "确诊日期"])]
    ['发病日期', '确诊日期']
    """
    return [(_together(group, word), group, word) for group, word in _columns(upper, lower)]


def says_nothing(group: str) -> bool:
    """
    Say whether a group only holds its words together, so that they mean what they mean alone.

    Examples
    --------
    >>> says_nothing("患者基本信息"), says_nothing("报告人"), says_nothing("Patient details")
    (True, False, True)
    """
    return _ONLY_GROUPS.fullmatch(group.replace(" ", "")) is not None


def with_merged_down(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """
    Return the lower row, with the headings that reach down to it from the upper one.

    Examples
    --------
    >>> with_merged_down(["病例编号", "治疗", ""], [None, "发病日期", "姓名"])
    ['病例编号', '发病日期', '姓名']
    """
    width = max(len(upper), len(lower))
    return [
        _text(_cell(lower, position)) or _text(_cell(upper, position)) for position in range(width)
    ]


def is_second_line(upper: Sequence[Cell], lower: Sequence[Cell], who: Sequence[int]) -> bool:
    """
    Say whether a row below the headings is more of them and no case.

    It holds short words without a digit, and nothing where a case has its number and its name.

    Parameters
    ----------
    who
        The columns of number and name; without any, nothing tells the two apart.
    """
    words = [tidy(cell) for cell in lower]
    said = [word for word in words if word is not None]
    if not who or not said or not all(isinstance(word, str) for word in said):
        return False
    if any(len(str(word)) > LONGEST or re.search(r"\d", str(word)) for word in said):
        return False
    return all(p >= len(words) or words[p] in (None, _text(upper[p])) for p in who)


def _columns(upper: Sequence[Cell], lower: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    group = ""  # that of the columns to the left, if it may reach over this one
    for position in range(max(len(upper), len(lower))):
        above, word = _text(_cell(upper, position)), _text(_cell(lower, position))
        yield above or (group if word else ""), word
        group = (above or group) if word else ""


def _together(group: str, word: str) -> str | None:
    if not group or not word or group == word:
        return group or word or None
    if says_nothing(group):
        return word
    if _DAYS.fullmatch(group):
        return word if _IS_A_DAY.search(word) or not _IDEOGRAPH.search(word) else word + "日期"
    return group + ("" if _IDEOGRAPH.search(group + word) else " ") + word


def _cell(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else None


def _text(cell: Cell) -> str:
    return str(tidy(cell) if tidy(cell) is not None else "")
