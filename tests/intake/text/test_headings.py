"""A report on one case under headings."""

import pytest
from tests.intake.text.conftest import when

REPORT = (
    "一、基本情况\n"
    "患者：贺某，性别：男，年龄：56岁，现住址：株洲市石峰区湘石社区3栋。\n"
    "二、发病及就诊经过\n"
    "1月24日晚自觉乏力、发热，1月26日上午到市二医院就诊，1月31日确诊。\n"
    "三、流行病学史\n"
    "1月17日参加同学聚会，其中同学毛某1月16日自武汉返株（毛某1月22日发病，1月27日确诊）。\n"
    "四、活动轨迹\n"
    "日期\t时间\t地点\t交通方式\n"
    "1月22日\t8:00-9:30\t响石岭菜市场\t步行\n"
    "1月23日\t10:00-11:20\t步步高超市\tT7路公交\n"
    "1月25日\t9:00-12:00\t其姐家（荷塘区）\t自驾\n"
    "五、密切接触者\n"
    "共12人，均于2月1日起集中隔离。\n"
)


def test_a_report_goes_on_under_its_headings(read):
    found = read(REPORT)
    he = found.person("贺某")
    assert when(found.about("case", he)[0], "onset").startswith("2020-01-24")
    [visit] = found.of("check")  # the heading 就诊经过 is none
    assert when(visit).startswith("2020-01-26")


def test_what_is_told_of_somebody_else_in_passing_is_not_the_case_s(read):
    found = read(REPORT)
    he = found.person("贺某")
    [confirmed] = found.about("classification", he)
    assert when(confirmed) == "2020-01-31"
    assert found.about("journey", he) == []


def test_a_timetable_gives_stays_and_no_journeys(read):
    found = read(REPORT)
    stays = [(one.value("place"), when(one)) for one in found.of("stay")]
    assert stays == [
        ("响石岭菜市场", "2020-01-22 08:00/09:30"),
        ("步步高超市", "2020-01-23 10:00/11:20"),
    ]
    assert found.about("journey", found.person("贺某")) == []


def test_under_the_heading_of_contacts_nothing_is_the_case_s(read):
    assert read(REPORT).of("placement") == []


@pytest.mark.parametrize(
    "heading", ["二、发病及就诊经过", "（二）发病经过：", "三、诊疗情况", "四、病例活动轨迹"]
)
def test_a_heading_of_the_case_does_not_end_what_is_told_of_him(read, heading):
    found = read(f"患者：贺某，男，56岁，现住石峰区。\n{heading}\n1月24日晚发热，1月31日确诊。")
    assert when(found.one("classification")) == "2020-01-31"


@pytest.mark.parametrize("heading", ["三、防控措施", "三、全市疫情", "三、下一步工作"])
def test_a_heading_of_other_matters_ends_it(read, heading):
    found = read(f"患者：贺某，男，56岁，1月24日发病。\n{heading}\n1月31日1人确诊。")
    assert found.of("classification") == []


def test_the_number_in_the_title_is_that_of_the_only_person(read):
    found = read("流调报告（病例33）\n一、基本情况\n患者余某，女，47岁，1月30日发病。")
    assert found.one("case").value("number") == "33"


def test_the_number_in_the_title_is_not_that_of_his_contact(read):
    found = read("病例33的密切接触者\n患者余某，女，47岁，1月30日发病。")
    assert found.one("case").value("number") is None
