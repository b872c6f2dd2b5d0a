"""A check on file that says somebody had no symptom is what an export says again that tells of none."""

import json

import pytest
from tests.site.conftest import NOW

from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.records import clock
from firebreak.records.models import Check, Reading

PERSON = {"id": "c1", "firstName": "小渔", "lastName": "慕容", "phoneNumber": "10000077001"}
SEEN = "LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK"


def export(symptoms: list[str], name: str) -> str:
    """Return an export of one contact with one follow-up; `name` tells the files apart."""
    answers = {"temperature": [{"value": 36.5}], "symptoms": [{"value": symptoms}]}
    check = {"id": "f1", "personId": "c1", "date": "2020-02-02T00:00:00.000Z"}
    check |= {"statusId": SEEN, "questionnaireAnswers": answers}
    return json.dumps({"outbreak": {"name": name}, "contacts": [PERSON], "followUps": [check]})


@pytest.fixture
def take(city):
    """Return a function that takes an export in and accepts what is certain."""

    def taken(document: str) -> Reading:
        with clock.held_at(NOW):
            reading = receive(
                document.encode(), by=None, name="a.json", channel="dropped", unit=city.hetang
            ).reading
            accept_certain(by=city.users["reviewer"], reading=reading)
        return reading

    return taken


def test_the_same_follow_up_without_symptoms_leaves_nothing_open(take):
    take(export([], "first"))
    assert Check.objects.latest("id").symptoms == ["none"]
    before = Check.objects.count()
    again = take(export([], "second"))
    assert not again.drafts.filter(state="open").exists()
    assert Check.objects.count() == before


def test_a_symptom_that_is_not_on_file_is_looked_at_in_words(take, sign_in):
    take(export([], "first"))
    again = take(export(["cough"], "second"))
    assert again.drafts.filter(state="open", kind="check").exists()
    page = sign_in("reviewer").get(f"/inbox/{again.pk}/").content.decode()
    assert "on file: no symptoms" in page
