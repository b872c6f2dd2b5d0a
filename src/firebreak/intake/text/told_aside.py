"""What the story of one case tells of another by number: 病例9先于2月1日确诊, in that of case 11.

It is a confirmation of case 9 that somebody looks at, where the text tells of him and gives no other;
of a case that the text does not describe, a note says so.
"""

import re
from collections.abc import Sequence

from firebreak.intake.text.cast import Cast
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section, number_of
from firebreak.intake.text.whose import OPEN

_CONFIRMED = re.compile(
    r"(?<=[,;(])(?:其中|而|且)?病例(?P<number>\d{1,5})(?:\([^()\n]{1,16}\))?(?:先|已|此前|也|亦|则|后)*(?:于)?"
    r"(?=\d|[次当昨]日)(?P<when>[^,。;:\n]{2,16}?)(?:被|已)*(?P<said>确诊)(?!病|患|的|后|前|者|人|\d)"
)
#: 病例16于2月2日下午去过神农城.
_DID = re.compile(
    r"(?<=[,;])病例(?P<number>\d{1,5})(?:\([^()\n]{1,16}\))?[于在]?(?=\d{1,2}[月日])[^,。;:\n]{2,24}?"
    r"(?:[到去]过|前往|购物|就餐|用餐|乘坐|发病|出现)[^,。;:\n]{0,24}"
)


def write_told_aside(drafting: Drafting, people: Sequence[Section], cast: Cast) -> None:
    """Write the confirmations of other cases that the story of somebody tells."""
    for section in people:
        for match in _CONFIRMED.finditer(drafting.plain, section.head, section.end):
            other = cast.by_number.get(int(match["number"]))
            if other is None or other.start != section.start:
                _write(drafting, match, other)
        own = number_of(drafting.plain, section)
        for match in _DID.finditer(drafting.plain, section.head, section.end):
            if int(match["number"]) != own:
                drafting.note("other_case_told", *match.span())


def _write(drafting: Drafting, match: re.Match[str], other: Section | None) -> None:
    time = drafting.time_before(match.start("said"), match.start("when"))
    if time is None or (other and _is_written(drafting, other)):
        return
    if other is None:
        drafting.note("other_case_told", *match.span())
        return
    status = drafting.value("confirmed", *match.span("said"), OPEN)
    fields = {"status": status, "when": drafting.when(time, OPEN)}
    drafting.add("classification", fields, {"case": other.case or None, "person": other.person})


def _is_written(drafting: Drafting, other: Section) -> bool:
    return any(
        draft.kind == "classification"
        and draft.links.get("person") == other.person
        and draft.value("status") == "confirmed"
        for draft in drafting.drafts
    )
