"""Rows of a numbered list of people: 2. 李勇,男,4302…,138…,同车乘客; each tells of one person.

A number and a name alone may head anything; sex, a number of his, or whose relation he is makes
sure that the row is somebody's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from firebreak.intake.text.full_names import FULL_NAME, is_name
from firebreak.intake.text.lexicons import RELATIONS

_MARK = re.compile(r"(?P<open>\(?)(?P<n>\d{1,3})(?P<close>[.、):])(?!\d)\s*")
_NUMBERED_LINE = re.compile(r"[^\S\n]*\(?\d{1,3}[.,、):](?!\d)")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LINE_START = re.compile(r"(?<![^\n])[^\S\n]*(?=\(?\d)")
_NAME = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{1,2}}某(?:某|[甲乙丙丁])?|{FULL_NAME})(?=[,、(;:\s]|$)"
)
_RELATION = rf"(?:{'|'.join(map(re.escape, RELATIONS))}|[父母妻夫子女兄弟姐妹])"
ID_SHAPE = r"(?<![\da-z])\d{17}[\dx](?![\da-z])"
BARE_PHONE = r"(?<=[,、;(\s])1\d{10}(?=[,、;)。\s]|$)"
_TELLS = re.compile(
    rf"[,、(;:\s](?:性别:?)?[男女]性?(?=[,、);。\s]|$)|{ID_SHAPE}|{BARE_PHONE}|次?密切接触者|次?密接者"
    rf"|(?:病例|患者|某)[^,。;]{{0,6}}{_RELATION}(?=[,、);。\s]|$)|[,、(](?:其|系|为|是)*{_RELATION}(?=[,、);。]|$)"
)
TOLD = 80  # characters in which a row says who its person is


def people_of_rows(plain: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """
    Yield where each row about somebody begins, and where his name stands.

    Examples
    --------
    >>> lines = "1.张丽华,女,同事\\n2.何小军,病例14之弟\\n3.关系,密切"
    >>> [lines[slice(*name)] for _start, name in people_of_rows(lines)]
    ['张丽华', '何小军']
    """
    for start, mark in _marks(plain):
        name = _NAME.match(plain, mark.end())
        end = _line_end(plain, start)
        if not name or not _TELLS.search(plain, name.end("name"), min(end, name.end() + TOLD)):
            continue
        if "某" in name["name"] or is_name(name["name"]):
            yield start, name.span("name")


def is_row(plain: str, position: int) -> bool:
    """Whether what stands here is in the first line of a numbered row."""
    return mark_of(plain, position) is not None


def mark_of(plain: str, position: int) -> re.Match[str] | None:
    """Return the list number of the line that a character is in."""
    line = plain.rfind("\n", 0, position) + 1
    first = _LINE_START.match(plain, line)
    return _MARK.match(plain, first.end()) if first else None


def title_of(plain: str, row: int) -> str:
    """
    Return the line above the list that a row is of; "" if there is none.

    Examples
    --------
    >>> lines = "病例名单\\n1、男,45岁\\n2、女,38岁"
    >>> title_of(lines, lines.index("2、"))
    '病例名单'
    """
    titles = _titles(plain)
    above = bisect_left(titles, row, key=lambda title: title[0])
    return plain[slice(*titles[above - 1])] if above else ""


@lru_cache(maxsize=2)
def _titles(plain: str) -> tuple[tuple[int, int], ...]:
    """Where the lines are that are no rows."""
    lines = (match.span() for match in _LINE.finditer(plain))
    return tuple(line for line in lines if not _NUMBERED_LINE.match(plain, line[0]))


def follows(mark: re.Match[str], other: re.Match[str]) -> bool:
    """Whether a list goes on: the same kind of number, and a later one."""
    same = (mark["open"], mark["close"]) == (other["open"], other["close"])
    # Whoever types a list may write 5、 after 4. as well.
    plain_marks = not mark["open"] and not other["open"] and other["close"] in ".、"
    return (same or plain_marks) and int(other["n"]) > int(mark["n"])


def rows_of_nobody(plain: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield the number of each row without a person, in a list most of whose rows have one."""
    told = sorted({plain.rfind("\n", 0, start) + 1 for start in starts})
    for run in _runs(plain):
        with_somebody = [line for line, _mark in run if line in told]
        if with_somebody and 2 * len(with_somebody) >= len(run):
            yield from (mark for line, mark in run if line not in told)


def _marks(plain: str) -> Iterator[tuple[int, re.Match[str]]]:
    for line in _LINE_START.finditer(plain):
        if mark := _MARK.match(plain, line.end()):
            yield line.start(), mark


def _runs(plain: str) -> Iterator[list[tuple[int, re.Match[str]]]]:
    """Lists: numbered lines one after the other."""
    run: list[tuple[int, re.Match[str]]] = []
    for line, mark in _marks(plain):
        touches = run and not plain[_line_end(plain, run[-1][0]) : line].strip()
        if run and not (touches and follows(run[-1][1], mark)):
            yield run
            run = []
        run.append((line, mark))
    if run:
        yield run


def _line_end(plain: str, start: int) -> int:
    end = plain.find("\n", start)
    return end if end >= 0 else len(plain)
