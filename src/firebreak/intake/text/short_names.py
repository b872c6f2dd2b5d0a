"""Towns by one character: 返株, 回湘. What follows 返 or 回 is oftener a word: 返乡, 回应.

Only the first character of a prefecture's name and the short name of a province are taken, and the
first of a county that the text names too.
"""

import re
from functools import cache

from firebreak.intake.text import divisions

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼穗蓉汉"
#: 返乡, 返家, 回来, 回应: no town, though one may begin so.
_WORDS = "省乡家来应城国村校学工岗程途头归去到后"
_RETURNED = re.compile(r"(?:返|回|抵)(?P<place>[\u4e00-\u9fff])(?=[,。;:()、\n]|后|途|过年|探亲|$)")


def returned_to(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """
    Return where the town stands that somebody came back to, if one character names it.

    Examples
    --------
    >>> line = "1月16日从武汉返株,1月17日返乡。"
    >>> line[slice(*returned_to(line, 0, len(line)))], returned_to(line, 12, len(line))
    ('株', None)
    """
    for found in _RETURNED.finditer(plain, start, end):
        if _is_town(plain, found["place"]):
            return found.span("place")
    return None


def written_out(plain: str, short: str) -> str | None:
    """
    Return the only town that a character stands for in a text, None if there is no such one.

    It is one that the text names, or the prefecture of a county that it names.

    Examples
    --------
    >>> written_out("长居深圳,从武汉返深", "深"), written_out("现住平阳县,从武汉回温", "温")
    ('深圳', '温州')
    >>> written_out("从武汉返深", "深")
    """
    written = {divisions.RANK.sub("", name) for name in _beginning_with(short) if name in plain}
    towns = {name for name in written if len(name) > 1}
    around = {
        prefecture
        for prefecture, counties in _prefectures(short)
        if any(county in plain for county in counties)
    }
    return (towns | around).pop() if len(towns | around) == 1 else None


@cache
def _prefectures(short: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The prefectures whose name begins with a character, each with the counties that lie in it."""
    known = [(code, name) for code, name, *_years in divisions.divisions()]
    return tuple(
        (divisions.RANK.sub("", prefecture), _counties(code))
        for code, prefecture in known
        if prefecture.startswith(short) and code.endswith("00") and not code.endswith("0000")
    )


def _counties(prefecture: str) -> frozenset[str]:
    within = prefecture.removesuffix("00")
    names = {
        name
        for code, name, *_years in divisions.divisions()
        if code.startswith(within) and not code.endswith("00") and name not in divisions.PLAIN
    }
    return frozenset(name for name in names if len(name) > 2)


def _is_town(plain: str, short: str) -> bool:
    if short in _WORDS:
        return False
    return short in _always() or any(name in plain for name in _beginning_with(short))


@cache
def _always() -> frozenset[str]:
    """The characters that stand for a town wherever they are read."""
    codes = ((code, name) for code, name, *_years in divisions.divisions())
    prefectures = (name[0] for code, name in codes if code.endswith("00"))
    return frozenset((*_PROVINCES, *prefectures))


@cache
def _beginning_with(short: str) -> tuple[str, ...]:
    return tuple(name for name in divisions.names() if name.startswith(short))
