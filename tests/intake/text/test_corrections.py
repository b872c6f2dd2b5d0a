"""Notices of correction: what they put in the place of what was published, and nothing else."""

import pytest
from tests.intake.text.conftest import when

NOTICE = """更正
我委2月3日发布的《疫情通报》中，病例33的性别应为"女"（原文"男"），年龄应为45岁；病例34"1月29日发病"应为"1月27日发病"。\
截至2月2日24时累计确诊应为35例，误为34例。病例30经省级专家组复核，排除新冠肺炎，予以核减。
特此更正。
株洲市疾病预防控制中心
2020年2月4日"""


@pytest.mark.parametrize(
    "said",
    [
        "病例5“1月25日发病”应为“1月23日发病”。",
        "更正：2月3日通报中病例5的发病日期“1月25日”应为“1月23日”。",
        "更正：病例5的发病日期1月25日应为1月23日。",
        "更正：病例5的发病日期应为1月23日，误为1月25日。",
        "更正：病例5的发病日期应为“1月23日”，而非“1月25日”。",
        "更正：病例5，女，45岁，发病日期应更正为1月23日，原文为“1月25日”。",
        "更正：病例5（李某，女，45岁）原报1月25日发病，现更正为1月23日发病。",
    ],
)
def test_the_onset_of_a_correction_is_the_one_it_puts_in_place(read, said):
    case = read(said).one("case")
    assert (case.value("number"), when(case, "onset")) == ("5", "2020-01-23")


def test_a_day_of_confirmation_is_corrected(read):
    found = read("更正：病例12（彭某，男，30岁）原报2月1日确诊有误，实为2月2日确诊。")
    assert found.one("case").value("number") == "12"
    assert when(found.one("classification", status="confirmed")) == "2020-02-02"


def test_a_classification_is_corrected(read):
    found = read("更正：病例5由疑似病例订正为确诊病例。")
    assert found.one("case", number="5").value("status") == "confirmed"


def test_a_notice_tells_of_each_case_what_is_right(read):
    found = read(NOTICE)
    cases = {case.value("number"): case for case in found.of("case")}
    assert set(cases) == {"33", "34", "30"}
    assert (when(cases["34"], "onset"), cases["34"].value("status")) == ("2020-01-27", None)
    assert cases["30"].value("status") == "excluded"
    [woman] = found.of("person", age=45)
    assert woman.value("sex") == "female"
    assert cases["33"].links["person"] == woman.key


def test_the_instant_of_a_total_is_nobodys_confirmation(read):
    assert [one.value("status") for one in read(NOTICE).of("classification")] == ["excluded"]


def test_a_value_in_place_is_quoted_from_the_text(read):
    found = read("病例5“1月25日发病”应为“1月23日发病”。")
    assert found.one("case").fields["onset"].quote == "1月23日"


@pytest.mark.parametrize(
    "said", ["1月25日改为自驾返回株洲", "1月25日将出行方式由高铁改为自驾，返回株洲"]
)
def test_a_change_of_plans_is_no_correction(read, said):
    found = read(f"患者王某，男，40岁，{said}。")
    assert {when(one) for one in found.of("journey")} == {"2020-01-25"}


@pytest.mark.parametrize(
    "said",
    [
        "更正：病例4的年龄应为55岁。",
        "更正：昨日通报中病例4年龄更正为55岁。",
        "另，病例4王某的年龄应更正为55岁。",
    ],
)
def test_an_age_is_corrected_of_the_case_that_is_told_of(read, said):
    found = read(f"患者4：王某，女，50岁，1月20日发病。\n{said}")
    assert found.one("person").value("age") == 55
    assert found.one("case").value("number") == "4"


def test_an_age_of_a_case_told_of_elsewhere_has_its_number(read):
    found = read("患者1：刘某，男，40岁。\n更正：昨日通报中病例4李某的年龄应为55岁。")
    case = found.one("case", number="4")
    assert found.person("李某").value("age") == 55
    assert case.links["person"] == found.person("李某").key


@pytest.mark.parametrize(
    "said",
    [
        "另，病例2杨某的住院医院更正为市中心医院。",
        "更正：病例2杨某入住医院应为市中心医院。",
        "更正：病例2的收治医院订正为市中心医院。",
    ],
)
def test_a_hospital_is_corrected(read, said):
    found = read(said)
    assert found.one("case").value("number") == "2"
    assert found.one("placement").value("unit") == "市中心医院"


def test_a_home_is_corrected(read):
    person = read("更正：病例3的现住址应为荷塘区金钩山村。").one("person")
    assert person.value("residence") == "荷塘区金钩山村"


@pytest.mark.parametrize(
    "said",
    [
        "发病日期误为1月25日，应为1月23日",
        "发病日期“1月25日”有误，应为1月23日",
        "发病日期误写为1月25日，应为1月23日，确诊日期应为1月28日",
    ],
)
def test_a_day_is_corrected_over_a_comma(read, said):
    found = read(f"更正：病例12（男，41岁）{said}。")
    assert when(found.one("case", number="12"), "onset") == "2020-01-23"


@pytest.mark.parametrize(
    ("said", "day"),
    [("排除，予以核减", None), ("于2月2日排除", "2020-02-02"), ("（女，30岁）经复核已排除", None)],
)
def test_who_is_said_to_be_no_case_after_all_is_excluded(read, said, day):
    found = read(f"更正：病例12（男，41岁）发病日期应为1月23日。另，原病例9{said}。")
    case = found.one("case", number="9")
    assert case.value("status") == "excluded"
    assert when(found.one("classification", status="excluded")) == day
    assert when(found.one("case", number="12"), "onset") == "2020-01-23"
