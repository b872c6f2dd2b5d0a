"""Relatives told of by name in what is told of a case: 其妻俞某1月20日从武汉返株,1月29日住院.

Each is a person of his own with what is told of him, and a contact of the case, or of the other case
whose relative the text calls him (`病例20许某的父亲许某某`). Who has no name stays unread; who has a
section of his own is read there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from firebreak.intake.drafts import Value
from firebreak.intake.text.course import write_care, write_case
from firebreak.intake.text.described import describe
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.full_names import is_name
from firebreak.intake.text.group_told import of_relatives
from firebreak.intake.text.happenings import happenings
from firebreak.intake.text.histories import write_histories
from firebreak.intake.text.journeys import write_journeys
from firebreak.intake.text.linker import Event
from firebreak.intake.text.mentions import (
    NAMED_KIN,
    ONE_STORY,
    Mention,
    is_of_him,
    kin_of,
    mentions,
)
from firebreak.intake.text.movements import write_movements
from firebreak.intake.text.people import Section
from firebreak.intake.text.relations import sex_of
from firebreak.intake.text.samples import but_results, samplings, write_samples
from firebreak.intake.text.together import Shared, of_several
from firebreak.intake.text.visits import Visits

_SENTENCE = re.compile(r"[^。;!?\n]+")
_OTHER_CASE = re.compile(r"病例(?P<number>\d{1,5})")
#: 其妻俞某(病例9): told of where the text tells of that case.
_NUMBERED = re.compile(r"[(,]?(?:即|系|为|是)?(?:我市|本市|确诊)*(?:病例\d|第\d)")

#: So many, a case has no relatives; each is read for.
MOST = 12
#: How sure a full name is that only a relation announces: 其妻李丽.
FULL = 0.75


@dataclass(frozen=True)
class Relative:
    """Somebody of a case's family, or a colleague: where he is first told of, and his relation."""

    told: Section
    kin: tuple[int, int]
    relation: tuple[int, int]
    of: tuple[int, int] | None  # of whom, where it is not the case


def write_relatives(
    drafting: Drafting,
    section: Section,
    events: Sequence[Event],
    visits: Visits,
    people: Sequence[Section],
    cases: Mapping[int, Section],
) -> None:
    """Write the relatives that a section tells of by name."""
    plain = drafting.plain
    names = {plain[slice(*one.name)] for one in people if one.name}
    found = relatives(plain, section)
    own = [plain[slice(*(one.name or (0, 0)))] for one in (section, *(one.told for one in found))]
    of_all = of_relatives(plain, section, own)
    for place, relative in enumerate(found, 1):
        if own[place] not in names:
            shared = [replace(one, place=place) for one in of_all]
            told = _write(drafting, relative, events, visits, shared)
            _write_contact(drafting, section, relative, told, cases)


def relatives(plain: str, section: Section) -> list[Relative]:
    """Return who else is told of by name in a section, each once; the first, of very many."""
    if not NAMED_KIN.search(plain, section.head, section.end):
        return []
    found: dict[str, Relative] = {}
    for sentence in _SENTENCE.finditer(plain, section.head, section.end):
        end = min(sentence.end(), sentence.start() + ONE_STORY)
        for mention in mentions(plain, section, sentence.start(), end):
            relative = _relative(plain, section, mention, sentence.start())
            if relative and relative.told.name and not _NUMBERED.match(plain, relative.told.head):
                found.setdefault(plain[slice(*relative.told.name)], relative)
            if len(found) == MOST:
                return list(found.values())
    return list(found.values())


def _relative(plain: str, section: Section, mention: Mention, sentence: int) -> Relative | None:
    said = mention.said
    if mention.his or said is None or (said["full"] and not is_name(said["full"])):
        return None
    called = "alone" if said["alone"] else "name"
    name = said.span(called)
    kin = said if said["kin"] else kin_of(plain, section, plain[slice(*name)], name[0])
    if not said[called] or kin is None:
        return None
    end = min(section.end, sentence + ONE_STORY)
    told = Section(sentence, end, name[1], name=name, within=section)
    return Relative(told, kin.span("kin"), _relation(kin), _of_whom(plain, section, kin))


def _relation(kin: re.Match[str]) -> tuple[int, int]:
    """弟弟 of 其弟弟李某; of 其妻子的弟弟李某, 妻子的弟弟."""
    owner = kin["owner"] or ""
    further = len(owner) > 2 and owner[0] == "其"
    return (kin.start("owner") + 1 if further else kin.start("kin"), kin.end("kin"))


def _of_whom(plain: str, section: Section, kin: re.Match[str]) -> tuple[int, int] | None:
    """Of which other case or person he is a relative: 病例20许某的父亲许某某."""
    if not kin["named"] or is_of_him(plain, section, kin["named"]):
        return None
    return kin.span("named")


def _write(
    drafting: Drafting,
    relative: Relative,
    events: Sequence[Event],
    visits: Visits,
    of_all: Sequence[Shared],
) -> Section:
    """Write the person and what is told of him, by the readers that read the case."""
    fields, doubts = describe(drafting, relative.told)
    if "某" not in str(fields["name"].value):
        fields["name"] = replace(fields["name"], confidence=FULL)
    if "sex" not in fields and (sex := _sex(drafting, relative.kin)):
        fields["sex"] = sex
    told = replace(relative.told, person=drafting.add("person", fields, {}, tuple(doubts)))
    mine = tuple(one for one in events if _is_within(told, one))
    samples = samplings(drafting, told)
    found = happenings(drafting, told, mine)
    for shared in of_all:
        found = of_several(drafting, shared, found)
    found = but_results(found, samples)
    told = replace(told, case=write_case(drafting, told, found))
    write_care(drafting, told, found)
    write_samples(drafting, told, samples)
    visits.read(told)
    visits.taken += write_journeys(drafting, told)
    write_movements(drafting, told, mine, visits)
    write_histories(drafting, told)
    return told


def _is_within(told: Section, event: Event) -> bool:
    return told.start <= event.date.start and event.trigger.start < told.end


def _sex(drafting: Drafting, kin: tuple[int, int]) -> Value | None:
    return sex_of(drafting, drafting.plain[slice(*kin)], kin)


def _write_contact(
    drafting: Drafting,
    section: Section,
    relative: Relative,
    told: Section,
    cases: Mapping[int, Section],
) -> None:
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*relative.relation, 0.9),
        "direction_known": drafting.value(False, *relative.relation),
    }
    case: Section | None = section
    if relative.of:
        fields["contact_of"] = drafting.words(*relative.of)
        number = _OTHER_CASE.match(drafting.plain, *relative.of)
        case = cases.get(int(number["number"])) if number else None
    links = {"from": case.case or case.person if case else None, "to": told.person}
    drafting.add("contact", fields, links)
