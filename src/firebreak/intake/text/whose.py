"""Whose it is, what a sentence tells: of the person of the section, or of his wife or a colleague.

`其妻俞某1月20日从武汉返株,2月1日死亡` tells of her to the end of the sentence, or until he is named
again. Of whom a sentence speaks, one after another, is `mentions.py`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from firebreak.intake.drafts import Value
from firebreak.intake.text.headings import is_in_heading
from firebreak.intake.text.infected import ONE_INFECTED
from firebreak.intake.text.mentions import (
    ANY_KIN,
    NAME_OF_ANOTHER,
    OWNER,
    Mention,
    is_his_name,
    is_of_him,
    last_stranger,
    mentions,
)

if TYPE_CHECKING:
    from firebreak.intake.text.people import Section


class Whose(Enum):
    """Of whom something is told; `OPEN` where he or somebody of his may be meant."""

    HIS = "his"
    OPEN = "open"
    OTHERS = "others"


_CASES_OF_HIS = re.compile(
    r"(?:病例|患者|感染者)\d{1,5}(?:[、和与及](?:病例|患者|感染者)?\d{1,5})*(?:均|都|皆|分别)?(?:为|是|系)"
    r"(?:其|该(?:病例|患者)|[他她])(?:的|之)?[^,。;\n]{1,12},"
)
#: Of whom something is told is nobody who is named: 8人被确诊, 密切接触者均被隔离.
_CONTACTS = r"(?:密(?:切接触|接)(?:者|人员)(?!\))|密接(?=(?:共计?|总计|为|有|达|排查|追踪|判定)*\d|[均都已现]|,)|\d[名个例]密接(?!的))"
_COUNTED = re.compile(
    rf"{_CONTACTS}[^,。;]{{0,20}}$|{_CONTACTS}[^。;\n]{{0,60}},(?:均|[已现]?(?:全部|都))[^,。;]{{0,16}}$"
    r"|(?P<number>\d+)(?:人|名|例)[^,。;]{0,6}$"
)
#: 排查密接14人,已于2月2日集中隔离: of whom it goes on to tell is who is isolated for it.
_CONTACTS_ALREADY = re.compile(rf"{_CONTACTS}[^,。;\n]{{0,16}},[已现](?:于|按)?[^,。;]{{0,14}}$")
#: 前两例均于1月25日发病, in the story of the third.
_THE_FIRST = re.compile(r"前[两二三四五六](?:例|人|名|位)(?:患者|病例)?[^,。;]{0,14}$")
_KEPT = re.compile(r"居家|在家|集中|就地|隔离|医学观察")
#: 与4名同事驾车到北京, 随第5例返回: who goes with others goes himself.
_IN_COMPANY = re.compile(r"第[\d、]*$|(?:[与和同跟随带及]|一行)[^,。;:\n]{0,16}$")
#: 作为病例3的密切接触者被集中隔离: he is one of them.
_AS_ONE = re.compile(r"作为[^,。;]{0,12}$")
_WITH_A_CASE = re.compile(r"[与和同跟]第[\d、]*$")
#: Whose it is what is told at a character of a section.
WhoseAt = Callable[[str, "Section", int], Whose]
#: How sure what is told is that may be somebody else's: below what is accepted in a heap.
OPEN = 0.75
#: So far back somebody is looked for of whom a sentence tells.
REACH = 240
#: 妻子将其送至医院: what happens is his again.
_HANDS_OVER = re.compile(
    r"(?:将|把|送|带|接|给|为|对|替|扶|护送|背|抬|发现|陪)(?:其|他|她|患者)|(?<!被)送(?:至|往|到|医|入)|上门|入户|陪同|陪护|代[诉为]|接站|接机|拨打"
)
#: 其父亲在武汉打工,1月21日参加喜宴: how somebody lives is told by the way, what follows is his.
_BY_THE_WAY = re.compile(
    r"有|[为系是](?!(?:确诊)?(?:病例|感染者|患者)\d)|[^,。;]{0,16}?(?:打工|工作|居住|务工|上班|生活|经商|做生意|史|症状|健康|均[已被]{0,2}[^,。;]{0,8}(?:隔离|观察))(?=[,(]|$)"
)
#: 因女儿发热前往医院: the reason is another's, the way is his.
_GOES = re.compile(r"前往|赴|[返回去]")
_CLAUSE_END = re.compile(r"[,。;!?\n]")
#: 系病例3(女,1月20日发病,1月25日确诊)的丈夫: of whom the brackets tell.
_BESIDE_ANOTHER = re.compile(
    rf"(?:(?P<who>{NAME_OF_ANOTHER}|病例\d{{1,5}}|{ONE_INFECTED})|{ANY_KIN})$"
)
#: 与爷爷刘某(1月31日确诊)同住: the grandfather, though he is called as the child is.
_KIN_BEFORE = re.compile(rf"(?:{ANY_KIN})$")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_DEAD = re.compile(r"死亡|去世|病[逝亡故]|离世|身亡")
_CONFIRMED = re.compile(r"(?:被|被判定为|诊断为)?确诊|诊断|核酸|阳性")
#: 从武汉返株的同事: what is said before 的 is said of him whom it leads to.
_OF_WHOM = re.compile(
    rf"[^,。;\n的]{{0,12}}的(?:{OWNER})?(?:{ANY_KIN}|(?P<who>{NAME_OF_ANOTHER})|(?:确诊|疑似)?(?:患者|病例|病人)\d|人员?(?![\u4e00-\u9fff]*[院群]))"
)
#: 与儿子肖某某(12岁): said of the son.
_BESIDE_KIN = re.compile(
    rf"(?<![的之\d某])(?:{ANY_KIN})(?:{NAME_OF_ANOTHER}|[\u4e00-\u9fff]{{2,3}}(?=\())?\(?(?:[男女]性?,)?(?:现年|今年)?$"
)


def whose(plain: str, section: "Section", at: int) -> Whose:
    """Say whose it is what is told at a character of a section."""
    if _is_of_cases_named(plain, section.head, at):
        return Whose.OTHERS
    return _whose(plain, section, at, at)


def _is_of_cases_named(plain: str, head: int, at: int) -> bool:
    """病例5和病例7均为其同事,2月1日确诊: of those two, to the end of the sentence."""
    start = max(plain.rfind(mark, head, at) for mark in "。;\n") + 1
    return start > head and bool(_CASES_OF_HIS.match(plain, start, at))


def is_of_somebody(plain: str, section: "Section", at: int) -> bool:
    """Whether a sentence names somebody else, other than by his number, of whom something is told."""
    if section.within:
        return False
    if _is_of_cases_named(plain, section.head, at):
        return True
    start = _sentence_start(plain, section, at)
    if is_in_heading(plain, at) or _is_of_counted(plain, start, at, goes=False):
        return False
    last = _last_named(plain, section, start, at)
    if last is None or last.his:
        return False
    return not (last.said and (last.said["alone"] or "").startswith("病例"))


def certainty(plain: str, section: "Section", start: int, end: int) -> float:
    """Say how surely the way or the stay that some words tell of is the person's; 0 if another's."""
    if leads_to_another(plain, section, end):
        return 0.0
    ends = _CLAUSE_END.search(plain, end, end + 30)  # 其子驾车送患者到医院 is told of him
    told = _whose(plain, section, start, ends.start() if ends else end, goes=True)
    return {Whose.HIS: 1.0, Whose.OPEN: OPEN, Whose.OTHERS: 0.0}[told]


def less_sure(fields: Mapping[str, Value | None], sure: float) -> dict[str, Value | None]:
    """Return fields none of which is surer than that."""
    return {
        name: value and replace(value, confidence=min(value.confidence, sure))
        for name, value in fields.items()
    }


def leads_to_another(plain: str, section: "Section", at: int) -> bool:
    """Whether words that end here describe somebody else, named after them: 从武汉返株的同事."""
    found = _OF_WHOM.match(plain, at)
    if not found:
        return False
    return not (found["who"] and is_his_name(plain, section, found["who"]))


def of_another_beside(plain: str, start: int, at: int) -> bool:
    """Whether what stands at a character is said right beside a relation: 与儿子肖某某(12岁)."""
    return bool(_BESIDE_KIN.search(plain, max(start, at - 24), at))


def _whose(plain: str, section: "Section", at: int, until: int, *, goes: bool = False) -> Whose:
    case = section.within or section
    start = _sentence_start(plain, case, at)
    if is_in_heading(plain, at) or _is_of_counted(plain, start, at, goes=goes):
        return Whose.OTHERS
    last = _last_named(plain, case, start, at)
    beside = _beside(plain, case, start, at)
    if beside and (last is None or last.his or beside[-1].isdigit()):
        return Whose.OTHERS
    if last is None or last.his or _HANDS_OVER.search(plain, last.end, until):
        told = Whose.HIS
    else:
        told = _of_another(plain, last, at)
    return told if section is case else _of_relative(plain, section, last, told, at)


def _last_named(plain: str, section: "Section", start: int, at: int) -> Mention | None:
    """Of whom the sentence spoke last, but for what is told by the way."""
    last = None
    for mention in mentions(plain, section, start, at):
        if not _in_brackets(plain, start, mention, at):
            last = mention
    stranger = last_stranger(plain, section, start, at)
    if stranger is None or _in_brackets(plain, start, stranger, at):
        return last
    return stranger if last is None or last.start <= stranger.start else last


def _of_relative(
    plain: str, section: "Section", last: Mention | None, told: Whose, at: int
) -> Whose:
    """Whose it is in the eyes of a relative: his what is surely not the case's, if he was named last."""
    said = last.said if last and told is Whose.OTHERS else None
    name = plain[slice(*section.name)] if section.name else ""
    if last is None or said is None or name not in (said["name"], said["alone"]):
        return Whose.OTHERS
    goes_on = _CLAUSE_END.search(plain, last.end, at)
    return Whose.OPEN if goes_on and not last.sure else Whose.HIS


