"""The story: what the page of 4 February 2020 tells, and a city of invented people around it.

From the page: 26 confirmed by the end of 2 February, 16 of them through gatherings; 刘某 back from
武汉 on the 16th and the hot pot of the evening of the 17th with twelve colleagues and friends, eight
of whom fell ill; 邓某, who went out alone on the morning of the 18th, then both parents and the
spouse; the first discharge in 攸县 on the afternoon of 2 February; 48 hours for every suspect; 39
students with a thermometer each. The number of new cases of each day and county is as published.
All else (people, times of day, posts, delays, mistakes) is invented.
"""

from dataclasses import dataclass

PATHOGEN = "sars-cov-2"


def control(written: str) -> str:
    """Return the control edition in force on a day ("MM-DD …")."""
    return "cn-covid-control-3" if written >= "01-28" else "cn-covid-control-2"


def diagnosis(written: str) -> str:
    """Return the edition that a classification of this day ("MM-DD …") went by, if it is shipped."""
    return "cn-covid-diagnosis-4" if written >= "01-27" else ""


@dataclass(frozen=True)
class CaseRow:
    """
    A confirmed case. Times are "MM-DD HH:MM"; delays are in minutes or hours, None for never.

    Attributes
    ----------
    county, lives
        Who counts him; and where he lives, if that is not the same.
    through
        How infected (`Case.InfectedThrough`).
    onset
        As first told: a day, or an interval of hours.
    suspected, sampled, received, resulted, confirmed
        The way through the laboratory; `asymptomatic` in place of `suspected` for one.
    card, review, investigation, backtrace
        Minutes to the card and its review; hours to investigation and back-trace.
    ring
        Number of contacts besides those who have a part in the story.
    """

    key: str
    name: str
    sex: str
    age: int
    group: str
    county: str
    town: int
    through: str
    onset: str
    suspected: str
    confirmed: str
    sampled: str = ""
    received: str = ""
    resulted: str = ""
    asymptomatic: str = ""
    card: int | None = 55
    review: int | None = 50
    investigation: float | None = 14
    backtrace: float | None = 16
    ring: int = 8
    severity: str = "moderate"
    lives: str = ""
    elsewhere: str = ""
    came_from: str = ""
    outbreak: str = ""
    reports_at: str = ""
    icu: str = ""


HETANG, LUSONG, SHIFENG, TIANYUAN = "430202", "430203", "430204", "430211"
YOUXIAN, LILING, YUNLONG = "430223", "430281", "YL"
DINNER, FAMILY = "outbreak.dinner", "outbreak.family"

