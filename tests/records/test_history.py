"""The record as it was known: the same queries, an earlier answer, and nothing written."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.conftest import at, local

from firebreak.records import clock, tables
from firebreak.records.actions import cases, people
from firebreak.records.change import change
from firebreak.records.history import AsKnownError, as_known
from firebreak.records.models import Case, Person, Unit


def test_a_correction_does_not_alter_what_was_known_before(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 22, 9)):
        cases.classify(by=None, case=case, status="confirmed", when=at(1, 22, 8))
    with as_known(local(1, 21)):
        then = Case.objects.select_related("person__unit_residence").get()
        assert then.status == "suspected"
        assert then.person.unit_residence == city.hetang
        assert then.classifications.count() == 1
    assert Case.objects.get().status == "confirmed"


def test_a_join_reads_the_past_on_both_sides(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 23)):
        people.correct(by=None, person=case.person, name="更名")
    assert Case.objects.filter(person__name="更名").exists()
    with as_known(local(1, 22)):
        assert not Case.objects.filter(person__name="更名").exists()
        assert Case.objects.filter(person__name="测试甲").exists()


def test_what_was_withdrawn_is_there_before_and_gone_after(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 22, 9)):
        wrong = cases.classify(by=None, case=case, status="confirmed", when=at(1, 22, 8))
    with clock.held_at(local(1, 23, 9)):
        cases.withdraw_classification(
            by=None, classification=wrong, reason="label of another sample"
        )
    assert Case.objects.get().status == "suspected"
    with as_known(local(1, 23)):
        assert Case.objects.get().classifications.count() == 2


def test_before_anything_was_stored_there_is_nothing(city, suspect):
    suspect()
    with as_known(local(1, 1)):
        assert Unit.objects.count() == Person.objects.count() == 0
        assert tables.events().is_empty()


@pytest.mark.django_db(transaction=True)
def test_nothing_can_be_written_in_the_past(city, suspect):
    case = suspect()
    with as_known(local(1, 21)), pytest.raises(DatabaseError), change("late.thing", by=None):
        case.save()
    people.correct(by=None, person=case.person, name="现在")
    assert Person.objects.get().name == "现在"


def test_the_tables_come_back_after_an_error_inside(city, suspect):
    suspect()
    with pytest.raises(ZeroDivisionError), as_known(local(1, 1)):
        _ = 1 / 0
    assert Case.objects.count() == 1


def test_an_instant_without_a_zone_is_refused(city):
    with pytest.raises(AsKnownError), as_known(local(1, 1).replace(tzinfo=None)):
        pass


@given(steps=st.lists(st.tuples(st.integers(1, 72), st.sampled_from("甲乙丙丁")), max_size=6))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_past_never_changes_whatever_is_written_after(city, steps):
    with transaction.atomic():
        now = local(2, 1)
        with clock.held_at(now):
            person = people.register(by=None, name="始", unit_residence=city.hetang)
        told: list[tuple] = [(now, "始")]
        for hours, name in steps:
            now += timedelta(hours=hours)
            with clock.held_at(now):
                people.correct(by=None, person=person, name=name)
            told.append((now, name))
            for instant, known in told:
                with as_known(instant):
                    assert Person.objects.get(pk=person.pk).name == known
        transaction.set_rollback(True)
    assert connection.needs_rollback is False


def test_the_way_to_versions_is_made_once_and_leads_to_those_of_each_record(city, suspect):
    one, other = suspect(name="测试一"), suspect(name="测试二")
    assert type(Case.history) is type(one.history)
    assert set(one.history.values_list("id", flat=True)) == {one.pk}
    assert set(other.history.values_list("id", flat=True)) == {other.pk}
    assert Case.history.filter(id__in=[one.pk, other.pk]).count() >= 2
