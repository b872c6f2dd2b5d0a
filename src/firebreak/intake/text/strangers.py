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
from firebreak.intake.text.lexicons import RELATIONS, SYMPTOMS

_CLAUSE = re.compile(r"(?:^|(?P<sentence>[。;!?\n])|[,:(])\s*")
_TIME = (
    r"(?:\d+(?:年|月|日|号|时|点|分|天|周|个月|[:\-~—至到/.、])?(?!\d*(?:名|例|人|位|岁))|[上下中]午|凌晨|清晨|早[上晨]?|晨|傍晚|晚[上间]?|夜[间里晚]?|[当次同翌前昨今][日天晚晨年]|第[二三四五]天"
    r"|除夕|大年|初[一二三四五六七]|正月|腊月|春节|元旦|[上中下]旬|[月年][初底末]|左右|前后|许|期间|[一二三四五六七八九十两]+[天点]半?后?|起)"
)
_CONNECTIVE = (
    r"(?:随[后即]|之[后前]|此[后前]|其[后间]|然后|后来|接着|[并而]且|而后?|并|但是?|再次|[又再即遂故先后曾已己现且的、\s]|立即|当即|于是|因此|所以|目前|现在|同时|另外?|另有|经查|据悉|据?了解到?|经流调|最[终后近]|直[到至]|截[至止]"
    r"|每[日天]|(?:其[余他它]|大部分)时间|近[期日来年])"
)
_LEAD = re.compile(rf"(?:{_TIME}|{_CONNECTIVE})*")
_SYMPTOM = "|".join(sorted(SYMPTOMS, key=len, reverse=True))
#: What follows the subject of a clause that tells of days, ways and illness.
_TELLS = (
    r"(?:\d{1,4}[年月日号时点:/\-.](?!\d\D)|[于在从被已也亦均都曾仍未不没再又因有无系是与随由将把坐驾到]|自(?![己治然])|为|[返回来赴]|前往|和|跟|经|乘(?!客)|搭乘?|去|抵达?|离开|居住|入[院住]|[当同次前昨今][日天晚]|出现|开始|自觉|感到|确诊"
    rf"|发[病热烧]|起病|死亡|病[逝亡故危重]|离世|身亡|就[诊医]|住院|核酸|检[测出查]|采样|抗原|接触|参加|转[入至]|{_SYMPTOM})"
)
#: A clause that begins as a verb, a preposition or an adverb does goes on telling of whom the last told.
_NO_SUBJECT = re.compile(
    r"[于在从到去往赴乘坐搭骑驾开因被把将对向给让由经随与和跟及按据以用使服系是为有无未不没也亦均都仍尚正呈属转送收入出进住至抵达返回来离途接受予停购做吃喝逛看买取办租戴拍行听请叫约邀见找带抱背扶述觉感伴偶稍如只且虽测拼喷其他她前始]"
    r"|自(?!治)|同(?![村组楼栋单小班桌车病校厂店层乡屋伴行])|前往|参[加会]|外出|开始|发[病热烧现]|确[诊定认]|诊断|分诊|就|居|留观|隔离|检[测查]|采[样集取]|核酸|接触|步行|打[车的工]|拨打|死亡|病[逝亡故发前]|抢救|治[疗愈]|否认"
    r"|主[诉动要]|[长暂短常]|家住|全[程部天身家]|多次|[一二两三四五\d]次|直接|分别|基本|尤其|共|一[直同起]|明[确显]|继续|实[施行]|符合|连续|持续|反复|轻微|考虑|怀疑|排[查除]|判定|通[过报]|报告|追踪|搜索|结合|根据|累计|准备|计划|原|完善|预"
    r"|安排|换乘|辗转|作为|输[液入]|口服|佩戴|要求|得知|认识|负责|从事|学习|工作|生活|务工|既往|平[时素]|陪|探[望亲]|照[顾料]|护[送理]|拜|逗|游|旅|应约|白天|中途|解除|提[供前]|登记|加强|妊娠|结束|短期|早|晚|夜|此|当|每|各|首|仅|抽|宣布|转|停|故|咳嗽|初步|相继|陆续|同[样意]|逐渐|突然|仍然|始终|一度|多[日天]|数[日天]|独自|及时|按时|由此|至此|眼|头|腰|背|嗓|喉|内|短时|经过|本次|此次|至今|同日"
)
#: Institutions, places, vehicles, parts of the body, tests, and the numbers of a bulletin.
_NOBODY = re.compile(
    r"[\u4e00-\u9fff]*(?:医院|院|诊所|所|室|中心|站|店|[市县区省州旗镇乡村街路道巷]|[局委部]|组(?:评估|一致)?|校|学|厂|公司|社|馆|楼|场|车(?:厢|票|号|牌|辆|途)?|机|船|号码?|座位?|厢|户籍|籍|史|型|性|试剂|样本?|标本|结果|报告|片|ct|图|影像|检查|检验"
    r"|检测|状|情|况|体温|温|热|痛|病|症|肺|胸|咽|鼻|肌肉|肌|炎症|血|痰|毒|期|间|时|后|前|中|内|间|地|址|处|线|程|迹|围|置|方|式|因|日|天|年|月|点|分|家|门|一?起|组织|通知|食堂|门口|安排|高铁|动车|航班|列车|疫苗|宴上?|铺|快递|行李|拭子|常规|细胞|体征|医生?(?:诊断|考虑|建议|判断)|聚[会餐]|[一两二三四五六七八九十几众]人|大家|个人|星期[一-龥]|周[一二三四五六日末]|节|夜|三十|[浑周]身|四肢|胃口|身体|衰竭|骤停|隔离|如下|加重|好转|稳定|恢复正?常?|减轻|缓解)$"
    r"|医院|疾控中心|专家|流调|突发|体温|新型冠状|新冠|病毒|实验室|两种|其中|密切|密接|症状|病情|病发|患病|车[牌号次]|发车|座位|一家|二人|[两三四五]人|夫妻|父子|母子|父女|母女|情况|心率|血压|呼吸|脉搏|血氧|大便|精神|食欲|饮食|意识|生命|抗体|疑似|危重|重症"
    r"|我[市省县区]|本[市省县区]|全[市省县区]|外[地市省]|[左右双两][肺上下侧]|活动|行程|时间|具体|自治|救护车|职业|姓名|性别|年龄|民族|电话|身份|医学观察|会议|参会|该?院方?|治疗|流行|环境|空气|急诊|药店|省疾|省诊"
)
_HIMSELF = re.compile(
    r"(?:该|此|本|上述|前述)?(?:名|例)?(?:患者|病人|病例|患儿|感染者)|本人|[男女](?:性|,|$)"
)
#: Words for people whom no family has: 老师, 房东, 秘书, 乘客.
_PERSON_WORD = (
    r"(?:[员师友客辈侣婴]|(?<![或患])者|(?<![的巴])士|[校院组队村家局班厂店所部科处会]长|[房股]东|老板|领导|教授|[雇业店机车船户屋]主|[居村市农渔牧牧乡]民|[同伙玩舞]伴|[儿学病]童|[孕产]妇|[司]机|[学先医女男考新实习修]生|研究生|[员职技民护临短义]工|[老男女客病路恋爱某工商]人"
    r"|负责人|联系人|介绍人|主任|经理|助理|秘书|支书|书记|[助对帮歌选]手|老乡|邻居|上司|会计|教练|对象|搭档|下属|家属|孩子|[男女]子|小孩|同桌|徒弟|住户|租户|商户|网红|主播|导游|闺蜜|发小|太太|奶奶|爷爷|大[爷妈叔婶]|阿姨)"
)
_PERSON = re.compile(rf"{_PERSON_WORD}$")
#: 收银员, 出租车司机, 接诊医生: their first character is oftener a verb.
_AGENT = r"(?:(?![与和跟有从在到于向]|对(?!门))(?![因被由将把给培三])[\u4e00-\u9fff]{1,4}(?:司机|医生|老师|人员|老人|住户|租户|太太|大爷|大妈|男子|女子)|(?![与和跟有从在到于对向因被由将把给])[\u4e00-\u9fff]{1,2}[员士师]|同[村组楼栋班桌车病校厂店层乡屋伴单小行][\u4e00-\u9fff]{0,6}?)"
_OF_HIM = r"(?:(?:其|他的?|她的?|本人的|自己的)(?![们他余中间后次实]))"
#: 李某的老师, 病例5老师: whoever that is, it is not he.
_OF_ONE = r"(?:(?:[\u4e00-\u9fff]某某?|病例\d{1,5}|(?:该|此)?(?:患者|病人|病例))(?P<whose>的|之)?)"
_ONE = r"(?:(?P<there>(?:(?:其|所在)[\u4e00-\u9fff]{1,6}?)?有)?[一两二三几\d]{1,3}[名位个]|另[一外]?[名位个]?|某(?=[\u4e00-\u9fff])|(?P<is>(?:(?:其|所在)[\u4e00-\u9fff]{1,6}?)?有(?!关))[名位个]?)"
_TITLE = r"(?:女士|先生|小姐|老师|师傅|阿姨|大爷|大妈|医生|姓[男女]子)"
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
    if not rest or _NO_SUBJECT.match(rest) or _NO_REST.match(rest) or _OF_FAMILY.match(rest):
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
