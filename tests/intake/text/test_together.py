"""Several people of whom one sentence tells."""

import pytest
from tests.intake.text.conftest import when


def confirmed(found):
    """Who was confirmed, and when; None where it is left open."""
    called = {one.key: one.value("name") for one in found.of("person")}
    return [
        (called[one.links["person"]], when(one))
        for one in found.of("classification", status="confirmed")
    ]


def test_two_people_of_one_list_have_what_stands_in_their_brackets(read):
    found = read(
        "发热学生：曹某（男，9岁，2月1日晚开始发热，诊断为甲流）、袁某某（女，8岁，37.6℃）。"
        "袁某某的母亲1月底从武汉返株。"
    )
    told = [[p.value(f) for f in ("name", "sex", "age")] for p in found.of("person")]
    assert told == [["曹某", "male", 9], ["袁某某", "female", 8]]
    case = found.one("case")
    assert (case.links["person"], case.value("temperature_celsius")) == ("person-1", None)
    assert found.of("journey") == found.of("contact") == []
    assert {p.value("arrived_from") for p in found.of("person")} == {None}


def test_each_of_a_row_has_his_own_day(read):
    found = read("李某、王某、赵某分别于1月28日、1月29日、1月30日确诊。")
    assert confirmed(found) == [
        ("李某", "2020-01-28"),
        ("王某", "2020-01-29"),
        ("赵某", "2020-01-30"),
    ]


def test_each_of_a_row_of_numbers_has_his_own_day(read):
    found = read("病例5、病例6（夫妻），家住荷塘区，分别于1月28日、1月30日确诊。")
    assert [one.value("number") for one in found.of("case")] == ["5", "6"]
    assert [when(one) for one in found.of("classification")] == ["2020-01-28", "2020-01-30"]
    assert found.notes("only_first_read") == []


def test_days_that_are_not_as_many_as_the_people_are_left_open(read):
    found = read("李某、王某分别于1月28日、1月29日、1月30日确诊。")
    assert confirmed(found) == [("李某", None), ("王某", None)]


def test_what_is_said_of_all_of_a_row_is_said_of_each(read):
    found = read("李某（男，30岁）、王某（女，28岁）均于1月20日出现发热、咳嗽，1月28日确诊。")
    assert [when(one, "onset") for one in found.of("case")] == ["2020-01-20"] * 2
    assert [one.value("symptoms") for one in found.of("case")] == [("fever", "cough")] * 2
    assert confirmed(found) == [("李某", "2020-01-28"), ("王某", "2020-01-28")]


def test_what_is_said_of_a_family_at_the_end_is_said_of_all_of_it(read):
    found = read(
        "一家三口：父亲陈某，男，50岁；母亲李某，女，48岁；女儿陈某某，12岁，均于2月1日确诊。"
    )
    assert confirmed(found) == [(name, "2020-02-01") for name in ("陈某", "李某", "陈某某")]


def test_what_a_case_s_family_went_through_is_not_his(read):
    found = read(
        "病例3：王某，男，30岁，1月20日确诊；病例4：李某，女，28岁，其父母，均于2月1日确诊。"
    )
    assert ("王某", "2020-02-01") not in confirmed(found)


def test_what_follows_a_row_by_itself_is_noted(read):
    found = read("李某（男，30岁）、王某（女，28岁）。2月3日出院。")
    assert found.of("classification") == []
    [note] = found.notes("told_of_several")
    assert note.values["said"] == "出院"


def test_numbers_with_names_in_brackets(read):
    found = read("病例5（李某，男，30岁）、病例6（王某，女，28岁）均于2月1日确诊。")
    assert [one.value("number") for one in found.of("case")] == ["5", "6"]
    assert confirmed(found) == [("李某", "2020-02-01"), ("王某", "2020-02-01")]


def test_several_who_travelled_together_each_have_the_journey(read):
    found = read("李某（男，30岁）、王某（女，28岁），1月20日均乘坐K81次列车从武汉返回株洲。")
    assert len(found.of("journey", number="K81")) == 2


def test_who_is_named_again_after_a_row_is_told_of_alone(read):
    found = read("李某、王某均从武汉返株，李某1月20日发病，王某1月22日发病。")
    assert [when(one, "onset") for one in found.of("case")] == ["2020-01-20", "2020-01-22"]


