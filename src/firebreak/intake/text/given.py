"""Who gave an order, and when: 毛某强调, on the day of his meeting; 5天前接到订单, from the day told of.

To whom it goes is `addressees.py`.
"""

import re
from datetime import timedelta

from firebreak.engine.when import When
from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting, chinese_number
from firebreak.intake.text.full_names import FULL_NAME, is_name
from firebreak.intake.text.times import Time

NEAR = 900  # characters before an order that may still speak of it: one article
#: How sure a day is that is counted back from the day told of: below what is accepted in a heap.
COUNTED_BACK = 0.75
_STRESSED = re.compile(
    rf"(?:^|(?<=[。;\n]))\s*[^,。;:\n]{{0,16}}?(?:(?P<who>{FULL_NAME})(?:在[^,。;:\n]{{1,10}}[上中时])?)?"
    r"(?P<how>强调|指出|提出|要求|明确)[,:]"
)
#: 高标准要求, 工作方案明确: no name, though it looks like one.
_MAY_BE_NO_NAME = ("要求", "明确")
_MET = r"[^。;\n]{0,12}?(?:主持|召开|出席|来到|调度|检查|督查|调研)"
_AGO = re.compile(
    r"(?P<said>(?P<days>\d{1,2}|[一二两三四五六七八九十]{1,2})天前)[^。;\n]{0,16}?(?:接到|收到|接下|承接)"
)
_LAST_DAY = re.compile(r"(?:交货|交付|期限|工期|完工)的?(?:最后一天|截止日)")


def by_whom(drafting: Drafting, start: int, at: int) -> dict[str, Value]:
    """Return who ordered what stands at a character, and when he did; of a paragraph from `start`."""
    spoke = list(_STRESSED.finditer(drafting.plain, start, at))
    who = spoke[-1]["who"] if spoke else None
    if not who or not is_name(who):
        return {}
    time = _of_his_meeting(drafting, who, spoke[-1].start("who"))
    if time is None and spoke[-1]["how"] in _MAY_BE_NO_NAME:
        return {}
    issuer = {"issuer": drafting.words(*spoke[-1].span("who"), 0.9)}
    return issuer | ({"when": drafting.when(time, 0.9)} if time else {})


def _of_his_meeting(drafting: Drafting, who: str, before: int) -> Time | None:
    """The time of what he is said to have held or visited, last before he spoke."""
    met = re.compile(re.escape(who) + _MET)
    found = list(met.finditer(drafting.plain, max(before - NEAR, 0), before))
    if not found:
        return None
    at = found[-1].start()
    return drafting.time_before(at, drafting.sentences.of(at)[0])


def received_on(drafting: Drafting, start: int, at: int) -> Value | None:
    """Return the day on which an order was received some days before the day told of."""
    ago = _AGO.search(drafting.plain, start, at)
    now = drafting.time_before(ago.start(), max(ago.start() - NEAR, 0)) if ago else None
    if ago is None or now is None:
        return None
    day = now.day - timedelta(days=chinese_number(ago["days"]))
    # That the goods are due on the day told of shows that the days are counted back from it.
    due = _LAST_DAY.search(drafting.plain, now.end, ago.start())
    sure = 0.9 if due else COUNTED_BACK
    return drafting.value(When.day(day, drafting.zone), *ago.span("said"), sure * now.confidence)
