"""A change of edition shows whom cases met who is a contact only now, and lets one choose them."""

import re

import pytest
from django.urls import reverse
from tests.site.conftest import at, local
from tests.site.traces.conftest import stay

from firebreak.engine.when import When
from firebreak.records import clock, situation
from firebreak.records.actions import cases, contacts, people
from firebreak.records.models import Case, Change, Contact, Lookup, Post
from firebreak.records.roles import MAY, Role
from firebreak.records.traces import changing

FIFTH = reverse("edition_change", args=["cn-covid-control-5"])  # two days before onset, not none
FOURTH = reverse("edition_change", args=["cn-covid-control-4"])  # the same window, the same rules


def lines_of(browser, address=FIFTH):
    return browser.get(address).context["lines"]


def met(browser, address=FIFTH):
    return {(line.case.pk, line.who.label) for line in lines_of(browser, address)}


def choose(browser, *who, once="once"):
    keys = [line.key for line in lines_of(browser) if line.who.label in who]
    sent = {"chosen": keys, "once": once}
    return browser.post(reverse("edition_change_choose", args=["cn-covid-control-5"]), sent)


def test_who_was_met_in_the_days_that_only_the_new_window_holds_is_shown(dinner, sign_in):
    lines = {line.who.label: line for line in lines_of(sign_in("tracer"))}
    assert set(lines) == {"李某二", "周某六", "吴某七", "孙某八"}
    assert {line.case for line in lines.values()} == {dinner.case}  # the others fell ill too late
    assert lines["李某二"].known == dinner.contact
    assert lines["孙某八"].may_be_chosen


def test_who_was_met_in_both_windows_is_not_new(dinner, sign_in):
    later = When.between(local(1, 27, 12), local(1, 27, 13))
    for guest in (dinner.zhang, dinner.sun):
        stay(guest, dinner.restaurant, later, seat="大圆桌")
    names = {name for _case, name in met(sign_in("tracer"))}
    assert names == {"李某二", "周某六", "吴某七"}


def test_editions_that_say_the_same_make_nobody_new(dinner, sign_in):
    assert met(sign_in("tracer"), FOURTH) == set()


def test_whoever_is_past_his_observation_is_left_out(dinner, sign_in):
    with clock.held_at(local(2, 8, 20)):
        assert met(sign_in("tracer"))
    with clock.held_at(local(2, 8, 22)):  # the dinner ended at 21:00 on 25 January
        assert met(sign_in("tracer")) == set()


def test_the_chosen_become_contacts_of_their_own_case_in_one_change(dinner, sign_in):
    browser = sign_in("tracer")
    with clock.held_at(local(2, 2, 19)):
        table = contacts.add_place(by=None, name="茶馆", unit=dinner.hetang, kind="home")
        guest = people.register(by=None, name="冯某十", unit_residence=dinner.hetang)
        evening = When.between(local(1, 28, 18), local(1, 28, 20))
        stay(dinner.zhou, table, evening)  # ill on the 29th
        stay(guest, table, evening)
    assert choose(browser, "孙某八", "冯某十").status_code == 302
    made = {contact.person.name: contact for contact in Contact.objects.filter(origin="traced")}
    assert made["孙某八"].case == dinner.case
    assert made["冯某十"].case == dinner.ill[0]
    assert "5" in made["孙某八"].source.title
    assert Change.objects.filter(key__endswith=":once").count() == 1
    now = situation.situation()
    assert now.events.filter(kind="contact.named", subject=guest.pk).height == 1


def test_sent_twice_they_are_written_once(dinner, sign_in):
    browser = sign_in("tracer")
    first = choose(browser, "孙某八")
    assert choose(browser, "周某六").url == first.url
    assert Contact.objects.filter(origin="traced").count() == 1


def test_nothing_becomes_a_contact_by_looking_and_nothing_ticked_is_said(dinner, sign_in):
    browser = sign_in("tracer")
    there = choose(browser).url
    assert "Nothing was chosen" in browser.get(there).content.decode()
    assert not Contact.objects.filter(origin="traced").exists()


def test_people_of_other_units_are_a_count_and_no_more(dinner, sign_in):
    page = sign_in("tracer").get(FIFTH)
    assert page.context["met_unseen"] == 1
    assert "钱某五" not in page.content.decode()
    Post.objects.filter(user=dinner.users["tracer"]).update(unit=dinner.root)
    assert (dinner.case.pk, "钱某五") in met(sign_in("tracer"))


@pytest.mark.parametrize("role", MAY["duties.read"])
def test_only_those_who_trace_see_whom_cases_met(dinner, sign_in, role):
    page = sign_in(role).get(FIFTH)
    assert page.status_code == 200
    assert ("met_page" in page.context) == (role in MAY["traces.read"])


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY["contacts.trace"]])
def test_nobody_else_can_make_contacts_of_them(dinner, sign_in, role):
    sent = {"chosen": ["0" * 20], "once": "x"}
    address = reverse("edition_change_choose", args=["cn-covid-control-5"])
    assert sign_in(role).post(address, sent).status_code == 403


def test_whoever_looks_is_noted_at_each_case_that_was_traced(dinner, sign_in):
    sign_in("tracer").get(FIFTH)
    noted = {lookup.subject: lookup for lookup in Lookup.objects.all()}
    assert dinner.case.pk in noted
    assert noted[dinner.case.pk].found == 5  # seen or not
    assert {lookup.by for lookup in noted.values()} == {dinner.users["tracer"]}


def test_the_past_offers_no_button_that_writes(dinner, sign_in):
    text = sign_in("tracer").get(FIFTH + "?known=2020-02-02T20:00").content.decode()
    assert "孙某八" in text
    assert not re.search(r'name="chosen"', text)


def test_a_damaged_index_leaves_the_rest_of_the_page(dinner, feed, sign_in, tmp_path):
    feed(("8812", "R1", local(1, 25, 19), local(1, 25, 20)))
    (tmp_path / "stays.index" / "manifest.json").write_text("{")
    page = sign_in("tracer").get(FIFTH)
    assert page.status_code == 200
    assert "firebreak stays info --verify" in page.content.decode()


def test_of_more_cases_than_a_page_traces_the_latest_are_taken_and_the_rest_counted(
    dinner, sign_in, monkeypatch
):
    monkeypatch.setattr(changing, "MOST", 1)
    page = sign_in("tracer").get(FIFTH)
    assert page.context["met_left_out"] >= 2
    last = Case.objects.exclude(happened_at=None).latest("happened_at")
    assert Lookup.objects.get().subject == last.pk
    assert "not traced here" in page.content.decode()


def test_an_excluded_case_is_not_traced(dinner, sign_in):
    with clock.held_at(local(2, 2, 20)):
        cases.classify(
            by=None, case=dinner.case, status="excluded", when=at(2, 2, 20), reason="阴性"
        )
    assert met(sign_in("tracer")) == set()
