import pytest
from django.core.exceptions import ValidationError
from tests.records.conftest import local

from firebreak.records import clock
from firebreak.records.actions import people
from firebreak.records.change import WriteOutsideChange, already_made, change
from firebreak.records.models import Change, Person


def test_a_record_cannot_be_saved_outside_a_change(city):
    with pytest.raises(WriteOutsideChange):
        Person(name="某").save()


@pytest.mark.parametrize("write", ["update", "delete"])
def test_a_queryset_cannot_write_past_the_history(city, write):
    people.register(by=None, name="某", unit_residence=city.hetang)
    with pytest.raises(WriteOutsideChange):
        getattr(Person.objects.all(), write)()
    with pytest.raises(WriteOutsideChange):
        Person.objects.bulk_create([Person(name="某")])


def test_what_fails_inside_a_change_leaves_nothing(city):
    before = Change.objects.count()
    with pytest.raises(ValidationError):
        _register_one_and_fail(city)
    assert Person.objects.count() == 0
    assert Person.history.count() == 0
    assert Change.objects.count() == before


def test_everything_in_a_change_bears_its_instant_and_its_author(city, user):
    tracer = user("tracer")
    with clock.held_at(local(1, 25, 8)), change("two.things", by=tracer):
        one = people.register(by=tracer, name="甲", unit_residence=city.hetang)
        two = people.register(by=tracer, name="乙", unit_residence=city.hetang)
    assert one.stored_at == two.stored_at
    version = one.history.get()
    assert (version.history_date, version.history_user) == (one.stored_at, tracer)


def test_instants_of_changes_rise_even_when_the_clock_stands(city):
    with clock.held_at(local(1, 25, 8)):
        for name in "甲乙丙":
            people.register(by=None, name=name, unit_residence=city.hetang)
    instants = list(Change.objects.order_by("id").values_list("at", flat=True))
    assert instants == sorted(set(instants))


def test_the_server_sets_stored_and_nobody_else_can(city):
    with clock.held_at(local(1, 25, 8)):
        person = people.register(by=None, name="甲", unit_residence=city.hetang)
    person.stored_at = local(1, 1)
    with clock.held_at(local(1, 26, 8)):
        people.correct(by=None, person=person, name="乙")
    person.refresh_from_db()
    assert person.stored_at == local(1, 26, 8)


def test_a_key_tells_a_repeated_change(city):
    assert not already_made("form-1")
    with change("a.thing", by=None, key="form-1"):
        pass
    assert already_made("form-1")


def _register_one_and_fail(city):
    with change("two.things", by=None):
        people.register(by=None, name="甲", unit_residence=city.hetang)
        people.register(by=None, name="", unit_residence=city.hetang)
