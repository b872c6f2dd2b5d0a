"""What a text says of many: totals, gatherings, who investigated, rounds of temperature.

What it orders, sends and gives is `measures.py`.
"""

import re
from collections import deque
from collections.abc import Iterator

from firebreak.engine.when import Precision
from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import NAME, Section

_PEOPLE = re.compile(r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|位|余人)(?!次)")
_GATHERED = re.compile(
    r"(?P<what>涮?(?:羊肉)?火锅|聚餐|聚会|宴席|婚宴|寿宴|喜宴|年夜饭|团年饭|团圆饭|打牌|打麻将|麻将|就餐|用餐|吃饭|会议|培训|葬礼)"
)
#: "12人中" before "8人确诊": all who were there, the host with his eleven guests.
_OF_ALL = re.compile(r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|位)[^,。;\n\d]{0,6}中[^,。;\n\d]{0,4}$")
_LATER = re.compile(r"(?<![\d第])(?P<n>\d{1,4})(?:人|名|例)[^,。;\n\d]{0,10}?(?:确诊|感染|发病)")
_NONE_FROM = re.compile(
    r"(?:均|都|全部)?(?:没有|未曾?|从未)(?:去|到)过(?P<place>[\u4e00-\u9fff]{2,8}?)(?=[),。;的(])"
)
_SOURCE = re.compile(rf"{NAME}(?:为|是)[^,。;\n]{{0,16}}(?:传染源|感染来源|首发病例)")
_INVESTIGATED = re.compile(
    r"(?:经|由)(?P<units>[\u4e00-\u9fff]{2,10}?(?:、[\u4e00-\u9fff]{2,10}?)*)等?(?:地|市|县|区|\d地)?的?"
    r"(?P<what>(?:疾控|疾病预防控制)(?:机构|中心|部门)[^,。;\n]{0,8}?(?:流行病学调查|流调|调查|溯源))"
)
_EACH_DAY = re.compile(r"每天|每日|每晚|早晚")
_MEASURED = re.compile(r"检测|测温|体温|晨检|午检|巡查")
_OF_WHOM = re.compile(
    r"(?P<who>(?:[留大中小]?学生|员工|职工|人员|师生|居民|旅客))(?P<n>\d{1,6})(?:人|名)|(?P<n2>\d{1,6})(?:名|位|个)(?P<who2>(?:[留大中小]?学生|员工|职工|人员|师生|居民|旅客))"
)
_REPORTED_TO = re.compile(r"(?:上报|报送|报)(?:给|至|到)?(?P<to>[\u4e00-\u9fff]{2,12}?)(?=[,。;])")


def write_gatherings(drafting: Drafting, people: list[Section]) -> None:
    """Write the gatherings: when, how many, from where none of them was, how many fell ill."""
    for start, end in drafting.sentences.spans:
        what = _GATHERED.search(drafting.plain, start, end)
        if not what:
            continue
        later = _LATER.search(drafting.plain, what.end(), end)
        of_all = _OF_ALL.search(drafting.plain, what.end(), later.start("n")) if later else None
        many = of_all or _PEOPLE.search(drafting.plain, start, what.end() + 12)
        if many and (not later or later.start("n") != many.start("n")):
            _gathering(drafting, people, (start, end), what, many, later)


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
        "people": drafting.number(many, "n"),
        "none_from": drafting.words(*nowhere.span("place")) if nowhere else None,
        "later_confirmed": drafting.number(later, "n") if later else None,
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


def write_rounds(drafting: Drafting) -> None:
    """Write the rounds of temperature-taking: at what hour, how, of how many, reported to whom."""
    for start, end in drafting.sentences.spans:
        each = _EACH_DAY.search(drafting.plain, start, end)
        if not each or not _MEASURED.search(drafting.plain, each.end(), end):
            continue
        for time in drafting.times_in(each.end(), end):
            if time.when.precision is Precision.MINUTE and time.when.start:
                _round(
                    drafting,
                    (start, end),
                    time.start,
                    time.end,
                    time.when.start.astimezone(drafting.zone).strftime("%H:%M"),
                )


def _round(drafting: Drafting, sentence: tuple[int, int], start: int, end: int, at: str) -> None:
    plain = drafting.plain
    clause = re.compile(r"(?P<how>[^,。;\n]{0,8},?[^,。;\n]{2,12})").match(plain, end)
    how = clause.span("how") if clause else (start, end)
    while plain[how[0] : how[0] + 1] == "," and how[1] - how[0] > 1:
        how = (how[0] + 1, how[1])
    whom = _last(_OF_WHOM.finditer(plain, max(sentence[0] - 120, 0), end))
    to = _REPORTED_TO.search(plain, end, sentence[1])
    group = "n" if whom and whom["n"] else "n2"
    fields: dict[str, Value | None] = {
        "at": drafting.value(at, start, end),
        "how": drafting.words(*how),
        "people": drafting.number(whom, group) if whom else None,
        "of": drafting.words(*whom.span("who" if group == "n" else "who2")) if whom else None,
        "to": drafting.words(*to.span("to")) if to else None,
    }
    drafting.add("round", fields)


def _last(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    return next(iter(deque(matches, maxlen=1)), None)
