"""A relative told of by name is a person of his own, with what is told of him."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def test_a_wife_told_of_by_name_is_a_person_and_a_contact(read):
    found = read(
        "病例3：陶某，男，49岁。其妻俞某1月20日从武汉返株，1月29日入住市二医院，2月1日死亡。"
    )
    wife = found.person("俞某")
    assert wife.value("sex") == "female"
    assert found.about("case", wife)[0].value("status") == "died"
    assert when(found.about("journey", wife)[0]) == "2020-01-20"
    assert when(found.about("placement", wife)[0]) == "2020-01-29"
    contact = found.one("contact")
    assert contact.value("relation") == "妻"
    assert contact.links == {"from": found.one("case", number="3").key, "to": wife.key}


def test_what_is_told_of_her_is_read_at_its_words(read):
    found = read("病例3：陶某，男，49岁。其妻俞某1月20日从武汉返株，2月1日死亡。")
    death = found.about("classification", found.person("俞某"))[0]
    text = found.reading.text
    spans = [death.fields[name].origin for name in ("when", "status")]
    assert [text[span.start : span.end] for span in spans] == ["2月1日", "死亡"]


def test_where_it_may_be_of_either_her_facts_are_not_certain(read):
    found = read("王某，女，18岁，1月16日其母亲李某从武汉返回，2月5日确诊。")
    mother = found.person("李某")
    assert is_certain(found.about("journey", mother)[0])
    assert not is_certain(found.about("classification", mother)[0])
    assert not found.about("classification", found.person("王某"))


@pytest.mark.parametrize(
    "text",
    [
        "病例20：许某，女，30岁，1月20日发病。病例20许某的父亲许某某1月28日发病，2月1日确诊。许某1月30日确诊。",
        "病例20：许某，女，30岁，1月20日发病，其父亲许某某1月28日发病，2月1日确诊，许某1月30日确诊。",
        "病例20许某的父亲许某某1月28日发病，2月1日确诊，许某1月30日确诊。",
    ],
)
def test_the_bare_name_is_the_daughter_and_the_longer_one_her_father(read, text):
    found = read(text)
    daughter, father = found.person("许某"), found.person("许某某")
    assert found.about("case", daughter)[0].value("number") == "20"
    assert found.about("case", father)[0].value("number") is None
    assert [when(one) for one in found.about("classification", daughter)] == ["2020-01-30"]
    assert [when(one) for one in found.about("classification", father)] == ["2020-02-01"]
    assert found.one("contact", relation="父亲").links["to"] == father.key


def test_a_father_goes_on_being_told_of_in_the_next_sentence(read):
    found = read("病例20：许某，女，30岁，其父亲许某某1月28日发病。许某某2月3日死亡。")
    father = found.person("许某某")
    case = found.about("case", father)[0]
    assert (when(case, "onset"), case.value("status")) == ("2020-01-28", "died")
    assert [one.value("status") for one in found.about("classification", father)] == ["died"]


def test_the_relative_of_another_case_is_that_case_s_contact(read):
    found = read(
        "病例20：许某，女，30岁，1月20日发病。\n"
        "病例21：董某，男，38岁，1月25日发病。病例20许某的父亲许某某1月28日确诊。"
    )
    contact = found.one("contact", relation="父亲")
    assert contact.value("contact_of") == "病例20许某"
    assert contact.links["from"] == found.one("case", number="20").key
    assert contact.links["to"] == found.person("许某某").key


@pytest.mark.parametrize(
    "text",
    [
        "董某，女，38岁，1月25日与丈夫宋某到湘味餐厅就餐，1月28日发病。",
        "董某，女，38岁，丈夫于当晚，1月28日，发热。",
        "董某，女，38岁，丈夫1月28日发热。",
    ],
)
def test_who_is_only_in_company_or_has_no_name_is_no_person(read, text):
    assert len(read(text).of("person")) == 1


def test_his_wife_s_brother_is_a_man_and_her_brother(read):
    found = read("董某，男，38岁，其妻子的弟弟俞某1月28日确诊。")
    assert found.person("俞某").value("sex") == "male"
    assert found.one("contact").value("relation") == "妻子的弟弟"


def test_a_wife_with_sex_and_age_is_his_contact_too(read):
    found = read("董某，男，38岁，其妻李某，女，36岁，1月20日从武汉返株。")
    assert found.one("contact").links == {
        "from": found.person("董某").key,
        "to": found.person("李某").key,
    }


def test_where_she_is_now_has_not_the_day_she_came(read):
    found = read("王某，女，18岁，1月16日其母亲李某（目前正在隔离观察）从武汉返回，1月20日发病。")
    assert when(found.about("placement", found.person("李某"))[0]) is None


def test_a_relative_with_a_section_of_his_own_is_read_there_only(read):
    found = read(
        "病例8：董某，男，其妻王某1月20日从武汉返株。\n病例9：王某，女，38岁，1月25日确诊。"
    )
    assert len(found.of("person", name="王某")) == 1


def test_a_full_name_that_only_a_relation_announces_is_looked_at(read):
    found = read("董某，男，38岁，其妻李丽，1月20日发病，2月2日核酸阳性。")
    wife = found.person("李丽")
    assert not is_certain(wife)
    assert when(found.about("case", wife)[0], "onset") == "2020-01-20"
    assert not when(found.about("case", found.person("董某"))[0], "onset")


def test_the_temperature_of_his_wife_is_not_his(read):
    found = read("董某，男，38岁，其妻俞某2月2日发热38.5℃，本人1月29日发病。")
    assert not found.about("case", found.person("董某"))[0].value("temperature_celsius")


def test_a_son_whose_surname_is_fang_is_not_his_mother(read):
    found = read("李某，女，50岁，2月1日确诊。其子方某1月25日从武汉返回，1月27日发病。")
    mother, son = found.person("李某"), found.person("方某")
    assert not mother.value("arrived_from")
    assert not found.about("journey", mother)
    assert when(found.about("case", son)[0], "onset") == "2020-01-27"
