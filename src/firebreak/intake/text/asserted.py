"""What a text asserts, and what it only plans, thinks possible, denies, or tells of another disease.

拟出院 is no discharge, 死亡的传言不实 no death, 核酸阳性,待复核 no confirmation, 确诊为流感 no case
of the disease the bulletin is about.
"""

import re
from functools import lru_cache

#: What begins at the time of another thing is told of as it was: 准备上班时出现发热.
_UP_TO_IT = r"(?:(?<=\d)时|[^,。;:\n时后途])"
_INTENDED = re.compile(
    rf"(?:拟(?!诊)|即将|有望|可望|将(?=[于可会])|计划|打算|准备|预计|预定|原定|(?<![接招对看善期])待(?![在产业遇家过])){_UP_TO_IT}{{0,14}}$"
)
_TO_BE_DONE = re.compile(r"(?:拟|需|待|应|须|将|请|计划|要求|准备|安排)[^,。;:\n]{0,12}$")
#: Of a discharge: asked for, refused, or not yet to be.
_NOT_LET_GO = re.compile(
    r"(?:[不未尚暂](?:能|得|可(?!见)|宜|予|准|许|同意|批准|具备|满足|符合|达到?|够|被|需|待)|未获|没有?(?:能|达到?|批准|同意)|无法|难以|尚[未不无]"
    r"|申请|请求|希望|期待|期望|盼望?|等待|等候|争取|(?:距离?|离)(?=[^,。;]{0,6}出院))[^,。;:\n后]{0,12}$"
)
_NO_DISCHARGE = re.compile(
    r"[^,。;\n后]{0,6}?(?:未获|未能|未予|未果|未被|被拒|遭拒|不予|申请|条件|指征|评估|审批)"
)
_CAME_TO_NOTHING = re.compile(r"[^。;\n]{0,30}?(?:未(?:能)?(?:成行|出行|出发|乘坐|登车|登机)|退票)")
_RUMOURED = re.compile(r"(?:网传|谣传|误传|讹传|传言|传闻|谣言)[^。;\n]{0,24}$")
_UNTRUE = re.compile(
    r"[^,。;\n]{0,6}?的?(?:传言|谣言|传闻|消息|说法|信息|报道)?,?(?:均|都|系|是|为|属)*(?:不实|不属实|谣言|虚假)"
)
_TENTATIVE = re.compile(
    r"(?:拟诊?(?:断)?|(?<!不)可能|疑(?!似)|考虑|怀疑|初步|初[筛检])[^,。;:\n]{0,8}$"
)
_UNSURE = re.compile(r"[^,。;\n]{0,4}?(?:可能性?(?:较?大|较?高|极大)?(?=[,。;\n]|$)|\?)")
_AWAITED = (
    r"(?:[^。;\n]{0,40}?[,(]|[。;](?:目前|现|结果)?|)(?:目前|现|尚|仍|有|等)*(?:待|正在|尚需|仍需|还需)"
    rf"{_UP_TO_IT}{{0,10}}?(?:AWAITED)(?![^,。;\n]{{0,6}}[阴阳]性)"
)
_JUDGEMENT = "复核|确认|确证|确诊|会诊|研判|判定|核实"
_AWAITING_JUDGEMENT = re.compile(_AWAITED.replace("AWAITED", _JUDGEMENT))
#: Of somebody whose diagnosis is made, a test that is awaited is to tell of his recovery.
_AWAITING_TEST = re.compile(_AWAITED.replace("AWAITED", rf"{_JUDGEMENT}|复[检查测]"))
_OF_THE_PAST = re.compile(r"既往[^,。;:\n]{0,12}$")
_PAST = re.compile(r"(?:的?病)?史")
_RETESTED = re.compile(
    r"(?:复[核检查测]|再次|重新|[第二两][二三2-3]?次)[^,。;\n阳]{0,14}?阴性|排除(?=[。,;]|$)"
)
#: Who is negative once he was treated has recovered.
_TREATED = re.compile(r"出院|治愈|转阴|好转|解除|治疗|住院|收治|转归|确诊")
_DISEASES = (
    r"(?:流行性感冒|流感|甲流|乙流|感冒|支气管炎|结核|癌|瘤|白血病|糖尿病|高血压|冠心病|心脏病|骨折|手足口|登革|水痘|肝炎|肾炎"
    r"|胃炎|阑尾炎|梗死|脑梗|中风|哮喘|(?:细菌|支原体|衣原体|大叶|吸入)性?肺炎|呼吸道合胞|腺病毒)"
)
_NAMED_AFTER = re.compile(
    rf"(?:为|患有?|是|系)?(?:(?!新冠|新型冠状|合并|和|及|并)[^,。;\n]){{0,6}}?(?P<disease>{_DISEASES})"
)
_NAMED_BEFORE = re.compile(
    rf"(?P<disease>{_DISEASES})(?:病毒)?(?:抗原|核酸)?(?:检测|结果|及|和|、|为|呈)*$"
)
_OTHER_CAUSE = re.compile(
    r"因[^,。;\n]{0,8}?(?:车祸|事故|外伤|受伤|摔|手术|分娩|生产|待产|产检|化疗|透析|痔|"
    + _DISEASES
    + r")[^,。;\n]{0,16}?(?:住院|入院|收治|就诊|治疗)"
)
_THIS_DISEASE = re.compile(r"确诊(?!为?" + _DISEASES + r")|阳性|新冠|新型冠状|转[至入院往]")
#: The name of a field that nobody filled in, or that says no: 死亡日期:/, 是否死亡:否.
_BLANK = re.compile(
    r"(?P<when>时间|日期)?(?:与否|情况)?[^\S\n]*:[^\S\n]*\(?"
    r"(?:(?:[尚暂仍][未无]|(?:/|\\|[-—–_×]+|[否无未空]|没有|不适用|不详|不明|未知|n/?a)(?=[,。;、\s)|/]|$))"
    r"|(?=[,。;|])|(?=\s*$)|(?(when)\n(?!\s*\d)|(?!)))"
)
_WHETHER = re.compile(r"(?:是否|有无|有没有)[^,。;:\n]{0,4}$")
_YES = re.compile(r"[^,。;:\n]{0,4}:\s*(?:是|有|√|\d)")
FAR = 30
#: So many characters on, nothing more is said of the same test or stay.
ONE_STORY = 600


