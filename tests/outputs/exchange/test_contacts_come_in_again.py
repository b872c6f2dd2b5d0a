"""The contacts that went out for SORMAS, read where they came from: nothing waits, nothing changes."""

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange.sormas import CONTACTS
from firebreak.outputs.exchange.taking import take
from firebreak.records.models import RECORDS, Draft, Installation, Reading, Source
from firebreak.records.visibility import PROGRAM

OF_THE_INBOX = {Reading, Draft, Source}


def versions():
    kept = [model for model in RECORDS if model not in OF_THE_INBOX]
    return {model.__name__: model.history.count() for model in kept}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
def test_contacts_of_the_demo_city_change_nothing():
    before, city = versions(), Installation.objects.get().city
    content = take("sormas", PROGRAM).written.beside[CONTACTS]
    how = {"by": None, "name": "contacts.csv", "channel": "command", "unit": city}
    reading = receive(content, **how).reading
    done = accept_certain(by=None, reading=reading)
    assert reading.drafts.filter(kind="contact").exists()
    assert (done.left, versions()) == ({}, before)
