"""On which days somebody was somewhere: on one, on each of a row, from one on, or in a stretch.

A day that is told of a diagnosis is not that of a stay; what is told of a stretch (发病后) has the
words of the stretch and no day.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.drafting import CLAUSE_END, STOP, Drafting
from firebreak.intake.text.lasting import SOME, from_then_on, lasts
from firebreak.intake.text.people import Section
from firebreak.intake.text.several_days import days_of_row, every_day, has_each_its_own
from firebreak.intake.text.stated_days import is_of_a_field
from firebreak.intake.text.stretches import Stretch, is_of_diagnosis, stretch_between
from firebreak.intake.text.times import Time
from firebreak.intake.text.times_not_read import is_told_between

#: A time of a stay, and what is uncertain of it.
Day = tuple[dict[str, Value], tuple[Doubt, ...]]
_DAY = timedelta(days=1)
UNTOLD: Day = ({}, (Doubt("when", "time_not_said", ""),))


def days_of_stay(drafting: Drafting, section: Section, match: re.Match[str]) -> list[Day]:
    """Return when a stay was that a rule found, by what stands before it in its sentence."""
    plain, at = drafting.plain, match.start()
    start = max(drafting.sentences.of(at)[0], section.start)
    time = drafting.time_before(match.end(), start)
    if time and lasts(drafting, time, match.end()) and not _is_of_something_else(plain, time, at):
        return [_since(drafting, section, time, match.end(), _sure(plain, time, at))]
    stretch = stretch_between(plain, time.end if time else start, at)
    if stretch and not stretch.may_be_that_day:
        return _in_stretch(drafting, stretch, time)
    if time is None or _is_of_something_else(plain, time, at):
        return []
    days, sure = _row(drafting, time, start, match)
    return _on(drafting, days, min(sure, SOME) if stretch else sure)


def labelled_days(
    drafting: Drafting, section: Section, time: Time | None, place: tuple[int, int], sure: float
) -> list[Day]:
    """Return when a stay was whose place and time the labels found."""
    plain, at = drafting.plain, place[0]
    if time and lasts(drafting, time, place[1]):
        return [_since(drafting, section, time, place[1], sure)]
    start = max(drafting.sentences.of(at)[0], section.start)
    stretch = stretch_between(plain, time.end if time and time.end <= at else start, at)
    if stretch and not stretch.may_be_that_day:
        return _in_stretch(drafting, stretch, time)
    if time is None or is_of_diagnosis(plain, time.end, at):
        return []
    row = days_of_row(drafting, time, section.start)
    days = row if len(row) > 1 else every_day(drafting, time, section.start)
    return _on(drafting, days, min(sure, SOME) if stretch else sure)


def less_sure(fields: dict[str, Value], sure: float) -> dict[str, Value]:
    """Return fields none of which is surer than that."""
    return {
        name: replace(value, confidence=min(value.confidence, sure))
        for name, value in fields.items()
    }


def _on(drafting: Drafting, days: Sequence[Time], sure: float) -> list[Day]:
    return [({"when": drafting.when(day, sure)}, ()) for day in days]


def _since(drafting: Drafting, section: Section, time: Time, at: int, sure: float) -> Day:
    value, doubts = from_then_on(drafting, time, max(at, time.end), section.end)
    return less_sure({"when": value}, sure), doubts


def _in_stretch(drafting: Drafting, stretch: Stretch, time: Time | None) -> list[Day]:
    """What stands in the place of a day, in the words of the text: 发病后, 1月25日发病后."""
    if not stretch.is_named:  # 1月14日至16日在家,期间到过市场
        return _on(drafting, [time], SOME) if time and _is_of_several(time) else []
    start = time.start if time and stretch.has_day else stretch.start
    return [({"note": drafting.words(start, stretch.end)}, ())]


def _is_of_several(time: Time) -> bool:
    start, end = time.when.start, time.when.end
    return start is not None and end is not None and end - start > _DAY


def _is_of_something_else(plain: str, time: Time, at: int) -> bool:
    """Whether a time is that of a diagnosis, of another sentence, or one of more before it."""
    if is_told_between(plain, time.end, at) or is_of_diagnosis(plain, time.end, at):
        return True
    return is_of_a_field(plain, time, at) or bool(STOP.search(plain, time.end, at))


def _sure(plain: str, time: Time, at: int) -> float:
    return 0.8 if CLAUSE_END.search(plain, time.end, at) else 1.0


def _row(
    drafting: Drafting, time: Time, start: int, match: re.Match[str]
) -> tuple[list[Time], float]:
    """The days told in a row, and how sure they are; its last where each has its own place."""
    sure = _sure(drafting.plain, time, match.start())
    days = days_of_row(drafting, time, start)
    if len(days) == 1:
        return every_day(drafting, time, start), sure
    if has_each_its_own(drafting.plain, time.end, match.end()):
        return [time], SOME
    return days, sure
