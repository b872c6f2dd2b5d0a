"""Corrections in English: Correction: case 14 is female, not male; an earlier report gave 3 February.

What a correction takes back is never read. What it puts in its place is read where the sentence
names one case, one value and what it is of (its sex, its age, the day of its onset or outcome); of
any other a note says that it was not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from firebreak.intake.drafts import Value
from firebreak.intake.text.asides_english import AGE, DAY, REPORT, SEX, VALUE, blanked_asides
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.times import Time

_HEADING = re.compile(r"\W*(?:correction|corrigendum|erratum|errata)s?\b[^:.\n]{0,40}:")
#: Case 19: male, 50, …; a 45-year-old man: the story of a case, whatever it says by the way.
_INTRODUCED = re.compile(r"\d-(?:year|month)s?-old|\b(?:case|patient)(?: no\.?)? ?#?\d{1,5} ?[:(,]")
_CASE = re.compile(r"\b(?:case|patient)(?: no\.?| number)? ?#?(?P<number>\d{1,5})\b(?!-)")
_WRONGLY = r"(?:wrongly|mistakenly|erroneously|incorrectly|in error|by mistake|previously|earlier|originally|initially)"
#: What is taken back, up to the value.
_TAKEN_BACK = re.compile(
    rf"(?:\b(?:not|rather than|instead of)(?: on)?|\b{REPORT} (?:gave|said|stated|put|listed|had|reported)[^.;\n)]*?"
    rf"|\b{_WRONGLY} (?:reported|given|listed|stated|recorded|described)\b[^.;\n)]*?|\b(?:given|reported|listed|stated|recorded) {_WRONGLY} as[^.;\n)]*?"
    rf"|\b(?:was|were|been) (?:given|reported|listed|stated|recorded|described) as|\bcorrected from) ?(?P<value>{VALUE})"
)
_SAYS_SO = re.compile(
    rf"^\W*(?:correction|corrigendum|erratum|errata)s?\b|, (?:and )?(?:not|rather than|instead of)(?: on)? {VALUE}|\b{REPORT} (?:gave|said|stated|put|listed|had|reported)\b"
    rf"|\b{_WRONGLY} (?:reported|given|listed|stated|recorded|described)\b|\b(?:should (?:be|read|have been)|(?:was|is|been) corrected (?:to|from)) {VALUE}"
)
_DENIED = re.compile(r"\b(?:not|never|no longer|neither|nor|no)\b|n['’]t\b")
#: What a day is of.
_EVENTS = (
    ("onset", re.compile(r"\b(?:onset|fell ill|became ill|symptoms?|developed)\b")),
    ("confirmed", re.compile(r"\b(?:confirmed|confirmation|diagnos\w+|tested positive)\b")),
    ("recovered", re.compile(r"\b(?:discharged?|recovered|recovery)\b")),
    ("died", re.compile(r"\b(?:died|death)\b")),
)
_OTHER_EVENT = re.compile(
    r"\b(?:admi\w+|hospital\w*|isolat\w+|quarantin\w+|visit\w*|arriv\w+|return\w*|travel\w*|flew|took)\b"
)


@dataclass(frozen=True)
class _Told:
    """What a correction says: of which case, what it is, and where it stands."""

    number: tuple[int, int]
    name: str
    value: Value


def corrections_in(drafting: Drafting) -> list[tuple[int, int]]:
    """Return the sentences that correct what was reported of a case, and tell nothing else."""
    if not _CASE.search(drafting.plain):
        return []
    spans = drafting.sentences.spans
    return [at for at in spans if _CASE.search(drafting.plain, *at) and _is_one(drafting.plain, at)]


def _is_one(plain: str, at: tuple[int, int]) -> bool:
    said = blanked_asides(plain[slice(*at)])
    told_of = _INTRODUCED.search(said) and not _HEADING.match(said)
    return bool(_SAYS_SO.search(said)) and not told_of


def but_corrections(
    people: Sequence[Section], corrections: Sequence[tuple[int, int]]
) -> list[Section]:
    """Return the sections that no correction begins, each up to the correction that follows it."""
    found = [one for one in people if not any(a <= one.head <= b for a, b in corrections)]
    ends = [[a for a, _b in corrections if one.head < a < one.end] for one in found]
    return [
        replace(one, end=min([*until, one.end])) for one, until in zip(found, ends, strict=True)
    ]


def write_corrections(
    drafting: Drafting, corrections: Sequence[tuple[int, int]], people: Mapping[str, Section]
) -> None:
    """Write what each correction puts in place of what was reported; else note it."""
    for start, end in corrections:
        told = _told(drafting, start, end)
        if told is None:
            drafting.note("not_read", start, end)
            continue
        _write(drafting, told, people.get(drafting.plain[slice(*told.number)]))


def _told(drafting: Drafting, start: int, end: int) -> _Told | None:
    plain = drafting.plain
    heading = _HEADING.match(plain, start, end)
    start = heading.end() if heading else start
    numbers = {one["number"]: one.span("number") for one in _CASE.finditer(plain, start, end)}
    if len(numbers) != 1:
        return None
    right = _right(plain, start, end)
    if len(right) != 1 or _denies(plain, start, end):
        return None
    name, value = _named(drafting, right[0], (start, end))
    return _Told(next(iter(numbers.values())), name, value) if value else None


def _denies(plain: str, start: int, end: int) -> bool:
    """Case 5 was not confirmed on 2 February: what is so instead is not said."""
    back = [one.span() for one in _TAKEN_BACK.finditer(plain, start, end)]
    found = _DENIED.finditer(plain, start, end)
    return any(not any(a <= one.start() < b for a, b in back) for one in found)


def _right(plain: str, start: int, end: int) -> list[re.Match[str]]:
    """The values of a sentence that it does not take back, nor are the number of the case."""
    back = [one.span("value") for one in _TAKEN_BACK.finditer(plain, start, end)]
    back += [one.span() for one in _CASE.finditer(plain, start, end)]
    found = re.compile(rf"(?P<day>{DAY})|(?P<sex>{SEX})|(?P<age>{AGE})").finditer(plain, start, end)
    return [one for one in found if not any(one.start() < b and a < one.end() for a, b in back)]


def _named(
    drafting: Drafting, right: re.Match[str], at: tuple[int, int]
) -> tuple[str, Value | None]:
    if right["sex"]:
        return "sex", drafting.value("female" if right["female"] else "male", *right.span())
    if right["age"]:
        years = re.search(r"\d+", right[0])
        return "age", drafting.value(int(years[0]), *right.span()) if years else None
    events = [name for name, words in _EVENTS if words.search(drafting.plain, *at)]
    time = next(iter(drafting.times_in(*right.span())), None) or _at(drafting, right)
    if len(events) != 1 or time is None or _OTHER_EVENT.search(drafting.plain, *at):
        return "", None
    return events[0], drafting.when(time)


def _at(drafting: Drafting, right: re.Match[str]) -> Time | None:
    return drafting.time_at(*right.span())


def _write(drafting: Drafting, told: _Told, section: Section | None) -> None:
    """Change what the text tells of the case, or write the case with what is corrected of it."""
    fields = dict(_fields(drafting, told))
    if section is None:
        person = drafting.add("person", fields if told.name in ("sex", "age") else {})
        case = {"number": drafting.words(*told.number)}
        case |= fields if told.name not in ("sex", "age") else {}
        key = drafting.add(
            "case", {k: v for k, v in case.items() if k != "when"}, {"person": person}
        )
    else:
        person, key = section.person, section.case
        _change(drafting, person if told.name in ("sex", "age") else key, fields)
    if "status" in fields:
        _classify(drafting, fields, {"case": key or None, "person": person})


def _fields(drafting: Drafting, told: _Told) -> Iterator[tuple[str, Value]]:
    if told.name in ("sex", "onset"):
        yield told.name, told.value
    elif told.name == "age":
        yield "age", told.value
        yield "age_unit", replace(told.value, value="years")
    else:
        yield "status", replace(told.value, value=told.name)
        yield "when", told.value


def _change(drafting: Drafting, key: str, fields: Mapping[str, Value]) -> None:
    """Put what is corrected into a draft that is written; its outcome stays what it is."""
    for place, draft in enumerate(drafting.drafts):
        if draft.key == key:
            new = {name: value for name, value in fields.items() if name not in ("status", "when")}
            known = {**draft.fields, **new}
            least = min((value.confidence for value in known.values()), default=1.0)
            drafting.drafts[place] = replace(draft, fields=known, confidence=least)


def _classify(
    drafting: Drafting, fields: Mapping[str, Value], links: Mapping[str, str | None]
) -> None:
    """Change the day of what is told already, else write it."""
    for place, draft in enumerate(drafting.drafts):
        of_him = draft.kind == "classification" and draft.links.get("person") == links["person"]
        if of_him and draft.value("status") == fields["status"].value:
            known = {**draft.fields, "when": fields["when"]}
            least = min(value.confidence for value in known.values())
            drafting.drafts[place] = replace(draft, fields=known, confidence=least, doubts=())
            return
    drafting.add("classification", fields, links)
