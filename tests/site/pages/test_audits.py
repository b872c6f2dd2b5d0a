"""An audit is entered in a minute, listed with what follows from the cards, and counted."""

import re

import pytest
from django.urls import reverse
from tests.site.conftest import NOW, at, local

from firebreak.records import clock
from firebreak.records.actions import audits, people
from firebreak.records.models import AuditFinding, Person


@pytest.fixture
def audited(city):
    """张, whose card had come, and 何, of whom nobody had reported anything."""
    with clock.held_at(local(2, 2, 15)):
        he = people.register(by=None, name="何某", unit_residence=city.hetang)
        for person in (city.zhang, he):
            audits.record_finding(
                by=None,
                person=person,
                pathogen="sars-cov-2",
                unit=city.hospital,
                log="outpatient",
                when=at(1, 30, 9),
            )
    return city


def listed(browser, query: str = "") -> list[tuple[str, str]]:
    rows = browser.get(reverse("audits") + query).context["page"].object_list
    return [(row.name, row.state) for row in rows]


def test_it_says_who_was_missed_and_what_share(audited, sign_in):
    browser = sign_in("inspector")
    assert sorted(listed(browser)) == [("何某", "missed"), ("张某一", "reported")]
    html = browser.get(reverse("audits")).content.decode()
    assert "50.0%" in html
    assert listed(browser, "?state=missed") == [("何某", "missed")]


def test_the_rate_opens_to_its_rows(audited, sign_in):
    browser = sign_in("inspector")
    html = browser.get(reverse("indicators")).content.decode()
    address = reverse("indicator", args=["quality", "missed_cases"])
    assert re.search(rf'{address}[^"]*part=numerator[^"]*">1</a>', html)
    assert "何某" in browser.get(f"{address}?part=numerator").content.decode()
    assert reverse("audits") in html


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_away(audited, sign_in, form):
    response = sign_in("inspector").get(f"{reverse('audits')}?format={form}")
    assert response.status_code == 200
    if form == "csv":
        text = response.content.decode("utf-8-sig")
        assert text.count("何某") == 1
        assert "missed: no card" in text


def test_another_county_is_told_nothing_of_it(audited, sign_in):
    assert listed(sign_in(audited.others["secretary"])) == []


@pytest.mark.parametrize("role", ["clinician", "grid_worker", "spokesperson"])
def test_other_posts_do_not_open_it(audited, sign_in, role):
    assert sign_in(role).get(reverse("audits")).status_code == 403


def test_somebody_new_in_a_log_is_entered_at_once_and_said_to_be_missed(city, sign_in):
    with clock.held_at(NOW):
        answer = sign_in("inspector").post(
            reverse("entry_audit"),
            {
                "name": "何某",
                "who": "new",
                "unit": city.hospital.pk,
                "log": "outpatient",
                "when": "2020-01-30",
                "once": "a",
            },
            follow=True,
        )
    assert answer.status_code == 200
    found = AuditFinding.objects.get()
    assert found.person == Person.objects.get(name="何某")
    assert "No report card about this case is on file: missed" in answer.content.decode()


def test_somebody_on_file_with_a_card_is_said_not_to_be_missed(city, sign_in):
    with clock.held_at(NOW):
        answer = sign_in("reviewer").post(
            f"{reverse('entry_audit')}?person={city.zhang.pk}",
            {"unit": city.hospital.pk, "log": "outpatient", "when": "2020-01-30", "once": "a"},
            follow=True,
        )
    assert "Not missed" in answer.content.decode()


def test_without_a_date_it_is_asked_again(city, sign_in):
    answer = sign_in("reviewer").post(
        f"{reverse('entry_audit')}?person={city.zhang.pk}",
        {"unit": city.hospital.pk, "log": "outpatient", "when": ""},
    )
    assert answer.status_code == 422
    assert not AuditFinding.objects.exists()
