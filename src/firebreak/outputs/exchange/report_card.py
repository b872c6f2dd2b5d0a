"""传染病报告卡: the report card of an infectious disease, one row a card, as the form of 2019 has it.

Headings and words are the form's own, in Chinese whoever reads; `intake.sheets` reads them again.
What the form asks for and the record does not know is listed, so that a card is not sent half empty.
Who was excluded has no card: it would report him as a suspected case again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import Draft, Note
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.outputs.exchange.courses import Course, courses
from firebreak.outputs.exchange.writing import Writing, Written
from firebreak.outputs.export import export

SEXES = {"male": "男", "female": "女"}
AGE_UNITS = {"years": "岁", "months": "月", "days": "天"}
CLASSES = {
    "suspected": "疑似病例",
    "probable": "临床诊断病例",
    "confirmed": "确诊病例",
    "asymptomatic": "病原携带者",
}
CARRIER = "asymptomatic"
SURER = ("suspected", "probable", CARRIER, "confirmed")
#: Steps that a card tells of: its class, and the day of death.
ON_A_CARD = frozenset({*CLASSES, "died"})
GROUPS = {
    "nursery_child": "幼托儿童",
    "home_child": "散居儿童",
    "student": "学生",
    "teacher": "教师",
    "carer": "保育员及保姆",
    "catering": "餐饮食品业",
    "commerce": "商业服务",
    "medical": "医务人员",
    "worker": "工人",
    "migrant_worker": "民工",
    "farmer": "农民",
    "herder": "牧民",
    "fisher": "渔(船)民",
    "cadre": "干部职员",
    "retired": "离退人员",
    "unemployed": "家务及待业",
    "other": "其他",
}
FIRST, CORRECTED = "初次报告", "订正报告"
#: Where the form has a disease that is of no class.
WATCHED = "其他法定管理以及重点监测传染病"


@dataclass(frozen=True)
class Disease:
    """A disease as the form calls it, its class, and since when it is of that class."""

    name: str
    group: str = WATCHED
    since: date = date.min
    is_broader: bool = False  # the form has no word for just this one

    def group_on(self, day: date | None) -> str:
        """Return the class that the disease was of on a day; unknown, the one it is of."""
        return WATCHED if day is not None and day < self.since else self.group


#: 国家卫生健康委公告2020年第1号、2023年第7号; 国卫疾控发〔2013〕28号 counts H1N1 as influenza.
DISEASES = {
    "sars-cov-2": Disease("新型冠状病毒肺炎", "乙类传染病", date(2020, 1, 20)),
    "sars-cov": Disease("传染性非典型肺炎", "乙类传染病"),
    "measles": Disease("麻疹", "乙类传染病"),
    "mpox": Disease("猴痘", "乙类传染病", date(2023, 9, 20)),
    "influenza-a-h1n1pdm09": Disease("流行性感冒", "丙类传染病", is_broader=True),
    "mers-cov": Disease("中东呼吸综合征"),
    "ebola": Disease("埃博拉出血热"),
}
#: Boxes of which the record keeps nothing, for whoever sends the card to fill in.
PARENT = "患儿家长姓名"
NOT_KEPT = (PARENT, "订正病名", "退卡原因", "填卡医生")
CHILD_UP_TO = 14  # years; the form asks for the name of a parent
#: Hong Kong, Macao and Taiwan, by the beginning of the division code.
APART = ("71", "81", "82")
#: How the form says where somebody lives, by how much of the division code is the same.
BELONGS = ((6, "本县区"), (4, "本市其他县区"), (2, "本省其他地市"), (0, "外省"))


@dataclass(frozen=True)
class _Column:
    """A box of the form. `of`: the fields that it carries, by kind of draft."""

    heading: str
    write: Callable[[Course, "_Card"], object]
    of: Mapping[str, tuple[str, ...]]
    required: bool = False


@dataclass(frozen=True)
class _Card:
    zone: tzinfo
    division: str


def write(
    drafts: Iterable[Draft], *, zone: tzinfo, division: str = "", form: str = "xlsx"
) -> Written:
    """
    Write one card a case.

    Parameters
    ----------
    drafts
        Cases, their people and classifications.
    zone
        The zone of the times.
    division
        The GB/T 2260 code of the county that reports, for the box 病人属于; "" leaves it empty.
    form
        "xlsx" or "csv".

    Returns
    -------
    Written
        With a note "required_missing" for each box that the form asks for and cards leave empty,
        one "boxes_not_kept" of those that nothing on record fills, and one for everything the card
        has no box for.

    Raises
    ------
    ExportError
        There is no such form of file.

    References
    ----------
    传染病报告卡, 《传染病信息报告管理规范（2015年版）》, form as revised in 2019.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> zhou = Draft("p", "person", {"name": Value("周某"), "sex": Value("female")})
    >>> case = Draft("c", "case", {"number": Value("7"), "status": Value("confirmed")}, {"person": "p"})
    >>> card = write([zhou, case], zone=ZoneInfo("Asia/Shanghai"), form="csv")
    >>> [note.values["field"] for note in card.notes][:3]
    ['人群分类', '发病日期', '填卡日期']
    """
    all_ = tuple(drafts)
    card, writing = _Card(zone, division), Writing(Surroundings(zone))
    cards = [course for course in courses(all_) if _class(course)]
    _lose(all_, cards, writing)
    columns = [(column.heading, column.heading) for column in _COLUMNS]
    rows = [{c.heading: c.write(course, card) for c in _COLUMNS} for course in cards]
    content = export(form, columns, rows, title="传染病报告卡", zone=zone)
    return Written(content, (*_missing(cards, rows), *_not_kept(cards), *writing.notes()))


def _is_excluded(course: Course) -> bool:
    return course.case.value("status") == "excluded"


def _class(course: Course) -> str:
    """The class on the card: what he is, or before he recovered or died had last been."""
    if _is_excluded(course):
        return ""
    return CLASSES.get(str(course.case.value("status")), CLASSES.get(_last_class(course), ""))


def _last_class(course: Course) -> str:
    """
    The class that a case was last of.

    No order tells when one was of which the time is not known: of such the surest counts, as
    nobody becomes less sure before he recovers or dies.
    """
    dated: list[str] = []
    undated: list[str] = []
    for status, step in course.steps.items():
        if status in CLASSES:
            when = step.value("when")
            (dated if isinstance(when, When) and when.start else undated).append(status)
    return max([*dated[-1:], *undated], key=SURER.index, default="")


def _type(course: Course, _card: "_Card") -> str:
    """Whether the card corrects one that was sent before he was so classified, or died."""
    sent = course.case.value("card")
    if not isinstance(sent, When) or sent.latest is None:
        return FIRST
    at = [step.value("when") for status, step in course.steps.items() if status in ON_A_CARD]
    later = (w.start is not None and w.start >= sent.latest for w in at if isinstance(w, When))
    return CORRECTED if any(later) else FIRST


def _disease(course: Course) -> Disease | None:
    return DISEASES.get(str(course.case.value("pathogen")))


def _disease_name(course: Course, _card: "_Card") -> str | None:
    disease = _disease(course)
    return disease.name if disease else None


def _disease_group(course: Course, card: "_Card") -> str | None:
    disease, diagnosed = _disease(course), course.reached(_status(course))
    return disease.group_on(_day(diagnosed, card.zone)) if disease else None


def _status(course: Course) -> str:
    """The record's word for the class on the card."""
    return next((s for s, word in CLASSES.items() if word == _class(course)), "")


