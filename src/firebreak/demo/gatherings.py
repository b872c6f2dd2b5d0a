"""The gatherings: where they were, who was there, who lives together, and the outbreaks declared.

Also the event reports of counties: a first case, a cluster; some late, one never sent.
"""

from datetime import datetime, timedelta
from typing import Any

from firebreak.demo import city, course, story
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.times import at, during
from firebreak.engine.when import When

MINUTE = timedelta(minutes=1)
TABLE = "1号大圆桌"  # at which all thirteen sat
#: key, name, kind, unit, written down by the tracer of that county at.
PLACES = (
    (story.RESTAURANT, "虚构老灶羊肉火锅", "restaurant", "430202-T1-V1", "01-26 12:40"),
    (story.SUPERMARKET, "虚构百惠超市", "shop", "430211-T2-V1", "01-27 14:20"),
    (story.MAHJONG, "虚构板塘棋牌室", "public", "430281-T2-V1", "02-01 15:40"),
    ("place.station", "株江火车站出站口", "station", "430203-T1-V1", "01-29 09:30"),
    ("place.factory", "虚构机车配件厂", "workplace", "430202-T1-V1", "01-26 12:45"),
    ("place.market", "虚构联丰农贸市场", "shop", "430223-T1-V1", "02-01 09:00"),
    ("place.clinic", "虚构栗树诊所", "hospital", "430211-T2-V1", "01-28 09:00"),
)
#: place -> longitude and latitude (WGS-84, degrees), as invented as the place; two nobody has located.
LOCATED = {
    story.RESTAURANT: (113.1731, 27.8562),
    story.SUPERMARKET: (113.0887, 27.8269),
    "place.station": (113.1502, 27.8331),
    "place.factory": (113.1818, 27.8649),
    "place.market": (113.3391, 27.0086),
}
#: person, place, when (an interval is the stay itself), seat, written down by the tracer of, at.
STAYS = (
    ("liu", "place.station", "01-16 21:30-21:50", "", "430202", "01-29 10:20"),
    ("liu", "place.factory", "01-19 08:00-17:30", "", "430202", "01-28 16:00"),
    ("deng", story.SUPERMARKET, "01-18 09:00-11:30", "", "430211", "01-27 15:30"),
    ("deng", "place.clinic", "01-23 15:00-16:00", "", "430211", "01-28 09:20"),
    ("hu", story.MAHJONG, "01-23 14:00-17:30", "2号桌", "430281", "02-01 16:10"),
    ("mo", story.MAHJONG, "01-23 13:30-18:00", "2号桌", "430281", "02-01 16:20"),
    ("tang", "place.market", "01-24 07:00-08:00", "", "430223", "02-01 09:30"),
    ("xia", "place.market", "01-20 07:30-09:00", "", "430223", "02-01 09:40"),
    ("chen", "place.factory", "01-20 08:00-17:30", "", "430202", "01-26 13:20"),
    ("peng", "place.factory", "01-20 08:00-17:30", "", "430202", "01-26 13:30"),
    ("luo", "place.factory", "01-21 08:00-12:00", "", "430202", "01-28 16:20"),
)
#: place -> who was infected there, by what the tracers hold to be likely.
INFECTED_AT = {
    story.RESTAURANT: (("chen", "zhou", "peng", "tan", "luo", "zhang", "xie", "ling"), "430202"),
    story.SUPERMARKET: (("deng",), "430211"),
    story.MAHJONG: (("mo",), "430281"),
}
#: people who live together, the tracer's county, when it was written down.
HOUSEHOLDS = (
    (("deng", "deng_spouse", "deng_father", "deng_mother"), "430211", 1, "01-27 15:20"),
    (("chen", "chen_wife"), "430202", 0, "01-25 08:55"),
    (("xia", "xia_wife"), "430223", 1, "01-22 20:50"),
    (("hu", "hu_brother"), "430281", 1, "01-26 09:40"),
    (("luo", "s23"), "430203", 1, "01-27 12:20"),
    (("peng", "s24"), "430202", 0, "01-26 12:10"),
)
#: county, when the event report was sent, what about.
EVENT_REPORTS = (
    (story.YOUXIAN, "01-24 11:05", "本县报告首例确诊病例"),
    (story.HETANG, "01-25 13:00", "本区报告首例确诊病例"),
    (story.LUSONG, "01-25 23:40", "本区报告首例确诊病例"),
    (story.TIANYUAN, "01-26 20:15", "本区报告首例确诊病例"),
    (story.HETANG, "01-26 20:20", "同一聚餐2例确诊，疑为聚集性疫情"),
    (story.LILING, "01-27 16:50", "本市报告首例确诊病例"),
    (story.SHIFENG, "01-28 16:40", "本区报告首例确诊病例"),
    (story.YOUXIAN, "01-28 18:10", "同一家庭2例确诊"),
    (story.TIANYUAN, "01-29 18:50", "同一家庭2例确诊"),
    (story.LILING, "01-30 09:10", "同一家庭2例确诊"),
)  # fmt: skip
#: outbreak -> name, declared at, the day it is held to have begun, its cases with the time of linking.
OUTBREAKS = {
    story.DINNER: (
        "1月17日聚餐聚集性疫情", "01-26 19:30", "01-17",
        (("chen", "01-26 19:35"), ("zhou", "01-26 19:36"), ("peng", "01-27 10:00"),
         ("tan", "01-28 12:00"), ("luo", "01-28 12:01"), ("liu", "01-28 12:05"),
         ("zhang", "01-29 12:00"), ("xie", "01-29 12:01"), ("ling", "01-31 10:30"),
         ("chen_wife", "02-01 12:00")),
    ),
    story.FAMILY: (
        "邓某家庭聚集性疫情", "01-29 18:30", "01-21",
        (("deng", "01-29 18:35"), ("deng_spouse", "01-29 18:36"), ("deng_father", "01-31 12:30"),
         ("deng_mother", "02-01 15:50")),
    ),
}  # fmt: skip
#: outbreak, milestone, when it was reached, when it was written down, note.
MILESTONES = (
    (story.DINNER, "detected", "01-26 10:05", "01-26 19:40", "首例确诊病例自述参加17日聚餐"),
    (story.DINNER, "notified", "01-26 20:20", "01-26 20:25", ""),
    (story.DINNER, "laboratory_confirmation", "01-26 10:05", "01-26 19:42", ""),
    (story.DINNER, "investigation", "01-26 13:00", "01-26 19:45", "市、区疾控联合流调"),
    (story.DINNER, "case_management", "01-27 09:00", "01-27 09:30", ""),
    (story.DINNER, "risk_assessment", "01-27 16:00", "01-27 16:40", "与长沙、湘潭疾控会商"),
    (story.DINNER, "community_measures", "01-28 18:00", "01-28 18:20", ""),
    (story.DINNER, "risk_communication", "01-30 09:00", "01-30 09:20", ""),
    (story.FAMILY, "detected", "01-28 21:05", "01-29 18:40", ""),
    (story.FAMILY, "notified", "01-29 18:50", "01-29 18:55", ""),
    (story.FAMILY, "laboratory_confirmation", "01-28 21:05", "01-29 18:42", ""),
    (story.FAMILY, "investigation", "01-27 15:00", "01-29 18:45", ""),
    (story.FAMILY, "case_management", "01-29 19:30", "01-29 20:00", ""),
    (story.FAMILY, "community_measures", "01-30 10:00", "01-30 10:30", ""),
    (story.FAMILY, "risk_assessment", "01-31 15:00", "01-31 15:20", ""),
)


