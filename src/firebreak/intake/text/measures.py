"""What a text says was ordered, made, sent, given and inspected, with its numbers and deadlines."""

import re

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text import divisions
from firebreak.intake.text.addressees import WE, addressed, maker
from firebreak.intake.text.drafting import Drafting, chinese_number
from firebreak.intake.text.given import by_whom, received_on

_PIECES = "套|个|只|件|台|批|箱|副|支|吨|份|辆|万只|万个"
_HOURS = re.compile(
    r"(?P<hours>\d{1,3})(?:个)?小时(?:之)?内(?:必须|须|应|要)?(?P<action>(?:[^,。;!\n\d]|(?<=[完成对])\d+(?=[例人名个处份件])){2,24})"
)
_TO_DO = (
    r"(?:必须|务必|须|应当?|要|请|全部|全面|予以|将)*(?P<action>(?:[\u4e00-\u9fff]{0,12}?)"
    r"(?:完成|上报|报送|报告|报|反馈|提交|送达|送检|落实|排查|追踪|核实|核查|整改|到位|关闭|停止|采样|流调|出具|开展)[^,。;!\n]{0,20})"
)
_WITHIN_DAYS = re.compile(
    rf"(?<![近前后去\d.])(?P<days>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})(?:个工作)?[日天](?:之|以)?内,?{_TO_DO}"
)
_BY = re.compile(rf"(?:之|以)?前,?{_TO_DO}")
_DAYS = re.compile(
    rf"(?P<days>\d{{1,3}})[天日](?:之)?内(?P<action>[\u4e00-\u9fff]{{1,6}}?)(?P<n>\d{{1,8}})(?P<unit>{_PIECES})(?P<what>[^,。;!\n]{{2,30}})"
)
_LAST = re.compile(rf"最后(?P<n>\d{{1,7}})(?:{_PIECES})")
_FASTEST = re.compile(r"(?:最快|只需|仅需)(?P<n>\d{1,4})分钟")
_WORKERS = re.compile(
    r"(?P<owner>[\u4e00-\u9fff]{2,4}?)?(?:与|和|带领|带着)(?P<n>\d{1,4})(?:名|位|个)(?:员工|工人|职工)"
)
_SENT_TO = re.compile(r"(?:发往|运往|送往|交付|供应)(?P<to>[\u4e00-\u9fff]{2,12}?)(?=[,。;])")
_RECEIVED = re.compile(r"接到|收到|接下|承接")
NEAR = 900  # characters around an order that may still speak of it: one article
_TEAM = re.compile(
    r"(?P<n>\d{1,5})(?:人|名|位)(?:的)?[^。;\n]{0,40}?(?P<how>奔赴|驰援|支援|赶赴|增援|援助|出征)(?:湖北省?)?(?P<to>[\u4e00-\u9fff]{2,6}?)(?=[,。;!”、]|疫|抗|的)"
)
_TEAM_WORD = re.compile(r"队伍|医疗队|队员|医务|医护|专家|护士|医生|突击队|天使")
_GIFT = re.compile(
    r"(?P<how>采购|购买|购置|捐赠|捐献|筹集|筹措)(?:了)?[^,。;\n\d]{0,6}(?P<n>\d{1,8})(?P<unit>万?(?:个|只|套|件|箱|副|台|吨|元|份|瓶))(?P<item>[\u4e00-\u9fff]{2,10}?)"
    r"(?:(?P<act>捐赠|捐献|捐|赠送|送)(?:到|给|往|至)?(?P<to>[\u4e00-\u9fff]{2,16}?))?(?=[,。;!、\n]|$)"
)
_HERE = re.compile(r"当地|本地|该市|该县")
_INSPECTED = re.compile(
    r"(?P<how>走遍|检查|排查|走访|巡查|督查|对)了?(?P<place>[\u4e00-\u9fff]{2,10}?(?:镇|乡|街道|区|县|市))的?(?P<n>\d{1,5})(?:个|家|处)(?P<what>村|社区|小区|单位|企业|场所|卡点)"
)
_PUBLIC = re.compile(
    r"(?:以及|及|和|的)(?P<places>(?:[\u4e00-\u9fffa-z]{2,10}、)+[\u4e00-\u9fffa-z]{2,10}?)(?:等|进行)"
)
_CHECKED = re.compile(r"走遍|检查|排查|走访|巡查|督查")


def write_orders(drafting: Drafting) -> None:
    """Write what is to be done within hours, and what is to be made within days."""
    for match in _HOURS.finditer(drafting.plain):
        _deadline(drafting, match)
    made = list(_DAYS.finditer(drafting.plain))
    for match in made:
        _production(drafting, match)
    for match in _WITHIN_DAYS.finditer(drafting.plain):
        if all(match.start() != other.start() for other in made):
            days = drafting.value(chinese_number(match["days"]), *match.span("days"))
            _order(drafting, match.start(), match.span("action"), {"days": days})
    for time in drafting.times:
        if by := _BY.match(drafting.plain, time.end):
            until = drafting.when(time)
            _order(drafting, time.start, by.span("action"), {"until": until})


def _deadline(drafting: Drafting, match: re.Match[str]) -> None:
    hours = drafting.number(match, "hours")
    _order(drafting, match.start(), match.span("action"), {"deadline_hours": hours})


