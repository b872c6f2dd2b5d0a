"""Days counted from the day before; what follows a time that is not read has no date."""

import pytest
from tests.intake.text.conftest import when

WHO = "李某，男，30岁，"


@pytest.mark.parametrize(
    "said",
    [
        "1月24日发病，5天后确诊",
        "1月24日发病，次日入院，4天后确诊",
        "1月24日发病，两天后就诊，三天后确诊",
    ],
)
def test_days_after_are_counted_from_the_day_of_the_clause_before(read, said):
    found = read(f"{WHO}{said}。")
    assert when(found.one("case"), "onset") == "2020-01-24"
    assert when(found.one("classification", status="confirmed")) == "2020-01-29"


@pytest.mark.parametrize(
    "said",
    [
        "1月24日发病，一周后确诊",
        "1月24日发病，住院5天后确诊",
        "1月24日发病，一周后入院，次日确诊",
        "1月24日发病，自行服药，5天后确诊",
        "1月10日发病，半个月后确诊",
        "1月24日发病，第三天确诊",
        "1月24日发病，又过2天被确诊",
        "1月上旬发病，5天后确诊",
        "1月24日发病，15天后确诊",
    ],
)
def test_what_follows_days_that_cannot_be_counted_has_no_date(read, said):
    one = read(f"{WHO}{said}。").one("classification", status="confirmed")
    assert when(one) is None
    assert [doubt.code for doubt in one.doubts] == ["time_not_said"]


@pytest.mark.parametrize("said", ["1月20日返株后第4天出现咳嗽", "1月20日返株，1周后出现咳嗽"])
def test_an_onset_some_days_after_a_journey_is_not_on_its_day(read, said):
    case = read(f"{WHO}{said}。").one("case")
    assert when(case, "onset") is None
    assert case.doubts


def test_the_days_of_isolation_beside_a_date_explain_it(read):
    found = read(f"{WHO}1月28日（隔离第5天）核酸检测阳性。")
    assert when(found.one("classification", status="confirmed")) == "2020-01-28"


def test_a_ward_that_he_is_in_now_was_not_entered_on_the_day_before(read):
    found = read(f"{WHO}2月1日转重症，目前已脱离危险转入普通病房。")
    [ward] = found.of("placement", level="ward")
    assert when(ward) is None
