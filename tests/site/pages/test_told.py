"""What documents told of many at once, where an office looks for it: totals, orders, gatherings."""

from datetime import timedelta

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from tests.site.conftest import NOW, local

from firebreak.engine.when import When
from firebreak.intake.linelist import apply as imports
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock
from firebreak.records.actions import (
    cases,
    contacts,
    directives,
    gatherings,
    people,
    published,
    reports,
)
from firebreak.records.change import change
from firebreak.records.models import Contact, Directive, Report
from firebreak.records.situation import situation
from firebreak.records.visibility import people as people_of
from firebreak.records.visibility import scope_of
from firebreak.site.published.views import _columns


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
        (0, None, None),  # the later notice counts
    ]
    assert "−3" in read(browser, reverse("cases"))
    assert "−3" not in read(browser, reverse("cases"), q="周")


def test_what_the_record_does_not_count_is_said_and_not_zero(city, sign_in):
    keep(city, city.hetang, severe=2)
    [row] = compared(sign_in("reviewer"))
    assert (row.value, row.own, row.difference) == (2, None, None)


def test_a_notice_of_discharges_contradicts_nothing_by_its_nought(city, sign_in):
    keep(city, city.hetang, new_confirmed=3)
    keep(city, city.hetang, new_recovered=1, new_confirmed=0)
    browser = sign_in("reviewer")
    told = [(row.value, row.own) for row in compared(browser) if "confirmed" in row.word]
    assert told == [(0, None), (3, 0)]
    assert "another notice of the same instant counts" in read(browser, reverse("published"))
    assert "another notice" not in read(browser, reverse("cases"))


def test_the_page_and_the_findings_know_the_same_differences(city, sign_in):
    keep(city, city.root, new_confirmed=3, confirmed=5)
    keep(city, city.root, new_recovered=0, new_confirmed=0, confirmed=2)
    browser = sign_in("duty_head")
    shown = {(row.value, row.own) for row in compared(browser) if row.difference}
    found = situation().once(inconsistencies).filter(code="differs_from_published")
    parts = [{part["name"]: part["value"] for part in row} for row in found["parts"]]
    assert shown == {(int(part["published"]), int(part["counted"])) for part in parts} != set()


def test_a_measure_the_record_never_held_is_not_recorded_and_no_nought(city, sign_in):
    keep(city, city.hetang, died=2, new_died=0)
    browser = sign_in("reviewer")
    assert [(row.own, row.difference) for row in compared(browser)] == [(None, None)] * 2
    assert "not recorded here" in read(browser, reverse("published"))


def test_the_file_says_what_the_page_says(city, sign_in):
    keep(city, city.hetang, confirmed=0, died=2)
    browser = sign_in("reviewer")
    file = read(browser, reverse("published"), format="csv").splitlines()
    assert [line.split(",")[2] for line in file[1:]] == ["2020-02-02 24:00"] * 2
    assert "not recorded here" in file[2]
    with override("zh-hans"):
        heads = dict(_columns())
    assert heads["published"] == "公布数"


def test_the_count_of_the_whole_city_is_not_shown_to_a_county(city, sign_in):
    keep(city, city.root, confirmed=5)
    [row] = compared(sign_in("reviewer"))
    assert row.own is None
    [row] = compared(sign_in("duty_head"))
    assert row.own is not None


def test_an_imported_count_is_listed_and_the_finding_about_it_leads_there(city, sign_in):
    table = "报告日期,新增确诊,来源\n2020-02-02,3,日报\n2020-02-03,0,日报\n".encode()
    imports.apply(imports.read_upload(table, "counts.csv"), by=None)
    browser = sign_in("duty_head")
    rows = compared(browser)
    assert [(row.value, row.own) for row in rows] == [(0, 0), (3, 0)]
    assert reverse("cases") + "?date_confirmation=2020-02-01" == rows[1].href
    finding = browser.get(reverse("consistency")).content.decode()
    [(report, value)] = Report.objects.filter(figures__new_confirmed=3).values_list("id", "figures")
    address = f"{reverse('published')}?report={report}"
    assert f'href="{address}"' in finding
    assert [row.value for row in browser.get(address).context["rows"]] == [value["new_confirmed"]]


def test_a_daily_report_of_fevers_is_no_published_count(city, sign_in):
    reports.send(
        by=None,
        kind="daily",
        unit=city.hetang_cdc,
        to_unit=city.hetang,
        when=When.minute(local(2, 3, 7)),
        figures={"febrile": 2},
    )
    assert compared(sign_in("duty_head")) == []


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
        source_name="天某",
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


