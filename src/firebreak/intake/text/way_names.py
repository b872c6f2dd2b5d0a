"""The names of the places of a way: without what was done there, and none of one character alone.

回东乡杨桥镇探亲 leads to 东乡杨桥镇, 从武汉直达肃宁 from 武汉; 返温 is a town that whoever reads has to
know, unless the text writes its name.
"""

import re
from dataclasses import replace

from firebreak.intake.drafts import Value
from firebreak.intake.text import divisions
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.short_names import written_out
from firebreak.intake.text.whose import OPEN

#: What was done there, or how somebody went on from there.
_TAIL = re.compile(
    r"(?:探(?:亲|友|望[\u4e00-\u9fff]*)|走亲戚|参会|开会|出差|旅游|游玩|经商|做生意|打工|务工|工作|值班|上班|购物|休息|居住|聚[餐会]|(?:邻居|朋友|亲戚)聚餐"
    r"|(?:对症|隔离|住院|医疗检查|检查)?治疗|检查|停留|逗留|中转|转[机车]|换乘?|出发)$"
)
_GOES_ON = re.compile(
    r"途[中经]|直达|直飞|(?:发|开|飞|驶)往|(?<=[\u4e00-\u9fff]{2})经(?![济开营贸纬一二三四五六七八九十])(?=[\u4e00-\u9fff]{2})"
)
#: 回家中, 经过楚雄, 路过武汉同济医院: how he went, before the name.
_HEAD = re.compile(r"^(?:回(?=家)|过(?=[\u4e00-\u9fff]{2}))")
#: What no name holds: it is more than one.
_NO_NAME = re.compile(r"乘|汇合|途中|到|回(?!族|民|龙)|(?<=[院店市县区村场站])和")


def way_name(drafting: Drafting, start: int, end: int, sure: float) -> Value | None:
    """Return the name of a place somebody left or reached, or None if nothing is left of it."""
    start, end = _cut(drafting.plain, start, end)
    if start >= end:
        return None
    if end - start == 1:
        return _short(drafting, start, end, sure)
    if _NO_NAME.search(drafting.plain, start, end):
        sure = min(sure, OPEN)
    return drafting.words(start, end, sure)


def _cut(plain: str, start: int, end: int) -> tuple[int, int]:
    if head := _HEAD.match(plain[start:end]):
        start += head.end()
    if on := _GOES_ON.search(plain, start + 1, end):
        end = on.start()
    while tail := _TAIL.search(plain[start:end]):
        end = start + tail.start()
    return start, end


#: Official short names of provinces that begin the name of no town one would return to.
_OFFICIAL = "京津沪渝湘鄂粤豫皖鲁浙闽"


def _short(drafting: Drafting, start: int, end: int, sure: float) -> Value:
    """深 is 深圳, where the text names it; else somebody looks at it, but for 津 or 湘."""
    short = drafting.plain[start]
    said = drafting.words(start, end, sure)
    if short in _OFFICIAL:
        return said
    whole = written_out(drafting.plain, short)
    return replace(said, value=whole) if whole else replace(said, confidence=min(sure, OPEN))


#: 1月20日武汉返回温州: the town stands before the verb, with no word for from.
_ORIGIN = re.compile(
    r"(?:^|[,。;:日号()午晨晚])(?P<place>[\u4e00-\u9fff]{2,8}?)(?:返[回抵]?|回到?|来|飞[往抵]?|抵达)$"
)


def origin_before(plain: str, start: int, at: int) -> tuple[int, int] | None:
    """
    Return where the town stands that somebody came from, right before the verb of his way.

    Examples
    --------
    >>> line = "1月20日武汉返回温州"
    >>> line[slice(*origin_before(line, 0, 9))]
    '武汉'
    >>> origin_before("1月20日患者返回温州", 0, 9)
    """
    found = _ORIGIN.search(plain[max(start, at - 14) : at])
    if not found or found["place"] not in divisions.names():
        return None
    by = max(start, at - 14)
    return found.start("place") + by, found.end("place") + by