#: In the order of their confirmation.
CASES = (
    CaseRow("xia", "夏禾川", "male", 41, "migrant_worker", YOUXIAN, 1, "travel", "01-19",
            "01-22 16:20", "01-24 09:40", card=40, investigation=9, backtrace=20, ring=16,
            came_from="武汉", severity="mild"),
    CaseRow("he", "贺澄山", "male", 36, "commerce", HETANG, 1, "travel", "01-20", "01-23 10:10",
            "01-25 11:30", ring=14, came_from="武汉"),
    CaseRow("yi", "易霁兰", "female", 52, "commerce", LUSONG, 0, "travel", "01-21", "01-23 15:00",
            "01-25 20:15", card=200, ring=13, came_from="武汉"),
    CaseRow("chen", "陈砚航", "male", 38, "worker", HETANG, 0, "meal", "01-21", "01-24 20:30",
            "01-26 10:05", investigation=10, ring=11, outbreak=DINNER),
    CaseRow("zhou", "周青荷", "female", 34, "cadre", TIANYUAN, 0, "meal", "01-22", "01-25 09:00",
            "01-26 18:40", ring=10, outbreak=DINNER),
    CaseRow("peng", "彭岚峰", "male", 45, "worker", HETANG, 0, "meal", "01-22", "01-25 21:15",
            "01-27 09:20", card=95, ring=9, outbreak=DINNER, severity="severe", icu="01-30 02:30"),
    CaseRow("hu", "喻远石", "male", 58, "farmer", LILING, 1, "travel", "01-22", "01-25 17:40",
            "01-27 15:10", card=610, ring=12, elsewhere="湖北省", came_from="湖北"),
    CaseRow("liu", "刘某", "male", 39, "worker", HETANG, 0, "travel", "01-19", "01-27 11:20",
            "01-28 09:10", card=30, review=35, investigation=6, backtrace=7, ring=8,
            came_from="武汉", outbreak=DINNER),
    CaseRow("tan", "谭竹月", "female", 29, "commerce", HETANG, 2, "meal", "01-23", "01-26 14:30",
            "01-28 10:00", ring=9, outbreak=DINNER),
    CaseRow("luo", "罗舟岳", "male", 42, "worker", LUSONG, 1, "meal", "01-23", "01-26 19:10",
            "01-28 11:25", ring=10, outbreak=DINNER),
    CaseRow("wen", "文溪树", "male", 47, "commerce", SHIFENG, 0, "travel", "01-23", "01-26 09:30",
            "01-28 14:50", card=70, ring=11, came_from="黄冈"),
    CaseRow("xia_wife", "唐秋霜", "female", 40, "farmer", YOUXIAN, 1, "household", "01-25",
            "01-27 08:30", "01-28 16:30", ring=2),
    CaseRow("deng", "邓某", "female", 33, "cadre", TIANYUAN, 1, "public_place",
            "01-22 18:00-23:59", "01-26 20:40", "01-28 21:05", card=45, investigation=22,
            backtrace=31, ring=8, outbreak=FAMILY),
    CaseRow("zhang", "张望松", "male", 37, "worker", HETANG, 2, "meal", "01-28", "",
            "01-29 09:00", asymptomatic="01-27 20:50", ring=5, outbreak=DINNER, severity="mild"),
    CaseRow("xie", "谢棠琴", "female", 31, "teacher", TIANYUAN, 0, "meal", "01-24", "01-27 13:00",
            "01-29 10:45", ring=9, outbreak=DINNER),
    CaseRow("yin", "尹砺原", "male", 50, "commerce", HETANG, 1, "travel", "01-23", "01-27 16:20",
            "01-29 15:30", card=260, review=190, ring=12, came_from="武汉"),
    CaseRow("deng_spouse", "苏淮衡", "male", 35, "cadre", TIANYUAN, 1, "household", "01-26",
            "01-28 10:30", "01-29 17:20", investigation=12, ring=3, outbreak=FAMILY),
    CaseRow("hu_brother", "喻溪石", "male", 55, "farmer", LILING, 1, "household", "01-26",
            "01-27 22:40", "01-29 20:10", card=115, ring=4),
    CaseRow("gong", "龙若锋", "male", 44, "commerce", YOUXIAN, 0, "travel", "01-25", "01-28 19:00",
            "01-30 14:20", ring=11, elsewhere="衡阳市", came_from="武汉"),
    CaseRow("ling", "凌霁帆", "male", 28, "worker", HETANG, 0, "meal", "01-26", "01-29 11:15",
            "01-31 09:30", ring=8, outbreak=DINNER),
    CaseRow("deng_father", "邓淮岳", "male", 63, "retired", TIANYUAN, 1, "household", "01-27",
            "01-29 09:20", "01-31 11:40", ring=2, outbreak=FAMILY, severity="severe",
            icu="02-01 21:15"),
    CaseRow("ning", "宁乔野", "male", 57, "migrant_worker", YUNLONG, 0, "unknown", "01-26",
            "01-29 16:10", "01-31 20:25", card=480, investigation=30, backtrace=None, ring=11),
    CaseRow("chen_wife", "颜秋绮", "female", 37, "commerce", HETANG, 0, "household", "01-28",
            "01-30 09:40", "02-01 10:30", ring=3, outbreak=DINNER),
    CaseRow("deng_mother", "柳若枝", "female", 60, "retired", TIANYUAN, 1, "household", "01-28",
            "01-30 15:30", "02-01 15:00", ring=2, outbreak=FAMILY),
    CaseRow("tang", "汤予峰", "male", 49, "farmer", YOUXIAN, 2, "unknown", "01-27", "01-30 20:20",
            "02-01 21:30", card=340, investigation=20, backtrace=None, ring=9),
    CaseRow("mo", "漆竹燕", "female", 54, "retired", LILING, 0, "public_place", "01-29",
            "01-31 15:20", "02-02 12:10", ring=13, backtrace=None),
)  # fmt: skip
GATHERINGS = ("household", "meal", "public_place")
INVESTIGATED = "个案调查第一、二部分完成：发病经过、发病前14天活动、密切接触者均已登记。"
INVESTIGATED_SUSPECT = "个案调查第一部分完成：发病经过、发病前14天活动已登记。"
#: way of infection -> the source that the back-trace gives
SOURCE_OF = {
    "travel": "在湖北期间感染",
    "meal": "1月17日晚同桌聚餐的刘某",
    "household": "同住家人，先于其发病",
    "public_place": "公共场所，同场人员待查",
    "unknown": "不明",
}
#: case -> where screening let the person pass, as far as the back-trace found it
LET_PASS = {
    "liu": "车站查验体温正常放行；1月21日发热门诊未询问旅居史，返家",
    "deng": "1月23日发热门诊按感冒处理，返家",
    "peng": "卡点首测37.4℃，复测后放行",
    "gong": "卡点未登记出发地，放行",
    "hu": "入户排查体温37.5℃，仅嘱在家休息",
}


