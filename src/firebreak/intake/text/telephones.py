"""The telephone of a person: 电话10000000014, 手机：…, 联系方式…; eleven digits, not somebody else's."""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.rows import BARE_PHONE, is_row

_TELEPHONE = re.compile(
    r"(?:电话|手机|联系方式|联系号码)(?:号码?)?(?:为|是|:)*(?P<phone>\d{11})(?!\d)"
)
#: In a row of a list no word announces it.
_IN_A_ROW = re.compile(rf"(?P<phone>{BARE_PHONE})")
#: Whose it is, where it is not the person's own: 家属电话, 社区电话, 其妻手机.
_OF_OTHERS = re.compile(
    r"(?:家属|家长|亲属|监护人|妻子?|丈夫|父亲?|母亲?|儿子|女儿|同事|报告人|医生|社区|单位|医院|疾控|中心"
    r"|咨询|热线|举报|监督|值班|办公室?|服务)[^,。;:\n\d]{0,6}$|联系人[^。;\n\d]{0,8}$"
)


def telephone(drafting: Drafting, section: Section) -> Value | None:
    """Return the first telephone that is the person's own."""
    patterns = (_TELEPHONE, _IN_A_ROW) if is_row(drafting.plain, section.start) else (_TELEPHONE,)
    for pattern in patterns:
        for match in pattern.finditer(drafting.plain, section.start, section.end):
            before = drafting.plain[max(match.start() - 12, section.start) : match.start()]
            if not _OF_OTHERS.search(before):
                return drafting.words(*match.span("phone"))
    return None