def is_intended(plain: str, at: int) -> bool:
    """
    Whether what is told here was only planned.

    Examples
    --------
    >>> is_intended("病情好转,拟出院", 6), is_intended("准备上班时发病", 5)
    (True, False)
    """
    return bool(_INTENDED.search(plain, max(at - FAR, 0), at))


def is_no_discharge(plain: str, start: int, end: int) -> bool:
    """
    Whether a discharge told here was hoped for or refused, and did not happen.

    Examples
    --------
    >>> is_no_discharge("尚不符合出院条件", 4, 6), is_no_discharge("符合标准准予出院", 6, 8)
    (True, False)
    """
    before = max(start - FAR, 0)
    return bool(_NOT_LET_GO.search(plain, before, start) or _NO_DISCHARGE.match(plain, end))


def is_to_be_done(plain: str, at: int) -> bool:
    """Whether what is told here is ordered or to come: 需采样, 请采样, 将采样."""
    return bool(_TO_BE_DONE.search(plain, max(at - 14, 0), at))


def was_not_done(plain: str, start: int, end: int) -> bool:
    """
    Whether a movement told here was only planned, or came to nothing.

    Examples
    --------
    >>> line = "曾拟乘列车去武汉,因封城未成行"
    >>> was_not_done(line, 3, 5), was_not_done("乘列车去武汉", 1, 3)
    (True, False)
    """
    return is_intended(plain, start) or bool(_CAME_TO_NOTHING.match(plain, end))


def is_denied(plain: str, start: int, end: int) -> bool:
    """
    Whether what is told here is called a rumour, or is a field that does not say yes.

    Examples
    --------
    >>> is_denied("2月3日死亡的传言不实", 4, 6), is_denied("2月3日死亡", 4, 6)
    (True, False)
    """
    return (
        bool(_RUMOURED.search(plain, max(start - FAR, 0), start) or _UNTRUE.match(plain, end))
        or _is_blank(plain, end)
        or _is_asked(plain, start, end)
    )


def _is_blank(plain: str, end: int) -> bool:
    return bool(_BLANK.match(plain, end))


def _is_asked(plain: str, start: int, end: int) -> bool:
    asked = _WHETHER.search(plain, max(start - 8, 0), start)
    return bool(asked) and not _YES.match(plain, end)


def is_tentative(plain: str, start: int, end: int) -> bool:
    """
    Whether a diagnosis or a positive test is only possible, or waits for somebody to confirm it.

    Examples
    --------
    >>> is_tentative("核酸阳性,待复核", 0, 4), is_tentative("核酸阳性,入院", 0, 4)
    (True, False)
    """
    before = max(start - FAR, 0)
    awaiting = _AWAITING_JUDGEMENT if "诊" in plain[start:end] else _AWAITING_TEST
    return bool(
        _INTENDED.search(plain, before, start)
        or _TENTATIVE.search(plain, before, start)
        or _UNSURE.match(plain, end)
        or awaiting.match(plain, end)
    )


def is_past(plain: str, start: int, end: int) -> bool:
    """Whether a positive test is of an earlier illness: 既往核酸阳性史."""
    return bool(_PAST.match(plain, end) or _OF_THE_PAST.search(plain, max(start - FAR, 0), start))


def is_contradicted(plain: str, end: int, until: int) -> bool:
    """
    Whether somebody whose test was positive was negative when tested again, and not for a cure.

    Examples
    --------
    >>> line = "2月1日核酸阳性,2月2日复核阴性"
    >>> is_contradicted(line, 8, len(line))
    True
    """
    until = min(until, end + ONE_STORY)
    again = _RETESTED.search(plain, end, until)
    return bool(again) and not _TREATED.search(plain, end, until)


def is_of_another_disease(plain: str, start: int, end: int) -> bool:
    """
    Whether a diagnosis or a test names a disease that the text is not about.

    Examples
    --------
    >>> is_of_another_disease("2月1日确诊为流感", 4, 6)
    True
    >>> is_of_another_disease("某校流感疫情:2月1日确诊为流感", 12, 14)
    False
    """
    before = max(start - FAR, 0)
    named = _NAMED_AFTER.match(plain, end) or _NAMED_BEFORE.search(plain, before, start)
    return named is not None and not _is_about(plain, named["disease"])


@lru_cache(maxsize=16)
def _is_about(plain: str, disease: str) -> bool:
    return bool(re.search(f"{disease}(?:疫情|暴发|聚集)", plain))


def was_in_for_something_else(plain: str, begin: int, at: int) -> bool:
    """
    Whether a discharge told here ends a stay that another illness or an accident was the cause of.

    Examples
    --------
    >>> line = "1月20日因车祸住院,2月3日出院"
    >>> was_in_for_something_else(line, 0, line.index("出院"))
    True
    """
    causes = list(_OTHER_CAUSE.finditer(plain, max(begin, at - ONE_STORY), at))
    return bool(causes) and not _THIS_DISEASE.search(plain, causes[-1].end(), at)
