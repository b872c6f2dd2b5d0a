"""What is told of a case, and no record holds as it is told: 转为重症, 解除隔离; who rode with him.

A note says so, that somebody may enter it.
"""

import re
from collections.abc import Iterator, Sequence

from firebreak.intake.text.asserted import was_not_done
from firebreak.intake.text.clinics import clause_of
from firebreak.intake.text.course import TEMPERATURE
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.mentions import ANY_KIN, NAME_OF_ANOTHER, OWNER
from firebreak.intake.text.people import Section
from firebreak.intake.text.visits import DENIED
from firebreak.intake.text.whose import Whose, certainty, whose

_TURNS = re.compile(
    r"转为(?:危重|重)(?:症|型)?|(?:解除|结束|终止)(?:居家|在家|集中|就地|医学|其|了)*(?:隔离|观察)(?![^,。;\n]{0,6}(?:条件|标准|通知|证明))"
)
#: 可解除隔离, 未转为重症, 拟于2月9日解除隔离: it has not come to it.
_NOT_YET = re.compile(
    r"(?:未|没有?|不|可|能|应|将|拟|待|方|才|如|若|防止|避免|申请)[^,。;\n]{0,12}$"
)
_WITH = re.compile(
    r"(?:与|和|同|跟|携|带着?|陪同?)(?P<who>[^,。;:()\n]{1,24}?)(?:等人?)?"
    r"(?:(?:一起|一同|共同|结伴|同行)[^,。;\n]{0,12}?)?(?:乘坐?|搭乘?|坐|驾车|开车|自驾|飞)"
)
_MANY = re.compile(
    r"[^,。;\n]*(?:,(?:同行|一行|共|一共)[共有]?(?:\d{1,3}|[两二三四五六七八九十])人)?"
)


def note_not_read(drafting: Drafting, people: Sequence[Section]) -> None:
    """Note what happened to people of which nothing is drafted, and whom they travelled with."""
    persons = [one.value("name") for one in drafting.drafts if one.kind == "person"]
    named = [str(name) for name in persons if name]
    for section in people:
        for match in _TURNS.finditer(drafting.plain, section.head, section.end):
            if _happened(drafting, section, match):
                drafting.note("not_read", *clause_of(drafting.plain, match.start()))
        if temperature := _temperature_unread(drafting, section):
            drafting.note("not_read", *clause_of(drafting.plain, temperature))
        for span in _company(drafting, section, named):
            drafting.note("company_not_read", *span)


def _happened(drafting: Drafting, section: Section, match: re.Match[str]) -> bool:
    begin = max(clause_of(drafting.plain, match.start())[0], section.head)
    if _NOT_YET.search(drafting.plain, begin, match.start()):
        return False
    return whose(drafting.plain, section, match.start()) is not Whose.OTHERS


def _temperature_unread(drafting: Drafting, section: Section) -> int | None:
    """Where a temperature of his is told, if no draft of his has one."""
    if any(
        "temperature_celsius" in one.fields
        for one in drafting.drafts
        if one.links.get("person") == section.person
    ):
        return None
    told = TEMPERATURE.finditer(drafting.plain, section.head, section.end)
    starts = (one.start("degrees" if one["degrees"] else "bare") for one in told)
    return next((at for at in starts if _is_his(drafting, section, at)), None)


def _is_his(drafting: Drafting, section: Section, at: int) -> bool:
    return whose(drafting.plain, section, at) is Whose.HIS


def _company(
    drafting: Drafting, section: Section, named: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Who rode with somebody and has no draft, with how many they were."""
    for match in _WITH.finditer(drafting.plain, section.head, section.end):
        if not _is_unread(match["who"], named):
            continue
        if not _rode(drafting, section, match):
            continue
        many = _MANY.match(drafting.plain, match.end(), section.end)
        yield match.start(), many.end() if many else match.end()


def _rode(drafting: Drafting, section: Section, match: re.Match[str]) -> bool:
    denied = DENIED.search(drafting.plain, max(match.start() - 12, 0), match.start())
    if denied or was_not_done(drafting.plain, *match.span()):
        return False
    return certainty(drafting.plain, section, *match.span()) > 0


def _is_unread(who: str, named: Sequence[str]) -> bool:
    """Whether somebody is named who is none of the people read: 丈夫罗某, 父母."""
    for name in named:
        if name not in who:
            continue
        who = re.sub(rf"(?:{OWNER})?(?:{ANY_KIN})?{re.escape(name)}", "", who)
    return bool(re.search(rf"{ANY_KIN}|{NAME_OF_ANOTHER}", who))
