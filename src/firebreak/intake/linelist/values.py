"""Reading one cell: what it says as a value of the record, or why it cannot be read.

A reader takes a cell that is not empty and returns the value, with a warning where one is due.
What spans several cells of a row is `rows.py`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from stdnum.iso7064 import mod_11_2

from firebreak.engine.dates import UNKNOWN, DateError, read_when
from firebreak.engine.when import Precision, When
from firebreak.intake.linelist.files import Cell, tidy
from firebreak.intake.linelist.places import part_places
from firebreak.intake.linelist.problems import listed
from firebreak.intake.linelist.units import Elsewhere, UnitBook, UnitFound, elsewhere

SEXES = {
    "male": "男|男性|m|male|man|boy|1|男婴|男童",
    "female": "女|女性|f|female|woman|girl|2|女婴|女童",
    "unknown": "0|9|未说明|未知的性别|u",
}
CLASSIFICATIONS = {
    "suspected": "疑似|疑似病例|suspected|suspect",
    "probable": "临床诊断|临床诊断病例|probable|clinically diagnosed|clinical",
    "confirmed": "确诊|确诊病例|确诊患者|实验室诊断|实验室确诊|confirmed|laboratory confirmed|positive",
    "asymptomatic": "无症状|无症状感染者|病原携带者|asymptomatic|carrier",
    "excluded": "排除|已排除|排除病例|excluded|discarded|not a case",
    "recovered": "治愈|出院|治愈出院|痊愈|康复|recovered|discharged|cured",
    "died": "死亡|病亡|died|dead|death|deceased",
}
#: Said under the heading of the outcome while there is none yet.
NO_OUTCOME = frozenset(
    [
        "在院治疗",
        "在院",
        "住院",
        "住院治疗",
        "住院中",
        "治疗中",
        "在治",
        "正在治疗",
        "隔离治疗",
        "好转",
        "未愈",
        "稳定",
        "病情稳定",
        "恢复中",
        "in hospital",
        "hospitalized",
        "hospitalised",
        "in treatment",
        "under treatment",
        "improving",
        "improved",
        "ongoing",
        "still ill",
        "active",
    ]
)
SEVERITIES = {
    "mild": "轻|轻型|轻症|mild",
    "moderate": "普通|普通型|moderate|ordinary",
    "severe": "重|重型|重症|severe",
    "critical": "危重|危重型|危重症|critical",
}
RESULTS = {
    "positive": "阳性|阳|检出|+|++|+++|positive|pos|detected",
    "negative": "阴性|阴|未检出|-|negative|neg|not detected",
    "inconclusive": "可疑|可疑阳性|弱阳性|弱阳|±|+-|+/-|单靶阳性|单靶标阳性|单基因阳性|待复核|需复核|灰区"
    "|inconclusive|indeterminate|equivocal|weak positive|weakly positive",
}
GROUPS = {
    "nursery_child": "幼托儿童",
    "home_child": "散居儿童",
    "student": "学生|大中专学生|中学生|小学生|学生(大中小学)",
    "teacher": "教师",
    "carer": "保育员及保姆|保育员|保姆",
    "catering": "餐饮食品业|餐饮业|餐饮从业人员",
    "commerce": "商业服务|商业服务人员",
    "medical": "医务人员|医生|护士|health worker|health care worker",
    "worker": "工人",
    "migrant_worker": "民工|农民工",
    "farmer": "农民",
    "herder": "牧民",
    "fisher": "渔(船)民|渔民|船民",
    "cadre": "干部职员|干部|职员|公务员",
    "retired": "离退人员|离退休人员|离退休|离退|退休人员|退休职工|退休",
    "unemployed": "家务及待业|家务|待业|无业",
    "other": "其他|其它",
}
SAMPLES = {
    "throat": "咽拭子|口咽拭子|咽喉拭子|喉拭子|throat|throat swab|op swab|oropharyngeal swab",
    "nasal": "鼻拭子|鼻咽拭子|鼻腔拭子|nasal|nasal swab|np swab|nasopharyngeal swab",
    "sputum": "痰|痰液|深咳痰液|痰标本|sputum",
    "blood": "血|血液|全血|血清|血浆|静脉血|外周血|末梢血|抗凝血|blood|serum|plasma|whole blood",
    "stool": "粪|粪便|大便|便|肛拭子|肛门拭子|直肠拭子|stool|faeces|feces|rectal swab",
    "other": "其他|其它|肺泡灌洗液|支气管肺泡灌洗液|支气管灌洗液|灌洗液|呼吸道抽取物|下呼吸道分泌物|尿|尿液"
    "|唾液|脑脊液|胸水|眼结膜拭子|疱液|bal|balf|bronchoalveolar lavage|urine|saliva|csf",
}
AGE_UNITS = {
    "years": "岁|周岁|年|years|year|y|yr|yrs|years old",
    "months": "月|个月|月龄|months|month|m|mo",
    "days": "天|日|日龄|days|day|d",
}
HALF_A_YEAR = 6  # months
OLDEST = {"years": 130, "months": 1560, "days": 32_767}
LIMITS = {
    "number": 40,
    "name": 60,
    "family_name": 30,
    "given_name": 29,
    "employer": 80,
    "id_number": 40,
    "phone": 40,
    "place": 120,
}
LIMITS |= {"record": 120, "matched": 120, "url": 400, "residence": 80}
_AGE = re.compile(r"^(?:约)?(\d+(?:\.\d+)?)\s*(.*)$")
_YEARS_MONTHS = re.compile(r"^(\d{1,3})(?:周?岁)(?:零|又)?(?:(\d{1,4})个?月|半)$")
_HALF_A_YEAR_OLD = frozenset({"半岁", "半周岁"})
_CUT_OFF = re.compile(r"^\d(?:\.\d+)?e\+?\d+$", re.IGNORECASE)


class Unread(ValueError):
    """A cell cannot be read. `code` is a key of the sentences in `problems.py`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Age:
    """An age with its unit: "years", "months" or "days"."""

    number: int
    unit: str = "years"


