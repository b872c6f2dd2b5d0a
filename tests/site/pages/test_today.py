import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.site.conftest import NOW, at, local

from firebreak.records import clock
from firebreak.records.actions import cases, contacts, laboratory, people, placements, reports
from firebreak.records.situation import situation as live
from firebreak.records.visibility import scope_of
from firebreak.site.today.numbers import contact_figures
from firebreak.site.today.views import _work
from firebreak.site.today.work import group


def duties_in(page, key: str) -> int:
    return next(group.total for group in page.context["work"] if group.key == key)


def test_a_clock_nobody_stopped_is_on_the_list_with_its_holder(city, sign_in):
    laboratory.take_sample(by=None, person=city.wang, unit=city.hospital, when=at(2, 3, 7))
    with clock.held_at(local(2, 4, 18)):
        page = sign_in("duty_head").get(
            reverse("duties") + f"?person={city.wang.pk}&rule=suspect-test"
        )
        line = page.context["page"].object_list[0]
    assert line.state == "overdue"
    assert line.subject.startswith("王某三")
    assert line.holder_role == "whoever carries the sample"


def test_a_result_takes_the_duty_off_the_list_and_nothing_else_can(city, sign_in):
    address = reverse("duties") + f"?person={city.wang.pk}&rule=suspect-test"
    assert sign_in("duty_head").get(address).context["total"] == 1
    laboratory.report_result(
        by=None, sample=city.waiting, pathogen="sars-cov-2", result="negative", when=at(2, 3, 7, 30)
    )
    with clock.held_at(NOW + timedelta(minutes=1)):
        assert sign_in("duty_head").get(address).context["total"] == 0


def test_what_came_since_the_last_look_is_new_once(city, sign_in):
    browser = sign_in("duty_head")
    browser.get(reverse("today"))
    with clock.held_at(NOW + timedelta(hours=2)):
        cases.classify(by=None, case=city.suspect, status="confirmed", when=at(2, 3, 9))
        page = browser.get(reverse("today"))
        assert [item.word for item in page.context["news"]] == ["confirmed"]
    with clock.held_at(NOW + timedelta(hours=4)):
        assert browser.get(reverse("today")).context["news"] == []


def test_the_past_shows_the_city_as_it_was_known(city, sign_in):
    browser = sign_in("duty_head")
    then = browser.get(reverse("cases") + "?known=2020-01-30T20:00")
    assert then.context["total"] == 1
    assert "You are looking at what was known on" in then.content.decode()
    case = browser.get(reverse("case", args=[city.case.pk]) + "?known=2020-01-30T20:00")
    assert case.context["case"].status == "suspected"
    now = browser.get(reverse("case", args=[city.case.pk]))
    assert now.context["case"].status == "confirmed"


def test_every_page_takes_known(city, sign_in):
    browser = sign_in("duty_head")
    for name in ("today", "duties", "cases", "units", "indicators", "rules", "events", "search"):
        page = browser.get(reverse(name) + "?known=2020-01-31T08:00&q=某")
        assert page.status_code == 200, name
        assert b"is-past" in page.content, name


def test_nothing_is_sent_in_the_past(city, sign_in):
    answer = sign_in("clinician").post(
        reverse("entry_case") + "?known=2020-01-31T08:00", {"name": "某"}
    )
    assert answer.status_code == 302
    assert "known" not in answer.url


def test_a_known_that_is_no_time_is_said(city, sign_in):
    answer = sign_in("duty_head").get(reverse("today") + "?known=yesterday", follow=True)
    assert "is not a time" in answer.content.decode()


def test_the_case_page_shows_the_derived_end_with_its_reason(city, sign_in):
    page = sign_in("tracer").get(reverse("person", args=[city.li.pk])).content.decode()
    assert "14 days after the last exposure, 25 Jan 2020 19:00" in page
    assert "8 Feb 2020 19:00" in page


@pytest.fixture
def work(city):
    """Return a function that gives the groups of Today for a role at 08:00."""

    def of(role: str) -> dict:
        return {found.key: found for found in _work(live(), scope_of(city.users[role]))}

    return of


def test_a_grid_worker_sees_the_round_whose_window_is_open_with_its_form(city, work):
    rounds = work("grid_worker")["rounds"]
    assert [line.subject for line in rounds.lines] == ["李某二"]
    assert rounds.lines[0].next_href.startswith(reverse("entry_check"))
    assert f"person={city.li.pk}" in rounds.lines[0].next_href


def test_a_round_that_is_not_open_yet_is_no_work_of_now(city, work):
    with clock.held_at(local(2, 3, 5, 30)):
        assert "rounds" not in work("grid_worker")


def test_a_tracer_sees_the_contacts_nobody_has_reached(city, work):
    assert "reached" not in work("tracer")
    with clock.held_at(NOW - timedelta(minutes=10)):
        sun = people.register(by=None, name="孙某六", unit_stay=city.grid)
        named = contacts.name_contact(
            by=None, case=city.case, person=sun, when=at(1, 30, 9), unit=city.grid
        )
    (line,) = work("tracer")["reached"].lines
    assert line.title == "孙某六"
    assert line.next_href == f"{reverse('entry_reached')}?contact={named.pk}"
    with clock.held_at(NOW - timedelta(minutes=5)):
        contacts.reach_contact(by=None, contact=named, at=local(2, 3, 7, 55))
    assert "reached" not in work("tracer")


