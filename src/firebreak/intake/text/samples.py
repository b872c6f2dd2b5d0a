"""Samples and their results: 2月2日22时采样，核酸阳性.

Where a text says that a sample was taken, what was found is its result, at the time that is told
after the taking; the case was not confirmed at the minute of the swab. A positive test of which no
sample is told stays with the course (`course.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from firebreak.intake.drafts import Value
from firebreak.intake.text.asserted import is_to_be_done
from firebreak.intake.text.course import time_doubt, when_and_where
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import (
    CONTRADICTED,
    TRIGGERS,
    WAITING,
    Happening,
    Happenings,
    as_sure_as_its_day,
    by_rule,
)
from firebreak.intake.text.histories import pathogen_looked_for
from firebreak.intake.text.people import Section
from firebreak.intake.text.several_days import days_of_row

_SAMPLED = re.compile(
    r"(?:采样(?![点员亭人前率量]|工作|条件|机构|标准)|采集[^,。;:\n]{0,10}?(?:标本|样本|样品|拭子)|[咽鼻口肛]拭子采集)"
)
_RESULT = re.compile(
    r"(?:核酸|抗原|抗体|测序|检测|检验|化验|复[检核查]|结果)[^,。;\n阴阳]{0,12}(?P<said>弱?阳性|阴性)(?!病例|患者|感染者|者|人员|个案|率|证明|报告|后方)"
    r"|(?<=采样[,，])(?P<alone>阳性|阴性)"
)
#: 末次阴性采样1月20日, 核酸首检阳性日期1月29日: a field that holds a test and its result.
_IN_A_FIELD = re.compile(
    r"(?:核酸|抗原)?(?:首次|首检|末次|末检|最后一次|第[一二三四五六]次)(?:核酸|抗原)?(?:检测)?(?:阳性|阴性)(?:采样)?(?:检测)?(?:日期|时间)?:?(?=\d)"
)
_DIAGNOSED = re.compile(r"(?<=[日,;])(?:被|已)?确诊(?=[,。;\n]|为(?:新冠|新型|确诊)|$)")
#: Whose test is positive again has been confirmed before.
_AGAIN = re.compile(r"出院|解除隔离|转阴")
#: What stands between a day and a test that is not of that day: 2月2日出院后复查核酸阳性.
_LATER = re.compile(r"后|出院|解除|治疗|转[入至到往院]|[,。;][^,。;]*[,。;]")
Codes = tuple[tuple[str, str], ...]
_KINDS: Codes = (
    ("nasal", "鼻"),
    ("throat", "咽"),
    ("sputum", "痰"),
    ("blood", "血"),
    ("stool", "便"),
    ("stool", "肛"),
)
_METHODS: Codes = (
    ("pcr", "核酸"),
    ("antigen", "抗原"),
    ("antibody", "抗体"),
    ("sequencing", "测序"),
)
#: How sure the kind of a sample is of which the text says nothing.
UNTOLD = 0.5
#: 今日下午来人采样 may be told before anybody came.
_COMES = re.compile(r"(?:来人|派人|上门)(?!已)[^,。;:\n已了过]{0,4}$")


@dataclass(frozen=True)
class Sampling:
    """A sample that was taken, and what was found in it."""

    taken: Happening
    results: tuple[Happening, ...]


def samplings(drafting: Drafting, section: Section) -> list[Sampling]:
    """Return the samples of a section, each with the results that stand before the next."""
    fields = by_rule(drafting, section, _IN_A_FIELD)
    taken = [
        one
        for one in by_rule(drafting, section, _SAMPLED)
        if _was_taken(drafting, one) and not any(_share(one, field) for field in fields)
    ]
    told = [_of_a_field(drafting, field) for field in fields]
    results = [
        as_sure_as_its_day(drafting, one)
        for one in by_rule(drafting, section, _RESULT)
        if not any(_share(one, field) for field in fields)
    ]
    first = taken[0].start if taken else section.end
    alone = [one for one in results if one.start < first]
    tests = [test for one in alone for test in _tests_alone(drafting, section, one)]
    return [*told, *tests, *_with_results(section, taken, results)]


def _tests_alone(drafting: Drafting, section: Section, result: Happening) -> Iterator[Sampling]:
    """Tests of which no sample is told, on each of their days; but for one that confirms."""
    plain = drafting.plain
    said = plain[result.start : result.end]
    again = _AGAIN.search(plain, section.head, result.start)
    # 2月2日核酸阳性,2月3日确诊: what confirms is the diagnosis.
    judged = _DIAGNOSED.search(plain, result.end, section.end)
    if not (again or judged) and "阳" in said and TRIGGERS["confirmed"].search(said):
        return
    time = result.time
    if time and time.start < result.start and _LATER.search(plain, time.end, result.start):
        time = None
    if time is None and not again:
        return
    days = days_of_row(drafting, time, section.start) if time else [None]
    for day in days:
        yield Sampling(replace(result, time=None, unit=None), (replace(result, time=day),))


def _of_a_field(drafting: Drafting, field: Happening) -> Sampling:
    """Of a field the day of the sample, where it says so, else that of the test."""
    undated = replace(field, time=None)
    if "采样" in drafting.plain[field.start : field.end]:
        return Sampling(field, (undated,))
    return Sampling(undated, (field,))


def _with_results(
    section: Section, taken: list[Happening], results: list[Happening]
) -> list[Sampling]:
    if not taken:
        return []
    ends = [*(one.start for one in taken[1:]), section.end]
    return [
        Sampling(one, tuple(result for result in results if one.start < result.start < end))
        for one, end in zip(taken, ends, strict=True)
    ]


def _was_taken(drafting: Drafting, one: Happening) -> bool:
    if is_to_be_done(drafting.plain, one.start):
        return False
    return not (
        _is_ahead(drafting, one) and _COMES.search(drafting.plain, one.start - 8, one.start)
    )


def _is_ahead(drafting: Drafting, one: Happening) -> bool:
    """Whether something is told of the day of publication, or of a later one."""
    return bool(one.time and drafting.published and one.time.day >= drafting.published)


def but_results(found: Happenings, samples: list[Sampling]) -> Happenings:
    """Return what happened without the results of samples, which confirm nobody by themselves."""
    results = [result for sample in samples for result in sample.results]
    by_diagnosis = {
        name: [one for one in found[name] if not any(_share(one, r) for r in results)]
        for name in ("confirmed", WAITING, CONTRADICTED)
    }
    return found | by_diagnosis


def _share(one: Happening, other: Happening) -> bool:
    return one.start < other.end and other.start < one.end


def write_samples(drafting: Drafting, section: Section, samples: list[Sampling]) -> None:
    """Write the samples, and the results of each."""
    for sample in samples:
        taken, links = sample.taken, {"person": section.person}
        fields = when_and_where(drafting, taken) | {"kind": _code(drafting, taken, _KINDS)}
        if not any(fields.values()):
            fields["kind"] = drafting.value("other", taken.start, taken.end, UNTOLD)
        key = drafting.add("sample", fields, links, time_doubt(drafting, taken))
        for result in sample.results:
            _write_result(drafting, section, _after(taken, result), key)


def _after(taken: Happening, result: Happening) -> Happening:
    """Of the result, the time that is told after the taking; the minute of a swab is not its."""
    is_its_own = result.time is not None and result.time.start >= taken.end
    is_its_own = is_its_own or _share(taken, result)
    return result if is_its_own else replace(result, time=None)


def _write_result(drafting: Drafting, section: Section, result: Happening, sample: str) -> None:
    said = drafting.plain[result.start : result.end]
    fields = {
        "result": drafting.value("negative" if "阴" in said else "positive", *_span(result)),
        "method": _code(drafting, result, _METHODS),
        "pathogen": pathogen_looked_for(drafting, section),
        "when": drafting.when(result.time, result.confidence) if result.time else None,
    }
    drafting.add(
        "test",
        fields,
        {"sample": sample, "person": section.person},
        time_doubt(drafting, result),
    )


def _code(drafting: Drafting, one: Happening, codes: Codes) -> Value | None:
    said = drafting.plain[one.start : one.end]
    code = next((code for code, word in codes if word in said), None)
    return drafting.value(code, *_span(one)) if code else None


def _span(one: Happening) -> tuple[int, int]:
    return one.start, one.end
