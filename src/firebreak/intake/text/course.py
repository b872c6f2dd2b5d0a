"""The course of an illness as told: onset, visits, isolation, admission, confirmation, outcome.

Each is a word of the text and a time beside it. Where the labeller has read the event, its
arguments are taken; the rules here find what bulletins say in fixed phrases.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.drafting import CLAUSE_END, STOP, Drafting
from firebreak.intake.text.lexicons import RELATIONS, SYMPTOMS
from firebreak.intake.text.people import Section, number_of
from firebreak.intake.text.times import Time

_SYMPTOM = re.compile("|".join(sorted(map(re.escape, SYMPTOMS), key=len, reverse=True)))
TRIGGERS: dict[str, re.Pattern[str]] = {
    "onset": re.compile(
        r"发病(?!后|前|率|人|患者|病例|当|至|到|之|以)|(?:开始|首次|陆续|突然|自觉|自感)?出现(?=[^,。;]{0,12}(?:"
        + _SYMPTOM.pattern
        + r"|症状))|开始(?=(?:发热|发烧|咳嗽|不适))|起病|症状出现"
    ),
    "visit": re.compile(r"(?<![早快时])(?:就诊|就医|看病|求诊)(?!的|者|患者|前|后)"),
    "isolated": re.compile(r"(?:居家|集中)(?:隔离)?(?:医学)?(?:观察|隔离)|隔离(?:医学)?观察"),
    "admitted": re.compile(r"住院|入院|收治|收入院|隔离治疗"),
    "confirmed": re.compile(
        r"(?<!被)确诊(?!病|患|的|后|前|者|人)|被确诊(?!病|的|前)|诊断为(?=[^,。;]{0,14}确诊)|核酸(?:检测)?(?:结果)?(?:均?为|呈)?阳性"
    ),
    "recovered": re.compile(r"(?:治愈)?出院(?!后|前|标准)"),
    "died": re.compile(r"(?:抢救无效)?(?:死亡|去世|病亡|病逝)(?!病例|率|人)"),
}
_HOSPITAL = re.compile(
    r"(?:到|在|前往|至|由|去|入住|送往|转至|转入|被)(?P<unit>[\u4e00-\u9fff()\d]{2,30}?(?:医院(?:\([^)]{1,12}\))?|卫生院|诊所|卫生室|卫生服务中心|医疗机构|隔离点|院区))"
)
_TEMPERATURE = re.compile(
    r"(?:体温)?(?:最高)?[^,。;\d]{0,4}(?P<degrees>(?:3[4-9]|4[0-3])(?:\.\d{1,2})?)\s*(?:℃|°c|度(?!假))"
)
#: Who fell ill was not the person of the section: 8人被确诊, 其父母均被感染.
_OTHERS = re.compile(
    rf"\d+(?:人|名|例)[^,。;]{{0,6}}$|其(?:{'|'.join(map(re.escape, RELATIONS))})[^。;]{{0,20}}$"
)
SYMPTOM_CODES = (
    ("fever", re.compile("热|烧")),
    ("cough", re.compile("咳")),
    ("chest_pain", re.compile("胸闷|胸痛")),
    ("dyspnoea", re.compile("气促|气短|气喘|气急|呼吸")),
    ("diarrhoea", re.compile("腹泻")),
    ("fatigue", re.compile("乏力|无力")),
    ("sore_throat", re.compile("咽|喉|嗓")),
)


@dataclass
class Course:
    """What is found of one person's illness before it is written."""

    onset: Value | None = None
    onset_doubts: tuple[Doubt, ...] = ()
    symptoms: Value | None = None
    confirmed: list[tuple[Value | None, Value | None, Value]] = field(default_factory=list)
    status: str | None = None


def write_case(drafting: Drafting, section: Section) -> str:
    """Write the case of a section with its classifications; return its key, "" if there is none."""
    said = drafting.plain[section.start : section.end]
    events = {name: _events(drafting, section, name) for name in TRIGGERS}
    status = _status(said, events)
    fields: dict[str, Value | None] = {}
    if section.number:
        number = number_of(drafting.plain, section)
        fields["number"] = drafting.value(str(number), *section.number)
    if status is None and not fields and not events["onset"]:
        return ""
    doubts = _onset(drafting, section, events["onset"], fields)
    _symptoms(drafting, section, fields)
    if status:
        word, at = status
        fields["status"] = drafting.value(word, *at, 0.95)
    key = drafting.add("case", fields, {"person": section.person}, tuple(doubts))
    for name in ("confirmed", "recovered", "died"):
        _classify(drafting, section, key, name, events[name])
    return key


def _events(
    drafting: Drafting, section: Section, name: str
) -> list[tuple[re.Match[str], Time | None]]:
    pattern = TRIGGERS[name]
    found = pattern.finditer(drafting.plain, section.start, section.end)
    return [
        (match, _time_of(drafting, section, match)) for match in found if _affirmed(drafting, match)
    ]


def _affirmed(drafting: Drafting, match: re.Match[str]) -> bool:
    before = drafting.plain[max(match.start() - 8, 0) : match.start()]
    if re.search(r"(?:未|无|没有|否认|排除|如|若|疑似|非)[^,。;]{0,4}$|第\d*例?$", before):
        return False
    sentence = drafting.sentences.of(match.start())[0]
    return not _OTHERS.search(drafting.plain, max(match.start() - 24, sentence), match.start())


