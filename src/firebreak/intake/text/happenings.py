"""What happened to a person as told: onset, visits, isolation, admission, confirmation, outcome.

Each is a word of the text with a time and an institution beside it. Where the labeller has read the
event, its arguments are taken; the rules here find what bulletins say in fixed phrases. Drafts are
made of it in `course.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from firebreak.intake.text import asserted
from firebreak.intake.text.corrections import SHOULD
from firebreak.intake.text.drafting import CLAUSE_END, LEAST_SURE, STOP, Drafting
from firebreak.intake.text.infected import ASYMPTOMATIC, is_named_asymptomatic
from firebreak.intake.text.isolation import ISOLATED, is_ended, on_its_day
from firebreak.intake.text.labels import Label
from firebreak.intake.text.linker import Event
from firebreak.intake.text.mentions import ANY_KIN
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import place_kind
from firebreak.intake.text.stated_days import is_of_a_field, is_of_care, is_some_time_after
from firebreak.intake.text.stretches import in_its_stretch
from firebreak.intake.text.symptoms import SYMPTOM
from firebreak.intake.text.times import Time
from firebreak.intake.text.times_not_read import is_told_between
from firebreak.intake.text.whose import OPEN, Whose, is_of_somebody, whose

TRIGGERS: dict[str, re.Pattern[str]] = {
    "onset": re.compile(
        r"发病(?!后|前|率|人|患者|病例|当|至|到|之|以)|(?:开始|首次|陆续|突然|自觉|自感)?出现(?=[^,。;]{0,12}(?:"
        + SYMPTOM.pattern
        + r"|症状))|开始(?=(?:发热|发烧|咳|不适))|自[觉感](?=[^,。;]{0,6}(?:"
        + SYMPTOM.pattern
        + r"))|起病|症状出现"
    ),
    "visit": re.compile(r"(?<![早快时])(?:就诊|就医|看病|求诊)(?!的|者|患者|前|后)"),
    "isolated": ISOLATED,
    "admitted": re.compile(
        r"(?:住院|入院|收治)(?!期间)|转入[^,。;:\n到转院]{2,16}?(?:医院|院区)(?=[,。;\n]|$)|收入院|(?:隔离治疗|留观)(?!期间)|入住(?=[^,。;\n]{1,16}(?:医院|院区|病房))|转[入至到回]?(?:普通|隔离)病房|收[入进至](?:[^,。;:\n到转]{0,14}?(?:医院|院区|科))?(?:负压)?(?:隔离|普通)?病[房区](?:进行)?(?:隔离)?(?:治疗)?"
    ),
    "icu": re.compile(
        r"(?:转|送|收|进|入)[入至到进住]?[^,。;\n]{0,12}?(?:icu|重症(?:监护|医学科|病房|病区)[室科]?)"
        r"|(?<!病情)转[入至到]?重症(?=[,。;\n]|治疗|$)"
    ),
    "confirmed": re.compile(
        r"(?<!被)确诊(?!病|患|的|后|前|者|人|\d)|被确诊(?!病|的|前)|(?:诊断|判定|确认|评估|转|确定|订正|核实)为(?!疑似)(?=[^,。;]{0,24}?(?:确诊|确认|新型冠状病毒|新冠))|属(?=确诊病例)|核酸(?:检测)?(?:结果)?(?:均?为|呈)?阳性"
        r"|复[核检测](?:结果)?(?:均?为|仍?呈|仍为?|也|亦)?阳性"
    ),
    "asymptomatic": ASYMPTOMATIC,
    "recovered": re.compile(
        r"(?:治愈)?出院(?!后|前|标准|病例|患者|人|共|累计|\d)|(?<=[日号])(?:治愈|康复|好转|痊愈)?出院(?=后)"
    ),
    "excluded": re.compile(
        r"(?<![不未待能可以计])(?:已|被|予以|现已)排除(?=[。,;]|$|疑似(?!病例\d)|新冠|新型冠状病毒)"
        r"|(?:(?<=[,;日])|(?<=阴性)|(?<=会诊)|(?<=复核)|(?<=复检)|(?<=病例\d)|(?<=病例\d\d)|(?<=病例\d{3}))排除(?=[。,;\n]|$|(?:新冠|新型冠状病毒)(?:肺炎|病毒)?(?:感染|病例)?(?:[。,;\n]|$))"
    ),
    "died": re.compile(
        r"(?:抢救无效)?(?:死亡|去世|病亡|病逝)(?!病例|率|人|共|累计|\d|的[是为系]?(?:其|病例|[一另]))"
    ),
}
#: 1月20日发热: no word says that it began, so somebody looks at it; 1月20日发热加重 is no beginning.
_BARE_ONSET = re.compile(
    rf"(?:(?<=[日号午晨晚上许右时点分])|(?<=[周期拜][一二三四五六日天]\)))(?:{SYMPTOM.pattern})(?![^,。;]{{0,6}}(?:加重|好转|消退|缓解|减轻|消失|持续|仍|反复|咨询))"
)
BARE = 0.75  # below what is accepted in a heap
_HOSPITAL = re.compile(
    r"(?:到|在|前往|至|由|去过?|入住|送往|转至|转入|被|收入|已转)(?P<unit>[^到在至由往去被转,。;:\n]{2,30}?(?:医院(?:\([^)]{1,12}\)|(?:(?![,到转就住收入])[\u4e00-\u9fff]){1,6}?(?:总院|分院|院区))?|卫生院|诊所|卫生室|卫生服务中心|医疗机构|隔离点|院区))"
)
_FELL_ILL = re.compile(rf"发病|症状|{SYMPTOM.pattern}")
_BY_EXPERTS = re.compile(r"(?:后|并|再)?经[^,。;\n]{0,12}(?:专家|会诊|评估|复核)")
#: Advice to everybody is no visit of anybody: 早发现、早就医, 尽快就医.
_ADVISED = re.compile(r"(?:早|尽快|及时)$")
#: 发病日期:1月23日, 发病日期应为1月23日.
_STATED = re.compile(
    rf"(?:时间|日期)\s*(?:(?:有误|错误)?,\s*(?={SHOULD}))?(?:(?:应|更正|订正|改|实|实际)?为|应?是|:)?\s*"
)
#: 因女儿发热前往医院就诊: who was seen there may be the daughter.
_FOR_ANOTHER = re.compile(
    rf"因(?:其|他的?|她的?)?{ANY_KIN}[^,。;]{{0,4}}(?:{SYMPTOM.pattern})[^,。;]{{0,24}}$"
)
_KEPT = re.compile(r"(?:病[房区]|隔离|住院)[^,。;]*$")
_TESTED = re.compile(r"核酸|检测|检验|阴性|复[核检查]|会诊|研判|采样|疑似")
#: A field of its own whose time is not known has not the time of the field before it.
_FIELD = re.compile(r"(?:时间|日期)\s*:|:\s*(?:[是有](?=[,。;、\s]|$)|√)")
_AT = re.compile(
    rf"(?:于|(?<=入住)(?!医院)|的?(?:医院)?:?{SHOULD})(?P<unit>[\u4e00-\u9fff()]{{2,24}}?(?:医院|卫生院|诊所|院区))"
)
#: What the labeller calls them.
OF_LABEL = {
    "Onset": "onset",
    "HospitalVisit": "visit",
    "Observed": "isolated",
    "Inpatient": "admitted",
    "DiagnosisConfirmed": "confirmed",
    "Discharge": "recovered",
    "Death": "died",
}
#: What an institution said of a case.
JUDGED = ("confirmed", "recovered", "died")
#: 出院2例, 死亡病例1例: a count, and nothing that happened to the person.
_COUNTS = re.compile(r"(?:病例|患者)?(?:共|累计|为)?\d{1,6}[例人名]")
#: A diagnosis or a positive test that somebody has still to confirm, or that a retest denied; in
#: `Happenings`, and the codes of the doubts.
WAITING, CONTRADICTED = "to_be_confirmed", "retest_negative"
#: How sure a time is that stands in an earlier sentence.
FAR = 0.7


@dataclass(frozen=True)
class Happening:
    """Something that happened to a person: where it is said, when it was, at which institution."""

    start: int
    end: int
    time: Time | None = None
    unit: tuple[int, int] | None = None
    symptoms: tuple[int, int] | None = None
    confidence: float = 1.0
    open: bool = False  # it may have happened to somebody of his


Happenings = dict[str, list[Happening]]


def happenings(drafting: Drafting, section: Section, events: Sequence[Event]) -> Happenings:
    """Return what happened to the person of a section, by the rules and by the labels."""
    found = {name: by_rule(drafting, section, words) for name, words in TRIGGERS.items()}
    for event in events:
        name = _name(drafting.plain, event)
        sure = event.trigger.confidence >= LEAST_SURE
        if name and sure and _affirmed(drafting, section, event.trigger.start):
            labelled = _by_label(drafting, event)
            _unite(found[name], as_sure_as_whose(drafting, section, labelled))
    if not found["onset"]:
        found["onset"] = list(_bare_onset(drafting, section))
    told = _asserted(drafting, section, found)
    told = {name: surely_his(ones) for name, ones in told.items()}
    told["confirmed"] = [as_sure_as_its_day(drafting, one) for one in told["confirmed"]]
    for name in ("visit", "admitted", "icu"):
        told[name] = [_care_told(drafting, one) for one in told[name]]
    told["excluded"] = [_excluded_then(drafting, one) for one in told["excluded"]]
    told = as_named(drafting.plain, section, told)
    return told | {"isolated": isolated(drafting, told["isolated"])}


def _asserted(drafting: Drafting, section: Section, found: Happenings) -> Happenings:
    """What is planned or denied has not happened; what waits to be confirmed is kept apart."""
    plain = drafting.plain
    told = {
        name: [one for one in ones if not asserted.is_denied(plain, one.start, one.end)]
        for name, ones in found.items()
    }
    for name in told.keys() - {"confirmed"}:
        told[name] = [one for one in told[name] if not asserted.is_intended(plain, one.start)]
    told["recovered"] = [
        one
        for one in told["recovered"]
        if not asserted.was_in_for_something_else(plain, section.start, one.start)
        and not asserted.is_no_discharge(plain, one.start, one.end)
    ]
    return told | _confirmed(plain, section, told["confirmed"])


def as_named(plain: str, section: Section, told: Happenings) -> Happenings:
    """确诊为无症状感染者 confirms nobody; nor does the positive test of who is named so."""
    said = told["asymptomatic"]
    left = [
        one
        for one in told["confirmed"]
        if not any(one.start < other.end and other.start < one.end for other in said)
    ]
    tested = [one for one in left if "阳性" in plain[one.start : one.end]]
    judged = [one for one in left if one not in tested]
    if tested and (said or is_named_asymptomatic(plain, section.start, section.head)):
        return told | {"confirmed": judged, "asymptomatic": said or tested}
    if not tested or not section.infected:
        return told | {"confirmed": left}
    # 感染者2, 阳性人员3: positive says that he is infected, and not which of the two he is.
    return told | {"confirmed": judged or [replace(one, open=True) for one in tested]}


def _care_told(drafting: Drafting, one: Happening) -> Happening:
    """Return a visit or a stay, less certain where its day, or who was ill, may be another's."""
    plain = drafting.plain
    later = is_some_time_after(plain, one.time, one.start)
    if not later and not _FOR_ANOTHER.search(plain, max(one.start - 48, 0), one.start):
        return one
    return replace(one, confidence=min(one.confidence, FAR))


