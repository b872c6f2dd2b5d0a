"""Of whom a sentence tells: the person of its section, or his wife or a colleague, one after another.

`与其妻`, `由妻子陪同`, `陪同母亲就诊` name somebody in what is told of him; `其妻俞某1月20日从武汉返株` tells
of her, until he is named again (`本人`, `患者`, his name).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firebreak.intake.text.full_names import SURNAMES, is_name
from firebreak.intake.text.infected import ONE_INFECTED, called
from firebreak.intake.text.lexicons import COMPOUND_SURNAMES, RELATIONS
from firebreak.intake.text.numbering import ANOTHER_CASE, COUNTED
from firebreak.intake.text.strangers import Stranger, rest_of_name, strangers

if TYPE_CHECKING:
    from firebreak.intake.text.people import Section

#: One word for two of whom he may be one, and 密切接触者, which is oftener what he is himself.
_PAIRS = frozenset(
    ["夫妻", "夫妇", "父子", "父女", "母子", "母女", "兄弟", "姐妹", "密切接触者", "密接者"]
)
_MORE_KIN = (
    "小叔子|小舅子|小姨子|小姑子|大伯|婶婶|伯母|姑妈|姑母|阿姨|姨父|姨夫|舅妈|儿媳妇|老伴|大哥|大姐|二哥|二姐|胞[兄弟姐妹]|堂[兄姐妹]"
    "|表[兄姐妹]|妻弟|妻妹|妻哥|妻姐|内弟|妻儿|公婆|岳父母|未婚妻|前妻|前夫|女友|男友|女朋友|男朋友|工友|友人|同伴|舍友|保姆|护工|亲家|亲友"
    "|继[父母]|养[父母]|兄长|侄儿|老板"
)
_KIN = "|".join(
    re.escape(one)
    for one in sorted(set(RELATIONS) - _PAIRS, key=len, reverse=True)
    if one[0] != "之"
)
_SHORT_KIN = "[妻夫父母子女儿弟兄哥姐妹姑叔舅嫂媳婿](?![女子性友]|方(?![某x×*]))"
NAME_OF_ANOTHER = (
    rf"(?:{'|'.join(COMPOUND_SURNAMES)}|(?!于)[{SURNAMES}])(?:某[某甲乙丙丁]?(?!医|小区|超市|酒店|公司|单位|工地|地|处|日|天|市|村|街|学|饭店|商|药|诊|镇|区|县)"
    r"|x{1,2}(?![a-z0-9])|×{1,2}|\*{1,2})"
)
ANY_KIN = rf"(?:{_MORE_KIN}|{_KIN})"
_FULL = rf"(?:(?:{'|'.join(COMPOUND_SURNAMES)}|(?!于)[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?=[(,\d]))"
OWNER = rf"(?:其(?:{ANY_KIN}|[妻夫父母])的?|其|他的?|她的?|自己的?|(?:该|此)?(?:患者|病人|病例)(?:之|的)?|本人的?)"
_KIN_OF = (
    rf"(?P<owner>{OWNER}|(?P<named>(?:病例\d{{1,5}})?{NAME_OF_ANOTHER}|病例\d{{1,5}}|{ONE_INFECTED}|{ANOTHER_CASE})(?:之|的)?)?(?P<mate>同住的?|同行的?|同车的?|共同居住的?|一名|一位|[大小二三])?"
    rf"(?P<kin>{ANY_KIN}|(?<=[其之]){_SHORT_KIN})"
)
#: A relative or a colleague, perhaps by name: 其妻俞某, 同住的小叔子, 同事陈某(男,40岁); or a name alone.
_OTHER = re.compile(
    rf"{_KIN_OF}(?P<name>{NAME_OF_ANOTHER}|(?P<full>{_FULL}))?|(?P<alone>{NAME_OF_ANOTHER}|病例\d{{1,5}}(?!{COUNTED})|{ONE_INFECTED}|{ANOTHER_CASE})"
)
#: A relative or a colleague by name.
NAMED_KIN = re.compile(rf"{_KIN_OF}(?P<name>{NAME_OF_ANOTHER}|{_FULL})")
_HIMSELF = re.compile(
    rf"本人|(?<!确诊)(?<!疑似)(?<!阳性)(?<![名例个位])(?:该|此)?(?:患者|病人|病例)(?!\d{{1,5}}(?!{COUNTED}))|(?<![其])他(?![人们])|她(?!们)|该(?:男|女|名|例)"
    r"|其(?=\d|[于在从自因曾已](?!后))|(?:夫妻|夫妇|父子|父女|母子|母女|兄弟|姐妹)(?:二人|俩|两人|双方)|[两二三四]人(?=均|都|一|分|先|相|于|同)|全家|一家"
)
#: Where a word stands of whom a clause tells: at its head, after a time, or after 随后, 目前, 因.
_HEAD = re.compile(
    r"(?:^|[,。;:!?\n(日号时许晚早午天年夕间]|(?<!部)分|上旬|中旬|下旬|[前后]|目前|目前其|现|期间|另外?|且|而|但|其中|经查|据悉|由于|因|得知|获悉|听说|致使?|造成|传染给?)$"
)
#: (毛某1月22日发病,1月27日确诊), 其同学毛某1月16日自武汉返株: told in passing.
_IN_PASSING = re.compile(
    r"(?:\((?:[^()]{1,12},)?(?:[男女]|\d{1,3}岁)[^()]{0,24}\))?(?=\d{1,2}[月日]|[于自从也已曾])"
)
#: 导致其父母均被感染,相继被确诊: of them to the end.
_INFECTS = re.compile(r"(?:致使?|造成|传染给?)$")
_KNOWN_ONLY = re.compile(r"(?:因|由于|得知|获悉|听说)(?:其|他的?|她的?)?$")
_BESIDE = re.compile(r"[与和同跟系为是对到在由于]$")
#: 1月20日接触从武汉返株的同事, 探望住院的父亲: somebody met.
_MET = re.compile(
    r"接触|抵达|到|去|往|回|返|陪|探望|看望|照[顾看料]|护理|送|拜访|见|[与和跟同](?!住|行|车|事|班|学)|由|被|将|把|给|向|对|随|参加|乘|坐|搭"
)
_WITH_HIM = re.compile(r"[与和跟同](?:其|患者|他|她|本人)[^,。;]*的$")
#: 其妻家中, 妻子陪同, 父亲的: the word names no one of whom the clause tells.
_NO_SUBJECT = re.compile(
    r"家(?![人属庭])|的|次?密(?:切接触|接)(?:者|人员)|[\u4e00-\u9fff]?之|处|关系|聚|婚|葬|生日|宴|车|店|所在|单位|圈|陪|等(?:人)?陪|、?[^,。;]{0,6}(?:陪同|陪护|护送)"
)
_DESCRIBED = re.compile(
    r"(?:\([^()]{0,40}\))?(?:,(?=\d{1,2}月|\d{1,2}日|[男女],|\d{1,3}岁))?(?:[男女],)?(?:\d{1,3}岁,)?"
)
_BESIDE_ANOTHER = re.compile(r"(?:\([^()]{0,20}\))?[,、和与及]?")
#: So far back, and so far on, somebody of his is spoken of.
ONE_STORY = 600
#: So far on from a character its sentence is read for its end.
MOST_ON = 240
_NUMBERED = re.compile(r"病例(\d+)")
_ANOTHER_CASE = re.compile(ANOTHER_CASE)
_BY_NUMBER = re.compile(rf"病例|{ONE_INFECTED}")
#: 病例5和病例6的女儿: what he is, as 病例5的女儿.
_OF_SEVERAL = re.compile(
    rf"(?:[、和与及](?:病例|患者|(?:无症状)?感染者)?\d{{1,5}}(?!{COUNTED}))+(?:之|的)?(?:{_KIN}|密切接触|密接|[夫妻父母子女媳婿])"
)
_CLAUSE_END = re.compile(r"[,。;!?\n]")
#: 护理一名病人,病人1月25日死亡: that patient, or he.
_ONE_PATIENT = re.compile(r"[一两二三几另\d][名位个例][^,。;]{0,8}(?:患者|病人)")
_MANY = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}
_COUNTED_BESIDE = re.compile(r"(?P<n>[两二三四234])[名位个](?!月)")
_EACH_OF_KIN = re.compile(rf"{ANY_KIN}|(?<=[其、和及与]){_SHORT_KIN}")
_TWO_OF_KIN = frozenset(["父母", "岳父母", "公婆", "子女", "妻儿"])
#: Where it is no more said what the person is: 李某,男,司机,1月20日.
_DESCRIPTION = re.compile(r"\d{1,2}[月日号]|[。;\n]")
_SENTENCE_END = re.compile(r"[。;!?\n]")


@dataclass(frozen=True)
class Mention:
    """Where somebody is named of whom the sentence goes on to tell; `his` if it is the person."""

    start: int
    end: int
    his: bool
    sure: bool = True  # of the whole sentence, not only of the clause
    here: bool = False  # of what stands right after it only
    passing: bool = False  # what he is named for is told of him, to the end
    said: re.Match[str] | None = None  # the words for somebody else
    open: bool = False  # whom no word of kin names, and who may be the person himself


def mentions(plain: str, section: "Section", start: int, at: int) -> Iterator[Mention]:
    """Of whom the sentence tells, one after the other."""
    named = _by_name(plain, section)
    position, before = start, -1
    while position < at:
        own, other = _himself(plain, named, position, at), _OTHER.search(plain, position, at)
        rest = _rest(plain, section, own)
        if own and rest and not (other and other.start() < own.start()):
            yield from _longer(plain, section, own, rest, start)
            position = own.end() + len(rest)
        elif other and (not own or other.start() <= own.start()):
            # 与丈夫宋某,婆婆岳某、儿子: who stands beside another is what he is.
            beside = before >= 0 and _BESIDE_ANOTHER.fullmatch(plain, before, other.start())
            if not beside or (other["alone"] and beside[0].endswith(",")):
                yield from _other(plain, section, other, start, at)
            position = before = other.end()
        elif own:
            yield from _own(plain, own, start)
            position = own.end()
        else:
            return


def last_stranger(plain: str, section: "Section", start: int, at: int) -> Mention | None:
    """Return who heads a clause last, before a character, whom no word of kin names: 其老师, 一名乘客."""
    ends = _SENTENCE_END.search(plain, at, at + MOST_ON)
    sentence = plain[start : ends.start() if ends else min(at + MOST_ON, len(plain))]
    last = None
    for one in strangers(sentence):
        if start + one.start >= at:
            break
        if mention := _stranger(plain, section, one, start):
            last = mention
    return last


def _stranger(plain: str, section: "Section", one: Stranger, start: int) -> Mention | None:
    at = start + one.start
    if start <= section.head and one.start == 0 and not one.surely:
        return None  # what stands right after his name says what he is
    described = _DESCRIPTION.split(plain[section.head : at], maxsplit=1)
    if not one.surely and (one.noun in described[0] or (one.somewhere and len(described) == 1)):
        return None  # 李某,男,司机。司机1月20日发病; 李某,男,某公司职员1月20日发病
    own = plain[section.name[0]] if section.name else ""
    if one.surname and not one.surely and own == one.surname:
        return None
    surely = (
        one.surely or bool(one.surname and own) or (one.again and _met(plain, section, one, at))
    )
    return Mention(
        at, start + one.end, False, one.start == 0 and start > section.head, open=not surely
    )


def _met(plain: str, section: "Section", one: Stranger, at: int) -> bool:
    """Whether somebody else was spoken of so before: 搭载一名乘客,该乘客."""
    said = re.compile(rf"[一两二三\d几][名位个][^,。;]{{0,6}}{re.escape(one.noun)}")
    return bool(said.search(plain, max(section.head, at - ONE_STORY), at))


def _by_name(plain: str, section: "Section") -> re.Pattern[str] | None:
    """What names the person of a section and nobody else: his name, his number, his place in a list."""
    names = [re.escape(plain[slice(*section.name)])] if section.name else []
    numbers = [rf"病例{plain[slice(*section.number)]}(?!\d)"] if section.number else []
    listed = called(plain[slice(*section.infected)]) if section.infected else ""
    numbers += [rf"{re.escape(listed)}(?!\d)"] if listed else []
    return re.compile("|".join([*names, *numbers])) if names or numbers else None


def _himself(
    plain: str, named: re.Pattern[str] | None, start: int, at: int
) -> re.Match[str] | None:
    """Where the person is spoken of first: by name, else by a word that may stand for anybody."""
    # Two patterns, not one: the words are many, and to compile them for each person takes long.
    found = (one.search(plain, start, at) for one in (named, _HIMSELF) if one)
    return min(filter(None, found), key=lambda one: one.start(), default=None)


def _own(plain: str, own: re.Match[str], start: int) -> Iterator[Mention]:
    """陪同患者, 与患者 tell of somebody else as they did."""
    before = plain[start : own.start()]
    if re.search(r"(?:与|和|跟|同|陪同?|将|把|送|给|为|对|接触过?)$", before):
        return
    patient = own[0].endswith(("患者", "病人")) and _ONE_PATIENT.search(before)
    another = bool(patient) or _are_others(own[0], before)
    yield Mention(*own.span(), his=not another, open=another)


def _are_others(said: str, before: str) -> bool:
    """与两名同事聚餐,两人均确诊; 其妻、子均无症状,二人均阴性: as many are named beside him."""
    many = _MANY.get(said[0]) if said.endswith("人") else None
    if many is None:
        return False
    counted = any(_MANY.get(one["n"]) == many for one in _COUNTED_BESIDE.finditer(before))
    kin = sum(2 if one[0] in _TWO_OF_KIN else 1 for one in _EACH_OF_KIN.finditer(before))
    return counted or kin == many


def _rest(plain: str, section: "Section", own: re.Match[str] | None) -> str:
    """How the person's name goes on where another is named: 周某军, in what is told of 周某."""
    if own is None or not section.name or own[0] != plain[slice(*section.name)]:
        return ""
    return rest_of_name(plain, own.end())