def _is_of_counted(plain: str, start: int, at: int, *, goes: bool) -> bool:
    if _KEPT.match(plain, at) and _CONTACTS_ALREADY.search(plain, max(start, at - 48), at):
        return True
    if _THE_FIRST.search(plain, max(start, at - 24), at):
        return True
    counted = _COUNTED.search(plain, max(start, at - 72), at)
    if counted is None:
        return False
    if counted["number"] is None:
        return not _AS_ONE.search(plain, start, counted.start())
    company = _IN_COMPANY if goes else _WITH_A_CASE
    return not company.search(plain, start, counted.start())


def _in_brackets(plain: str, start: int, mention: Mention, at: int) -> bool:
    """(其妻子此时已发病) is told by the way."""
    opened = plain.rfind("(", start, mention.start) > plain.rfind(")", start, mention.start)
    return opened and plain.find(")", mention.end, at) >= 0


def _beside(plain: str, section: "Section", start: int, at: int) -> str:
    """Return in whose brackets something stands, if in another's: 系病例3(女,1月20日发病)的丈夫."""
    opened = plain.rfind("(", start, at)
    if opened < 0 or plain.find(")", opened, at) >= 0:
        return ""
    before = _BESIDE_ANOTHER.search(plain, max(start, opened - 24), opened)
    if before is None:
        return ""
    of_kin = before["who"] and _KIN_BEFORE.search(plain, start, before.start("who"))
    if before["who"] and not of_kin and is_of_him(plain, section, before["who"]):
        return ""
    return before[0]


def _of_another(plain: str, last: Mention, at: int) -> Whose:
    if last.open:
        return Whose.OPEN
    clauses = _CLAUSE_END.search(plain, last.end, at)
    if last.here:
        return Whose.HIS if clauses or _GOES.search(plain, last.end, at) else Whose.OTHERS
    if not clauses or last.passing:
        return Whose.OTHERS
    if _DEAD.search(plain, last.end, at):  # nobody falls ill or travels after his death
        return Whose.OPEN if _CONFIRMED.match(plain, at) else Whose.HIS
    if last.sure:
        return Whose.OTHERS
    return Whose.HIS if _BY_THE_WAY.match(plain, last.end) else Whose.OPEN


def _sentence_start(plain: str, section: "Section", at: int) -> int:
    least = max(section.head, at - REACH)
    return max((end.end() for end in _SENTENCE_END.finditer(plain, least, at)), default=least)
