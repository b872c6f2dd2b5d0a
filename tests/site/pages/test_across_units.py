"""A case and its contacts live in different units: what each side reads of the other."""

from html import unescape

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import (
    cases,
    contacts,
    outbreaks,
    people,
    placements,
    reports,
)
from firebreak.records.change import change
from firebreak.records.models import Person


@pytest.fixture
def across(city):
    """Zhang's contact Sun lives in Tianyuan; Li of Hetang also met the case of Tianyuan."""
    with clock.held_at(local(2, 2, 18)):
        city.sun = people.register(
            by=None, name="孙某六", unit_residence=city.grid_2, unit_stay=city.grid_2
        )
        contacts.name_contact(by=None, case=city.case, person=city.sun, when=at(1, 25, 19))
        contacts.name_contact(by=None, case=city.other_case, person=city.li, when=at(1, 28, 19))
    return city


def text_of(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_county_of_a_case_reads_its_contacts_wherever_they_live(across, sign_in):
    browser = sign_in("tracer")
    assert "孙某六" in text_of(browser, reverse("case", args=[across.case.pk]))
    assert "孙某六" in text_of(browser, reverse("person", args=[across.sun.pk]))
    assert "孙某六" in text_of(browser, reverse("events") + "?kind=contact.named")


def test_the_hospital_that_reported_it_reads_that_there_is_a_contact_but_not_who(across, sign_in):
    browser = sign_in("clinician")
    page = text_of(browser, reverse("case", args=[across.case.pk]))
    assert "孙某六" not in page
    assert "somebody of another unit" in page
    assert "孙某六" not in text_of(browser, reverse("events") + "?kind=contact.named")
    assert browser.get(reverse("person", args=[across.sun.pk])).status_code == 404


def test_the_unit_of_a_contact_does_not_read_which_case_he_met(across, sign_in):
    theirs = text_of(sign_in(across.others["tracer"]), reverse("person", args=[across.sun.pk]))
    assert "a case of another unit" in theirs
    assert "张某一" not in theirs
    assert reverse("case", args=[across.case.pk]) not in theirs


def test_nor_does_a_cases_own_page_or_its_timeline_tell(across, sign_in):
    with clock.held_at(local(2, 2, 19)):
        contacts.name_contact(
            by=None, case=across.other_case, person=across.zhang, when=at(1, 24, 19)
        )
    page = text_of(sign_in("tracer"), reverse("case", args=[across.case.pk]))
    assert "a case of another unit" in page
    assert "赵某四" not in page
    assert reverse("case", args=[across.other_case.pk]) not in page


def test_nor_does_the_work_list_of_a_new_edition(across, sign_in):
    address = reverse("edition_change", args=["cn-covid-control-5"])
    page = text_of(sign_in(across.others["tracer"]), address)
    assert reverse("case", args=[across.case.pk]) not in page


def test_a_rate_opens_to_rows_without_names_for_who_may_not_read_about_people(across, sign_in):
    whole, told = (sign_in(role) for role in ("duty_head", "spokesperson"))
    rates = whole.get(reverse("indicators")).context["tracing"]
    pages = [reverse("indicator", args=["tracing", rate["id"]]) for rate in rates]
    assert any("李某二" in text_of(whole, page) for page in pages)
    for page in pages:
        assert not [name for name in ("李某二", "孙某六", "钱某五") if name in text_of(told, page)]


def numbered_as(pk: int) -> Person:
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        found = Person(pk=pk, name="同号某")
        with change("people.register", by=None):
            found.save()
    return found


def test_a_report_about_a_unit_is_not_shown_as_one_about_the_person_of_that_number(across, sign_in):
    with clock.held_at(local(2, 2, 20)):
        unit = across.hospital
        somebody = numbered_as(unit.pk)
        reports.send(by=None, kind="daily", unit=unit, to_unit=across.root, when=at(2, 2, 19, 30))
    page = text_of(sign_in("duty_head"), reverse("events") + "?kind=report.sent.daily")
    assert somebody.name not in page


def test_pages_about_people_are_not_kept_by_the_browser(across, sign_in):
    answer = sign_in("tracer").get(reverse("person", args=[across.li.pk]))
    assert "no-store" in answer["Cache-Control"]


def test_a_town_reads_whom_its_own_posts_keep_under_observation(across, sign_in):
    with clock.held_at(local(2, 2, 20)):
        placements.begin(
            by=None, person=across.wang, level="site", unit=across.site, when=at(2, 2, 19)
        )
    page = text_of(sign_in("grid_worker"), reverse("observed", args=[across.grid.code]))
    assert "李某二" in page
    assert "王某三" not in page


def test_a_county_reads_on_today_what_it_counts_and_each_number_opens_to_its_rows(across, sign_in):
    with clock.held_at(local(2, 2, 20)):  # Wang lives in Hetang; Tianyuan counts him now
        cases.correct(by=None, case=across.suspect, unit_counting=across.tianyuan)
    browser = sign_in("tracer")
    assert browser.get(reverse("cases") + "?measure=suspected").context["total"] == 1
    today = browser.get(reverse("today")).content.decode()
    link = f"{reverse('cases')}?measure=suspected&amp;unit_counting=430202"
    assert link in today
    assert browser.get(unescape(link)).context["total"] == 0


def test_an_outbreak_is_measured_whole_whoever_reads_of_it(across, sign_in):
    with clock.held_at(local(2, 2, 20)):
        cases.correct(by=None, case=across.case, outbreak=across.outbreak)
        cases.correct(
            by=None,
            case=across.other_case,
            outbreak=across.outbreak,
            onset=at(1, 20, 8),
        )
        outbreaks.reach_milestone(
            by=None, outbreak=across.outbreak, kind="detected", when=at(1, 30, 8)
        )
    read = [
        sign_in(user).get(reverse("indicators")).context["outbreaks"]
        for user in ("duty_head", "tracer", across.others["tracer"])
    ]
    whole, ours, theirs = ([row["days"] for row in found[0]["targets"]] for found in read)
    assert whole == ours == theirs
    assert whole[0] == 10
    known = {row["case"] for row in read[1][0]["moves"]} - {None}
    assert known == {across.case}
