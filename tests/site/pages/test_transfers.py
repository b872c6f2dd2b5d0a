"""A contact handed over is shown to both sides, and answered from Today."""

import pytest
from django.urls import reverse
from tests.site.conftest import NOW, at, local

from firebreak.records import clock
from firebreak.records.actions import contacts, people, transfers
from firebreak.records.models import Contact, Transfer


@pytest.fixture
def sent(city):
    """孙, whom a grid of Hetang hands to Tianyuan."""
    with clock.held_at(local(2, 3, 5)):
        city.guest = people.register(by=None, name="孙某", unit_residence=city.grid)
        city.met = contacts.name_contact(
            by=None, case=city.case, person=city.guest, when=at(1, 30), unit=city.grid
        )
        city.sent = transfers.send(
            by=None, contact=city.met, to_unit=city.tianyuan, reason="已回天元区家中"
        )
    with clock.held_at(NOW):
        yield city


def read(browser, href: str) -> str:
    answer = browser.get(href)
    assert answer.status_code == 200, href
    return answer.content.decode()


def answer(browser, city, verdict: str, reason: str = ""):
    address = f"{reverse('entry_transfer_answer')}?transfer={city.sent.pk}"
    return browser.post(address, {"answer": verdict, "reason": reason, "once": verdict})


@pytest.mark.parametrize("side", ["users", "others"])
def test_both_sides_see_that_it_waits_and_why(sent, sign_in, side):
    html = read(sign_in(getattr(sent, side)["tracer"]), reverse("transfers"))
    assert "孙某" in html
    assert "已回天元区家中" in html
    assert "waiting for an answer" in html
    assert ("Accept or return" in html) == (side == "others")


def test_a_third_county_does_not_see_it(city, sign_in):
    with clock.held_at(NOW):
        guest = people.register(by=None, name="孙某", unit_residence=city.grid)
        met = contacts.name_contact(
            by=None, case=city.case, person=guest, when=at(1, 30), unit=city.grid
        )
        transfers.send(by=None, contact=met, to_unit=city.yunlong, reason="已移居")
        assert "孙某" not in read(sign_in(city.others["tracer"]), reverse("transfers"))


def test_the_senders_list_of_contacts_says_to_whom_and_since_when(sent, sign_in):
    html = read(sign_in("tracer"), f"{reverse('contacts')}?people={sent.guest.pk}")
    assert "handed to Tianyuan, which has not answered for 3 h" in html
    assert "Yuetang grid 1" in html  # who still answers for him


def test_the_receiver_finds_it_on_today_and_the_sender_does_not(sent, sign_in):
    there = read(sign_in(sent.others["tracer"]), reverse("today"))
    assert "Contacts handed over to you" in there
    assert f"{reverse('entry_transfer_answer')}?transfer={sent.sent.pk}" in there
    assert "Contacts handed over to you" not in read(sign_in("tracer"), reverse("today"))


def test_accepted_he_is_the_receivers(sent, sign_in):
    assert answer(sign_in(sent.others["tracer"]), sent, "accepted").status_code == 302
    assert Contact.objects.get(pk=sent.met.pk).unit == sent.tianyuan


def test_a_return_without_its_reason_is_asked_again(sent, sign_in):
    browser = sign_in(sent.others["tracer"])
    assert answer(browser, sent, "returned").status_code == 422
    assert answer(browser, sent, "returned", "查无此人").status_code == 302
    assert Contact.objects.get(pk=sent.met.pk).unit == sent.grid
    assert "查无此人" in read(sign_in("tracer"), reverse("transfers"))


def test_the_sender_cannot_answer_for_the_receiver(sent, sign_in):
    assert answer(sign_in("tracer"), sent, "accepted").status_code == 404
    assert Transfer.objects.get().answered_at is None


def test_a_contact_is_handed_over_from_his_page(sent, sign_in):
    transfers.answer(by=None, transfer=sent.sent, verdict="returned", reason="查无此人")
    browser = sign_in("tracer")
    assert "entry/transfer/" in read(browser, reverse("person", args=[sent.guest.pk]))
    address = f"{reverse('entry_transfer')}?person={sent.guest.pk}"
    assert browser.get(address, follow=True).status_code == 200
    done = browser.post(
        f"{reverse('entry_transfer')}?contact={sent.met.pk}",
        {"to_unit": sent.yunlong.pk, "reason": "已移居云龙", "once": "x"},
    )
    assert done.status_code == 302
    assert Transfer.objects.filter(to_unit=sent.yunlong, answered_at=None).exists()


def test_what_was_handed_over_is_taken_back_while_nobody_answered(sent, sign_in):
    transfers.answer(by=None, transfer=sent.sent, verdict="returned", reason="查无此人")
    browser = sign_in("tracer")
    done = browser.post(
        f"{reverse('entry_transfer')}?contact={sent.met.pk}",
        {"to_unit": sent.yunlong.pk, "reason": "误选", "once": "y"},
    )
    browser.post(done["Location"] + "back/")
    assert not Transfer.objects.filter(to_unit=sent.yunlong).exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_away(sent, sign_in, form):
    response = sign_in("tracer").get(f"{reverse('transfers')}?format={form}")
    assert response.status_code == 200
    assert form != "csv" or "孙某" in response.content.decode("utf-8-sig")
