"""What a visit to a clinic says, and what it leaves open."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.accepting import accept
from firebreak.intake.kept import mend
from firebreak.records.models import Check

VISIT = "病例5：王某，男，40岁，1月25日到荷塘同心医院就诊，2月1日确诊。"


def test_a_visit_of_which_no_more_is_said_is_no_visit_to_a_fever_clinic(read):
    check = read(VISIT).one("check")
    assert (check.value("kind"), check.value("note")) == ("clinic", "就诊")
    assert (check.value("unit"), when(check)) == ("荷塘同心医院", "2020-01-25")


@pytest.mark.parametrize(
    "text",
    [
        "病例5：王某，男，40岁，1月25日到荷塘同心医院发热门诊就诊，2月1日确诊。",
        "发热门诊交班记录\n病例5：王某，男，40岁，1月25日到荷塘同心医院就诊。",
    ],
)
def test_a_fever_clinic_is_said_where_it_stands(read, text):
    check = read(text).one("check")
    assert (check.value("kind"), check.doubts) == ("fever_clinic", ())
    assert check.fields["kind"].quote == "发热门诊"


def test_a_fever_clinic_of_another_clause_is_not_where_he_went(read):
    found = read("病例5：王某，男，40岁，1月25日到县医院就诊，1月26日到市二医院发热门诊就诊。")
    assert [check.value("kind") for check in found.of("check")] == ["clinic", "fever_clinic"]


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("1月25日到荷塘同心医院就诊，2月1日确诊", None),
        ("1月25日到荷塘同心医院就诊后2月1日确诊", None),
        ("2月1日在荷塘同心医院确诊", "荷塘同心医院"),
        ("2月1日被荷塘同心医院诊断为确诊病例", "荷塘同心医院"),
        ("2月1日确诊于荷塘同心医院", "荷塘同心医院"),
    ],
)
def test_only_a_hospital_of_which_it_is_said_confirmed_him(read, said, unit):
    confirmed = read(f"病例5：王某，男，40岁，{said}。").one("classification")
    assert (confirmed.value("unit"), when(confirmed)) == (unit, "2020-02-01")


def test_going_to_a_clinic_is_no_journey(read):
    assert read(VISIT).of("journey") == []


def test_a_town_that_somebody_went_to_for_another_reason_is_a_journey(read):
    journey = read("病例5：王某，男，40岁，1月6日到武汉同济医院接人。").one("journey")
    assert journey.value("to_place") == "武汉"


def test_a_visit_goes_on_record_as_one_to_another_clinic(city, take_in, reviewer):
    reading = take_in(VISIT.replace("到荷塘同心医院", "")).reading
    accept(by=reviewer, reading=reading, keys=["check-1"])
    assert (Check.objects.get().kind, Check.objects.get().note) == ("clinic", "就诊")


def test_a_visit_whose_kind_is_mended_goes_on_record_as_that(city, take_in, reviewer):
    reading = take_in(VISIT.replace("到荷塘同心医院", "")).reading
    mend(by=reviewer, row=reading.drafts.get(key="check-1"), values={"kind": "triage"})
    accept(by=reviewer, reading=reading, keys=["check-1"])
    assert Check.objects.get().kind == "triage"
