"""Histories as told: 有武汉旅居史, 无确诊病例接触史; and the pathogen a text is about.

A history is said or denied, of a place (residence, travel) or of people (contact); it has no time.
"""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.whose import OPEN, Whose, less_sure, whose

_HISTORY = re.compile(r"(?P<what>旅居|居住|旅行|旅游|外出|逗留|密切接触|接触|暴露)史")
_KINDS = {
    "旅居": "residence",
    "居住": "residence",
    "旅行": "travel",
    "旅游": "travel",
    "外出": "travel",
    "逗留": "travel",
}
#: 否认去过武汉, 否认发病前14天到过湖北.
_NEVER_WENT = re.compile(
    r"否认(?:近期|近日|近?\d+[天日]内?|发病前(?:\d+[天日]内?)?|曾经?|有)*[去到]过(?P<place>(?!医院|诊所)[\u4e00-\u9fff、]{2,12}?)(?:等地?)?(?=[,。;:!?\n()及和或与]|$)"
)
#: 确诊病例密切接触者, 系我市某确诊患者的密切接触者: what he is, of a case without a number.
_ONE_OF_CONTACTS = re.compile(
    r"(?<=[,。;])(?P<said>(?:该患者|患者)?(?:为|系|是|属于?)?(?![^,。;]*(?:\d|[一二三四五六七八九十两几多]名))[^,。;:()\n无非未其]{0,14}"
    r"(?:确诊|疑似)?(?:病例|患者|病人|感染者)的?(?P<what>密切接触者|密接者?))(?=[,。;\n(]|$)"
)
_CLAUSE = re.compile(r"[^,。;:!?\n()]*$")
_DENIED = re.compile(r"(?:无|否认|没有|未)(?!症状)")
_OPENING = re.compile(
    r"(?:该|此)?(?:患者|病例)|自[述诉]|近期|发病前(?:\d+天内?)?|曾|有|无|否认|没有|未|长期|短期|明确|及|与|的"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff、]{2,12}?(?=(?:等地?)?(?:的|长期|短期|相关|地区)*(?:旅|居|外出|逗留))"
)

PATHOGENS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(names))
    for key, names in (
        ("sars-cov-2", r"新型冠状病毒|新冠|\bcovid|sars-cov-2|2019-ncov"),
        ("mers-cov", r"中东呼吸综合征|\bmers\b"),
        ("sars-cov", r"传染性非典型肺炎|非典|\bsars\b(?!-cov-2)"),
        ("measles", r"麻疹|\bmeasles\b"),
        ("mpox", r"猴痘|\bmpox\b|\bmonkeypox\b"),
        ("ebola", r"埃博拉|\bebola\b"),
        ("influenza-a-h1n1pdm09", r"甲型h1n1|h1n1pdm09"),
    )
)


def write_histories(drafting: Drafting, section: Section) -> None:
    """Write what is said or denied of where a person lived and travelled, and whom he met."""
    plain = drafting.plain
    for match in _HISTORY.finditer(plain, section.start, section.end):
        told = whose(plain, section, match.start())
        if told is not Whose.OTHERS:
            _write(drafting, section, match, OPEN if told is Whose.OPEN else 1.0)
    for match in _ONE_OF_CONTACTS.finditer(plain, section.start, section.end):
        if whose(plain, section, match.start("said")) is Whose.HIS:
            _write_contact(drafting, section, match)
    for match in _NEVER_WENT.finditer(plain, section.start, section.end):
        told = whose(plain, section, match.start())
        if told is not Whose.OTHERS:
            _write_denied(drafting, section, match, OPEN if told is Whose.OPEN else 1.0)


def _write_contact(drafting: Drafting, section: Section, match: re.Match[str]) -> None:
    fields = {
        "what": drafting.value("contact", *match.span("what")),
        "text": drafting.words(*match.span("said")),
        "denied": drafting.value(False, *match.span("what")),
    }
    drafting.add("history", fields, {"person": section.person})


def _write_denied(drafting: Drafting, section: Section, match: re.Match[str], sure: float) -> None:
    fields: dict[str, Value | None] = {
        "what": drafting.value("travel", *match.span()),
        "text": drafting.words(*match.span()),
        "denied": drafting.value(True, match.start(), match.start() + 2),
        "place": drafting.words(*match.span("place"), 0.8),
    }
    drafting.add("history", less_sure(fields, sure), {"person": section.person})


def _write(drafting: Drafting, section: Section, match: re.Match[str], sure: float) -> None:
    begin = max(section.start, match.start() - 40)
    clause = _CLAUSE.search(drafting.plain, begin, match.start())
    start = clause.start() if clause else match.start()
    denied = _DENIED.search(drafting.plain, start, match.start())
    fields: dict[str, Value | None] = {
        "what": drafting.value(_KINDS.get(match["what"], "contact"), *match.span("what")),
        "text": drafting.words(start, match.end()),
        "denied": drafting.value(bool(denied), *(denied.span() if denied else match.span("what"))),
    }
    if match["what"] in _KINDS:
        fields["place"] = _place(drafting, start, match.end())
    drafting.add("history", less_sure(fields, sure), {"person": section.person})


def _place(drafting: Drafting, start: int, end: int) -> Value | None:
    while opening := _OPENING.match(drafting.plain, start, end):
        start = opening.end()
    found = _PLACE.match(drafting.plain, start, end)
    return drafting.words(*found.span(), 0.8) if found else None


#: 不考虑新冠, 排除新型冠状病毒感染: whoever has it not; 不排除新冠 is a suspicion.
_NOT_IT = re.compile(
    r"(?:不(?:考虑|支持|符合|诊断|是|属于?)|(?<![不能未法])排除|非|未(?:感染|患)|没有感染|并非)[^,。;:\n]{0,6}$"
)


def pathogen(drafting: Drafting, section: Section) -> Value | None:
    """Return the pathogen that a section says he has, or else the whole text, if it names one."""
    return _pathogen(drafting, section, _NOT_IT)


def pathogen_looked_for(drafting: Drafting, section: Section) -> Value | None:
    """Return the pathogen that the test of a section is for, whether he has it or not."""
    return _pathogen(drafting, section, None)


def _pathogen(drafting: Drafting, section: Section, denied: re.Pattern[str] | None) -> Value | None:
    name = "pathogen" if denied else "pathogen_looked_for"
    whole, his = (0, len(drafting.plain)), (section.start, section.end)
    # Asked of each of his tests, and of some there are hundreds.
    own = drafting.once(f"{name} {his}", lambda: _named(drafting, his, 0.95, denied))
    return own or drafting.once(name, lambda: _named(drafting, whole, 0.8, denied))


def _named(
    drafting: Drafting, at: tuple[int, int], confidence: float, denied: re.Pattern[str] | None
) -> Value | None:
    found = [(key, _said_of(drafting.plain, names, at, denied)) for key, names in PATHOGENS]
    named = [(key, match) for key, match in found if match]
    if len(named) != 1:
        return None
    key, match = named[0]
    return drafting.value(key, *match.span(), confidence)


def _said_of(
    plain: str, names: re.Pattern[str], at: tuple[int, int], denied: re.Pattern[str] | None
) -> re.Match[str] | None:
    """The first mention, but for those that say that somebody has it not."""
    for match in names.finditer(plain, *at):
        before = max(match.start() - 12, at[0])
        if denied is None or not denied.search(plain, before, match.start()):
            return match
    return None
