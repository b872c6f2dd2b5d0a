"""Beside a fact stands where it was read: each sentence, row and record of an export once."""

import json
import re

import pytest
from tests.site.conftest import NOW

from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.records import clock
from firebreak.records.models import Case, Check, Classification
from firebreak.site.cases.quoted import give_quotes, quotes

TEXT = "患者7：周某，男，34岁，荷塘区人，1月18日发病，1月23日确诊。"
EXPORT = {
    "outbreak": {},
    "contacts": [{"id": "c1", "firstName": "小渔", "lastName": "慕容", "age": {"years": 5}}],
    "followUps": [
        {
            "id": "f1",
            "personId": "c1",
            "statusId": "LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK",
            "date": "2020-02-02T00:00:00.000Z",
            "questionnaireAnswers": {"temperature": [{"value": 36.5}]},
        }
    ],
}


@pytest.fixture
def accepted(city):
    """Return a function that takes a document into the inbox of Hetang and accepts what is certain."""

    def take(document: str, name: str) -> None:
        with clock.held_at(NOW):
            reading = receive(
                document.encode(), by=None, name=name, channel="dropped", unit=city.hetang
            ).reading
            accept_certain(by=city.users["reviewer"], reading=reading)

    return take


def test_where_two_values_were_read_from_the_same_words_they_stand_once(accepted):
    accepted(TEXT, "通报.txt")
    told = quotes(Case.objects.latest("id").person)
    (one,) = told["unit_residence"]
    assert one.text == TEXT
    assert one.place


def test_a_classification_shows_its_sentence_once(accepted, sign_in):
    accepted(TEXT, "通报.txt")
    case = Case.objects.latest("id")
    assert Classification.objects.filter(case=case).exists()
    page = sign_in("tracer").get(f"/cases/{case.pk}/").content.decode()
    panel = re.search(r"<h2>Classification</h2>.*?</section>", page, re.S).group()
    assert panel.count("<blockquote>") == 1


def test_the_values_of_one_record_of_an_export_stand_together_with_their_place(accepted):
    accepted(json.dumps(EXPORT, ensure_ascii=False), "export.json")
    check = Check.objects.latest("id")
    give_quotes([check])
    (one,) = check.quotes
    assert one.place == "/followUps/0"
    assert "date: 2020-02-02" in one.text
    assert "36.5" in one.text


def test_the_cells_of_one_row_stand_together(accepted):
    accepted("姓名,性别,确诊日期,结果\n周小某,男,2020-01-23,阳性\n", "一览表.csv")
    step = Classification.objects.latest("id")
    give_quotes([step])
    (one,) = step.quotes
    assert "2" in one.place
    assert "确诊日期: 2020-01-23" in one.text


def test_a_mark_in_a_source_names_the_field_in_words(accepted, sign_in):
    accepted(TEXT, "通报.txt")
    source = Case.objects.latest("id").source_id
    page = sign_in("duty_head").get(f"/sources/{source}/").content.decode()
    assert 'title="name"' in page
    assert "unit_residence" not in page
