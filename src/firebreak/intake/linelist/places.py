"""Parting a list of places visited, as notices write it, into places.

Commas and 、 always part. 和 parts two places unless what follows it is only a kind of place
(养天和药房) or nothing stands before it (和平路): it is then a part of the name, and is shown.
"""

import re

#: Words that only say what kind of place it is: what stands before them is its name.
KINDS = (
    "药房|药店|大药房|医院|诊所|卫生院|卫生室|酒店|宾馆|饭店|餐馆|餐厅|茶馆|茶楼|酒楼|超市|商场|商店|"
    "广场|市场|大市场|菜市场|小区|花园|家园|公寓|大厦|学校|小学|中学|幼儿园|公司|工厂|豆浆|银行|祥|谐|"
    "平|苑|园|府|城|居|里|路|街|巷|村|镇|乡|社区|桥|湾|山|塘|组|庄|宅"
)
_BARE_KIND = re.compile(rf"^(?:{KINDS})(?:$|[0-9一二三四五六七八九十号栋].*$)")
_ALWAYS = re.compile(r"[、，,;；\n/]+|以及|及其(?:附近|周边)的?")
_LONE = re.compile(r"和|及")


def part_places(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return the places of a text in their order, and those that kept a 和 in their name.

    Examples
    --------
    >>> part_places("丽景滨江及其附近的养天和药房、千金大药房和老百姓大药房")
    (('丽景滨江', '养天和药房', '千金大药房', '老百姓大药房'), ('养天和药房',))
    """
    places: list[str] = []
    kept: list[str] = []
    for piece in filter(None, (p.strip(" 。.") for p in _ALWAYS.split(text))):
        names, with_and = _part_at_and(piece)
        places += names
        kept += with_and
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(kept))


def _part_at_and(piece: str) -> tuple[list[str], list[str]]:
    names, kept, start = [], [], 0
    joins = list(_LONE.finditer(piece))
    for join in joins:
        before, after = piece[start : join.start()].strip(), piece[join.end() :].strip()
        if _is_conjunction(before, after):
            names.append(before)
            start = join.end()
    names.append(piece[start:].strip())
    kept = [name for name in names if _LONE.search(name)]
    return names, kept


def _is_conjunction(before: str, after: str) -> bool:
    return len(before) > 1 and len(after) > 1 and not _BARE_KIND.match(after)
