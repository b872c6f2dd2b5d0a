"""Boxes of the report card that depend on the class: as the form of 2019 wants them."""

import csv
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.sheets import read_sheets
from firebreak.outputs.exchange import report_card

HERE = ZoneInfo("Asia/Shanghai")


def draft(kind, key, links=None, **fields):
    told = {name: Value(value) for name, value in fields.items()}
    return Draft(key, kind, told, links or {})


def day(number: int) -> When:
    return When.day(date(2020, 1, number), HERE)


def step(status, when=None):
    fields = {"status": status} | ({"when": when} if when else {})
    return draft("classification", f"c:{status}", {"case": "c"}, **fields)


def card(status, *more, division="430202", code="430202", **case):
    who = draft("person", "p", name="周某", residence_code=code)
    ill = draft("case", "c", {"person": "p"}, number="7", status=status, **case)
    return report_card.write([who, ill, *more], zone=HERE, division=division, form="csv")


def box(written, heading: str) -> str:
    [row] = csv.DictReader(written.content.decode("utf-8-sig").splitlines())
    return row[heading]


def swabbed(number: int) -> list:
    sample = draft("sample", f"s{number}", {"person": "p"}, when=day(number))
    return [sample, draft("test", f"t{number}", {"sample": sample.key}, result="positive")]


def test_a_carriers_card_has_the_day_of_his_first_test_where_others_have_their_onset():
    written = card("asymptomatic", *swabbed(24), *swabbed(22), step("asymptomatic", day(25)))
    assert box(written, "病例分类") == "病原携带者"
    assert box(written, "发病日期") == "2020-01-22"
    assert box(written, "诊断时间") == "2020-01-25"


def test_that_day_does_not_come_in_as_an_onset():
    written = card("asymptomatic", *swabbed(22))
    reading = read_sheets(written.content, "卡.csv")
    [case] = [one for one in reading.drafts if one.kind == "case"]
    assert case.value("status") == "asymptomatic"
    assert case.value("onset") is None
    assert "onset_of_carrier" in {note.values.get("problem") for note in reading.notes}


def test_a_confirmed_case_keeps_his_onset_whenever_he_was_tested():
    assert box(card("confirmed", *swabbed(24), onset=day(20)), "发病日期") == "2020-01-20"


@pytest.mark.parametrize("end", ["recovered", "died"])
def test_the_class_before_the_end_is_the_surest_where_its_day_is_not_known(end):
    steps = [step("confirmed"), step("suspected", day(22)), step(end, day(30))]
    assert box(card(end, *steps), "病例分类") == "确诊病例"


def test_who_was_last_suspected_on_a_known_day_died_as_suspected():
    steps = [step("probable", day(20)), step("suspected", day(22)), step("died", day(30))]
    assert box(card("died", *steps), "病例分类") == "疑似病例"


@pytest.mark.parametrize(
    ("code", "belongs"),
    [("430202", "本县区"), ("430223", "本市其他县区"), ("420100", "外省"), ("810000", "港澳台")],
)
def test_where_he_belongs_is_in_the_words_of_the_form(code, belongs):
    assert box(card("confirmed", code=code), "病人属于") == belongs


def test_a_card_that_does_not_say_where_he_belongs_is_listed():
    missing = [n.values["field"] for n in card("confirmed", code="").notes if n.values]
    assert "病人属于" in missing