def _diagnosed(course: Course, card: _Card) -> str | None:
    return _hour(course.reached(_status(course)), card.zone)


def _hour(when: When | None, zone: tzinfo) -> str | None:
    """A time as the form wants a diagnosis: to the hour, where that is known."""
    if when is None or when.start is None:
        return None
    local = when.start.astimezone(zone)
    if when.precision is Precision.MINUTE:
        return f"{local:%Y-%m-%d} {local.hour}时"
    return f"{local:%Y-%m-%d}"


def _day(when: object, zone: tzinfo) -> date | None:
    return when.local_day(zone) if isinstance(when, When) else None


def _belongs(course: Course, card: _Card) -> str | None:
    code = str(course.person.value("residence_code") or "")
    if len(code) < 6 or len(card.division) < 6:
        return None
    if code.startswith(APART):
        return "港澳台"
    return next(word for digits, word in BELONGS if code[:digits] == card.division[:digits])


def _onset(course: Course, card: _Card) -> date | None:
    """The day of onset; of a carrier, who has none, the form wants the day of his first test."""
    if _status(course) != CARRIER:
        return _day(course.case.value("onset"), card.zone)
    tested = (sample.value("when") or test.value("when") for test, sample in course.tests)
    return min(filter(None, (_day(when, card.zone) for when in tested)), default=None)


def _of_person(name: str, words: Mapping[str, str] | None = None) -> Callable:
    def value(course: Course, _card: _Card) -> object:
        said = course.person.value(name)
        return said if words is None else words.get(str(said))

    return value


def _of_case(name: str) -> Callable:
    return lambda course, _card: course.case.value(name)


def _empty(_course: Course, _card: "_Card") -> None:
    return None


