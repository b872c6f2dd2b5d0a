"""Records stored by the thousand are what records stored one by one are."""

from datetime import date

import pytest
from django.db import connection

from firebreak.records import change
from firebreak.records.models import Check, Person, Report, Unit

from .conftest import at, local

PERSON = {
    "name": "测试甲",
    "sex": Person.Sex.FEMALE,
    "birth_date": date(1970, 1, 2),
    "id_number": "11010519491231002X",
    "phone": "13900000001",
    "address": "甲路1号",
    "told_at": local(1, 20, 9),
    "happened_at": local(1, 20, 9, 30),
    "happened_precision": at(1, 20, 9).precision,
}


def raw(model, pk: int) -> dict:
    """Return a row as it stands in the database, without what always differs."""
    table = connection.ops.quote_name(model._meta.db_table)
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s", [pk])
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def one_by_one(model, **facts):
    with change.change("test", by=None):
        record = model(**facts)
        record.save()
    return record


def together(model, *rows: dict) -> range:
    with change.change("test", by=None):
        return change.store_rows(model, rows)


def differing(model, one: int, other: int) -> set[str]:
    first, second = raw(model, one), raw(model, other)
    return {name for name in first if first[name] != second[name]}


def test_what_is_left_out_has_its_default_and_the_rest_is_written_the_same(city):
    single = one_by_one(Person, **PERSON)
    keys = {name: getattr(single, name) for name in ("name_key", "id_number_key", "phone_key")}
    [pk] = together(Person, PERSON | keys)
    # each encryption of the same value is another text
    secret = {"id_number", "phone", "address"}
    assert differing(Person, single.pk, pk) == {"id", "stored_at"} | secret
    person = Person.objects.get(pk=pk)
    assert (person.id_number, person.phone, person.address) == tuple(
        PERSON[name] for name in ("id_number", "phone", "address")
    )


def test_lists_and_figures_are_written_the_same(city):
    person = one_by_one(Person, **PERSON)
    check = {
        "person_id": person.pk,
        "kind": "round",
        "unit_id": city.hetang.pk,
        "symptoms": ["fever"],
    }
    [pk] = together(Check, check)
    assert differing(Check, one_by_one(Check, **check).pk, pk) == {"id", "stored_at"}
    report = {"kind": Report.Kind.DAILY, "unit_id": city.root.pk, "to_unit_id": city.root.pk}
    [pk] = together(Report, report | {"figures": {"new_confirmed": 3}})
    assert Report.objects.get(figures__new_confirmed=3).pk == pk


def test_the_first_version_is_the_record_and_says_who_stored_it_and_why(city, user):
    reviewer = user("reviewer")
    with change.change("test", by=reviewer, reason="a list") as made:
        ids = change.store_rows(Person, [PERSON, PERSON | {"name": "测试乙"}])
    for pk in ids:
        [version] = Person.history.filter(id=pk)
        assert (version.history_type, version.history_date) == ("+", made.at)
        assert (version.history_user, version.history_change_reason) == (reviewer, "test: a list")
        kept = raw(Person.history.model, version.history_id)
        assert raw(Person, pk).items() <= kept.items()  # the ciphertext too


def test_ids_follow_one_another_and_are_never_given_twice(city):
    first = together(Person, *[PERSON] * 3)
    single = one_by_one(Person, **PERSON)
    second = together(Person, PERSON)
    assert list(first) == list(range(first[0], first[0] + 3))
    assert first[-1] < single.pk < second[0]


def test_objects_stored_together_know_their_ids_and_can_be_corrected(city):
    people = [Person(**PERSON), Person(**PERSON)]
    with change.change("test", by=None):
        change.store_many(Person, people)
        people[1].name = "测试丙"
        people[1].save()
    assert Person.objects.get(pk=people[1].pk).name == "测试丙"
    assert list(people[1].history.values_list("history_type", flat=True)) == ["~", "+"]


def test_nothing_is_stored_outside_a_change(city):
    with pytest.raises(change.WriteOutsideChange):
        change.store_rows(Person, [PERSON])
    with pytest.raises(change.WriteOutsideChange):
        Unit.objects.bulk_create([Unit(code="X", name="X", kind="county")])


def test_storing_nothing_is_nothing(city):
    assert list(together(Person)) == []
