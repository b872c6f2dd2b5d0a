"""Isolation as told: 就地隔离, 居家隔离, 集中隔离医学观察; at which level, and on which day."""

import re
from dataclasses import replace

from firebreak.engine.when import Precision, When
from firebreak.intake.text.drafting import CLAUSE_END, Drafting
from firebreak.intake.text.times import Time

ISOLATED = re.compile(
    r"(?:居家|在家|集中)(?:隔离)?(?:医学)?(?:观察|隔离)|就地(?:单人|单间)?隔离(?!治疗)|隔离(?:医学)?观察"
    r"|入住[^,。;\n]{0,12}隔离(?:点|酒店|宾馆|场所)"
)
_ENDED = re.compile(r"(?:解除|结束|终止)(?:居家|在家|集中|就地|其|了)*$")
_LEVELS = (("home", re.compile("居家|在家")), ("on_the_spot", re.compile("就地")))


def level_of(said: str) -> str | None:
    """
    Return the level of a placement (`records.models.Placement.Level`) that its words name.

    Examples
    --------
    >>> level_of("居家隔离"), level_of("就地隔离"), level_of("住院")
    ('home', 'on_the_spot', None)
    """
    return next((level for level, words in _LEVELS if words.search(said)), None)


def is_ended(plain: str, at: int) -> bool:
    """Whether the words before say that an isolation ended: 解除集中隔离."""
    return bool(_ENDED.search(plain, max(at - 8, 0), at))


def on_its_day(drafting: Drafting, time: Time | None, at: int) -> Time | None:
    """
    Return the time of an isolation told at some words: the minute of another clause is not its own.

    2月2日22时采样，就地隔离 says on which day he was isolated.
    """
    if time is None or time.when.precision is not Precision.MINUTE:
        return time
    between = drafting.plain[time.end : at].lstrip(",")
    if not CLAUSE_END.search(between):
        return time
    return replace(time, when=When.day(time.day, drafting.zone))
