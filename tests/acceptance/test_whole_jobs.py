"""Jobs from end to end through the pages, each step by whose work it is, watching the duty list."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from tests.site.conftest import local
from tests.site.entry.conftest import fill  # noqa: F401

from firebreak.records import clock
from firebreak.records.models import Case, Contact, Person, Placement, Sample
from firebreak.records.situation import situation


@pytest.fixture
def owed(sign_in):
    """Return what the duty list says is owed about somebody: rule -> who holds it."""

    def read(person: Person) -> dict[str, tuple[str, str]]:
        page = sign_in("duty_head").get(reverse("duties"), {"person": person.pk})
        lines = page.context["page"].object_list
        return {line.row["rule"]: (line.row["holder_role"], line.holder_unit) for line in lines}

    return read


@pytest.fixture
def enter(fill):  # noqa: F811
    """Return a function that fills in a form at an hour, and demands that it was saved."""

    def enter_at(hour: datetime, who: str, page: str, query: dict | None = None, /, **typed):
        with clock.held_at(hour):
            sent = fill(who, page, query, **typed)
        assert sent.saved, f"{page}: {sent}"

    return enter_at


def test_from_suspect_to_release_the_duty_list_says_at_each_step_who_holds_it(city, enter, owed):
    enter(local(2, 3, 8), "clinician", "entry_case", name="冯某六", onset="2月1日")
    feng = Person.objects.get(name="冯某六")
    case = Case.objects.get(person=feng)
    with clock.held_at(local(2, 3, 8, 5)):
        held = owed(feng)
        assert held["case-card"] == ("hospital", str(city.hospital))
        assert held["suspect-test"] == ("hospital", str(city.hospital))

    enter(local(2, 3, 8, 30), "clinician", "entry_sample", {"case": case.pk}, number="HT-100")
    sample = Sample.objects.get(number="HT-100")
    with clock.held_at(local(2, 3, 8, 35)):
        assert owed(feng)["suspect-test"][0] == "carrier"

    enter(local(2, 3, 10), "laboratory", "entry_receipt", {"sample": sample.pk})
    with clock.held_at(local(2, 3, 10, 5)):
        assert owed(feng)["suspect-test"] == ("laboratory", str(city.lab))

    enter(local(2, 3, 15), "laboratory", "entry_result", {"sample": sample.pk}, result="positive")
    with clock.held_at(local(2, 3, 15, 5)):
        assert "suspect-test" not in owed(feng)

    query = {"case": case.pk}
    enter(local(2, 3, 15, 30), "clinician", "entry_classification", query, status="confirmed")
    with clock.held_at(local(2, 3, 15, 35)):
        held = owed(feng)
        assert held["back-trace"] == ("tracer", str(city.hetang))
        assert held["who-form"][0] == "reviewer"

    enter(local(2, 3, 16), "hospital", "entry_report", {"case": case.pk, "kind": "case_card"})
    with clock.held_at(local(2, 3, 16, 5)):
        held = owed(feng)
        assert "case-card" not in held
        assert held["card-review"][0] == "reviewer"
        assert held["investigation"] == ("tracer", str(city.hetang))

    card = case.reports.get(kind="case_card")
    enter(local(2, 3, 17), "reviewer", "entry_review", {"report": card.pk})
    for kind, told in (
        ("investigation", {"text": "家庭聚餐"}),
        ("backtrace", {"source": "家庭聚餐", "gap_unknown": "on"}),
    ):
        query = {"case": case.pk, "kind": kind}
        enter(local(2, 3, 20), "tracer", "entry_report", query, **told)
    with clock.held_at(local(2, 3, 20, 5)):
        assert not {"card-review", "investigation", "back-trace"} & set(owed(feng))

    enter(
        local(2, 3, 21),
        "tracer",
        "entry_contact",
        {"case": case.pk},
        name="陈某七",
        when="1月31日 19:00",
        manner="meal",
        lives_in=city.grid.pk,
    )
    chen = Person.objects.get(name="陈某七")
    with clock.held_at(local(2, 3, 21, 5)):
        assert owed(chen)["contact-quarantine"] == ("tracer", str(city.hetang))

    contact = Contact.objects.get(person=chen)
    enter(local(2, 3, 22), "grid_worker", "entry_reached", {"contact": contact.pk})
    with clock.held_at(local(2, 3, 22, 5)):
        assert owed(chen)["contact-quarantine"] == ("grid_worker", str(city.grid))

    enter(local(2, 3, 22, 30), "grid_worker", "entry_placement", {"person": chen.pk}, level="home")
    with clock.held_at(local(2, 4, 9)):
        held = owed(chen)
        assert "contact-quarantine" not in held
        assert held["contact-follow-up"] == ("grid_worker", str(city.grid))

    query = {"person": chen.pk}
    enter(local(2, 4, 10), "grid_worker", "entry_check", query, temperature_celsius="36.5")
    placement = Placement.objects.get(person=chen)
    enter(local(2, 14, 19), "tracer", "entry_placement_end", {"placement": placement.pk})
    with clock.held_at(local(2, 15, 9)):
        assert "contact-quarantine" not in owed(chen)
        # The days nobody looked at him stay overdue; no new day is asked for after the release.
        later = owed_since(chen)
    assert later == []


def owed_since(person: Person) -> list:
    """The rounds about somebody that fall due after his release."""
    rows = [row for row in situation().duties_of(person.pk) if row["rule"] == "contact-follow-up"]
    return [row for row in rows if row["started"] > local(2, 14, 19)]


def test_a_zero_report_takes_a_hospital_off_the_silent_units(city, sign_in, fill):  # noqa: F811
    with clock.held_at(local(2, 3, 23, 30)):
        assert str(city.hospital) in silent(sign_in)
        before = set(silent(sign_in))
        assert fill("hospital", "entry_report", {"kind": "zero"}).saved
    with clock.held_at(local(2, 3, 23, 40)):
        assert before - set(silent(sign_in)) == {str(city.hospital)}
    with clock.held_at(local(2, 4, 17)):
        assert set(silent(sign_in)) == before  # the next day it owes the next one


def silent(sign_in) -> list[str]:
    """The units that Today names as silent."""
    page = sign_in("duty_head").get(reverse("today")).content.decode()
    part = re.search(r'id="silent".*?</section>', page, re.S)
    return re.findall(r"<a[^>]*/units/[^>]*>([^<]+)<", part.group() if part else "")


def test_a_correction_of_onset_moves_emergence_back_and_the_history_says_so(city, sign_in, fill):  # noqa: F811
    query = {"case": city.case.pk}
    joined = {"outbreak": city.outbreak.pk, "reason": "sat at that table"}
    assert fill("reviewer", "entry_correction", query, **joined).saved
    browser = sign_in("duty_head")
    before = emergence(browser)
    with clock.held_at(local(2, 3, 8, 10)):
        again = {"onset": "2020-01-22", "reason": "asked again"}
        assert fill("reviewer", "entry_correction", query, **again).saved
    with clock.held_at(local(2, 3, 8, 30)):
        after = emergence(browser)
        page = browser.get(reverse("case", args=[city.case.pk])).content.decode()
        then = emergence(browser, known="2020-02-03T08:00:10")
    assert "asked again" in page
    assert before[-1]["emergence_at"] == local(1, 26, 20)
    assert after[-1]["emergence_at"] == local(1, 22)
    assert then == before, "what was known then has altered"


def test_an_earlier_case_moves_emergence_back_and_the_page_says_by_how_much(city, sign_in, fill):  # noqa: F811
    joined = {"outbreak": city.outbreak.pk, "reason": "sat at that table"}
    assert fill("reviewer", "entry_correction", {"case": city.case.pk}, **joined).saved
    with clock.held_at(local(2, 3, 9)):
        earlier = {"onset": "2020-01-24", **joined}
        assert fill("reviewer", "entry_correction", {"case": city.suspect.pk}, **earlier).saved
    with clock.held_at(local(2, 3, 9, 30)):
        browser = sign_in("duty_head")
        moves = emergence(browser)
        page = browser.get(reverse("indicators")).content.decode()
    assert [move["emergence_at"] for move in moves] == [local(1, 26, 20), local(1, 24)]
    assert moves[-1]["moved_back_days"] > 0
    assert "How emergence moved back" in page


def emergence(browser, **asked) -> list[dict]:
    return browser.get(reverse("indicators"), asked).context["outbreaks"][0]["moves"]
