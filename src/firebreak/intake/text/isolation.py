"""Isolation as told: 就地隔离, 居家隔离, 集中隔离医学观察; at which level, and on which day."""

import re
from dataclasses import replace

from firebreak.engine.when import Precision, When
from firebreak.intake.text.clinics import clause_of
from firebreak.intake.text.drafting import CLAUSE_END, Drafting
from firebreak.intake.text.times import Time

ISOLATED = re.compile(
    r"(?:居家|在家|集中)(?:隔离)?(?:医学)?(?:观察|隔离)(?!(?:点|场所|酒店|宾馆)?(?:期间)?[^,。;\n]{0,8}(?:核酸|检测|采样|筛查))|隔离管控|就地(?:单人|单间)?隔离(?!治疗)|隔离(?:医学)?观察"
    r"|入住[^,。;\n]{0,12}隔离(?:点|酒店|宾馆|场所)|(?<=被)隔离(?=[,。;\n]|$)|(?<=酒店|宾馆|离点)隔离(?=[,。;\n]|$)"
)
_ENDED = re.compile(r"(?:解除|结束|终止)(?:居家|在家|集中|就地|其|了)*$")
#: 由居家隔离改为集中隔离: where he was until then.
_CHANGED = re.compile(
    r"(?:医学观察)?(?:措施|状态)?后?(?:改|转|变更|调整|升级)[为成至到入]*(?:居家|在家|集中|就地|隔离)"
)
_UNTIL = re.compile(r"[至到~—–－-]")
_ALREADY = re.compile(r"(?:目前|现|均|都|其|该|患者|人员)*(?:已|目前|现)")
_AT_ONCE = re.compile(r"(?:其|该|患者|人员)*(?:随即|随后即|立即|即|当即|遂|马上|立刻)")
_EXPOSED = re.compile(
    r"接触|聚餐|聚会|宴|共进|用餐|就餐|吃饭|打牌|同[乘车住桌行]|接待|共同|一起|探视|陪护|见面|会面|暴露|密接"
)
_LEVELS = (
    ("home", re.compile(r"居家|在家|\bhome\b|\bself-isol")),
    ("on_the_spot", re.compile("就地")),
)


def level_of(said: str) -> str | None:
    """
    Return the level of a placement (`records.models.Placement.Level`) that its words name.

    Examples
    --------
    >>> level_of("居家隔离"), level_of("就地隔离"), level_of("住院")
    ('home', 'on_the_spot', None)
    """
    return next((level for level, words in _LEVELS if words.search(said)), None)


def is_ended(plain: str, at: int, end: int) -> bool:
    """
    Whether an isolation is told of as ended, by the words before or those after.

    Examples
    --------
    >>> is_ended("解除集中隔离", 2, 6), is_ended("由居家隔离改为集中隔离", 1, 5)
    (True, True)
    """
    return bool(_ENDED.search(plain, max(at - 8, 0), at) or _CHANGED.match(plain, end))


def on_its_day(drafting: Drafting, time: Time | None, at: int) -> Time | None:
    """
    Return the time of an isolation told at some words, as far as it is the isolation's own.

    2月2日22时采样，就地隔离 says on which day he was isolated, and not at which minute; 2月1日至14日居家隔离
    when it began; 1月25日与病例5聚餐，已居家隔离 when he met the case.
    """
    if time is None:
        return None
    apart = CLAUSE_END.search(drafting.plain[time.end : at].lstrip(","))
    if _is_of_before(drafting.plain, time, at, bool(apart)):
        return None
    to_the_day = time.when.precision is not Precision.MINUTE
    if _UNTIL.search(drafting.plain, time.start, time.end) or (apart and not to_the_day):
        return replace(time, when=When.day(time.day, drafting.zone))
    return time


def _is_of_before(plain: str, time: Time, at: int, apart: bool) -> bool:
    """Whether a time in an earlier clause is of the exposure, or of whatever was before 已隔离."""
    clause, until = clause_of(plain, time.start)
    begin = clause_of(plain, at)[0]
    if begin <= time.start or _AT_ONCE.match(plain, begin):
        return False
    # 2月3日,已居家隔离: the comma parts nothing
    already = apart and _ALREADY.match(plain, begin, at)
    return bool(already or _EXPOSED.search(plain, clause, until))
