"""Journeys: trains, flights, coaches and cars, with number, carriage, seat, from and to."""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text import divisions
from firebreak.intake.text.asserted import was_not_done
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import FROM
from firebreak.intake.text.short_names import returned_to
from firebreak.intake.text.times import Time
from firebreak.intake.text.times_not_read import is_told_between
from firebreak.intake.text.way_names import way_name
from firebreak.intake.text.whose import OPEN, certainty, is_of_somebody, less_sure

_AIRLINES = "mu|cz|ca|hu|3u|mf|zh|sc|fm|ho|9c|gs|ky|8l|eu|pn|jd|tv|g5|tr|tg|fd|ak|d7|sq|cx|ka|nx|ci|br|ke|oz|nh|jl|vn|vj|sl|pg"
_RUNS = re.compile(
    r"(?P<train>(?<![a-z0-9])[gdktzcysl]\d{1,4}(?:/[gdktzcys]?\d{1,4})?(?:次)?(?:旅客)?(?:列车|高铁|动车|火车)?(?![a-z0-9号栋座路])(?!高速|国道|省道))"
    rf"|(?P<flight>(?<![a-z0-9])(?:{_AIRLINES})\d{{3,4}}(?!\d)(?:次)?(?:航班|班机)?|(?<![a-z0-9])[a-z0-9]{{2}}\d{{3,4}}(?:次)?(?:航班|班机)|航班号?[:为]?[a-z0-9]{{2}}\d{{3,4}})"
    r"|(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·. ]?[a-z0-9*]{5,6}(?![a-z0-9]))"
    r"|(?P<word>高铁|动车|火车|列车|飞机|航班|乘机|飞往|飞抵|长途客车|客车|大巴车?|中巴车?|班车|长途汽车|[a-z]?\d{1,3}路?公交车?|公交车?|地铁|轮船|渡轮|邮轮|出租车|网约车|的士"
    r"|滴滴|顺风车|自驾车?|私家车|小轿车|轿车|驾车|开车|汽车|(?:120)?(?:急救车|救护车)|摩托车|电动车|步行)(?!大?市场|(?:中心)?站|司机|票|厢|场|道|街|城|行业|座椅|零|客?车?段|乘务|运用|检修|所|员工|公司|集团)"
)
MEANS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (means, re.compile(pattern))
    for means, pattern in (
        ("train", "高铁|动车|火车|列车"),
        ("flight", "飞|航班|班机|乘机"),
        ("coach", "客车|大巴|中巴|班车|长途"),
        ("bus", "公交"),
        ("ship", "轮"),
        ("taxi", "出租|网约|的士|滴滴"),
        ("walk", "步行"),
        ("car", "驾|私家|轿车|开车|顺风"),
        ("other", "."),
    )
)
_NUMBER = re.compile(r"[a-z0-9]{1,2}\d{1,4}(?:/[a-z]?\d{1,4})?")
_ROUTE_NUMBER = re.compile(r"[a-z]?\d{1,3}路(?=公交)")
_CARRIAGE = re.compile(
    r"(?P<carriage>\d{1,2})(?:号)?(?:车厢|车)(?:[,、]?(?P<seat>\d{1,3}[a-f]?)(?:号|座)?)?|(?<!\d)(?P<alone>\d{1,3}[a-f]|\d{1,3}(?=号?座))(?:号?座)?"
)
_ROUTE_END = r"(?=[,。;:()、\n]|步行|骑|打车|出门|乘|坐|搭|飞|自驾|驾车|开(?=车|往|私家)|出发|返|回|到|抵|至|前往|去|赴|离开|经(?!济|开)|探亲|旅游|出差|务工|打工|过年|的|$|\d)"
_FROM = re.compile(rf"{FROM}(?P<place>[\u4e00-\u9fff]{{2,16}}?)(?:出发)?{_ROUTE_END}")
_TO = re.compile(
    r"(?:到达|抵达|返回|回到|前往|开往|飞往|飞抵|至|到|返|抵|回|往|去|赴(?!任))(?P<place>(?!家|达|到|医院|了|[\u4e00-\u9fff]后)(?:[\u4e00-\u9fff]{2,16}?|[京津沪渝深杭穗蓉汉昆泰]))"
    r"(?=[,。;:()、\n]|的|送(?=[孩小女儿其货客人])|吃|下车|上车|换乘|后|并|探|就|乘|坐|转|再|住|宿|游|旅游|进行|过年|过春节|出差|务工|与|购(?!物(?:中心|广场|城|街|公园))|买|看|做|参加|接|用餐|聚|隔离|$|\d)"
)

