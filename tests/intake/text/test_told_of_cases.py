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