def test_whose_relatives_all_of_a_row_are(read):
    found = read("患者李某、王某均为病例3的同事，1月28日确诊。")
    assert [c.value("contact_of") for c in found.of("contact")] == ["病例3"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "病例37、38：均为男性，1月20日从武汉返株，2月1日确诊。",
        "病例37、病例38均为男性，1月20日从武汉返株，2月1日确诊。",
        "病例37、38：均为男性，分别为45岁、30岁，1月20日从武汉返株，2月1日确诊。",
    ],
)
def test_of_cases_before_a_colon_each_gets_what_is_said_of_all(read, text):
    found = read(text)
    assert [one.value("number") for one in found.of("case")] == ["37", "38"]
    assert [one.value("sex") for one in found.of("person")] == ["male", "male"]
    assert [when(one) for one in found.of("classification")] == ["2020-02-01"] * 2
    assert [when(one) for one in found.of("journey")] == ["2020-01-20"] * 2
    assert found.notes("only_first_read") == []


def test_ages_in_the_order_of_the_row_are_each_his_own(read):
    found = read("病例37、38：均为男性，分别为45岁、30岁，2月1日确诊。")
    assert [one.value("age") for one in found.of("person")] == [45, 30]
    found = read("病例37、38、39：均为男性，分别为45岁、30岁，2月1日确诊。")
    assert [one.value("age") for one in found.of("person")] == [None, None, None]


def test_what_is_said_of_all_without_a_word_for_all_is_not_certain(read):
    found = read("病例37、38：系夫妻，1月25日发病，2月1日确诊。")
    onsets = [one.fields["onset"].confidence for one in found.of("case")]
    assert len(onsets) == 2
    assert max(onsets) < 0.9


def test_each_of_several_cases_is_the_contact_of_another(read):
    found = read("病例37：李某，男，40岁。病例38、39：均为病例37同事，2月1日确诊。")
    [first, second] = [one.links["to"] for one in found.of("contact")]
    assert first != second


def test_numbers_above_what_is_told_of_each_head_nothing(read):
    found = read("病例37、38：李某，男，40岁；王某，女，30岁，均于2月1日确诊。")
    assert found.person("李某").value("age") == 40
    found = read("病例37、38：\n病例37：李某，男，40岁。\n病例38：王某，女，30岁。")
    assert len(found.of("case", number="38")) == 1


@pytest.mark.parametrize(
    "naming",
    ["病例37、38为夫妻", "病例37和病例38是夫妻关系", "病例37、38：系夫妻", "患者37及38系一对夫妻"],
)
def test_two_numbers_and_one_word_for_both_are_two_people(read, naming):
    found = read(f"{naming}，家住荷塘区，1月20日从武汉返株，1月25日均确诊。")
    first, second = (found.one("case", number=number) for number in ("37", "38"))
    contact = found.one("contact")
    assert contact.value("relation") == "夫妻"
    assert contact.links == {"from": first.key, "to": second.links["person"]}
    assert {one.links["case"] for one in found.of("classification")} == {first.key, second.key}
    assert not found.notes("only_first_read")


def test_two_cases_side_by_side_have_each_his_own_day(read):
    found = read("病例1和病例2分别于1月25日、1月27日发病。")
    days = [(case.value("number"), when(case, "onset")) for case in found.of("case")]
    assert days == [("1", "2020-01-25"), ("2", "2020-01-27")]


def test_what_is_of_all_after_what_is_of_each_is_of_all(read):
    found = read("病例41、42分别于1月23日、1月26日发病，均于1月29日确诊。")
    onsets = [when(case, "onset") for case in found.of("case")]
    assert onsets == ["2020-01-23", "2020-01-26"]
    confirmed = [when(one) for one in found.of("classification")]
    assert confirmed == ["2020-01-29", "2020-01-29"]


def test_days_of_two_clauses_are_not_one_for_each(read):
    found = read("病例3、病例4分别为夫妻，1月20日自武汉返株，1月25日确诊。")
    assert {when(one) for one in found.of("classification")} == {"2020-01-25"}
    assert found.one("contact").value("relation") == "夫妻"


def test_as_many_as_were_told_of_are_those_of_the_sentence_before(read):
    found = read(
        "刘某甲，男，60岁；刘某乙，女，58岁；刘某丙，男，33岁。"
        "三人均于2月1日入住市中心医院隔离留观。两人均于2月2日出院。"
    )
    wards = [(when(one), one.value("level")) for one in found.of("placement")]
    assert wards == [("2020-02-01", "ward")] * 3
    assert not found.of("classification", status="recovered")[1:]