def _order(
    drafting: Drafting, at: int, action: tuple[int, int], within: dict[str, Value | None]
) -> None:
    """Write what is to be done, by whom, within or until a time that stands at a character."""
    start, end = drafting.sentences.of(at)
    whom = addressed(drafting.plain, start, at, drafting.plain[slice(*action)])
    fields = {
        "text": drafting.words(start, _trimmed(drafting, end)),
        "action": drafting.words(*action),
        "to": drafting.words(*whom.to, 0.8) if whom.to else None,
        "about": drafting.words(*whom.about, 0.9) if whom.about else None,
        **by_whom(drafting, _paragraph(drafting, at), at),
        **within,
    }
    said = drafting.page.said(*whom.not_he) if whom.not_he else ""
    doubts = (Doubt("to", "addressee_not_said", said),) if whom.not_he else ()
    drafting.add("order", fields, {}, doubts)


def _paragraph(drafting: Drafting, at: int) -> int:
    return drafting.plain.rfind("\n", 0, at) + 1


def _trimmed(drafting: Drafting, end: int) -> int:
    while drafting.plain[end - 1 : end] == "\n":
        end -= 1
    return end


def _production(drafting: Drafting, match: re.Match[str]) -> None:
    """Write what is to be made: by whom, for whom, since when, and what is told of the making."""
    start, end = drafting.sentences.of(match.start())
    whom = _who_makes(drafting, match, start)
    given = received_on(drafting, start, match.start())
    fields: dict[str, Value | None] = {
        "text": drafting.words(start, _trimmed(drafting, end)),
        "action": drafting.words(*match.span("action")),
        "days": drafting.number(match, "days"),
        "number": drafting.number(match, "n"),
        "item": drafting.words(*match.span("what")),
        "to": drafting.words(*whom, 0.8) if whom else None,
        "when": given,
        **_of_the_making(drafting, match),
    }
    doubts = [] if whom else [Doubt("to", "addressee_not_said", "")]
    if not given and _RECEIVED.search(drafting.plain, start, match.start()):
        doubts.append(Doubt("when", "time_not_said", ""))
    drafting.add("order", fields, {}, tuple(doubts))


def _who_makes(drafting: Drafting, match: re.Match[str], start: int) -> tuple[int, int] | None:
    told = addressed(drafting.plain, start, match.start(), match["action"]).to
    if told and WE.match(
        drafting.plain[slice(*told)]
    ):  # 我们公司: whoever says it is named behind it
        told = None
    return told or maker(drafting.plain, start, match.start())


def _of_the_making(drafting: Drafting, match: re.Match[str]) -> dict[str, Value]:
    """Return to whom the goods go, and what the article tells of making them."""
    near = (max(match.start() - NEAR, 0), min(match.end() + NEAR, len(drafting.plain)))
    fields: dict[str, Value] = {}
    if found := _receiver(drafting.plain, near, match["what"]):
        fields["receiver"] = drafting.words(*found.span("to"), 0.8)
    for name, words in (("last_number", _LAST), ("minutes_each", _FASTEST), ("workers", _WORKERS)):
        if found := words.search(drafting.plain, *near):
            fields[name] = drafting.number(found, "n")
    return fields


def _receiver(plain: str, near: tuple[int, int], what: str) -> re.Match[str] | None:
    """Where goods are said to go: to the one that they are called after, else the only one."""
    found = list(_SENT_TO.finditer(plain, *near))
    called = [one for one in found if one["to"][:2] in what]
    return next(iter(called), found[0] if len(found) == 1 else None)


def write_help(drafting: Drafting) -> None:
    """Write teams sent elsewhere, things bought and given, and places inspected."""
    for match in _TEAM.finditer(drafting.plain):
        if _TEAM_WORD.search(match[0]):
            _team(drafting, match)
    for match in _GIFT.finditer(drafting.plain):
        _gift(drafting, match)
    for match in _INSPECTED.finditer(drafting.plain):
        _inspection(drafting, match)


def _team(drafting: Drafting, match: re.Match[str]) -> None:
    time = drafting.time_before(match.start(), drafting.sentences.of(match.start())[0])
    fields = {
        "people": drafting.number(match, "n"),
        "to_place": drafting.words(*match.span("to")),
        "what": drafting.words(*match.span()),
        "when": drafting.when(time) if time else None,
    }
    drafting.add("team", fields)


def _gift(drafting: Drafting, match: re.Match[str]) -> None:
    start, _end = drafting.sentences.of(match.start())
    fields: dict[str, Value | None] = {
        "what": drafting.words(*match.span("how")),
        "number": drafting.number(match, "n"),
        "unit": drafting.words(*match.span("unit")),
        "item": drafting.words(*match.span("item")),
    }
    if match["to"]:
        fields["to"] = drafting.words(*match.span("to"))
    if (named := _division(drafting, start, match.start())) and _HERE.search(match[0]):
        fields["place"] = drafting.words(*named, 0.8)
    drafting.add("supply", fields)


def _division(drafting: Drafting, start: int, end: int) -> tuple[int, int] | None:
    """The last division named whole in a stretch of text."""
    last = None
    for found in re.compile(r"(?=([\u4e00-\u9fff]{1,6}?[省市县区]))").finditer(
        drafting.plain, start, end
    ):
        for first in range(found.start(1), found.end(1) - 1):
            if drafting.plain[first : found.end(1)] in divisions.names():
                last = (first, found.end(1))
                break
    return last


def _inspection(drafting: Drafting, match: re.Match[str]) -> None:
    end = drafting.sentences.of(match.start())[1]
    checked = _CHECKED.search(drafting.plain, match.start(), end)
    if not checked:
        return
    fields: dict[str, Value | None] = {
        "what": drafting.words(*checked.span()),
        "place": drafting.words(*match.span("place")),
        "number": drafting.number(match, "n"),
        "of": drafting.words(*match.span("what")),
    }
    if found := _PUBLIC.search(drafting.plain, match.end(), end):
        span = found.span("places")
        fields["places"] = drafting.value(tuple(drafting.page.said(*span).split("、")), *span)
    drafting.add("inspection", fields)
