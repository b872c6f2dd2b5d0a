"""The telephone of a person: 电话10000000014, 手机：…, 联系方式…; eleven digits, not somebody else's."""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.owners import is_number_of_another
from firebreak.intake.text.people import Section
from firebreak.intake.text.rows import BARE_PHONE, is_row

_TELEPHONE = re.compile(
    r"(?:电话|手机|联系方式|联系号码)(?:号码?)?(?:为|是|:)*(?P<phone>\d{11})(?!\d)"
)
#: In a row of a list no word announces it.
_IN_A_ROW = re.compile(rf"(?P<phone>{BARE_PHONE})")
#: 社区电话, 咨询热线, 报告人手机: to be asked at, not the person's.
_OF_A_POST = re.compile(
    r"(?:同事|报告人|医生|社区|单位|医院|疾控|中心|咨询|热线|举报|监督|值班|办公室?|服务)[^,。;:\n\d]{0,6}$"
)


def telephone(drafting: Drafting, section: Section) -> Value | None:
    """Return the first telephone that is the person's own."""
    patterns = (_TELEPHONE, _IN_A_ROW) if is_row(drafting.plain, section.start) else (_TELEPHONE,)
    for pattern in patterns:
        for match in pattern.finditer(drafting.plain, section.start, section.end):
            if not _is_of_another(drafting.plain, section, match.start()):
                return drafting.words(*match.span("phone"))
    return None


def _is_of_another(plain: str, section: Section, at: int) -> bool:
    of_a_post = _OF_A_POST.search(plain, max(at - 12, section.start), at)
    return bool(of_a_post) or is_number_of_another(plain, section.start, at)
