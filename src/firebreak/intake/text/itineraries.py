"""Itineraries: hours and places in rows, with no verb between them.

`09:15-10:40 步步高超市(天元店);11:00-12:30 老四川火锅` is how an office publishes where a case was. The
hours make a place of what follows them, to the end of the row, where the text says that it is such
a list, or writes several rows so.
"""

import re
from collections.abc import Iterator

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.times import Time
from firebreak.intake.text.visits import Visits

_IS_ONE = re.compile(r"轨迹|行程|活动情况|活动场所|到访")
_HOURS = re.compile(r"\d(?:时|点|:\d\d)")
_VERB = (
    "在|到|去|前往|由|从|自[驾行]|乘|坐|与|返|回|离开|途经|经过|驾|步行|吃|就[医诊餐]|被|开车|核酸|采样|居家|全天|未|无|出门"
    "|外出|购|买|接[送人孩]|送[孩货]|于"
)
_DONE_THERE = "打牌|打麻将|就餐|用餐|吃饭|聚餐|购物|买菜|买药|唱歌|喝茶|理发|散步|锻炼|上班|办事"
_ROW = re.compile(
    rf"[\s,:]*(?P<place>(?!{_VERB})[\u4e00-\u9fffa-z0-9]{{2,24}}?(?:\([^()\n;]{{1,16}}\))?)"
    rf"(?:{_DONE_THERE})?(?=[;。\n]|$|,同桌|,同行)"
)
#: 10:20 核酸检测; 18:00 下班: what he did, and not where.
_AN_ACT = re.compile(
    r"某|.在|接触|居住|结果|[阴阳]性|收治|诊断|被|转[至入运到]|抵达|到达|出发|会诊|复核"
    r"|(?:检测|采样|上班|下班|回家|睡觉|休息|就餐|用餐|购物|买菜|散步|离开|返回|发热|咳嗽|确诊|隔离|出院|就诊|转运|起床|外出)$"
)
ROWS = 2  # as many make a list of what nothing calls one


def write_itinerary(drafting: Drafting, section: Section, visits: Visits) -> None:
    """Keep the stays that an itinerary tells of the person of a section."""
    rows = list(_rows(drafting, section))
    is_called = _IS_ONE.search(drafting.plain, section.start, section.end)
    if not is_called and len(rows) < ROWS:
        return
    for time, (start, end) in rows:
        visits.add(section, start, end, time, 1.0 if is_called else 0.75)


def _rows(drafting: Drafting, section: Section) -> Iterator[tuple[Time, tuple[int, int]]]:
    """Yield the hours and the place of each row."""
    for time in drafting.times_in(section.head, section.end):
        row = _ROW.match(drafting.plain, time.end, section.end)
        has_hours = _HOURS.search(drafting.plain, time.start, time.end)
        if row and has_hours and not _AN_ACT.search(row["place"]):
            yield time, row.span("place")
