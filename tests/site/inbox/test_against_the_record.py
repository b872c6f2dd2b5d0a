"""Beside each value of a case stands how it is against the record: only what was compared."""

import pytest
from tests.site.conftest import NOW

from firebreak.intake.accepting.desk import Desk
from firebreak.intake.receiving import receive
from firebreak.records import clock
from firebreak.records.actions import cases
from firebreak.records.models import Case
from firebreak.site.inbox.page import DocumentPage

SHEET = "姓名,性别,病例编号,发病日期,确诊日期,报告日期,病例分类\n{row}\n"


@pytest.fixture
def card_of(city):
    """Return a function that reads a row of a line list and gives the card of its case, by field."""

    def read(row: str) -> dict:
        reading = receive(
            SHEET.format(row=row).encode(),
            by=None,
            name="一览表.csv",
            channel="dropped",
            unit=city.hetang,
        ).reading
        page = DocumentPage(Desk.of(reading, city.users["reviewer"]))
        card = next(card for card in page.cards if card.row.kind == "case")
        return {line.field: line.state for line in card.lines}

    return read


@pytest.fixture
def known(city) -> Case:
    """Return a confirmed case of Hetang that has a number of the city's count."""
    case = Case.objects.filter(status="confirmed", person__sex="male").latest("id")
    with clock.held_at(NOW):
        cases.correct(by=None, case=case, reason="编号", number="株洲7")
    return case


def row(case: Case, status: str) -> str:
    return f"{case.person.name},男,{case.number},2020-01-18,2020-01-23,2020-01-22,{status}"


def test_a_status_that_is_on_file_is_the_same_though_a_classification_tells_it_too(known, card_of):
    assert card_of(row(known, "确诊"))["status"] == "same"


def test_a_status_that_no_step_of_its_course_brings_differs(known, card_of):
    assert card_of(row(known, "治愈"))["status"] == "differs"


def test_a_day_that_was_compared_with_nothing_is_neither_new_nor_the_same(known, card_of):
    states = card_of(row(known, "确诊"))
    assert {states[name] for name in ("reported", "classified") if name in states} == {""}
