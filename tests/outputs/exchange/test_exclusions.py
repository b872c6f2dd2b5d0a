"""The day on which a case was excluded goes out in the line list, and comes in again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.sheets import read_sheets
from firebreak.outputs.exchange import line_list

HERE = ZoneInfo("Asia/Shanghai")
FIRST = date(2020, 1, 10)
days = st.integers(0, 20).map(lambda n: When.day(FIRST + timedelta(n), HERE))


def step(status: str, when: When) -> Draft:
    fields = {"status": Value(status), "when": Value(when)}
    return Draft(f"c:{status}", "classification", fields, {"case": "c"})


def sent(status: str, *steps: Draft):
    person = Draft("p", "person", {"name": Value("周某"), "sex": Value("female")})
    told = {"number": Value("7"), "status": Value(status)}
    case = Draft("c", "case", told, {"person": "p"})
    return line_list.write([person, case, *steps], zone=HERE, form="csv")


def came(content: bytes) -> list:
    drafts = read_sheets(content, "名单.csv").drafts
    steps = (draft for draft in drafts if draft.kind == "classification")
    return [(draft.value("status"), draft.value("when")) for draft in steps]


@given(suspected=days, excluded=days)
def test_a_course_that_ends_with_an_exclusion_comes_in_as_it_went_out(suspected, excluded):
    steps = [step("suspected", suspected), step("excluded", excluded)]
    written = sent("excluded", *steps)
    assert written.notes == ()
    assert came(written.content) == [("suspected", suspected), ("excluded", excluded)]


def test_the_day_of_an_exclusion_that_did_not_last_is_listed_as_left_out():
    first, then = (When.day(FIRST + timedelta(n), HERE) for n in (1, 5))
    written = sent("confirmed", step("excluded", first), step("confirmed", then))
    assert [(n.code, n.values["field"]) for n in written.notes] == [
        ("kind_not_carried", "excluded")
    ]
    assert came(written.content) == [("confirmed", then)]
