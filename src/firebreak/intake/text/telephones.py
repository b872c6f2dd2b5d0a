"""The telephone of a person: 电话10000000014, 手机：…, 联系方式…; eleven digits, not somebody else's.

Who dictates a note says them one by one: 电话一零零零零零零零零一四.
"""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.owners import is_number_of_another
from firebreak.intake.text.people import Section
from firebreak.intake.text.rows import BARE_PHONE, is_row

_TELEPHONE = re.compile(
    r"(?:电话|手机|联系方式|联系号码)(?:号码?)?(?:为|是|:)*(?P<phone>\d{11})(?!\d)"
)
_DIGITS = "零一二三四五六七八九"
_DICTATED = re.compile(
    rf"(?:电话|手机|联系方式|联系号码)(?:号码?)?(?:为|是|:)*(?P<phone>[一幺][{_DIGITS}〇幺]{{10}})(?![{_DIGITS}〇幺])"
)
_AS_DIGITS = str.maketrans(_DIGITS + "〇幺", "012345678901")
#: In a row of a list no word announces it.
_IN_A_ROW = re.compile(rf"(?P<phone>{BARE_PHONE})")
#: 社区电话, 咨询热线, 报告人手机: to be asked at, not the person's.
_OF_A_POST = re.compile(
    r"(?:同事|报告人|医生|社区|单位|医院|疾控|中心|咨询|热线|举报|监督|值班|办公室?|服务)[^,。;:\n\d]{0,6}$"
)
#: 联系人:王强,男,45岁,电话…: his, to the end of the sentence.
_OF_WHO_IS_ASKED = re.compile(r"(?:联系人|监护人|报告人|填报人|家属|家长)(?:姓名)?:[^。;\n]*$")


def telephone(drafting: Drafting, section: Section) -> Value | None:
    """Return the first telephone that is the person's own."""
    in_a_row = (_IN_A_ROW,) if is_row(drafting.plain, section.start) else ()
    patterns = (_TELEPHONE, *in_a_row, _DICTATED)
    for pattern in patterns:
        for match in pattern.finditer(drafting.plain, section.start, section.end):
            if not _is_of_another(drafting.plain, section, match.start()):
                return drafting.value(match["phone"].translate(_AS_DIGITS), *match.span("phone"))
    return None


def _is_of_another(plain: str, section: Section, at: int) -> bool:
    of_a_post = _OF_A_POST.search(plain, max(at - 12, section.start), at)
    asked = _OF_WHO_IS_ASKED.search(plain, section.start, at)
    return bool(of_a_post or asked) or is_number_of_another(plain, section.start, at)