_COLUMNS = (
    _Column("卡片编号", lambda course, _card: course.number, {"case": ("number", "external_id")}),
    _Column("报卡类别", _type, {}),
    _Column("患者姓名", _of_person("name"), {"person": ("name",)}, required=True),
    _Column(PARENT, _empty, {}),
    _Column("有效证件号", _of_person("id_number"), {"person": ("id_number",)}, required=True),
    _Column("性别", _of_person("sex", SEXES), {"person": ("sex",)}, required=True),
    _Column("出生日期", _of_person("birth_date"), {"person": ("birth_date",)}),
    _Column("实足年龄", _of_person("age"), {"person": ("age",)}),
    _Column("年龄单位", _of_person("age_unit", AGE_UNITS), {"person": ("age_unit",)}),
    _Column("工作单位（学校）", _of_person("employer"), {"person": ("employer",)}),
    _Column("联系电话", _of_person("phone"), {"person": ("phone",)}),
    _Column("病人属于", _belongs, {}, required=True),
    _Column("现住地址国标", _of_person("residence_code"), {"person": ("residence_code",)}),
    _Column("现住详细地址", _of_person("address"), {"person": ("address",)}, required=True),
    _Column("人群分类", _of_person("group", GROUPS), {"person": ("group",)}, required=True),
    _Column("病例分类", lambda course, _card: _class(course), {"case": ("status",)}, required=True),
    _Column("发病日期", _onset, {"case": ("onset",)}, required=True),
    _Column("诊断时间", _diagnosed, {}, required=True),
    _Column("死亡日期", lambda course, card: _day(course.reached("died"), card.zone), {}),
    _Column("传染病类别", _disease_group, {}),
    _Column("疾病名称", _disease_name, {"case": ("pathogen",)}, required=True),
    _Column("订正病名", _empty, {}),
    _Column("退卡原因", _empty, {}),
    _Column("报告单位", _of_case("unit_reporting"), {"case": ("unit_reporting",)}, required=True),
    _Column("填卡医生", _empty, {}),
    _Column(
        "填卡日期",
        lambda course, card: _day(course.case.value("card"), card.zone),
        {"case": ("card",)},
        required=True,
    ),
    _Column("备注", _of_case("note"), {"case": ("note",)}),
)


def _missing(cards: list[Course], rows: list[dict[str, object]]) -> list[Note]:
    """Boxes that the form asks for, with the cards that leave them empty; the most empty first."""
    empty: dict[str, list[str]] = defaultdict(list)
    for course, row in zip(cards, rows, strict=True):
        for column in _COLUMNS:
            if column.required and row[column.heading] in (None, ""):
                empty[column.heading].append(course.number)
        if row["出生日期"] is None and row["实足年龄"] is None:
            empty["年龄或出生日期"].append(course.number)
        if _is_child(course):
            empty[PARENT].append(course.number)
    ordered = sorted(empty.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        Note("required_missing", None, {"field": f, "count": len(n), "cards": tuple(n)})
        for f, n in ordered
    ]


def _is_child(course: Course) -> bool:
    age, unit = course.person.value("age"), course.person.value("age_unit", "years")
    if age is None:
        return False
    return unit != "years" or int(age) <= CHILD_UP_TO


def _not_kept(cards: list[Course]) -> list[Note]:
    if not cards:
        return []
    return [Note("boxes_not_kept", None, {"field": "、".join(NOT_KEPT), "count": len(cards)})]


def _lose(drafts: tuple[Draft, ...], cards: list[Course], writing: Writing) -> None:
    """Count what a card has no box for."""
    carried: dict[str, set[str]] = defaultdict(set)
    for column in _COLUMNS:
        for kind, names in column.of.items():
            carried[kind] |= set(names)
    on_card = {course.case.key for course in cards}
    for course in cards:
        writing.lose_rest(course.case, carried["case"])
        writing.lose_rest(course.person, carried["person"])
        _lose_words(course, writing)
    excluded = {d.key for d in drafts if d.kind == "case" and d.value("status") == "excluded"}
    for draft in drafts:
        if draft.key in excluded:
            writing.lose("case", "*", "no_card_of_excluded")
        elif draft.kind == "case" and draft.key not in on_card:
            writing.lose("case", "status", "word_not_carried")
        elif draft.kind not in ("case", "person", "classification"):
            writing.lose(draft.kind, "*", "kind_not_carried")


def _lose_words(course: Course, writing: Writing) -> None:
    disease = _disease(course)
    if course.case.value("pathogen") and (disease is None or disease.is_broader):
        writing.lose("case", "pathogen", "word_not_carried")
    onset = course.case.value("onset")
    if onset is not None and _status(course) == CARRIER:
        writing.lose("case", "onset")
    elif isinstance(onset, When) and onset.start and onset.precision is not Precision.DAY:
        writing.lose("case", "onset", "time_to_day")
    for status in course.steps:
        if status not in CLASSES and status != "died":
            writing.lose("classification", "status", "word_not_carried")
        elif CLASSES.get(status, _class(course)) != _class(course):
            writing.lose("classification", "*", "only_the_last")
