"""Places as written: lists taken apart, kinds, and which two spellings may be one place.

A conjunction may be part of a name (a pharmacy called X和): it is, where what follows it is no
name of its own. What is not certain becomes a doubt, never a guess in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from firebreak.engine.consistency.spelling import easily_confused
from firebreak.intake.drafts import Doubt
from firebreak.intake.text import divisions
from firebreak.intake.text.lexicons import RELATIONS

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("home", r"^(?:自己|自|其)?家(?:中|里)?$|住处$|家中$"),
        (
            "hospital",
            r"(?:医院|卫生院|卫生室|卫生所|诊所|卫生服务(?:中心|站)|门诊部?|急救中心|医疗机构|院区|妇幼保健院)(?:[^\u4e00-\u9fff].*)?$",
        ),
        (
            "station",
            r"(?:火车站|高铁站|客运站|汽车站|车站|机场|地铁站|码头|收费站|服务区|[东西南北]站|站)$",
        ),
        (
            "shop",
            r"(?:药房|药店|超市|市场|商场|商店|商城|便利店|百货|株百|门店|专卖店|菜场|商贸城|广场|店铺|小卖部|购物中心|百货大楼|门市部|(?<=[纺业装具饰品行])门市)$"
            r"|(?:百货(?:大楼)?|商场|超市|大楼)(?:[一二三四五\d]楼)?(?:服装|鞋帽?|珠宝|家电|化妆品|生鲜|果蔬|水产|日化)(?:、(?:鞋|珠宝))?(?:专?区|柜台|专柜|部)$",
        ),
        (
            "restaurant",
            r"(?:饭店|餐厅|餐馆|酒家|饭庄|菜馆|茶馆|酒楼|食堂|火锅店?|肯德基|麦当劳|大排档|饭馆|面馆|粉店|茶楼|烧烤店?|农家乐)$",
        ),
        ("school", r"(?:学校|大学|中学|小学|幼儿园|学院|校区)$"),
        ("workplace", r"(?:公司|工厂|厂|单位|工地|办公室|写字楼|产业园|车间|银行)$"),
        (
            "public",
            r"(?:酒店|宾馆|旅馆|棋牌室|麻将馆|网吧|ktv|影院|公园|景区|澡堂|浴室|教堂|寺|礼堂|养老院|敬老院)$",
        ),
        (
            "compound",
            r"(?:小区|社区|花园|公寓|新村|村|组|苑|小镇|佳园|家园|花苑|华庭|庭|新城|名城|名都|华都|安置镇|安置区|居委会|屯|院子|寓|"
            r"山庄|府|湾|坪|\d+号|号院|栋|大院|宿舍|街道|路|巷|弄|天地|景城|滨江|香榭|颐景园|园|[镇乡区县市])$",
        ),
    )
)
ENGLISH_KINDS = (
    ("hospital", "hospital|clinic|medical|health cent"),
    ("station", "station|airport|terminal|port$"),
    ("restaurant", "restaurant|cafe|canteen|hotpot|diner"),
    ("shop", "market|mall|supermarket|store|shop|pharmacy"),
    ("school", "school|university|college|kindergarten"),
    ("workplace", "office|factory|company|plant$"),
    ("public", "hotel|cinema|park|church|mosque|temple|hall|gym|library"),
    ("compound", "village|estate|compound|community|street|road|tower|apartments|residence"),
)
#: No name of its own: what stands before it is part of it.
BARE = frozenset(
    [
        "药房",
        "大药房",
        "药店",
        "超市",
        "饭店",
        "酒店",
        "医院",
        "诊所",
        "市场",
        "菜市场",
        "商店",
        "宾馆",
        "小区",
        "公园",
        "网吧",
        "银行",
        "餐厅",
        "酒楼",
        "茶楼",
        "商场",
    ]
)
_WHO = "|".join(sorted(map(re.escape, RELATIONS), key=len, reverse=True))
#: 从武汉, 由武汉, 自武汉; but 自驾, 自觉, 由家人送, 由120转运 say no place.
FROM = (
    r"(?:(?<![随服])从(?![事未没而此业来不前小中医])|(?<![来亲各独擅私])自(?![驾行己觉感诉述费备愿发带家称我身由动主理认开购服测从查治离今此])"
    rf"|(?<![自理缘])由(?![于此其他她我专]|本人|(?:{_WHO})|公司|单位|社区|村医|村干部|村民|政府|工作人员|民警|医[务护生]|救护|急救|负压|疾控"
    r"|[^,。;从自乘坐返回到至]{0,12}?(?:救护车|急救车|专车|接|送|陪|转运|指派)))"
)
_MANY = r"(?:\d{1,4}余?多?(?:[人名位](?!民)|个人?)|[一二两三四五六七八九十]{1,3}[人名位])"
#: Somebody's company and not his way's end: 与亲戚12人聚餐, 和朋友就餐; 到亲戚家 is a place.
COMPANY = re.compile(
    rf"{_MANY}?(?:其|他|她|好友|亲友|友人|工友|战友|客户|他人|别人)?(?:{_WHO})?等?(?:约|共)?{_MANY}?(?:等人?|一起|一同|共同)?$"
)
_SURE = re.compile(r"[、,]|以及|及(?:其)?附近的?|还有")
_MAYBE = re.compile(r"和|与|及")
_TRIMMED = re.compile(
    r"(?:跟|与|和|同)(?:亲|家|朋|同|父|母|妻|丈|儿|女|孩|其|他|她|人)[^、]*$|(?:一起|一同|共同)$"
    r"|^(?:位于|其|的|该|本|自己|在|前往|曾到|曾去|先后到)+|(?:等地?|内|里|中|处|附近|一带|等处|等场所|进行)$"
)


ENDS = (
    "饭店|酒家|酒店|酒楼|餐馆|餐厅|饭庄|饭馆|菜馆|面馆|粉店|茶楼|茶馆|食堂|火锅店?|农家乐|超市|商场|市场|商店|百货|广场|药店|药房|门店"
    "|宾馆|旅馆|棋牌室|麻将馆|网吧|ktv|影院|公园|景区|家[中里]?|小区|社区|公司|单位|学校|医院|诊所|村|组|镇|乡"
)
_ACTS = (
    "同桌|同席|参加|出席|参与|陪(?=客|亲|朋|家|父|母|其|同|妻|孩|儿|女)|排队|聚餐|聚会|聚集|就餐|用餐|进餐|吃饭|吃|喝|购买|采购|选购"
    "|宴请|请客|招待|举[办行]|办理|会[见客]"
)
#: 湘水人家饭店同桌就餐: the name ends at its kind, where what was done there follows.
_NAME_THEN_ACT = re.compile(
    rf"(?P<name>.*?(?:{ENDS})(?:内|里)?)(?:{_ACTS}|购物(?!中心|广场|城|街|公园))"
)
#: 龙岗参加完酒席, 丰城市经营服饰店, 某村邻居喜宴: what was done there, behind a name of any kind.
_THEN_DONE = re.compile(
    r"(?<=..)(?:(?:参加|出席|参与)(?!.{0,2}[路街])|(?:从事|经营|进行)(?=..)"
    r"|(?:(?:邻居|亲戚|朋友|同事|村民|亲友)家?的?)?(?:喜宴|婚宴|酒席|宴席|婚礼|葬礼|丧事|满月酒|寿宴|生日宴|家庭聚[会餐]|家庭)$).*"
)


#: 步步高超市(贺家土店): which of several.
_BRANCH = re.compile(r"(?<=.)\([^()]*\)$")


@dataclass(frozen=True)
class Written:
    """A place as it stands in the plain text, and what is uncertain of it."""

    start: int
    end: int
    name: str
    doubts: tuple[Doubt, ...] = ()


def place_kind(name: str) -> str:
    """
    Return the kind of a place by its name (`records.models.Place.Kind`).

    Examples
    --------
    >>> place_kind("养天和药房"), place_kind("财富小区"), place_kind("南大门")
    ('shop', 'compound', 'unknown')
    """
    bare = _BRANCH.sub("", name)
    if is_division(bare):
        return "unknown"
    return next((kind for kind, pattern in KINDS if pattern.search(bare)), "unknown")


def is_division(name: str) -> bool:
    """Whether a name is a county's or a greater division's, where nobody can be met as in a village."""
    if not divisions.RANK.search(name):
        return False
    return name in divisions.names() or divisions.code_of(name, 2020) is not None


def english_place_kind(name: str) -> str:
    """
    Return the kind of a place by its English name.

    Examples
    --------
    >>> english_place_kind("Xiangya Hospital"), english_place_kind("Youxian")
    ('hospital', 'unknown')
    """
    said = name.lower()
    return next((kind for kind, words in ENGLISH_KINDS if re.search(words, said)), "unknown")


def split_places(plain: str, start: int, end: int) -> Iterator[Written]:
    """
    Take a list of places apart.

    Examples
    --------
    >>> line = "某某小区、养天和药房和老街大药房"
    >>> [place.name for place in split_places(line, 0, len(line))]
    ['某某小区', '养天和药房', '老街大药房']
    """
    position = start
    for mark in [*_SURE.finditer(plain, start, end), None]:
        stop = mark.start() if mark else end
        yield from _conjoined(plain, position, stop)
        position = mark.end() if mark else end


def _conjoined(plain: str, start: int, end: int) -> Iterator[Written]:
    doubts: list[Doubt] = []
    first = start
    for mark in _MAYBE.finditer(plain, start, end):
        left, right = plain[first : mark.start()], plain[mark.end() : end]
        if not left or not right:
            continue
        if _is_inside(left, right):
            whole = plain[first:end]
            doubts.append(Doubt("place", "conjunction_in_name", whole, (whole, f"{left}、{right}")))
            continue
        yield from _trimmed(plain, first, mark.start(), doubts)
        if COMPANY.match(right):
            return
        first, doubts = mark.end(), []
    yield from _trimmed(plain, first, end, doubts)


def _is_inside(left: str, right: str) -> bool:
    """Whether the conjunction belongs to the name it stands in."""
    following = _MAYBE.split(right)[0]
    if following in BARE:
        return True
    return len(left) == 1 and place_kind(left) == "unknown"


def _trimmed(plain: str, start: int, end: int, doubts: list[Doubt]) -> Iterator[Written]:
    name = plain[start:end]
    if acts := _NAME_THEN_ACT.match(name):
        name, end = acts["name"], start + acts.end("name")
    if done := _THEN_DONE.search(name):
        name, end = name[: done.start()], start + done.start()
    while found := _TRIMMED.search(name):
        start, end = (
            (start + found.end(), end) if found.start() == 0 else (start, end - len(found[0]))
        )
        name = plain[start:end]
        if not name:
            return
    if name.strip():
        yield Written(start, end, name, (*doubts, *_bare(name)))


def _bare(name: str) -> tuple[Doubt, ...]:
    """A name that only neighbours know: short, of no kind, within no division that is named."""
    known = without_division(name) != name
    known = known or is_division(name)
    bare = not known and len(name) <= 4 and place_kind(name) == "unknown"
    return (Doubt("place", "bare_local_name", name),) if bare else ()


def without_division(name: str) -> str:
    """
    Return a place's name without the county, town or zone it begins with.

    Examples
    --------
    >>> without_division("天元区江湾1号"), without_division("网岭镇")
    ('江湾1号', '网岭镇')
    """
    found = re.match(
        r"(?:[\u4e00-\u9fff]{2,6}?(?:省|市|州))?[\u4e00-\u9fff]{1,6}?(?:示范区|新区|自治县|区|县|市)",
        name,
    )
    if not found or len(name) - found.end() < 2:
        return name
    named = (
        found[0] in divisions.names()
        or divisions.code_of(found[0], 2020)
        or found[0][-2:] in ("区", "县")
    )
    zone = found[0].endswith(("示范区", "新区")) or len(found[0]) == 3
    return name[found.end() :] if named or zone else name


@dataclass
class Known:
    """A place of the text: its spellings and where each stands."""

    spellings: dict[str, tuple[int, int]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def one_place_or_two(first: str, second: str) -> str:
    """
    Say why two spellings may be one place: `same`, `without_division`, `two_spellings`, or "".

    Examples
    --------
    >>> one_place_or_two("荷塘区佳安名苑", "荷塘区佳安茗苑"), one_place_or_two("江湾1号", "江湾2号")
    ('two_spellings', '')
    """
    if first == second:
        return "same"
    bare = without_division(first), without_division(second)
    divided = bare[0] != first and bare[1] != second
    if divided and first[: -len(bare[0])][:2] != second[: -len(bare[1])][:2]:
        return ""
    if bare[0] == bare[1]:
        return "without_division"
    return "two_spellings" if _one_character(*bare) else ""


def _one_character(first: str, second: str) -> bool:
    if len(first) != len(second) or len(first) < 3:
        return False
    unlike = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(unlike) == 1 and easily_confused(*unlike[0])
