"""Somebody of whom a file tells an id only: known by it, or left to a person to decide."""

import json

from firebreak.intake.accepting import accept, accept_certain
from firebreak.records.models import Contact, Person

TOKEN = "LNG_REFERENCE_DATA_CATEGORY_"
PEOPLE = [{"id": "k9", "type": TOKEN + "PERSON_TYPE_CONTACT", "firstName": "测试甲"}]
FOLLOW_UPS = [{"id": "f", "personId": "k9", "date": "2020-01-23T00:00:00.000Z", "comment": "好"}]


def export(**lists: object) -> str:
    return json.dumps({"outbreak": {"disease": TOKEN + "DISEASE_2019_N_CO_V"}} | lists)


def kinds(keys) -> list[str]:
    return sorted(key.partition(".")[0] for key in keys)


def test_an_id_alone_is_no_person_unless_a_person_says_so(take_in):
    reading = take_in(export(followUps=FOLLOW_UPS), name="export.json").reading
    left = accept_certain(by=None, reading=reading).left
    assert kinds(left) == ["check", "person"]
    assert Person.objects.count() == 0
    accept(by=None, reading=reading, keys=sorted(left, reverse=True))
    assert Person.objects.get().checks.count() == 1


def test_whom_an_earlier_file_told_of_is_known_by_his_id(take_in):
    accept_certain(by=None, reading=take_in(export(contacts=PEOPLE), name="a.json").reading)
    reading = take_in(export(followUps=FOLLOW_UPS), name="b.json").reading
    assert accept_certain(by=None, reading=reading).left == {}
    assert Person.objects.get().checks.count() == 1


def test_a_case_that_an_edge_names_by_id_makes_nobody_up(take_in):
    ends = [
        {"id": "zz", "type": TOKEN + "PERSON_TYPE_CASE", "source": True},
        {"id": "k9", "type": TOKEN + "PERSON_TYPE_CONTACT", "target": True},
    ]
    edges = [{"id": "e", "persons": ends, "contactDate": "2020-01-19T00:00:00.000Z"}]
    reading = take_in(export(contacts=PEOPLE, relationships=edges), name="a.json").reading
    left = accept_certain(by=None, reading=reading).left
    assert kinds(left) == ["case", "contact", "person"]
    assert (Person.objects.count(), Contact.objects.count()) == (1, 0)
