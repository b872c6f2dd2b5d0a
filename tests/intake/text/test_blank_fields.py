"""A field that nobody filled in, or that says no, tells of nothing that happened."""

import pytest
from tests.intake.text.conftest import when

WHO = "李某，男，30岁，发病日期：1月25日，2月1日确诊，"


@pytest.mark.parametrize(
    "fields",
    [
        "死亡日期：/，出院日期：/",
        "死亡日期：--，出院日期：——",
        "出院日期：无。死亡日期：无",
        "死亡：否，是否出院：否",
        "是否死亡：否，出院时间：",
        "出院日期：尚未出院",
        "死亡日期：不详",
    ],
)
def test_a_field_left_blank_is_neither_a_death_nor_a_discharge(read, fields):
    found = read(f"{WHO}{fields}。")
    assert found.one("case").value("status") == "confirmed"
    assert [one.value("status") for one in found.of("classification")] == ["confirmed"]


def test_a_field_that_is_filled_in_tells_what_it_says(read):
    found = read(f"{WHO}出院日期：2月2日，是否死亡：是，死亡日期：2月3日。")
    assert when(found.one("classification", status="recovered")) == "2020-02-02"
    assert when(found.one("classification", status="died")) == "2020-02-03"


def test_asymptomatic_is_no_empty_field(read):
    found = read("李某，男，30岁，2月1日确诊：无症状感染者。")
    assert when(found.one("classification", status="asymptomatic")) == "2020-02-01"
