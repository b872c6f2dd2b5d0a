"""Swabs with their results, and isolation: what was done with somebody, as texts tell it."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.accepting import accept
from firebreak.records.models import Placement, Test

SWAB = "患者滕某，女，62岁，荷塘区人。2月2日22时采样，核酸阳性，就地隔离。"


def test_a_positive_swab_is_a_sample_with_its_result_and_confirms_nobody(read):
    found = read(SWAB)
    sample, test = found.one("sample"), found.one("test")
    assert when(sample) == "2020-02-02 22:00"
    assert test.links["sample"] == sample.key
    assert (test.value("result"), test.value("method")) == ("positive", "pcr")
    assert found.of("classification") == found.of("case") == []


def test_the_minute_of_the_swab_is_neither_that_of_the_result_nor_of_the_isolation(read):
    found = read(SWAB)
    assert (when(found.one("test")), when(found.one("placement"))) == (None, "2020-02-02")
    assert [doubt.code for doubt in found.one("test").doubts] == ["time_not_said"]


def test_a_result_has_the_time_that_is_told_of_it(read):
    found = read(
        "病例3：王某，男，40岁，1月22日采集咽拭子标本，1月23日10时核酸检测结果为阳性，1月24日确诊。"
    )
    assert (when(found.one("sample")), found.one("sample").value("kind")) == (
        "2020-01-22",
        "throat",
    )
    assert when(found.one("test")) == "2020-01-23 10:00"
    assert when(found.one("classification")) == "2020-01-24"


def test_each_result_is_of_the_sample_before_it(read):
    found = read("病例3：王某，男，40岁，1月22日采样，结果阴性；1月24日复采样，核酸检测阳性。")
    days = {s.key: when(s) for s in found.of("sample")}
    told = [(days[t.links["sample"]], t.value("result")) for t in found.of("test")]
    assert told == [("2020-01-22", "negative"), ("2020-01-24", "positive")]


def test_a_positive_test_of_which_no_sample_is_told_still_confirms(read):
    found = read("病例3：王某，男，40岁，与核酸检测阳性者接触，1月28日核酸检测阳性。")
    assert when(found.one("classification", status="confirmed")) == "2020-01-28"
    assert found.of("sample") == found.of("test") == []


@pytest.mark.parametrize(
    "said", ["未采样", "拟2月3日采样", "密切接触者均已采样，核酸检测均为阴性", "在采样点工作"]
)
def test_what_was_not_taken_of_him_is_no_sample(read, said):
    assert read(f"病例3：王某，男，40岁，{said}。").of("sample") == []


def test_results_of_others_are_not_of_his_sample(read):
    found = read("病例3：王某，男，40岁，2月3日采样，密切接触者5人核酸检测均为阴性。")
    assert when(found.one("sample")) == "2020-02-03"
    assert found.of("test") == []


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("就地隔离", "on_the_spot"),
        ("居家隔离", "home"),
        ("在家隔离", "home"),
        ("集中隔离", "site"),
        ("隔离医学观察", "site"),
        ("就地隔离治疗", "ward"),
    ],
)
def test_isolation_is_a_placement_at_its_level(read, said, level):
    kept = read(f"病例3：王某，男，40岁，1月22日{said}。").one("placement")
    assert (kept.value("level"), when(kept)) == (level, "2020-01-22")


@pytest.mark.parametrize("said", ["居家隔离", "集中隔离医学观察", "隔离观察"])
def test_an_isolation_that_ended_does_not_begin(read, said):
    assert read(f"病例3：王某，男，40岁，2月2日解除{said}。").of("placement") == []


def test_a_swab_goes_on_record_with_its_result_and_the_isolation(city, take_in, reviewer):
    reading = take_in(SWAB).reading
    accept(by=reviewer, reading=reading, keys=["test-1", "placement-1"])
    test = Test.objects.get()
    assert (test.result, test.sample.person) == ("positive", Placement.objects.get().person)
    assert Placement.objects.get().level == "on_the_spot"


def test_somebody_who_comes_for_a_swab_today_may_not_have_been_there_yet(read):
    assert read("患者王某，男，40岁，社区医院2月4日下午3点来人采样。").of("sample") == []
    visited = read("患者王某，男，40岁，2月3日医务人员上门采样。")
    assert when(visited.one("sample")) == "2020-02-03"
