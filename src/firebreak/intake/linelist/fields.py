"""The fields a list may have, what each is called, and what each kind of list needs.

Words only: how a row of headings is recognised by them is `headings.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a row of the list is."""

    CASES = "cases"
    PLACES = "places"
    COUNTS = "counts"
    JOURNEYS = "journeys"
    LINKS = "links"
    CONTACTS = "contacts"
    TESTS = "tests"


@dataclass(frozen=True)
class Field:
    """Something a column may say: its name for people, and the headings it goes by."""

    en: str
    zh: str
    headings: tuple[str, ...]


def _field(en: str, zh: str, headings: str) -> Field:
    return Field(en, zh, tuple(headings.split("|")))


CASES: dict[str, Field] = {
    "number": _field(
        "case number",
        "病例编号",
        "case_no|case no|case number|case id|caseid|id|no|number|病例编号|病例号|病例序号|编号|序号"
        "|患者编号|病例|卡片编号|卡片id|card no",
    ),
    #: Where the names say who they are, and nobody is known by it: see `running.py`.
    "running": Field("number in the list", "表内序号", ()),
    "name": _field(
        "name",
        "姓名",
        "name|full name|patient name|姓名|患者姓名|病人姓名|名字",
    ),
    "family_name": _field("family name", "姓", "family name|last name|surname|lastname|姓|姓氏"),
    "given_name": _field("given name", "名", "given name|first name|forename|firstname|名"),
    "sex": _field("sex", "性别", "sex|gender|性别"),
    "age": _field("age", "年龄", "age|age years|年龄|岁数|年龄岁|实足年龄"),
    "age_unit": _field("unit of age", "年龄单位", "age unit|unit of age|年龄单位"),
    "birth_date": _field(
        "date of birth",
        "出生日期",
        "birth date|date of birth|dob|born|birthday|出生日期|出生年月日|生日",
    ),
    "id_number": _field(
        "ID number",
        "身份证号",
        "id number|id card|identity number|national id|resident id|身份证号|身份证号码|身份证|证件号"
        "|证件号码|有效证件号|公民身份号码",
    ),
    "phone": _field(
        "telephone",
        "联系电话",
        "phone|telephone|tel|mobile|phone number|电话|联系电话|手机|手机号|手机号码|联系方式|电话号码",
    ),
    "address": _field(
        "present address",
        "现住址",
        "address|present address|home address|住址|现住址|地址|现住地址|详细地址|家庭住址|现住详细地址",
    ),
    "group": _field(
        "population group", "人群分类", "group|population group|occupation|人群分类|职业|职业分类"
    ),
    "employer": _field(
        "employer or school",
        "工作单位",
        "employer|workplace|school|employer or school|工作单位|单位|患者工作单位|工作单位或学校|学校",
    ),
    "residence": _field(
        "county of residence",
        "居住县区",
        "residence|residence reported|county of residence|residence county|district of residence"
        "|居住地|常住地|户籍地|居住县区|现住县区|现住址县区|居住区县|住址县区|现住地|常住县区",
    ),
    "residence_code": _field(
        "code of residence",
        "居住地代码",
        "residence code|code of residence|address code|居住地代码|现住址国标|现住地址国标|现住址编码"
        "|现住地代码|地区编码|行政区划代码",
    ),
    "stay": _field(
        "county of stay",
        "暂住县区",
        "stay|county of stay|stay county|暂住地|暂住县区|停留地|停留县区|逗留县区|在株县区",
    ),
    "reporting": _field(
        "reporting unit",
        "报告单位",
        "reporting unit|reporting county|reported by|hospital|facility|reporting facility"
        "|报告单位|报告县区|报告地区|报告机构|报告医院|填报单位|诊断单位|报告区县|上报单位",
    ),
    "counting": _field(
        "counting unit",
        "统计县区",
        "counting unit|counting county|counted by|counted in|county|district|county or district"
        "|统计县区|统计单位|统计口径县区|归属县区|所属县区|所属区县|县区|区县|县市区|县（市、区）|归属地"
        "|县|区",
    ),
    "province": _field(
        "province", "省份", "province|admin1|省份|省|所在省|省市区|省（自治区、直辖市）"
    ),
    "city": _field("city", "地市", "city|prefecture|地市|市|城市|所在市|地级市"),
    "onset": _field(
        "onset",
        "发病日期",
        "onset|onset date|date of onset|date onset|symptom onset|date of symptom onset|发病日期"
        "|发病时间|发病日|症状出现日期|首发症状日期|出现症状时间|症状起始日期",
    ),
    "suspected": _field(
        "date suspected",
        "疑似日期",
        "suspected|suspected date|date suspected|疑似日期|疑似时间|疑似诊断日期|疑似报告日期",
    ),
    "confirmed": _field(
        "date confirmed",
        "确诊日期",
        "confirmed|confirm date|confirmed date|date confirmed|confirmation date|date of confirmation"
        "|date confirmation|确诊日期|确诊时间|确诊日",
    ),
    "diagnosed": _field(
        "date of diagnosis",
        "诊断日期",
        "diagnosed|diagnosis date|date of diagnosis|date diagnosis|诊断日期|诊断时间",
    ),
    "reported": _field(
        "date reported",
        "报告日期",
        "report date|reported date|date reported|date of report|date of reporting|date reporting"
        "|reporting date|notification date|date of notification"
        "|报告日期|报告时间|报告卡录入时间|录入时间|填卡日期|上报时间|上报日期",
    ),
    "published": _field(
        "date published",
        "公布日期",
        "publish date|published|date published|publication date|公布日期|发布日期|通报日期|公布时间",
    ),
    "excluded": _field(
        "date of exclusion",
        "排除日期",
        "excluded|date excluded|exclusion date|date of exclusion|date ruled out"
        "|排除日期|排除时间|排除诊断日期|排除疑似日期",
    ),
    "recovered": _field(
        "date recovered",
        "出院日期",
        "recovered|date recovered|recovery date|discharge date|date of discharge|discharged"
        "|出院日期|治愈日期|出院时间|治愈出院日期|痊愈日期",
    ),
    "died": _field(
        "date of death", "死亡日期", "died|date of death|death date|date died|死亡日期|死亡时间"
    ),
    "outcome": _field("outcome", "转归", "outcome|转归|结局|最终结局|疾病转归"),
    "outcome_date": _field(
        "date of outcome",
        "转归日期",
        "outcome date|date of outcome|date outcome|转归日期|转归时间|结局日期",
    ),
    "classification": _field(
        "classification",
        "病例分类",
        "classification|case classification|status|case status|病例分类|病例类型|分类|诊断|诊断类型"
        "|诊断结果|病例状态|诊断分类",
    ),
    "disease": _field(
        "disease",
        "疾病名称",
        "disease|disease name|name of disease|diagnosed disease|疾病名称|疾病|疾病种类|病种|病名|病种名称"
        "|传染病名称|诊断疾病|诊断病种",
    ),
    "severity": _field(
        "severity", "病情", "severity|clinical severity|病情|临床分型|分型|临床严重程度|病情程度"
    ),
    "places": _field(
        "places visited",
        "活动场所",
        "places|places visited|places reported|trajectory|活动场所|逗留场所|活动轨迹|轨迹|逗留地点"
        "|涉及场所|发病后活动场所|到过的地方|活动地点",
    ),
    "text": _field(
        "text of the notice",
        "通报原文",
        "bulletin text|text|notice|original text|通报原文|原文|通报内容|病例描述",
    ),
    "url": _field("source address", "来源网址", "source url|url|link|来源网址|网址|链接|来源链接"),
    "note": _field("note", "备注", "note|notes|remark|remarks|comment|备注|说明|备考"),
    "record": _field(
        "record number here", "本系统编号", "record number here|firebreak id|本系统编号"
    ),
}

