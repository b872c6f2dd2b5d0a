"""People named in a row as contacts: 密切接触者为刘洋、陈芳; 张某、李某等3人均为病例6的密切接触者.

Each is a person and a contact of the case that is named, or in whose story the row stands; and each
was isolated, where the sentence goes on to say so of all of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from firebreak.intake.drafts import Value
from firebreak.intake.text.course import write_care
from firebreak.intake.text.drafting import Drafting, chinese_number
from firebreak.intake.text.full_names import FULL_NAME, is_name
from firebreak.intake.text.happenings import TRIGGERS, Happenings, by_rule, isolated
from firebreak.intake.text.isolation import ISOLATED
from firebreak.intake.text.people import NAME, NUMBERED, Section

#: As short as may be: 陈芳和王小明 are two.
_NAME = rf"(?:{NAME.replace('?P<name>', '?:')}|{FULL_NAME}?)"
_ONE = rf"{_NAME}(?:\([^()\n]{{1,16}}\))?"
_ROW = rf"(?P<row>{_ONE}(?:[、,和及与]{_ONE})+)"
_CONTACT = r"(?P<relation>(?:次)?密切接触(?:者|人员)|次?密接(?:者|人员)?|一般接触者)"
_ANNOUNCED = re.compile(
    rf"{_CONTACT}(?:共?\d{{1,3}}(?:名|人|例))?(?:分别|均|主要)?(?:为|是|有|包括|系)?:?{_ROW}(?=[,;。(\n等共]|$)"
)
_SAID_OF = re.compile(
    rf"{_ROW}(?:等)?(?:\d{{1,3}}(?:人|名))?,?(?:均|都|皆|分别)*(?:为|系|是)(?:(?P<who>{NUMBERED})|(?P<named>{NAME.replace('<name>', '<whose>')}))?的?{_CONTACT}"
)
_ONE_OF_ROW = re.compile(rf"(?P<who>{_NAME})(?:\([^()\n]{{1,16}}\))?(?=[、,和及与]|$)")
_AND_MORE = re.compile(r"等(?:(?P<n>\d{1,3})(?:人|名))?")


def write_listed(
    drafting: Drafting, people: Sequence[Section], cases: Mapping[int, Section]
) -> None:
    """Write the people of each row who are contacts, and where they were isolated."""
    for match in _ANNOUNCED.finditer(drafting.plain):
        told_in = next((one for one in people if one.head <= match.start() < one.end), None)
        origin = (told_in.case or told_in.person) if told_in else None
        _write_row(drafting, match, people, origin, None)
    for match in _SAID_OF.finditer(drafting.plain):
        whose = match.span("who") if match["who"] else match.span("named")
        said = drafting.words(*whose) if whose[0] >= 0 else None
        _write_row(drafting, match, people, _case_of(match, cases), said)


def _case_of(match: re.Match[str], cases: Mapping[int, Section]) -> str | None:
    number = next((chinese_number(match[g]) for g in ("number", "nth") if match[g]), None)
    told = cases.get(number) if number is not None else None
    return (told.case or told.person) if told else None


def _write_row(
    drafting: Drafting,
    match: re.Match[str],
    people: Sequence[Section],
    origin: str | None,
    contact_of: Value | None,
) -> None:
    by_name = {one.name: one.person for one in people if one.name}
    end = drafting.sentences.of(match.start())[1]
    for name in _names(match):
        person = by_name.get(name) or drafting.add("person", {"name": drafting.words(*name)})
        if not _is_written(drafting, person):
            fields = {
                "relation": drafting.words(*match.span("relation"), 0.9),
                "contact_of": contact_of,
                "direction_known": drafting.value(False, *match.span("relation")),
            }
            drafting.add("contact", fields, {"from": origin, "to": person})
        if name not in by_name:
            _write_isolation(drafting, Section(match.end(), end, match.end(), person=person))
    _note_the_unnamed(drafting, match)


def _note_the_unnamed(drafting: Drafting, match: re.Match[str]) -> None:
    """张某、李某等5人: three more than can be read."""
    more = _AND_MORE.match(drafting.plain, match.end("row"))
    if more is None or (more["n"] and int(more["n"]) <= len(list(_names(match)))):
        return
    drafting.note("more_than_named", match.start("row"), more.end())


def _names(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    for one in _ONE_OF_ROW.finditer(match.string, *match.span("row")):
        if "某" in one["who"] or is_name(one["who"]):
            yield one.span("who")


def _is_written(drafting: Drafting, person: str) -> bool:
    return any(
        draft.kind == "contact" and draft.links.get("to") == person for draft in drafting.drafts
    )


def _write_isolation(drafting: Drafting, section: Section) -> None:
    """All of the row were isolated, if what follows it says so."""
    nothing: Happenings = {name: [] for name in TRIGGERS}
    began = isolated(drafting, by_rule(drafting, section, ISOLATED))
    write_care(drafting, section, nothing | {"isolated": began})
