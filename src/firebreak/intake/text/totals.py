"""The totals a text gives: how many of what, until when, and of whom."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from firebreak.intake.drafts import Note, Value
from firebreak.intake.text.asserted import is_intended
from firebreak.intake.text.contacts_counted import OF_A_TOTAL
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.units_counted import is_unit, named_before
from firebreak.intake.text.zeros import NothingNew, nothing_new

WHAT = {
    "确诊": "confirmed",
    "疑似": "suspected",
    "无症状": "asymptomatic",
    "死亡": "died",
    "出院": "discharged",
    "治愈": "discharged",
    "重症": "severe",
    "危重": "critical",
    "危重症": "critical",
    "医学观察": "observed",
    "观察": "observed",
    "隔离观察": "observed",
    "解除": "contacts_released",
    "终止": "contacts_released",
}
_KINDS = "确诊|疑似|无症状|死亡|治愈|出院|危重症?|(?<!危)重症"
_KIND = re.compile(_KINDS)
_DISEASE = "(?:新冠肺炎|新型冠状病毒(?:感染的)?肺炎)?"
_PATTERNS = tuple(
    map(
        re.compile,
        (
            rf"(?<![\d第.])(?P<n>\d{{1,7}})例{_DISEASE}(?P<what>{_KINDS})",
            rf"(?P<what>{_KINDS})(?:感染者)?(?:病例|患者)?(?:总数)?(?:共|共计|累计|为|达)?(?P<n>\d{{1,7}})例",
            r"新增(?P<what>确诊|疑似)?[^,。;\d]{0,4}(?P<n>\d{1,7})例(?!患者|病例)",
            r"累计(?P<what>确诊|疑似)?(?:报告|达|为|有)?(?P<n>\d{1,7})例(?!患者|病例)",
            r"(?P<what>解除|终止)(?:集中|居家)?(?:隔离)?(?:医学)?观察(?:人员|者|的)?[^,。;\d]{0,6}?(?P<n>\d{1,7})(?:人|名|例)",
            r"(?<![\d第])(?P<n>\d{1,7})(?:人|名)[^,。;\d]{0,8}(?P<what>解除|终止)(?:集中|居家)?(?:隔离|医学)",
            r"(?<![\d第])(?P<n>\d{1,7})(?:人|名)(?:(?!解除|终止)[^,。;\d]){0,8}(?P<what>医学观察|隔离观察)",
            r"(?<!解除)(?<!终止)(?<!解除集中)(?<!解除居家)(?P<what>医学观察|隔离观察)(?:人员|者|的)?(?:有|为|共|累计)?(?P<n>\d{1,7})(?:人|名)",
            r"(?<=已)(?P<what>解除|终止)(?:隔离)?(?P<n>\d{1,7})(?:人|名|例)",
            r"(?<=尚在|正在|仍在)(?P<what>观察)(?:的|人员|者)*(?P<n>\d{1,7})(?:人|名)",
            *OF_A_TOTAL,
        ),
    )
)
_THROUGH = re.compile(
    r"(?<![\d第])(?P<n>\d{1,6})例[^,。;\d]{0,10}(?:由于|因为?|是|通过|属)[^。;\n]{0,40}?(?:聚集|聚餐|聚会|聚集性)"
)
_UNTIL = re.compile(r"截至|截止|至(?=\d)")
_NEW = re.compile(r"新增(?:[^,。;\d]{0,16}\d+例[、和及])*[^,。;\d]{0,24}\d+$")
#: 2月7日0时至24时, 2月7日0—24时: what a sentence counts that begins so is of that day.
_DAY = re.compile(
    r"[\s,]*(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?P<hours>0(?:时|:00|点)?(?:至|到|-|—|–|~)(?:次日)?24(?:时|:00|点))"
)
#: 今日排查密切接触者12人: found on that day, and perhaps all that there are.
_TODAY = re.compile(
    r"(?P<day>[今昨当]日|[今昨当]天)(?:新|共)?(?:排查|追踪|摸排|判定)[^,。;\d]{0,12}\d+$"
)
_HOURS = re.compile("[时:]")
_OF_ALL = re.compile(r"累计|截至|截止|现有|目前|尚有|在院|在治|正在|共有|总计")
#: Who was suspected and turned out not to be: the record has no figure of them.
_EXCLUDED = re.compile(r"排除[^,。;\d\n]{0,12}$")
_EXCLUDED_AFTER = re.compile(r"[^,。;\d\n]{0,6}[,(]?(?:均|全部|现|都)?(?:已|被|予以)*排除")
#: 拟出院2例: nobody is discharged yet.
_LET_GO = frozenset(["出院", "治愈", "解除", "终止"])
_RUMOUR = re.compile(r"谣|网传|不实|去年|同期|历年|往年")
#: In the story of one person: his contacts, and none of the city.
_OF_A_CASE = frozenset(["contacts", "observed", "contacts_released"])
#: 病例9的密切接触者共12人.
_OF_ONE = re.compile(r"(?:(?:病例|患者|感染者)\d{1,5}|该(?:病例|患者)|某[某甲乙丙丁]?|其)的?$")
#: 区疾控中心对其隔离观察的亲属(1人)继续观察: of whom the story is.
_OF_HIS = re.compile(r"其(?![中他余])[^。;\n]{0,24}$")
BORROWED = 0.7  # how sure a kind or a day is that another clause tells
#: 天元区3例; 天元区、芦淞区各1例.
_PART = re.compile(
    r"(?<=[,、;:(。和及中是为括])(?:其中|包括|分别[为是])?"
    r"(?P<units>[\u4e00-\u9fff]{2,10}?(?:[、和及][\u4e00-\u9fff]{2,10}?)*)(?P<each>各)?[:为有]?(?P<n>\d{1,6})(?:例|人)(?![\u4e00-\u9fff])"
)
_NAME = re.compile(r"[^、和及]+")


@dataclass(frozen=True)
class _Total:
    """A number: what it counts and where that is said; of whom, if the text says; where it stands."""

    what: str
    begins: int
    said: tuple[int, int]
    number: tuple[int, int]
    new: tuple[int, int] | None
    of: Value | None = None
    unit: tuple[int, int] | None = None
    until: Value | None = None
    sure: float = 1.0  # what it counts
    new_sure: float = 1.0
    unit_sure: float = 1.0


def write_totals(drafting: Drafting, people: Sequence[Section]) -> None:
    """Write every number of cases that is given, with what it is of and until when."""
    for total in _with_parts(drafting, _of_whom(drafting, _found(drafting), people)):
        new, unit = total.new, total.unit
        drafting.add(
            "total",
            {
                "what": drafting.value(total.what, *total.said, total.sure),
                "number": drafting.value(_count(drafting, total.number), *total.number),
                "unit": drafting.words(*unit, total.unit_sure) if unit else None,
                "until": total.until,
                "of": total.of,
                "new": drafting.value(True, *new, total.new_sure) if new else None,
            },
        )


def _count(drafting: Drafting, at: tuple[int, int]) -> int:
    said = drafting.plain[slice(*at)]
    return int(said) if said.isdigit() else 0  # 无新增


def _found(drafting: Drafting) -> list[_Total]:
    """Return the totals in their order, each number of a kind once."""
    found: dict[int, _Total] = {}
    for match in _THROUGH.finditer(drafting.plain):
        through = _total(drafting, match, "through_gatherings", match.span())
        found[match.start("n")] = replace(through, of=_whole(drafting, match))
    for pattern in _PATTERNS:
        for match in pattern.finditer(drafting.plain):
            if match.start("n") not in found and (total := _of_kind(drafting, match)):
                found[match.start("n")] = total
    none = [_nothing_new(drafting, one) for one in nothing_new(drafting.plain)]
    return sorted([*found.values(), *none], key=lambda total: total.number[0])


def _nothing_new(drafting: Drafting, one: NothingNew) -> _Total:
    """A total of 0 new ones; of confirmed cases, where the text names no kind."""
    said = one.kind or one.new
    what = WHAT[drafting.plain[slice(*one.kind)]] if one.kind else "confirmed"
    until = _until(drafting, one.none[0], is_new=True)
    sure = 1.0 if one.kind else BORROWED
    return _Total(what, one.none[0], said, one.none, one.new, until=until, sure=sure)


def _of_kind(drafting: Drafting, match: re.Match[str]) -> _Total | None:
    """Return a total; 新增8例 alone is of the kind that was told before, of new ones if it can be."""
    start = drafting.sentences.of(match.start())[0]
    if _RUMOUR.search(drafting.plain, start, match.start()):
        return None
    if match["what"] in _LET_GO and is_intended(drafting.plain, match.start()):
        return None
    if match["what"] in ("疑似", None) and _is_excluded(drafting.plain, start, match):
        _note_excluded(drafting, match)
        return None
    if match["what"]:
        what = WHAT.get(match["what"], "contacts")
        return _total(drafting, match, what, match.span("what"))
    before = list(_KIND.finditer(drafting.plain, start, match.start()))
    paragraph = drafting.plain.rfind("\n", 0, start) + 1
    named = before or list(_KIND.finditer(drafting.plain, paragraph, start))[-1:]
    if not named:
        return None
    kind = next((one for one in named if drafting.plain[: one.start()].endswith("新增")), named[0])
    total = _total(drafting, match, WHAT[kind[0]], kind.span())
    is_sure = before and len({one[0] for one in before}) == 1
    return total if is_sure else replace(total, sure=BORROWED)


def _is_excluded(plain: str, start: int, match: re.Match[str]) -> bool:
    before = _EXCLUDED.search(plain, start, match.start("n"))
    return bool(before or _EXCLUDED_AFTER.match(plain, match.end()))


def _note_excluded(drafting: Drafting, match: re.Match[str]) -> None:
    """Say that a number was left: no count of suspected cases is one of those excluded."""
    where = drafting.page.span(*match.span("n"))
    if not any(
        note.code == "excluded_left_out" and note.origin == where for note in drafting.notes
    ):
        values = {"number": int(match["n"])}
        drafting.notes.append(Note("excluded_left_out", where, values))


def _total(drafting: Drafting, match: re.Match[str], what: str, said: tuple[int, int]) -> _Total:
    new, sure = _new(drafting, match)
    until = _until(drafting, match.start(), is_new=new is not None)
    return _Total(
        what, match.start(), said, match.span("n"), new, until=until, sure=sure, new_sure=sure
    )


def _new(drafting: Drafting, match: re.Match[str]) -> tuple[tuple[int, int] | None, float]:
    """Where it is said that a number is of the day and not of all until then, and how surely."""
    plain = drafting.plain
    if own := _NEW.search(plain, max(match.start() - 64, 0), match.end("n")):
        return (own.start(), own.start() + 2), 1.0
    start = drafting.sentences.of(match.start())[0]
    if of_today := _TODAY.search(plain, max(match.start() - 24, start), match.end("n")):
        return of_today.span("day"), BORROWED
    if _OF_ALL.search(plain, start, match.end("n")):
        return None, 1.0
    if day := _DAY.match(plain, start, match.start()):
        return day.span("hours"), 1.0
    # 新增确诊3例,出院1例: of that day, as most write; some mean all who ever left.
    before = plain.find("新增", start, match.start())
    return (None, 1.0) if before < 0 else ((before, before + 2), BORROWED)


def _until(drafting: Drafting, at: int, *, is_new: bool) -> Value | None:
    """The time after 截至 in the same sentence, before or after the number."""
    start, end = drafting.sentences.of(at)
    day = None
    for time in drafting.times_in(start, end):
        # 截至2月2日24时…; or 3月2日0—24时, 新增…
        opens = not drafting.plain[start : time.start].strip("\n ,") and _HOURS.search(
            drafting.plain, time.start, time.end
        )
        if opens or _UNTIL.search(drafting.plain, max(time.start - 4, start), time.start):
            return drafting.when(time)
        if is_new and time.end <= at:
            day = drafting.when(time, BORROWED)  # 2月2日新增…: of that day, or told on it
    return day


def _whole(drafting: Drafting, match: re.Match[str]) -> Value | None:
    start = drafting.sentences.of(match.start())[0]
    found = list(_PATTERNS[0].finditer(drafting.plain, start, match.start()))
    return drafting.number(found[-1], "n") if found else None


def _of_whom(
    drafting: Drafting, totals: list[_Total], people: Sequence[Section]
) -> Iterator[_Total]:
    """Give each total the unit its clause names; else that of the one before in its paragraph."""
    last, named = 0, None
    for total in totals:
        at = total.begins
        start = drafting.sentences.of(at)[0]
        if "\n" in drafting.plain[last : total.number[0]]:
            named = None
        named = named_before(drafting.plain, start, at) or named
        last = total.number[0]
        his = named is None or _OF_HIS.search(drafting.plain, start, total.number[0])
        if his and total.what in _OF_A_CASE and _is_told_of_somebody(people, at):
            continue
        unit, sure = (named.at, named.confidence) if named else (None, 1.0)
        of_one = _OF_ONE.search(drafting.plain, start, at)
        alone = named is None and total.until is None and _may_be_his(people, at)
        in_a_story = total.until is None and _is_told_of_somebody(people, at)
        short = in_a_story and _is_in_short(drafting.plain, total)
        if total.what in _OF_A_CASE and (of_one or alone or short):
            total = replace(total, sure=BORROWED)
        yield replace(total, unit=unit, unit_sure=sure)


def _is_in_short(plain: str, total: _Total) -> bool:
    """宁河区追踪到4名密切接触者, 密接4人, in the story of a case: the district's, or his."""
    of_contacts = total.what == "contacts"
    said = plain[slice(*total.said)]
    return of_contacts and (said != "密切接触者" or total.number < total.said)


