"""The situation that is renewed from what changed is the one read afresh, whatever is written."""

import pickle
import threading
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import hypothesis.strategies as st
import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal
from tests.records.conftest import at, local

from firebreak.engine.when import When
from firebreak.records import clock, situation
from firebreak.records.actions import (
    cases,
    checks,
    contacts,
    journeys,
    laboratory,
    people,
    placements,
    reports,
    units,
)
from firebreak.records.actions.withdraw import take_back
from firebreak.records.change import change
from firebreak.records.history import as_known
from firebreak.records.models import Case, Change, Contact, Person, Placement, Report, Sample
from firebreak.records.situation import state
from firebreak.records.situation.instants import at_instant
from firebreak.records.situation.live import LIVE, STALE_SECONDS
from firebreak.records.situation.reading import read
from firebreak.records.tables import PROJECTIONS
from firebreak.records.traces.stays import stays_of

ACTIONS = (
    "register",
    "suspect",
    "classify",
    "check",
    "ride",
    "import",
    "sample",
    "receive",
    "result",
    "place",
    "end",
    "contact",
    "reach",
    "report",
    "review",
    "move",
    "rename",
    "onset",
    "withdraw",
    "unit",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 50), st.integers(1, 30)), max_size=14
)


def act(city, action: str, pick: int) -> None:
    """Do one thing to one of what is there; what is not allowed is not done."""
    now = When.minute(clock.now())
    unit = (city.hetang, city.tianyuan, city.yunlong)[pick % 3]

    def one(model, **condition):
        found = model.objects.filter(**condition).order_by("id")
        return found[pick % len(found)] if found else None

    person, case = one(Person), one(Case)
    if action == "register" or person is None:
        people.register(by=None, name=f"某{pick}", unit_residence=unit)
    elif action == "suspect":
        cases.open_case(
            by=None,
            person=person,
            pathogen="sars-cov-2",
            status="suspected",
            when=now,
            unit_reporting=city.hospital,
            unit_counting=unit,
        )
    elif action == "classify" and case:
        options = sorted(cases.CAN_BECOME[case.status])
        if options:
            then = options[pick % len(options)]
            cases.classify(by=None, case=case, status=then, when=now, reason="x")
    elif action == "check":
        checks.record_check(
            by=None, person=person, kind="follow_up", unit=unit, when=now, note="电话",
            symptoms=[["cough"], ["fever", "fatigue"], []][pick % 3],
            exposure_declared=(None, True, False)[pick % 3],
            action_taken=("none", "referred")[pick % 2],
        )  # fmt: skip
    elif action == "ride":
        run = journeys.Run("train", f"G{pick + 1}", clock.now().date())
        ride = journeys.Ride(seat=("", "07车12A")[pick % 2])
        journeys.record_journey(by=None, person=person, run=run, ride=ride)
    elif action == "import" and case:
        cases.correct(by=None, case=case, imported=(True, False, None)[pick % 3])
    elif action == "sample":
        laboratory.take_sample(
            by=None, person=person, unit=city.hospital, when=now, laboratory=city.lab
        )
    elif action == "receive" and (sample := one(Sample, received_at=None)):
        laboratory.receive_sample(by=None, sample=sample, at=clock.now())
    elif action == "result" and (sample := one(Sample)):
        result = ("positive", "negative", "inconclusive")[pick % 3]
        laboratory.report_result(
            by=None, sample=sample, pathogen="sars-cov-2", result=result, when=now
        )
    elif action == "place":
        placements.begin(
            by=None, person=person, level=("home", "ward")[pick % 2], unit=unit, when=now
        )
    elif action == "end" and (kept := one(Placement, ended_at=None)):
        placements.end(by=None, placement=kept, at=clock.now(), reason="转院")
    elif action == "contact" and case and person.pk != case.person_id:
        contacts.name_contact(by=None, case=case, person=person, when=now, unit=unit)
    elif action == "reach" and (contact := one(Contact)):
        contacts.reach_contact(by=None, contact=contact, at=clock.now())
    elif action == "report" and case:
        reports.send(
            by=None, kind="case_card", unit=city.hospital, to_unit=unit, when=now, case=case
        )
    elif action == "review" and (report := one(Report, reviewed_at=None)):
        reports.review(by=None, report=report, at=clock.now())
    elif action == "move" and case:
        cases.correct(by=None, case=case, unit_counting=unit)
    elif action == "rename":
        people.correct(by=None, person=person, unit_stay=unit)
    elif action == "onset" and case:
        cases.correct(by=None, case=case, onset=When.day(local(1, 19).date(), local(1, 19).tzinfo))
    elif action == "withdraw" and case and case.classifications.count() > 1:
        cases.withdraw_classification(
            by=None, classification=case.classifications.last(), reason="x"
        )
    elif action == "unit":
        units.correct_unit(by=None, unit=unit, phone=str(pick))


