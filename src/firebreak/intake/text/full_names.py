"""Full names of people: 患者李秀英，女; 病例21：张望松，男; 姓名：陈强; 欧阳娜娜，女，20岁.

A surname and one or two characters are a name only where the form makes it sure: after a word that
announces somebody, or before sex and age. `轻症患者，男` and `武汉返乡，男` name nobody.
"""

import re
from collections.abc import Iterator

from firebreak.intake.text import divisions
from firebreak.intake.text.lexicons import COMPOUND_SURNAMES

#: The common ones, without those that are oftener a word of running text (时, 从, 和, 农, 祖, 危).
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱江尹薛闫阎段雷侯龙陶黎贺顾毛郝"
    "龚邵万覃武钱戴严莫孔向常汤康易樊齐乔文施洪辛庞季温倪柯章鲁葛俞聂殷祝阮柳欧阳尤柴骆翟路申毕"
    "颜关岳成左裴詹牛甘管包宁焦鲍苗耿祁华涂霍房滕屈解艾尚邢卜冉盛单娄芦蒲古游舒蓝卓阚鄢缪宗梅童"
    "卞凌边喻闵席麦项褚费窦谷纪占储冼甄桂晏连冷栾苟车戚池靳晋仇粟景沙佘巫臧匡楚丛宫简瞿刁穆胥湛"
    "隋郁佟伍岑荆安史曲谌皮虞伏邝宾柏茹贝牟晁习盘蔺茅饶嵇闻莘翁荣"
)
_GIVEN = "(?![某的了是与及被者员们等例岁])[\u4e00-\u9fff]"
FULL_NAME = rf"(?:(?:{'|'.join(COMPOUND_SURNAMES)})|[{SURNAMES}])(?:{_GIVEN}){{1,2}}"
#: Words of such a form that begin as a surname does: 高热, 管理员, 武汉人, 张女士.
_NO_NAME = re.compile(
    r".+[员工者人客族籍性型症警热烧咳痛龄]$|.+(?:女士|先生|姓[男女])"
    r"|高[危管温中]|严[重密]|单[身独]|白[天领]|华侨|曾[祖经有在去与]|常[住驻年规]|向[导社其]|[段连]长|包工"
    r"|房[东间主]|管家|安[静全排]|凌晨|康复|万一|左右|成[年功]|关[节于]|于[是今家]|雷雨|方[舱便]|易感|钟点|童年"
    r"|温度|金融|文化|任职|马上|车[站间上]|路[边上]|边[境缘]|尚[未无]|冷[链库]|左侧|荣誉"
)
_OF_A_DIVISION = re.compile(r"[省市县区镇乡村州旗]$")
_SEX = r"(?:男|女)(?:性)?"
_AGE = r"\d{1,3}(?:周)?岁"
#: Sex or age follow, perhaps after a home: `,女`, `(男`, `,荷塘区人,62岁`, `,性别:女`.
_DESCRIBED = rf"[,(](?:[^。;\n]{{0,14}}[,(])?(?:{_SEX}|性别|{_AGE})"
_WHO = r"(?:患者|病人|病例|感染者|密接者?|密切接触(?:者|人员)|次密接者?|接触者|暴露者)"
_KIND = r"(?:新增|确诊|疑似|本土|本地|境外|输入性?|阳性|重症|无症状){0,4}"
#: 家属姓名, 联系人姓名: of somebody who is only to be asked.
_NOT_HIS = "".join(
    f"(?<!{who})"
    for who in ("联系人", "监护人", "报告人", "填报人", "负责人", "家属", "家长", "医生", "调查员")
)
_LABELLED = rf"{_NOT_HIS}姓名(?:为|是)?:?(?P<labelled>{FULL_NAME})(?=[,;、。:(\n]|性别|$)"
_ANNOUNCED = rf"{_KIND}{_WHO}(?:\d{{1,4}}[人名]?)?:(?P<announced>{FULL_NAME})(?=[,;(。\n]|$)"
_CALLED = rf"{_KIND}{_WHO}(?:\d{{1,4}}[,、]?)?(?P<called>{FULL_NAME})(?={_DESCRIBED})"
#: At the head of a clause, or after a place, a relation or a list's number.
_BEFORE = r"(?:^|(?<=[\n。!?;,、:().县区镇乡村组\d妻子夫亲儿媳婿姐妹哥弟嫂姨姑舅叔伯]))"
_INTRODUCED = rf"{_BEFORE}(?P<introduced>{FULL_NAME})(?=[,(](?:{_SEX}[,、]?{_AGE}|{_AGE}[,、]?{_SEX}(?![\u4e00-\u9fff])))"
#: As one speaks of somebody on the phone: 排查到一个从黄冈回来的,叫周建国,今年五十六; 6组周建国(56岁).
_SPOKEN = (
    r"(?:[一1](?:个|名|位)[^。;\n]{0,24})?(?<![我他她])(?:名字)?(?<!我)(?:叫|名叫)(?:做)?"
    rf"(?P<spoken>{FULL_NAME})(?=[,。;(\n]|$)"
)
_SPEAKS = re.compile(_SPOKEN)
_OF_A_HOUSE = rf"(?<=[组村社号户])(?P<housed>{FULL_NAME})(?=[,(]{_AGE}[,)])"
_FORMS = re.compile(rf"{_LABELLED}|{_ANNOUNCED}|{_CALLED}|{_INTRODUCED}|{_SPOKEN}|{_OF_A_HOUSE}")
#: Who is only to be asked, or tells it: 联系人:李秀英,女,35岁.
_ASKED = re.compile(
    r"(?:联系人|监护人|报告人|填报人|负责人|家属|家长|医生|调查员|陪同人员?|网格员)[:,]?$"
)
#: Somebody else's sentence goes on: 与其妻王丽(女,35岁)一起, 系患者李秀英(女,62岁)之子.
_OF_SOMEBODY = re.compile(
    r"(?:与|和(?![平谐美睦顺兴气])|跟|同(?=其|患者|病例|妻|丈|父|母)|随|陪|接触过?|探望|照顾|系)"
    r"(?:[^,。;:\n]{0,10}|[^。;:\n]{0,40}\)、)$"
)