_ARRIVED = re.compile(
    r"(?:到|至)?(?!来|家|到|后)(?P<place>(?:(?!后)[\u4e00-\u9fff]){2,10}?)(?=[,。;()\n后]|$)"
)
_CAME = re.compile(
    rf"{FROM}(?P<place>(?:(?!的)[\u4e00-\u9fff]){{2,10}}?)(?:探亲|旅游|出差|务工|打工)?后?接?(?:返回|返|回|来(?!往)|抵达)"
)
#: 1月19日赴武汉旅游: a journey of which nobody says from where.
_WENT = re.compile(
    r"(?:(?<=[日号,])|(?<=上午)|(?<=下午))(?:曾|独自|与家人|一家)?(?:赴|前往|去)(?P<place>[\u4e00-\u9fff]{2,8}?)(?=旅游|出差|务工|打工)"
)
#: 从广州到长沙,随后乘坐轿车前往清水塘: what stands before is a way he had come already.
_ANOTHER_LEG = re.compile(
    r"随后|之后|然后|接着|其后|此后|[再又]|转(?=乘|车|机|坐|搭)|换乘|后|[,;]在[^,。;]{2,12}?(?=乘|坐|搭|$)"
)
#: 在驻马店西站乘坐中巴车: where he got on.
_BOARDED = re.compile(r"[,;]在(?P<place>[\u4e00-\u9fff]{2,10}站)(?:转|换)?(?:乘坐?|坐|搭乘?)$")


