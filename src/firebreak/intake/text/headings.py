"""Headings of a report on one case: under 二、发病及就诊经过 it goes on telling of him.

Under 密切接触者 or 防控措施 it tells of others, and those are no headings of his. The words of a heading
themselves tell of nobody.
"""

import re

HEADING_OF_HIS = (
    r"\(?[一二三四五六七八九十]{1,3}[、.)]\s*(?:患者|病例|病人)?(?:的|个人|主要)?(?:基本|一般|个人|发病|就诊|诊疗|诊治|诊断|治疗|临床|症状|病史|流行病|流调|暴露|感染来源|既往|活动|行程|轨迹|旅居|出行|外出"
    r"|实验室|检测|采样|标本|转归|目前)[^,。;:\n\d]{0,16}(?=[:。\n]|$)"
)
_HEADING = re.compile(rf"[^\S\n]*{HEADING_OF_HIS}")


def is_in_heading(plain: str, at: int) -> bool:
    """
    Whether a character is of a heading.

    Examples
    --------
    >>> report = "二、发病及就诊经过\\n1月24日发病"
    >>> is_in_heading(report, report.index("就诊")), is_in_heading(report, report.rindex("发病"))
    (True, False)
    """
    heading = _HEADING.match(plain, plain.rfind("\n", 0, at) + 1)
    return heading is not None and at < heading.end()
