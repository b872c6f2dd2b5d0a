"""Several people told of together: 李某、王某分别于1月28日、1月29日确诊; 曹某(男,9岁)、袁某某(女,9岁).

Each of the row is a person with what stands in his own brackets. What follows the row is of all of
them (均), of each his own in the order of the row (分别), or left to a person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from firebreak.intake.drafts import Value
from firebreak.intake.text.described import describe
from firebreak.intake.text.drafting import CLAUSE_END, STOP, Drafting
from firebreak.intake.text.full_names import FULL_NAME, is_name
from firebreak.intake.text.happenings import TRIGGERS, Happening, Happenings, by_rule
from firebreak.intake.text.infected import INFECTED
from firebreak.intake.text.lexicons import RELATIONS, SYMPTOMS
from firebreak.intake.text.numbering import NUMBER
from firebreak.intake.text.people import NAME, Section
from firebreak.intake.text.times import CHINESE, Time

_HIDDEN = NAME.replace("<name>", "<hidden>")
_ONE = re.compile(
    rf"(?:(?:病例|患者|病人)?(?:{INFECTED}|(?P<number>{NUMBER})|{_HIDDEN}|(?P<full>{FULL_NAME}?))(?=[、,和及与(均都皆分:]|(?<=\d)[为系是]))"
    r"(?:\((?P<in>[^()\n]{1,120})\))?"
)
#: 病例5(李某,男,30岁): whose number it is.
_NAMED_WITHIN = re.compile(rf"(?:{_HIDDEN}|(?P<full>{FULL_NAME}))(?=,)")
_AND = re.compile(r"[、和与及]|以及|(?<=\)),")
_IS_SOMEBODY = re.compile(r"(?:[男女]|\d{1,3}岁|\d{1,2}个?月|[^,。;]{1,12},[男女])")
#: 分别为45岁、30岁,1月20日返株: each his own age, and not his own day.
_PAIR = (
    "夫妻|夫妇|父子|父女|母子|母女|兄弟|姐妹|姐弟|兄妹|婆媳|祖孙|同事|同学|朋友|邻居|亲戚|亲属|一家"
)
#: 分别为夫妻 says nothing of each: one word is of both.
_EACH = re.compile(rf"分别(?![为是]?\d{{1,3}}周?岁|[为系是]{{0,2}}(?:{_PAIR}))")
_SIDE_BY_SIDE = re.compile(r"[、,和及与]|以及")
_ALL = re.compile(r"均|都|皆|全部|一同|一起")
_OF_ALL_BELOW = re.compile(r":(?:[两二三四]人|他们|同)?(?:系|为|是|分别|一同|一起|均|都|皆)")
#: 病例37、38为夫妻: one word for all of them.
_TO_ONE_ANOTHER = re.compile(
    rf"[,:]?(?:[两二]人)?(?:分别)?(?:为|系|是)(?:一对)?(?P<relation>{_PAIR})"
)
_TWO_ARE = re.compile(
    rf"(?<=[。;,])(?:上述|以上)?[两二]人(?:系|为|是|互为)(?:一对)?(?P<relation>{_PAIR})"
)
_FIRST_SENTENCE = re.compile(r"[^。;\n]*")
_SEX_OF_ALL = re.compile(r"(?:均|都|皆)[为是系]?(?P<sex>[男女])(?:性|[,。;])")
_AGE = re.compile(r"(?P<age>\d{1,3})周?岁")
_AGES = re.compile(r"(?:年龄)?分别[为是]?\d{1,3}周?岁(?:[、和及,]\d{1,3}周?岁)+")
_CONTACTS = re.compile(r"密切接触|密接|一般接触")
_OF_ALL = re.compile(r"[,;、](?=(?:均|都|皆)[^家人有无不])")
_SO_MANY = re.compile(r"(?<=。)(?:以上|上述)?(?P<n>[两二三四五六])人(?=均|都|皆)")
#: Who else may be all of them: 其父母,均确诊; 密接者3人,均隔离.
_SOMEBODY_ELSE = re.compile(r"[人名例]|接触|父母|家|同|其|等")
_KIN = re.compile(rf"(?:之|的)|{'|'.join(map(re.escape, RELATIONS))}")
_SYMPTOM = rf"(?:{'|'.join(sorted(SYMPTOMS, key=len, reverse=True))})"
_SYMPTOMS = re.compile(rf"{_SYMPTOM}(?:[、,伴及和]{_SYMPTOM})*")
#: What is said of several without a word for all of them is looked at by a person.
PERHAPS = 0.7

#: Longer rows are lists of something else.
MOST = 60


@dataclass(frozen=True)
class Shared:
    """What is told after a row (characters `start` to `end`), of its `place`-th of `of` people."""

    start: int
    end: int
    place: int
    of: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    members: list[re.Match[str]]
    end: int


def divided(plain: str, people: Sequence[Section]) -> tuple[list[Section], Mapping[int, Shared]]:
    """Return the sections, one for each of a row; and what is told of several, by their starts."""
    found: list[Section] = []
    shared: dict[int, Shared] = {}
    after = 0  # the end of the last row
    for place, section in enumerate(people):
        if section.start < after:
            continue
        row = _row(plain, section)
        if row is None:
            found.append(section)
            continue
        after = row.end
        inside = [one for one in people[place:] if one.start < row.end]
        members = list(_members(plain, row, section, inside[-1].end))
        tail = (members[-1].end, max(inside[-1].end, members[-1].end))
        names = tuple(plain[slice(*(one.name or (0, 0)))] for one in members)
        shared |= {
            one.start: Shared(*tail, number, len(members), names)
            for number, one in enumerate(members)
        }
        found += members
    return found, shared | _of_the_sentence(plain, found, shared)


def _row(plain: str, section: Section) -> _Row | None:
    """The row that a section begins with, if what it says makes each of it somebody."""
    members: list[re.Match[str]] = []
    at = section.start
    while one := _ONE.match(plain, at):
        if one["full"] and not is_name(one["full"]):
            break
        members.append(one)
        more = _AND.match(plain, one.end())
        if not more:
            break
        at = more.end()
    if not 2 <= len(members) <= MOST:
        return None
    end = members[-1].end()
    tail = _FIRST_SENTENCE.match(plain, end)
    says = tail[0][:80] if tail else ""
    described = sum(bool(one["in"] and _IS_SOMEBODY.match(one["in"])) for one in members) > 1
    headed = _is_headed(members, says)
    if not (described or headed) and _CONTACTS.search(says):
        return None
    told = _EACH.search(says) or _ALL.match(says.lstrip(",:"))
    return _Row(members, end) if described or told or headed else None


def _is_headed(members: Sequence[re.Match[str]], says: str) -> bool:
    """病例37、38:系夫妻: numbers before a colon or 均 head what is told of all of them."""
    heads = _OF_ALL_BELOW.match(says) or _ALL.match(says.lstrip(",:"))
    heads = heads or _TO_ONE_ANOTHER.match(says)
    return bool(heads) and all(one["number"] or one["infected"] for one in members)


def _members(plain: str, row: _Row, first: Section, end: int) -> Iterator[Section]:
    for place, one in enumerate(row.members):
        name = _name(plain, one)
        number = one.span("number") if one["number"] else None
        infected = one.span("infected") if one["infected"] else None
        if first.infected and number:  # 感染者1、2
            number, infected = None, number
        naming = max(span[1] for span in (name, number, infected) if span)
        until = one.end()
        if place == len(row.members) - 1 and name and _goes_on(plain, until, plain[slice(*name)]):
            until = end
        start = one.start() if place else first.start
        yield Section(start, until, naming, number, name, infected=infected)


def _name(plain: str, one: re.Match[str]) -> tuple[int, int] | None:
    said = one
    if one["number"] and one["in"]:
        said = _NAMED_WITHIN.match(plain, *one.span("in")) or one
    return next((said.span(group) for group in ("hidden", "full") if said[group]), None)


def _goes_on(plain: str, at: int, name: str) -> bool:
    """Whether what follows the row is told of its last, by his name."""
    start = at + 1
    named = plain.startswith(name, start)
    return named and not _KIN.match(plain, start + len(name))


def _of_the_sentence(
    plain: str, people: Sequence[Section], rows: Mapping[int, Shared]
) -> dict[int, Shared]:
    """父亲陈某,50岁;母亲李某,48岁,均于2月1日确诊: of everybody of the sentence."""
    found: dict[int, Shared] = {}
    for place, last in enumerate(people):
        if last.start in rows:
            continue
        others = _before_in_the_sentence(plain, people[:place])
        said = _OF_ALL.search(plain, last.head, last.end)
        if not said or not _is_of_the_row(plain, last, said):
            said = _so_many(plain, last, others)
        if not said:
            continue
        end = _FIRST_SENTENCE.match(plain, said.end())
        for number, one in enumerate(others):
            if end and one.start not in rows:
                found[one.start] = Shared(said.end(), end.end(), number, len(others) + 1)
    return found


def _so_many(plain: str, last: Section, others: Sequence[Section]) -> re.Match[str] | None:
    """三人均于2月6日发热, in the sentence after theirs: of as many as are told of in it."""
    said = _SO_MANY.search(plain, last.head, last.end)
    if not said or re.search(r"[。\n]", plain[last.head : said.start() - 1]):
        return None
    return said if CHINESE.get(said["n"].replace("两", "二")) == len(others) + 1 else None


def _is_of_the_row(plain: str, last: Section, said: re.Match[str]) -> bool:
    between = plain[last.head : said.start()]
    return (
        len(between) <= 40
        and not re.search(r"[。\n]", between + plain[last.start : last.head])
        and not _SOMEBODY_ELSE.search(between)
    )


def _before_in_the_sentence(plain: str, people: Sequence[Section]) -> list[Section]:
    found: list[Section] = []
    for one in reversed(people):
        if re.search(r"[。!?\n]", plain[one.start : one.end]):
            break
        found.append(one)
    return found[::-1]


def told_of(plain: str, section: Section, shared: Shared) -> Section:
    """Return how the sentence of several goes on, as if it were told of one of them."""
    stop = STOP.search(plain, shared.start, shared.end)
    end = stop.start() if stop else shared.end
    return replace(section, start=shared.start, end=end, head=shared.start)


def of_several(drafting: Drafting, shared: Shared, found: Happenings) -> Happenings:
    """Return what happened to one of several: his own, and what is told of all or of each."""
    told = Section(shared.start, shared.end, shared.start)
    all_of_it = sorted(
        ((one, name) for name, words in TRIGGERS.items() for one in by_rule(drafting, told, words)),
        key=lambda pair: pair[0].start,
    )
    united = {name: list(mine) for name, mine in found.items()}
    before: Happening | None = None
    for one, name in all_of_it:
        whose = _told_of_one(drafting, shared, one)
        mine = one if whose == shared.place else _his(drafting, shared, one, before)
        before = one
        if whose not in (None, shared.place):
            continue
        if mine is None:
            _note(drafting, shared, one)
            continue
        if name == "onset":
            mine = replace(mine, symptoms=_symptoms(drafting, one))
        united[name] = sorted([*united.get(name, []), mine], key=lambda happening: happening.start)
    return united


def _told_of_one(drafting: Drafting, shared: Shared, one: Happening) -> int | None:
    """The place in the row of whom the sentence names again: 李某、王某均返株,李某1月20日发病."""
    start = max(drafting.sentences.of(one.start)[0], shared.start)
    last = [drafting.plain.rfind(n, start, one.start) if n else -1 for n in shared.names]
    return last.index(max(last)) if max(last, default=-1) >= 0 else None


def _his(
    drafting: Drafting, shared: Shared, one: Happening, before: Happening | None
) -> Happening | None:
    """What something that is told after a row says of one of it; None if of whom is not said."""
    start = max(drafting.sentences.of(one.start)[0], shared.start)
    each = list(_EACH.finditer(drafting.plain, start, one.start))
    # 分别于2月3日、2月6日发病,均于2月9日确诊: each his own first, then all the same.
    if each and not _ALL.search(drafting.plain, each[-1].end(), one.end):
        since = max(each[-1].end(), before.end if before else 0)
        return _own(drafting, shared, one, since, each[-1].end())
    # The row's 均 may stand within the words: 核酸均为阳性.
    if _ALL.search(drafting.plain, max(start - 2, 0), one.end):
        return one
    goes_on = not STOP.search(drafting.plain, shared.start, one.start)
    return replace(one, confidence=PERHAPS) if goes_on else None


def _own(drafting: Drafting, shared: Shared, one: Happening, since: int, each: int) -> Happening:
    """The time that is his in the order of the row; none where there are not as many as people."""
    times = drafting.times_in(since, one.start)
    if not times and not CLAUSE_END.search(drafting.plain, since, one.start):
        times = drafting.times_in(each, one.start)
    unit = one.unit
    if unit and re.search("[、和及]", drafting.plain[slice(*unit)]):
        unit = None
    in_order = len(times) == shared.of and _are_side_by_side(drafting.plain, times)
    time = times[shared.place] if in_order else None
    return replace(one, time=time, unit=unit, confidence=0.9)


def _are_side_by_side(plain: str, times: Sequence[Time]) -> bool:
    """Whether times are one row: 1月25日、1月27日, and not 1月20日返株,1月25日确诊."""
    return all(
        _SIDE_BY_SIDE.fullmatch(plain, first.end, second.start) for first, second in pairwise(times)
    )


def _symptoms(drafting: Drafting, one: Happening) -> tuple[int, int] | None:
    said = _SYMPTOMS.search(drafting.plain, one.start, one.end + 16)
    return said.span() if said else None


def _note(drafting: Drafting, shared: Shared, one: Happening) -> None:
    """Say once of a row that of whom something is told is not sure."""
    if shared.place == 0:
        drafting.note("told_of_several", one.start, one.end)


def describe_several(drafting: Drafting, shared: Shared) -> dict[str, Value]:
    """What follows a row says of all: where they live or came from is looked at by somebody."""
    nobody = Section(shared.start, shared.end, shared.start)
    told = told_of(drafting.plain, nobody, shared)
    fields, _doubts = describe(drafting, told)
    same = ((name, fields.get(name)) for name in ("residence", "residence_code", "arrived_from"))
    found = {name: replace(value, confidence=PERHAPS) for name, value in same if value}
    if sex := _SEX_OF_ALL.search(drafting.plain, told.start, told.end):
        code = "male" if sex["sex"] == "男" else "female"
        found["sex"] = drafting.value(code, *sex.span("sex"))
    return found | _age_of_each(drafting, shared, told)


def write_pairs(drafting: Drafting, people: Sequence[Section], rows: Mapping[int, Shared]) -> None:
    """Write of two who are told of together what they are to one another."""
    for first, second in pairwise(people):
        shared = rows.get(first.start)
        both = shared and shared.of == 2 and shared.place == 0
        said = _TO_ONE_ANOTHER.match(drafting.plain, shared.start) if shared and both else None
        if said:
            fields = {
                "relation": drafting.words(*said.span("relation"), 0.9),
                "direction_known": drafting.value(False, *said.span("relation")),
            }
            links = {"from": first.case or first.person, "to": second.person}
            drafting.add("contact", fields, links)


def write_two(drafting: Drafting, people: Sequence[Section]) -> None:
    """两人系母子, of the only two of a text: what they are to one another."""
    if len(people) != 2:
        return
    first, second = people
    if said := _TWO_ARE.search(drafting.plain, second.head, second.end):
        fields = {
            "relation": drafting.words(*said.span("relation"), 0.9),
            "direction_known": drafting.value(False, *said.span("relation")),
        }
        links = {"from": first.case or first.person, "to": second.person}
        drafting.add("contact", fields, links)


def _age_of_each(drafting: Drafting, shared: Shared, told: Section) -> dict[str, Value]:
    """分别为45岁、30岁: in the order of the row, if there are as many as people."""
    said = _AGES.search(drafting.plain, told.start, told.end)
    ages = list(_AGE.finditer(drafting.plain, *said.span())) if said else []
    if len(ages) != shared.of:
        return {}
    mine = ages[shared.place]
    return {
        "age": drafting.number(mine, "age"),
        "age_unit": drafting.value("years", *mine.span()),
    }
