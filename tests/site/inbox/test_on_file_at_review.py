"""What a document tells again of somebody known is marked so before anybody accepts it."""

import json

import pytest
from django.urls import reverse
from tests.site.conftest import NOW

from firebreak.intake.accepting import accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.receiving import receive
from firebreak.records import clock
from firebreak.site.inbox.page import DocumentPage

HEAD = "姓名,性别,身份证号,样本编号,采样时间,检测时间,检测结果\n"
WHO = "虚构甲,男,11010519491231002X"
FIRST = f"{HEAD}{WHO},S-1,2020-01-20 09:00,2020-01-21 10:00,阴性\n"
NUMBER = {"system": "urn:yy:results", "value": "R-9"}


@pytest.fixture
def bring(city):
    def put(content: str, name: str = "结果.csv"):
        how = {"by": None, "name": name, "channel": "dropped", "unit": city.hetang}
        with clock.held_at(NOW):
            return receive(content.encode(), **how).reading

    return put


@pytest.fixture
def cards_of(city):
    def cards(reading) -> dict:
        page = DocumentPage(Desk.of(reading, city.users["reviewer"]))
        return {card.row.kind: card for card in page.cards}

    return cards


def accepted(reading) -> None:
    with clock.held_at(NOW):
        assert accept_certain(by=None, reading=reading).left == {}


def test_a_result_that_is_on_file_is_marked_at_review(bring, cards_of, sign_in):
    accepted(bring(FIRST))
    again = bring(FIRST + "虚构乙,女,,S-2,2020-01-22 09:00,2020-01-23 10:00,阴性\n")
    cards = DocumentPage(Desk.of(again, None)).cards
    marked = {(card.row.kind, card.says_nothing_new) for card in cards}
    assert {("test", True), ("sample", True), ("test", False), ("sample", False)} <= marked
    page = sign_in("reviewer").get(reverse("inbox_document", args=[again.pk]))
    assert page.content.decode().count("on file already, nothing new") == 3


def test_a_first_result_is_not(bring, cards_of):
    assert not any(card.says_nothing_new for card in cards_of(bring(FIRST)).values())


def test_of_a_total_told_again_no_value_is_called_new(bring, cards_of):
    told = "截至2月2日24时，荷塘区累计报告确诊病例5例。"
    accepted(bring(told, "a.txt"))
    card = cards_of(bring(f"疾控中心通报。\n{told}", "b.txt"))["total"]
    assert (card.says_nothing_new, card.is_against) == (False, False)


def test_what_a_stay_in_a_ward_on_file_lacks_is_new(bring, cards_of):
    def stay(**period) -> str:
        patient = {"resourceType": "Patient", "id": "p1", "name": [{"text": "虚构甲"}]}
        encounter = {
            "resourceType": "Encounter",
            "status": "finished" if "end" in period else "in-progress",
            "class": {"code": "IMP"},
            "subject": {"reference": "Patient/p1"},
            "period": {"start": "2020-01-20", **period},
        }
        entries = [{"resource": patient}, {"resource": encounter}]
        return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})

    accepted(bring(stay(), "a.json"))
    card = cards_of(bring(stay(end="2020-01-25"), "b.json"))["placement"]
    states = {line.field: line.state for line in card.lines}
    assert (card.says_nothing_new, card.is_against) == (False, True)
    assert (states["level"], states["ended"]) == ("same", "new")


def test_a_corrected_result_stands_against_the_one_on_file_and_can_be_taken(
    bring, cards_of, sign_in
):
    def sent(result: str, status: str) -> str:
        patient = {"resourceType": "Patient", "id": "p1", "name": [{"text": "虚构甲"}]}
        told = {
            "resourceType": "Observation",
            "status": status,
            "code": {"coding": [{"code": "94500-6"}]},
            "subject": {"reference": "Patient/p1"},
            "identifier": [NUMBER],
            "issued": "2020-01-21T10:00:00+08:00",
            "effectiveDateTime": "2020-01-20",
            "valueCodeableConcept": {"text": result},
        }
        entries = [{"resource": patient}, {"resource": told}]
        return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})

    accepted(bring(sent("阳性", "final"), "a.json"))
    reading = bring(sent("阴性", "corrected"), "b.json")
    card = cards_of(reading)["test"]
    line = next(line for line in card.lines if line.field == "result")
    assert (line.state, line.can_take, card.says_nothing_new) == ("differs", True, False)
    browser = sign_in("reviewer")
    assert browser.get(reverse("inbox_document", args=[reading.pk])).status_code == 200
    said = {
        "do": "accept",
        "key": card.row.key,
        "same_as": card.chosen,
        "saw": card.saw,
        "take": ["result"],
    }
    with clock.held_at(NOW):
        browser.post(reverse("inbox_decide", args=[reading.pk]), said)
    card.row.refresh_from_db()
    assert card.row.was_on_file