@dataclass(frozen=True)
class Read:
    """What a cell says, and what to warn of."""

    value: object
    warning: str | None = None
    values: tuple[tuple[str, object], ...] = ()


def text(cell: Cell) -> str:
    """
    Return a cell as text: a whole number without ".0", a date as ISO writes it.

    Examples
    --------
    >>> text(12.0), text(date(2020, 1, 18))
    ('12', '2020-01-18')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def written(cells: Sequence[Cell], position: int) -> str:
    """Return what stands in a row at a position, as text; "" where nothing does."""
    cell = tidy(cells[position]) if position < len(cells) else None
    return "" if cell is None else text(cell)


def is_unknown(cell: Cell) -> bool:
    """Say whether somebody wrote that it is not known (不详, unknown, -)."""
    return isinstance(cell, str) and _plain(cell) in UNKNOWN


def read_text(cell: Cell, field: str) -> Read:
    """Read a text that fits its field."""
    value = text(cell)
    limit = LIMITS.get(field)
    if limit and len(value) > limit:
        raise Unread("too_long", limit=limit)
    return Read(value)


def read_time(cell: Cell, zone: tzinfo, today: date | None) -> Read:
    """
    Read when something happened. A spreadsheet's midnight is its way to write a day.

    A year that is not written is the last that does not go beyond `today`, and is told.

    Raises
    ------
    Unread
        It cannot be read in one way only.
    """
    if isinstance(cell, time | bool) or cell is None:
        raise Unread("not_a_day")
    if isinstance(cell, str):
        cell = re.sub(r"[ T]0?0:00:00(\.0+)?$", "", cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    try:
        return Read(read_when(cell, zone=zone, spoken=False))  # type: ignore[arg-type]
    except DateError as error:
        if error.code != "no_year" or today is None:
            raise _unread(error) from error
    try:
        when = read_when(cell, zone=zone, today=today, spoken=False)  # type: ignore[arg-type]
    except DateError as error:
        raise _unread(error) from error
    day = when.local_day(zone)
    return Read(when, "year_derived", (("year", day.year if day else ""),))


def _unread(error: DateError) -> Unread:
    said = {language: error.say(language) for language in ("en", "zh")}
    return Unread(
        "date",
        message={language: s[0] for language, s in said.items()},
        fix={language: s[1] for language, s in said.items()},
        may_be=tuple(str(error.values[n]) for n in ("first", "second") if n in error.values),
    )


def read_day(cell: Cell, zone: tzinfo, today: date | None) -> Read:
    """Read a whole date; None if it is written that it is not known."""
    read = read_time(cell, zone, today)
    when = read.value
    if not isinstance(when, When) or when.precision is Precision.UNKNOWN:
        return Read(None)
    if when.precision is Precision.INTERVAL:
        raise Unread("not_a_day")
    return Read(when.local_day(zone), read.warning, read.values)


def read_word(cell: Cell, words: dict[str, str], code: str) -> Read:
    """
    Read one of a few words.

    Examples
    --------
    >>> read_word("女", SEXES, "sex").value, read_word(1.0, SEXES, "sex").value
    ('female', 'male')
    """
    plain = _plain(text(cell))
    for value, written in words.items():
        if plain == value or plain in written.split("|"):
            return Read(value)
    if plain in UNKNOWN:
        return Read(None)
    raise Unread(code, options=options_of(words))


def read_outcome(cell: Cell) -> Read:
    """
    Read how an illness ended; None while it goes on.

    Examples
    --------
    >>> read_outcome("治愈").value, read_outcome("在院治疗").value
    ('recovered', None)
    """
    if _plain(text(cell)) in NO_OUTCOME:
        return Read(None)
    return read_word(cell, words=CLASSIFICATIONS, code="classification")


def options_of(words: dict[str, str]) -> dict[str, str]:
    """Return what may be written for one of a few words, by language."""
    chinese = listed(written.split("|")[0] for written in words.values())["zh"]
    return {"zh": chinese, "en": listed(words)["en"]}


def read_age(cell: Cell, unit: str | None) -> Read:
    """
    Read an age; `unit` is what the heading or another column says.

    Examples
    --------
    >>> read_age("6月龄", None).value, read_age(45.0, None).value, read_age(0.5, None).value
    (Age(number=6, unit='months'), Age(number=45, unit='years'), Age(number=6, unit='months'))
    """
    plain = _plain(text(cell))
    if plain in UNKNOWN:
        return Read(None)
    if plain in _HALF_A_YEAR_OLD:
        return _age(HALF_A_YEAR, "months")
    if both := _YEARS_MONTHS.match(plain):
        years, months = int(both[1]), int(both[2] or HALF_A_YEAR)
        if years < 3:
            return _age(12 * years + months, "months")
        return Read(_age(years, "years").value, "age_in_whole_years", (("years", years),))
    found = _AGE.match(plain)
    if not found:
        raise Unread("age")
    said = _age_unit(found[2]) if found[2] else unit or "years"
    return _age(float(found[1]), said)


def read_age_unit(cell: Cell) -> Read:
    """Read a unit of age."""
    return Read(_age_unit(_plain(text(cell)), "age_unit"))


def read_id_number(cell: Cell) -> Read:
    """
    Read an ID number. What looks wrong warns and never blocks.

    Examples
    --------
    >>> read_id_number("11010519491231002x").value, read_id_number(4.30202e17).warning
    ('11010519491231002X', 'id_digits_lost')
    """
    if is_unknown(cell):
        return Read(None)
    written = text(cell)
    if (isinstance(cell, float) and cell >= 1e15) or _CUT_OFF.match(written):
        return Read(None, "id_digits_lost")
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written)).upper()
    if len(plain) > LIMITS["id_number"]:
        raise Unread("too_long", limit=LIMITS["id_number"])
    if len(plain) != 18:
        return Read(plain, "id_length")
    return Read(plain, None if is_valid(plain) else "id_check_digit")


def read_phone(cell: Cell) -> Read:
    """
    Read a telephone number; an unusual length warns.

    Examples
    --------
    >>> read_phone("138 0733 0001").value, read_phone("1.3807E+10").warning
    ('138 0733 0001', 'phone_digits_lost')
    """
    if is_unknown(cell):
        return Read(None)
    plain = unicodedata.normalize("NFKC", text(cell)).strip()
    if _CUT_OFF.match(plain):
        return Read(None, "phone_digits_lost")
    if len(plain) > LIMITS["phone"]:
        raise Unread("too_long", limit=LIMITS["phone"])
    digits = sum(c.isdigit() for c in plain)
    return Read(plain, None if 7 <= digits <= 24 else "phone")


def read_unit(cell: Cell, book: UnitBook, *, far: bool) -> Read:
    """
    Read a unit: a `UnitFound`; with `far`, also an `Elsewhere`.

    Raises
    ------
    Unread
        No unit is called so; the nearest name is suggested.
    """
    written = text(cell)
    if is_unknown(written):
        return Read(None)
    found: UnitFound | Elsewhere | None = book.find(written)
    if found is None and far:
        found = _within(written, book) or elsewhere(written)
    if isinstance(found, Elsewhere):
        read_text(written, "residence")
        return Read(found, "lives_elsewhere")
    if found is None:
        raise _unknown_unit(written, book)
    return _found(found)


def read_count(cell: Cell) -> Read:
    """Read a count of 0 or more."""
    plain = _plain(text(cell)).removesuffix("例").removesuffix("人").replace(",", "")
    if plain in UNKNOWN:
        return Read(None)
    if not re.fullmatch(r"[0-9]{1,9}", plain):
        raise Unread("count")
    return Read(int(plain))


def read_degrees(cell: Cell, largest: float) -> Read:
    """Read degrees as a decimal number, up to `largest` either way."""
    try:
        value = float(_plain(text(cell)).replace(",", "."))
    except ValueError as error:
        raise Unread("degrees") from error
    if not -largest <= value <= largest:
        raise Unread("degrees")
    return Read(value)


def read_places(cell: Cell) -> Read:
    """Read the places of a text; a 和 kept inside of a name is told."""
    places, kept = part_places(text(cell))
    for place in places:
        read_text(place, "place")
    if not kept:
        return Read(places)
    return Read(places, "name_with_and", (("kept", "、".join(kept)),))


def is_valid(id_number: str) -> bool:
    """Whether the check digit of a resident ID number fits."""
    digits = id_number[:17]
    return (
        len(id_number) == 18
        and digits.isascii()
        and digits.isdigit()
        and mod_11_2.is_valid(id_number)
    )


def birth_of(id_number: str) -> date | None:
    """The date of birth that a resident ID number holds; None if it holds none."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def sex_of(id_number: str) -> str | None:
    """The sex that a resident ID number holds: odd is male."""
    if len(id_number) != 18 or not id_number[16].isdecimal():
        return None
    return "male" if int(id_number[16]) % 2 else "female"


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().lower()


def _age_unit(plain: str, code: str = "age") -> str:
    for unit, words in AGE_UNITS.items():
        if plain.strip() == unit or plain.strip() in words.split("|"):
            return unit
    raise Unread(code)


def _age(number: float, unit: str) -> Read:
    if unit == "years" and 0 < number < 3 and not number.is_integer():
        number, unit = round(12 * number), "months"
    if not float(number).is_integer() or not 0 <= number <= OLDEST[unit]:
        raise Unread("age")
    return Read(Age(int(number), unit))


def _within(written: str, book: UnitBook) -> UnitFound | None:
    """A longer address that begins with a county of ours."""
    unit = book.county_in(written)
    return UnitFound(unit) if unit else None


def _unknown_unit(written: str, book: UnitBook) -> Unread:
    if near := book.near(written):
        return Unread("unknown_unit", nearest=listed(near))
    return Unread("unit_like_none")


def _found(found: UnitFound) -> Read:
    named = (("unit", found.unit.name), ("unit_en", found.unit.name_en or found.unit.name))
    if found.renamed:
        return Read(found, "unit_renamed", named)
    if not found.unit.codes and found.unit.kind in ("county", "zone"):
        return Read(found, "unit_without_code", named)
    return Read(found)