def _time_of(drafting: Drafting, section: Section, match: re.Match[str]) -> Time | None:
    """The time an event has: before it in its sentence, or after 时间为."""
    plain = drafting.plain
    after = drafting.times_in(match.end(), match.end() + 8)
    if after and re.fullmatch(r"(?:时间|日期)(?:为|是|:)?", plain[match.end() : after[0].start]):
        return after[0]
    start = max(drafting.sentences.of(match.start())[0], section.start)
    time = drafting.time_before(match.start(), start)
    if time and not STOP.search(plain, time.end, match.start()):
        return time
    return after[0] if after and not CLAUSE_END.search(plain, match.end(), after[0].start) else None


def _status(
    said: str, events: dict[str, list[tuple[re.Match[str], Time | None]]]
) -> tuple[str, tuple[int, int]] | None:
    for name in ("died", "recovered", "confirmed"):
        if events[name]:
            return name, events[name][-1][0].span()
    return None


def _onset(
    drafting: Drafting,
    section: Section,
    events: list[tuple[re.Match[str], Time | None]],
    fields: dict[str, Value | None],
) -> list[Doubt]:
    dated = [(match, time) for match, time in events if time]
    if not dated:
        return (
            [Doubt("onset", "time_not_said", drafting.page.said(*events[0][0].span()))]
            if events
            else []
        )
    match, time = dated[0]
    between = drafting.plain[time.end : match.start()]
    if re.search(r"随后|之后|后来|此后|后,", between):
        said = drafting.page.said(time.start, match.end())
        return [
            Doubt("onset", "some_time_after", said, (drafting.page.said(time.start, time.end),))
        ]
    near = len(between) <= 12
    fields["onset"] = drafting.when(time, 1.0 if near else 0.7)
    return []


def _symptoms(drafting: Drafting, section: Section, fields: dict[str, Value | None]) -> None:
    """Symptoms in one row of words: those of the first mention that is not denied."""
    plain = drafting.plain
    for match in _SYMPTOM.finditer(plain, section.start, section.end):
        if re.search(
            r"(?:无|没有|未|否认|不)[^,。;]{0,8}$",
            plain[max(match.start() - 10, 0) : match.start()],
        ):
            continue
        end = match.end()
        while more := re.compile(
            rf"(?:[、,伴及和]|以及|并)*(?:伴|有|出现)?(?:{_SYMPTOM.pattern})"
        ).match(plain, end):
            end = more.end()
        codes = symptom_codes(plain[match.start() : end])
        if codes:
            fields["symptoms"] = drafting.value(codes, match.start(), end, 0.9)
            return


def symptom_codes(words: str) -> tuple[str, ...]:
    """
    Return the symptoms of the record (`Check.Symptom`) that some words name.

    Examples
    --------
    >>> symptom_codes("发热、咳嗽、胸闷")
    ('fever', 'cough', 'chest_pain')
    """
    return tuple(code for code, pattern in SYMPTOM_CODES if pattern.search(words))


def _classify(
    drafting: Drafting,
    section: Section,
    case: str,
    name: str,
    events: list[tuple[re.Match[str], Time | None]],
) -> None:
    dated = next(((match, time) for match, time in events if time), None)
    chosen = dated or (events[0] if events else None)
    if chosen is None:
        return
    match, time = chosen
    fields: dict[str, Value | None] = {
        "status": drafting.value(name, *match.span()),
        "when": drafting.when(time) if time else None,
        "unit": _unit(drafting, match),
    }
    doubts = () if time else (Doubt("when", "time_not_said", drafting.page.said(*match.span())),)
    drafting.add("classification", fields, {"case": case, "person": section.person}, doubts)


def _unit(drafting: Drafting, match: re.Match[str]) -> Value | None:
    """The institution named before the word, in the same sentence."""
    start = drafting.sentences.of(match.start())[0]
    found = list(_HOSPITAL.finditer(drafting.plain, max(start, match.start() - 60), match.start()))
    return drafting.words(*found[-1].span("unit"), 0.8) if found else None


def write_care(drafting: Drafting, section: Section) -> None:
    """Write the visits to a clinic and the days in isolation or in a ward."""
    for match, time in _events(drafting, section, "visit"):
        if time:
            drafting.add("check", _check(drafting, match, time), {"person": section.person})
    levels = (("isolated", "site"), ("admitted", "ward"))
    for name, level in levels:
        for match, time in _events(drafting, section, name):
            if time:
                at_home = "居家" in match[0]
                fields = {
                    "level": drafting.value("home" if at_home else level, *match.span(), 0.8),
                    "unit": _unit(drafting, match),
                    "when": drafting.when(time, 0.9),
                }
                drafting.add("placement", fields, {"person": section.person})


def _check(drafting: Drafting, match: re.Match[str], time: Time) -> dict[str, Value | None]:
    start, end = drafting.sentences.of(match.start())
    fields: dict[str, Value | None] = {
        "kind": drafting.value("fever_clinic", *match.span(), 0.8),
        "when": drafting.when(time, 0.9),
        "unit": _unit(drafting, match) or _unit_after(drafting, match),
    }
    if found := _TEMPERATURE.search(drafting.plain, max(start, time.start), end):
        degrees = Decimal(found["degrees"])
        fields["temperature_celsius"] = drafting.value(degrees, *found.span("degrees"))
    return fields


def _unit_after(drafting: Drafting, match: re.Match[str]) -> Value | None:
    found = re.compile(r"于(?P<unit>[\u4e00-\u9fff()]{2,24}?(?:医院|卫生院|诊所|院区))").match(
        drafting.plain, match.end()
    )
    return drafting.words(*found.span("unit"), 0.8) if found else None