def backtraced(row: CaseRow) -> str:
    """Return what the back-trace of a case says: its source, and the gap."""
    gap = LET_PASS.get(row.key, "未发现")
    return f"已知的传染来源：{SOURCE_OF[row.through]}\n筛查中漏过的环节：{gap}"


@dataclass(frozen=True)
class GuestRow:
    """A guest of the dinner who did not fall ill."""

    key: str
    name: str
    sex: str
    age: int
    county: str
    elsewhere: str = ""


MEAL = "01-17 18:30-21:00"
WELL_GUESTS = (
    GuestRow("wei", "沈望舟", "male", 40, HETANG),
    GuestRow("ding", "丁岚雁", "female", 32, TIANYUAN),
    GuestRow("hong", "洪远铭", "male", 36, "", "长沙市"),
    GuestRow("lin", "蔺乔鹭", "female", 30, "", "湘潭市"),
)
GUESTS = ("chen", "zhou", "peng", "tan", "luo", "zhang", "xie", "ling",
          *(row.key for row in WELL_GUESTS))  # fmt: skip


@dataclass(frozen=True)
class SuspectRow:
    """
    A suspect who is not confirmed (by 3 February 08:00).

    `result` and `resulted`: what the laboratory said; `excluded`: when, if he was.
    """

    key: str
    county: str
    suspected: str
    sampled: str = ""
    received: str = ""
    result: str = ""
    resulted: str = ""
    excluded: str = ""
    card: int | None = 50
    review: int | None = 45
    investigation: float | None = 13
    laboratory: str = "4302-L1"
    again: str = ""  # when the second sample was taken
    again_resulted: str = ""


