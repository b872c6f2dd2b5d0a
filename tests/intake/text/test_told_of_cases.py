"""What a text tells of cases by number, in another's story or behind a count, is told of them once."""

from tests.intake.text.conftest import when


def test_what_is_told_of_two_cases_is_not_told_of_their_colleague(read):
    found = read("病例6，男，30岁，1月20日发病。病例5和病例7均为其同事，2月1日确诊。")
    case = found.one("case", number="6")
    assert case.value("status") is None
    assert found.about("classification", found.reading.draft(case.links["person"])) == []
    assert found.notes("told_of_another")


def test_a_case_that_two_counts_name_is_one(read):
    found = read("2月3日出院1例（病例3）。2月5日死亡1例，为病例3。")
    [case] = found.of("case")
    assert (case.value("number"), case.value("status")) == ("3", "died")
    told = [(one.value("status"), when(one)) for one in found.of("classification")]
    assert told == [("recovered", "2020-02-03"), ("died", "2020-02-05")]


def test_who_was_counted_before_is_not_discharged_again(read):
    found = read("2月3日出院1例（病例3）。累计出院2例（病例3、病例5）。")
    assert [one.value("number") for one in found.of("case")] == ["3", "5"]
    assert len(found.of("classification")) == 2


def test_what_somebody_stressed_is_no_part_of_his_name(read):
    found = read("毛某主持召开会议。毛某强调，48小时内完成排查。")
    assert {one.value("name") for one in found.of("person")} == {"毛某"}


def test_the_brackets_behind_a_relative_of_the_same_name_are_hers(read):
    found = read("病例50：刘某，女，10岁。1月19日起与爷爷刘某（1月31日确诊）同住，2月2日确诊。")
    assert [when(one) for one in found.of("classification")] == ["2020-02-02"]


def test_the_day_somebody_fell_ill_is_not_that_of_what_experts_said_later(read):
    found = read(
        "患者周某，男，36岁，1月29日出现发热，由救护车送至虚构医院，经市专家组确诊为我市第29例病例。"
    )
    assert found.one("case").value("status") == "confirmed"
    assert found.one("classification").value("when") is None


def test_a_way_there_and_back_is_no_way_from_a_place_to_itself(read):
    found = read("冶某，男，26岁。1月17日自驾车赴武汉旅游， 1月23日随同周某从武汉自驾车出发。")
    ways = [(one.value("from_place"), one.value("to_place")) for one in found.of("journey")]
    assert ("武汉", "武汉") not in ways
