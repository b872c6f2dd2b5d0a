"""Who is of the case told of before: 系上一病例妻子, 与上例同住; and what is told of another case."""

import pytest
from tests.intake.text.conftest import when

FIRST = "病例21：男，48岁，1月25日发病。\n"


@pytest.mark.parametrize(
    ("told", "relation"),
    [
        ("系上一病例妻子", "妻子"),
        ("系上例患者之女", "女"),
        ("前一病例的同事", "同事"),
        ("上一例确诊患者的妻子", "妻子"),
        ("上例之母", "母"),
        ("为上述病例的妻子", "妻子"),
        ("系上一病例密切接触者", "密切接触者"),
        ("为上一病例的同车乘客", "同车乘客"),
        ("与上一病例为夫妻关系", "夫妻"),
        ("1月27日与上一病例共同就餐", "共同就餐"),
        ("与前一例患者共同居住", "共同居住"),
    ],
)
def test_whose_relation_to_the_case_before_is_told_is_a_contact_of_it(read, told, relation):
    found = read(f"{FIRST}病例22：女，46岁，{told}，2月1日确诊。")
    contact = found.one("contact")
    assert contact.value("relation") == relation
    assert contact.links == {
        "from": found.one("case", number="21").key,
        "to": found.one("case", number="22").links["person"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "病例22：女，46岁，系上一病例妻子，2月1日确诊。",
        "病例21：女，48岁。\n病例22：女，46岁，系上一病例妻子，2月1日确诊。",
        "病例20：男，50岁。\n病例21：男，48岁。\n病例22：女，46岁，系上述病例的同事，2月1日确诊。",
    ],
)
def test_where_the_case_before_cannot_be_meant_a_note_says_so(read, text):
    found = read(text)
    assert found.of("contact") == []
    [note] = found.notes("not_read")
    assert "病例" in note.values["said"]


@pytest.mark.parametrize("told", ["其母亲系上一病例的同事", "否认与上一病例共同就餐"])
def test_what_is_denied_or_of_somebody_else_is_no_contact(read, told):
    assert not read(f"{FIRST}病例22：女，16岁，{told}，2月1日确诊。").of("contact")


@pytest.mark.parametrize("who", ["另一病例", "上一病例", "另一名确诊患者", "前一例患者"])
def test_what_happened_to_another_case_is_not_his(read, who):
    found = read(f"{FIRST}病例22：女，46岁，2月1日确诊。{who}2月2日死亡。")
    assert found.one("case", number="22").value("status") == "confirmed"
    assert found.of("classification", status="died") == []


def test_after_another_case_he_himself_is_told_of(read):
    found = read(f"{FIRST}病例22：女，46岁，上一病例1月29日确诊后，其于2月1日确诊。")
    assert when(found.one("classification")) == "2020-02-01"


@pytest.mark.parametrize("said", ["密接", "密接人员", "密切接触者"])
def test_whose_contact_somebody_is_may_be_said_in_short(read, said):
    found = read(f"{FIRST}病例22：女，46岁，系病例21的{said}，2月1日确诊。")
    assert found.one("contact").value("relation") == said


def test_the_contacts_of_another_case_that_are_counted_are_not_he(read):
    found = read(f"{FIRST}病例22：女，46岁，2月1日确诊。病例21的密切接触者14人，均已隔离。")
    assert found.of("contact") == []
