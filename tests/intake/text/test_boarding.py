"""Where somebody got on, and a word for a vehicle that names where he works."""

from tests.intake.text.conftest import when

WHO = "病例5：陶某，男，46岁，现住荷塘区，"


def test_who_changes_at_a_station_goes_on_from_there(read):
    found = read(
        f"{WHO}1月17日乘坐G572次列车从武汉到达驻马店，在驻马店西站乘坐中巴车至上蔡西站，下车后回到家中。"
    )
    coach = found.one("journey", means="coach")
    assert (coach.value("from_place"), coach.value("to_place")) == ("驻马店西站", "上蔡西站")


def test_a_railway_worker_made_no_journey_by_his_work(read):
    assert not read(f"{WHO}为株洲动车客车段员工，1月23日晚出现发热。").of("journey")
    assert not read(f"{WHO}系长沙客运段高铁乘务员，1月23日晚出现发热。").of("journey")


def test_the_day_of_the_way_back_is_not_that_of_the_way_there(read):
    found = read(f"{WHO}曾与家人自驾前往武汉，于1月23日自驾返回荷塘区家中。")
    there = found.one("journey", to_place="武汉")
    assert there.value("when") is None


def test_a_day_of_arrival_ends_the_journey_it_is_told_of(read):
    found = read(f"{WHO}1月13日从成都乘坐K206次列车，于15日到达济南。")
    journey = found.one("journey")
    assert (journey.value("to_place"), when(journey), when(journey, "arrived")) == (
        "济南",
        "2020-01-13",
        "2020-01-15",
    )
