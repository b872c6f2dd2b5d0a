"""Other cases in the story of one: 与病例5和病例6一起吃饭, 与感染者2、3打牌, 其父母为病例5和病例6."""

from datetime import date

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

BOTH = "病例5：男，50岁，1月27日确诊。\n病例6：女，48岁，1月28日确诊。\n"


@pytest.mark.parametrize(
    ("told", "relation"),
    [
        ("1月19日与病例5和病例6一起吃饭", "一起吃饭"),
        ("曾与病例5（男，50岁）和病例6（女，48岁，1月28日确诊）同乘一车", "同乘"),
        ("病例5和病例6的女儿", "女儿"),
        ("系病例5、6的密切接触者", "密切接触者"),
        ("与病例5、病例6均为同事", "同事"),
        ("与病例5和病例6均有密切接触", "密切接触"),
        ("1月24日接触病例5和病例6", "接触"),
        ("接诊病例5和病例6后", "接诊"),
    ],
)
def test_each_of_two_that_are_named_is_met_and_nothing_else_is_of_them(read, told, relation):
    found = read(f"{BOTH}病例9：女，25岁，{told}，1月29日确诊。")
    mine = found.one("case", number="9").links["person"]
    met = {one.links["from"] for one in found.of("contact", relation=relation)}
    assert met == {found.one("case", number=number).key for number in "56"}
    assert len(found.of("contact")) == 2
    [person] = [one for one in found.of("person") if one.key == mine]
    assert (person.value("sex"), person.value("age")) == ("female", 25)
    [confirmed] = [one for one in found.of("classification") if one.links["person"] == mine]
    assert when(confirmed) == "2020-01-29"


def listed(read, text):
    return read(text, published=date(2022, 4, 20))


def test_of_a_list_of_infected_people_each_that_is_named_is_met(read):
    found = listed(
        read,
        "感染者1：男，40岁。\n感染者2：女，38岁。\n感染者3：男，65岁，4月5日与感染者1、2共同就餐。",
    )
    assert {one.value("contact_of") for one in found.of("contact")} == {"感染者1", "感染者2"}
    assert len({one.links["from"] for one in found.of("contact")}) == 2


def test_who_is_not_described_is_named(read):
    found = listed(read, "感染者1：男，40岁，4月6日与感染者2、3在龙泉路茶馆打牌。")
    assert [one.value("contact_of") for one in found.of("contact")] == ["感染者2", "感染者3"]


@pytest.mark.parametrize(
    "said",
    [
        "感染者2于4月9日核酸阳性",
        "感染者2（女，38岁，4月8日核酸阳性）4月3日从上海返回",
    ],
)
def test_what_happened_to_another_of_the_list_is_not_his(read, said):
    found = listed(read, f"感染者1：男，40岁，为感染者2的丈夫，{said}，4月10日核酸阳性。")
    assert [when(one) for one in found.of("classification")] == ["2022-04-10"]
    assert found.of("journey") == []
    assert found.one("person").value("arrived_from") is None


@pytest.mark.parametrize("told", ["病例5和病例6为其同事", "病例5和病例6均为患者的同事"])
def test_whose_colleagues_two_cases_are_is_told_in_his_story(read, told):
    found = read(f"病例9：女，25岁，1月29日确诊。{told}。")
    assert [one.value("contact_of") for one in found.of("contact")] == ["病例5", "病例6"]
    assert len(found.of("person")) == 1


def test_his_parents_who_are_described_are_contacts_of_his(read):
    found = read(f"{BOTH}病例9：男，25岁，1月29日确诊，其父母为病例5和病例6。")
    mine = found.one("case", number="9").key
    parents = {found.one("case", number=number).links["person"] for number in "56"}
    assert {one.links["to"] for one in found.of("contact", relation="父母")} == parents
    assert {one.links["from"] for one in found.of("contact")} == {mine}


def test_parents_who_are_not_described_are_noted(read):
    found = read("病例9：男，25岁，1月29日确诊，其父母为病例5和病例6。")
    assert found.of("contact") == []
    [note] = found.notes("not_read")
    assert note.values["said"] == "其父母为病例5和病例6"


def test_who_is_called_his_wife_where_her_own_story_begins_is_a_contact(read):
    found = read("病例7：男，30岁，2月1日确诊。病例8系其妻，2月2日确诊。")
    him, her = found.one("case", number="7"), found.one("case", number="8")
    contact = found.one("contact", relation="妻")
    assert contact.links == {"from": him.key, "to": her.links["person"]}
    days = {one.links["case"]: when(one) for one in found.of("classification")}
    assert days == {him.key: "2020-02-01", her.key: "2020-02-02"}


def test_what_follows_the_case_that_is_his_wife_is_not_certainly_his(read):
    found = read("病例7：男，30岁，其妻为病例8，2月2日确诊。")
    assert not is_certain(found.one("classification"))
    assert [note.values["said"] for note in found.notes("not_read")] == ["其妻为病例8"]
