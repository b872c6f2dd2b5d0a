"""Family listed under a case: 妻子:谭某,54岁; 其父唐某,51岁: whose they are, and their sex."""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.relations import sex_of

_WORDS = (
    "妻子|丈夫|爱人|配偶|父亲|母亲|儿子|女儿|长子|次子|长女|次女|哥哥|姐姐|弟弟|妹妹|祖父|祖母|爷爷|奶奶|外公|外婆"
    "|孙子|孙女|外孙女|外孙|女婿|儿媳|岳父|岳母|公公|婆婆"
)
_BEFORE_THE_NAME = re.compile(
    rf"(?:^|[。;!?\n、]|,(?=[其他她]))\s*(?:\(?\d{{1,2}}[.、)]\s*)?(?:(?:其|[他她]的?)(?P<his>{_WORDS}|[妻夫父母子女兄弟姐妹])[:,]?|(?P<listed>{_WORDS}):)$"
)
PERHAPS = 0.7  # how sure it is whose family somebody is who follows another of it


def write_family(drafting: Drafting, people: Sequence[Section]) -> None:
    """Write of whose family each is who is listed so, after the last who is not."""
    whose: Section | None = None
    for place, section in enumerate(people):
        before = drafting.plain[max(section.start - 16, 0) : section.start]
        said = _BEFORE_THE_NAME.search(before)
        if said is None:
            whose = section
        elif whose is not None and not _is_written(drafting, section):
            group = "his" if said["his"] else "listed"
            start = section.start - len(before) + said.start(group)
            # 妻子谭某,54岁,其父谭某某: hers, or the case's.
            sure = PERHAPS if group == "his" and people[place - 1] is not whose else 0.9
            _write(drafting, section, whose, (start, start + len(said[group])), sure)


def sex_by_family(drafting: Drafting, section: Section) -> Value | None:
    """Return the sex that the word for somebody's place in the family says."""
    if section.kin:  # 周某之母, 罗某儿媳
        return sex_of(drafting, drafting.plain[slice(*section.kin)][-2:], section.kin)
    before = drafting.plain[max(section.start - 16, 0) : section.start]
    said = _BEFORE_THE_NAME.search(before)
    if not said:
        return None
    group = "his" if said["his"] else "listed"
    start = section.start - len(before) + said.start(group)
    return sex_of(drafting, said[group], (start, start + len(said[group])))


def _is_written(drafting: Drafting, section: Section) -> bool:
    return any(
        one.kind == "contact" and one.links.get("to") == section.person for one in drafting.drafts
    )


def _write(
    drafting: Drafting, section: Section, whose: Section, at: tuple[int, int], sure: float
) -> None:
    fields = {
        "relation": drafting.words(*at, sure),
        "direction_known": drafting.value(False, *at),
    }
    links = {"from": whose.case or whose.person, "to": section.person}
    drafting.add("contact", fields, links)
