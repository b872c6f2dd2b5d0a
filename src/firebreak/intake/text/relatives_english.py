"""Relatives told of by the number of their case, in English: His wife, case 12, fell ill on 26 January.

Each is a person of his own with what the sentence goes on to tell of him, and a contact of the case
in whose story it stands. Who is told of elsewhere as that case is only the contact; who has no
number stays with the notes (`left_out_english.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from firebreak.intake.drafts import Value
from firebreak.intake.text.course import write_care, write_case
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import Happenings
from firebreak.intake.text.people import Section
from firebreak.intake.text.whose import Whose
from firebreak.intake.text.whose_english import ADJECTIVES, KIN, sex_of_kin, whose_english

_AGE = r"(?: ?\(?(?:aged )?(?P<age>\d{1,3})\)?(?=[,;) ]))?"
_MEMBER = re.compile(
    rf"\b(?:his|her|their|the (?:patient|case)['’]s) (?P<relation>{ADJECTIVES}(?:{KIN})),?(?: an? (?P<years>\d{{1,3}})-year-old [a-z ]{{1,24}},?)?{_AGE},? ?\(?(?:who is |is |as )?(?:also )?(?P<who>(?:case|patient)(?: no\.?)? ?#?(?P<number>\d{{1,5}}))\b(?!['’])\)?,?"
)
#: …, and their son (7), case 13, were confirmed: of both.
_AND_ANOTHER = re.compile(
    rf" ?and (?:his|her|their) {ADJECTIVES}(?:{KIN}),?(?: ?\(?(?:aged )?\d{{1,3}}\)?)?,?(?: ?\(?(?:case|patient)(?: no\.?)? ?#?\d{{1,5}}\)?,?)? "
)
#: With whom somebody ate, and whom he met: what follows is his.
_BESIDE = re.compile(
    r"\b(?:with|by|to|from|of|near|met|visited|infected|nursed|treated|drove|for) $"
)


#: Who is named on, by what sex the relative is of.
_NAMED_ON = {
    sex: re.compile(rf"\b(?:{pronouns}they|(?:case|patient) #?\d|the (?:patient|case|man|woman))\b")
    for sex, pronouns in (("female", "he|"), ("male", "she|"), ("", "s?he|"))
}


@dataclass(frozen=True)
class _Relative:
    """Who is named, of which number, and from where on the sentence tells of him."""

    said: re.Match[str]
    told: Section | None  # None if the sentence tells of somebody else


def write_english_relatives(
    drafting: Drafting,
    section: Section,
    cases: Mapping[str, Section],
    happened: Callable[[Section], Happenings],
) -> None:
    """Write the relatives whom the story of a case names by their numbers."""
    written: set[str] = set()
    for relative in _relatives(drafting, section):
        number = relative.said["number"]
        own = section.number and drafting.plain[slice(*section.number)] == number
        if own or number in written:
            continue
        written.add(number)
        other = cases.get(number)
        person = other.person if other else _write(drafting, relative, happened)
        if not _is_contact(drafting, person, section):
            _write_contact(drafting, section, relative.said, person)


def _relatives(drafting: Drafting, section: Section) -> Iterator[_Relative]:
    plain = drafting.plain
    for said in _MEMBER.finditer(plain, section.head, section.end):
        start, end = drafting.sentences.of(said.start())
        beside = _BESIDE.search(plain, start, said.start())
        further = _AND_ANOTHER.match(plain, said.end())
        begins = further.end() if further else said.end()
        told = Section(begins, min(end, section.end), begins, said.span("number"))
        of_another = beside and not plain.startswith(" who ", said.end())
        yield _Relative(said, None if of_another else told)


def _write(
    drafting: Drafting, relative: _Relative, happened: Callable[[Section], Happenings]
) -> str:
    said, told = relative.said, relative.told
    sex = sex_of_kin(said["relation"])
    age = "age" if said["age"] else "years"
    fields: dict[str, Value | None] = {
        "sex": drafting.value(sex, *said.span("relation"), 0.9) if sex else None,
        "age": drafting.number(said, age) if said[age] else None,
        "age_unit": drafting.value("years", *said.span(age)) if said[age] else None,
    }
    person = drafting.add("person", fields)
    if told is None:
        number = {"number": drafting.words(*said.span("number"))}
        drafting.add("case", number, {"person": person})
        return person
    mine = Section(told.start, told.end, told.head, told.number, person=person)
    found = _but_of_others(drafting.plain, mine, sex, happened(mine))
    write_case(drafting, mine, found, _whose_of(drafting))
    write_care(drafting, mine, found)
    return person


def _but_of_others(plain: str, told: Section, sex: str | None, found: Happenings) -> Happenings:
    """His wife, case 12, nursed him after he fell ill: what happened to him is not hers."""
    others = _NAMED_ON["female" if sex == "female" else "male" if sex == "male" else ""]
    return {
        name: [one for one in ones if not others.search(plain, told.start, one.start)]
        for name, ones in found.items()
    }


def _whose_of(drafting: Drafting) -> Callable[[str, Section, int], Whose]:
    return lambda plain, of, at: whose_english(plain, of, of.start, at)


def _is_contact(drafting: Drafting, person: str, section: Section) -> bool:
    ends = {person, section.person, section.case}
    return any(
        one.kind == "contact" and {one.links.get("from"), one.links.get("to")} <= ends
        for one in drafting.drafts
    )


def _write_contact(drafting: Drafting, section: Section, said: re.Match[str], person: str) -> None:
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*said.span("relation"), 0.9),
        "direction_known": drafting.value(False, *said.span("relation")),
    }
    drafting.add("contact", fields, {"from": section.case or section.person, "to": person})
