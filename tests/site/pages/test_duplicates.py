"""Records that may be one person: proposed, looked at side by side, settled by people, undone."""

import json
import subprocess
import sys
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.cli import firebreak
from firebreak.intake.linkage import looking_back
from firebreak.intake.linkage.proposing import COMPARISON, propose
from firebreak.records import clock
from firebreak.records.actions import cases, people
from firebreak.records.actions.merge import merge
from firebreak.records.models import Distinction, Merge, Person
from firebreak.records.roles import MAY, Role

ADDRESS = "/duplicates/"


@pytest.fixture
def listed_twice(city):
    """Two records of one woman of Hetang, one with a slip in the name and without her sex."""
    facts = {"phone": "19911112222", "unit_stay": city.town, "unit_residence": city.town}
    city.one = people.register(by=None, name="龙伟欣", sex="female", age=41, **facts)
    city.two = people.register(by=None, name="龙玮欣", age=41, employer="荷塘轴承厂", **facts)
    propose()
    return city


def address_of(city):
    return reverse("duplicate", args=[city.one.pk, city.two.pk])


def read(browser, address=ADDRESS) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def settle(browser, city, **told):
    told = {"keep": "one", "reason": "same telephone"} | told
    address = reverse("merge_people", args=[city.one.pk, city.two.pk])
    return browser.post(address, told, follow=True)


def test_before_anybody_was_compared_the_list_says_so(city, sign_in):
    assert "Nobody has been compared yet." in read(sign_in("reviewer"))


def test_a_record_without_duplicates_says_so(city, sign_in):
    propose()
    page = read(sign_in("reviewer"))
    assert "No two records look like one person." in page
    assert "Nothing that is compared has changed since." in page


def test_a_pair_is_listed_with_what_speaks_for_it(listed_twice, sign_in):
    page = read(sign_in("reviewer"))
    assert address_of(listed_twice) in page
    assert "names that sound the same" in page
    assert "the same telephone" in page


def test_a_pair_is_shown_side_by_side_with_what_differs_marked(listed_twice, sign_in):
    page = read(sign_in("reviewer"), address_of(listed_twice))
    different = page.split('<tr class="is-other">')[1:]
    assert [row.split("</tr>")[0].count("龙") for row in different] == [2]
    assert "the same telephone" in page
    assert "times as likely" in page
    assert "Not told by both, so it says nothing: sex" in page


def test_a_date_of_birth_is_written_as_on_every_page(listed_twice, sign_in):
    people.correct(by=None, person=listed_twice.one, birth_date=date(1990, 12, 28))
    assert "1990-12-28" in read(sign_in("reviewer"), address_of(listed_twice))


def test_merged_they_are_one_and_the_list_goes_on(listed_twice, sign_in):
    browser = sign_in("reviewer")
    page = settle(browser, listed_twice).content.decode()
    assert "Merged: #" in page
    assert Person.objects.get(pk=listed_twice.two.pk).merged_into == listed_twice.one
    assert address_of(listed_twice) not in page
    assert browser.get(address_of(listed_twice)).status_code == 302
    shown = browser.get(reverse("person", args=[listed_twice.two.pk]), follow=True)
    assert shown.redirect_chain[-1][0] == reverse("person", args=[listed_twice.one.pk])


def test_what_one_settled_last_is_undone_on_the_page_of_the_next_pair(listed_twice, sign_in):
    for name in ("毛春雁", "毛春燕"):
        people.register(
            by=None, name=name, age=33, phone="19933334444", unit_stay=listed_twice.town
        )
    propose()
    browser = sign_in("reviewer")
    page = settle(browser, listed_twice)
    assert page.redirect_chain[-1][0].startswith(ADDRESS)
    assert page.context["one"].name.startswith("毛")
    undo = reverse("undo_merge", args=[Merge.objects.get().pk])
    assert f'action="{undo}"' in page.content.decode()
    with clock.held_at(clock.now() + timedelta(hours=1)):
        assert undo not in read(browser, page.redirect_chain[-1][0])


def test_what_somebody_else_settled_is_not_offered_beside_a_pair(listed_twice, sign_in):
    merge(by=None, keep=listed_twice.two, away=listed_twice.one, reason="同一电话")
    pair = [
        people.register(by=None, name=name, age=33, unit_stay=listed_twice.town)
        for name in ("毛春雁", "毛春燕")
    ]
    address = reverse("duplicate", args=[one.pk for one in pair])
    assert "/undo/" not in read(sign_in("reviewer"), address)


