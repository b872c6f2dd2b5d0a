"""What the story of one case tells of another, and numbers after the last case."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

STORY = "病例11：王某，男，30岁，系病例9同事，病例9先于2月1日确诊，王某2月2日确诊。"


def test_the_day_of_another_case_of_the_text_is_his(read):
    found = read(f"病例9：李某，男，30岁。\n{STORY}")
    nine, eleven = found.of("person")
    [confirmed] = found.about("classification", nine)
    assert (when(confirmed), is_certain(confirmed)) == ("2020-02-01", False)
    assert when(*found.about("classification", eleven)) == "2020-02-02"


def test_the_day_of_a_case_that_the_text_does_not_describe_is_noted(read):
    found = read(STORY)
    assert when(found.one("classification")) == "2020-02-02"
    [note] = found.notes("other_case_told")
    assert note.values == {"said": "病例9先于2月1日确诊"}


def test_a_day_that_is_told_in_his_own_story_is_not_told_again(read):
    found = read(f"病例9：李某，男，30岁，2月1日确诊。\n{STORY}")
    days = [when(one) for one in found.of("classification", status="confirmed")]
    assert days == ["2020-02-01", "2020-02-02"]
    assert found.notes("other_case_told") == []


TAIL = "目前追踪到密切接触者37人，已解除4人，33人正在接受医学观察。"


def test_contacts_on_the_line_after_the_last_case_are_those_of_all(read):
    found = read(f"病例8：王某，女，40岁。\n病例9：李某，男，30岁，2月1日确诊。\n{TAIL}")
    totals = [(one.value("what"), one.value("number")) for one in found.of("total")]
    assert totals == [("contacts", 37), ("contacts_released", 4), ("observed", 33)]
    assert all(map(is_certain, found.of("total")))


def test_contacts_after_the_only_case_may_be_his(read):
    found = read(f"病例9：李某，男，30岁，2月1日确诊。\n{TAIL}")
    assert len(found.of("total")) == 3
    assert not any(map(is_certain, found.of("total")))


def test_contacts_between_two_cases_may_be_those_of_the_first(read):
    found = read(f"病例9：李某，男，30岁。\n{TAIL}\n病例10：王某，女，40岁。")
    assert not any(map(is_certain, found.of("total")))


@pytest.mark.parametrize("said", ["目前追踪到密切接触者37人", "其密切接触者37人已隔离"])
def test_contacts_in_the_story_of_a_case_are_none_of_the_city(read, said):
    assert read(f"病例9：李某，男，30岁，2月1日确诊。{said}。").of("total") == []


def test_whose_contact_somebody_is_does_not_make_the_rest_another_s(read):
    found = read(
        "病例28：蔡某某，男，36岁。病例22密切接触者，1月27日集中隔离，1月31日出现咳嗽，2月3日确诊。"
    )
    assert when(found.one("case", number="28"), "onset") == "2020-01-31"
    assert when(found.one("classification")) == "2020-02-03"


def test_contacts_of_our_city_are_certain_after_the_only_case(read):
    found = read(
        "病例9：李某，男，30岁。\n我市累计报告确诊病例1例，目前病情稳定。累计追踪到密切接触者14人。"
    )
    assert is_certain(found.one("total", what="contacts"))


def test_contacts_said_to_be_those_of_a_case_are_not_certainly_the_city_s(read):
    found = read("病例9的密切接触者共12人，均已隔离。")
    assert not is_certain(found.one("total"))


def test_who_ate_or_rode_with_two_cases_met_both(read):
    found = read("病例12：张某，男，40岁，1月20日曾与病例9、病例10一起聚餐，与病例8同乘一车。")
    met = {one.value("contact_of") for one in found.of("contact")}
    assert met == {"病例9", "病例10", "病例8"}


def test_what_another_case_did_is_noted_and_where_he_himself_was_is_read(read):
    found = read(
        "补充：病例15确诊前于2月1日到过千金大药房（天台路店），病例16于2月2日下午去过神农城。"
    )
    assert found.one("case").value("number") == "15"
    stay = found.one("stay")
    assert (stay.value("place"), when(stay)) == ("千金大药房（天台路店）", "2020-02-01")
    [note] = found.notes("other_case_told")
    assert note.values == {"said": "病例16于2月2日下午去过神农城"}


def test_what_two_people_are_to_one_another_may_stand_after_both(read):
    found = read("无症状感染者1：女，35岁；无症状感染者2：男，5岁。两人系母子。")
    contact = found.one("contact")
    assert contact.value("relation") == "母子"
    assert contact.links["to"] == found.of("person")[1].key
