"""Stretches of somebody's course that stand in the place of a time: 发病后, 确诊前, 住院期间.

患者2月3日确诊,发病后到过合泰市场: the 3rd is the day of the diagnosis, and he was there on a day
before it that nobody tells. What is told of a stretch has therefore no day that stands before it;
the stretch itself is kept beside it in the words of the text.
"""

import re
from dataclasses import dataclass

from firebreak.intake.text.lasting import SOME
from firebreak.intake.text.times import Time

_TURN = r"(?:发病|患病|起病|得病|病发|出现(?:不适|症状)|症状出现|确诊|隔离|住院|入院|出院)"
_STRETCH = re.compile(
    rf"{_TURN}(?:之|以)?[后前](?![往去来])(?:的?(?:最近|近)?(?:\d{{1,2}}|[一二两三十]{{1,2}})(?:天|日|周)(?:之?[内中里]|以内)?)?"
    rf"|(?:{_TURN})?期间|潜伏期(?:之?内|期间)?"
    r"|返[回]?[\u4e00-\u9fff]{0,3}(?:之|以)?后|回(?:到)?[\u4e00-\u9fff]{1,3}(?:之|以)?后"
)
#: Between a day and the stretch that is told of it: no clause of its own.
_OWN_DAY = re.compile(r"[,\s]*[^,。;!?\n:]*")
#: Who came home on a day and went somewhere after it may have gone on that day.
_RETURN = re.compile("返|回")
#: The clause in which the office tells what it found of somebody, and not where he was.
_JUDGED = re.compile(r"[^,。;\n]{0,30}?(?:确诊|诊断|阳性|报告|通报)[^,。;\n]{0,40}[,;]")


@dataclass(frozen=True)
class Stretch:
    """Where a stretch is written, and whether the day before it is its own (1月25日发病后)."""

    start: int
    end: int
    has_day: bool
    may_be_that_day: bool
    is_named: bool


def stretch_between(plain: str, start: int, end: int) -> Stretch | None:
    """
    Return the last stretch told between a time and what is told, or None.

    Examples
    --------
    >>> line = "2月3日确诊,发病后到过合泰市场"
    >>> found = stretch_between(line, 4, 10)
    >>> line[found.start : found.end], found.has_day
    ('发病后', False)
    >>> stretch_between("1月25日发病后到过合泰市场", 5, 8).has_day
    True
    >>> stretch_between("1月25日发病,前往合泰市场", 5, 8)
    >>> stretch_between("1月25日,隔离期间发病", 5, 10)
    """
    found = list(_STRETCH.finditer(plain, start, end))
    if not found:
        return None
    words = found[-1]
    has_day = bool(_OWN_DAY.fullmatch(plain, start, words.start()))
    if has_day and "期间" in words[0]:
        return None  # 1月25日隔离期间: on that day
    returns = bool(_RETURN.match(words[0]))
    return Stretch(*words.span(), has_day, has_day and returns, words[0] != "期间")


def is_of_diagnosis(plain: str, start: int, end: int) -> bool:
    """
    Whether a time that ends at `start` is that of a diagnosis told in a clause before `end`.

    Examples
    --------
    >>> is_of_diagnosis("2月3日确诊,曾到合泰市场购物", 4, 8)
    True
    >>> is_of_diagnosis("2月3日到合泰市场购物", 4, 5)
    False
    """
    judged = _JUDGED.match(plain, start)
    return judged is not None and judged.end() <= end


def in_its_stretch(plain: str, time: Time | None, at: int) -> tuple[Time | None, float]:
    """
    Return a time with how sure it is of what is told at some words, once a stretch is between.

    2月3日确诊,发病后就诊: the visit was not on the 3rd. 1月25日发病后就诊: on the 25th or later.
    """
    stretch = stretch_between(plain, time.end, at) if time and time.end <= at else None
    if stretch is None:
        return time, 1.0
    return (time, SOME) if stretch.has_day else (None, 1.0)
