"""Where a case was met and let go on: by rule and moment, for those whose case it is."""

from decimal import Decimal

import polars as pl
import pytest
from django.db import connection
from django.urls import reverse
from polars.testing import assert_frame_equal
from tests.engine.missed.chains_by_hand import chains
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records import missed as records
from firebreak.records.actions import checks
from firebreak.records.roles import MAY, Role
from firebreak.records.situation import situation

ADDRESS, LATE = "/missed/", "/missed/unmet/"
RULE = "Fever at a checkpoint or gate"


@pytest.fixture
def let_pass(city):
    """A checkpoint measured 38.0 °C of Zhang on the 28th, two days before his ward."""
    with clock.held_at(local(1, 29, 9)):
        city.check = checks.record_check(
            by=None,
            person=city.zhang,
            kind="checkpoint",
            unit=city.checkpoint,
            when=at(1, 28, 19, 10),
            temperature_celsius=Decimal("38.0"),
            symptoms=["cough"],
            action_taken="passed",
            note="复测后放行",
        )
    return city


@pytest.fixture
def with_chains(let_pass, monkeypatch):
    """Zhang was infected on the 20th and infected Li on the 29th, the day after."""
    tree = {let_pass.zhang.pk: (None, 19), let_pass.li.pk: (let_pass.zhang.pk, 28)}
    known = chains(tree)
    monkeypatch.setattr(records, "latest", lambda now: known)
    return let_pass


def read(browser, address: str = ADDRESS) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_moment_says_what_was_seen_and_done_and_what_should_have_held_him(let_pass, sign_in):
    page = read(sign_in("reviewer"))
    for words in ("01-28 19:10", "Hetang east checkpoint", "38.0 °C; cough; let pass; 复测后放行"):
        assert words in page
    assert RULE in page
    assert reverse("case", args=[let_pass.case.pk]) in page
    assert reverse("rule", args=["zhuzhou-covid-2020"]) in page


def test_nobody_is_said_to_be_guilty_of_anything(let_pass, sign_in):
    page = read(sign_in("reviewer")).lower().split("<footer")[0]
    for word in ("guilt", "blame", "negligen", "conceal", "瞒报", "缓报", "失职"):
        assert word not in page


def test_until_the_chains_are_there_the_list_says_that_its_cost_is_not_known(let_pass, sign_in):
    assert "not worked out yet" in read(sign_in("reviewer"))


def test_once_they_are_there_the_infections_after_it_are_told(with_chains, sign_in):
    page = read(sign_in("reviewer"))
    assert "not worked out yet" not in page
    assert "1.0 (1–1)" in page


def test_a_city_that_let_nobody_pass_says_so(city, sign_in):
    assert "No missed chance answers to this." in read(sign_in("reviewer"))


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("rule=fever-on-the-road", True),
        ("rule=ill-at-home", False),
        ("post=checkpoint", True),
        ("post=triage", False),
        ("unit=430202", True),
        ("unit=430211", False),
        ("unit=-", False),
        ("county=430202", True),
        ("county=YL", False),
        ("q=张某", True),
        ("q=李某", False),
        ("by=unit&order=moment", True),
    ],
)
def test_a_filter_leaves_what_was_asked_for(let_pass, sign_in, asked, is_there):
    page = read(sign_in("duty_head"), f"{ADDRESS}?{asked}")
    assert ("01-28 19:10" in page) is is_there


@pytest.mark.parametrize(
    ("by", "name", "asked"),
    [("rule", RULE, "rule=fever-on-the-road"), ("post", ">checkpoint<", "post=checkpoint"),
     ("unit", "Hetang east checkpoint", "unit=CP1")],
)  # fmt: skip
def test_a_sum_leads_to_its_moments(let_pass, sign_in, by, name, asked):
    browser = sign_in("duty_head")
    page = read(browser, f"{ADDRESS}?by={by}")
    assert name in page
    assert asked in page
    assert "01-28 19:10" in read(browser, f"{ADDRESS}?{asked}")


def test_the_list_is_taken_away_as_it_is_filtered(with_chains, sign_in):
    browser = sign_in("reviewer")
    row = read(browser, f"{ADDRESS}?format=csv").splitlines()[1]
    for cell in ("张某一", "2020-01-28 19:10", RULE, "Hetang east checkpoint", "38.0 °C", "1.0"):
        assert cell in row
    assert len(read(browser, f"{ADDRESS}?format=csv&rule=ill-at-home").splitlines()) == 1
    assert browser.get(f"{ADDRESS}?format=xlsx").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_only_posts_that_read_it_open_it(let_pass, sign_in, role):
    expected = 200 if role in MAY["missed.read"] else 403
    browser = sign_in(role)
    assert [browser.get(page).status_code for page in (ADDRESS, LATE)] == [expected] * 2


def test_another_county_reads_nothing_of_it(let_pass, sign_in):
    theirs = sign_in(let_pass.others["reviewer"])
    for address in (ADDRESS, f"{ADDRESS}?by=unit", f"{ADDRESS}?format=csv", "/", LATE):
        page = read(theirs, address)
        assert "张某一" not in page
        assert "Hetang east checkpoint" not in page


