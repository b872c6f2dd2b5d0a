"""Nothing new: 1月30日荷塘区无新增 is a report of 0 new cases of that unit and day.

What holds of a run of days (已连续3天无新增), under a condition (14天内无新增的), or is wished for (力争零新增)
is no report of one day, and what holds of 其他县市区 none of one unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CASES = r"(?:病例|患者|感染者)"
_KIND = r"(?:确诊|疑似|无症状|死亡|治愈|出院|重症)"
#: Another kind beside the first, and no number of its own: 无新增确诊病例、疑似病例.
_ALSO = rf"(?:[、和及](?:无?新增)?{_KIND}{_CASES}?(?![^,。;、\n]{{0,4}}\d))"
_NONE = re.compile(
    r"(?P<none>无|零|没有|未|(?<!\d)0)(?:报告)?(?P<new>新增)"
    rf"(?P<kinds>{_KIND}{_CASES}?(?![^,。;、\n]{{0,3}}\d){_ALSO}*|{_CASES}?(?=报告?[,。;、!)\n]|[,。;、!)\n]|$))"
)
_ONE = re.compile(_KIND)
_NO_DAY = re.compile(
    r"连续|持续|连日|近期|近日|[天日周月]内|以来|期间|[如若]|满\d|\d+(?:天|个)[^,。;\n]{0,6}$|[自从][^,。;\n]{0,12}起|一旦|直至|直到"
)
#: Wished for, or of those who are left: no report of a unit.
_NO_UNIT = re.compile(
    r"(?:确保|力争|争取|努力|实现|保持|做到|目标|其他|其它|其余|以外|之外)[^,。;\n]*$"
)
_CLAUSE = re.compile(r"[。;!?\n]")


@dataclass(frozen=True)
class NothingNew:
    """What there was none of, and where it stands; `kind` is None where it is not said."""

    kind: tuple[int, int] | None
    none: tuple[int, int]
    new: tuple[int, int]


def nothing_new(plain: str) -> Iterator[NothingNew]:
    """
    Yield each kind of which a text says that none was new.

    Examples
    --------
    >>> line = "攸县无新增确诊病例、疑似病例。已连续3天无新增。"
    >>> [line[slice(*one.kind)] for one in nothing_new(line)]
    ['确诊', '疑似']
    """
    for match in _NONE.finditer(plain):
        if _is_no_report(plain, match.start()):
            continue
        none, new = match.span("none"), match.span("new")
        kinds = list(_ONE.finditer(plain, *match.span("kinds")))
        if not kinds:
            yield NothingNew(None, none, new)
        for kind in kinds:
            yield NothingNew(kind.span(), none, new)


def _is_no_report(plain: str, at: int) -> bool:
    ends = [end.end() for end in _CLAUSE.finditer(plain, max(at - 60, 0), at)]
    start = ends[-1] if ends else max(at - 60, 0)
    return any(words.search(plain[start:at]) for words in (_NO_DAY, _NO_UNIT))