def as_sure_as_its_day(drafting: Drafting, one: Happening) -> Happening:
    """Return a diagnosis or a result, less certain where its day is that he came to hospital."""
    if not is_of_care(drafting.plain, one.time, one.start):
        return one
    return replace(one, confidence=min(one.confidence, FAR))


def _excluded_then(drafting: Drafting, one: Happening) -> Happening:
    """An exclusion has the day of the test or the consultation before it, not that of an illness."""
    if one.time is None or one.time.start > one.start:
        return one
    said = drafting.plain[one.time.end : one.start]
    first = CLAUSE_END.split(said, maxsplit=1)[0]
    of_it = first == said or (_TESTED.search(first) and not SYMPTOM.search(first))
    return one if of_it else replace(one, time=None)


def _confirmed(plain: str, section: Section, found: list[Happening]) -> Happenings:
    """Diagnoses and positive tests: those that confirm, that wait, and that a retest contradicts."""
    of_this = [
        one
        for one in found
        if not asserted.is_past(plain, one.start, one.end)
        and not asserted.is_of_another_disease(plain, one.start, one.end)
    ]
    kinds: Happenings = {"confirmed": [], WAITING: [], CONTRADICTED: []}
    for one in of_this:
        kinds[_standing(plain, section, one)].append(one)
    return kinds