def tables_of(seen: situation.Situation) -> dict[str, pl.DataFrame]:
    return {
        "events": seen.events.sort(pl.all()),
        "linelist": seen.linelist.sort("id"),
        "contacts": seen.contacts.sort("id"),
        "units": seen.units.sort("id"),
        "duties": seen.duties.sort(pl.all()),
    }


def assert_same(one: situation.Situation, other: situation.Situation) -> None:
    theirs = tables_of(other)
    for name, table in tables_of(one).items():
        assert_frame_equal(table, theirs[name], check_row_order=True)


def assert_same_record(one: situation.Situation, other: situation.Situation) -> None:
    for kind in PROJECTIONS:
        told, theirs = one.parts[kind].sort(pl.all()), other.parts[kind].sort(pl.all())
        assert_frame_equal(told, theirs)
    for name in ("linelist", "contacts", "units"):
        rows, theirs = getattr(one, name), getattr(other, name)
        assert_frame_equal(rows.sort("id"), theirs.sort("id"))
    assert (one.at, one.known, one.divisions) == (other.at, other.known, other.divisions)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_renewed_equals_read_afresh_and_the_past_stays(city, steps):
    with transaction.atomic():
        situation.forget()
        now, past = local(1, 21, 8), []
        for action, pick, hours in steps:
            now += timedelta(hours=hours)
            with clock.held_at(now):
                try:
                    act(city, action, pick)
                except ValidationError:
                    continue
                renewed = situation.situation()
                assert_same(renewed, at_instant(read(None), renewed.at))
                past.append((now, renewed.linelist.sort("id")))
        for instant, linelist in past:
            with as_known(instant):
                seen = situation.situation(known=instant)
                assert_frame_equal(seen.linelist.sort("id"), linelist)
            assert_same_record(situation.earlier(renewed, instant, PROJECTIONS), seen)
        for case in Case.objects.all():
            assert case.status == case.classifications.last().status
        transaction.set_rollback(True)
    situation.forget()


def test_what_was_taken_back_was_there_before(city, suspect, user):
    """The case was isolated, as was known at nine; at ten he never was."""
    case = suspect()
    with clock.held_at(local(1, 22, 9)):
        clinician = user("clinician", city.hospital)
        placements.begin(
            by=clinician, person=case.person, level="ward", unit=city.hospital, when=at(1, 21, 9)
        )
        placed = situation.situation()
    with clock.held_at(local(1, 22, 9, 20)):
        take_back(by=clinician, made=Change.objects.latest("id"))
        renewed = situation.situation()
        assert_same(renewed, at_instant(read(None), renewed.at))
        before = situation.earlier(renewed, local(1, 22, 9, 10), [Placement])
    assert renewed.linelist["date_isolation"].to_list() == [None]
    assert before.linelist["date_isolation"].to_list() == [local(1, 21).date()]
    assert_frame_equal(before.events, placed.parts[Placement])


def test_whoever_enters_something_sees_what_it_did_at_once(city, suspect):
    suspect()
    with clock.held_at(local(1, 21, 8) + timedelta(seconds=30)):
        before = situation.situation()
        cases.classify(
            by=None, case=Case.objects.get(), status="confirmed", when=When.minute(clock.now())
        )
        after = situation.situation()
    confirmed = pl.col("kind") == "case.confirmed"
    assert (before.events.filter(confirmed).height, after.events.filter(confirmed).height) == (0, 1)
    assert after.duties.filter(pl.col("start_kind") == "case.confirmed").height > 0


def test_nothing_is_read_again_while_nothing_changes(city, suspect):
    suspect()
    with clock.held_at(local(1, 22)):
        assert situation.situation() is situation.situation()


def test_an_instant_of_any_zone_is_the_same_instant(city, suspect):
    suspect()
    with clock.held_at(local(1, 25)):
        there = situation.situation(as_of=local(1, 22))
        here = situation.situation(as_of=local(1, 22).astimezone(tz=None))
    assert there.at == here.at
    assert there.duties.equals(here.duties)


@pytest.mark.parametrize(("day", "state"), [(25, "open"), (26, "overdue"), (27, "overdue")])
def test_as_of_counts_clocks_from_that_instant(city, suspect, day, state):
    suspect(when=at(1, 24, 9))
    with clock.held_at(local(1, 28)):
        duties = situation.situation(as_of=local(1, day, 10)).duties
    assert duties.filter(rule="suspect-test")["state"].to_list() == [state]


@pytest.mark.parametrize("known", [None, local(1, 21)])
def test_clocks_that_ran_out_before_the_first_change_of_the_record_are_not_judged(city, known):
    """The city was set up at 8:00 on the 20th; one suspect of measles goes back to the 15th."""
    with clock.held_at(local(1, 20, 9)):
        for name, day in (("测试甲", 15), ("测试乙", 20)):
            cases.open_case(
                by=None,
                person=people.register(by=None, name=name, unit_residence=city.hetang),
                pathogen="measles",
                status="suspected",
                when=at(1, day, 7),
                unit_reporting=city.hetang,
                unit_counting=city.hetang,
            )
    with clock.held_at(local(1, 25)), as_known(known) if known else nullcontext():
        duties = situation.situation(known=known, as_of=local(1, 25)).duties
    cards = duties.filter(rule="case-card").sort("started")
    assert cards.select("state", "reason").rows() == [
        ("not_applicable", "before_record"),
        ("overdue", None),
    ]