def _may_be_his(people: Sequence[Section], at: int) -> bool:
    """Whether contacts may be those of the case above them: the only one, or not the last."""
    above = [one for one in people if one.start < at]
    return bool(above) and (len(people) == 1 or len(above) < len(people))


def _is_told_of_somebody(people: Sequence[Section], at: int) -> bool:
    return any(one.head <= at < one.end for one in people)


def _with_parts(drafting: Drafting, totals: Iterator[_Total]) -> list[_Total]:
    """Return the totals, each followed by its parts: 其中天元区3例、芦淞区2例."""
    wholes = list(totals)
    taken = {total.number[0] for total in wholes}
    starts = [total.number[0] for total in wholes]
    parts = []
    for match in _PART.finditer(drafting.plain):
        before = bisect_right(starts, match.start()) - 1
        if match.start("n") in taken or before < 0:
            continue
        if drafting.sentences.of(starts[before]) == drafting.sentences.of(match.start()):
            parts.extend(_parts(match, wholes[before]))
    return sorted([*wholes, *parts], key=lambda total: total.number[0])


def _parts(match: re.Match[str], whole: _Total) -> Iterator[_Total]:
    names = list(_NAME.finditer(match.string, *match.span("units")))
    if len(names) > 1 and not match["each"]:
        names = names[-1:]
    for name in names:
        if is_unit(name[0]):
            yield replace(whole, number=match.span("n"), unit=name.span(), of=None)
