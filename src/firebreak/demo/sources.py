"""The papers of the demo city: a notice and notes of telephone calls, in words of our own.

Each citation says which value of which record stands in which words, so that a page can show where
a fact came from.
"""

from dataclasses import dataclass

from firebreak.demo import course
from firebreak.demo.diary import Clerk, Diary, Made
from firebreak.demo.times import at, day

NOTICE = (
    "（虚构的演示文本，不是任何单位的公告）\n"
    "一、一桌火锅。刘某自武汉返株，1月16日晚出站回家。次日傍晚，他同十二名同事、朋友围着一口锅吃了两个半小时，"
    "这十二人此前都没有离开过本市及周边。到今天，一桌人里已有八人先后确诊。市疾控与长沙、湘潭的同行比对行程后认为，"
    "刘某就是这起疫情的源头。\n"
    "二、一户四口。邓某放假后一直在家，只在1月18日上午独自去过一趟超市。几天后她发起热来，仍同家人一处吃住，"
    "她的父母和配偶后来全部确诊。\n"
    "三、好消息。攸县的第一名患者今天下午出院，也是全市的第一名。\n"
)
CHEN_CALL = (
    "电话记录。问：最近和谁吃过饭？答：17号晚上六点半到九点，厂里和外面的朋友十三个人一桌，吃羊肉火锅，"
    "就在桐荷那边。有个刚从武汉回来的，姓刘。问：什么时候不舒服的？答：21号起咳嗽，第二天烧起来。"
    "问：家里还有谁？答：爱人，一直住一起。"
)
DENG_CALL = (
    "电话记录（患者配偶）。她18号上午自己去超市，大概九点到十一点半。22号晚上报的是发热，其实21号下午就说冷，"
    "摸着额头烫，我们没当回事。"
)
LIU_CALL = (
    "电话复核。问：再想一想最早的症状？答：18号一早起来嗓子就疼，我以为是火锅吃的。19号才量的体温。"
)
STATION_LOG = "出站测温登记（纸质，补录）。1月16日 21:40，武汉方向来客，36.7℃，放行。"
ADDRESS_NOTE = "住址核实。宁某登记为石峰区，实际租住学坪街道，属云龙示范区，请改计。"


@dataclass(frozen=True)
class Paper:
    """A source: what it is, who kept it when, and what was taken from it."""

    key: str
    kind: str
    title: str
    text: str
    on: str
    stored: str
    clerk: Clerk
    says: tuple[tuple[str, str, str], ...]  # record, field, words


PAPERS = (
    Paper("notice", "document", "关于两起聚集性疫情和首例出院的情况说明（演示）", NOTICE, "02-02",
          "02-02 21:30", course.CITY_REVIEWER, (
        ("person.liu", "arrived_from", "刘某自武汉返株"),
        ("stay.liu.place.station", "happened_at", "1月16日晚出站回家"),
        ("stay.liu.place.restaurant", "happened_at", "次日傍晚，他同十二名同事、朋友围着一口锅"),
        ("case.liu", "outbreak", "刘某就是这起疫情的源头"),
        *((f"case.{key}", "infected_through", "一桌人里已有八人先后确诊")
          for key in ("chen", "zhou", "peng", "tan", "luo", "zhang", "xie", "ling")),
        ("case.deng", "infected_through", "只在1月18日上午独自去过一趟超市"),
        ("stay.deng.place.supermarket", "happened_at", "1月18日上午独自去过一趟超市"),
        *((f"case.{key}", "infected_through", "她的父母和配偶后来全部确诊")
          for key in ("deng_father", "deng_mother", "deng_spouse")),
        ("recovery.xia", "happened_at", "攸县的第一名患者今天下午出院"),
    )),
    Paper("chen_call", "person", "陈某电话流调记录", CHEN_CALL, "01-26", "01-26 13:10",
          Clerk("tracer", "430202"), (
        ("case.chen", "happened_at", "21号起咳嗽"),
        ("contact.chen.liu", "happened_at", "17号晚上六点半到九点"),
        ("contact.chen.chen_wife", "manner", "爱人，一直住一起"),
    )),
    Paper("deng_call", "person", "邓某配偶电话记录", DENG_CALL, "01-29", "01-29 09:45",
          Clerk("tracer", "430211"), (
        ("case.deng", "happened_at", "21号下午就说冷"),
        ("stay.deng.place.supermarket", "happened_at", "18号上午自己去超市，大概九点到十一点半"),
    )),
    Paper("liu_call", "person", "刘某电话复核记录", LIU_CALL, "01-31", "01-31 16:15",
          Clerk("tracer", "430202"), (
        ("case.liu", "happened_at", "18号一早起来嗓子就疼"),
    )),
    Paper("station_log", "document", "株江火车站测温登记（纸质）", STATION_LOG, "01-16",
          "01-29 10:20", course.CITY_REVIEWER, (
        ("check.liu.station", "happened_at", "1月16日 21:40"),
        ("check.liu.station", "temperature_celsius", "36.7℃"),
        ("check.liu.station", "action_taken", "放行"),
    )),
    Paper("address_note", "person", "宁某住址核实记录", ADDRESS_NOTE, "02-02", "02-02 20:10",
          course.CITY_REVIEWER, (
        ("case.ning", "unit_counting", "实际租住学坪街道，属云龙示范区"),
    )),
)  # fmt: skip


def write_sources(diary: Diary) -> None:
    """Write down the papers, and which words of theirs say what."""
    for paper in PAPERS:
        stored, name = at(paper.stored), f"source.{paper.key}"
        diary.write(
            stored, "sources.add", paper.clerk, name, kind=paper.kind, title=paper.title,
            text=paper.text, published_on=day(paper.on),
        )  # fmt: skip
        for record, field, words in paper.says:
            diary.write(
                stored + 2 * course.MINUTE, "sources.cite", paper.clerk, source=Made(name),
                record=Made(record), field=field, quote=words,
            )  # fmt: skip
