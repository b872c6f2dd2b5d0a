"""What is said of a person at the head of his section: name, sex, age, home, work, where he came from.

Where somebody's section begins and ends is `people.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text import divisions
from firebreak.intake.text.drafting import LEAST_SURE, Drafting, chinese_number
from firebreak.intake.text.full_names import FULL_NAME
from firebreak.intake.text.labels import Label
from firebreak.intake.text.nicknames import head_of
from firebreak.intake.text.people import NAME, Section
from firebreak.intake.text.places import FROM
from firebreak.intake.text.whose import Whose, certainty, of_another_beside, whose

NICKNAMED = 0.75  # how sure a name is that people are called by, and a number that may be an age
HEADER = 160  # characters of a section in which its person is described

_SEX = re.compile(
    r"(?:^|[,、;(:岁月龄\s某\d\u4e00-\u9fff])(?P<sex>男|女)(?:性|孩|婴|童|士)?(?=[,、;)。:\d\s]|患者|病例|年龄|民族|职业|住址|现住|籍贯|电话|联系|身份证|$)"
)
_AGE = re.compile(
    r"(?<![\d.])(?:(?P<years>\d{1,3})(?:周岁|岁)(?:\d+个?月)?|(?P<months>\d{1,2})(?:个?月龄|个月大?)|(?P<days>(?<=出生)\d{1,2}(?=[天日])|\d{1,2}(?=日龄|天大))(?:日龄|天大|[天日]))"
)
#: 今年五十六: as one says it on the phone.
_THIS_YEAR = re.compile(
    r"今年(?:刚|才)?(?P<age>[一二三四五六七八九十]{1,4}|\d{1,3})(?=岁|[,。;()\n]|$)"
)
_BORN = re.compile(
    r"(?P<born>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?(?:出生|生(?=[,。;)]))"
)
_LIVES = re.compile(
    r"(?:现居住地址?|现住地?址|现住地|居住地址?|家庭住址|住址|住所|户籍所在地|户籍地址?|户籍|籍贯|现住在?|现居住?|家住|暂住|常住地?|长期居住|居住|(?<!入)住(?!院|宿|进|所|家))"
    r"(?:应|更正|订正|改|均|都|为|是|:|在|于|地)*(?!的|进行|开展|实施|采取|周边|附近|[及和与内外]|址?[与同和](?:病例|患者|确诊|感染者|其|上))(?P<home>[^,。;:\n()男女、]{2,40}?)(?=[,。;:\n(]|$|居民|人(?=[,。;])|(?:发病|确诊|就诊|入院|出生)(?:日期|时间)|职业|联系|电话|身份证|年龄|性别|工作单位|诊断)"
)
#: Where somebody is registered, or his family is from, he need not live.
_REGISTERED = re.compile(r"户籍|籍贯")
REGISTERED = 0.75
#: Said of today: it goes before 湖北黄冈人.
_NOW = re.compile(r"现|家|暂住|常住|住址|住所")
_FROM = re.compile(
    r"[,;、(](?:系|为|是)?(?P<home>[^,。;:\n()、男女\d]{2,24}?)(?:籍|本地)?(?:人|居民|村民)(?=[,。;)\n]|$)"
)
_STANDS_BEFORE = re.compile(
    r"(?:^|[,。;:\n.、])(?:患者)?(?!辖区|[本我该](?:[市县区镇乡村]))(?P<home>[\u4e00-\u9fff\d]{1,24}[县区镇乡村组市](?:居民|村民)?)(?:患者)?$"
)
_NAMED = re.compile(rf"(?:{NAME}|{FULL_NAME})$")
_PLACE_WORD = re.compile(r"[省市区县州旗镇乡村街道组]")
_DRIVEN = [
    "出租车",
    "出租",
    "的士",
    "网约车",
    "滴滴",
    "货车",
    "大货车",
    "卡车",
    "客车",
    "大巴",
    "大巴车",
    "长途客车",
    "公交",
    "公交车",
    "班车",
    "校车",
]
OCCUPATIONS: dict[str, str] = {
    "幼托儿童": "nursery_child",
    "散居儿童": "home_child",
    "大学生": "student",
    "留学生": "student",
    "学生": "student",
    "教师": "teacher",
    "老师": "teacher",
    "保姆": "carer",
    "厨师": "catering",
    "餐饮从业人员": "catering",
    "服务员": "catering",
    "个体户": "commerce",
    "个体经营者": "commerce",
    "个体经营户": "commerce",
    "个体工商户": "commerce",
    "个体": "commerce",
    "商户": "commerce",
    "个体商户": "commerce",
    "店主": "commerce",
    "商业服务人员": "commerce",
    "医务人员": "medical",
    "医护人员": "medical",
    "医生": "medical",
    "护士": "medical",
    "工人": "worker",
    "务工人员": "migrant_worker",
    "农民工": "migrant_worker",
    "民工": "migrant_worker",
    "农民": "farmer",
    "务农": "farmer",
    "牧民": "herder",
    "渔民": "fisher",
    "渔(船)民": "fisher",
    "干部职员": "cadre",
    "公务员": "cadre",
    "公司职员": "cadre",
    "公司员工": "cadre",
    "职员": "cadre",
    "干部": "cadre",
    "离退人员": "retired",
    "退休人员": "retired",
    "退休职工": "retired",
    "退休教师": "retired",
    "退休": "retired",
    "家务及待业": "unemployed",
    "无业": "unemployed",
    "待业": "unemployed",
    "司机": "other",
    "驾驶员": "other",
    **{f"{vehicle}司机": "other" for vehicle in _DRIVEN},
    "保安": "other",
    "自由职业": "other",
    "自由职业者": "other",
}
_WORK = re.compile(
    r"(?:(?<=[,;:(])(?:职业(?:为|是|:)?|系|为|是|某|一名)?|职业(?:为|是|:)?)(?P<work>"
    + "|".join(sorted(map(re.escape, OCCUPATIONS), key=len, reverse=True))
    + r")(?=[,。;)\n]|$)"
)


CAME = 300
_CAME_FROM = re.compile(
    rf"(?<![\u4e00-\u9fff]不){FROM}(?P<place>(?:(?!的)[\u4e00-\u9fff]){{2,10}}?)(?:出发)?(?:(?:探亲|旅游|出差|务工|打工)后?)?(?:(?:乘坐?|坐|搭乘|自驾|驾车|开车)[^,。;]{{0,16}}?)?接?(?:返|回|来(?!往)|抵达)"
)


def describe(
    drafting: Drafting, section: Section, labels: Sequence[Label] = ()
) -> tuple[dict[str, Value], list[Doubt]]:
    """Return the fields of a person, from the head of his section; by labels where no rule does."""
    fields: dict[str, Value] = {}
    if section.name:
        nickname = head_of(drafting.plain, section.start)
        fields["name"] = drafting.words(*section.name, NICKNAMED if nickname else 1.0)
    doubts: list[Doubt] = []
    start, end = section.head, min(section.end, section.head + HEADER)
    header = drafting.plain[start:end]
    _sex(drafting, section, header, fields)
    _age(drafting, section, header[:80], fields)
    _home(drafting, section, header, fields)
    if found := _came_from(drafting.plain, section):
        fields["arrived_from"] = drafting.words(*found.span("place"), 0.9)
    if found := _first_of_his(drafting, section, _WORK, header):
        at = (start + found.start("work"), start + found.end("work"))
        fields["occupation"] = drafting.words(*at)
        fields["group"] = drafting.value(OCCUPATIONS[found["work"]], *at, 0.9)
    for label in labels:
        _by_label(drafting, section, label, fields)
    return fields, doubts


def _came_from(plain: str, section: Section) -> re.Match[str] | None:
    until = min(section.end, section.head + CAME)
    found = _CAME_FROM.finditer(plain, section.head, until)
    return next((one for one in found if certainty(plain, section, *one.span()) == 1), None)


def _by_label(drafting: Drafting, section: Section, label: Label, fields: dict[str, Value]) -> None:
    """Take what the labeller found, where the rules found nothing."""
    if label.confidence < LEAST_SURE:
        return
    said, at = drafting.plain[label.start : label.end], (label.start, label.end)
    if label.kind == "Gender" and "sex" not in fields and said[:1] in "男女":
        fields["sex"] = drafting.value(
            "male" if said[0] == "男" else "female", *at, label.confidence
        )
    age = label.kind == "Age" and "age" not in fields
    if age and (found := _AGE.fullmatch(said)) and _is_his(drafting, section, found, label.start):
        unit = next(name for name in ("years", "months", "days") if found[name])
        fields["age"] = drafting.value(int(found[unit]), *at, label.confidence)
        fields["age_unit"] = drafting.value(unit, *at, label.confidence)
    if label.kind == "ResidencePlace" and "residence" not in fields:
        end = label.end - said.endswith("人") if len(said) > 2 else label.end
        _lives(drafting, (label.start, end), label.confidence, fields)


def _first_of_his(
    drafting: Drafting, section: Section, words: re.Pattern[str], header: str
) -> re.Match[str] | None:
    """What the head of a section says first of its person, and not of his wife."""
    return next(_his(drafting, section, words, header), None)


def _his(
    drafting: Drafting, section: Section, words: re.Pattern[str], header: str
) -> Iterator[re.Match[str]]:
    plain, start = drafting.plain, section.head
    found = words.finditer(header)
    return (one for one in found if whose(plain, section, start + one.start()) is Whose.HIS)


def _sex(drafting: Drafting, section: Section, header: str, fields: dict[str, Value]) -> None:
    start = section.head
    if found := _first_of_his(drafting, section, _SEX, header[:60]):
        sex = "male" if found["sex"] == "男" else "female"
        fields["sex"] = drafting.value(sex, start + found.start("sex"), start + found.end("sex"))


def _age(drafting: Drafting, section: Section, header: str, fields: dict[str, Value]) -> None:
    start = section.head
    found = (one for one in _AGE.finditer(header) if _is_his(drafting, section, one, start))
    if age := next(found, None):
        unit = next(name for name in ("years", "months", "days") if age[name])
        at = (start + age.start(), start + age.end())
        fields["age"] = drafting.value(int(age[unit]), *at)
        fields["age_unit"] = drafting.value(unit, *at)
    elif note := head_of(drafting.plain, section.start):
        fields["age"] = replace(drafting.number(note, "age"), confidence=NICKNAMED)
        fields["age_unit"] = drafting.value("years", *note.span("age"), NICKNAMED)
    elif spoken := _THIS_YEAR.search(header):
        at = (start + spoken.start("age"), start + spoken.end("age"))
        fields["age"] = drafting.value(chinese_number(spoken["age"]), *at)
        fields["age_unit"] = drafting.value("years", *at)
    elif born := _BORN.search(header):
        fields["birth_year"] = drafting.value(
            int(born["born"]), start + born.start(), start + born.end()
        )


def _is_his(drafting: Drafting, section: Section, age: re.Match[str], start: int) -> bool:
    """Whether an age is his: not 儿子肖某某(12岁)."""
    at = start + age.start()
    his = whose(drafting.plain, section, at) is Whose.HIS
    return his and not of_another_beside(drafting.plain, section.head, at)


def _home(drafting: Drafting, section: Section, header: str, fields: dict[str, Value]) -> None:
    start, lives = section.head, list(_his(drafting, section, _LIVES, header))
    told = [one for one in lives if not _REGISTERED.match(one[0])]
    now = next((one for one in told if _NOW.match(one[0]) and _code(drafting, one["home"])), None)
    ways = [found for found in (*told[:1], _place_of(header)) if found]
    found = now or min(ways, key=lambda found: found.start("home"), default=None)
    sure = 1.0
    if not found and not _before_the_name(drafting, start, fields):
        found, sure = next(iter(lives), None), REGISTERED
    if found:
        _lives(drafting, (start + found.start("home"), start + found.end("home")), sure, fields)


def _before_the_name(drafting: Drafting, head: int, fields: dict[str, Value]) -> bool:
    """仙庾镇樟霞村李某某: the home stands before the name; say whether it does."""
    name = _NAMED.search(drafting.plain, max(head - 4, 0), head)
    at = name.start() if name else head
    if home := _STANDS_BEFORE.search(drafting.plain, max(at - 40, 0), at):
        _lives(drafting, home.span("home"), 0.8, fields)
    return bool(home)


def _lives(
    drafting: Drafting, at: tuple[int, int], confidence: float, fields: dict[str, Value]
) -> None:
    fields["residence"] = drafting.words(*at, confidence)
    if code := _code(drafting, drafting.plain[slice(*at)]):
        fields["residence_code"] = drafting.value(code, *at, 0.95 * confidence)


def _code(drafting: Drafting, home: str) -> str | None:
    # Without a day of publication: the divisions of the year these bulletins are from.
    return residence_code(home, drafting.published.year if drafting.published else 2020)


def _place_of(header: str) -> re.Match[str] | None:
    for found in _FROM.finditer(header):
        home = found["home"]
        named = any(
            home[:length] in divisions.names() for length in range(2, min(len(home), 8) + 1)
        )
        if named or _PLACE_WORD.search(home):
            return found
    return None


def residence_code(home: str, year: int) -> str | None:
    """Return the code of the division that a home begins with, if the name is one division's."""
    for length in range(min(len(home), 20), 1, -1):
        # 泰山路 is not of 泰山区: a name without its rank must be all that is written.
        named = length == len(home) or home[length - 1] in "省市县区州旗盟"
        if named and (code := divisions.code_of(home[:length], year)):
            return code
    return None
