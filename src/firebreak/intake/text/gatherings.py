"""Gatherings: what it was, where and when, how many came, how many of them were confirmed later.

With them who investigated. What happened to somebody who was there is in his own section.
"""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import NAME, Section
from firebreak.intake.text.places import place_kind

_PEOPLE = re.compile(r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|位|余人)(?!次)")
_GATHERED = re.compile(
    r"(?P<what>涮?(?:羊肉)?火锅(?!店|城|馆)|聚餐|聚会|宴席|婚宴|寿宴|喜宴|年夜饭|团年饭|团圆饭|打牌|打麻将|麻将|就餐|用餐|吃饭|会议|培训|葬礼)"
)
#: "12人中" before "8人确诊": all who were there, the host with his eleven guests.
_OF_ALL = re.compile(r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|位)[^,。;\n\d]{0,6}中[^,。;\n\d]{0,4}$")
_LATER = r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|例)[^,。;\n\d]{0,10}?"
#: Of 7人发病,5人确诊 those confirmed; where only those who fell ill are told, they may be.
_CONFIRMED, _FELL_ILL = re.compile(rf"{_LATER}(?:确诊|感染)"), re.compile(rf"{_LATER}发病")
FELL_ILL = 0.7
#: 在渔人码头聚餐, 在某大酒店举办的婚宴; nothing but whose it was may stand between.
_WHERE = re.compile(
    r"(?:在|于|到|去|前往)(?P<place>(?:(?![在于到去])[\u4e00-\u9fffa-z0-9]){2,20}?(?:\([^()\n]{1,12}\))?)(?:内|里)?"
    r"(?:参加|举[办行]|[与和同跟][^,。;\n]{1,12}?|的|了|同学|同事|家庭|家族|公司|单位|亲[友戚]|朋友|战友|集体|一起|共同|一同|部门|春节|新年|吃|涮)*$"
)
#: 与朋友8人聚餐: he is not counted, as most write; some count him.
_BESIDES_HIM = re.compile(
    r"(?:[与和跟]|同(?!事|学|桌|乡|行|住))(?![^,。;\n\d]{0,8}共)[^,。;\n\d]{0,8}$"
)
BESIDES = 0.7
#: 劝散聚会, 取消婚宴, 严禁聚餐: nobody came together, or not so that it is told who.
_NOT_HELD = re.compile(
    r"(?:劝散|取消|停办|禁止|严禁|不得|杜绝|避免|减少|制止|劝阻|劝导|取缔|叫停|防止|暂停|延期|推迟|否认)[^,。;\n]{0,8}$"
    r"|(?:未|没有?|不|勿|别)(?:再|去|曾)?(?:参加|参与|举办)?(?:任何|过)?(?:的)?$"
)
_NONE_FROM = re.compile(
    r"(?:均|都|全部)?(?:没有|未曾?|从未)(?:去|到)过(?P<place>[\u4e00-\u9fff]{2,8}?)(?=[),。;的(])"
)
_SOURCE = re.compile(rf"{NAME}(?:为|是)[^,。;\n]{{0,16}}(?:传染源|感染来源|首发病例)")
_INVESTIGATED = re.compile(
    r"(?:经|由)(?P<units>[\u4e00-\u9fff]{2,10}?(?:、[\u4e00-\u9fff]{2,10}?)*)等?(?:地|市|县|区|\d地)?的?"
    r"(?P<what>(?:疾控|疾病预防控制)(?:机构|中心|部门)[^,。;\n]{0,8}?(?:流行病学调查|流调|调查|溯源))"
)


def write_gatherings(drafting: Drafting, people: list[Section]) -> None:
    """Write the gatherings: when, how many, from where none of them was, how many fell ill."""
    for start, end in drafting.sentences.spans:
        what = _GATHERED.search(drafting.plain, start, end)
        if not what or _NOT_HELD.search(drafting.plain, start, what.start()):
            continue
        later = _confirmed_later(drafting.plain, what.end(), end)
        of_all = _OF_ALL.search(drafting.plain, what.end(), later.start("n")) if later else None
        row = max(start, drafting.plain.rfind(";", start, what.start()) + 1)
        many = of_all or _PEOPLE.search(drafting.plain, row, what.end() + 12)
        if many and (not later or later.start("n") != many.start("n")):
            _gathering(drafting, people, (start, end), what, many, later)


def _confirmed_later(plain: str, start: int, end: int) -> re.Match[str] | None:
    return _CONFIRMED.search(plain, start, end) or _FELL_ILL.search(plain, start, end)


def _number_later(drafting: Drafting, later: re.Match[str]) -> Value:
    sure = FELL_ILL if later.re is _FELL_ILL else 1.0
    return drafting.value(int(later["n"]), *later.span("n"), sure)


def _how_many(drafting: Drafting, many: re.Match[str]) -> Value:
    besides = _BESIDES_HIM.search(drafting.plain, max(many.start() - 12, 0), many.start())
    return drafting.value(int(many["n"]), *many.span("n"), BESIDES if besides else 1.0)


def _where(drafting: Drafting, start: int, at: int) -> dict[str, Value | None]:
    """The place named before it in its clause; a home is of whoever lives there, and named by him."""
    clause = max(start, drafting.plain.rfind(",", 0, at) + 1)
    found = _WHERE.search(drafting.plain, clause, at)
    kind = place_kind(found["place"]) if found else "home"
    if found is None or kind == "home":
        return {}
    place = drafting.words(*found.span("place"), 0.9)
    return {"place": place, "place_kind": drafting.value(kind, *found.span("place"), 0.9)}


def _gathering(
    drafting: Drafting,
    people: list[Section],
    sentence: tuple[int, int],
    what: re.Match[str],
    many: re.Match[str],
    later: re.Match[str] | None,
) -> None:
    plain = drafting.plain
    time = drafting.time_before(what.start(), sentence[0])
    nowhere = _NONE_FROM.search(plain, *sentence)
    paragraph_end = plain.find("\n\n", sentence[1])
    near = min(sentence[1] + 200, len(plain)) if paragraph_end < 0 else paragraph_end
    source = _SOURCE.search(plain, sentence[0], min(near, sentence[1] + 300))
    person = next(
        (
            s
            for s in people
            if s.start <= sentence[0] < s.end or sentence[0] <= s.start < sentence[1]
        ),
        None,
    )
    fields: dict[str, Value | None] = {
        "what": drafting.words(*what.span("what")),
        "when": drafting.when(time) if time else None,
        "people": _how_many(drafting, many),
        **_where(drafting, sentence[0], what.start()),
        "none_from": drafting.words(*nowhere.span("place")) if nowhere else None,
        "later_confirmed": _number_later(drafting, later) if later else None,
        "source_name": drafting.words(*source.span("name")) if source else None,
    }
    key = drafting.add("gathering", fields, {"person": person.person if person else None})
    for found in _INVESTIGATED.finditer(plain, sentence[0], min(near, sentence[1] + 120)):
        _investigated(drafting, found, key)


def _investigated(drafting: Drafting, match: re.Match[str], gathering: str) -> None:
    """Who investigated: told by the way, and no report of one unit to another."""
    for unit in re.compile(r"[^、]+").finditer(drafting.plain, *match.span("units")):
        fields = {
            "unit": drafting.words(*unit.span()),
            "what": drafting.words(*match.span("what")),
        }
        drafting.add("investigation", fields, {"gathering": gathering})
