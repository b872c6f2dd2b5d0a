"""From a day on: 自1月12日一直在家, 1月12日起在某厂上班. It lasted, and is no stay of one day.

Comes in: a time, and the words that tell of a stay. Goes out: the time from that day to the day of
what is told next, which need not be its end; without one, its beginning alone.
"""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from firebreak.engine.when import When
from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.times import Time

#: How sure a time is whose end is not said: below what is accepted in a heap.
SOME = 0.75
_SINCE = re.compile(r"(?:自从?|从)$")
_FROM_THEN = re.compile(r"(?:放假|节后|返乡|下班)?(?:起|开始|以来|至今)")
#: 1月12日返株后一直在家: not on the day he came alone.
_EVER_SINCE = re.compile(r"(?:后|此后|之后|以后),?[^,。;\n]{0,6}?(?:一直|始终)")
_UNTIL = re.compile(r"(?:直至|直到|至|到)$")
_DAY = timedelta(days=1)


def lasts(drafting: Drafting, time: Time, at: int) -> bool:
    """Whether what is told at a character began at a time before it, and went on."""
    if not _is_of_one_day(time.when):
        return False
    plain = drafting.plain
    if _SINCE.search(plain, max(time.start - 2, 0), time.start):
        return True
    return bool(_FROM_THEN.match(plain, time.end) or _EVER_SINCE.search(plain, time.end, at))


def from_then_on(
    drafting: Drafting, time: Time, at: int, until: int
) -> tuple[Value, tuple[Doubt, ...]]:
    """
    Return since when something was, as told at a character, and what is uncertain of its end.

    Parameters
    ----------
    until
        Where the text about the person ends: what is told later is no more of him.
    """
    later = next((one for one in drafting.times_in(at, until) if _is_after(one, time)), None)
    if later and _UNTIL.search(drafting.plain, max(later.start - 2, 0), later.start):
        return _value(drafting, time, later.when.latest, 1.0), ()
    ends = _first_of_day(later, time, drafting) if later else None
    doubt = Doubt("when", "end_not_said", drafting.page.said(time.start, time.end))
    return _value(drafting, time, ends, SOME), (doubt,)


def _value(drafting: Drafting, began: Time, ends: datetime | None, sure: float) -> Value:
    start = began.when.start
    assert start is not None
    when = When.between(start, ends) if ends else When.minute(start)
    return drafting.when(replace(began, when=when), sure)


def _first_of_day(later: Time, began: Time, drafting: Drafting) -> datetime | None:
    """The midnight before what is told next; on the day it began, the next thing itself."""
    midnight = datetime.combine(later.day, time(), drafting.zone)
    start = began.when.start
    return midnight if start and midnight > start else later.when.start


def _is_after(one: Time, began: Time) -> bool:
    first, start = one.when.start, began.when.start
    return first is not None and start is not None and first > start


def _is_of_one_day(when: When) -> bool:
    if when.start is None:
        return False
    return when.end is None or when.end - when.start <= _DAY
