"""What waits in the inbox: documents that came in by the morning and that nobody has decided on.

Each is handed in as a person does it, and read by the readers of the installation. Everybody in them
is invented, and on no other list of the city; of one document nothing can be read.
"""

from dataclasses import dataclass

from firebreak.demo import city, course, story
from firebreak.demo.diary import At, Clerk, Diary
from firebreak.demo.times import at, day

#: From a neighbouring city: he sat where the office has just begun to name contacts.
BULLETIN = (
    "协查通报（虚构的演示文本）\n"
    "病例1：阮某，男，44岁，湘潭市人，司机，1月28日出现发热、咳嗽，2月2日确诊。"
    "1月23日14时至17时到醴陵市虚构板塘棋牌室打牌。"
    "1月24日上午到荷塘区虚构月塘便利店购物。\n"
    "病例2：柏某，女，41岁，系病例1之妻，1月31日发病，2月2日确诊。\n"
)
LIST = (
    "姓名,性别,年龄,联系电话,现住址,居住县区,发病日期,疑似日期,病例分类,报告单位,备注\n"
    "阚竹原,男,53,10000900001,虚构一路18号,荷塘区,2020-02-01,2020-02-02,疑似病例,荷塘同心医院,已采样\n"
    "阚棠,女,51,10000900002,虚构一路18号,荷塘区,2020-02-02,2020-02-02,疑似病例,荷塘同心医院,与上一行同住\n"
    "鄢岚枝,女,29,10000900003,虚构巷7号,荷塘区,2020-01-31,2020-02-02,疑似病例,荷塘同心医院,\n"
)
HANDOVER = (
    "发热门诊夜班交班记录（虚构的演示文本）\n"
    "患者：滕某，女，62岁，荷塘区人，退休。2月1日出现发热、乏力，"
    "2月2日21时到荷塘同心医院就诊，体温38.3℃，2月2日22时采样，就地隔离。"
    "2月1日上午到桐荷街道虚构桐荷菜市场买菜。\n"
)
#: The first bytes of a scan: a picture of words, which no reader takes for words.
SCAN = b"%PDF-1.4\n% " + "虚构的演示文件".encode() + b"\n%%EOF\n"


@dataclass(frozen=True)
class Document:
    """What was handed in: when, by whom to whose inbox, how, and from whom."""

    handed_in: str
    clerk: Clerk
    channel: str
    sender: str
    content: bytes
    published: str
    name: str = ""


DOCUMENTS = (
    Document("02-02 22:30", Clerk("tracer", story.HETANG), "dropped", "荷塘同心医院", LIST.encode(),
             "02-02", "疑似病例一览表_0202.csv"),
    Document("02-02 22:50", course.CITY_REVIEWER, "dropped", "醴陵渌水医院", SCAN, "02-02",
             "门诊日志扫描件_0202.pdf"),
    Document("02-03 07:05", Clerk("clinician", city.hospital(story.HETANG)), "pasted",
             "荷塘同心医院", HANDOVER.encode(), "02-03"),
    Document("02-03 07:30", course.CITY_REVIEWER, "pasted", "湘潭市疾控中心", BULLETIN.encode(),
             "02-03"),
)  # fmt: skip


def write_inbox(diary: Diary) -> None:
    """Write down that the documents were handed in."""
    for one in DOCUMENTS:
        diary.write(
            at(one.handed_in), "drafts.keep", one.clerk, content=one.content, name=one.name,
            channel=one.channel, unit=At(one.clerk.unit), sender=one.sender,
            published=day(one.published),
        )  # fmt: skip
