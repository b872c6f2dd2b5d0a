"""What happened to a relative or a colleague is not written to the person of the section."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def certain(drafts):
    return [draft for draft in drafts if is_certain(draft)]


def told(found, kind="classification", field="status"):
    return [(draft.value(field), when(draft)) for draft in found.of(kind)]


@pytest.mark.parametrize(
    "text",
    [
        "陶某，男，49岁。其妻俞某1月20日从武汉返株，1月29日入住市二医院，2月1日死亡。",
        "董某，女，38岁，婆婆1月28日在市中心医院死亡。",
        "董某，女，38岁，同事陈某1月28日确诊。",
        "董某，女，38岁。丈夫许某，1月28日确诊。",
        "董某，女，38岁，同住的小叔子1月28日被确诊，本人2月1日核酸阴性。",
        "董某，女，38岁，其妻子的弟弟1月28日确诊。",
        "陶某（男，49岁，芦淞区人）目前无症状，其妻俞某2月2日晚出现咽痛。",
    ],
)
def test_what_happened_to_another_is_not_his(read, text):
    found = read(text)
    he = found.of("person")[0]
    for kind in ("case", "classification", "placement", "check", "journey", "stay"):
        assert not found.about(kind, he)
    assert not he.value("arrived_from")


def test_a_death_in_the_family_ends_what_is_told_of_the_dead(read):
    found = read(
        "病例16：周某，男，60岁，父亲1月20日因脑出血死亡，1月23日回株洲奔丧，1月30日发病。"
    )
    assert not found.of("classification")
    assert not found.one("case").value("status")
    assert when(found.one("case"), "onset") == "2020-01-30"


def test_he_is_told_of_again_where_he_is_named_again(read):
    found = read(
        "董某，女，38岁，与病例20为夫妻关系，丈夫1月20日从武汉返株并于1月28日确诊，本人1月30日发病。"
    )
    assert when(found.one("case"), "onset") == "2020-01-30"
    assert not found.of("classification")
    assert not found.of("journey")
    found = read("病例4：男，30岁，其母亲于1月19日从武汉返回，病例1月26日发病，2月2日确诊。")
    assert when(found.one("case"), "onset") == "2020-01-26"
    assert told(found) == [("confirmed", "2020-02-02")]
    assert certain(found.of("case"))
    assert not found.of("journey")


def test_his_own_confirmation_counts_and_not_that_of_a_colleague(read):
    found = read(
        "病例8：曾某，女，44岁，其同事李某1月20日从武汉返株，1月23日发病，1月27日确诊。"
        "曾某1月29日发病，2月1日确诊。"
    )
    she = found.person("曾某")
    assert [when(one) for one in found.about("classification", she)] == ["2020-02-01"]
    assert when(found.one("case", number="8"), "onset") == "2020-01-29"
    assert not found.about("journey", she)
    assert not she.value("arrived_from")


@pytest.mark.parametrize(
    "text",
    [
        "董某，女，38岁，系许某之妻，许某1月28日确诊，董某1月30日确诊。",
        "病例5，女，38岁，与病例3同住，病例3于1月28日确诊，患者1月30日确诊。",
    ],
)
def test_whoever_is_named_with_him_may_be_told_of(read, text):
    assert told(read(text)) == [("confirmed", "2020-01-30")]


def test_what_may_be_of_either_is_not_certain(read):
    found = read("刘某，女，40岁，1月20日其同事来访，1月30日发病，2月1日确诊。")
    assert when(found.one("case"), "onset") == "2020-01-30"
    assert told(found) == [("confirmed", "2020-02-01")]
    assert not certain([*found.of("case"), *found.of("classification")])


def test_the_way_and_the_stay_of_another_are_not_his(read):
    found = read("病例3：刘某，女，40岁，1月28日其同事在荷塘建材市场购物，本人1月30日发病。")
    assert not found.of("stay")
    assert not found.of("journey")
    found = read("病例8：曾某，女，44岁，1月20日接触从武汉返株的同事，1月25日发病。")
    assert not found.of("journey")
    assert not found.person("曾某").value("arrived_from")
    assert when(found.one("case"), "onset") == "2020-01-25"
    found = read(
        "患者三：王某，女，18岁，1月16日其母亲李某从武汉乘G404次列车返回，1月20日在湘味餐厅吃饭，2月5日确诊。"
    )
    assert not found.about("journey", found.of("person")[0])
    assert not certain(found.of("stay"))


@pytest.mark.parametrize(
    "way",
    [
        "1月20日与其妻从武汉返株",
        "1月20日与丈夫宋某，婆婆岳某、儿子宋某从武汉返株",
        "1月20日同妹妹一家及部分亲戚从武汉返株",
        "其妻在武汉工作，1月20日从武汉返株",
        "病例4之妻，1月20日从武汉返株",
        "张某妻子，1月20日从武汉返株",
    ],
)
def test_who_came_with_him_takes_nothing_from_him(read, way):
    found = read(f"董某，女，38岁，{way}，1月25日发病，2月1日确诊。")
    person = found.person("董某")
    assert person.value("arrived_from") == "武汉"
    assert when(found.one("journey")) == "2020-01-20"
    assert when(found.one("case"), "onset") == "2020-01-25"
    assert told(found) == [("confirmed", "2020-02-01")]
    assert certain(found.of("case"))
    assert certain(found.of("classification"))


@pytest.mark.parametrize(
    "told_so",
    [
        "由妻子陪同到市中心医院就诊",
        "在妻子陪同下到市中心医院就诊",
        "家人将其送至市中心医院就诊",
        "因女儿发热前往市中心医院就诊",
        "陪同母亲到市中心医院就诊",
        "探望父亲后到市中心医院就诊",
    ],
)
def test_who_brings_him_takes_nothing_from_him(read, told_so):
    found = read(f"董某，女，38岁，1月30日{told_so}，1月31日确诊。")
    assert found.one("check").value("unit") == "市中心医院"
    assert when(found.one("check")) == "2020-01-30"
    assert told(found) == [("confirmed", "2020-01-31")]
    assert certain(found.of("classification"))


def test_a_son_who_drives_him_makes_the_way_with_him(read):
    found = read("刘某，女，57岁，1月21日其子驾车送患者到驻马店市中心医院就诊，1月24日确诊。")
    assert found.one("journey").value("means") == "car"


def test_what_is_told_in_brackets_is_told_by_the_way(read):
    found = read(
        "病例14：男，71岁，2020年1月12日从武汉来深（其妻子此时已发病），15日发病，19日入院就诊。"
    )
    assert when(found.one("case"), "onset") == "2020-01-15"
    assert when(found.one("placement")) == "2020-01-19"


def test_what_he_did_to_others_is_theirs_to_the_end(read):
    found = read("邓某，男，40岁，1月18日发病，与家人接触，导致其父母均被感染，1月25日被确诊。")
    assert not found.about("classification", found.person("邓某"))


@pytest.mark.parametrize(
    "told_so",
    ["今年47，咳嗽，儿子肖某某（12岁）无症状", "与儿子肖某某（12岁）同住", "其子12岁，无症状"],
)
def test_the_age_of_a_son_is_not_his_fathers(read, told_so):
    assert read(f"肖某，男，{told_so}。").of("person")[0].value("age") != 12
    found = read(f"肖某，男，{told_so}，本人47岁。")
    assert found.person("肖某").value("age") == 47


def test_a_husband_who_fell_ill_was_infected_by_nobody_who_is_named(read):
    found = read("患者彭某，女，30岁，无发热，1月30日其丈夫发病，2月1日确诊。")
    husband = found.person("彭某之丈夫")
    assert not found.about("case", husband)
    assert found.one("contact").value("direction_known") is False


def test_parents_he_infected_are_confirmed_where_it_says_so(read):
    found = read("邓某，男，40岁，1月18日发病，导致其父母均被感染，相继被确诊，2月3日其妻子发热。")
    father = found.person("邓某之父亲")
    assert found.about("case", father)[0].value("status") == "confirmed"
    assert {one.value("direction_known") for one in found.of("contact")} == {True}
    found = read("邓某，男，40岁，1月18日发病，导致其父母均被感染，2月1日其妻子确诊。")
    assert not found.about("case", found.person("邓某之父亲"))
    assert found.about("case", found.person("邓某之妻子"))[0].value("status") == "confirmed"


@pytest.mark.parametrize("before", ["", "病例20：许某，女，30岁，1月20日发病。\n"])
def test_the_father_of_a_case_is_told_of_without_her_name_and_number(read, before):
    found = read(f"{before}病例20许某的父亲，男，70岁，1月30日发病，2月2日确诊。")
    father = found.one("person", age=70)
    assert father.value("name") is None
    case = found.about("case", father)[0]
    assert case.value("number") is None
    assert when(case, "onset") == "2020-01-30"
    contact = found.one("contact", relation="父亲")
    assert contact.value("contact_of") == "病例20许某"
    assert contact.links["to"] == father.key
    assert (contact.links.get("from") is not None) == bool(before)


def test_close_contacts_who_are_counted_are_nobody(read):
    assert not read("病例3的密切接触者，女性12人，男性5人。").of("person")


def test_the_fever_of_a_colleague_he_met_is_no_symptom_of_his(read):
    found = read("董某，女，38岁，曾接触其发热的同事，1月25日发病，2月1日确诊。")
    assert not found.one("case").value("symptoms")


def test_what_is_told_of_another_in_passing_is_his_until_the_person_is_named(read):
    found = read(
        "贺某，男，56岁，其同学毛某1月16日自武汉返株，1月27日确诊，本人1月29日发病，2月1日确诊。"
    )
    he = found.person("贺某")
    assert when(found.about("case", he)[0], "onset") == "2020-01-29"
    assert [when(one) for one in found.about("classification", he)] == ["2020-02-01"]
    assert not found.about("journey", he)


def test_a_history_of_his_wife_is_not_his(read):
    found = read("董某，男，38岁，其妻子与确诊病例有密切接触史，本人有武汉旅居史。")
    assert [one.value("what") for one in found.of("history")] == ["residence"]


def test_who_travels_in_company_travels_himself(read):
    found = read("董某，男，38岁，1月20日与4名同事驾车到长沙，1月21日随第5例返回，有发热。")
    assert found.of("journey", to_place="长沙")


@pytest.mark.parametrize("who", ["密切接触者", "其密切接触者5人", "密接者"])
def test_who_is_counted_is_isolated_and_not_the_person(read, who):
    assert not read(f"董某，男，38岁，{who}均已集中隔离。").of("placement")


def test_who_is_isolated_as_a_contact_is_one(read):
    found = read("董某，男，38岁，1月25日作为病例3的密切接触者被集中隔离。")
    assert when(found.one("placement")) == "2020-01-25"


def test_the_result_of_a_sample_is_his_though_contacts_are_spoken_of_between(read):
    found = read("董某，男，38岁。2月2日采样，密切接触者均已隔离。结果阳性。")
    assert found.one("test").value("result") == "positive"
    found = read("董某，男，38岁。2月2日采样，其妻核酸检测阴性。")
    assert not found.of("test")


@pytest.mark.parametrize("whose_it_is", ["其妻", "家属", "父亲", "联系人李某，"])
def test_the_numbers_of_another_are_not_his(read, whose_it_is):
    found = read(
        f"董某，男，38岁，{whose_it_is}电话13800000000，{whose_it_is}身份证号430204198011120019。"
    )
    assert not found.one("person").value("phone")
    assert not found.one("person").value("id_number")