def test_a_moment_was_not_known_before_it_was_stored(let_pass, sign_in):
    browser = sign_in("duty_head")
    # The record keeps its order: what was entered after the 2nd is no part of the days before.
    assert "01-28 19:10" not in read(browser, f"{ADDRESS}?known=2020-02-01T08:00")
    assert "01-28 19:10" in read(browser)


def test_today_shows_the_costliest_loopholes_and_the_case_its_moments(with_chains, sign_in):
    browser = sign_in("duty_head")
    for address in ("/", reverse("unit", args=["430202"]), reverse("unit", args=["CP1"])):
        page = read(browser, address)
        assert 'id="missed"' in page
        assert RULE in page
        assert "1.0 (1–1)" in page
    case = read(browser, reverse("case", args=[with_chains.case.pk]))
    assert "38.0 °C; cough; let pass" in case
    assert RULE in case


def test_today_tells_what_it_cost_as_soon_as_that_is_known(let_pass, sign_in, monkeypatch):
    browser = sign_in("duty_head")
    assert "not worked out yet" in read(browser, "/")
    tree = {let_pass.zhang.pk: (None, 19), let_pass.li.pk: (let_pass.zhang.pk, 28)}
    known = chains(tree)
    monkeypatch.setattr(records, "latest", lambda now: known)
    assert "1.0 (1–1)" in read(browser, "/")


@pytest.mark.parametrize("address", ["/", "/units/430211/"])
def test_where_nothing_was_missed_or_nobody_may_read_it_nothing_is_claimed(
    let_pass, sign_in, address
):
    assert RULE not in read(sign_in(let_pass.others["secretary"]), address)


def test_a_post_that_does_not_read_it_is_shown_nothing_on_today(let_pass, sign_in):
    assert 'id="missed"' not in read(sign_in("checkpoint"), "/")


# Whom nobody met until late


def test_whoever_was_met_late_is_listed_with_how_late(city, sign_in):
    page = read(sign_in("reviewer"), LATE)
    assert "张某一" in page
    assert "no list that the record shows" in page
    row = read(sign_in("reviewer"), f"{LATE}?format=csv").splitlines()[1]
    assert "2020-01-26 20:00" in row


def test_the_late_are_found_by_their_list(city, sign_in):
    browser = sign_in("reviewer")
    assert "张某一" in read(browser, f"{LATE}?roll=-")
    assert "Every case was met in time." in read(browser, f"{LATE}?roll=passengers")


def test_both_pages_are_in_chinese_for_whoever_reads_chinese(with_chains, sign_in):
    browser = sign_in("duty_head")
    browser.cookies["django_language"] = "zh-hans"
    page = read(browser)
    for words in ("错失的机会", "卡点、车站、门岗发现发热：移交处置，不得放行", "1.0（1–1）"):
        assert words in page
    assert "迟迟未被发现的病例" in read(browser, LATE)


def test_the_page_of_the_edition_says_what_posts_should_do_and_where_that_is_written(city, sign_in):
    page = read(sign_in("duty_head"), reverse("rule", args=["zhuzhou-covid-2020"]))
    for words in (RULE, "Ministry of Transport, 30 January 2020", "Contacts of earlier cases"):
        assert words in page


def test_the_chances_of_one_person_are_those_of_the_list_about_him(with_chains):
    now = situation()
    found = records.missed(now)
    assert found.found.chances.height
    for person in (*now.linelist["person_id"], 10**9):
        assert_frame_equal(
            found.of_person(person), found.found.chances.filter(pl.col("subject") == person)
        )


@pytest.mark.parametrize("page", ["/", ADDRESS])
def test_what_it_cost_is_added_up_once_for_all_readers_of_a_scope(
    with_chains, sign_in, monkeypatch, page
):
    added = []
    real = records.sums
    monkeypatch.setattr(records, "sums", lambda *a, **k: added.append(a) or real(*a, **k))
    reader = sign_in("reviewer")
    assert RULE in read(reader, page)
    assert RULE in read(reader, page)
    assert len(added) == 1


def test_what_readers_ask_for_is_ready_when_new_ones_are_found(with_chains, sign_in, monkeypatch):
    read(sign_in("reviewer"))
    now, found = situation(), records._Found()
    asked = records.missed(now)
    nobody_asked = records.Missed(asked.found, now, asked.chains)
    for number, one in enumerate((asked, nobody_asked)):
        found.kept[records._database(), None, number] = one
    found.lock.acquire()
    monkeypatch.setattr(connection, "close", lambda: None)  # a thread of its own has its own
    found._find_and_release(("new",), now, asked.chains)
    fresh = found.kept["new",]
    assert asked.asked()
    assert {key[:2] for key in asked.asked()} <= fresh._answers.keys()
    assert all(answer.is_known for answer in fresh._answers.values())


def test_what_is_found_by_the_process_beside_the_site_is_what_is_found_here(with_chains):
    with clock.held_at(local(2, 3, 9)):
        now = situation()
        known = records.latest(now)
        records.engage()
        try:
            found = records._found_beside(("now",), now, known)
            answer = records.FINDING.find(("now",))
        finally:
            records.FINDING.forget()
        here = records._find(now, known)
    assert answer is not None
    assert answer.is_known
    assert here.chances.height
    assert_frame_equal(found.chances, here.chances)
    assert_frame_equal(found.unmet, here.unmet)