def _standing(plain: str, section: Section, one: Happening) -> str:
    judged = "诊" in plain[one.start : one.end]
    if not judged and asserted.is_contradicted(plain, one.end, section.end):
        return CONTRADICTED
    return WAITING if asserted.is_tentative(plain, one.start, one.end) else "confirmed"


def as_sure_as_whose(drafting: Drafting, section: Section, one: Happening) -> Happening:
    """Return what happened, less certain where it may have happened to somebody of his."""
    return as_sure_as(whose(drafting.plain, section, one.start), one)


def as_sure_as(told: Whose, one: Happening) -> Happening:
    """Return what happened as certain as whose it is."""
    sure = OPEN if told is Whose.OPEN else 1.0
    return replace(one, open=told is Whose.OPEN, confidence=min(one.confidence, sure))


def surely_his(found: list[Happening]) -> list[Happening]:
    """Of what happened, what is surely his; what may be another's only where that is all."""
    return [one for one in found if not one.open] or found


def isolated(drafting: Drafting, found: list[Happening]) -> list[Happening]:
    """Return the isolations that began, each with the time that is its own."""
    began = (one for one in found if not is_ended(drafting.plain, one.start, one.end))
    return [replace(one, time=on_its_day(drafting, one.time, one.start)) for one in began]