@pytest.fixture
def slow_renewal(monkeypatch):
    """A large city, whose next situation is begun at once and finished when the test says so."""
    monkeypatch.setattr(state, "LARGE", 0)
    begun, may_end = threading.Event(), threading.Event()
    live, renew = LIVE, LIVE._renew

    def slowly(*, ahead=False):
        if ahead:  # in the background
            begun.set()
            may_end.wait(30)
            return live.situation
        return renew(ahead=ahead)

    monkeypatch.setattr(live, "_renew", slowly)
    yield SimpleNamespace(begun=begun, end=may_end.set)
    may_end.set()
    with live.lock:  # the thread has ended
        pass


def test_nobody_waits_while_the_next_minute_of_a_large_city_is_made(city, suspect, slow_renewal):
    suspect(city.hetang)
    start = local(1, 21, 9)
    with clock.held_at(start):
        before = situation.situation()
    LIVE.took = 0.0  # else the pages are left in peace for as long as it took
    with clock.held_at(start + timedelta(minutes=1, seconds=20)):
        assert situation.situation() is before
        assert slow_renewal.begun.wait(30)


def test_nobody_waits_where_making_takes_longer_than_its_minute(city, suspect, slow_renewal):
    suspect(city.hetang)
    start = local(1, 21, 9)
    with clock.held_at(start):
        before = situation.situation()
    LIVE.took = 0.0
    with clock.held_at(start + timedelta(minutes=1, seconds=20)):
        situation.situation()
        assert slow_renewal.begun.wait(30)
    with clock.held_at(start + timedelta(minutes=4)):
        assert situation.situation() is before


def test_a_situation_of_long_ago_is_never_shown(city, suspect, slow_renewal):
    suspect(city.hetang)
    start = local(1, 21, 9)
    with clock.held_at(start):
        before = situation.situation()
    later = start + timedelta(minutes=1, seconds=STALE_SECONDS)
    with clock.held_at(later):
        after = situation.situation()
    assert (before.at, after.at) == (start, later.replace(second=0))
    assert not slow_renewal.begun.is_set()


class Elsewhere:
    """Stands for the process that makes situations, and says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list = []

    def next(self, now, asked):
        self.asked.append(now)
        return situation.renewed(LIVE.situation, asked)

    def stop(self) -> None:
        pass


def test_where_another_process_makes_them_the_site_makes_none_itself(city, suspect, monkeypatch):
    suspect(city.hetang)
    monkeypatch.setattr(state, "LARGE", 0)
    live, elsewhere = LIVE, Elsewhere()
    start = local(1, 21, 9)
    with clock.held_at(start):
        before = situation.situation()
    monkeypatch.setattr(live, "has_maker", True)
    monkeypatch.setattr(live, "maker", elsewhere)
    behind = []
    monkeypatch.setattr(live, "_renew_behind", lambda: behind.append("asked for"))
    # As after the record was read, which took longer than a minute: shown, while the next is made.
    with clock.held_at(start + timedelta(minutes=3)):
        assert situation.situation() is before
    assert behind == ["asked for"]
    assert elsewhere.asked == []
    # As after a night without readers: he who comes first waits, for the other process.
    tomorrow = start + timedelta(days=1)
    with clock.held_at(tomorrow):
        assert situation.situation().at == tomorrow
    assert elsewhere.asked == [tomorrow]


def test_what_lasts_stays_with_the_process_that_made_it(city, suspect):
    suspect(city.hetang)
    now = situation.situation()
    now.lasting["index"] = lambda: None  # no other process could take it
    taken = pickle.loads(pickle.dumps(now))
    assert taken.lasting == {}
    assert taken.linelist.equals(now.linelist)


def test_a_unit_renamed_is_named_anew(city, suspect):
    suspect(city.hetang)
    assert situation.units_of(situation.situation(), [city.hetang.pk])[city.hetang.pk].name
    with change("test", by=None):
        city.hetang.name = "改名区"
        city.hetang.save()
    named = situation.units_of(situation.situation(), [city.hetang.pk, None, 10**9])
    assert {pk: unit.name for pk, unit in named.items()} == {city.hetang.pk: city.hetang.name}


def test_a_situation_that_was_traced_over_can_be_handed_on(city, suspect):
    suspect(city.hetang)
    now = situation.situation()
    assert stays_of(now) is stays_of(now)
    assert pickle.loads(pickle.dumps(now)).asked() == now.asked()
