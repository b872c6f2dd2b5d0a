"""Who is called by whose relative he is, and has no name: a person of his own."""

import pytest
from tests.intake.text.conftest import when

SON = "病例6：周某，男，40岁，1月20日发病。\n"


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("患者7：周某之母，61岁，1月25日发病。", "母"),
        ("患者7，系周某的母亲，61岁，1月25日发病。", "母亲"),
        ("病例7（周某岳母，61岁），1月25日发病。", "岳母"),
        ("患者7：病例6周某的母亲，61岁，1月25日发病。", "母亲"),
    ],
)
def test_a_number_and_whose_mother_she_is_give_nobody_his_name(read, text, relation):
    found = read(SON + text)
    [son, mother] = found.of("person")
    assert (son.value("name"), mother.value("name")) == ("周某", None)
    assert (mother.value("age"), mother.value("sex")) == (61, "female")
    assert found.about("case", mother)[0].value("number") == "7"
    contact = found.one("contact")
    assert contact.value("relation") == relation
    assert contact.links == {"from": found.one("case", number="6").key, "to": mother.key}


def test_whose_relative_is_not_told_of_is_said_and_not_linked(read):
    contact = read("患者7：周某之母，61岁，1月25日发病。").one("contact")
    assert (contact.value("contact_of"), contact.links.get("from")) == ("周某", None)


def test_a_name_after_whose_wife_she_is_is_hers(read):
    found = read("病例7（病例6之妻）李某，35岁，1月25日发病。")
    assert found.one("person").value("name") == "李某"


@pytest.mark.parametrize("between", ["", "\n"])
def test_relatives_who_fell_ill_are_people_of_their_own(read, between):
    found = read(
        f"患者1：罗某，男，40岁，1月20日发病。{between}罗某妻子1月22日发病。罗某儿媳，1月23日确诊。"
    )
    [him, wife, her] = found.of("person")
    assert [when(found.about("case", one)[0], "onset") for one in (him, wife)] == [
        "2020-01-20",
        "2020-01-22",
    ]
    assert not found.about("classification", him)
    assert when(found.about("classification", her)[0]) == "2020-01-23"
    of = found.about("case", him)[0].key
    assert {one.links["from"] for one in found.of("contact")} == {of}


def test_a_father_s_days_are_not_his_son_s(read):
    found = read("病例1：刘某，男，40岁，1月20日发病。刘某父亲，70岁，1月24日发病，1月28日确诊。")
    assert not found.about("classification", found.person("刘某"))
    assert found.about("classification", found.one("person", age=70))


def test_a_father_told_of_by_the_way_is_noted_and_his_son_is_one(read):
    found = read("病例1：刘某，男，40岁，1月20日发病。刘某父亲1月24日发病。刘某1月28日确诊。")
    son = found.one("person")
    assert when(found.about("case", son)[0], "onset") == "2020-01-20"
    assert when(found.about("classification", son)[0]) == "2020-01-28"
    assert found.notes("sentences_left_out")[0].values == {"count": 1}


def test_two_relatives_of_whom_nothing_is_read_are_two_sentences(read):
    found = read("1月22日罗某妻子发病。1月23日罗某儿媳确诊。")
    assert found.notes("sentences_left_out")[0].values == {"count": 2}


def test_who_is_named_again_after_his_wife_is_no_second_person(read):
    found = read("病例1：董某，男，40岁，其妻李某，女，36岁，无症状。董某1月29日发病，2月1日确诊。")
    him, wife = found.person("董某"), found.person("李某")
    assert when(found.about("case", him)[0], "onset") == "2020-01-29"
    assert (wife.value("age"), found.about("case", wife)) == (36, [])
    assert found.one("contact").links["to"] == wife.key
