"""What was done on several days that are told together."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "李某，男，30岁，"


@pytest.mark.parametrize("what", ["三次到农贸市场", "到农贸市场买菜", "在农贸市场逗留"])
def test_a_row_of_days_gives_a_stay_on_each(read, what):
    stays = read(f"{WHO}1月18日、19日、21日{what}。").of("stay")
    assert [when(stay) for stay in stays] == ["2020-01-18", "2020-01-19", "2020-01-21"]
    assert {stay.value("place") for stay in stays} == {"农贸市场"}
    assert all(map(is_certain, stays))


def test_every_day_of_a_range_has_its_stay(read):
    stays = read(f"{WHO}1月18日至20日每天到农贸市场买菜。").of("stay")
    assert [when(stay) for stay in stays] == ["2020-01-18", "2020-01-19", "2020-01-20"]


def test_every_day_at_an_hour_is_that_hour_of_each(read):
    stays = read(f"{WHO}1月18日至20日每天8:00到家润多超市上班。").of("stay")
    assert [when(stay) for stay in stays] == [
        "2020-01-18 08:00",
        "2020-01-19 08:00",
        "2020-01-20 08:00",
    ]


def test_a_range_of_days_at_home_is_one_stay(read):
    stay = read(f"{WHO}1月18日至20日在家。").one("stay")
    assert when(stay) == "2020-01-18 00:00/2020-01-21 00:00"


def test_places_that_have_each_their_own_day_are_looked_at(read):
    stays = read(f"{WHO}1月18日、20日分别到家润多超市、农贸市场逗留。").of("stay")
    assert not any(map(is_certain, stays))


def test_visits_to_a_clinic_on_two_days_are_two(read):
    checks = read(f"{WHO}1月25日、1月27日两次到市二医院就诊。").of("check")
    assert [when(check) for check in checks] == ["2020-01-25", "2020-01-27"]


def test_a_visit_of_each_of_two_people_is_one(read):
    found = read("李某、王某分别于1月25日、1月27日到市二医院就诊。")
    assert [when(check) for check in found.of("check")] == ["2020-01-25", "2020-01-27"]


def test_an_hour_on_the_line_below_its_day_is_of_that_day(read):
    found = read(
        "李某，男，30岁，行程如下：\n1月18日\n18:30—20:00 在大润发超市购物。\n1月19日\n12:00 在单位食堂就餐。"
    )
    assert [when(stay) for stay in found.of("stay")] == [
        "2020-01-18 18:30/20:00",
        "2020-01-19 12:00",
    ]


def test_clinics_one_after_the_other_have_each_their_own_day(read):
    said = "1月26日、29日坐私家车先后到红旗医院和金湾中心医院就诊"
    assert not any(map(is_certain, read(f"{WHO}{said}。").of("check")))
