"""What is kept of a draft in plain (its key, the ids of another system) tells of nobody."""

import json
from pathlib import Path

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.drafts import Draft, Reading
from firebreak.intake.kept import draft_of
from firebreak.intake.keys import with_counted_keys
from firebreak.records.models import Draft as Kept
from firebreak.records.models import ExternalId, Person

NUMBER = "430211197503010014"
FILES = Path(__file__).parent / "files"
PATIENT = {"resourceType": "Patient", "id": NUMBER, "name": [{"text": "虚构甲"}], "gender": "male"}
SORMAS = (FILES / "sormas.csv").read_text(encoding="utf-8")
DOCUMENTS = {
    "bundle.json": json.dumps(PATIENT),
    "godata.json": json.dumps(
        [{"id": NUMBER, "visualId": "x", "firstName": "虚构甲", "classification": "CONFIRMED"}]
    ),
    "sormas.csv": SORMAS.replace("YX-C-1", NUMBER),
    "form.csv": f"report_date,patinfo_ID,patinfo_sex\n2020-02-02,{NUMBER},Female\n",
    "places.csv": "病例编号,地点,到达时间\n虚构甲,虚构甲家,2020-01-20\n虚构乙,虚构乙家,2020-01-21\n",
}


def told_in_plain() -> list[str]:
    rows = [*Kept.objects.all(), *Kept.history.all()]
    ids = [*ExternalId.objects.all(), *ExternalId.history.all()]
    return [row.key for row in rows] + [row.code for row in ids]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_key_of_a_kept_draft_holds_what_names_somebody(take_in, name):
    reading = take_in(DOCUMENTS[name], name=name).reading
    accept_certain(by=None, reading=reading)
    assert reading.drafts.exists()
    private = (NUMBER, "虚构")
    assert not any(one in told for one in private for told in told_in_plain())


def test_links_lead_to_the_same_drafts_under_counted_keys(take_in):
    reading = take_in(DOCUMENTS["places.csv"], name="places.csv").reading
    drafts = {row.key: draft_of(row) for row in reading.drafts.all()}
    stays = [draft for draft in drafts.values() if draft.kind == "stay"]
    assert [drafts[stay.links["place"]].value("name") for stay in stays] == ["虚构甲家", "虚构乙家"]
    assert all(stay.links["case"] in drafts for stay in stays)


def test_a_key_that_only_counts_stays_and_any_other_is_counted():
    named = [
        Draft(key, "person", {}) for key in ("person-1", "p2", "second-周某", "person:00123456")
    ]
    found = with_counted_keys(Reading("text", tuple(named)))
    assert [draft.key for draft in found.drafts] == ["person-1", "p2", "person.2", "person.3"]


def test_somebody_is_known_again_by_an_id_that_is_no_number_of_his(take_in):
    for gender in ("male", "unknown"):
        person = PATIENT | {"id": "yx-p1", "gender": gender}
        accept_certain(by=None, reading=take_in(json.dumps(person), name="b.json").reading)
    assert Person.objects.count() == 1
    assert ExternalId.objects.get().code == "yx-p1"
