"""To whom an order goes: whoever can carry it out, by the grammar of its sentence.

确保疑似病例48小时内完成检测 speaks of those who are tested, and names nobody who tests. 我们接到订单 is said by
the firm that the quotation names; where the goods go is another one. Who gave an order, and when, is
`given.py`.
"""

import re
from dataclasses import dataclass

from firebreak.intake.text.full_names import FULL_NAME, is_name

Stretch = tuple[int, int]

ASKED_IN = 160  # characters before a time in which somebody is asked to keep it
QUOTED_IN = 400  # characters of a quotation after which its speaker is named
#: 请贵市协助追踪: the one who is asked.
_ASKED = re.compile(
    r"请(?P<to>(?:贵|你|各|全)[\u4e00-\u9fff]{1,14}?)(?=协助|配合|立即|迅速|尽快|抓紧|高度|认真|组织|开展|做好|加强|落实|核查|核实|排查|追踪"
    r"|管控|按|对|将|把|于|在|务必|必须|要|[,。;:]|\d)"
)
_BEFORE = re.compile(
    r"(?:.*(?:确保|要求|责令|督促|必须|所有|由|让|使|保证|[,。;:“])|^)(?P<to>[\u4e00-\u9fff]{2,12}?)(?:在|应当?|要|必?须|需|均|都|于)*$"
)
#: 市疾控中心对密切接触者24小时内采样, 医院发现病例后2小时内上报: what it is done to, and upon what.
_UPON = re.compile(r"(?:(?:对|将|把)(?!外)|发现|接到|收到|接报|出现)[^,。;:“”]{1,24}$")
#: 并于, 结果, 全部: what stands before the time and is nobody.
_NOBODY = re.compile(
    r"并|且|同时|然后|随后|结果|情况|其|以|[于在]|全部|一律|力争|争取|原则上|尽量|最迟|统一|当日|当天|第一时间|立即"
)
#: 各县市区要加强筛查,确保疑似病例12小时内完成检测: of whom the sentence asks it all.
_MUST = re.compile(
    r"(?:^|(?<=[,。;:“\n]))(?P<to>[\u4e00-\u9fff、]{2,16}?)(?:要|必?须|应当?|务必)(?!求|对)"
)
_OFFICE = (
    "[省市县区镇乡村局委厅处科办部站所院校厂队组]|街道|社区|办公室|部门|机构|单位|中心|诊所|大学|公司|企业|集团|商户|门店|指挥部|政府|协会"
    "|合作社|专班|各方|[省市县区镇乡村](?:级|直)?部门"
)
_STAFF = (
    "医生|护士|乡医|村医|网格员|干部|民警|负责人|联络员|书记|志愿者|员工|职工|老师|教师"
    "|(?:医务|医护|工作|流调|采样|检测|检验|排查|管理|值守|值班|防控|疾控|公安|执勤)人员"
)
_CAN_DO = re.compile(rf"(?:{_OFFICE}|{_STAFF})(?:们)?$")
#: 返株人员24小时内登记: of himself everybody can report.
_PEOPLE = re.compile(r"(?:人员|居民|群众|市民|村民|旅客|乘客|学生|师生|家长|住户|业主)$")
_REPORTS_HIMSELF = re.compile(r"(?:主动|如实|自行|向[^,。;]{1,12})?(?:报告|报备|申报|登记|上报)")
#: Those whom a measure is about: 密切接触人员, 发热病人, 样本.
_SUBJECT = re.compile(r"(?:病例|患者|病人|感染者|接触者|密接者?|人员|人群|[标样]本)$")
_RECEIVED = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,16}?)(?:又|刚|紧急|临时)?(?:接到|收到|接下|承接)了?[^,。;:\n]{0,16}(?:订单|任务|通知|指令)"
)
WE = re.compile(r"我们(?:公司|厂|企业|医院|单位)?|[我本该](?:公司|厂|企业|院|单位)|公司|企业|厂里")
_FIRM = r"(?P<to>[\u4e00-\u9fff()]{2,30}?(?:公司|集团|厂|企业|合作社|医院|中心))"
_SPEAKER = re.compile(
    rf"[^”]*”{_FIRM}(?:的)?(?:相关)?(?:总经理|董事长|负责人|经理|厂长|主任|工作人员)?[^,。;:”]{{0,12}}?(?:介绍|说|表示|告诉)"
)


@dataclass(frozen=True)
class Addressed:
    """To whom an order goes, whom it is about, and who is named but cannot carry it out."""

    to: Stretch | None = None
    about: Stretch | None = None
    not_he: Stretch | None = None


def addressed(plain: str, start: int, at: int, action: str) -> Addressed:
    """
    Say to whom an order goes, as told in its sentence before the time at a character.

    Examples
    --------
    >>> line = "确保疑似病例48小时内完成检测"
    >>> addressed(line, 0, 6, "完成检测")
    Addressed(to=None, about=(2, 6), not_he=(2, 6))
    """
    if asked := list(_ASKED.finditer(plain, max(start, at - ASKED_IN), at)):
        return Addressed(asked[-1].span("to"))
    first = max(start, at - 40)
    upon = _UPON.search(plain[first:at])
    whom = _BEFORE.match(plain[first : first + upon.start() if upon else at])
    if whom is None or _NOBODY.match(whom["to"]):
        return Addressed(_who_must(plain, start, at, action))
    found = first + whom.start("to"), first + whom.end("to")
    if can_carry_out(whom["to"], action):
        return Addressed(found)
    about = found if _SUBJECT.search(whom["to"]) else None
    if must := _who_must(plain, start, at, action):
        return Addressed(must, about)
    return Addressed(None, about, found)


def _who_must(plain: str, start: int, at: int, action: str) -> Stretch | None:
    """Return who must do something by a clause before in the sentence, named last."""
    named = [one for one in _MUST.finditer(plain, start, at) if can_carry_out(one["to"], action)]
    return named[-1].span("to") if named else None


def can_carry_out(who: str, action: str) -> bool:
    """
    Say whether somebody can do what is ordered: an office, its staff, whoever reports himself.

    Examples
    --------
    >>> can_carry_out("各县市区", "上报"), can_carry_out("疑似病例", "完成检测")
    (True, False)
    """
    if _CAN_DO.search(who):
        return True
    if _PEOPLE.search(who) and not re.search("接触|疑似|确诊", who):
        return bool(_REPORTS_HIMSELF.match(action))
    return bool(re.fullmatch(FULL_NAME, who)) and is_name(who)


def maker(plain: str, start: int, at: int) -> Stretch | None:
    """Return where it is said who received an order at a character: named, or the one who speaks."""
    received = _RECEIVED.search(plain, start, at)
    if received is None:
        return None
    if not WE.fullmatch(received["who"]):
        return received.span("who") if can_carry_out(received["who"], "") else None
    speaker = _SPEAKER.match(plain, at, at + QUOTED_IN)
    return speaker.span("to") if speaker else None
