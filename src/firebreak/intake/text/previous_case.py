"""Whose relative or contact somebody is of the case told of before his: 系上一病例妻子, 与上例同住.

It is the case right above it, of whatever name or number; where the text has none, or that case
cannot be (the wife of a woman), a note says that it was not read.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.lexicons import RELATIONS, one_of
from firebreak.intake.text.numbering import ABOVE, PREVIOUS
from firebreak.intake.text.people import Section
from firebreak.intake.text.relations import BESIDE
from firebreak.intake.text.visits import DENIED
from firebreak.intake.text.whose import certainty

_WHO = rf"(?P<who>{PREVIOUS}|(?P<above>{ABOVE}))(?:\([^()\n]{{1,16}}\))?"
_KIN = rf"(?:{one_of(RELATIONS)}|{BESIDE}|[夫妻父母子女兄弟姐妹媳婿])"
_SAID = tuple(
    map(
        re.compile,
        (
            # 系上一病例妻子
            rf"(?<=[,:;(系为是])(?:密切接触者?,)?{_WHO}(?:的|之)?(?P<relation>{_KIN})(?=[,。;()\n]|$)",
            # 与上一病例为夫妻关系
            rf"[与和同跟]{_WHO}(?:为|是|系)?(?P<relation>夫妻|父子|父女|母子|母女|兄弟|姐妹|姐弟|兄妹|婆媳|祖孙|同事|同学|朋友|亲戚|亲属|邻居)(?:关系)?",
            # 与上例同住, 与上一病例在某饭店共同就餐
            rf"[与和同跟]{_WHO}(?:[在于到去][^,。;:()\n]{{2,30}}?|\d[^,。;:()\n]{{1,12}}?)?(?P<relation>同吃同住|同住|(?:一起|一同|共同)居住"
            r"|(?:同桌|一起|一同|共同|参加)*(?:就餐|用餐|聚餐|进餐|吃饭|共餐|聚会|打牌|打麻将)|同乘|同车|同机|同航班|(?:有)?(?:过)?密切接触)",
        ),
    )
)
_OF_WHICH_SEX = {
    "male": re.compile("妻|老婆"),
    "female": re.compile("丈夫|^夫$|老公"),
}


def write_of_the_previous(drafting: Drafting, people: Sequence[Section]) -> None:
    """Write the contacts of each with the case that is told of right before."""
    nobody: list[Section | None] = [None]
    for before, section in pairwise([*nobody, *people]):
        if section is None:
            continue
        for match in _found(drafting, section):
            of_one = not match["above"] or (before is not None and people[0] is before)
            if before is None or not of_one or not _may_be(drafting, before, match["relation"]):
                drafting.note("not_read", *match.span())
            else:
                _write(drafting, section, before, match)


def _found(drafting: Drafting, section: Section) -> Iterator[re.Match[str]]:
    plain = drafting.plain
    for pattern in _SAID:
        for match in pattern.finditer(plain, section.head, section.end):
            denied = DENIED.search(plain, max(match.start() - 12, 0), match.start())
            if not denied and certainty(plain, section, match.start(), match.end()) == 1:
                yield match


def _may_be(drafting: Drafting, before: Section, relation: str) -> bool:
    """Whether the case before has not the sex that the word for his relative denies him."""
    draft = next((one for one in drafting.drafts if one.key == before.person), None)
    sex = draft.value("sex") if draft else None
    other = {"male": "female", "female": "male"}.get(str(sex))
    return not (other and _OF_WHICH_SEX[other].search(relation))


def _write(drafting: Drafting, section: Section, before: Section, match: re.Match[str]) -> None:
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*match.span("relation"), 0.9),
        "direction_known": drafting.value(False, *match.span("relation")),
    }
    links = {"from": before.case or before.person, "to": section.person}
    drafting.add("contact", fields, links)