def write_journeys(
    drafting: Drafting, section: Section, but: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Write the journeys of a section, but in some stretches; return where their places stand."""
    places: list[tuple[int, int]] = []
    _without_vehicle(drafting, section, places, but)
    _went(drafting, section, places, but)
    runs = [run for run in _runs(drafting, section) if not _is_in(run, but)]
    for number, match in enumerate(runs):
        last = runs[number - 1].end() if number else section.start
        following = runs[number + 1].start() if number + 1 < len(runs) else section.end
        start, end = _stretch(drafting, section, match)
        fields = _vehicle(drafting, match, following)
        _route(drafting, match, max(start, last), min(end, following), fields, places)
        sure = certainty(drafting.plain, section, *match.span())
        doubts = _route_only(drafting, match, fields)
        drafting.add("journey", less_sure(fields, sure), {"person": section.person}, doubts)
    return places


def _route_only(
    drafting: Drafting, match: re.Match[str], fields: dict[str, Value | None]
) -> tuple[Doubt, ...]:
    """K15路公交车: many buses run on a route in a day, and who rode which is not said."""
    route = _ROUTE_NUMBER.match(drafting.plain, *match.span())
    if not route:
        return ()
    fields["number"] = drafting.value(route[0].upper(), *route.span(), OPEN)
    return (Doubt("number", "route_not_run", drafting.page.said(*route.span())),)


def _is_in(match: re.Match[str], stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= match.start() < end for start, end in stretches)


def _without_vehicle(
    drafting: Drafting,
    section: Section,
    places: list[tuple[int, int]],
    but: Sequence[tuple[int, int]],
) -> None:
    """从武汉回来: a journey of which nobody says how it was made."""
    for match in _CAME.finditer(drafting.plain, section.head, section.end):
        if was_not_done(drafting.plain, *match.span()):
            continue
        sentence = drafting.sentences.of(match.start())
        if _is_in(match, but) or _RUNS.search(
            drafting.plain, max(sentence[0], match.start() - 30), min(match.end() + 30, sentence[1])
        ):
            continue
        sure = certainty(drafting.plain, section, *match.span())
        if not sure:
            _note_another(drafting, section, match)
            continue
        time = _time_before(drafting, match.start(), max(sentence[0], section.start))
        fields: dict[str, Value | None] = {
            "from_place": way_name(drafting, *match.span("place"), 0.9),
            "when": drafting.when(time, 0.9) if time else None,
        }
        places.append(match.span("place"))
        if to := _arrived(drafting, match):
            fields["to_place"] = to[1]
            places.append(to[0])
        drafting.add("journey", less_sure(fields, sure), {"person": section.person})


def _went(
    drafting: Drafting,
    section: Section,
    places: list[tuple[int, int]],
    but: Sequence[tuple[int, int]],
) -> None:
    """赴武汉旅游: a journey to a town, of which neither vehicle nor beginning is told."""
    plain = drafting.plain
    for match in _WENT.finditer(plain, section.head, section.end):
        start, end = drafting.sentences.of(match.start())
        start = max(start, section.start)
        time = _time_before(drafting, match.start(), start)
        sure = certainty(plain, section, *match.span())
        if _is_in(match, but) or was_not_done(plain, *match.span()) or not (time and sure):
            continue
        if divisions.code_of(match["place"], time.day.year) is None or _RUNS.search(
            plain, time.end, min(match.end() + 30, end)
        ):
            continue
        places.append(match.span("place"))
        fields = {
            "to_place": drafting.words(*match.span("place"), 0.9),
            "when": drafting.when(time, 0.9),
        }
        drafting.add("journey", less_sure(fields, sure), {"person": section.person})


def _arrived(
    drafting: Drafting, came: re.Match[str]
) -> tuple[tuple[int, int], Value | None] | None:
    """Where it is said to which place somebody came: 从武汉返回株洲, 从武汉返株."""
    if town := returned_to(drafting.plain, came.end() - 1, came.end() + 2):
        return town, way_name(drafting, *town, 0.9)
    found = _ARRIVED.match(drafting.plain, came.end())
    return (found.span("place"), way_name(drafting, *found.span("place"), 0.7)) if found else None


def _runs(drafting: Drafting, section: Section) -> list[re.Match[str]]:
    """Vehicles; a word beside a number, or before it in brackets, is of the same vehicle."""
    found: list[re.Match[str]] = []
    for match in _RUNS.finditer(drafting.plain, section.head, section.end):
        before = drafting.plain[max(match.start() - 8, 0) : match.start()]
        if re.search(r"(?:没有|未|无)[^,。;]{0,4}$", before):
            continue
        if was_not_done(drafting.plain, *match.span()):
            continue
        if not certainty(drafting.plain, section, *match.span()):
            _note_another(drafting, section, match)
            continue
        if found and _same_vehicle(drafting.plain, found[-1], match):
            found[-1] = found[-1] if match["word"] else match
            continue
        found.append(match)
    return found


def _note_another(drafting: Drafting, section: Section, match: re.Match[str]) -> None:
    """该乘客当日从武汉乘G1023次抵达: a way that somebody went who may have no draft."""
    if is_of_somebody(drafting.plain, section, match.start()):
        drafting.of_others.add(match.start())


def _same_vehicle(plain: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = plain[first.end() : second.start()]
    if first["word"] and second["plate"] and re.fullmatch(r"[,(]?车牌(?:号码?)?[为是:]?", between):
        return True
    if len(between) <= 3 and not re.search(r"[后转再,。;、]", between):
        return bool(first["word"]) != bool(second["word"]) or between == ""
    if second["word"] and not first["word"] and re.fullmatch(r"\([^()]{0,20}\)", between):
        return True  # d4791(11车03b)动车
    named = bool(first["word"]) and not second["word"]
    return (
        named
        and len(between) <= 14
        and bool(re.fullmatch(r"[^,。;乘坐后]*\((?:[^,。;)]{0,8})", between))
    )


def _vehicle(drafting: Drafting, match: re.Match[str], until: int) -> dict[str, Value | None]:
    plain = drafting.plain
    kind = next(name for name in ("train", "flight", "plate", "word") if match[name])
    named = match[0] if kind == "word" else kind
    means = {"train": "train", "flight": "flight", "plate": "car"}.get(kind) or _means(named)
    around = plain[max(match.start() - 12, 0) : match.end() + 10]
    if kind == "plate" and re.search("客车|大巴|中巴|班车", around):
        means = "coach"
    fields: dict[str, Value | None] = {"means": drafting.value(means, *match.span(), 0.95)}
    if kind == "plate":
        fields["plate"] = drafting.words(*match.span())
    if kind in ("train", "flight") and (number := _NUMBER.search(plain, *match.span())):
        fields["number"] = drafting.value(number[0].upper(), *number.span())
    clauses = (t for t in drafting.times_in(match.end(), until) if plain[t.start - 1] in ",;。")
    _seat(drafting, match.end(), next((t.start for t in clauses), until), fields)
    return fields


def _means(word: str) -> str:
    return next(means for means, pattern in MEANS if pattern.search(word))


def _seat(drafting: Drafting, at: int, until: int, fields: dict[str, Value | None]) -> None:
    found = _CARRIAGE.search(drafting.plain, at, min(at + 22, until))
    if not found or re.search(r"[。;\n]", drafting.plain[at : found.start()]):
        return
    if found["carriage"]:
        fields["carriage"] = drafting.words(*found.span("carriage"))
    seat = "seat" if found["seat"] else "alone" if found["alone"] else None
    if seat:
        fields["seat"] = drafting.value(found[seat].upper(), *found.span(seat))


def _opens(plain: str, time: Time) -> bool:
    """Whether a time begins what is told next: 前往武汉,于1月23日返回; 于1月23日到达 ends the journey."""
    if plain[time.start - 1] in ",;。":
        return True
    return (
        plain[time.start - 2 : time.start] == ",于" and plain[time.end : time.end + 1] not in "到抵"
    )


def _stretch(drafting: Drafting, section: Section, match: re.Match[str]) -> tuple[int, int]:
    """The part of the sentence about this journey: up to the next time that begins a clause."""
    start, end = drafting.sentences.of(match.start())
    start, end = max(start, section.start), min(end, section.end)
    times = drafting.times_in(start, end)
    before = [t.start for t in times if t.start < match.start()]
    after = [t.start for t in times if t.start >= match.end() and _opens(drafting.plain, t)]
    return (before[-1] if before else start), (after[0] if after else end)


def _route(
    drafting: Drafting,
    match: re.Match[str],
    start: int,
    end: int,
    fields: dict[str, Value | None],
    places: list[tuple[int, int]],
) -> None:
    plain = drafting.plain
    left = _FROM.search(plain, start, end)
    between = _TO.search(plain, left.end("place"), match.start()) if left else None
    if between and _ANOTHER_LEG.search(plain, between.end("place"), match.start()):
        left = between = None
    left = left or _BOARDED.search(plain[: match.start()], start)
    if left:
        fields["from_place"] = way_name(drafting, *left.span("place"), 0.9)
        places.append(left.span("place"))
    to = between or _TO.search(plain, match.end(), end)
    reached = to.span("place") if to else returned_to(plain, match.end(), end)
    if reached:
        fields["to_place"] = way_name(drafting, *reached, 0.9)
        places.append(reached)
    if left and reached and plain[slice(*left.span("place"))] == plain[slice(*reached)]:
        # 自驾赴武汉,随后从武汉返回: what stands later is of the way back.
        del fields["from_place" if left.start() > reached[0] else "to_place"]
    _times(drafting, match, start, end, fields)


def _times(
    drafting: Drafting,
    match: re.Match[str],
    start: int,
    end: int,
    fields: dict[str, Value | None],
) -> None:
    before = _time_before(drafting, match.start(), drafting.sentences.of(match.start())[0])
    after = list(drafting.times_in(match.end(), end))
    first = before or (after.pop(0) if after else None)
    if first:
        fields["when"] = drafting.when(first, 0.9)
    arrived = next((t for t in after if re.match("到|抵", drafting.plain[t.end : t.end + 1])), None)
    if arrived:
        fields["arrived"] = drafting.when(arrived, 0.8)


def _time_before(drafting: Drafting, at: int, start: int) -> Time | None:
    """The time before a vehicle, unless one that is not read stands nearer."""
    time = drafting.time_before(at, start)
    return None if time and is_told_between(drafting.plain, time.end, at) else time