def _longer(
    plain: str, section: "Section", own: re.Match[str], rest: str, start: int
) -> Iterator[Mention]:
    """周某军开始发烧, 邻村周某军发病: another; 探望周某军 is somebody he met."""
    clause = _CLAUSE_END.split(plain[start : own.start()])[-1]
    heads = bool(_HEAD.search(plain[start : own.start()]))
    if heads or not _MET.search(clause):
        opens = own.start() == start > section.head
        yield Mention(own.start(), own.end() + len(rest), False, opens, open=not heads)


def _other(
    plain: str, section: "Section", found: re.Match[str], start: int, at: int
) -> Iterator[Mention]:
    if _is_himself(plain, section, found):
        yield Mention(*found.span(), his=True)
        return
    if _NO_SUBJECT.match(plain, found.end(), at) or not _is_subject(plain, section, found, start):
        return
    if _says_what_he_is(plain, found):
        return
    described = _DESCRIBED.match(plain, found.end(), at)
    end = described.end() if described else found.end()
    opens = start > section.head and found.start() == start
    opens = opens or bool(_INFECTS.search(plain, start, found.start()))
    passing = _is_named(found) or plain[found.start() - 1] == "("
    passing = passing and bool(_IN_PASSING.match(plain, found.end()))
    known = bool(_KNOWN_ONLY.search(plain, start, found.start("kin") if found["kin"] else start))
    yield Mention(found.start(), end, False, opens, known, passing, found)


