"""Days that are of what they are told with, and not of what a later clause says.

发病时间1月25日,已收入市二医院治疗: the field tells his onset, and nobody when he was admitted.
2月3日到市医院就诊,经检测阳性,确诊: he came on the 3rd, and was confirmed then or later. 1月29日发热,自行服药,
后到市医院就诊: on the 29th or later.
"""

import re

from firebreak.intake.text.times import Time

_FIELD = re.compile(
    r"(?:发病|起病|症状出现|确诊|诊断|报告|就诊|入院|出院|采样|出生)的?(?:时间|日期)\s*(?:[为是在于:])?\s*$"
)
_CLAUSE_END = re.compile(r"[,。;!?\n]")
_CARE = re.compile(
    r"[^。;!?\n]*?(?:就诊|就医|求诊|住院|入院|收治|留观|隔离(?!点|酒店|场所)|转[入至院])[^,。;!?\n]*[,。;]"
)
_LATER = re.compile(r"[,;](?:[之随其]?后|后来)(?!,?其)")


def is_some_time_after(plain: str, time: Time | None, at: int) -> bool:
    """Whether what is told happened after the day that stands before it: 1月29日发热,后到市医院就诊."""
    if time is None or time.end > at:
        return False
    return bool(_LATER.search(plain, time.end, at))


def is_of_a_field(plain: str, time: Time | None, at: int) -> bool:
    """Whether a time is what a field states (发病时间1月25日), and something else is told of."""
    if time is None or time.end > at:
        return False
    stated = _FIELD.search(plain, max(time.start - 12, 0), time.start)
    return bool(stated and _CLAUSE_END.search(plain, time.end, at))


def is_of_care(plain: str, time: Time | None, at: int) -> bool:
    """Whether a time is that of a visit or a stay in hospital, told in a clause before."""
    if time is None or time.end > at:
        return False
    return bool(_CARE.match(plain[time.end : at]))
