"""The events tell of each record what the engine asks of it, and have a word for all it can say."""

from datetime import timedelta

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.conftest import at, local

from firebreak.engine import kinds
from firebreak.records import clock, tables
from firebreak.records.actions import cases, checks, contacts, journeys, laboratory, people
from firebreak.records.change import change, store_rows
from firebreak.records.models import Case, Check, Milestone, Place, Placement, Report, Test, Unit
from firebreak.records.tables.fetching import fetch


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        (kinds.CLASSIFICATIONS, Case.Status.values),
        (kinds.CHECKS, Check.Kind.values),
        (kinds.SYMPTOMS, Check.Symptom.values),
        (("none", *kinds.ACTIONS), Check.ActionTaken.values),
        (kinds.RESULTS, Test.Result.values),
        (kinds.LEVELS, Placement.Level.values),
        (kinds.PERSON_REPORTS + kinds.UNIT_REPORTS, Report.Kind.values),
        (kinds.UNIT_KINDS, Unit.Kind.values),
        (("detected", "notified", *kinds.RESPONSE_ACTIONS), Milestone.Kind.values),
        (kinds.RUNS, [str(kind) for kind in Place.RUNS]),
    ],
    ids=lambda words: "",
)
def test_whatever_a_record_can_say_is_a_kind_of_event(words, choices):
    assert set(words) == set(choices)


def test_every_record_that_proves_a_kind_is_projected():
    proving = {kind.record for kind in kinds.KINDS.values()}
    assert proving == {model.__name__.lower() for model in tables.PROJECTIONS}


EXACT = local(1, 21, 9) + timedelta(microseconds=1)
ODD = ("", '"', 'a,"b"', "a\nb\r\nc", "\\N", "\\.", "NULL", " 甲 ", "t")


def test_rows_come_as_they_are_on_file(city):
    """However a database hands them out: nothing is not an empty text, and text is whole."""
    rows = [{"name": name, "row": None if n % 2 else n} for n, name in enumerate(ODD)]
    with change("test", by=None):
        store_rows(Place, [*rows, {"name": "点", "longitude": -1.5e-7, "stored_at": EXACT}])
    fields = ("id", "name", "row", "unit_id", "longitude", "stored_at")
    found = fetch(Place.objects.all(), *fields).sort("id")
    assert found.rows() == list(Place.objects.order_by("id").values_list(*fields))


CHECKED = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Check.Kind.values),
        "temperature_celsius": st.none() | st.decimals("34", "42", places=1),
        "symptoms": st.lists(st.sampled_from(Check.Symptom.values), unique=True),
        "exposure_declared": st.none() | st.booleans(),
        "action_taken": st.sampled_from(Check.ActionTaken.values),
        "note": st.just("电话"),
    }
)


@given(seen=st.lists(CHECKED, min_size=1, max_size=4))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_of_a_check_the_events_tell_everything_that_was_seen_said_and_done(city, seen):
    with transaction.atomic(), clock.held_at(local(1, 21, 12)):
        person = people.register(by=None, name="测试", unit_residence=city.hetang)
        made = [
            checks.record_check(
                by=None, person=person, unit=city.hospital, when=at(1, 21, 9), **one
            )
            for one in seen
        ]
        events = tables.events([Check])
        for row, one in zip(made, seen, strict=True):
            assert _told(events.filter(record=row.pk)) == _entered(one)
        transaction.set_rollback(True)


def _entered(one: dict) -> dict:
    declared = {True: "exposure", False: "no_exposure", None: None}[one["exposure_declared"]]
    celsius = one["temperature_celsius"]
    return {
        "check": [one["kind"]],
        "found": sorted(one["symptoms"]),
        "declared": [declared] if declared else [],
        "action": [one["action_taken"]] if one["action_taken"] != "none" else [],
        "celsius": [float(celsius)] if celsius is not None else [],
    }


def _told(events: pl.DataFrame) -> dict:
    words = events["kind"].cast(pl.String).to_list()
    of = {
        family: sorted(w.split(".")[1] for w in words if w.split(".")[0] == family)
        for family in ("check", "found", "declared", "action")
    }
    measured = events["celsius"].drop_nulls().to_list()
    return of | {"celsius": [round(value, 1) for value in measured]}


def test_who_was_asked_and_had_no_symptom_was_checked_and_nothing_was_found(city):
    with clock.held_at(local(1, 21, 12)):
        person = people.register(by=None, name="测试", unit_residence=city.hetang)
        checks.record_check(
            by=None,
            person=person,
            unit=city.hospital,
            when=at(1, 21, 9),
            kind="follow_up",
            symptoms=[Check.NO_SYMPTOM],
        )
    assert tables.events([Check])["kind"].to_list() == ["check.follow_up"]


@pytest.mark.parametrize("seat", ["", "07车12A"], ids=["aboard", "in a row of a carriage"])
def test_a_ride_is_a_journey_wherever_he_sat(city, seat):
    with clock.held_at(local(1, 21, 12)):
        person = people.register(by=None, name="测试", unit_residence=city.hetang)
        run = journeys.Run("train", "G9971", local(1, 16).date(), departs_at=local(1, 16, 19))
        journeys.record_journey(by=None, person=person, run=run, ride=journeys.Ride(seat=seat))
    (row,) = tables.events().filter(kind="travelled.train").to_dicts()
    assert (row["subject"], row["county"]) == (person.pk, city.hetang.pk)


def test_a_stay_elsewhere_is_no_journey(city):
    with clock.held_at(local(1, 21, 12)):
        person = people.register(by=None, name="测试", unit_residence=city.hetang)
        shop = contacts.add_place(by=None, name="店", kind="shop", unit=city.hetang)
        contacts.record_stay(by=None, person=person, place=shop, when=at(1, 20, 9))
    told = tables.events()["kind"].cast(pl.String)
    assert not told.str.starts_with("travelled").any()


def test_who_was_infected_elsewhere_is_told_since_it_was_known(city, suspect):
    case = suspect(when=at(1, 21, 9))
    with clock.held_at(local(1, 22, 9)):
        cases.correct(by=None, case=case, imported=True)
    (row,) = tables.events().filter(kind="infected.elsewhere").to_dicts()
    assert row["subject"] == case.person_id
    assert row["stored_at"] - local(1, 22, 9) < timedelta(minutes=1)
    with clock.held_at(local(1, 23, 9)):
        cases.correct(by=None, case=Case.objects.get(), imported=False)
    assert tables.events().filter(kind="infected.elsewhere").is_empty()


def test_what_told_of_a_sample_did_not_tell_of_its_receipt(city):
    person = people.register(by=None, name="李某", unit_residence=city.hetang)
    told = local(1, 31, 18)
    with clock.held_at(local(1, 31, 19)):
        sample = laboratory.take_sample(
            by=None, person=person, unit=city.hospital, when=at(1, 31, 17), told_at=told
        )
    with clock.held_at(local(2, 1, 9)):
        laboratory.receive_sample(by=None, sample=sample, at=local(2, 1, 8))
    events = {row["kind"]: row for row in tables.events().to_dicts()}
    assert events["sample.taken"]["told_at"] == told
    assert events["sample.received"]["told_at"] is None