def _is_named(found: re.Match[str]) -> bool:
    """丈夫于当晚 names nobody, though 于 is a surname."""
    return bool(found["name"]) and (not found["full"] or is_name(found["full"]))


def _is_himself(plain: str, section: "Section", found: re.Match[str]) -> bool:
    """刘某 is 刘某某 again; without a name of his own, any name may be."""
    if not found["alone"] or _ANOTHER_CASE.match(found["alone"]):
        return False
    if _BY_NUMBER.match(found["alone"]):
        return is_of_him(plain, section, found["alone"])
    own, said = plain[slice(*(section.name or (0, 0)))], found["alone"]
    if own != said and is_relative(plain, section, said, found.start()):
        return False
    if not own:
        return True
    told_apart = {own[-1], said[-1]} & set("甲乙丙丁") and own[-1] != said[-1]
    return own[0] == said[0] and not told_apart


def is_relative(plain: str, section: "Section", name: str, at: int) -> bool:
    """Whether a name is a relative's: 许某某, in what is told of 许某, after 其父亲许某某."""
    return kin_of(plain, section, name, at) is not None


def kin_of(plain: str, section: "Section", name: str, at: int) -> re.Match[str] | None:
    """Return where it was said before of which kin somebody is: 与同事李某聚餐,李某1月20日发病."""
    found = NAMED_KIN.finditer(plain, max(section.start, at - ONE_STORY), at)
    return next((one for one in found if one["name"] == name), None)


