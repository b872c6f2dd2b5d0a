"""Corrections: 病例34“1月29日发病”应为“1月27日发病”.

What a correction takes back is not read at all; what it puts in its place is read as if it had
stood there from the first. So the desk shows what differs from the case on file.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from firebreak.intake.text.asides_english import blanked_asides
from firebreak.intake.text.full_names import FULL_NAME
from firebreak.intake.text.numbering import COUNTED
from firebreak.intake.text.page import Page

SHOULD = r"(?:应该?为|应是|应?更正为|应?订正为|应?修正为|应改为|改为|实际?为|实际应为)"
_OPEN, _CLOSE = "[\"“「『']", "[\"”」』']"
_QUOTED = rf"{_OPEN}[^\"“”「」『』'\n]{{1,40}}{_CLOSE}"
_WRONG = r"(?:均?(?:有误|错误))?[,;]?(?:现|应|经[^,。;\n]{0,8})?"
_DAY = r"(?:\d{1,2}月)?\d{1,2}日"
_STATUS = r"(?:确诊|疑似|无症状感染|临床诊断)(?:病例|者)?"
#: Kinds of values: without quotes, one takes the place of another of its kind only.
_KINDS = (rf"{_DAY}[^,。;:\n\d]{{0,8}}?", r"(?:男|女)性?", r"\d{1,3}周?岁", _STATUS)
_TAKEN_BACK = re.compile(
    "|".join(
        (
            rf"{_QUOTED}(?={_WRONG}{SHOULD})",
            rf"原(?:报|通报|报告|发布|公布|载|写)(?:的|为|称)?[^。;\n]{{1,30}}?(?=[,;]?(?:现|经[^,。;\n]{{0,8}})?{SHOULD})",
            *(rf"(?:由|从|将)?{kind}(?={_WRONG}{SHOULD}{_OPEN}?{kind})" for kind in _KINDS),
            rf"[,(]?误(?:为|写为|报为|作|写成|报成|登记为)(?:{_QUOTED}|[^,。;)\n]{{1,20}})",
            rf"原(?:文|报|误)?(?:为|是|作)?:?{_QUOTED}(?=[),。;])",
            rf"(?<={_CLOSE})[,]?(?:而不是|而非|不是|并非){_QUOTED}",
        )
    )
)
_MARKS = re.compile(rf"{SHOULD}:?(?P<open>{_OPEN})[^\"“”「」『』'\n]{{1,40}}(?P<close>{_CLOSE})")
_TOLD = "性别|年龄|发病|确诊|诊断|出院|住院|入院|隔离|现?住|职业|症状|医院|入住|收治|就诊|籍贯"
#: Of whom something is corrected, within a sentence too: 2月3日通报中病例5的发病日期应为….
_OF_WHOM = re.compile(
    rf"(?:病例|患者)(?P<number>\d{{1,5}})(?!{COUNTED})(?P<name>[\u4e00-\u9fff]某(?:某|[甲乙丙丁])?|{FULL_NAME}(?=的))?(?=(?:\([^()\n]{{1,16}}\))?的?"
    rf"(?:\s+|(?:{_TOLD})[^。;\n]{{0,40}}?){SHOULD})"
)
#: 另,原病例9排除,予以核减: who is told of to be none.
_TAKEN_OUT = re.compile(
    rf"(?<=[。;:,\n])(?:原|此前)(?:报告|通报|公布)?的?(?:确诊|疑似)*(?:病例|患者)(?P<number>\d{{1,5}})(?!{COUNTED})(?=(?:\([^()\n]{{1,16}}\))?(?:[^,。;:\n]{{0,12}}?,?(?:已|被|予以)*)?排除)"
)


def corrected(page: Page) -> Page:
    """Return a page without what its corrections take back; nothing else moves."""
    plain = _blank(page.plain, [match.span() for match in _TAKEN_BACK.finditer(page.plain)])
    plain = blanked_asides(plain)
    marks = [match.span(mark) for match in _MARKS.finditer(plain) for mark in ("open", "close")]
    return replace(page, plain=_blank(plain, marks))


def of_whom(plain: str) -> Iterator[re.Match[str]]:
    """
    Return whose values are corrected: matches with a group "number".

    Examples
    --------
    >>> [match["number"] for match in of_whom("通报中病例5的发病日期应为1月23日")]
    ['5']
    """
    return _OF_WHOM.finditer(plain)


def corrects(plain: str, at: int) -> bool:
    """
    Say whether a correction of somebody's values begins at a character.

    Examples
    --------
    >>> corrects("通报中病例5的发病日期应为1月23日", 3), corrects("病例5于1月23日发病", 0)
    (True, False)
    """
    return _OF_WHOM.match(plain, at) is not None


def taken_out(plain: str) -> Iterator[re.Match[str]]:
    """
    Return who was a case and is none: matches with a group "number".

    Examples
    --------
    >>> [match["number"] for match in taken_out("另,原病例9排除,予以核减")]
    ['9']
    """
    return _TAKEN_OUT.finditer(plain)


def _blank(plain: str, spans: list[tuple[int, int]]) -> str:
    kept = list(plain)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
