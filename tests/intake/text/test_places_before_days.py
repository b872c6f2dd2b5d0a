"""A place that stands before its day: 在老百姓大药房,1月20日上午购药."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "患者姚某，女，40岁，"


@pytest.mark.parametrize(
    ("said", "place", "day", "did"),
    [
        ("在老百姓大药房，1月20日上午购药，1月24日发病", "老百姓大药房", "2020-01-20 06:00/12:00", "购药"),
        ("去了芙蓉饭店，1月20日就餐", "芙蓉饭店", "2020-01-20", "就餐"),
        ("在步步高超市（贺家土店），1月20日购物", "步步高超市（贺家土店）", "2020-01-20", "购物"),
        ("在华润万家超市1月20日购物", "华润万家超市", "2020-01-20", "购物"),
    ],
)  # fmt: skip
def test_the_day_that_follows_is_that_of_the_place(read, said, place, day, did):
    stay = read(f"{WHO}{said}。").one("stay")
    assert (stay.value("place"), when(stay), stay.value("activity")) == (place, day, did)
    assert is_certain(stay)


def test_each_place_of_a_row_has_the_day_behind_it(read):
    found = read(f"{WHO}在老百姓大药房，1月20日购药，在红旗菜市场，1月21日、22日买菜。")
    stays = [(one.value("place"), when(one)) for one in found.of("stay")]
    assert stays == [
        ("老百姓大药房", "2020-01-20"),
        ("红旗菜市场", "2020-01-21"),
        ("红旗菜市场", "2020-01-22"),
    ]
    assert all(map(is_certain, found.of("stay")))


@pytest.mark.parametrize(
    "said",
    [
        "1月18日返回，在老百姓大药房，1月20日购药",
        "到过神农城，1月20日逛街",
        "在家，1月20日打牌",
        "去过神农城，1月20日购物",
    ],
)
def test_where_another_day_or_place_may_be_meant_it_is_looked_at(read, said):
    stay = read(f"{WHO}{said}。").one("stay")
    assert when(stay) == "2020-01-20"
    assert not is_certain(stay)


@pytest.mark.parametrize("said", ["其丈夫在老百姓大药房", "否认在老百姓大药房"])
def test_what_another_did_or_he_did_not_is_no_stay(read, said):
    assert read(f"{WHO}{said}，1月20日购药。").of("stay") == []


def test_a_day_that_another_verb_follows_is_not_that_of_the_place(read):
    found = read(f"{WHO}在红旗菜市场，1月20日发病。")
    assert [when(one) for one in found.of("stay") if is_certain(one)] == []
    assert when(found.one("case"), "onset") == "2020-01-20"
