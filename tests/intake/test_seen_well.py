"""A follow-up that found somebody well, without a temperature."""

import json

from firebreak.intake.accepting import accept_certain
from firebreak.records import tables
from firebreak.records.change import change
from firebreak.records.models import Check

STATUS = "LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK"
PERSON = {
    "id": "k1",
    "type": "LNG_REFERENCE_DATA_CATEGORY_PERSON_TYPE_CONTACT",
    "firstName": "周强",
}
SEEN = {"id": "f1", "personId": "k1", "date": "2020-01-21", "statusId": STATUS}


def export(**more: object) -> str:
    return json.dumps({"contacts": [PERSON], "followUps": [SEEN], **more}, ensure_ascii=False)


def test_somebody_seen_well_is_a_check_on_whom_nothing_was_found(take_in, reviewer):
    reading = take_in(export(), name="a.json").reading
    assert accept_certain(by=reviewer, reading=reading).left == {}
    check = Check.objects.get()
    assert (check.temperature_celsius, check.symptoms) == (None, [Check.NO_SYMPTOM])
    assert tables.events([Check])["kind"].to_list() == ["check.follow_up"]


def test_the_same_follow_up_in_the_next_export_is_the_one_on_file(take_in, reviewer):
    for made in ("2020-01-21", "2020-01-22"):
        reading = take_in(export(made=made), name="a.json").reading
        assert accept_certain(by=reviewer, reading=reading).left == {}
    assert Check.objects.count() == 1


def test_it_is_the_same_as_a_check_whose_symptoms_are_an_empty_list(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(export(), name="a.json").reading)
    check = Check.objects.get()
    check.symptoms = []
    with change("test", by=None):
        check.save()
    again = take_in(export(made="2020-01-22"), name="a.json").reading
    assert accept_certain(by=reviewer, reading=again).left == {}
