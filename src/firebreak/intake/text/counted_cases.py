"""Cases that stand by their numbers behind a count: 出院2例(病例3、病例7); 死亡1例,为病例4.

Each of them was discharged or died on the day of the count; of a count up to a day (截至, 累计) no
day is theirs. Whom the text describes is that case; of whom it tells no more there is a case with
his number. Who is counted otherwise (新增确诊2例) and not described is noted.
"""

import re
from dataclasses import dataclass, field, replace

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text import asserted
from firebreak.intake.text.cast import Cast
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.infected import called
from firebreak.intake.text.numbering import COUNTED
from firebreak.intake.text.people import Section
from firebreak.intake.text.times import Time
from firebreak.intake.text.whose import OPEN

_KIND = r"(?:确诊|本土|本地|境外输入|治愈|出院)*(?:病例|患者|无症状感染者|感染者)"
_OWN = r"(?:\([^()\n]{1,24}\))?"
_NUMBERED = rf"\d{{1,5}}(?!{COUNTED}){_OWN}"
_LIST = rf"(?P<list>{_KIND}{_NUMBERED}(?:[、,和及与](?:{_KIND})?{_NUMBERED})*)"
_COUNT = re.compile(
    rf"(?P<what>(?:治愈|康复)?出院|死亡|病亡|解除(?:集中)?(?:隔离)?(?:医学)?(?:观察)?|确诊|疑似|无症状)(?:{_KIND})?(?P<n>\d{{1,3}})[例人名](?:{_KIND})?"
    rf"(?:(?P<opened>\()|[,:]?(?:分别)?[为是系]:?){_LIST}(?(opened)\)|(?=[。;,\n]|$))"
)
_NUMBER = re.compile(r"(?P<kind>(?:无症状)?感染者)?(?P<n>\d{1,5})(?:\((?P<own>[^()\n]{1,24})\))?")
#: (2月1日出院): the day of that one.
_OWN_DAY = re.compile(r"于?\d{1,2}月?[\d日月]*(?:治愈|康复)?(?:出院|死亡|病亡)?")
_STATUS = {"出院": "recovered", "死亡": "died", "病亡": "died"}
#: Up to a day, and not on it.
_UNTIL = re.compile(r"截至|截止|累计|至今")


@dataclass(frozen=True)
class _Count:
    """What a count says of each: what he is, where that is said, when, and how sure it is."""

    status: str
    said: tuple[int, int]
    time: Time | None
    sure: float


@dataclass(frozen=True)
class _Read:
    """What was read before: who became what, and the place of each case among the drafts."""

    classified: set[tuple[str | None, object]]
    cases: dict[str, int]
    #: The case and the person made here for a number that the text describes nowhere.
    made: dict[str, tuple[str, str]] = field(default_factory=dict)


def write_counted_cases(drafting: Drafting, cast: Cast) -> None:
    """Write the discharge or the death of each case that is named behind a count."""
    before = _before(drafting)
    for match in _COUNT.finditer(drafting.plain):
        if asserted.is_intended(drafting.plain, match.start()):
            continue
        numbers = list(_NUMBER.finditer(drafting.plain, *match.span("list")))
        told = [_told(number, numbers[0]["kind"], cast) for number in numbers]
        status = _STATUS.get(match["what"][-2:])
        if status is None and not all(told):
            drafting.note("not_read", *match.span())
        if status is None:
            continue
        sure = 1.0 if len(numbers) == int(match["n"]) else OPEN
        count = _Count(status, match.span("what"), _day(drafting, match), sure)
        for number, section in zip(numbers, told, strict=True):
            own = replace(count, time=_own_day(drafting, number) or count.time)
            _write(drafting, number, section, own, before)


def _before(drafting: Drafting) -> _Read:
    judged = (draft for draft in drafting.drafts if draft.kind == "classification")
    classified = {(draft.links.get("person"), draft.value("status")) for draft in judged}
    of_cases = ((draft.key, place) for place, draft in enumerate(drafting.drafts))
    return _Read(classified, {key: place for key, place in of_cases if key.startswith("case-")})


def _own_day(drafting: Drafting, number: re.Match[str]) -> Time | None:
    if not number["own"] or not _OWN_DAY.fullmatch(number["own"]):
        return None
    return next(iter(drafting.times_in(*number.span("own"))), None)


def _told(number: re.Match[str], kind: str | None, cast: Cast) -> Section | None:
    """Whom the text describes by a number, of the kind that the first of the list is of."""
    if kind:
        return cast.by_name.get(called(kind + number["n"]))
    return cast.by_number.get(int(number["n"]))


def _day(drafting: Drafting, match: re.Match[str]) -> Time | None:
    """The day before a count in its sentence; none, where it counts up to that day."""
    start = drafting.sentences.of(match.start())[0]
    until = _UNTIL.search(drafting.plain, start, match.start())
    return None if until else drafting.time_before(match.start(), start)


def _write(
    drafting: Drafting, number: re.Match[str], section: Section | None, count: _Count, before: _Read
) -> None:
    status = drafting.value(count.status, *count.said, count.sure)
    case, person = _whom(drafting, number, section, before, status)
    if (person, count.status) in before.classified:
        return
    before.classified.add((person, count.status))
    _change(drafting, before.cases.get(case or ""), status)
    links = {"case": case, "person": person}
    doubts = () if count.time else (Doubt("when", "time_not_said", status.quote),)
    when = drafting.when(count.time, count.sure) if count.time else None
    drafting.add("classification", {"status": status, "when": when}, links, doubts)


def _whom(
    drafting: Drafting,
    number: re.Match[str],
    section: Section | None,
    before: _Read,
    status: Value,
) -> tuple[str | None, str]:
    """The case and the person of a number: as described, or as made here, the first time it is met."""
    if section:
        return section.case or None, section.person
    if number[0] not in before.made:
        person = drafting.add("person", {})
        fields = {"number": drafting.words(*number.span("n")), "status": status}
        case = drafting.add("case", fields, {"person": person})
        before.cases[case] = len(drafting.drafts) - 1
        before.made[number[0]] = case, person
    return before.made[number[0]]


def _change(drafting: Drafting, place: int | None, status: Value) -> None:
    """The last that is told of a case is what it is."""
    if place is None:
        return
    draft = drafting.drafts[place]
    least = min(draft.confidence, status.confidence)
    drafting.drafts[place] = replace(
        draft, fields={**draft.fields, "status": status}, confidence=least
    )
