"""Who heads a clause though no word of kin and no hidden name tells of him.

`其老师1月20日死亡`, `同村一老人`, `一名乘客`, `房东张女士` in what is told of somebody else. What stands between
the times and connectives that a clause begins with and its verb is its subject: a noun there that is no
institution, no place and nothing of the body or of a test may be another person, and what follows is
not surely told of the person of the section. Words of kin and hidden names are read in `mentions.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from firebreak.intake.text import divisions
from firebreak.intake.text.full_names import SURNAMES
from firebreak.intake.text.lexicons import RELATIONS, STRANGERS, SYMPTOMS, one_of

_CLAUSE = re.compile(r"(?:^|(?P<sentence>[。;!?\n])|[,:(])\s*")
_TIME = (
    r"(?:\d+(?:年|月|日|号|时|点|分|天|周|个月|[:\-~—至到/.、])?(?!\d*(?:名|例|人|位|岁))"
    rf"|{one_of(STRANGERS['times'])}|[一二三四五六七八九十两]+[天点]半?后?)"
)
_CONNECTIVE = rf"(?:{one_of(STRANGERS['connectives'])}|[又再即遂故先后曾已己现且的、\s])"
_LEAD = re.compile(rf"(?:{_TIME}|{_CONNECTIVE})*")
#: What follows the subject of a clause that tells of days, ways and illness.
_TELLS = rf"(?:\d{{1,4}}[年月日号时点:/\-.](?!\d\D)|{one_of([*STRANGERS['tells'], *SYMPTOMS])}|自(?![己治然])|乘(?!客))"
#: A clause that begins as a verb, a preposition or an adverb does goes on telling of whom the last told.
_NO_SUBJECT = re.compile(
    rf"{one_of(STRANGERS['no_subject'])}|自(?!治)|同(?![村组楼栋单小班桌车病校厂店层乡屋伴行])|[一二两三四五\d]次"
)
#: Institutions, places, vehicles, parts of the body, tests, and the numbers of a bulletin.
_NOBODY = re.compile(
    rf"[\u4e00-\u9fff]*(?:{one_of(STRANGERS['nobody_ends'])}|星期[一-龥])$|{one_of(STRANGERS['nobody_begins'])}"
)
_HIMSELF = re.compile(
    r"(?:该|此|本|上述|前述)?(?:名|例)?(?:患者|病人|病例|患儿|感染者)|本人|[男女](?:性|,|$)"
)
#: Words for people whom no family has: 老师, 房东, 秘书, 乘客.
_PERSON_WORD = rf"(?:{one_of(STRANGERS['people'])}|(?<![或患])者|(?<![的巴])士)"
_PERSON = re.compile(rf"{_PERSON_WORD}$")
#: 收银员, 出租车司机, 接诊医生: their first character is oftener a verb.
_AGENT = r"(?:(?![与和跟有从在到于向]|对(?!门))(?![因被由将把给培三])[\u4e00-\u9fff]{1,4}(?:司机|医生|老师|人员|老人|住户|租户|太太|大爷|大妈|男子|女子)|(?![与和跟有从在到于对向因被由将把给])[\u4e00-\u9fff]{1,2}[员士师]|同[村组楼栋班桌车病校厂店层乡屋伴单小行][\u4e00-\u9fff]{0,6}?)"
_OF_HIM = r"(?:(?:其|他的?|她的?|本人的|自己的)(?![们他余中间后次实]))"
#: 李某的老师, 病例5老师: whoever that is, it is not he.
_OF_ONE = r"(?:(?:[\u4e00-\u9fff]某某?|病例\d{1,5}|(?:该|此)?(?:患者|病人|病例))(?P<whose>的|之)?)"
_ONE = r"(?:(?P<there>(?:(?:其|所在)[\u4e00-\u9fff]{1,6}?)?有)?[一两二三几\d]{1,3}[名位个]|另[一外]?[名位个]?|某(?=[\u4e00-\u9fff])|(?P<is>(?:(?:其|所在)[\u4e00-\u9fff]{1,6}?)?有(?!关))[名位个]?)"
_TITLE = one_of(STRANGERS["titles"])
_CALLED = rf"(?P<role>[\u4e00-\u9fff]{{2,4}}?)?(?P<surname>[{SURNAMES}]){_TITLE}"
#: 死者张某, 保安王某某.
_HIDDEN = rf"(?P<trade>[\u4e00-\u9fff]{{2,5}}?)(?P<hidden>[{SURNAMES}])某某?"
_SUBJECT = re.compile(
    rf"(?:(?P<one>{_ONE})|(?P<his>{_OF_HIM})|(?P<named>{_OF_ONE})|(?P<that>[该此那这][名位个]?))?"
    rf"(?P<noun>(?P<called>{_CALLED}|{_HIDDEN})|(?P<agent>{_AGENT})|[\u4e00-\u9fff“”]{{2,7}}?(?:[a-z]{{2,12}}(?!\d{{3}}))?|(?!covid|sars|ncov|ecmo|pcr|rna|ig[agm])[a-z]{{3,12}}(?!\d{{3}})|[甲乙丙丁]|[a-z]君)(?:\([^()]{{0,30}}\))?(?P<comma>,)?(?={_TELLS})"
)
#: 曾与其接触的外卖员, 接诊的一位患者.
_OF_WHOM = re.compile(
    rf"[^,。;:()\d]{{2,14}}?的(?P<one>[一两二三几][名位个])?(?P<noun>[\u4e00-\u9fff]{{0,4}}?(?:{_PERSON_WORD}|患者))(?={_TELLS})"
)
_KIN = re.compile("|".join(map(re.escape, RELATIONS)))
_CONTACTS = re.compile(r"密切?接触?|家属|亲属")
#: 患者和其男友: he too.
_HE_TOO = re.compile(r"[和与及同跟、]")
_AT_WORK = re.compile(
    r"公司|医院|学[校院]|[大中小]学|单位|[厂店局站]|超市|银行|机关|企业|返[乡城岗]"
)
_A_SINGLE = re.compile(r"[一另1][名位个]$")
_HISTORY = re.compile(r"(?:曾?有|无)?过?(?:密切)?(?:接触|旅居)")
_EXPOSED = re.compile(r"接触|旅居|居住")
#: 周某军 in what is told of 周某: the rest of a name, and no word that tells of him.
_REST = re.compile(rf"(?P<rest>[\u4e00-\u9fff]{{1,2}}?)(?=[,(]|{_TELLS})")
_NO_REST = re.compile(rf"{_LEAD.pattern}\Z|[等一两二三之的们独亲作楼家][\u4e00-\u9fff]?")
#: 毛某强调,…: what he said, and no part of his name.
_SAYS = re.compile(
    "强调|指出|要求|表示|介绍|主持|认为|透露|提醒|部署|调研|督导|率队|带队|坦言|回忆|[说称]"
)
_MOVES = re.compile(r"[返回来乘到]")
#: 其父, 其子驾车: read with the words of kin.
_OF_FAMILY = re.compile(r"[妻夫父母子女儿弟兄哥姐妹姑叔舅嫂媳婿](?!老师|医生|[司员])")


def rest_of_name(plain: str, at: int) -> str:
    """
    Return how a hidden name goes on, if it does: the name of another than is called so without it.

    Examples
    --------
    >>> [rest_of_name(line, 2) for line in ("周某军开始发烧", "周某随后发烧", "周某发烧", "周某军(35岁)")]
    ['军', '', '', '军']
    """
    found = _REST.match(plain, at)
    rest = found["rest"] if found else ""
    if (
        not rest
        or _NO_SUBJECT.match(rest)
        or _NO_REST.match(rest)
        or _SAYS.match(rest)
        or _OF_FAMILY.match(rest)
    ):
        return ""
    return "" if _NOBODY.match(rest) or _KIN.match(plain, at) else rest


@dataclass(frozen=True)
class Stranger:
    """Who heads a clause of a sentence; `surely` if it cannot be the person of the section."""

    start: int
    end: int
    noun: str
    surely: bool = False
    surname: str = ""  # 房东张女士: 张
    again: bool = False  # 该乘客: of whom it spoke before
    somewhere: bool = False  # 某公司职员, 武汉返乡人员: as one is described


@lru_cache(maxsize=512)
def strangers(sentence: str) -> tuple[Stranger, ...]:
    """
    Return who heads the clauses of a sentence and is nobody that is named otherwise.

    Examples
    --------
    >>> [one.noun for one in strangers("其老师1月20日死亡,患者1月22日就诊,体温38℃,1月23日房东发病")]
    ['老师', '房东']
    """
    return tuple(_strangers(sentence))


def _strangers(sentence: str) -> Iterator[Stranger]:
    for clause in _CLAUSE.finditer(sentence):
        lead = _LEAD.match(sentence, clause.end())
        at = lead.end() if lead else clause.end()
        found = _SUBJECT.match(sentence, at)
        if found and _is_somebody(found, opens=clause.start() == 0):
            yield _stranger(found)
        elif (found := _OF_WHOM.match(sentence, at)) and not _is_of_kin_or_he(found):
            yield Stranger(*found.span(), found["noun"], surely=bool(found["one"]))


def _stranger(found: re.Match[str]) -> Stranger:
    noun = found["noun"]
    of_another = found["his"] or found["whose"] or found["role"] or noun[0] == "同"
    one = (found["one"] or "某") != "某" and not _HIMSELF.match(noun)
    surely = one or bool(of_another and _PERSON.search(noun))
    somewhere = bool(_AT_WORK.search(noun)) or _is_in_a_division(noun)
    surname = found["surname"] or found["hidden"] or ""
    return Stranger(
        *found.span(), noun, surely, surname, again=bool(found["that"]), somewhere=somewhere
    )


def _is_somebody(found: re.Match[str], *, opens: bool) -> bool:
    noun = found["noun"]
    if _is_read_elsewhere(found):
        return False
    is_person = bool(_PERSON.search(noun) or _KIN.search(noun) or _HIMSELF.match(noun))
    if found["called"]:
        return not _NO_SUBJECT.match(noun)
    if found["named"] or found["that"] or found["is"]:
        exposed = _EXPOSED.match(found.string, found.end())
        return is_person and not (found["comma"] or exposed or _HE_TOO.match(noun))
    if is_person:
        return _is_subject(found, opens=opens)
    return not (
        found["comma"] or _NOBODY.match(noun) or _NO_SUBJECT.match(noun) or _is_place(found)
    )


def _is_of_kin_or_he(found: re.Match[str]) -> bool:
    """与其同住的妻子, 有发热的患者: read with the words of kin, and he himself."""
    noun = found["noun"]
    if _KIN.search(noun) or _CONTACTS.search(noun) or _HISTORY.match(found.string, found.end()):
        return True
    return not found["one"] and noun.endswith(("患者", "病人"))


def _is_read_elsewhere(found: re.Match[str]) -> bool:
    """Whoever a word of kin or a hidden name tells of, the person himself, and contacts."""
    noun = found["noun"]
    if _KIN.match(noun) or _OF_FAMILY.match(noun) or _CONTACTS.search(noun):
        return True
    if _HIMSELF.match(noun) and not _A_SINGLE.search(found["one"] or ""):
        return True  # 2名患者均在定点医院: he is one of them
    return "某" in noun and not found["hidden"]


def _is_subject(found: re.Match[str], *, opens: bool) -> bool:
    """Whether a word for somebody is the subject: 房东1月20日发病, and not 探望友人1月20日返回."""
    if found["comma"] and not found["his"]:
        return opens
    if found["one"]:
        return True
    return bool(found["agent"]) or not _NO_SUBJECT.match(found["noun"])


def _is_place(found: re.Match[str]) -> bool:
    """武汉返株, 1月23日武昌乘火车: from where, and not who."""
    return _is_in_a_division(found["noun"]) or bool(_MOVES.match(found.string, found.end()))


def _is_in_a_division(noun: str) -> bool:
    return any(noun[:length] in divisions.names() for length in range(2, len(noun) + 1))