def test_a_merge_and_its_undoing_stand_in_the_history_of_the_record(listed_twice, sign_in):
    browser = sign_in("reviewer")
    address = reverse("person", args=[listed_twice.one.pk])
    settle(browser, listed_twice)
    with clock.held_at(clock.now() + timedelta(minutes=5)):
        browser.post(reverse("undo_merge", args=[Merge.objects.get().pk]), {"reason": "两个人"})
    told = browser.get(address).context["versions"]
    away = f"#{listed_twice.two.pk} 龙玮欣"
    assert [(one.what, one.reason) for one in told if one.about == away] == [
        ("parted from it again", "两个人"),
        ("merged into this record", "same telephone"),
    ]


def test_a_merge_is_undone_on_the_same_page(listed_twice, sign_in):
    browser = sign_in("reviewer")
    settle(browser, listed_twice)
    made = Merge.objects.get()
    page = browser.post(reverse("undo_merge", args=[made.pk]), follow=True).content.decode()
    assert "two records again" in page
    assert not Merge.objects.exists()
    assert address_of(listed_twice) in page


def test_two_who_are_two_are_not_proposed_again(listed_twice, sign_in):
    browser = sign_in("reviewer")
    address = reverse("tell_apart", args=[listed_twice.one.pk, listed_twice.two.pk])
    assert address_of(listed_twice) not in browser.post(address, follow=True).content.decode()
    people.correct(by=None, person=listed_twice.one, employer="荷塘轴承厂")
    propose()
    assert address_of(listed_twice) not in read(browser)
    undo = reverse("undo_apart", args=[Distinction.objects.get().pk])
    assert address_of(listed_twice) in browser.post(undo, follow=True).content.decode()


def test_what_somebody_else_undid_meanwhile_is_said_to_be_undone(listed_twice, sign_in):
    browser = sign_in("reviewer")
    settle(browser, listed_twice)
    merge = reverse("undo_merge", args=[Merge.objects.get().pk])
    browser.post(merge)
    assert "undone already" in browser.post(merge, follow=True).content.decode()
    browser.post(reverse("tell_apart", args=[listed_twice.one.pk, listed_twice.two.pk]))
    apart = reverse("undo_apart", args=[Distinction.objects.get().pk])
    browser.post(apart)
    assert "taken back already" in browser.post(apart, follow=True).content.decode()


def test_a_decision_that_never_was_or_is_of_another_county_is_not_found(listed_twice, sign_in):
    browser = sign_in("reviewer")
    settle(browser, listed_twice)
    address = reverse("undo_merge", args=[Merge.objects.get().pk])
    browser.post(address)
    for who, where in (
        (listed_twice.others["reviewer"], address),
        ("reviewer", reverse("undo_merge", args=[10**15])),
    ):
        assert sign_in(who).post(where).status_code == 404


def test_later_leads_to_the_next_pair_and_decides_nothing(listed_twice, sign_in):
    again = people.register(
        by=None, name="龙伟欣", phone="19911112222", age=41, unit_stay=listed_twice.town
    )
    propose()
    browser = sign_in("reviewer")
    first = reverse("duplicate", args=[listed_twice.one.pk, again.pk])
    assert 'data-press="l"' in read(browser, first)
    assert not Distinction.objects.exists()


def test_two_cases_ask_which_stands(listed_twice, sign_in):
    own = [
        cases.open_case(
            by=None, person=person, pathogen="sars-cov-2", status="confirmed", when=at(2, 2, 10),
            unit_reporting=listed_twice.hospital, unit_counting=listed_twice.hetang,
        )
        for person in (listed_twice.one, listed_twice.two)
    ]  # fmt: skip
    browser = sign_in("reviewer")
    page = read(browser, address_of(listed_twice))
    assert "Which stands?" in page
    assert all(f"{case}, now confirmed, becomes excluded" in page for case in own)
    refused = settle(browser, listed_twice)
    assert refused.status_code == 422
    assert "Say which of the two stands." in refused.content.decode()
    settle(browser, listed_twice, **{"stands:sars-cov-2": str(own[1].pk)})
    assert Merge.objects.exists()
    own[0].refresh_from_db()
    assert own[0].status == "excluded"


@pytest.fixture
def contradicting(city):
    """Two records of one name whose ID numbers are two people's."""
    city.one = people.register(by=None, name="龙伟欣", id_number="990000198505070107")
    city.two = people.register(by=None, name="龙伟欣", id_number="990000199012280037")
    for person in (city.one, city.two):
        people.correct(by=None, person=person, unit_stay=city.town)
    return city


def test_records_that_contradict_each_other_are_merged_only_when_that_is_confirmed(
    contradicting, sign_in
):
    browser = sign_in("reviewer")
    page = read(browser, address_of(contradicting))
    assert "The two records contradict each other.</strong> Their ID numbers differ." in page
    refused = settle(browser, contradicting)
    assert refused.status_code == 422
    assert "Nothing was merged. Confirm first" in refused.content.decode()
    assert not Merge.objects.exists()
    settle(browser, contradicting, despite="on")
    assert Merge.objects.exists()


