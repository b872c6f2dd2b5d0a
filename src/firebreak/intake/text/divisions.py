"""The divisions of China by name: GB/T 2260 codes, as python-stdnum carries them with their years.

Comes in: a name as written, and the year. Goes out: the code, where the name is one division's
alone. `names()` are all of them, with and without the word for their rank.
"""

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files

RANK = re.compile(
    r"(?:(?:[\u4e00-\u9fff]族)*自治[区州县旗]|特别行政区|地区|林区|矿区|新区|[省市区县旗盟])$"
)
_COUNTIES = re.compile(r'^\s+(\d{4}) county="(.+)"')
_PROVINCE = re.compile(r'^(\d\d) province="(.+)"')
_DATED = re.compile(r"\[(\d*)-(\d*)\]([^,]+)")
#: Not the name of one place: every prefecture has them.
PLAIN = frozenset(["市辖区", "县", "郊区", "城区", "矿区", "省直辖县级行政单位"])


@cache
def divisions() -> tuple[tuple[str, str, int, int], ...]:
    """Every division: code, name, first and last year (0 and 9999 where none was written)."""
    lines = (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8").splitlines()
    return tuple(_read(lines))


def _read(lines: list[str]) -> Iterator[tuple[str, str, int, int]]:
    province = ""
    for line in lines:
        if found := _PROVINCE.match(line):
            province = found[1]
            yield province + "0000", found[2], 0, 9999
        elif found := _COUNTIES.match(line):
            for first, last, name in _DATED.findall(found[2]) or [("", "", found[2])]:
                yield province + found[1], name, int(first or 0), int(last or 9999)


@cache
def names() -> frozenset[str]:
    """Names of divisions, with and without their rank; two characters at least."""
    whole = {name for _code, name, _first, _last in divisions()} - PLAIN
    short = {RANK.sub("", name) for name in whole}
    return frozenset(name for name in whole | short if len(name) >= 2)


@cache
def _by_name(year: int) -> Mapping[str, Set[str]]:
    known: dict[str, set[str]] = {}
    for code, name, first, last in divisions():
        if first <= year <= last and name not in PLAIN:
            known.setdefault(name, set()).add(code)
            known.setdefault(RANK.sub("", name), set()).add(code)
    return known


def code_of(name: str, year: int) -> str | None:
    """
    Return the GB/T 2260 code of a division, if its name is written whole and is one alone.

    Of a name in two parts, the second lies within the first.

    Examples
    --------
    >>> code_of("攸县", 2020), code_of("湖南省株洲市天元区", 2020), code_of("朝阳区", 2020)
    ('430223', '430211', None)
    >>> code_of("瑞安市株洲", 2020)
    """
    within = ""
    found: frozenset[str] = frozenset()
    rest = name
    while rest:
        step = _longest(rest, year)
        if step is None:
            return None
        rest = rest[len(step) :]
        found = frozenset(code for code in _by_name(year)[step] if code.startswith(within))
        within = _stem(min(found)) if len(found) == 1 else within
    return min(found) if len(found) == 1 else None


def _longest(text: str, year: int) -> str | None:
    for length in range(min(len(text), 12), 1, -1):
        if text[:length] in _by_name(year):
            return text[:length]
    return None


def _stem(code: str) -> str:
    return code.rstrip("0") if code.endswith("0000") else code[:4] if code.endswith("00") else code