def _bare_onset(drafting: Drafting, section: Section) -> Iterator[Happening]:
    for match in _BARE_ONSET.finditer(drafting.plain, section.start, section.end):
        time = drafting.time_before(match.start(), section.start)
        if time and time.end == match.start() and _affirmed(drafting, section, match.start()):
            yield Happening(*match.span(), time, confidence=BARE)
            return


def _name(plain: str, event: Event) -> str | None:
    start = event.trigger.start
    word = plain[start : event.trigger.end]
    name = OF_LABEL.get(event.trigger.kind)
    if name in JUDGED and _COUNTS.match(plain, event.trigger.end):
        return None  # 出院2例
    if name == "visit" and _ADVISED.search(plain, max(start - 2, 0), start):
        return None
    if name == "visit" and word == "确诊":
        return None
    if name == "visit" and word == "治疗" and _KEPT.search(plain, max(start - 10, 0), start):
        return "admitted"  # 安排患者到隔离病房观察治疗
    if name == "visit" and re.search("隔离|住院|入院|收治", word):
        return "admitted"
    if name == "isolated" and "留观" in word:
        return "admitted"
    if name == "isolated" and not re.search("隔离|观察", word):
        return None
    return name


def _unite(found: list[Happening], labelled: Happening) -> None:
    """Add what the labels say to what the rules found at the same words, or keep it by itself."""
    after = first = bisect_left(found, labelled.end, key=lambda happening: happening.start)
    while first and labelled.start < found[first - 1].end:
        first -= 1
    if first == after:
        found.insert(after, labelled)
        return
    one = found[first]
    found[first] = replace(
        one,
        time=one.time or labelled.time,
        unit=one.unit or labelled.unit,
        symptoms=labelled.symptoms,
        confidence=one.confidence if one.time else labelled.confidence,
    )


def _by_label(drafting: Drafting, event: Event) -> Happening:
    trigger, date = event.trigger, event.date
    time = drafting.time_at(date.start, date.end)
    if time and is_told_between(drafting.plain, time.end, trigger.start):
        time = None
    word = drafting.plain[trigger.start : trigger.end]
    if is_of_a_field(drafting.plain, time, trigger.start):
        time = None
    if _is_judged_later(drafting.plain, time, trigger.start, word):
        time = None
    time, near = in_its_stretch(drafting.plain, time, trigger.start)
    far = STOP.search(drafting.plain, date.end, trigger.start)
    places = [a for a in event.arguments if a.kind in ("Spot", "Location")]
    if OF_LABEL.get(trigger.kind) in JUDGED:
        places = [place for place in places if not _after(drafting.plain, trigger, place)]
    symptoms = [a for a in event.arguments if a.kind == "Symptom"]
    sure = min(trigger.confidence, date.confidence, near)
    return Happening(
        trigger.start,
        trigger.end,
        time,
        _institution(drafting.plain, places),
        (symptoms[0].start, symptoms[-1].end) if symptoms else None,
        sure * (FAR if far else 1.0),
    )


