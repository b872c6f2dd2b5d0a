"""Tests in English and what they found: tested negative on 3 February, both tests were negative.

A negative test is a sample and its result, on each day that is told of it; so is a positive one that
is called a test (the second test was positive), beside what confirms the case (`english.py`). Tests
for another disease are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from firebreak.engine.when import When
from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.histories import pathogen_looked_for
from firebreak.intake.text.people import Section
from firebreak.intake.text.samples import UNTOLD
from firebreak.intake.text.times import Time
from firebreak.intake.text.whose import OPEN, Whose, WhoseAt, less_sure

_TEST = r"(?:tests?|test results?|results?|swabs?|samples?|specimens?|pcrs?|rt-pcrs?)"
_KIND = r"(?:(?:nucleic[- ]acid|rt-?pcr|pcr|antigen|antibody|throat|nasal|nasopharyngeal|oropharyngeal|sputum|blood|stool|rectal|anal|swab|follow-up|repeat|sars-cov-2|covid-19|coronavirus) )*"
_BECAME = r"(?:was|were|is|are|came back|has been|have been|proved|turned out|remained)(?: (?:both|all|also|again|still|to be|then))*"
_FOUND = (
    re.compile(r"\btest(?:s|ed|ing)?(?: again)? (?P<result>negative)\b(?! predictive)"),
    re.compile(
        rf"\b(?P<what>{_KIND}{_TEST})\b(?P<taken>[^.;\n]{{0,60}}?) {_BECAME} (?P<result>negative|positive)\b"
    ),
    re.compile(
        rf"\b(?P<what>{_KIND}(?:swabs?|rt-?pcr|pcr)(?: tests?)?):? (?P<result>negative|positive)\b"
    ),
    re.compile(
        rf"\b(?:an?|one|two|three|both|first|second|third|last) (?P<result>negative|positive) (?P<what>{_KIND}{_TEST})\b"
    ),
)
_OTHER_DISEASE = re.compile(
    r" for (?!(?:the )?(?:new |novel )?(?:sars-cov-2|covid|2019-ncov|ncov|corona|virus|it\b))"
)
#: All 14 contacts, the passengers: whose tests were negative, and who is not he.
_OTHERS = re.compile(
    r"\b(?:contacts|people|persons|patients|passengers|colleagues|relatives|members|others|everyone|everybody|staff|students|workers|\d+ (?:of|samples)|of (?:the )?\d+)\b[^.;\n]{0,40}$"
)
#: Influenza A and B tests.
_OF_ANOTHER_DISEASE = re.compile(
    r"\b(?:influenza|flu|rsv|adenovirus|mycoplasma|chlamydia|legionella|tuberculosis|tb|hiv|dengue|malaria)\b[^.;,\n]{0,24}$"
)
_NOT = re.compile(
    r"(?:\bnot|\bneither|\bnever|n't|\buntil|\bif|\bwill be|\bto|\bmust|\bshould)(?: \w+){0,2} $"
)
#: None of the tests on 1 February was positive.
_NONE = re.compile(r"\b(?:no|none|neither|nor)\b[^.;\n]*$")
_SWABBED = re.compile(r"\b(?:taken|collected|obtained)\b")
#: Both tests on 8 and 9 February.
_OF_EACH_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? and \d{1,2}")
_RIGHT_AFTER = re.compile(r"(?: for [\w-]+)?(?: (?:twice|again|both|repeatedly))*,? ?(?:on |in )?")
#: Discharged on 13 February after two negative tests.
_ANOTHER_CLAUSE = re.compile(r"[,;]|\b(?:and|but|after|before|following|with|since|once|when)\b")
_METHODS = (
    ("pcr", re.compile(r"pcr|nucleic")),
    ("antigen", re.compile("antigen")),
    ("antibody", re.compile("antibod")),
)
_KINDS = (
    ("nasal", re.compile(r"\bnas")),
    ("throat", re.compile("throat|oropharyn")),
    ("sputum", re.compile("sputum")),
    ("blood", re.compile("blood")),
    ("stool", re.compile("stool|rectal|anal")),
)


def write_english_samples(drafting: Drafting, section: Section, whose_at: WhoseAt) -> None:
    """Write the tests of a section with their results, each with the days told of it."""
    taken: set[int] = set()
    for pattern in _FOUND:
        for match in pattern.finditer(drafting.plain, section.start, section.end):
            if match.start("result") in taken or not _is_told(drafting, section, match):
                continue
            taken.add(match.start("result"))
            told = whose_at(drafting.plain, section, match.start())
            if told is Whose.OTHERS:
                drafting.of_others_in_english.add(match.start())
                continue
            _write(drafting, section, match, 1.0 if told is Whose.HIS else OPEN)


def _is_told(drafting: Drafting, section: Section, match: re.Match[str]) -> bool:
    plain = drafting.plain
    start = max(drafting.sentences.of(match.start())[0], section.start)
    if _OTHERS.search(plain, start, match.start("result")):
        drafting.of_others_in_english.add(match.start())
        return False
    of_another = _OF_ANOTHER_DISEASE.search(plain, start, match.start("result"))
    if of_another or _OTHER_DISEASE.match(plain, match.end()):
        return False
    if match["result"] == "positive" and _NONE.search(plain, start, match.start("result")):
        return False
    return not _NOT.search(plain, max(start, match.start() - 24), match.start())


def _write(drafting: Drafting, section: Section, match: re.Match[str], sure: float) -> None:
    said = match.span("result")
    at_swab = bool(_SWABBED.search(match.groupdict().get("taken") or ""))
    for time in _days(drafting, section, match):
        when = {"when": drafting.when(time) if time else None}
        doubts = () if time else (Doubt("when", "time_not_said", drafting.page.said(*said)),)
        kind = _code(drafting, match, _KINDS)
        unknown = drafting.value("other", *said, UNTOLD)
        sample = {"kind": kind or (None if at_swab else unknown)} | (when if at_swab else {})
        links = {"person": section.person}
        key = drafting.add("sample", less_sure(sample, sure), links, doubts if at_swab else ())
        fields: dict[str, Value | None] = {
            "result": drafting.value(match["result"], *said),
            "method": _code(drafting, match, _METHODS),
            "pathogen": pathogen_looked_for(drafting, section),
        }
        result = fields | ({} if at_swab else when)
        undated = (Doubt("when", "time_not_said", drafting.page.said(*said)),)
        drafting.add(
            "test",
            less_sure(result, sure),
            {"sample": key, **links},
            undated if at_swab else doubts,
        )


def _days(drafting: Drafting, section: Section, match: re.Match[str]) -> Iterator[Time | None]:
    """The days within what is told of the test, or right after it; else the last before, in its clause."""
    plain = drafting.plain
    start, end = drafting.sentences.of(match.start())
    inside = drafting.times_in(match.start(), match.end())
    following = drafting.times_in(match.end(), min(end, section.end))[:1]
    after = [one for one in following if _RIGHT_AFTER.fullmatch(plain, match.end(), one.start)]
    before = drafting.times_in(max(start, section.start), match.start())
    between = plain[before[-1].end : match.start()] if before else ""
    near = [] if _ANOTHER_CLAUSE.search(between.strip(", ")) else before[-1:]
    found = inside or after or near
    if not found:
        yield None
    for time in found:
        yield from _each(drafting, time)


def _each(drafting: Drafting, time: Time) -> Iterator[Time]:
    if not _OF_EACH_DAY.match(drafting.plain, time.start, time.end) or time.when.end is None:
        yield time
        return
    for day in (time.day, time.when.end.astimezone(drafting.zone).date() - timedelta(days=1)):
        yield replace(time, day=day, when=When.day(day, drafting.zone))


def _code(
    drafting: Drafting, match: re.Match[str], codes: tuple[tuple[str, re.Pattern[str]], ...]
) -> Value | None:
    at = match.span("what") if match.groupdict().get("what") else match.span()
    found = ((code, words.search(drafting.plain, *at)) for code, words in codes)
    return next((drafting.value(code, *one.span(), 0.9) for code, one in found if one), None)