PLACES: dict[str, Field] = {
    "number": CASES["number"],
    "confirmed": CASES["confirmed"],
    "place": _field(
        "place",
        "场所",
        "place|place name|place as written|location|venue|场所|地点|场所名称|地点名称|活动场所"
        "|逗留场所|逗留地点|地名",
    ),
    "matched": _field(
        "matched point",
        "匹配地点",
        "matched poi|matched|poi|matched name|匹配地点|匹配名称|匹配poi",
    ),
    "county": _field(
        "county of the place",
        "场所所在县区",
        "county|district|county of the place|县区|区县|所在县区|场所所在县区|县市区|所属县区",
    ),
    "longitude": _field("longitude", "经度", "lng|lon|long|longitude|x|经度"),
    "latitude": _field("latitude", "纬度", "lat|latitude|y|纬度"),
    "arrived": _field(
        "arrival",
        "到达时间",
        "arrived|arrival|start|from|date|time|到达时间|开始时间|时间|日期|进入时间",
    ),
    "left": _field("departure", "离开时间", "left|departure|end|until|离开时间|结束时间"),
    "activity": _field(
        "activity", "活动内容", "activity|event|what|活动内容|活动|事由|行为|在场活动"
    ),
    "url": CASES["url"],
    "note": CASES["note"],
}