def full_names(plain: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """
    Yield where somebody is announced by a full name, and where that name stands.

    Examples
    --------
    >>> line = "密接者:刘洋,男,30岁。轻症患者,男。武汉返乡,男,40岁。"
    >>> [line[slice(*name)] for _start, name in full_names(line)]
    ['刘洋']
    """
    for match in _FORMS.finditer(plain):
        form = next(form for form in match.groupdict() if match[form])
        if form == "labelled" or (is_name(match[form]) and _is_introduced(plain, match)):
            yield match.start(), match.span(form)


def is_spoken_of(plain: str, start: int) -> bool:
    """Whether somebody is told of here as one speaks: 一个从黄冈回来的,叫周建国."""
    return bool(_SPEAKS.match(plain, start))


def _is_introduced(plain: str, match: re.Match[str]) -> bool:
    before = plain[max(match.start() - 48, 0) : match.start()]
    if _ASKED.search(before):
        return False
    return bool(match["announced"]) or not _OF_SOMEBODY.search(before)


def first_name(plain: str) -> str | None:
    """Return the first full name of a text, or None."""
    return next((plain[slice(*name)] for _start, name in full_names(plain)), None)


def is_name(said: str) -> bool:
    """
    Say whether what begins with a surname is no word or division that does.

    Examples
    --------
    >>> is_name("李秀英"), is_name("高热"), is_name("管理员"), is_name("温州")
    (True, False, False, False)
    """
    if _NO_NAME.match(said) or said in divisions.names():
        return False
    return not (_OF_A_DIVISION.search(said) and said[:2] in divisions.names())
