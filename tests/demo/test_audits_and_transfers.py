"""What audits found and who was handed over: each state of both has somebody at 08:00."""

from collections import Counter

import polars as pl
import pytest

from firebreak.demo import story
from firebreak.demo.times import at
from firebreak.engine.timeliness.quality import audited_cases
from firebreak.records import tables
from firebreak.records.history import as_known
from firebreak.records.models import Contact, Transfer, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_the_audits_found_two_who_were_never_reported_and_one_whose_card_came_after(morning):
    states = audited_cases(tables.audited(), morning.events)["state"]
    assert Counter(states.to_list()) == {"reported": 11, "missed": 2, "reported_since": 1}


def test_a_transfer_waits_one_was_accepted_and_one_came_back_with_its_reason():
    assert Counter(Transfer.objects.values_list("answer", flat=True)) == {
        "": 2,
        "accepted": 1,
        "returned": 1,
    }
    assert not Transfer.objects.filter(answer="returned", answer_reason="").exists()


def test_the_receiver_answers_for_a_contact_from_his_acceptance_on():
    accepted = Transfer.objects.get(answer="accepted")
    of_him = Contact.objects.filter(person=accepted.person)
    assert {contact.unit for contact in of_him} == {accepted.to_unit}
    with as_known(at("02-02 18:24")):
        assert {contact.unit for contact in of_him.all()} == {accepted.from_unit}


def test_whoever_is_asked_for_an_answer_has_a_login(morning):
    hetang = Unit.objects.get(code="430202")
    waiting = Transfer.objects.filter(answered_at=None).select_related("to_unit")
    assert all(transfer.to_unit.path.startswith(hetang.path) for transfer in waiting)


def test_the_clocks_of_a_contact_handed_over_are_of_the_receivers_county(morning):
    accepted = Transfer.objects.get(answer="accepted")
    held = morning.duties.filter(
        pl.col("rule") == "contact-quarantine", pl.col("subject") == accepted.person_id
    )
    assert held["holder_unit"].to_list() == [Unit.objects.get(code=story.YOUXIAN).pk]