def test_records_that_do_not_contradict_each_other_ask_for_no_confirmation(listed_twice, sign_in):
    assert "contradict each other" not in read(sign_in("reviewer"), address_of(listed_twice))


@pytest.mark.parametrize("told", [{"reason": ""}, {"keep": "both"}, {"reason": "\x00"}])
def test_a_form_that_says_too_little_is_asked_again(listed_twice, sign_in, told):
    refused = settle(sign_in("reviewer"), listed_twice, **told)
    assert refused.status_code == 422
    assert "Say which record is kept" in refused.content.decode()
    assert not Merge.objects.exists()


def test_another_county_neither_sees_nor_settles_it(listed_twice, sign_in):
    browser = sign_in(listed_twice.others["reviewer"])
    assert address_of(listed_twice) not in read(browser)
    assert browser.get(address_of(listed_twice)).status_code == 404
    assert settle(browser, listed_twice).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_only_posts_that_may_open_it(listed_twice, sign_in, role):
    expected = 200 if role in MAY["duplicates.read"] else 403
    assert sign_in(role).get(ADDRESS).status_code == expected


def test_a_pair_that_is_none_is_not_found(listed_twice, sign_in):
    browser = sign_in("reviewer")
    for low, high in ((listed_twice.one.pk, listed_twice.one.pk), (listed_twice.one.pk, 10**15)):
        assert browser.get(reverse("duplicate", args=[low, high])).status_code == 404


def test_the_page_compares_nobody(listed_twice, sign_in, django_assert_max_num_queries):
    browser = sign_in("reviewer")
    read(browser)
    with django_assert_max_num_queries(45):
        read(browser)


def test_pages_load_neither_splink_nor_duckdb():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'firebreak.settings';"
        "django.setup(); import firebreak.urls, firebreak.site.duplicates.views;"
        "print({'splink', 'duckdb', 'sqlglot', 'pypinyin'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_list_goes_out_as_a_file(listed_twice, sign_in):
    file = sign_in("reviewer").get(reverse("duplicates") + "?format=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "the same telephone" in file.content.decode()


@pytest.fixture
def compared_at_once(monkeypatch):
    """Compare at once what the process beside the site would; the page looks back already."""

    def at_once(key, _work, _given):
        COMPARISON.work_out(key, lambda _: looking_back.compared(), None)
        return COMPARISON.answers[key]

    COMPARISON.forget()
    monkeypatch.setattr(COMPARISON, "ask", at_once)


def test_as_known_before_a_name_was_corrected_the_pair_is_still_listed(
    listed_twice, sign_in, compared_at_once
):
    then = "2020-02-03T09:00"
    with clock.held_at(local(2, 3, 10)):
        facts = {"name": "成功", "phone": "19900000000", "age": 9}
        people.correct(by=None, person=listed_twice.two, **facts)
        propose()
        assert address_of(listed_twice) not in read(sign_in("reviewer"))
        page = read(sign_in("reviewer"), f"{ADDRESS}?known={then}")
        assert address_of(listed_twice) in page
        assert "the same telephone" in page
        pair = sign_in("reviewer").get(address_of(listed_twice), {"known": then})
    assert "the same telephone" in pair.content.decode()


def test_as_known_before_they_were_registered_nobody_looks_alike(
    listed_twice, sign_in, compared_at_once
):
    page = read(sign_in("reviewer"), f"{ADDRESS}?known=2020-02-02T08:00")
    assert address_of(listed_twice) not in page
    assert "compared with each other on 2020-02-02 08:00" in page
    assert "has changed since" not in page


def test_as_known_then_another_county_is_not_shown_the_pair(
    listed_twice, sign_in, compared_at_once
):
    browser = sign_in(listed_twice.others["reviewer"])
    with clock.held_at(local(2, 3, 10)):
        assert "龙伟欣" not in read(browser, f"{ADDRESS}?known=2020-02-03T09:00")


def test_the_command_lists_the_pairs_as_known_then(listed_twice):
    def told(*arguments):
        done = CliRunner().invoke(firebreak, ["duplicates", "--json", *arguments])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["pairs"]

    with clock.held_at(local(2, 3, 10)):
        ids = (listed_twice.one.pk, listed_twice.two.pk)
        now, then = told(), told("--as-known", "2020-02-03 09:00")
        assert [(pair["low"], pair["high"]) for pair in then] == [ids]
        assert then == now
        assert told("--as-known", "2020-02-02 08:00") == []
