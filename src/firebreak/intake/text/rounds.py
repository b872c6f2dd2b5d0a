"""Rounds of temperature: at what hour, how, of how many, reported to whom.

What a text orders, sends and gives is `measures.py`.
"""

import re
from collections import deque
from collections.abc import Iterator

from firebreak.engine.when import Precision
from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting

_EACH_DAY = re.compile(r"每天|每日|每晚|早晚")
_MEASURED = re.compile(r"检测|测温|体温|晨检|午检|巡查")
_OF_WHOM = re.compile(
    r"(?P<who>(?:[留大中小]?学生|员工|职工|人员|师生|居民|旅客))(?P<n>\d{1,6})(?:人|名)|(?P<n2>\d{1,6})(?:名|位|个)(?P<who2>(?:[留大中小]?学生|员工|职工|人员|师生|居民|旅客))"
)
_REPORTED_TO = re.compile(r"(?:上报|报送|报)(?:给|至|到)?(?P<to>[\u4e00-\u9fff]{2,12}?)(?=[,。;])")


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
