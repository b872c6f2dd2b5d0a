"""Who is told of after an office's name, how somebody went, and whether he was kept or seen."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "病例4：陶某，男，46岁，荷塘区人，"


def test_a_new_case_that_an_office_speaks_of_is_read(read):
    found = read("卫生局表示，新增病例为64岁女性本市居民，1月27日因发烧和咳嗽到同善医院就诊。")
    assert found.one("person").value("age") == 64
    assert when(found.one("check")) == "2020-01-27"


@pytest.mark.parametrize("said", ["赴武汉旅游", "前往武汉出差", "去武汉务工"])
def test_a_journey_needs_neither_vehicle_nor_beginning(read, said):
    journey = read(f"{WHO}1月19日{said}，23日发病。").one("journey")
    assert (journey.value("to_place"), when(journey)) == ("武汉", "2020-01-19")


def test_a_planned_journey_and_one_with_a_vehicle_make_no_other(read):
    assert not read(f"{WHO}原定1月19日去武汉旅游，后取消。").of("journey")
    assert len(read(f"{WHO}1月19日去武汉旅游，乘坐G1023次列车。").of("journey")) <= 1


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("无湖北相关旅居史", "湖北"),
        ("自述近期无湖北相关旅居史", "湖北"),
        ("无武汉地区旅行史", "武汉"),
    ],
)
def test_the_place_of_a_history_is_its_name(read, said, place):
    assert read(f"{WHO}{said}，1月25日发病。").one("history").value("place") == place


def test_who_is_treated_in_an_isolation_ward_is_kept_there(read):
    found = read(
        f"{WHO}1月26日到茶陵县人民医院就诊，医院立即安排患者到隔离病房观察治疗，病情稳定。"
    )
    assert not found.of("check", note="治疗")
    assert all(is_certain(one) for one in found.of("check"))
