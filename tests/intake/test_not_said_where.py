"""Somebody of whom a document does not say where he is kept goes out without a place."""

import json

import pytest
from tests.intake.exchange.strategies import HERE

from firebreak.intake.accepting import accept_certain
from firebreak.outputs.exchange import godata, recorded
from firebreak.records.actions import units
from firebreak.records.models import Placement
from firebreak.records.visibility import PROGRAM

TOKEN = "LNG_REFERENCE_DATA_CATEGORY_"
CASE = {
    "id": "c1",
    "type": TOKEN + "PERSON_TYPE_CASE",
    "firstName": "周强",
    "classification": TOKEN + "CASE_CLASSIFICATION_CONFIRMED",
    "dateOfReporting": "2020-01-20",
}
STAY = {"typeId": TOKEN + "PERSON_DATE_TYPE_HOSPITALIZATION", "startDate": "2020-01-21"}


@pytest.fixture
def goes_out(take_in, reviewer):
    """Return `goes_out(stay)`: the stay of a case as it goes out again."""

    def come_and_go(stay: dict) -> dict:
        reading = take_in(json.dumps([{**CASE, "dateRanges": [stay]}]), name="a.json").reading
        assert accept_certain(by=reviewer, reading=reading).left == {}
        written = godata.write(recorded.drafts_of(PROGRAM), zone=HERE)
        [case] = json.loads(written.content)["cases"]
        [found] = case["dateRanges"]
        return found

    return come_and_go


def test_a_stay_that_names_no_centre_goes_out_without_one(goes_out):
    assert "centerName" not in goes_out(STAY)
    assert Placement.objects.get().unit.kind == "city"  # whose inbox it came to


def test_a_stay_that_names_its_centre_goes_out_with_it(goes_out, city):
    units.open_unit(by=None, code="H1", name="荷塘医院", kind="hospital", parent=city.root)
    assert goes_out({**STAY, "centerName": "荷塘医院"})["centerName"] == "荷塘医院"
