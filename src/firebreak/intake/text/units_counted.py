"""Of whom a number in a text is: the city, a unit of its own, or a hospital, a school, another place.

A total is the city's where the text names nobody, or says 全市. Whoever else the clause begins with is
its unit in the words of the text, which the desk then finds on file or asks about: a hospital's
patients, or those of another city, are no figure to hold our own count against.
"""

import re
from dataclasses import dataclass

from firebreak.intake.text import divisions

_OURS = "全市|我市|本市|全市范围内?"
_WIDER = "中国境外|全国|我国|中国|全省|我省|本省|全区|我区|本区|全县|我县|本县|全州|我州|境外|国外|海外|全球|世界"
_RANKED = r"(?:[\u4e00-\u9fff]{2,10}?(?:自治区|自治州|自治县|示范区|高新区|新区|(?<![小社市地校园景厂疫灾])[省市区县州盟旗])(?!区))+"
_BODY = (
    r"(?:该|本|我|此)(?:院|校|县|区|市|省|镇|乡|村|厂|公司|单位|小区|社区)|[\u4e00-\u9fff]{1,14}?"
    r"(?:医院|院区|中学|小学|大学|学院|学校|幼儿园|街道|[镇乡村]|社区|小区|集团|公司|工厂|监狱|养老院|福利院|商场|超市)"
)
_NAMED = re.compile(
    rf"(?P<ours>{_OURS})|(?P<sure>{_WIDER})(?!疾控|卫健|卫生|指挥)|(?P<ranked>{_RANKED})|(?P<body>{_BODY})"
)
#: What a bulletin prints before a line; 【荷塘区】 is a unit.
_LABEL = r"[【\[][\s\d]*(?:(?:今日|昨日|最新|权威|每日|疫情|防控|通报|播报|快讯|速报|快报|动态|情况|数据|更新|发布|消息|[年月日时])[\s\d:]*)+[】\]]"
#: What may stand before the unit in its clause.
_BEFORE = re.compile(
    rf"(?:{_LABEL}|[\s(:\-—~至、.]|\d+[年月日号时点分]?|截至|截止|其中|包括|另外?|目前|现在?|当日|当天|昨日|今日|昨天|今天|上午|下午|[尚还仍]?在|从|由|据|经|省内|对)*"
)
#: What a clause may say before its number without naming anybody.
_SAYING = re.compile(
    r"累计|共计?|总计|合计|已|报告|通报|日报|快报|播报|新增|新发|现有|实有|[尚还仍]有|[尚还仍]在|正在?|今[日天]|昨[日天]|接受|集中|居家|隔离|收治|住院|在院|治疗|病例|患者|感染者"
    r"|确诊|疑似|无症状|死亡|治愈|出院|重症|危重症?|轻症|普通型|追踪|排查|摸排|判定|认定|确定|初步|划定|协查|登记|管理|发现|到|的|为|达|有|人员|密切接触者|密接者?"
    r"|新冠肺炎|新型冠状病毒|感染|肺炎|医学观察|解除|本土|本地|境外输入|输入性?|阳性|核酸|例|名|人|无|均|者|数|总|中|其|检测|确认|送检|和|及|与|、|实验室|临床诊断"
)
_CLAUSE = re.compile(r"[,。;!?\n]")
#: 湖北省3例, and 湖北省、湖南省…: not the subject of another number.
_A_PART = re.compile(r"[:为有各]?\d+(?:例|人|名)|[、和及]")
UNSURE = 0.6  # how sure a unit is that is named by words that nobody knows


@dataclass(frozen=True)
class Named:
    """Whom a clause names before its number: where, and how sure; without a place, the city."""

    at: tuple[int, int] | None
    confidence: float = 1.0


def named_before(plain: str, start: int, at: int) -> Named | None:
    """
    Return the unit with which the clause of a number begins, or one before it in the sentence.

    Parameters
    ----------
    start, at
        Where the sentence begins, and the words that say what is counted.

    Examples
    --------
    >>> line = "市二医院收治确诊患者6例"
    >>> found = named_before(line, 0, line.index("确诊"))
    >>> line[slice(*found.at)]
    '市二医院'
    >>> named_before("现有疑似病例3例", 0, 2)
    """
    begins = [start, *(mark.end() for mark in _CLAUSE.finditer(plain, start, at))]
    ends = [*(begin - 1 for begin in begins[1:]), at]
    for begin, end in zip(reversed(begins), reversed(ends), strict=True):
        if found := _of_clause(plain, begin, end, is_its_own=end == at):
            return found
    return None


def is_unit(name: str) -> bool:
    """
    Say whether a name is that of a division, or of a body that has patients.

    Examples
    --------
    >>> is_unit("天元区"), is_unit("武汉"), is_unit("男性")
    (True, True, False)
    """
    named = _NAMED.fullmatch(name)
    return name in divisions.names() or bool(named and (named["ranked"] or named["body"]))


def _of_clause(plain: str, begin: int, end: int, *, is_its_own: bool) -> Named | None:
    filler = _BEFORE.match(plain, begin, end)
    first = filler.end() if filler else begin
    named = _NAMED.match(plain, first, end)
    if named and named["ours"]:
        return Named(None)
    short = _short_name(plain, first, end)
    if named and (not short or named.end() >= short):
        return None if _A_PART.match(plain, named.end()) else Named(named.span())
    if short and not _A_PART.match(plain, short):
        return Named((first, short))
    return _unknown(plain, first, end) if is_its_own else None


def _short_name(plain: str, first: int, end: int) -> int:
    """Where a division named without its rank ends that the clause begins with (长沙); 0: none."""
    for length in range(min(6, end - first), 1, -1):
        if plain[first : first + length] in divisions.names():
            return first + length
    return 0


def _unknown(plain: str, first: int, end: int) -> Named | None:
    """Words that are no part of saying how many: somebody whom nobody knows."""
    rest = _SAYING.sub(lambda said: "\0" * len(said[0]), plain[first:end])
    found = re.search(r"[\u4e00-\u9fffa-z]{2,}", rest)
    return Named((first + found.start(), first + found.end()), UNSURE) if found else None
