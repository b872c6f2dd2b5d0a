"""What the page of 4 February 2020 says can be found in the loaded record."""

from datetime import date, datetime

import polars as pl
import pytest
from django.db.models import Count, Q

from firebreak.demo.times import ZONE, at
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tracing.manners import apply
from firebreak.records import tables
from firebreak.records.models import (
    Case,
    Check,
    Citation,
    Classification,
    Contact,
    Person,
    Report,
    Source,
    Stay,
    Unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
SHIPPED = load_protocols()
END_OF_2_FEBRUARY = datetime(2020, 2, 3, tzinfo=ZONE)


def confirmed_by_day() -> dict[date, int]:
    rows = tables.linelist().filter(pl.col("date_confirmation").is_not_null())
    counted = rows.group_by("date_confirmation").len().rows()
    return dict(counted)


def test_26_are_confirmed_by_the_end_of_2_february_and_16_of_them_through_gatherings():
    confirmed = Classification.objects.filter(
        status="confirmed", happened_at__lt=END_OF_2_FEBRUARY
    ).values("case")
    cases = Case.objects.filter(id__in=confirmed)
    assert cases.count() == 26
    gatherings = cases.filter(infected_through__in=["household", "meal", "public_place"])
    assert gatherings.count() == 16


def test_the_new_cases_of_each_day_are_the_published_ones():
    published = [1, 2, 2, 2, 6, 5, 1, 3, 3, 1]  # 24 January to 2 February
    first = date(2020, 1, 24).toordinal()
    expected = {date.fromordinal(first + n): count for n, count in enumerate(published)}
    assert confirmed_by_day() == expected


def test_the_events_tell_the_same_days_as_the_line_list():
    confirmed = tables.events([Classification]).filter(pl.col("kind") == "case.confirmed")
    day = pl.col("happened_at").dt.convert_time_zone(str(ZONE)).dt.date()
    assert dict(confirmed.group_by(day).len().rows()) == confirmed_by_day()


def test_the_city_counts_22_by_23_o_clock_on_31_january():
    by_then = Classification.objects.filter(status="confirmed", happened_at__lt=at("01-31 23:00"))
    assert by_then.values("case").distinct().count() == 22


def test_the_counties_add_up_to_the_city():
    names = dict(Unit.objects.values_list("id", "short_name"))
    rows = tables.linelist().filter(pl.col("date_confirmation").is_not_null())
    counted = {names[unit]: count for unit, count in rows.group_by("unit").len().rows()}
    assert counted == {
        "荷塘": 9, "天元": 6, "攸县": 4, "醴陵": 3, "芦淞": 2, "石峰": 1, "云龙": 1,
    }  # fmt: skip


def test_eight_of_the_guests_fell_ill_and_the_host_came_from_wuhan():
    assert Case.objects.filter(infected_through="meal").count() == 8
    host = Case.objects.get(person__name="刘某")
    assert host.person.arrived_from == "武汉"
    assert host.imported


def test_the_host_and_the_guests_sat_at_one_table_on_the_evening_of_the_17th():
    at_table = Stay.objects.filter(place__kind="table", happened_at=at("01-17 18:30"))
    assert at_table.values("person").distinct().count() == 13
    assert {stay.place.name for stay in at_table} == {"虚构老灶羊肉火锅 1号大圆桌"}
    assert {stay.happened_until for stay in at_table} == {at("01-17 21:00")}
    guests = Person.objects.filter(stays__in=at_table).exclude(name="刘某")
    assert not guests.exclude(arrived_from="").exists()
    assert guests.filter(cases__status="confirmed").count() == 8


def test_the_guests_of_the_other_tables_and_of_the_next_evening_did_not_fall_ill():
    others = Stay.objects.filter(place__within__kind="restaurant").exclude(
        happened_at=at("01-17 18:30")
    )
    assert others.values("place").distinct().count() == 5
    assert others.count() == 18
    assert not Case.objects.filter(person__stays__in=others).exists()
    assert not Contact.objects.filter(person__stays__in=others).exists()


def test_the_host_came_home_by_train_in_a_carriage_with_others():
    ride = Stay.objects.get(person__name="刘某", boarding="武汉")
    carriage = ride.place.within
    assert (ride.place.row, carriage.kind, carriage.within.journey.number) == (
        12,
        "carriage",
        "G9971",
    )
    assert (ride.happened_at, ride.happened_until) == (at("01-16 19:12"), at("01-16 21:24"))
    beside = Stay.objects.filter(Q(place=carriage) | Q(place__within=carriage)).exclude(pk=ride.pk)
    assert beside.count() == 7
    assert not Case.objects.filter(person__stays__in=beside).exists()


def test_the_rules_in_force_find_who_sat_in_the_carriage_and_at_the_table():
    rules = SHIPPED.for_division("430200").manners("sars-cov-2", at("02-03 08:00"))
    stays, places = tables.stays(), tables.places()
    host = Person.objects.get(name="刘某").pk
    contacts = apply(meetings_of(host, stays, places), rules, places, lambda people: stays)
    found = dict(contacts.group_by("rule").agg(pl.col("to_id").n_unique()).rows())
    assert found == {"same-table": 12, "train-carriage": 7, "same-restaurant": 10}


def meetings_of(person, stays, places):
    """Whom somebody met, where, at every level: each stay held against each other one."""
    parents = dict(places.select("place_id", "within").rows())
    rows = []
    for who, place, start, end in stays.select("person_id", "place_id", "start", "end").rows():
        while place is not None and end is not None:
            rows.append((who, place, start, end))
            place = parents[place]
    copies = pl.DataFrame(rows, schema=stays.drop("day_only").schema, orient="row")
    pairs = copies.filter(person_id=person).join(copies, on="place_id", suffix="_other")
    start, end = pl.max_horizontal("start", "start_other"), pl.min_horizontal("end", "end_other")
    return pairs.select(
        "place_id",
        from_id="person_id",
        to_id="person_id_other",
        start=start,
        end=end,
        overlap_s=(end - start).dt.total_seconds(),
        certain=pl.lit(True),
        rule=pl.lit("same_place"),
    ).filter(pl.col("overlap_s") > 0, pl.col("to_id") != person)


def test_the_shopper_went_out_once_and_three_of_her_household_fell_ill():
    shopper = Person.objects.get(name="邓某")
    trip = shopper.stays.get(place__kind="shop")
    assert (trip.happened_at, trip.happened_until) == (at("01-18 09:00"), at("01-18 11:30"))
    family = shopper.household.members.exclude(pk=shopper.pk)
    assert family.filter(cases__infected_through="household").count() == 3


def test_the_first_discharge_was_in_you_county_on_the_afternoon_of_2_february():
    discharge = Classification.objects.get(status="recovered")
    assert discharge.case.unit_counting.short_name == "攸县"
    assert at("02-02 12:00") < discharge.happened_at < at("02-02 18:00")
    assert not discharge.case.person.placements.filter(ended_at=None).exists()


def test_39_students_are_seen_twice_a_day_and_the_hospital_has_the_summary():
    rounds = Check.objects.filter(kind="round", unit__kind="school")
    assert rounds.values("person").distinct().count() == 39
    notes = dict(rounds.values_list("note").annotate(Count("id")))
    assert set(notes) == {"自测", "集中测"}
    summaries = Report.objects.filter(kind="round_summary")
    assert {report.to_unit.kind for report in summaries} == {"hospital"}
    assert all(report.figures["roster"] == 39 for report in summaries)


def test_facts_show_the_words_they_came_from():
    citations = Citation.objects.select_related("source")
    assert citations
    for citation in citations:
        text = citation.source.text
        assert text[citation.start : citation.end] == citation.quote


def test_no_sentence_of_the_page_is_copied(shared):
    page = (shared / "founding-page" / "page.txt").read_text("utf-8")
    sources = Source.objects.exclude(text="")
    assert sources
    for source in sources:
        spans = [source.text[n : n + 16] for n in range(len(source.text) - 16)]
        assert not [span for span in spans if span in page]


def test_posts_met_cases_before_they_were_known_and_let_them_pass():
    let_go = Check.objects.filter(
        action_taken__in=["passed", "sent_home", "none"],
        person__cases__status="confirmed",
        kind__in=["checkpoint", "fever_clinic", "station", "household_visit", "triage"],
    )
    assert let_go.values("person").distinct().count() == 7


def test_the_owner_and_five_workers_are_checked_at_the_gate():
    gate = Check.objects.filter(kind="gate", unit__kind="firm")
    assert gate.values("person").distinct().count() == 6