def _is_subject(plain: str, section: "Section", found: re.Match[str], start: int) -> bool:
    before = plain[start : found.start()]
    if found.start() == section.head:  # 董某(冷某女儿), 病例5爱人刘某
        return bool(found["kin"] and found["name"])
    if found["named"] and not is_of_him(plain, section, found["named"]):
        # 张某妻子 is of whom the section is; 张某妻子刘某 somebody else.
        return bool(found["name"]) and not _BESIDE.search(before)
    if before.endswith(("的", "之")):
        clause = _CLAUSE_END.split(before)[-1]
        return bool(_WITH_HIM.search(clause)) or not _MET.search(clause)
    return bool(_HEAD.search(before))


def _says_what_he_is(plain: str, found: re.Match[str]) -> bool:
    """王某,女,患者母亲,1月20日发病: a word between commas, with nobody named, is what he is."""
    follows = plain[found.end() : found.end() + 1]
    if found["alone"]:
        of_several = _OF_SEVERAL.match(plain, found.end())
        by_number = _BY_NUMBER.match(found["alone"])
        return bool(by_number) and bool(of_several or follows in (",", "、"))
    between = follows == "," and not found["name"]
    return between and (found["owner"] or "")[:1] not in ("其", "他", "她")


def is_of_him(plain: str, section: "Section", named: str) -> bool:
    """Whether 病例20, 许某 or 病例20许某 names the person of a section; 上一病例 does not."""
    if _ANOTHER_CASE.match(named):
        return False
    if number := _NUMBERED.match(named):
        return bool(section.number) and plain[slice(*section.number)] == number[1]
    if _BY_NUMBER.match(named):
        own = called(plain[slice(*section.infected)]) if section.infected else ""
        return bool(own) and (own.endswith(named) or named.endswith(own))
    return is_his_name(plain, section, named)


def is_his_name(plain: str, section: "Section", named: str) -> bool:
    """Whether a name may be that of the person of a section: 刘某 is 刘某某 again."""
    return bool(section.name) and plain[slice(*section.name)][0] == named[0]
