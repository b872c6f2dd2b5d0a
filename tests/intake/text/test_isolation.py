"""The day an isolation began: its own, and not that of the exposure told before it."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2月1日至14日居家隔离", "2020-02-01"),
        ("1月23日至2月2日居家隔离", "2020-01-23"),
        ("1月25日与病例5聚餐，1月27日起居家隔离", "2020-01-27"),
        ("1月25日与病例5聚餐，次日居家隔离", "2020-01-26"),
        ("1月25日接触病例5，随即居家隔离", "2020-01-25"),
        ("1月25日从武汉返回株洲，居家隔离", "2020-01-25"),
        ("2月3日，已居家隔离", "2020-02-03"),
    ],
)
def test_an_isolation_begins_on_the_day_that_is_told_of_it(read, said, day):
    assert when(read(f"患者王某，男，40岁，{said}。").one("placement")) == day


@pytest.mark.parametrize(
    "said",
    [
        "末次接触1月29日，集中隔离于天元宾馆",
        "1月25日与病例5聚餐，已居家隔离",
        "1月28日接待何某购药，已居家隔离",
        "1月31日确诊，现在邢台市第二医院隔离治疗",
    ],
)
def test_the_day_of_something_before_is_not_that_of_the_isolation(read, said):
    placement = read(f"患者王某，男，40岁，{said}。").one("placement")
    assert when(placement) is None
    assert [doubt.code for doubt in placement.doubts] == ["time_not_said"]


def test_contacts_in_a_row_were_not_isolated_on_the_day_of_the_contact(read):
    found = read("密切接触者为刘洋、陈芳，末次接触1月29日，均已居家隔离。")
    assert [when(one) for one in found.of("placement")] == [None, None]


@pytest.mark.parametrize(
    "change",
    ["由居家隔离改为集中隔离", "从居家隔离医学观察转为集中隔离医学观察", "居家隔离转集中隔离"],
)
def test_whoever_changes_from_home_to_a_site_is_at_the_site_from_then(read, change):
    found = read(f"李某，男，40岁，1月25日起居家隔离，1月28日{change}。")
    kept = [(one.value("level"), when(one)) for one in found.of("placement")]
    assert kept == [("home", "2020-01-25"), ("site", "2020-01-28")]


@pytest.mark.parametrize("ward", ["隔离病房", "市中心医院隔离病房治疗", "负压病房"])
def test_who_is_taken_into_a_ward_is_admitted(read, ward):
    placement = read(f"李某，男，40岁，1月31日收入{ward}。").one("placement")
    assert (placement.value("level"), when(placement)) == ("ward", "2020-01-31")


def test_the_ward_he_is_taken_into_is_of_the_hospital_that_is_named(read):
    placement = read("李某，男，40岁，1月31日收入市中心医院隔离病房。").one("placement")
    assert placement.value("unit") == "市中心医院"


def test_a_test_at_a_place_of_isolation_is_no_isolation_then(read):
    assert read("李某，男，30岁，2月2日集中隔离点核酸检测结果为阳性。").of("placement") == []


def test_contacts_who_are_all_isolated_are_others(read):
    said = "病例30，女，64岁，2月3日确诊。密切接触者8人，已全部集中隔离。"
    assert read(said).of("placement") == []


@pytest.mark.parametrize(
    ("told", "level", "unit"),
    [
        ("2月2日上午到县人民医院发热门诊就诊并被隔离", "ward", "县人民医院"),
        ("2月2日被隔离", "site", None),
    ],
)
def test_who_was_isolated_in_no_more_words_is_looked_at(read, told, level, unit):
    kept = read(f"杨某，女，53岁，{told}，2月3日确诊。").one("placement")
    assert (kept.value("level"), kept.value("unit")) == (level, unit)
    assert not is_certain(kept)


def test_who_is_isolated_in_a_hotel_is_at_a_site(read):
    kept = read("患者周某，男，40岁，1月12日起在虚构酒店隔离，1月20日确诊。").one("placement")
    assert (kept.value("level"), when(kept)) == ("site", "2020-01-12")