def test_a_clinician_sees_who_waits_and_the_last_result(city, work):
    (line,) = work("clinician")["suspects"].lines
    assert (line.title, line.detail) == ("王某三", "sample taken, no result yet")
    laboratory.report_result(
        by=None, sample=city.waiting, pathogen="sars-cov-2", result="positive", when=at(2, 3, 7, 30)
    )
    (line,) = work("clinician")["suspects"].lines
    assert "positive" in line.detail
    assert line.next_href.startswith(reverse("entry_classification"))


def test_a_reviewer_sees_the_cards_that_wait(city, work):
    with clock.held_at(NOW - timedelta(minutes=5)):
        reports.send(
            by=None,
            kind="case_card",
            unit=city.hospital,
            to_unit=city.hetang,
            when=at(2, 3, 7, 55),
            case=city.suspect,
            received_at=NOW - timedelta(minutes=5),
        )
    (line,) = work("reviewer")["cards"].lines
    assert line.subject.startswith("王某三")
    assert line.next_href.startswith(reverse("entry_review"))


def test_a_bundle_begins_with_the_oldest_and_never_changes(city):
    kept = []
    with clock.held_at(local(2, 1, 8)):
        for number, unit in enumerate([city.grid, city.grid_2] * 8):
            person = people.register(by=None, name=f"第{number}人", unit_stay=unit)
            kept.append(
                placements.begin(by=None, person=person, level="home", unit=unit, when=at(1, 31, 8))
            )
    now = live()
    late = now.duties.filter(now.duties["state"] == "overdue").sort("due", "rule", "subject")
    made = [group("overdue", late, now, lambda _action: True).lines for _ in range(20)]
    texts = {tuple((line.title, line.detail, line.owner) for line in lines) for lines in made}
    assert len(texts) == 1
    bundles = [line for line in made[0] if not hasattr(line, "row")]
    assert bundles
    assert " and " in bundles[0].detail


def test_the_brief_on_the_site_opens_its_numbers_to_their_rows(city, sign_in):
    browser = sign_in("duty_head")
    page = browser.get(reverse("brief")).content.decode()
    hrefs = set(re.findall(r'href="([^"]+)"', page))
    assert any(href.startswith(reverse("cases")) for href in hrefs)
    assert any(href.startswith(reverse("duties")) for href in hrefs)
    for href in sorted(hrefs):
        assert browser.get(href.replace("&amp;", "&")).status_code == 200, href


def test_whoever_may_not_read_of_cases_gets_no_link_to_them(city, sign_in):
    page = sign_in("grid_worker").get(reverse("brief")).content.decode()
    assert f'href="{reverse("cases")}' not in page


def test_contacts_stand_among_the_numbers_with_what_explains_them(city):
    scope = scope_of(city.users["duty_head"])
    figures = {figure.label: figure for figure in contact_figures(live(), scope)}
    assert figures["Contacts traced"].value == 2
    assert figures["Contacts traced"].why == "+1 newly named"


def test_a_grid_worker_sees_the_round_of_today_before_it_is_nearly_late(city, sign_in):
    browser = sign_in("grid_worker")
    listed = browser.get(reverse("duties") + "?who=mine&state=open").context["page"].object_list
    today = [line for line in listed if line.due < local(2, 4)]
    assert today
    page = browser.get(reverse("today"))
    keys = [group.key for group in page.context["work"]]
    assert sum(duties_in(page, key) for key in ("mine", "rounds") if key in keys) >= len(today)


def test_the_groups_of_a_unit_open_to_the_duties_they_count(city, sign_in):
    browser = sign_in("duty_head")
    page = browser.get(reverse("unit", args=["430202"]))
    counted = [found for found in page.context["work"] if found.total]
    assert counted
    for found in counted:
        assert found.href in page.content.decode().replace("&amp;", "&")
        assert browser.get(found.href).context["total"] == found.total


def test_what_the_city_itself_holds_names_the_city(city, sign_in):
    with clock.held_at(NOW + timedelta(days=3)):
        address = reverse("duties") + "?rule=who-form"
        lines = sign_in("duty_head").get(address).context["page"].object_list
    assert {(line.holder_unit, line.holder_role) for line in lines} == {
        (str(city.root), "CDC data reviewer")
    }


@pytest.mark.parametrize(
    ("role", "whose"),
    [("duty_head", "Zhuzhou"), ("secretary", "Hetang"), ("supply_keeper", None)],
)
def test_the_numbers_say_whose_they_are_and_are_left_out_where_cases_are_not_seen(
    city, sign_in, role, whose
):
    page = sign_in(role).get(reverse("today")).content.decode()
    assert (f"The numbers of {whose}" in page) == bool(whose)
    assert ('id="numbers"' in page) == ('id="curve"' in page) == bool(whose)


def test_a_laboratory_is_not_told_that_nobody_is_watched(city, sign_in):
    page = sign_in("laboratory").get(reverse("today")).content.decode()
    assert "Confirmed" in page
    assert "Under observation" not in page
