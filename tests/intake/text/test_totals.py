"""Of whom a total is: the city, a county, the province, the country."""

import pytest
from tests.intake.text.conftest import when


def of_whom(found):
    return [(t.value("unit"), t.value("what"), t.value("number")) for t in found.of("total")]


def test_parts_of_a_total_are_of_the_counties_they_name(read):
    found = read(
        "2月3日0—24时，全市新增确诊病例8例，其中天元区3例、芦淞区2例。"
        "截至2月3日24时，全市累计报告确诊病例26例，其中天元区20例，攸县6例，累计治愈出院5例。"
    )
    assert [
        (*whom, t.value("new", False))
        for whom, t in zip(of_whom(found), found.of("total"), strict=True)
    ] == [
        (None, "confirmed", 8, True),
        ("天元区", "confirmed", 3, True),
        ("芦淞区", "confirmed", 2, True),
        (None, "confirmed", 26, False),
        ("天元区", "confirmed", 20, False),
        ("攸县", "confirmed", 6, False),
        (None, "discharged", 5, False),
    ]
    assert {when(t, "until") for t in found.of("total")[3:]} == {"2020-02-04 00:00"}


def test_each_of_two_counties_has_the_number_that_both_have(read):
    found = read("新增确诊病例4例，天元区、芦淞区各1例，醴陵市2例。")
    assert of_whom(found)[1:] == [
        ("天元区", "confirmed", 1),
        ("芦淞区", "confirmed", 1),
        ("醴陵市", "confirmed", 2),
    ]


def test_men_and_women_are_no_units(read):
    assert of_whom(read("新增8例确诊病例。其中男性5例，女性3例，本地7例。")) == [
        (None, "confirmed", 8)
    ]


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("全国31个省（自治区、直辖市）累计报告确诊病例20438例，累计死亡病例425例。", "全国"),
        ("2月3日，湖南省报告新型冠状病毒感染的肺炎新增确诊病例72例，新增死亡病例1例。", "湖南省"),
        ("石峰区累计确诊病例2例，现有疑似病例1例。", "石峰区"),
        ("截至2月3日24时，我省累计确诊病例593例。目前重症病例47例。", "我省"),
        ("全市累计确诊病例26例，疑似病例3例。", None),
        ("我市新增确诊病例2例。", None),
    ],
)
def test_totals_without_a_unit_of_their_own_have_the_one_before(read, said, unit):
    found = of_whom(read(said))
    assert found
    assert {whom for whom, _what, _number in found} == {unit}


def test_a_paragraph_begins_with_the_city_again(read):
    found = read("湖南省累计确诊病例593例。\n现有疑似病例3例。")
    assert of_whom(found) == [("湖南省", "confirmed", 593), (None, "suspected", 3)]


def test_released_are_not_under_observation(read):
    found = read("密切接触者812人，已解除医学观察123人，尚有689人正在接受医学观察。")
    assert of_whom(found) == [
        (None, "contacts", 812),
        (None, "contacts_released", 123),
        (None, "observed", 689),
    ]
    assert of_whom(read("27名密切接触者解除隔离医学观察，正在接受医学观察的有101人。")) == [
        (None, "contacts_released", 27),
        (None, "observed", 101),
    ]


def test_new_ones_with_the_whole_name_of_the_disease_are_new(read):
    (total,) = read("株洲市新增报告新型冠状病毒感染的肺炎确诊病例5例。").of("total")
    assert total.value("new") is True
