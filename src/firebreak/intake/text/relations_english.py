"""Who is whose, and with whom, in English: wife of case 31, Case 32: his wife, dined with case 31."""

import re
from collections.abc import Mapping

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.whose import Whose
from firebreak.intake.text.whose_english import KIN_OF_THE_ONE_BEFORE, sex_of_kin, whose_english

_CASE = r"(?P<who>(?:case|patient)(?: no\.?)? ?#?(?P<number>\d{1,5}))\b(?!['’]s)"
_RELATED = re.compile(
    rf"\b(?P<relation>wife|husband|spouse|mother|father|parent|son|daughter|brother|sister|colleague|friend|neighbou?r|close contact|contact) of {_CASE}"
)
#: Dined with case 31, lives with case 31.
_WITH = re.compile(
    rf"\b(?P<relation>dined|ate|had (?:dinner|lunch|breakfast|a meal)|live[sd]|living|shared a (?:room|table|house|flat|meal)|stayed)(?: together)? with (?:the )?{_CASE}"
)
_NOT = re.compile(r"(?:\bnot|\bnever|n't) $")


def write_english_relations(
    drafting: Drafting, section: Section, before: Section | None, cases: Mapping[str, Section]
) -> None:
    """Write whom a person is related to, and whom he lived or ate with."""
    if before:
        _of_the_one_before(drafting, section, before)
    for pattern in (_RELATED, _WITH):
        for match in pattern.finditer(drafting.plain, section.start, section.end):
            if pattern is _RELATED or _is_his(drafting, section, match):
                _write(drafting, section, match, cases)


def _is_his(drafting: Drafting, section: Section, match: re.Match[str]) -> bool:
    plain = drafting.plain
    if _NOT.search(plain, max(match.start() - 12, 0), match.start()):
        return False
    start = max(drafting.sentences.of(match.start())[0], section.start)
    return whose_english(plain, section, start, match.start()) is Whose.HIS


def _write(
    drafting: Drafting, section: Section, match: re.Match[str], cases: Mapping[str, Section]
) -> None:
    other = cases.get(match["number"])
    if other is not None and other.start == section.start:
        return
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*match.span("relation"), 0.9),
        "contact_of": drafting.words(*match.span("who")),
        "direction_known": drafting.value(False, *match.span("relation")),
    }
    links = {"to": section.person, "from": other.case or other.person if other else None}
    drafting.add("contact", fields, links)


def _of_the_one_before(drafting: Drafting, section: Section, before: Section) -> None:
    """Case 32: his wife: of case 31, unless that is a woman."""
    kin = KIN_OF_THE_ONE_BEFORE.match(drafting.plain, section.head)
    draft = next((one for one in drafting.drafts if one.key == before.person), None)
    if kin is None or draft is None:
        return
    if draft.value("sex") not in (None, "male" if kin["owner"] == "his" else "female"):
        return
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*kin.span("relation"), 0.9),
        "direction_known": drafting.value(False, *kin.span("relation")),
    }
    drafting.add("contact", fields, {"from": before.case or before.person, "to": section.person})


def sex_by_kin(drafting: Drafting, section: Section) -> Value | None:
    """Return the sex that the word for whose relative somebody is says: his wife."""
    kin = KIN_OF_THE_ONE_BEFORE.match(drafting.plain, section.head)
    sex = sex_of_kin(kin["relation"]) if kin else None
    return drafting.value(sex, *kin.span("relation"), 0.9) if kin and sex else None