SUSPECTS = (
    # Excluded after two negative results a day apart.
    SuspectRow("s01", LUSONG, "01-24 11:00", "01-24 13:00", "01-24 17:00", "negative",
               "01-25 10:00", "01-26 16:00", again="01-25 15:00", again_resulted="01-26 14:30"),
    SuspectRow("s02", LILING, "01-25 09:20", "01-25 11:30", "01-25 18:20", "negative",
               "01-26 11:00", "01-27 18:00", again="01-26 16:00", again_resulted="01-27 16:20"),
    SuspectRow("s03", HETANG, "01-26 16:40", "01-26 18:00", "01-26 20:10", "negative",
               "01-27 15:00", "01-29 09:00", again="01-28 08:30", again_resulted="01-28 21:00"),
    SuspectRow("s04", SHIFENG, "01-27 10:10", "01-27 12:30", "01-28 09:00", "negative",
               "01-29 20:00", "01-31 10:00", card=330, again="01-30 09:00",
               again_resulted="01-31 08:30"),
    SuspectRow("s05", "430224", "01-28 14:00", "01-28 17:00", "01-29 08:30", "negative",
               "01-30 09:30", "01-31 18:00", again="01-30 16:00", again_resulted="01-31 16:00"),
    SuspectRow("s06", "430212", "01-29 09:30", "01-29 11:00", "01-29 15:00", "negative",
               "01-30 12:00", "02-01 09:00", again="01-31 09:00", again_resulted="01-31 22:00"),
    SuspectRow("s07", "430225", "01-29 19:00", "01-29 21:00", "01-30 10:40", "negative",
               "01-31 11:00", "02-02 10:00", card=140, again="02-01 08:30",
               again_resulted="02-02 08:20"),
    # Excluded before any result: imaging showed another disease.
    SuspectRow("s08", TIANYUAN, "01-30 10:00", "", "", "", "", "01-30 22:30"),
    # Confirmed by mistake on the 30th (two sheets changed over), taken back, later excluded.
    SuspectRow("s09", HETANG, "01-29 13:30", "01-29 15:00", "01-29 17:30", "negative",
               "01-30 19:40", "02-01 17:30", again="01-31 15:00", again_resulted="02-01 15:10"),
    # In the laboratory in time, one negative, waiting for the second sample.
    SuspectRow("s10", HETANG, "01-31 18:20", "01-31 20:00", "01-31 22:10", "negative",
               "02-01 20:00"),
    SuspectRow("s11", YOUXIAN, "02-01 09:15", "02-01 11:00", "02-01 16:00", "negative",
               "02-02 18:30"),
    SuspectRow("s12", TIANYUAN, "02-01 16:00", "02-01 17:30", "02-01 19:00", "inconclusive",
               "02-02 20:00", card=65),
    # Result after the 48 hours.
    SuspectRow("s13", LILING, "01-30 17:00", "01-30 20:00", "01-31 14:00", "negative",
               "02-02 09:30", card=170),
    SuspectRow("s14", "430224", "01-31 08:00", "01-31 11:00", "02-01 09:00", "negative",
               "02-02 17:00"),
    # Breached at 08:00 on the 3rd: in the laboratory; under way; not yet sampled.
    SuspectRow("s15", SHIFENG, "01-31 16:30", "01-31 18:00", "02-01 08:20",
               laboratory="4302-L2"),
    SuspectRow("s16", YUNLONG, "01-31 21:40", "02-01 08:30", "", investigation=26),
    SuspectRow("s17", YUNLONG, "02-01 06:50", "", "", investigation=None),
    # About to breach within hours: in the laboratory; under way; at the hospital.
    SuspectRow("s18", HETANG, "02-01 10:20", "02-01 12:00", "02-01 14:30"),
    SuspectRow("s19", TIANYUAN, "02-01 11:40", "02-01 15:00", "02-01 18:30",
               laboratory="4302-L2"),
    SuspectRow("s20", LILING, "02-01 14:10", "02-02 16:00", ""),
    SuspectRow("s21", "430225", "02-01 18:30", "", ""),
    # A positive result of this morning that nobody has acted on yet.
    SuspectRow("s22", HETANG, "02-01 20:10", "02-01 21:30", "02-01 23:00", "positive",
               "02-03 07:25"),
    # Running.
    SuspectRow("s23", LUSONG, "02-02 09:00", "02-02 10:30", "02-02 14:00"),
    SuspectRow("s24", HETANG, "02-02 11:20", "02-02 13:00", "02-02 15:10", card=100),
    SuspectRow("s25", YOUXIAN, "02-02 16:30", "02-02 19:00", ""),
    SuspectRow("s26", LILING, "02-02 20:15", "", "", card=None, investigation=None),
    SuspectRow("s27", TIANYUAN, "02-02 22:10", "02-03 06:30", "", card=90, review=None),
    SuspectRow("s28", "430212", "02-03 05:30", "", "", card=45, review=None, investigation=None),
    SuspectRow("s29", HETANG, "02-03 06:10", "", "", card=None, investigation=None),
    SuspectRow("s30", SHIFENG, "02-03 07:05", "", "", card=None, investigation=None),
)  # fmt: skip
#: Hours from confirmation to the WHO form where they stand out; None: not sent.
WHO_FORMS = {"yi": 71.0, "hu": 55.0, "luo": None, "ning": None, "chen_wife": None, "gong": 49.5}
#: Minutes from confirmation to the corrected card where they stand out; None: not sent.
CARD_CORRECTIONS = {"hu": 320, "yin": 185, "tang": None}
#: Counted by another county at first: case -> that county; moved on this evening.
COUNTED_FIRST = {"ning": SHIFENG}


@dataclass(frozen=True)
class LinkRow:
    """
    A contact who has a part in the story.

    `placed` and `level` are empty where nobody kept him before he became a case.
    """

    case: str
    person: str
    manner: str
    exposure: str
    named: str
    reached: str = ""
    placed: str = ""
    level: str = "home"
    ended: str = ""
    place: str = ""


RESTAURANT, SUPERMARKET, MAHJONG = "place.restaurant", "place.supermarket", "place.mahjong"


