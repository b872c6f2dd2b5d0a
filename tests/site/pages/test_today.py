from datetime import timedelta

from django.urls import reverse
from tests.site.conftest import NOW, at, local

from firebreak.records import clock
from firebreak.records.actions import cases, laboratory


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


def test_a_grid_worker_sees_the_round_of_today_before_it_is_nearly_late(city, sign_in):
    browser = sign_in("grid_worker")
    listed = browser.get(reverse("duties") + "?who=mine&state=open").context["page"].object_list
    today = [line for line in listed if line.due < local(2, 4)]
    assert today
    assert duties_in(browser.get(reverse("today")), "mine") >= len(today)


def test_the_groups_of_a_unit_open_to_the_duties_they_count(city, sign_in):
    browser = sign_in("duty_head")
    page = browser.get(reverse("unit", args=["430202"]))
    counted = [group for group in page.context["work"] if group.total]
    assert counted
    for group in counted:
        assert group.href in page.content.decode().replace("&amp;", "&")
        assert browser.get(group.href).context["total"] == group.total
