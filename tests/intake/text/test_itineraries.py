"""Itineraries: rows of hours and places without a verb."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

CALLED = (
    "病例5活动轨迹：1月20日 09:15-10:40 步步高超市（虚构店）；11:00-12:30 老四川火锅；"
    "15:00 乘坐公交回家；1月21日 9:20 核酸检测。"
)
IN_ROWS = "病例8，女，40岁。1月20日：\n7:30 虚构小学\n8:00-12:00 虚构商贸公司\n1月22日确诊。"


def test_the_rows_of_an_itinerary_are_stays_with_their_hours(read):
    stays = read(CALLED).of("stay")
    assert [(one.value("place"), when(one)) for one in stays] == [
        ("步步高超市（虚构店）", "2020-01-20 09:15/10:40"),
        ("老四川火锅", "2020-01-20 11:00/12:30"),
        ("家", "2020-01-20 15:00"),
    ]
    assert all(map(is_certain, stays[:2]))


def test_rows_that_nothing_calls_an_itinerary_are_looked_at(read):
    stays = read(IN_ROWS).of("stay")
    assert [one.value("place") for one in stays] == ["虚构小学", "虚构商贸公司"]
    assert not any(map(is_certain, stays))


def test_one_row_that_nothing_calls_so_is_no_itinerary(read):
    assert read("病例9，女，40岁，1月21日8:20 虚构商贸公司，1月22日确诊。").of("stay") == []


@pytest.mark.parametrize("act", ["核酸检测", "下班", "乘坐公交回家", "在家休息", "居家未外出"])
def test_what_somebody_did_at_an_hour_is_no_place(read, act):
    found = read(f"病例5活动轨迹：1月20日 9:20 {act}；1月21日 10:00-11:00 虚构公园。")
    assert {one.value("place") for one in found.of("stay")} - {"家"} == {"虚构公园"}


def test_what_stands_behind_the_hours_begins_the_name(read):
    found = read("病例1，男，35岁。活动轨迹：1月20日 18:00 王府井百货负一楼餐厅就餐；1月23日确诊。")
    assert found.one("stay").value("place") == "王府井百货负一楼餐厅"


def test_a_place_for_breakfast_tells_no_time(read):
    stay = read("患者周某，女，62岁，1月19日7时至8时，在虚构早餐店就餐，1月22日确诊。").one("stay")
    assert (stay.value("place"), when(stay)) == ("虚构早餐店", "2020-01-19 07:00/08:00")


def test_what_he_did_there_is_no_part_of_the_place(read):
    found = read(
        "病例32活动轨迹：1月24日19:00-21:00在虚构KTV唱歌，同包厢6人；"
        "1月25日14:00-17:00虚构茶楼打牌，同桌3人。"
    )
    assert {one.value("place") for one in found.of("stay")} == {"虚构KTV", "虚构茶楼"}
    assert found.one("gathering").value("people") == 3


def test_who_was_where_with_whom_is_no_name_of_a_place(read):
    found = read("李某侠行程轨迹：1月22日12时-14时 李某侠在虚构村母亲家；15时 李某荣接触；")
    assert found.of("stay") == []