COUNTS: dict[str, Field] = {
    "report_date": _field(
        "day of the report",
        "报告日期",
        "report date|date of report|reported date|报告日期|通报日期|发布日期|公布日期|publish date",
    ),
    "counted_date": _field(
        "counted day",
        "统计日期",
        "counted date|counted day|date|day|as of|统计日期|日期|统计日|数据日期|截至日期|截止日期",
    ),
    "unit": _field(
        "unit", "单位", "unit|county|district|city|area|region|县区|区县|单位|地区|县市区|市|城市"
    ),
    "new_confirmed": _field(
        "new confirmed",
        "新增确诊",
        "new confirmed|new cases|confirmed new|新增确诊|新增病例|新增确诊病例|当日新增确诊|每日新增",
    ),
    "new_suspected": _field("new suspected", "新增疑似", "new suspected|新增疑似|新增疑似病例"),
    "new_recovered": _field(
        "new discharged",
        "新增出院",
        "new discharged|new recovered|new cured|新增出院|新增治愈|新增治愈出院|当日出院",
    ),
    "new_died": _field(
        "new deaths", "新增死亡", "new dead|new deaths|new died|新增死亡|新增死亡病例|当日死亡"
    ),
    "confirmed": _field(
        "confirmed so far",
        "累计确诊",
        "cumulative confirmed|total confirmed|confirmed|累计确诊|累计确诊病例|累计病例|确诊",
    ),
    "suspected": _field("suspected now", "现有疑似", "suspected|现有疑似|疑似|累计疑似"),
    "recovered": _field(
        "discharged so far",
        "累计出院",
        "cumulative discharged|total discharged|discharged|recovered|累计出院|累计治愈|出院|治愈",
    ),
    "died": _field(
        "deaths so far", "累计死亡", "cumulative dead|total deaths|dead|deaths|累计死亡|死亡"
    ),
    "contacts": _field(
        "contacts", "密切接触者", "contacts|close contacts|密切接触者|累计密切接触者"
    ),
    "contacts_released": _field(
        "contacts released", "解除医学观察", "contacts released|released|解除医学观察|解除观察"
    ),
    "contacts_observed": _field(
        "contacts observed",
        "在医学观察",
        "contacts observed|observed|under observation|在医学观察|正在医学观察|尚在医学观察",
    ),
    "source": _field("source", "来源", "source|来源|数据来源|发布单位"),
    "url": CASES["url"],
    "note": CASES["note"],
}

#: Who travelled from where to where; one row a ride.
JOURNEYS: dict[str, Field] = {
    "number": CASES["number"],
    "name": CASES["name"],
    "family_name": CASES["family_name"],
    "given_name": CASES["given_name"],
    "departed": _field(
        "departure",
        "出发时间",
        "departed|departure|date|travel date|date of travel|出发时间|出发日期|乘车日期|乘坐日期|日期"
        "|出行日期|时间",
    ),
    "arrived": _field("arrival", "到达时间", "arrived|arrival|arrival date|到达时间|到达日期"),
    "means": _field(
        "means of travel",
        "交通方式",
        "means|method|means of travel|mode of travel|transport|交通方式|出行方式|交通工具|方式",
    ),
    "vehicle": _field(
        "train, flight or plate",
        "车次航班",
        "vehicle|vehicle seat|train|flight|train no|flight no|plate|车次|航班|车次航班|班次|航班号|车牌"
        "|车牌号|车次座位",
    ),
    "seat": _field("seat", "座位", "seat|seat no|座位|座位号|座号|车厢座位"),
    "from_place": _field(
        "from",
        "出发地",
        "from|origin|departed from|boarded at|出发地|出发站|发站|始发站|始发地|上车站|上车地点|起点",
    ),
    "to_place": _field(
        "to",
        "到达地",
        "to|destination|left at|目的地|到达地|到达站|到站|终到站|下车站|下车地点|终点",
    ),
    "url": CASES["url"],
    "note": CASES["note"],
}

#: Which case is linked with which; who infected whom the list does not say.
LINKS: dict[str, Field] = {
    "number": CASES["number"],
    "linked": _field(
        "linked case",
        "关联病例",
        "linked|linked case|linked patient id|related case|关联病例|关联病例编号|相关病例|相关病例编号",
    ),
    "relation": _field(
        "relation", "与病例关系", "relation|relationship|与病例关系|关系|与患者关系|与病人关系"
    ),
    "last": _field(
        "last contact",
        "末次接触时间",
        "last|last contact|last exposure|date of last contact|末次接触时间|最后接触时间|最后接触日期"
        "|末次接触日期|末次暴露时间|接触时间|接触日期",
    ),
    "url": CASES["url"],
    "note": CASES["note"],
}