def test_an_order_is_reported_as_carried_out_once(order, city):
    told = {"by": None, "directive": order, "unit": city.hetang, "to_unit": city.city_cdc}
    directives.answer(text="均已检测", when=When.minute(local(2, 3, 7)), **told)
    with pytest.raises(ValidationError, match="already"):
        directives.answer(text="又报", when=When.minute(local(2, 3, 7)), **told)
    assert order.answers.count() == 1


def test_what_is_reported_of_an_order_is_no_report_of_an_event(order, city):
    """The clock of a first case asks for that by the county, whatever it reports besides."""
    told = {"by": None, "unit": city.hetang, "to_unit": city.city_cdc}
    directives.answer(text="均已检测", when=When.minute(local(2, 3, 7)), directive=order, **told)
    reports.send(kind=Report.Kind.EVENT, when=When.minute(local(2, 3, 7)), text="首例", **told)
    sent = situation().events.filter(unit=city.hetang.pk)["kind"].cast(pl.String)
    assert sorted(sent.filter(sent.str.starts_with("report.sent"))) == [
        "report.sent.event",
        "report.sent.order",
    ]


@pytest.mark.parametrize("hours", [0, 9_000, 10**9 - 1])
def test_a_mistyped_deadline_is_refused(city, hours):
    when = When.minute(local(2, 2, 12))
    with pytest.raises(ValidationError, match="hours"):
        directives.issue(by=None, text="检测", unit=city.hetang, when=when, hours=hours)


def test_a_figure_of_a_day_that_has_not_come_is_refused(city):
    with pytest.raises(ValidationError, match="has not come"):
        published.keep(
            by=None,
            unit=city.hetang,
            to_unit=city.hetang,
            figures={"confirmed": 1},
            as_of=local(2, 3) + timedelta(days=366),
            when=When.minute(NOW),
        )


def test_a_published_figure_is_not_sent_as_a_report(city):
    with pytest.raises(ValidationError, match="published"):
        reports.send(
            by=None,
            kind="published",
            unit=city.hetang,
            to_unit=city.city_cdc,
            when=When.minute(NOW),
        )


def test_new_infections_through_gatherings_are_those_of_the_day(city, sign_in):
    city.case.infected_through = "meal"
    with change("test", by=None):
        city.case.save()
    keep(city, city.hetang, through_gatherings=1, new_through_gatherings=1)
    all_of_them, new = compared(sign_in("reviewer"))
    assert all_of_them.own == 1
    assert new.own == 0  # he was confirmed days before
    assert (all_of_them.href, new.href) == ("", "")


@pytest.fixture
def table(city):
    """Return a place at which somebody of Tianyuan sat at the same hour."""
    place = contacts.add_place(by=None, name="餐馆", unit=city.hetang)
    stranger = people.register(by=None, name="远某", unit_residence=city.tianyuan)
    when = When.minute(local(1, 26, 19))
    contacts.record_stay(by=None, person=stranger, place=place, when=when)
    return place, stranger, when


@pytest.mark.parametrize("is_case", [False, True])
def test_a_gathering_shows_nobody_of_another_county(table, city, is_case):
    place, stranger, when = table
    if is_case:
        cases.open_case(
            by=None,
            person=stranger,
            pathogen="sars-cov-2",
            status="suspected",
            when=When.minute(local(1, 27)),
            unit_reporting=city.tianyuan,
            unit_counting=city.tianyuan,
        )
    reviewer = city.users["reviewer"]
    gatherings.record(by=reviewer, place=place, when=when, what="聚餐", attendees=[city.zhang])
    assert not Contact.objects.filter(person=stranger).exists()
    assert not Contact.objects.filter(case__person=stranger).exists()
    assert stranger not in people_of(scope_of(reviewer))


def test_at_a_gathering_of_unknown_time_were_its_attendees_alone(city):
    place = contacts.add_place(by=None, name="餐馆", unit=city.hetang)
    other = people.register(by=None, name="不知", unit_residence=city.hetang)
    contacts.record_stay(by=None, person=other, place=place, when=When.unknown())
    gatherings.record(
        by=None, place=place, when=When.unknown(), what="聚餐", attendees=[city.zhang, city.li]
    )
    assert not Contact.objects.filter(person=other).exists()
    assert Contact.objects.filter(place=place).exists()
