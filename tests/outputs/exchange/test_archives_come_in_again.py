"""What goes out in several files goes in again as the one archive that the site gives."""

import io
import zipfile

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.archives import parts_of
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange.taking import take
from firebreak.records.models import RECORDS, Citation, Draft, Installation, Reading, Source
from firebreak.records.visibility import PROGRAM

OF_THE_INBOX = {Reading, Draft, Source, Citation}


def versions():
    kept = [model for model in RECORDS if model not in OF_THE_INBOX]
    return {model.__name__: model.history.count() for model in kept}


def given(form: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in take(form, PROGRAM).files(f"{form}.csv").items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
@pytest.mark.parametrize("form", ["sormas", "godata-csv"])
def test_each_file_is_read_and_nothing_changes(form):
    before, city = versions(), Installation.objects.get().city
    parts = parts_of(given(form), f"{form}.zip")
    assert len(parts) > 1
    for part in parts:
        how = {"by": None, "name": part.name, "channel": "dropped", "unit": city}
        reading = receive(part.content, **how).reading
        assert (reading.problem, reading.drafts.exists()) == (None, True)
        accept_certain(by=None, reading=reading)
    assert versions() == before