#: People who met a case, as a tracing team lists them.
CONTACTS: dict[str, Field] = {
    "name": _field(
        "name", "姓名", "name|full name|contact name|姓名|密接姓名|密切接触者姓名|接触者姓名"
    ),
    "family_name": CASES["family_name"],
    "given_name": CASES["given_name"],
    "sex": CASES["sex"],
    "age": CASES["age"],
    "age_unit": CASES["age_unit"],
    "id_number": CASES["id_number"],
    "phone": CASES["phone"],
    "address": CASES["address"],
    "residence": CASES["residence"],
    "of": _field(
        "contact of case",
        "接触的病例",
        "of|contact of|contact of case|source case|index case|case|case number|case no|接触的病例"
        "|所接触病例|关联病例|关联病例编号|指示病例|病例编号|病例号|对应病例|感染来源病例",
    ),
    "relation": LINKS["relation"],
    "manner": _field(
        "manner of contact",
        "接触方式",
        "manner|manner of contact|exposure type|接触方式|接触类型|暴露方式",
    ),
    "last": LINKS["last"],
    "placed": _field(
        "observed from",
        "隔离开始日期",
        "observed from|quarantine start|quarantined|隔离开始日期|隔离日期|隔离开始时间|医学观察开始日期"
        "|开始观察日期|集中隔离日期",
    ),
    "url": CASES["url"],
    "note": CASES["note"],
}

#: Samples and their results, as a laboratory sends them.
TESTS: dict[str, Field] = {
    "name": CASES["name"],
    "family_name": CASES["family_name"],
    "given_name": CASES["given_name"],
    "sex": CASES["sex"],
    "age": CASES["age"],
    "age_unit": CASES["age_unit"],
    "id_number": CASES["id_number"],
    "phone": CASES["phone"],
    "number": CASES["number"],
    "sample_number": _field(
        "sample number",
        "样本编号",
        "sample|sample no|sample number|sample id|specimen id|barcode|样本编号|标本编号|样本号|标本号"
        "|条码|条码号",
    ),
    "sample_kind": _field(
        "kind of sample",
        "样本类型",
        "sample kind|sample type|specimen|specimen type|样本类型|标本类型|采样部位|标本种类",
    ),
    "taken": _field(
        "sample taken",
        "采样时间",
        "taken|sample taken|date taken|sample date|collection date|采样时间|采样日期|采集时间|采集日期",
    ),
    "received": _field(
        "sample received",
        "收样时间",
        "received|sample received|date received|收样时间|接收时间|接样时间|收样日期|接收日期",
    ),
    "resulted": _field(
        "result reported",
        "检测时间",
        "resulted|result date|date of result|test date|tested|result reported|检测时间|检测日期"
        "|结果时间|结果日期|出结果时间|检验日期|报告时间|报告日期",
    ),
    "result": _field(
        "result",
        "检测结果",
        "result|test result|检测结果|结果|核酸结果|核酸检测结果|检验结果|pcr result",
    ),
    "method": _field("method", "检测方法", "method|test method|检测方法|检测项目|检验项目"),
    "disease": _field(
        "tested for",
        "检测病原",
        "tested for|pathogen|disease|tested disease|检测病原|病原体|病原|疾病名称|病种|检测病种",
    ),
    "laboratory": _field(
        "laboratory", "检测机构", "laboratory|lab|检测机构|检测单位|实验室|检验机构"
    ),
    "url": CASES["url"],
    "note": CASES["note"],
}

FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.CASES: CASES,
    Kind.PLACES: PLACES,
    Kind.COUNTS: COUNTS,
    Kind.JOURNEYS: JOURNEYS,
    Kind.LINKS: LINKS,
    Kind.CONTACTS: CONTACTS,
    Kind.TESTS: TESTS,
}
MEASURES = (
    "new_confirmed",
    "new_suspected",
    "new_recovered",
    "new_died",
    "confirmed",
    "suspected",
    "recovered",
    "died",
    "contacts",
    "contacts_released",
    "contacts_observed",
)
#: Put together they are the name; a list may have both.
PARTS_OF_NAME = ("family_name", "given_name")
#: What says that somebody is a case, and of which kind.
STATES = (
    "classification",
    "confirmed",
    "diagnosed",
    "suspected",
    "excluded",
    "recovered",
    "died",
    "outcome",
)
#: Of each group of fields, a list of this kind needs at least one column.
NEEDS: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.CASES: (
        ("number", "name", *PARTS_OF_NAME),
        STATES,
    ),
    Kind.PLACES: (("number",), ("place",)),
    Kind.COUNTS: (("report_date", "counted_date"), MEASURES),
    Kind.JOURNEYS: (
        ("number", "name", *PARTS_OF_NAME),
        ("from_place", "to_place", "vehicle"),
    ),
    Kind.LINKS: (("number",), ("linked",)),
    Kind.CONTACTS: (("name", *PARTS_OF_NAME), ("of", "last"), ("relation", "manner", "last")),
    Kind.TESTS: (
        ("name", *PARTS_OF_NAME, "id_number", "number", "sample_number"),
        ("result",),
    ),
}


def label(kind: Kind, field: str) -> dict[str, str]:
    """The name of a field for people, by language."""
    named = FIELDS[kind][field]
    return {"en": named.en, "zh": named.zh}
