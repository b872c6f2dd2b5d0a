"""The course of an illness: the case with its classifications, the visits, the days in isolation.

Drafts are made of what `happenings.py` found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.clinics import in_its_clause, visit_kind
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import (
    BARE,
    CONTRADICTED,
    FAR,
    WAITING,
    Happening,
    Happenings,
)
from firebreak.intake.text.histories import pathogen
from firebreak.intake.text.isolation import level_of
from firebreak.intake.text.people import Section, number_of, sure_of_number
from firebreak.intake.text.places import place_kind
from firebreak.intake.text.several_days import days_of_row, has_each_its_own
from firebreak.intake.text.symptoms import affirmed_codes, symptom_codes, symptoms_told
from firebreak.intake.text.whose import OPEN, Whose, WhoseAt, whose

#: 38.5℃; after 体温 the unit may be left out.
TEMPERATURE = re.compile(
    r"(?:体温)?(?:最高)?[^,。;\d]{0,4}(?P<degrees>(?:3[4-9]|4[0-3])(?:\.\d{1,2})?)\s*(?:℃|°c|度(?!假))"
    r"|体温(?:最高)?(?P<bare>(?:3[5-9]|4[0-2])\.\d)(?![\d.%])"
)
#: 隔离管控 says not where.
UNTOLD = 0.7
#: Words this near are of one stay.
NEAR = 8


def write_case(
    drafting: Drafting, section: Section, found: Happenings, whose_at: WhoseAt = whose
) -> str:
    """Write the case of a section with its classifications; return its key, "" if there is none."""
    fields: dict[str, Value | None] = {}
    if section.number:
        number = number_of(drafting.plain, section)
        sure = sure_of_number(drafting.plain, section)
        fields["number"] = drafting.value(str(number), *section.number, sure)
    status = _status(found) or _of_the_naming(drafting.plain, section)
    open_ones = [] if status and not section.infected else _unconfirmed(drafting, found)
    if status is None and not fields and not found["onset"] and not open_ones:
        return ""
    doubts = [*_onset(drafting, section, found["onset"], fields, whose_at), *open_ones]
    _symptoms(drafting, section, found["onset"], fields, whose_at)
    if status:
        word, start, end, sure = status
        fields["status"] = drafting.value(word, start, end, min(sure, 0.95))
    elif waiting := found.get(WAITING):
        fields["status"] = drafting.value("suspected", waiting[-1].start, waiting[-1].end, BARE)
    fields["pathogen"] = pathogen(drafting, section)
    if not found["visit"]:
        at = (section.start, section.end)
        fields |= _degrees(drafting, section, at, whose_at)  # told with the onset
    key = drafting.add("case", fields, {"person": section.person}, tuple(doubts))
    for name in ("asymptomatic", "confirmed", "recovered", "died", "excluded"):
        _classify(drafting, section, key, name, found.get(name, []))
    return key


def _status(found: Happenings) -> tuple[str, int, int, float] | None:
    """What he is at last; what may have happened to somebody of his only where that is all."""
    told = [
        (name, found[name][-1])
        for name in ("died", "recovered", *_infected(found), "excluded")
        if found.get(name)
    ]
    for name, last in sorted(told, key=lambda one: one[1].open):
        return name, last.start, last.end, OPEN if last.open else 1.0
    return None


def _infected(found: Happenings) -> Sequence[str]:
    """Confirmed or asymptomatic, what was said last: 4月12日转为确诊病例."""
    kinds = [name for name in ("confirmed", "asymptomatic") if found.get(name)]
    return sorted(kinds, key=lambda name: found[name][-1].start, reverse=True)


def _unconfirmed(drafting: Drafting, found: Happenings) -> list[Doubt]:
    """The doubt whether somebody is a case whose positive test nobody has confirmed."""
    code = next((code for code in (WAITING, CONTRADICTED) if found.get(code)), None)
    if code is None:
        return []
    last = found[code][-1]
    return [Doubt("status", code, drafting.page.said(last.start, last.end))]


_NAMED = (
    ("confirmed", "确诊|confirmed"),
    ("suspected", "疑似|suspected"),
    ("asymptomatic", "无症状"),
)


def _of_the_naming(plain: str, section: Section) -> tuple[str, int, int, float] | None:
    """确诊病例12: the naming says what he is."""
    if section.within:
        return None
    for status, words in _NAMED:
        if said := re.compile(words).search(plain, section.start, section.head):
            return status, *said.span(), 1.0
    # 感染者2, 阳性人员3: infected, and not said how he is classified.
    return ("confirmed", *section.infected, OPEN) if section.infected else None


def _onset(
    drafting: Drafting,
    section: Section,
    onsets: list[Happening],
    fields: dict[str, Value | None],
    whose_at: WhoseAt,
) -> list[Doubt]:
    if not onsets:
        return []
    first = next((one for one in onsets if one.time), None)
    if first is None or first.time is None:
        said = drafting.page.said(onsets[0].start, onsets[0].end)
        return [Doubt("onset", "time_not_said", said)]
    time = first.time
    between = drafting.plain[time.end : first.start]
    if re.search(r"随后|之后|后来|此后|后,", between):
        said = drafting.page.said(time.start, first.end)
        return [
            Doubt("onset", "some_time_after", said, (drafting.page.said(time.start, time.end),))
        ]
    sure = 1.0 if len(between) <= 12 else FAR
    if _was_ill_before(drafting, section, first, whose_at):
        sure = min(sure, FAR)
    fields["onset"] = drafting.when(time, first.confidence * sure)
    return []


def _was_ill_before(
    drafting: Drafting, section: Section, onset: Happening, whose_at: WhoseAt
) -> bool:
    """1月23日因乏力就诊,1月30日出现咳嗽: whether a symptom is told of an earlier day."""
    for start, _end in symptoms_told(drafting.plain, section, whose_at):
        if start >= onset.start:
            return False
        began = max(drafting.sentences.of(start)[0], section.start)
        time = drafting.time_before(start, began)
        if time and onset.time and time.day < onset.time.day:
            return True
    return False


def _symptoms(
    drafting: Drafting,
    section: Section,
    onsets: list[Happening],
    fields: dict[str, Value | None],
    whose_at: WhoseAt,
) -> None:
    """Symptoms in one row of words: those of the onset, or of the first mention not denied."""
    plain = drafting.plain
    labelled = next((one.symptoms for one in onsets if one.symptoms), None)
    if labelled and (codes := affirmed_codes(plain[slice(*labelled)])):
        fields["symptoms"] = drafting.value(codes, *labelled, 0.9)
        return
    for start, end in symptoms_told(plain, section, whose_at):
        if codes := symptom_codes(plain[start:end]):
            fields["symptoms"] = drafting.value(codes, start, end, 0.9)
            return


def _classify(
    drafting: Drafting, section: Section, case: str, name: str, found: list[Happening]
) -> None:
    if not found:
        return
    # 确诊 itself before a test that was positive; of these, the first with a time.
    said = [one for one in found if "诊" in drafting.plain[one.start : one.end]] or found
    one = next((one for one in said if one.time), said[0])
    if one.unit and not in_its_clause(drafting.plain, one.unit, one.start):
        one = replace(one, unit=None)
    status = drafting.value(name, one.start, one.end, OPEN if one.open else 1.0)
    fields = when_and_where(drafting, one) | {"status": status}
    links = {"case": case, "person": section.person}
    drafting.add("classification", fields, links, time_doubt(drafting, one))


def when_and_where(drafting: Drafting, one: Happening) -> dict[str, Value | None]:
    """Return when something happened and at which institution, as fields."""
    return {
        "when": drafting.when(one.time, one.confidence) if one.time else None,
        "unit": drafting.words(*one.unit, 0.8) if one.unit else None,
    }


def time_doubt(drafting: Drafting, one: Happening) -> tuple[Doubt, ...]:
    """Return the doubt that the time is not said, where it is not."""
    if one.time:
        return ()
    return (Doubt("when", "time_not_said", drafting.page.said(one.start, one.end)),)


def write_care(drafting: Drafting, section: Section, found: Happenings) -> None:
    """Write the visits to a clinic and the days in isolation or in a ward."""
    links = {"person": section.person}
    for one in (day for visit in found["visit"] for day in _on_each_day(drafting, section, visit)):
        at = (one.start, one.end)
        kind = visit_kind(drafting, at)
        fields = when_and_where(drafting, one) | {"kind": kind, "note": drafting.words(*at)}
        fields |= _temperature(drafting, section, one)
        drafting.add("check", fields, links, time_doubt(drafting, one))
    for one, level in _placements(found):
        said = drafting.plain[one.start : one.end]
        # 到市二医院就诊并被隔离: in its ward, as it seems.
        bare = said == "隔离" and drafting.plain[one.start - 1] == "被"
        in_ward = (bare and one.unit) or (level == "site" and _is_treated(drafting, one))
        known = level_of(said) or ("ward" if in_ward else level)
        untold = bare or "管控" in said
        kept = drafting.value(known, one.start, one.end, UNTOLD if untold else 0.8)
        at_home = replace(one, unit=None) if known == "home" else one
        fields = when_and_where(drafting, at_home) | {"level": kept}
        drafting.add("placement", fields, links, time_doubt(drafting, one))


def _is_treated(drafting: Drafting, one: Happening) -> bool:
    """送至市二医院感染科隔离观察治疗: in its ward, and at no site."""
    treated = drafting.plain.startswith("治疗", one.end)
    return bool(treated and one.unit and place_kind(drafting.plain[slice(*one.unit)]) == "hospital")


def _on_each_day(drafting: Drafting, section: Section, one: Happening) -> list[Happening]:
    """1月25日、1月27日两次到市二医院就诊 are two visits."""
    if one.time is None or one.time.start > one.start:
        return [one]
    days = days_of_row(drafting, one.time, section.start)
    if len(days) > 1 and has_each_its_own(drafting.plain, one.time.end, one.end):
        return [replace(one, confidence=BARE)]
    return [replace(one, time=day) for day in days]


def _placements(found: Happenings) -> list[tuple[Happening, str]]:
    """Return where somebody was kept, in the order of the text; 重症医学科治疗 is no ward."""
    sites, units = _once(found["isolated"]), _once(found["icu"])
    wards = (
        one
        for one in _once(found["admitted"])
        if not any(one.start < site.end and site.start < one.end for site in sites)
        and not any(one.time == unit.time and 0 <= one.start - unit.end <= NEAR for unit in units)
    )
    kept = [
        *((one, "site") for one in sites),
        *((one, "ward") for one in wards if not any(one.start == site.end for site in sites)),
        *((one, "icu") for one in units),
    ]
    return sorted(kept, key=lambda one: one[0].start)


def _once(found: list[Happening]) -> list[Happening]:
    """Of words for one stay in hospital (住院隔离治疗) the first."""
    kept: list[Happening] = []
    for one in found:
        if kept and one.time == kept[-1].time and one.start - kept[-1].end <= NEAR:
            continue
        kept.append(one)
    return kept


def _temperature(drafting: Drafting, section: Section, one: Happening) -> dict[str, Value | None]:
    start, end = drafting.sentences.of(one.start)
    return _degrees(drafting, section, (one.time.start if one.time else start, end))


def _degrees(
    drafting: Drafting, section: Section, at: tuple[int, int], whose_at: WhoseAt = whose
) -> dict[str, Value | None]:
    """The first temperature that is told of the person."""
    for found in TEMPERATURE.finditer(drafting.plain, *at):
        said = "degrees" if found["degrees"] else "bare"
        if whose_at(drafting.plain, section, found.start(said)) is Whose.HIS:
            degrees = drafting.value(Decimal(found[said]), *found.span(said))
            return {"temperature_celsius": degrees}
    return {}
