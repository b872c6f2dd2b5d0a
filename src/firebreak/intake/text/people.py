"""The people a text speaks of: who, which number, and where the text about each begins and ends.

A *section* is the stretch of text about one person: it begins where somebody is named at the head
of a sentence (`患者3：王某，女，45岁…`) and ends where the next is. `第3例确诊病例的母亲` names somebody
within another's section and begins none. What is said of him is `described.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from firebreak.intake.text import divisions
from firebreak.intake.text.corrections import of_whom, taken_out
from firebreak.intake.text.drafting import chinese_number
from firebreak.intake.text.full_names import FULL_NAME, full_names
from firebreak.intake.text.headings import HEADING_OF_HIS
from firebreak.intake.text.infected import NAMED as LISTED
from firebreak.intake.text.lexicons import COMPOUND_SURNAMES, MANY_OF_KIN, RELATIONS
from firebreak.intake.text.mentions import ONE_STORY, is_relative
from firebreak.intake.text.nicknames import nicknamed
from firebreak.intake.text.numbering import COUNTED, NTH, NUMBER
from firebreak.intake.text.rows import follows, mark_of, people_of_rows, title_of
from firebreak.intake.text.strangers import rest_of_name

_KIND = r"(?:新增|新|确诊|疑似|本土|本地|境外|输入性?|阳性|重症|新冠肺炎|新型冠状病毒肺炎|无症状感染者)*"
NUMBERED = rf"(?:{_KIND}(?:病例|患者|病人)(?:编号|序号)?:?(?P<number>{NUMBER})|第(?P<nth>{NTH})例{_KIND}(?:病例|患者)?)"
#: Any character may be a surname; these stand before 某 for other reasons.
_SURNAME = rf"(?:{'|'.join(COMPOUND_SURNAMES)}|(?![在为是某的于到从与和去有该由至往个系对及被将给跟比])[\u4e00-\u9fff])"
_HIDDEN = rf"(?:某(?:某|[甲乙丙丁]|\d(?!{COUNTED}))?|x{{1,2}}(?![a-z0-9])|×{{1,2}}|\*{{1,2}}(?!\*))"
NAME = rf"(?P<name>{_SURNAME}{_HIDDEN})"
_CALLED = r"(?P<called>[\u4e00-\u9fff](?:女士|先生|姓(?:男|女)[子童孩性]))"
_BARE_NUMBER = r"(?<![^\n])(?P<bare>\d{1,3})[,、.:)]\s*(?=[男女][,性])"
#: 1例确诊病例(女,20岁); 1例为男性,45岁; 一名40岁男性患者: one of whom sex or age are told.
_ONE = rf"(?P<one>(?<![\d第])(?:1|一)(?:[名位例](?=\d{{1,3}}周?岁的?[男女])|[名位][^,。;:()、\d\n与和]{{1,8}}(?=\((?:[男女][,)]|\d{{1,3}}周?岁))|例(?:(?:{_KIND}|死亡|危重症?)(?:患者|病例|感染者)|(?:本土|境外输入)*无症状感染者)?(?=[,:(为系]{{1,2}}(?:[男女]|\d{{1,3}}周?岁))))"
#: 1名确诊患者(病例41)经治疗出院: his number.
_ONE_NUMBERED = re.compile(
    r"(?:^|[。!?\n;,:])[^,。;:!?\n与和同跟随系是为、接触探陪及]{0,8}(?:1|一)[名例位][^,。;:()\n]{0,10}(?:患者|病例)\($"
)
_ONE_IS_TOLD_OF = re.compile(r"(?:^|[。!?\n;,:(])[^,。;:!?\n与和同跟随系是为、接触探陪及]{0,16}$")
#: A list of cases by number, and not of their contacts.
_OF_CASES = re.compile(r"^(?!.*(?:密接|接触|同住|同行|家属|家人|人员)).*(?:病例|患者|病人)")
_WHO = re.compile(
    rf"(?:{LISTED}|{_ONE}|{NUMBERED}|{NAME}|{_CALLED}|{_BARE_NUMBER}|(?P<plain>(?:该|此)?(?:名|例)?{_KIND}(?:患者|病例)(?=[,:为系(]|[男女][,性]|\d{{1,3}}周?岁)))"
)
#: What may stand before the first word of a section: a list's numbering, "患者", "1例:".
_BULLET = re.compile(
    r"(?:^|[。!?\n;])[”\")]*\s*(?:\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、):]\s*)?[^,。;:\n]{0,6}:?$"
)
_HEADLINE = re.compile(
    r"(?:^|[。!?\n;】])\s*(?:\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、):]\s*)?$"
)
#: 卫生局表示,新增病例为64岁女性: who says so stands before it.
_SAYS_SO = re.compile(
    r"(?:^|[。!?\n;])[^,。;:\n]{0,10}(?:表示|通报|介绍|公布|宣布|透露|消息称?|指出)[,:]$"
)
#: 患者周某,1月24日出现咳嗽: as much an introduction as the name alone.
_PATIENT = re.compile(r"(?:^|[。!?\n;])\s*(?:确诊|疑似)?(?:患者|病人|病例):?$")
#: 2月4日,我市确诊病例尹某(男,38岁)曾乘坐…: of him, but not (女,62岁)之子.
_A_CASE = re.compile(
    r"(?:^|[。!?\n;,:])[^,。;:!?\n与和同跟随系是为、接触探陪照]{0,8}确诊(?:病例|患者)$"
)
#: 辖区居民吴某某(女,33岁): as a street or a school reports him.
_ONE_OF_OURS = re.compile(
    r"(?:^|[。!?\n;,:])[^,。;:!?\n与和同跟随系是为、接触探陪照]{0,10}(?:居民|村民|[返来][^,。;:\n]{1,4}人员|重点人员|职工|员工|学生|教师|旅客|乘客|外来人员)$"
)
_WHOSE = re.compile(rf"\([^()\n]*\)(?:之|的|{'|'.join(map(re.escape, RELATIONS))})")
_OF_SOMEBODY = re.compile(r"(?:与|和|同|系|为|是|跟|随|向|被|对|及|、|接触过?)$")
#: 病例4之妻, 病例4妻子; 病例5和病例6为其同事; 第32例确诊后,患者于…: spoken of in the story of somebody else.
_SPOKEN_OF = re.compile(
    rf"(?:之|的)(?!确诊)|{'|'.join(map(re.escape, RELATIONS))}|(?:确诊|发病|住院|被?隔离)?后,(?:该)?(?:患者|病人)"
    rf"|(?:[、和与及](?:病例|患者)?\d{{1,5}})*(?:均|都|皆|分别)*[为系是](?:其|患者的?|他的?|她的?)(?:{'|'.join(map(re.escape, RELATIONS))})"
)
#: 病例20许某的父亲许某某1月28日发病: whose number it is.
_WHOSE_RELATIVE = re.compile(
    rf"{NAME}(?=(?:之|的)?(?:{'|'.join(map(re.escape, RELATIONS))}|[妻夫父母子女])(?:某|{_SURNAME}{_HIDDEN}))"
)
#: 张某爱人刘某1月28日确诊: told of her, and of nobody else to the end of the paragraph.
_KIN = re.compile(
    rf"(?:^|[。!?\n;])\s*(?P<whose>(?:{NUMBERED}|{NAME}))(?:之|的)?(?:{'|'.join(map(re.escape, RELATIONS))}|[妻夫父母子女])[,:]?$"
)
#: 病例20许某的父亲,男,70岁: he is told of, without her name and number.
_SEX_AND_AGE = r"[,(](?:[男女]性?[,、]?\d{1,3}周?岁|\d{1,3}周?岁[,、]?[男女])"
_FAMILY = rf"(?:之|的)?(?:{'|'.join(map(re.escape, RELATIONS))})(?={_SEX_AND_AGE})"
_FAMILY_OF = re.compile(rf"(?:{_SURNAME}{_HIDDEN}|{FULL_NAME})?{_FAMILY}")
_ONE_OF_KIN = "|".join(
    re.escape(one)
    for one in sorted(RELATIONS, key=len, reverse=True)
    if one not in MANY_OF_KIN and one[0] != "之"
)
#: 周某之母, 病例20许某的父亲, 罗某儿媳: whose relative somebody is.
_OF_KIN = (
    rf"(?P<whose>{NUMBERED}(?:{_SURNAME}{_HIDDEN}|{FULL_NAME})?|{NAME})"
    rf"(?:之|的)?(?:{_ONE_OF_KIN}|(?:(?<=之)|(?<=的)|(?<=某))[妻夫父母子女媳婿兄弟姐妹](?=[,()\d于也已被]))"
)
_KIN_OF = re.compile(_OF_KIN)
#: 其妻李某: whose, in what is told of him.
_HIS_KIN = re.compile(rf"其(?:{_ONE_OF_KIN}|[妻夫父母子女弟兄姐妹])$")
#: 患者7:周某之母,61岁: who has a number, and no name but that of whose relative he is.
_NAMELESS = re.compile(rf"[:,(]?(?:系|为|是)?(?P<kin>{_OF_KIN})(?=[,()]|[男女],|\d{{1,3}}周?岁)")
#: 罗某儿媳1月23日发病: told of without name and number.
_NAMELESS_TOLD = re.compile(rf"(?:^|(?<=[。!?\n;]))\s*(?P<kin>{_OF_KIN})(?!{_SURNAME}{_HIDDEN})")
_INTRODUCED = re.compile(_SEX_AND_AGE)
_FELL_ILL = re.compile(r"[^。;\n]{0,80}(?:确诊|发病|发热|发烧|咳嗽|阳性|住院|入院|死亡|病逝)")
_HAPPENED = re.compile(
    r"[,:]?(?:也|亦|均|已|随后|后|于)*(?:\d{1,2}[月日]|[次当]日|确诊|被确诊|发病|出现|住院)"
)
_TOLD_WITH = re.compile(
    rf"(?:[、和与及~至到–—-](?:病例|患者|感染者)?\d{{1,5}}(?!{COUNTED}))+(?=[:,(]|均|都|分别|为|系)"
)
#: 病例5…。病例4返深后与其居住: how another case lived with whom is told of.
_LIVED_WITH_HIM = re.compile(
    r"[^,。;:(\n]{1,30}(?:与|和|同|跟)其(?:共同|一起|一同)*(?:居住|同住|生活|接触|就餐|用餐|聚餐|同行|同乘)"
)
#: 患者王某信息及行程轨迹:王某,男: a heading, and no other 王某.
_HIS_HEADING = re.compile(
    r"的?(?:基本|个人|相关)?(?:信息|情况|行程|轨迹|活动)[^,。;:\n]{0,12}:?\s*"
)
_SENTENCE_END = re.compile(r"[。!?;\n]")
_LINE = re.compile(r"\n\s*")
_OF_ALL = re.compile(r"[^\n]{0,24}?(?:[全我本][市省县区国州]|累计|新增|各[市县区])")
#: 目前追踪到密切接触者37人, on a line of its own, counts those of all cases.
_CONTACTS_OF_ALL = re.compile(
    r"(?:目前|现|当前|截至目前)?,?(?:已|共|累计|我市|全市|我县|我区|尚)*(?:追踪|排查|摸排|管理)(?:到|出|管理)?的?(?:密切接触者|密接者?|密切接触人员)(?:共|累计)?\d"
)
_GOES_ON = re.compile(
    r"(?:[(\d:、.)-]|时间|该|患者|其|经|目前|现|随后|之后|当|次日|返|自|从|在|于|家|职业|性别|年龄|住|主要|活动|行程|轨迹|接触|发病"
    r"|就诊|确诊|体温|男|女|姓名|电话|手机|联系|身份证|证件|民族|症状|流行病|病情|无|有|曾|因|由|到|乘|晚|上午|下午|中午|密切|已|并|后)"
)
_OF_A_REPORT = re.compile(
    rf"{HEADING_OF_HIS}|(?:日期|时间|序号)[^,。;\n]{{0,24}}(?:地点|场所|地址)"
)
#: 病例12(湖南省第385例): one person, numbered by the city and by the province.
_ALSO_NUMBERED = re.compile(
    rf"\((?:即|系|为|也是)?(?P<by>[\u4e00-\u9fff]{{1,8}}[国省市区县州旗])?(?:(?:报告|通报)的?)?{NUMBERED}\)"
)
#: 长沙市病例5: numbered by whoever it names, who need not be us.
_NUMBERED_BY = re.compile(
    r"(?P<by>[\u4e00-\u9fff]{1,8}[省市区县州旗])(?:(?:报告|通报)?的|报告|通报)?\Z"
)
NUMBERED_ELSEWHERE = 0.7  # how sure a number is that is not said to be ours


#: 补充通报:病例15确诊前于2月1日到过…: told of, though nothing says who he is.
_TELLS_OF = re.compile(r"(?:确诊|发病|隔离)?前?曾?[于在]?\d{1,2}月\d")
#: 另有1名疑似病例排除: of somebody else.
_OTHERS = re.compile(
    r"(?<=[。;])(?:另有?|此外,?|还有|另外,?)(?:\d{1,3}|[一两二三四五六七八九十])(?:名|例|人)"
)
_LINE_OF_TITLE = re.compile(r"\s*[^\n,。;]{1,40}(?=\n)")
_NUMBER_IN_TITLE = re.compile(
    rf"(?:病例|患者)(?:编号)?:?(?P<number>\d{{1,5}})(?!{COUNTED})(?![之的、和及与])"
)


@dataclass(frozen=True)
class Section:
    """The text about one person: where, and how he is called in it (spans of the plain text)."""

    start: int
    end: int
    head: int  # where the naming ends and the description begins
    number: tuple[int, int] | None = None
    name: tuple[int, int] | None = None
    kin: tuple[int, int] | None = None  # whose relative he is called, who has no name
    infected: tuple[int, int] | None = None  # 感染者2: his place in a list, no number of a case
    person: str = ""
    case: str = ""
    within: "Section | None" = None  # in what is told of whom he is told of


def sections(plain: str) -> list[Section]:
    """Return the sections of a text, in order."""
    found: list[Section] = []
    for one in sorted(_announced(plain), key=lambda one: one.start):
        if found and _is_told_of_in(plain, found[-1], one):
            continue
        if (before := _told_before(plain, found, one)) is not None:
            del found[before + 1 :]
            continue
        if found and _continues(plain, found[-1], one):
            found[-1] = _both(plain, found[-1], one)
            continue
        found.append(one)
    return _numbered_by_title(list(_closed(found, plain)), plain)


def _numbered_by_title(found: list[Section], plain: str) -> list[Section]:
    """流调报告(病例33): the number of the only person that a report tells of."""
    if len(found) != 1 or found[0].number or found[0].infected:
        return found
    title = _LINE_OF_TITLE.match(plain, 0, found[0].start)
    numbers = list(_NUMBER_IN_TITLE.finditer(plain, *title.span())) if title else []
    return [replace(found[0], number=numbers[0].span("number"))] if len(numbers) == 1 else found


def _announced(plain: str) -> Iterator[Section]:
    """
    Wherever somebody is introduced.

    In a row, by number or hidden name, by a correction, as family told of, by full name.
    """
    rows = {name: start for start, name in people_of_rows(plain)}
    for name, start in rows.items():
        yield Section(start, len(plain), name[1], name=name)
    for match in _WHO.finditer(plain):
        if match.span("name") not in rows and _begins(plain, match):
            yield _section(match)
    for match in of_whom(plain):
        named = match.span("name") if match["name"] else None
        yield Section(match.start(), len(plain), match.end(), match.span("number"), named)
    for match in taken_out(plain):
        yield Section(match.start(), len(plain), match.end(), match.span("number"))
    for note in nicknamed(plain):
        yield Section(note.start(), len(plain), note.end("name"), name=note.span("name"))
    yield from _nameless(plain)
    for start, name in full_names(plain):
        if name not in rows:
            yield Section(start, len(plain), name[1], name=name)


def _nameless(plain: str) -> Iterator[Section]:
    """Relatives told of by whose they are, where nobody goes back to whose they are."""
    for told in _NAMELESS_TOLD.finditer(plain):
        if _INTRODUCED.match(plain, told.end()) or _is_told_of(plain, told):
            yield Section(told.end(), len(plain), told.end(), kin=told.span("kin"))


def _is_told_of(plain: str, told: re.Match[str]) -> bool:
    """Whether a relative without a name fell ill, and nobody is told of after him."""
    follows = _HAPPENED.match(plain, told.end()) or _describes(plain, told.end())
    ill = follows and _FELL_ILL.match(plain, told.end())
    return bool(ill) and not _is_named_again(plain, told)


def _is_named_again(plain: str, told: re.Match[str]) -> bool:
    """罗某儿媳1月23日发病。罗某1月25日确诊: the paragraph goes back to him."""
    rest = plain[told.end() : told.end() + ONE_STORY].partition("\n")[0]
    numbered = told["whose"][-1].isdigit()
    named = re.compile(re.escape(told["whose"]) + (r"(?!\d)" if numbered else "(?!某)"))
    return any(not _KIN_OF.match(rest, one.start()) for one in named.finditer(rest))


def _section(match: re.Match[str]) -> Section:
    number = next((match.span(g) for g in ("number", "nth") if match[g]), None)
    if match["bare"] and _OF_CASES.search(title_of(match.string, match.start())):
        number = match.span("bare")
    name = next((match.span(g) for g in ("name", "called") if match[g]), None)
    head = match.end()
    if match["infected"]:
        nameless = _NAMELESS.match(match.string, head)
        kin = nameless.span("kin") if nameless else None
        head = nameless.end("kin") if nameless else head
        return Section(
            match.start(), len(match.string), head, kin=kin, infected=match.span("infected")
        )
    if match["name"] and (rest := rest_of_name(match.string, head)):  # 周某军
        name, head = (match.start("name"), head + len(rest)), head + len(rest)
    if match["number"] and (owner := _WHOSE_RELATIVE.match(match.string, head)):
        name, head = owner.span("name"), owner.end()
    if number and (also := _ALSO_NUMBERED.match(match.string, head)):
        head = also.end()
        if (also["by"] or "")[:1] in ("我", "本"):
            number = next(also.span(g) for g in ("number", "nth") if also[g])
    if number and not name and (nameless := _NAMELESS.match(match.string, head)):
        kin, head = nameless.span("kin"), nameless.end("kin")
        return Section(match.start(), len(match.string), head, number, kin=kin)
    return Section(match.start(), len(match.string), head, number, name)


def _begins(plain: str, match: re.Match[str]) -> bool:
    before = plain[max(match.start() - 12, 0) : match.start()]
    if match["bare"]:
        return True
    if _FAMILY_OF.match(plain, match.end()):
        return False
    if match["one"]:
        told = _ONE_IS_TOLD_OF.search(plain, max(match.start() - 24, 0), match.start())
        return bool(told) and not _WHOSE.match(plain, match.end())
    if match["number"] and _ONE_NUMBERED.search(plain, max(match.start() - 28, 0), match.start()):
        return plain[match.end() : match.end() + 1] == ")"
    if match["called"] or match["plain"]:
        heads = before.endswith(":") or _HEADLINE.search(before) or _SAYS_SO.search(before)
        return bool(heads) and _describes(plain, match.end())
    if _HEADLINE.search(before) or (match["name"] and _PATIENT.search(before)):
        return not _SPOKEN_OF.match(plain, match.end())
    if _OF_SOMEBODY.search(before):
        return False
    if _is_kin(plain, match):
        return True
    announced = _A_CASE.search(before) or _ONE_OF_OURS.search(before)
    if announced and match["name"] and plain[match.end() : match.end() + 1] == "(":
        return _describes(plain, match.end()) and not _WHOSE.match(plain, match.end())
    if before.endswith(":") and match["number"] and _TELLS_OF.match(plain, match.end()):
        return True
    if not _BULLET.search(before):
        follows = (",", ":", "(") if before.endswith(":") else (",", ":")
        return plain[match.end() : match.end() + 1] in follows and _describes(plain, match.end())
    return plain[match.end() : match.end() + 1] == ":" or _describes(plain, match.end())


def _is_kin(plain: str, match: re.Match[str]) -> bool:
    """Whether somebody is named by whose family he is, and what follows is told of him."""
    kin = _KIN.search(plain, max(match.start() - 24, 0), match.start())
    if not kin or not match["name"] or not _HAPPENED.match(plain, match.end()):
        return False
    paragraph = plain.find("\n", match.end())
    return kin["whose"] not in plain[match.end() : paragraph if paragraph >= 0 else len(plain)]


def _describes(plain: str, at: int) -> bool:
    """Whether sex or age follow: somebody is introduced."""
    follows = plain[at : at + 24]
    return bool(
        re.match(
            r"[,:(\s为系一名]{0,4}(?:性别[:为]?)?(?:[^。;\n]{0,12}[,(])?(?:男|女|性别|\d{1,3}岁)",
            follows,
        )
    )


def _is_told_of_in(plain: str, last: Section, one: Section) -> bool:
    """其父亲许某某1月28日发病。许某某2月1日确诊: the father again, in what is told of his daughter."""
    if (one.name and one.name == last.name) or (last.kin and one.start < last.head):
        return True
    if one.number and _WHOSE_RELATIVE.match(plain, one.number[1]):
        return number_of(plain, one) != number_of(plain, last) and not _is_apart(plain, last, one)
    if one.number and last.number and _LIVED_WITH_HIM.match(plain, one.head):
        return not _is_apart(plain, last, one)
    if not one.name or one.number or _describes(plain, one.head):
        return False
    name = plain[slice(*one.name)]
    return not _is_apart(plain, last, one) and is_relative(plain, last, name, one.start)


def _told_before(plain: str, found: Sequence[Section], one: Section) -> int | None:
    """
    Return the place of who is named again, after a sentence on his wife: told of him, with her.

    董某,男,40岁,其妻李某,女,36岁。董某1月29日发病.
    """
    if not one.name or one.number or _describes(plain, one.head):
        return None
    until = one.start
    for place in range(len(found) - 1, -1, -1):
        other = found[place]
        if other.name and plain[slice(*other.name)] == plain[slice(*one.name)]:
            return None if place == len(found) - 1 else place
        his = _HIS_KIN.search(plain, max(other.start - 8, 0), other.start)
        if not his or other.number or len(_SENTENCE_END.findall(plain, other.start, until)) > 1:
            return None
        until = other.start
    return None


def _is_apart(plain: str, last: Section, one: Section) -> bool:
    return "\n" in plain[last.head : one.start]


def _continues(plain: str, last: Section, one: Section) -> bool:
    """Whether the naming belongs to the section before: 病例3:王某; or 王某 again."""
    if one.kin and not (one.number or one.infected):
        return False
    between = plain[last.head : one.start]
    if one.number and last.number:
        return plain[slice(*one.number)] == plain[slice(*last.number)] and "\n" not in between
    if one.infected:
        again = last.infected and plain[slice(*one.infected)] == plain[slice(*last.infected)]
        return bool(again) and "\n" not in between
    if one.name and last.name:
        again = plain[slice(*one.name)] == plain[slice(*last.name)]
        return again and (not _describes(plain, one.head) or bool(_HIS_HEADING.fullmatch(between)))
    if len(between) <= 4 and not re.search(r"[。;\n]", between):
        return True
    introduced = one.name is not None and last.name is None and bool(last.number or last.infected)
    if introduced and one.start - last.head <= 6:
        return True
    return one.name is None and one.number is None and not _describes(plain, one.head)


def _both(plain: str, last: Section, one: Section) -> Section:
    near = one.start - last.head <= 6 or _HIS_HEADING.fullmatch(plain, last.head, one.start)
    return replace(
        last,
        head=max(last.head, one.head) if near else last.head,
        number=last.number or one.number,
        name=last.name or one.name,
    )


def _closed(found: list[Section], plain: str) -> Iterator[Section]:
    for number, one in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(plain)
        others = _OTHERS.search(plain, one.head, end)
        end = others.start() if others else end
        yield replace(one, end=_before_heading(plain, one.start, end))


def _before_heading(plain: str, start: int, end: int) -> int:
    """A section goes on over a line end only where the next line speaks of the same person."""
    mark = mark_of(plain, start)
    for line in _LINE.finditer(plain, start, end):
        other = mark_of(plain, line.end())
        # A row after his is another's, unless the list is of what is asked of him: 2.发病情况.
        if mark and other and follows(mark, other) and not _GOES_ON.match(plain, other.end()):
            return line.start()
        if not _is_of_him(plain, line.end()) or _OF_ALL.match(plain, line.end()):
            return line.start()
        if _CONTACTS_OF_ALL.match(plain, line.end()):
            return line.start()
    return end


def _is_of_him(plain: str, line: int) -> bool:
    return bool(_GOES_ON.match(plain, line) or _OF_A_REPORT.match(plain, line))


def told_with(plain: str, section: Section) -> tuple[int, int] | None:
    """Where the numbers stand of several cases told of as one: 病例37、38:均为男性."""
    counted = section.number or section.infected
    if not counted:
        return None
    more = _TOLD_WITH.match(plain, counted[1])
    return (section.start, more.end()) if more else None


def number_of(plain: str, section: Section) -> int | None:
    """Return the number a section's person goes by."""
    return chinese_number(plain[slice(*section.number)]) if section.number else None


def sure_of_number(plain: str, section: Section) -> float:
    """
    Return how sure it is that a section's number is one of ours.

    Examples
    --------
    >>> [sure_of_number(line, sections(line)[0]) for line in ("长沙市病例5:李某,男", "我市病例5:李某,男")]
    [0.7, 1.0]
    """
    if section.number and re.search("[我本][^()]*$", plain[section.start : section.number[0]]):
        return 1.0
    by = _NUMBERED_BY.search(plain, max(section.start - 12, 0), section.start)
    said = by["by"] if by else ""
    named = any(said[-length:] in divisions.names() for length in range(2, len(said) + 1))
    return NUMBERED_ELSEWHERE if named else 1.0
