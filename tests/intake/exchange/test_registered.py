"""A file of another system is read by the reader of that system, and by no other."""

import json
from pathlib import Path

import pytest
from tests.intake.exchange.test_dhis2 import EXPORT
from tests.intake.exchange.test_godata_tables import CASES, EDGES

from firebreak.intake.detect import examine
from firebreak.intake.readers import format_of

FILES = Path(__file__).parents[1] / "files"
DOCUMENTS = {
    "godata.json": ("godata", (FILES / "godata.json").read_bytes()),
    "cases.csv": ("godata", CASES["database"].encode()),
    "words.csv": ("godata", CASES["words"].encode()),
    "relationships.csv": ("godata", EDGES["clean"].encode()),
    "sormas.csv": ("sormas", (FILES / "sormas.csv").read_bytes()),
    "bundle.json": ("fhir", (FILES / "fhir.json").read_bytes()),
    "tracker.json": ("dhis2", json.dumps(EXPORT).encode()),
    "list.csv": ("sheet", "编号,姓名,性别\n1,周某,男\n2,钟某,女\n".encode()),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_is_read_by_the_reader_of_its_system(name):
    system, content = DOCUMENTS[name]
    assert format_of(examine(content, name)) == system


def test_forms_and_tagged_counts_have_readers_of_their_own():
    from firebreak.intake.detect import examine
    from firebreak.intake.readers import format_of

    form = b"report_date,patinfo_ID,patinfo_sex\n2020-02-02,7,Female\n"
    counts = b"day,cases\n#date+reported,#affected+infected+new+confirmed\n2020-02-02,3\n"
    assert format_of(examine(form, "form.csv")) == "who_form"
    assert format_of(examine(counts, "counts.csv")) == "hxl"
