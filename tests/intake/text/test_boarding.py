"""Where somebody got on, and a word for a vehicle that names where he works."""

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