def _after(plain: str, trigger: Label, place: Label) -> bool:
    """Whether a place stands in a later clause: where he went then, not who judged."""
    return bool(CLAUSE_END.search(plain, trigger.end, place.start))


def _institution(plain: str, places: list[Label]) -> tuple[int, int] | None:
    spans = [(place.start, place.end) for place in places]
    return next((span for span in spans if place_kind(plain[slice(*span)]) == "hospital"), None)


def by_rule(drafting: Drafting, section: Section, words: re.Pattern[str]) -> list[Happening]:
    """Return what some words of a section say that happened, with its time and institution."""
    found = words.finditer(drafting.plain, section.start, section.end)
    happened = (
        _happening(drafting, section, match)
        for match in found
        if _affirmed(drafting, section, match.start())
    )
    return [as_sure_as_whose(drafting, section, one) for one in happened]


def _happening(drafting: Drafting, section: Section, match: re.Match[str]) -> Happening:
    told = _time_of(drafting, section, match)
    time, sure = in_its_stretch(drafting.plain, told, match.start())
    return Happening(*match.span(), time, _unit(drafting, match), confidence=sure)


def _time_of(drafting: Drafting, section: Section, match: re.Match[str]) -> Time | None:
    """The time an event has: before it in its sentence, or after 时间为."""
    plain = drafting.plain
    stated = _STATED.match(plain, match.end())
    if stated and (told := drafting.times_in(stated.end(), stated.end() + 1)):
        return told[0]
    if _FIELD.match(plain, match.end()):
        return None
    after = drafting.times_in(match.end(), match.end() + 8)
    start = max(drafting.sentences.of(match.start())[0], section.start)
    time = drafting.time_before(match.start(), start)
    if is_of_a_field(plain, time, match.start()):
        time = None
    if match[0] == "属" and _is_in_a_clause_before(plain, time, match):
        time = None  # 1月25日发病,属确诊病例: what he is, and not since when
    if _is_judged_later(plain, time, match.start(), match[0]):
        time = None
    if after and after[0].start == match.end() and _is_in_a_clause_before(plain, time, match):
        return after[0]
    if time and not STOP.search(plain, time.end, match.start()):
        return None if is_told_between(plain, time.end, match.start()) else time
    return after[0] if after and not CLAUSE_END.search(plain, match.end(), after[0].start) else None


def _is_judged_later(plain: str, time: Time | None, at: int, word: str) -> bool:
    """1月29日发热,由救护车送至某医院,经专家组确诊: the day he fell ill is not that of the diagnosis."""
    if time is None or time.end > at or "诊" not in word:
        return False
    clauses = CLAUSE_END.split(plain[time.end : at])
    ill = _FELL_ILL.search(clauses[0])
    return bool(ill and len(clauses) > 1 and _BY_EXPERTS.match(clauses[-1]))


def _is_in_a_clause_before(plain: str, time: Time | None, match: re.Match[str]) -> bool:
    return time is not None and bool(CLAUSE_END.search(plain, time.end, match.start()))


def _unit(drafting: Drafting, match: re.Match[str]) -> tuple[int, int] | None:
    """The institution named right after the word (入住, with 于), else before it in its sentence."""
    if after := _AT.match(drafting.plain, match.end()):
        return after.span("unit")
    start = drafting.sentences.of(match.start())[0]
    found = list(_HOSPITAL.finditer(drafting.plain, max(start, match.start() - 60), match.end()))
    return found[-1].span("unit") if found else None


def _affirmed(drafting: Drafting, section: Section, at: int) -> bool:
    before = drafting.plain[max(at - 8, 0) : at]
    if re.search(
        r"(?:未|无(?!明显|诱因|特殊)|没有|否认|排除|如|若|疑似|非)[^,。;]{0,4}$|第\d*例?$|(?:累计|合计|总计)[^,。;]{0,4}$",
        before,
    ):
        return False
    his = whose(drafting.plain, section, at) is not Whose.OTHERS
    if not his and is_of_somebody(drafting.plain, section, at):
        drafting.of_others.add(at)
    return his
