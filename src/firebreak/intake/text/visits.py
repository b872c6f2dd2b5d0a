"""Where a person was: stays with their places and times, and the places of the whole text.

`患者发病后到A、B和C逗留过` names three places; `1月18日上午独自外出购物` a stay whose place is not said.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.asserted import was_not_done
from firebreak.intake.text.days_of_stay import UNTOLD, days_of_stay, labelled_days, less_sure
from firebreak.intake.text.drafting import CLAUSE_END, Drafting
from firebreak.intake.text.owners import is_home_of_another
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import (
    COMPANY,
    ENDS,
    Written,
    one_place_or_two,
    place_kind,
    split_places,
    without_division,
)
from firebreak.intake.text.places_before_days import places_before_days
from firebreak.intake.text.times import Time
from firebreak.intake.text.whose import certainty

_DOING = "晨练|锻炼|健身|做核酸|看店|摆摊|购物(?!中心|广场|城|街|公园)|购药|取药|逛街|就餐|用餐|聚餐|吃饭|吃(?:团年|团圆|年夜)饭|打牌|打麻将|散步|跳舞|探亲|走亲戚|拜年|买菜|买药|理发|喝茶|唱歌|上班|办事|参加婚宴|参加宴席|输液|打针|住宿"
_DONE = re.compile(rf",?(?:独自|曾|前往|一起|一同)?(?P<what>{_DOING})(?=[,。;、\n]|$)")
_LINGERED = re.compile(
    r"(?:曾?到过?|去过?|前往|在)(?P<places>[^。;!?\n:]{2,160}?)(?:短暂|短时间?|临时)?(?P<what>逗留|停留|活动(?!中心|室|场|站))过?"
)
_DID = re.compile(
    rf"(?:曾?到过?|去过?|前往|在)(?P<places>[^。;!?\n:,()]{{2,40}}?(?:\([^()\n:,。]{{1,12}}\))?)(?:正常|照常)?(?P<what>{_DOING})"
)
_AT_HOME = re.compile(
    r"(?:在|待在|呆在|返回|回到?|居)(?P<places>家(?:中|里)?)(?!属|人|庭|禽|具|电|畜|养|观察|隔离|医学|润多|乐福)"
)
_OUT = re.compile(rf"(?:外出|出门|上街)(?:去)?(?P<what>{_DOING})")
#: 三次到农贸市场, 到过农贸市场: how often, and not what for.
_WENT_OFTEN = re.compile(
    rf"(?:(?:[两二三四五六七八九十\d]次|每天|每日|每晚)(?:都|均)?(?:到|去|前往)(?:过|了)?|[到去]过)(?P<places>[\u4e00-\u9fff]{{0,16}}?(?!医院|诊所)(?:{ENDS})(?:\([^()\n:,。]{{1,12}}\))?)(?=[,。;、\n]|$)"
)
DENIED = re.compile(r"(?:没有|未曾?|否认|无|从未)[^,。;]{0,6}$")
#: After a time: 9时到10时 | 在家润多超市, 10时 | 去原味楼.
_THERE = re.compile(r"(?:,|又|再|曾)*(?:到过?|去过?|前往|在)")
_CUT = re.compile(
    r"[\s,:]?(?!参加|出席|探|看|陪|接|送|骑|驾|开|打|步行|独自|一[家同起]|全家|购|买|吃)(?P<name>[^\W\d在到去于前往从自由乘坐与和返回至的后并又再]{1,3})"
)
#: 独自外出购物: nobody was with him.
_ALONE = re.compile(r"独自(?:一人)?|单独|一个人|只身")
_NOT_A_PLACE = re.compile(
    r"^\d{1,2}号?车|^(?:此|期间|后|那里|这里|其中|医院就诊|一起|当地|外地|我市|本市|该|病房)$|^(?:发病|就诊|隔离|住院)|外出|独自"
)


@dataclass(frozen=True)
class _Told:
    """A stay as told: of whom, where if that is said, and what is uncertain of its time."""

    section: Section
    place: Written | None
    fields: dict[str, Value]
    doubts: tuple[Doubt, ...] = ()


class Visits:
    """The stays of a text, and its places, one for all spellings that may be of one."""

    def __init__(self, drafting: Drafting) -> None:
        self.drafting = drafting
        self.taken: list[tuple[int, int]] = []
        self.stays: list[_Told] = []

    def read(self, section: Section) -> None:
        """Find the stays of one person."""
        self._read_before_days(section)
        plain = self.drafting.plain
        for pattern in (_LINGERED, _DID, _AT_HOME, _OUT, _WENT_OFTEN):
            for match in pattern.finditer(plain, section.head, section.end):
                denied = DENIED.search(plain, max(match.start() - 12, 0), match.start())
                if denied or was_not_done(plain, *match.span()) or not self._is_new(match):
                    continue
                if sure := certainty(plain, section, *match.span()):
                    self._keep(section, match, sure)

    def _read_before_days(self, section: Section) -> None:
        """在老百姓大药房,1月20日上午购药: a place before its day."""
        drafting = self.drafting
        for found in places_before_days(drafting, section, _DONE):
            told = (found.places[0], found.what[1])
            if was_not_done(drafting.plain, *told) or self.is_taken(*found.places):
                continue
            sure = min(found.sure, certainty(drafting.plain, section, *told))
            if not sure:
                continue
            self.taken.append(found.places)
            did = {"activity": drafting.words(*found.what)}
            for place in self._written(*found.places):
                fields = did | {"place": drafting.words(place.start, place.end)}
                self.stays += [
                    _Told(section, place, less_sure({**fields, "when": drafting.when(day)}, sure))
                    for day in found.days
                ]

    def add(
        self, section: Section, start: int, end: int, time: Time | None, confidence: float
    ) -> None:
        """Keep a stay that was found by its labels."""
        if self.is_taken(start, end):
            return
        start = self._from_its_hours(start)
        self.taken.append((start, end))
        days = labelled_days(self.drafting, section, time, (start, end), confidence) or [UNTOLD]
        for place in self._written(start, end):
            fields = {"place": self.drafting.words(place.start, place.end, confidence)}
            self.stays += [_Told(section, place, fields | day, doubts) for day, doubts in days]

    def _from_its_hours(self, start: int) -> int:
        """18:00 王府井百货: what stands right behind the hours begins the name."""
        before = self.drafting.time_before(start, max(start - 16, 0))
        if before is None:
            return start
        cut = _CUT.fullmatch(self.drafting.plain, before.end, start)
        return cut.start("name") if cut else start

    def is_taken(self, start: int, end: int) -> bool:
        """Whether a place was read here already."""
        return any(start < until and since < end for since, until in self.taken[-60:])

    def _is_new(self, match: re.Match[str]) -> bool:
        group = "places" if "places" in match.re.groupindex else "what"
        return not self.is_taken(*match.span(group))

    def _keep(self, section: Section, match: re.Match[str], sure: float) -> None:
        drafting = self.drafting
        found = match.groupdict()
        days = days_of_stay(drafting, section, match) or [UNTOLD]
        common: dict[str, Value] = {}
        if found.get("what") and match["what"] not in ("逗留", "停留", "活动"):
            common["activity"] = drafting.words(*match.span("what"))
        if alone := self._alone(match):
            common["note"] = drafting.words(*alone.span())
        if not found.get("places"):
            self.taken.append(match.span("what"))
            self.stays += [
                _Told(section, None, less_sure(common | day, sure), doubts) for day, doubts in days
            ]
            return
        self.taken.append(match.span("places"))
        for place in self._written(*self._places(match)):
            words = drafting.words(place.start, place.end)
            self.stays += [
                _Told(section, place, less_sure({"place": words, **common, **day}, sure), doubts)
                for day, doubts in days
            ]

    def _written(self, start: int, end: int) -> Iterator[Written]:
        """The places of a list: neither people nor somebody else's home."""
        plain = self.drafting.plain
        for place in split_places(plain, start, end):
            if _NOT_A_PLACE.search(place.name) or COMPANY.match(place.name):
                continue
            is_home = place_kind(place.name) == "home"
            if not (is_home and is_home_of_another(plain, place.start)):
                yield place

    def _places(self, match: re.Match[str]) -> tuple[int, int]:
        """Where the list begins: after the last time and the verb that the pattern ran over."""
        start, end = first, _ = match.span("places")
        for time in self.drafting.times_in(max(start - 24, 0), end):
            start = max(start, min(time.end, end))
        there = _THERE.match(self.drafting.plain, start, end) if start > first else None
        return (there.end() if there else start), end

    def _alone(self, match: re.Match[str]) -> re.Match[str] | None:
        """Where the clause of a stay says that he was there alone."""
        plain, first = self.drafting.plain, max(match.start() - 24, 0)
        ends = [end.end() for end in CLAUSE_END.finditer(plain, first, match.start())]
        return _ALONE.search(plain, ends[-1] if ends else first, match.end())

    def write(self) -> None:
        """Write the places, then the stays that are at them."""
        places = self._write_places()
        for told in self.stays:
            place, fields = told.place, told.fields
            links = {"person": told.section.person}
            doubts: list[Doubt] = []
            if place is None:
                doubts.append(
                    Doubt(
                        "place",
                        "place_not_said",
                        fields["activity"].quote if "activity" in fields else "",
                    )
                )
            else:
                doubts += place.doubts
                said = fields["place"]
                fields["place_kind"] = Value(place_kind(place.name), said.origin, said.quote, 0.9)
                links["place"] = places.get(place.name, "")
            self.drafting.add(
                "stay", fields, {k: v for k, v in links.items() if v}, (*doubts, *told.doubts)
            )

    def _write_places(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for group in self._groups():
            key = self._write_place(group)
            keys.update(dict.fromkeys((place.name for place in group), key))
        return keys

    def _groups(self) -> list[list[Written]]:
        """Places by what may be one: equal but for the division before it, or for one character."""
        first: dict[str, Written] = {}
        for place in (told.place for told in self.stays):
            if place is not None and place_kind(place.name) != "home":
                first.setdefault(place.name, place)
        groups: list[list[Written]] = []
        by_mark: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        for place in first.values():
            number = self._like(place, groups, by_mark)
            if number is None:
                number = len(groups)
                groups.append([])
            groups[number].append(place)
            for mark in _marks(place.name):
                by_mark[mark].append(number)
        return groups

    def _like(
        self,
        place: Written,
        groups: list[list[Written]],
        by_mark: dict[tuple[int, int, str], list[int]],
    ) -> int | None:
        for mark in _marks(place.name):
            for number in by_mark.get(mark, ())[:5]:
                if all(one_place_or_two(place.name, other.name) for other in groups[number]):
                    return number
        return None

    def _write_place(self, group: list[Written]) -> str:
        drafting = self.drafting
        longest = max(group, key=lambda place: len(place.name))
        name = drafting.words(longest.start, longest.end)
        kind = Value(place_kind(longest.name), name.origin, name.quote, 0.9)
        fields: dict[str, Value | None] = {"name": name, "kind": kind}
        doubts = [Doubt("name", d.code, d.said, d.options) for d in longest.doubts]
        spellings = tuple(drafting.page.said(place.start, place.end) for place in group)
        if len(group) > 1:
            fields["spellings"] = Value(spellings, name.origin, name.quote, 0.7)
            reasons = {one_place_or_two(group[0].name, other.name) for other in group[1:]}
            code = "two_spellings" if "two_spellings" in reasons else "division_left_out"
            doubts.append(Doubt("name", code, name.quote, spellings))
        return drafting.add("place", fields, {}, tuple(doubts))


def _marks(name: str) -> list[tuple[int, int, str]]:
    """What a name shares with every name that differs in one character; short for any length."""
    bare = without_division(name)[:24]
    return [(len(bare), at, bare[:at] + bare[at + 1 :]) for at in range(len(bare))]
