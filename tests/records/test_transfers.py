"""A contact handed over is the sender's until the receiver accepts; nobody falls between them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.site.conftest import NOW, at, local, make_city

from firebreak.records import clock
from firebreak.records.actions import contacts, people, transfers
from firebreak.records.models import Contact, Transfer
from firebreak.records.situation import contacts_seen, linelist_seen, situation
from firebreak.records.visibility import Refused, cases, scope_of
from firebreak.records.visibility import people as people_of


@pytest.fixture
def city(db):
    made = make_city()
    with clock.held_at(NOW):
        made.guest = people.register(by=None, name="孙某", unit_residence=made.grid)
        made.met = contacts.name_contact(
            by=None, case=made.case, person=made.guest, when=at(1, 30), unit=made.grid
        )
        yield made


def hand(city, **more):
    asked = {"by": None, "contact": city.met, "to_unit": city.tianyuan, "reason": "已回天元区家中"}
    return transfers.send(**asked | more)


def holder(city):
    return Contact.objects.get(pk=city.met.pk).unit


def test_until_the_receiver_answers_the_sender_holds_him(city):
    hand(city)
    assert holder(city) == city.grid


def test_an_accepted_contact_is_the_receivers_with_all_his_exposures(city):
    again = contacts.name_contact(
        by=None, case=city.case, person=city.guest, when=at(1, 31), unit=city.grid
    )
    transfers.answer(by=None, transfer=hand(city), verdict="accepted")
    assert holder(city) == city.tianyuan
    assert Contact.objects.get(pk=again.pk).unit == city.tianyuan


def test_a_returned_contact_stays_with_the_sender_and_says_why(city):
    sent = hand(city)
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="退回原因"):
        transfers.answer(by=None, transfer=sent, verdict="returned")
    transfers.answer(by=None, transfer=sent, verdict="returned", reason="查无此人")
    assert holder(city) == city.grid
    hand(city, to_unit=city.yunlong)  # and may be handed to another


def test_he_waits_for_one_answer_at_a_time(city):
    hand(city)
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="已移交天元区"):
        hand(city, to_unit=city.yunlong)


def test_it_is_answered_once(city):
    sent = hand(city)
    stale = Transfer.objects.get(pk=sent.pk)
    transfers.answer(by=None, transfer=sent, verdict="accepted")
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="已答复"):
        transfers.answer(by=None, transfer=stale, verdict="returned", reason="重复")
    assert holder(city) == city.tianyuan


@pytest.mark.parametrize(
    "asked", [{"reason": " "}, {"at": local(2, 4)}], ids=["no reason", "in the future"]
)
def test_what_cannot_be_is_refused(city, asked):
    with pytest.raises(ValidationError):
        hand(city, **asked)
    with pytest.raises(ValidationError):
        hand(city, to_unit=city.grid)
    assert not Transfer.objects.exists()


def test_it_is_not_answered_before_it_was_sent(city):
    with pytest.raises(ValidationError):
        transfers.answer(by=None, transfer=hand(city), verdict="accepted", at=local(2, 2))


def test_only_the_sender_hands_over_and_only_the_receiver_answers(city):
    with pytest.raises(Refused):
        hand(city, by=city.others["tracer"])
    sent = hand(city, by=city.users["tracer"])
    with pytest.raises(Refused):
        transfers.answer(by=city.users["tracer"], transfer=sent, verdict="accepted")
    transfers.answer(by=city.others["tracer"], transfer=sent, verdict="accepted")


def test_the_receiver_looks_at_him_before_he_answers_and_not_after_he_returned_him(city):
    there = scope_of(city.others["tracer"])
    assert city.guest not in people_of(there)
    sent = hand(city)
    assert city.guest in people_of(there)
    assert city.guest.pk not in contacts_seen(situation(), there)["to_id"]  # not yet counted there
    transfers.answer(by=None, transfer=sent, verdict="returned", reason="查无此人")
    assert city.guest not in people_of(there)


def test_after_acceptance_he_counts_for_the_receiver(city):
    transfers.answer(by=None, transfer=hand(city), verdict="accepted")
    there = scope_of(city.others["tracer"])
    assert city.guest.pk in contacts_seen(situation(), there)["to_id"]


def test_a_case_handed_over_is_listed_where_it_can_be_opened(city):
    own = contacts.name_contact(
        by=None, case=city.other_case, person=city.zhang, when=at(1, 24), unit=city.hetang
    )
    hand(city, contact=own)
    there = scope_of(city.others["tracer"])
    opened = set(cases(there).values_list("pk", flat=True))
    assert set(linelist_seen(situation(), there)["id"]) == opened
    assert city.case.pk in opened


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.sampled_from(["send", "accepted", "returned"]), max_size=6))
def test_at_every_moment_exactly_one_unit_holds_him(city, steps):
    units = [city.grid, city.tianyuan, city.yunlong]
    for step in steps:
        waiting = Transfer.objects.filter(person=city.guest, answered_at__isnull=True).first()
        held = holder(city)
        if step == "send" and waiting is None:
            hand(
                city,
                contact=Contact.objects.get(pk=city.met.pk),
                to_unit=units[(units.index(held) + 1) % 3],
            )
            assert holder(city) == held
        elif step != "send" and waiting is not None:
            transfers.answer(by=None, transfer=waiting, verdict=step, reason="核实")
            assert holder(city) == (waiting.to_unit if step == "accepted" else held)
