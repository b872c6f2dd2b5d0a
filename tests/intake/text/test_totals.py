"""Of whom a total is: the city, a county, the province, the country."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


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


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("截至2月3日24时，市二医院收治确诊患者6例，疑似病例11例。", {"市二医院"}),
        ("该院累计收治确诊病例5例。", {"该院"}),
        ("长沙累计确诊病例153例，衡阳累计确诊病例30例。", {"长沙", "衡阳"}),
        ("武汉确诊5142例；广东确诊797例；中国境外累计确诊159例。", {"武汉", "广东", "中国境外"}),
        ("市第二中学新增确诊3例。", {"市第二中学"}),
        ("月塘街道累计确诊病例2例。", {"月塘街道"}),
        ("旗滨集团医学观察12人。", {"旗滨集团"}),
        ("截至2月3日，累计收治确诊病例26例。", {None}),
    ],
)
def test_a_hospital_a_school_and_another_city_are_not_the_city(read, said, units):
    assert {whom for whom, _what, _number in of_whom(read(said))} == units


def test_words_that_nobody_knows_are_a_unit_that_is_looked_at(read):
    (total,) = read("老火车站片累计确诊病例3例。").of("total")
    assert total.value("unit") == "老火车站片"
    assert not is_certain(total)


@pytest.mark.parametrize("said", ["去年同期流感确诊120例。", "网民造谣称“我市已死亡30例”。"])
def test_rumours_and_other_years_are_no_totals(read, said):
    assert read(said).of("total") == []


def test_a_number_without_a_kind_is_of_the_kind_that_was_new(read):
    found = read("昨日全国新增确诊3235例，死亡64例；湖北省新增2345例。")
    assert of_whom(found)[-1] == ("湖北省", "confirmed", 2345)
    assert not is_certain(found.of("total")[-1])


def test_critical_is_not_severe(read):
    found = of_whom(read("重症病例58例，危重症16例。"))
    assert found == [(None, "severe", 58), (None, "critical", 16)]


def test_contacts_of_one_case_are_not_those_of_the_city(read):
    found = read("患者王某，男，40岁，2月1日确诊，其密切接触者35人已隔离。")
    assert found.of("total") == []


def test_new_ones_of_two_days_are_of_their_days(read):
    found = read("2月2日全市新增确诊5例，2月3日新增8例。").of("total")
    assert [when(one, "until") for one in found] == ["2020-02-02", "2020-02-03"]
    assert not any(map(is_certain, found))


def test_the_second_of_two_new_kinds_is_new_too(read):
    found = read("4月11日0时至24时，全市新增本土确诊病例1例、本土无症状感染者3例。")
    told = {one.value("what"): one.value("new") for one in found.of("total")}
    assert told == {"confirmed": True, "asymptomatic": True}


def counted(found) -> dict[tuple[str, int], tuple[bool, bool]]:
    """Kind and number -> whether they are new ones, and whether that is certain."""
    return {
        (one.value("what"), one.value("number")): (bool(one.value("new")), is_certain(one))
        for one in found.of("total")
    }


@pytest.mark.parametrize("hours", ["0时至24时", "0—24时", "0-24时", "0:00—24:00", "0时至次日24时"])
def test_all_that_a_sentence_of_one_day_counts_is_of_that_day(read, hours):
    found = read(
        f"2月2日{hours}，全市新增确诊病例2例，疑似病例3例，治愈出院1例。"
        "截至2月2日24时，累计确诊28例，出院5例。"
    )
    assert counted(found) == {
        ("confirmed", 2): (True, True),
        ("suspected", 3): (True, True),
        ("discharged", 1): (True, True),
        ("confirmed", 28): (False, True),
        ("discharged", 5): (False, True),
    }


def test_after_all_until_then_nothing_is_of_the_day(read):
    found = read("2月2日0—24时，全市新增确诊病例2例，累计确诊28例，出院5例。")
    assert counted(found)["discharged", 5] == (False, True)


def test_what_stands_beside_new_ones_without_hours_is_looked_at(read):
    found = read("昨日全市新增确诊3例，出院1例。")
    assert counted(found)["discharged", 1] == (True, False)


def test_contacts_found_today_are_not_all_that_there_are(read):
    found = read("荷塘区今日排查密切接触者12人，累计86人，其中解除观察15人，尚在观察71人。")
    assert counted(found) == {
        ("contacts", 12): (True, False),
        ("contacts", 86): (False, True),
        ("contacts_released", 15): (False, True),
        ("observed", 71): (False, True),
    }


def test_what_reports_it_is_no_unit(read):
    (total,) = read("2月2日通报：死亡1例。").of("total")
    assert (total.value("unit"), total.value("number")) == (None, 1)
