"""Times that are told but not read: 上周五, 一周后, 返株后第4天, 目前.

What follows such a time has no time that stands before it: nothing is dated by a day that the
text has left. Days that are counted from the day before them, and begin a clause, are read in
`times.py`.
"""

import re

_OF_THE_WRITER = re.compile(
    r"(?:上上?|本|这|下)(?:个)?(?:周|星期|礼拜|月)|(?:周|星期|礼拜)[一二三四五六日天]|\d+(?:天|日|周|个月)(?:之)?前(?!往)|大前天|日前|近日|不久前|\((?:目前|现)"
    r"|[,;](?:患者)?(?:目前|现在|现(?=已?(?:转|在|出院|住院|隔离|脱离)))"
)
_MANY = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|[数几多半若]|若干)"
_COUNTED = re.compile(
    rf"{_MANY}余?(?:个半?)?(?:天|日|周|星期|礼拜|月)(?:左右|多)?(?:之|以)?后"
    r"|(?:[又再]|又再)?过了?" + _MANY + r"余?(?:个半?)?(?:天|日|周|星期|礼拜|月)"
    rf"|(?:后(?:的)?|[,。;](?:[于在到至]|直[到至])?)第(?![一二]天){_MANY}[天日周]|不久后"
)
_ASIDE = re.compile(r"\([^()]*\)")


def is_told_between(plain: str, start: int, end: int) -> bool:
    """
    Whether a time that is not read stands between two characters.

    What stands in brackets beside a day explains that day.

    Examples
    --------
    >>> line = "1月24日发病,一周后确诊"
    >>> is_told_between(line, 5, len(line)), is_told_between("(隔离第3天)确诊", 0, 9)
    (True, False)
    """
    between = plain[start:end]
    return bool(_OF_THE_WRITER.search(between) or _COUNTED.search(_ASIDE.sub("", between)))
