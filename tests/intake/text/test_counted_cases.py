"""Who stands by his number behind a count: 出院2例(病例3、病例7)."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def let_go(found):
    """Whose discharge was read, and when; by their numbers."""
    numbers = {one.key: one.value("number") for one in found.of("case")}
    told = found.of("classification", status="recovered")
    return {numbers[one.links["case"]]: when(one) for one in told}


@pytest.mark.parametrize(
    "said",
    [
        "2月3日，我市出院2例（病例3、病例7）。",
        "2月3日新增治愈出院病例2例（病例3、7）。",
        "2月3日治愈出院2例，分别为病例3和病例7。",
        "2月3日死亡1例（病例4），出院2例（病例3、病例7）。",
    ],
)
def test_each_that_is_named_behind_the_count_was_discharged_that_day(read, said):
    found = read(said)
    assert let_go(found) == {"3": "2020-02-03", "7": "2020-02-03"}
    assert all(map(is_certain, found.of("classification")))


def test_who_is_described_in_the_text_is_that_case_and_no_other(read):
    found = read(
        "病例3：男，40岁，1月23日确诊。\n病例7：女，30岁，1月25日确诊。\n2月3日出院2例（病例3、病例7）。"
    )
    assert let_go(found) == {"3": "2020-02-03", "7": "2020-02-03"}
    assert len(found.of("person")) == 2
    assert {one.value("status") for one in found.of("case")} == {"recovered"}


def test_who_is_counted_up_to_a_day_was_not_discharged_on_it(read):
    found = read("截至2月3日24时，累计确诊26例，出院2例（病例3、病例7）。")
    assert let_go(found) == {"3": None, "7": None}
    doubts = {doubt.code for one in found.of("classification") for doubt in one.doubts}
    assert doubts == {"time_not_said"}


def test_more_numbers_than_are_counted_are_looked_at(read):
    found = read("2月3日出院2例（病例3、病例7、病例9）。")
    assert len(let_go(found)) == 3
    assert not any(map(is_certain, found.of("classification")))


def test_a_death_that_is_counted_is_of_the_case_it_names(read):
    found = read("2月2日死亡1例（病例4）。")
    assert found.one("case").value("number") == "4"
    assert when(found.one("classification", status="died")) == "2020-02-02"


def test_who_is_to_be_discharged_is_not_yet(read):
    found = read("2月4日拟出院2例（病例3、病例7）。")
    assert found.of("classification") == found.of("total") == []


def test_a_count_in_the_line_after_a_case_says_nothing_of_it(read):
    found = read("病例5：男，40岁，1月23日确诊。\n2月3日出院2例，死亡1例。")
    assert found.one("case").value("status") == "confirmed"
    assert [one.value("status") for one in found.of("classification")] == ["confirmed"]


def test_new_cases_of_whom_only_the_numbers_are_told_are_noted(read):
    [note] = read("2月3日新增确诊病例2例（病例35、病例36）。").notes("not_read")
    assert "病例36" in note.values["said"]


def test_a_day_from_0_to_24_is_that_day(read):
    found = read("2月3日0—24时，全市新增出院2例（病例3、病例7），累计出院8例。")
    assert let_go(found) == dict.fromkeys(["3", "7"], "2020-02-03 00:00/24:00")


@pytest.mark.parametrize(
    "said",
    [
        "分别是病例3（2月1日出院）、病例7（2月3日出院）",
        "病例3（2月1日）和病例7（2月3日治愈出院）",
    ],
)
def test_each_has_the_day_that_stands_behind_his_own_number(read, said):
    said = said if said.startswith("分别") else f"为{said}"
    found = read(f"截至2月3日，累计出院2例，{said}。")
    assert let_go(found) == {"3": "2020-02-01", "7": "2020-02-03"}
