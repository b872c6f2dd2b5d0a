"""What documents told of many at once, where an office looks for it: totals, orders, gatherings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.site.conftest import NOW, local

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions import contacts, directives, gatherings, people, published
from firebreak.records.models import Contact, Directive, Report


@pytest.fixture(autouse=True)
def at_eight(city):
    with clock.held_at(NOW):
        yield


def read(browser, address, **asked) -> str:
    return browser.get(address, asked).content.decode()


@pytest.fixture
def order(city) -> Directive:
    """Return an order to Hetang, given at noon of 2 February: due at noon of the 4th."""
    return directives.issue(
        by=None,
        text="确保疑似病例48小时内完成检测。",
        action="完成检测",
        unit=city.hetang,
        when=When.minute(local(2, 2, 12)),
        addressee="疑似病例",
        hours=48,
    )


def keep(city, unit, **figures):
    return published.keep(
        by=None,
        unit=unit,
        to_unit=city.hetang,
        figures=figures,
        as_of=local(2, 3),
        when=When.day(local(2, 3).date(), local(2, 3).tzinfo),
    )


def compared(browser, **asked):
    return browser.get(reverse("published"), asked).context["rows"]


def test_an_order_stands_on_today_with_its_deadline_and_who_holds_it(order, sign_in):
    for role in ("tracer", "secretary", "duty_head"):
        html = read(sign_in(role), reverse("today"))
        assert "完成检测" in html
        assert "Hetang" in html


def test_an_order_of_another_county_is_not_seen(order, sign_in, city):
    assert "完成检测" not in read(sign_in(city.others["tracer"]), reverse("orders"))
    assert "完成检测" not in read(sign_in(city.others["tracer"]), reverse("today"))


@pytest.mark.parametrize(
    ("later", "state"),
    [(0, "open"), (17, "due_soon"), (29, "overdue")],
)
def test_the_clock_of_an_order_runs(order, sign_in, later, state):
    with clock.held_at(local(2, 3, 8) + timedelta(hours=later)):
        page = sign_in("tracer").get(reverse("orders"))
    [shown] = page.context["page"].object_list
    assert shown.state == state


@pytest.mark.parametrize(("day", "state"), [(3, "met"), (5, "met_late")])
def test_a_report_ends_the_clock_of_an_order(order, sign_in, city, day, state):
    browser = sign_in("tracer")
    with clock.held_at(local(2, 6, 8)):
        form = reverse("entry_order") + f"?directive={order.pk}"
        assert "完成检测" in read(browser, form)
        sent = {"once": "1", "text": "均已检测", "when": f"2020-02-0{day} 07:00"}
        sent |= {"unit": city.hetang.pk, "to_unit": city.city_cdc.pk}
        assert browser.post(form, sent).status_code == 302
        page = browser.get(reverse("orders"), {"state": state})
    report = Report.objects.get(directive=order)
    assert (report.kind, report.unit, report.text) == ("event", city.hetang, "均已检测")
    assert [o.directive for o in page.context["page"].object_list] == [order]


def test_it_is_not_carried_out_before_it_was_given(order, sign_in, city):
    sent = {"once": "1", "text": "x", "when": "2020-02-01 07:00"}
    sent |= {"unit": city.hetang.pk, "to_unit": city.city_cdc.pk}
    form = reverse("entry_order") + f"?directive={order.pk}"
    assert sign_in("tracer").post(form, sent).status_code == 422
    assert not Report.objects.filter(directive=order).exists()


def test_a_published_total_stands_beside_our_own_count_with_the_difference(city, sign_in):
    browser = sign_in("reviewer")
    keep(city, city.hetang, confirmed=0)
    [row] = compared(browser)
    own = row.own
    keep(city, city.hetang, confirmed=own + 3)
    assert [(row.value, row.own, row.difference) for row in compared(browser)] == [
        (own + 3, own, -3),
        (0, own, own),
    ]
    assert "−3" in read(browser, reverse("cases"))
    assert "−3" not in read(browser, reverse("cases"), q="周")


def test_what_the_record_does_not_count_is_said_and_not_zero(city, sign_in):
    keep(city, city.hetang, severe=2)
    [row] = compared(sign_in("reviewer"))
    assert (row.value, row.own, row.difference) == (2, None, None)


def test_the_count_of_the_whole_city_is_not_shown_to_a_county(city, sign_in):
    keep(city, city.root, confirmed=5)
    [row] = compared(sign_in("reviewer"))
    assert row.own is None
    [row] = compared(sign_in("duty_head"))
    assert row.own is not None


def test_figures_of_another_countys_inbox_are_not_seen(city, sign_in):
    keep(city, city.hetang, confirmed=5)
    assert compared(sign_in(city.others["reviewer"])) == []


@pytest.fixture
def meal(city):
    """Return a meal of twelve of whom two are on file; one lives in Tianyuan."""
    place = contacts.add_place(by=None, name="火锅店", unit=city.hetang)
    host = people.register(by=None, name="刘某", unit_residence=city.hetang)
    guest = people.register(by=None, name="天某", unit_residence=city.tianyuan)
    return gatherings.record(
        by=None,
        place=place,
        when=When.minute(local(1, 17, 19)),
        what="聚餐",
        attendees=[host, guest],
        people=12,
        later_confirmed=8,
        manner=Contact.Manner.MEAL,
    )


def test_a_gathering_stands_on_the_page_of_its_place_with_who_is_still_to_be_found(meal, sign_in):
    page = sign_in("tracer").get(reverse("place", args=[meal.place_id]))
    [one] = page.context["gatherings"]
    assert [who.person.name for who in one.attendees] == ["刘某"]
    assert (one.unseen, one.unnamed) == (1, 10)
    assert "天某" not in page.content.decode()


def test_nothing_of_it_was_known_before_it_was_recorded(meal, order, city, sign_in):
    keep(city, city.hetang, confirmed=5)
    before = {"known": "2020-02-03T07:00"}
    assert sign_in("reviewer").get(reverse("orders"), before).context["page"].object_list == []
    assert compared(sign_in("reviewer"), **before) == []
