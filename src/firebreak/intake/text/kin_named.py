"""Which cases are of somebody's family or work: 其父母为病例5和病例6; 病例5和病例6为其同事.

The relation is what they are to him. Where the text describes none of that number, a word that holds
both ways (同事) makes a contact of it; of any other a note says that it was not read.
"""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Value
from firebreak.intake.text.cast import Cast
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.infected import INFECTED
from firebreak.intake.text.lexicons import RELATIONS, one_of
from firebreak.intake.text.people import NUMBERED, Section
from firebreak.intake.text.relations import ALSO, called_also, numbers_of

_KIN = rf"(?P<relation>{one_of(RELATIONS)}|[妻夫父母子女兄弟姐妹])"
_WHO = rf"(?P<who>{INFECTED}|{NUMBERED}){ALSO}"
_SAID = (
    re.compile(
        rf"(?<=[,;。(\n])(?:其|患者的?|他的?|她的?){_KIN}(?:也|即|均|分别)*[为系是](?:确诊)?{_WHO}(?=[,。;)\n]|$)"
    ),
    re.compile(
        rf"(?<=[,;。(\n]){_WHO}(?:均|都|皆|分别)*[为系是](?:其|患者的?|他的?|她的?){_KIN}(?=[,。;)\n]|$)"
    ),
)
_BOTH_WAYS = re.compile("同事|同学|朋友|邻居|室友|同乡|老乡|亲戚|亲属|家人|夫妻|兄弟|姐妹")


def write_kin_named(drafting: Drafting, people: Sequence[Section], cast: Cast) -> None:
    """Write the contacts of each with the cases that are called his family or his colleagues."""
    for pattern in _SAID:
        for match in pattern.finditer(drafting.plain):
            if section := _in_whose_story(drafting.plain, people, match):
                _write_each(drafting, section, match, cast)


def _in_whose_story(plain: str, people: Sequence[Section], match: re.Match[str]) -> Section | None:
    """Of whom it is told before: 病例8系其妻 may begin what is told of case 8."""
    before = [one for one in people if one.head <= match.start() and one.start < match.start("who")]
    if not before or "\n" in plain[before[-1].end : match.start()]:
        return None
    return before[-1]


def _write_each(drafting: Drafting, section: Section, match: re.Match[str], cast: Cast) -> None:
    others = [(cast.called(match), match.span("who"))]
    others += [(called_also(match, one, cast), one.span()) for one in numbers_of(match)]
    for other, who in others:
        if other is None and not _BOTH_WAYS.search(match["relation"]):
            drafting.note("not_read", *match.span())
            return
        _write(drafting, section, other, who, match.span("relation"))


def _write(
    drafting: Drafting,
    section: Section,
    other: Section | None,
    who: tuple[int, int],
    relation: tuple[int, int],
) -> None:
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*relation, 0.9),
        "direction_known": drafting.value(False, *relation),
    }
    if other is None:
        fields["contact_of"] = drafting.words(*who)
        drafting.add("contact", fields, {"to": section.person})
        return
    drafting.add("contact", fields, {"from": section.case or section.person, "to": other.person})