def _at_the_dinner(person: str, reached: str, placed: str = "", level: str = "home") -> LinkRow:
    return LinkRow("chen", person, "meal", MEAL, "01-26 13:00", reached, placed, level,
                   ended="01-17 21:00", place=RESTAURANT)  # fmt: skip


LINKS = (
    LinkRow("xia", "xia_wife", "household", "01-19", "01-22 20:30", "01-22 20:40", "01-22 21:30",
            ended="01-22 16:20"),
    LinkRow("hu", "hu_brother", "household", "01-22", "01-26 09:20", "01-26 10:30", "01-26 15:00",
            ended="01-25 17:40"),
    LinkRow("chen", "chen_wife", "household", "01-21", "01-25 08:40", "01-25 08:50",
            "01-25 12:30", ended="01-24 20:30"),
    _at_the_dinner("liu", "01-27 09:00"),
    _at_the_dinner("zhou", "01-26 13:40"),
    _at_the_dinner("peng", "01-26 13:50"),
    _at_the_dinner("tan", "01-26 14:00"),
    _at_the_dinner("luo", "01-26 16:30"),
    _at_the_dinner("zhang", "01-26 15:00", "01-26 20:00", "site"),
    _at_the_dinner("xie", "01-26 18:20", "01-26 21:00"),
    _at_the_dinner("ling", "01-27 10:00", "01-27 11:30"),
    _at_the_dinner("wei", "01-26 17:10", "01-26 22:00"),
    _at_the_dinner("ding", "01-27 09:10", "01-27 10:30", "site"),
    _at_the_dinner("hong", "01-27 14:00", "01-27 18:00"),
    _at_the_dinner("lin", "01-27 15:20", "01-28 09:00"),
    LinkRow("deng", "deng_spouse", "household", "01-21", "01-27 15:00", "01-27 15:10",
            "01-27 18:00", ended="01-26 20:40"),
    LinkRow("deng", "deng_father", "household", "01-21", "01-27 15:00", "01-27 15:10",
            "01-27 18:00", ended="01-26 20:40"),
    LinkRow("deng", "deng_mother", "household", "01-21", "01-27 15:00", "01-27 15:10",
            "01-27 18:00", ended="01-26 20:40"),
    LinkRow("deng_spouse", "deng_father", "household", "01-26", "01-28 20:00", "01-28 20:05",
            ended="01-28 10:30"),
    LinkRow("deng_spouse", "deng_mother", "household", "01-26", "01-28 20:00", "01-28 20:05",
            ended="01-28 10:30"),
    LinkRow("hu", "mo", "same_room", "01-23 14:00-17:30", "02-01 16:00", "02-01 16:30",
            ended="01-23 17:30", place=MAHJONG),
    LinkRow("ling", "s10", "work", "01-27", "01-30 09:00", "01-30 11:00", "01-30 15:00"),
    LinkRow("gong", "s11", "vehicle", "01-25 08:30", "01-29 16:00", "01-29 20:00", "01-30 10:00"),
    LinkRow("deng_mother", "s12", "care", "01-29", "01-31 10:00", "01-31 10:30", "01-31 14:00",
            "site"),
    LinkRow("chen_wife", "s18", "visit", "01-29 15:00-18:00", "01-31 09:00", "01-31 20:00"),
    LinkRow("luo", "s23", "household", "01-24", "01-27 12:00", "01-27 12:10", "01-27 16:00",
            ended="01-26 19:10"),
    LinkRow("peng", "s24", "household", "01-23", "01-26 12:00", "01-26 12:20", "01-26 18:30",
            ended="01-25 21:15"),
)  # fmt: skip
#: Who played mahjong beside 漆: named, and reached if he was.
PLAYERS = (
    ("02-02 10:10", ""), ("02-02 10:14", ""), ("02-02 10:20", "02-02 19:30"),
    ("02-02 17:00", "02-02 20:40"), ("02-02 17:05", ""), ("02-02 17:10", "02-03 07:30"),
    ("02-03 07:10", ""), ("02-03 07:14", ""), ("02-03 07:20", ""),
)  # fmt: skip
#: Towns whose rounds are often missed: the share of visits that take place.
WEAK_TOWNS = {"YL-T1": 0.52, "430281-T2": 0.74, "430202-T3": 0.83}
DILIGENCE = 0.97