def write_gatherings(diary: Diary) -> None:
    """Write down places, stays, households, outbreaks and event reports."""
    _write_places(diary)
    _write_households(diary)
    _write_outbreaks(diary)
    for county, sent, text in EVENT_REPORTS:
        diary.write(
            at(sent), "reports.send", Clerk("reviewer", county), kind="event", text=text,
            unit=At(f"{county}-CDC"), to_unit=At(city.CITY_CDC), when=When.minute(at(sent)),
        )  # fmt: skip


def _write_places(diary: Diary) -> None:
    for key, name, kind, unit, written in PLACES:
        tracer = Clerk("tracer", unit.split("-")[0])
        facts: dict[str, Any] = {"name": name, "unit": At(unit), "kind": kind}
        if key in LOCATED:
            facts["longitude"], facts["latitude"] = LOCATED[key]
        diary.write(at(written), "places.add", tracer, key, **facts)
    for number, guest in enumerate(("liu", *story.GUESTS)):
        _stay(
            diary, guest, story.RESTAURANT, story.MEAL, TABLE, at("01-28 15:00") + number * MINUTE
        )
    for person, place, when, seat, county, written in STAYS:
        _stay(diary, person, place, when, seat, at(written), Clerk("tracer", county))
    for place, (infected, county) in INFECTED_AT.items():
        for key in infected:
            _likely_place(diary, key, place, county)


def _stay(
    diary: Diary, person: str, place: str, when: str, seat: str, written: datetime,
    by: Clerk = course.CITY_TRACER,
) -> None:  # fmt: skip
    diary.write(
        written, "stays.record", by, f"stay.{person}.{place}",
        person=diary.meet(person, written, by), place=Made(place), when=during(when), seat=seat,
    )  # fmt: skip


def _likely_place(diary: Diary, key: str, place: str, county: str) -> None:
    row = next(row for row in story.CASES if row.key == key)
    traced = at(row.confirmed) + (row.backtrace or 15) * course.HOUR + 10 * MINUTE
    by = Clerk("tracer", row.county) if row.county != county else Clerk("tracer", county)
    diary.write(
        traced, "cases.correct", by, case=Made(f"case.{key}"), infected_at=Made(place),
    )  # fmt: skip


def _write_households(diary: Diary) -> None:
    for members, county, town, written in HOUSEHOLDS:
        clerk, stored = Clerk("tracer", county), at(written)
        diary.write(
            stored, "people.start_household", clerk, unit=At(city.village(county, town)),
            members=[diary.meet(key, stored, clerk) for key in members],
            address=diary.known[members[0]].facts["address"],
        )  # fmt: skip


def _write_outbreaks(diary: Diary) -> None:
    for key, (name, declared, began, cases) in OUTBREAKS.items():
        diary.write(
            at(declared), "outbreaks.declare", course.CITY_TRACER, key, name=name,
            pathogen=story.PATHOGEN, unit=At(city.ROOT), when=during(began),
        )  # fmt: skip
        for case, linked in cases:
            diary.write(
                at(linked), "cases.correct", course.CITY_TRACER, case=Made(f"case.{case}"),
                outbreak=Made(key),
            )  # fmt: skip
        diary.write(
            at(declared) + 15 * MINUTE, "milestones.record", course.CITY_TRACER,
            outbreak=Made(key), kind="coordination", not_applicable=True,
            note="指挥部自1月23日起已运转，不另设",
        )  # fmt: skip
    for key, kind, reached, written, note in MILESTONES:
        diary.write(
            at(written), "milestones.record", course.CITY_TRACER, outbreak=Made(key), kind=kind,
            when=When.minute(at(reached)), note=note,
        )  # fmt: skip
