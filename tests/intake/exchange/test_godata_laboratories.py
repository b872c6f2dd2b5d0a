"""A laboratory that an instance of Go.Data lists by a code of its own."""

import json

import pytest
from tests.intake.exchange.strategies import HERE

from firebreak.intake.drafts import Reading
from firebreak.intake.godata import read
from firebreak.intake.losses import is_loss

LAB = "LNG_REFERENCE_DATA_CATEGORY_LAB_NAME_"
SAID = {"id": "l1", "personId": "c1", "sampleIdentifier": "S-1", "result": "Positive"}


def results(*laboratories: str, **more: object) -> Reading:
    told = [
        {**SAID, "id": f"l{n}", "dateOfResult": "2020-01-23", "labName": lab}
        for n, lab in enumerate(laboratories)
    ]
    return read(json.dumps({"labResults": told, **more}).encode(), zone=HERE)


def notes(reading: Reading) -> list[str]:
    return [str(one.values["said"]) for one in reading.notes if one.code == "laboratory_not_known"]


@pytest.fixture(scope="module")
def unexplained() -> Reading:
    return results(LAB + "OUR_LAB_7", LAB + "OUR_LAB_7")


def test_the_result_of_a_laboratory_that_is_only_a_code_is_read_without_it(unexplained):
    [sample] = [draft for draft in unexplained.drafts if draft.kind == "sample"]
    assert (sample.value("number"), sample.value("laboratory")) == ("S-1", None)
    assert not sample.doubts
    assert sum(draft.kind == "test" for draft in unexplained.drafts) == 2


def test_the_laboratory_is_told_once_in_words_as_left_out(unexplained):
    assert notes(unexplained) == ["Our lab 7"]
    assert any(is_loss(note) for note in unexplained.notes)


def test_a_label_or_a_name_tells_which_laboratory_it_is():
    label = {"token": LAB + "OUR_LAB_7", "translation": "株洲市疾控中心"}
    reading = results(LAB + "OUR_LAB_7", languageTokens=[label])
    named = results("攸县人民医院")
    assert [
        draft.value("laboratory")
        for one in (reading, named)
        for draft in one.drafts
        if draft.kind == "sample"
    ] == ["株洲市疾控中心", "攸县人民医院"]
    assert not notes(reading)
