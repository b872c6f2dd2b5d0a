"""Prepared queries answer as Django's own do: other keys, other threads, the past."""

import threading

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import cases, people
from firebreak.records.history import as_known
from firebreak.records.models import Case, Classification, Person
from firebreak.records.prepared import Prepared, give

CLASSIFIED = Prepared(lambda case: Classification.objects.filter(case=case))
OF_PERSON = Prepared(
    lambda person: (
        Case.objects.filter(person=person)
        .select_related("person__unit_residence", "outbreak")
        .order_by("-id")
    )
)
OFTEN = 7  # after five times PostgreSQL is told to keep the plan


@pytest.fixture
def two(suspect):
    first, second = suspect(), suspect()
    with clock.held_at(local(1, 22, 9)):
        cases.classify(by=None, case=second, status="confirmed", when=at(1, 22, 8))
    return first, second


def test_each_key_gets_its_own_records(two):
    for case in (*two, *two):
        assert CLASSIFIED(case.pk) == list(Classification.objects.filter(case=case))


def test_an_unknown_key_gets_nothing(two):
    assert CLASSIFIED(10**9) == []


def test_joined_records_are_there_without_another_query(two):
    (found,) = OF_PERSON(two[0].person_id)
    with CaptureQueriesContext(connection) as asked:
        assert found.person.unit_residence == two[0].person.unit_residence
        assert found.outbreak == two[0].outbreak
    assert not asked.captured_queries


def test_values_are_those_django_reads(two):
    for case in two:
        (found,) = OF_PERSON(case.person_id)
        told = Case.objects.get(pk=case.pk)
        for field in Case._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(told, field.attname)
        assert found.person.id_number == told.person.id_number  # decrypted on the way


def test_only_one_query_is_asked_each_time(two):
    for case in two:
        with CaptureQueriesContext(connection) as asked:
            CLASSIFIED(case.pk)
        assert len(asked.captured_queries) == 1


def test_the_past_is_read_as_it_was_known(two):
    case = two[1]
    with as_known(local(1, 21)):
        pass  # the first views of a connection make PostgreSQL plan anew, later ones do not
    for _ in range(OFTEN):
        assert [c.status for c in CLASSIFIED(case.pk)][-1] == "confirmed"
        assert OF_PERSON(case.person_id)[0].person.name != "更名"
    with clock.held_at(local(1, 23)):
        people.correct(by=None, person=case.person, name="更名")
    with as_known(local(1, 21)):
        assert [c.status for c in CLASSIFIED(case.pk)] == ["suspected"]
        assert OF_PERSON(case.person_id)[0].person.name != "更名"
    assert OF_PERSON(case.person_id)[0].person.name == "更名"


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_answer_for_one_another(two):
    answers: dict[int, list] = {}
    together = threading.Barrier(4)

    def ask(number: int) -> None:
        case = two[number % 2]
        together.wait()
        answers[number] = [[c.case_id for c in CLASSIFIED(case.pk)] for _ in range(20)]
        connection.close()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, told in answers.items():
        assert {case for ids in told for case in ids} == {two[number % 2].pk}
    assert len(answers) == 4


def test_given_records_are_what_the_relation_lists(two):
    case = two[1]
    give(case, "classifications", CLASSIFIED(case.pk))
    with CaptureQueriesContext(connection) as asked:
        assert [c.status for c in case.classifications.all()][-1] == "confirmed"
    assert not asked.captured_queries
    assert Person.objects.get(pk=case.person_id).cases.count() == 1


def test_what_is_no_key_is_part_of_the_query(two):
    by_status = Prepared(
        lambda status, case: Classification.objects.filter(case=case, status=status)
    )
    first, second = two
    assert [c.case_id for c in by_status("confirmed", second.pk)] == [second.pk]
    assert by_status("confirmed", first.pk) == []
    assert [c.status for c in by_status("suspected", first.pk)] == ["suspected"]


def test_keys_alone_can_be_asked_for(two):
    ids = Prepared(lambda person: Case.objects.filter(person=person).values_list("pk", flat=True))
    assert ids(two[0].person_id) == [two[0].pk]


def test_a_number_no_database_takes_is_nobodys(two):
    assert CLASSIFIED(9_999_999_999_999_999_999) == []


def test_another_connection_is_asked_when_there_is_one(two):
    assert CLASSIFIED(two[0].pk)
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = before.copy()
    try:
        written = CLASSIFIED._written((two[0].pk,))
        assert written.connection is connections[DEFAULT_DB_ALIAS]
    finally:
        connections[DEFAULT_DB_ALIAS] = before


def test_only_so_many_queries_are_kept(two, monkeypatch):
    monkeypatch.setattr("firebreak.records.prepared.MOST_WRITTEN", 2)
    by_note = Prepared(lambda note, case: Case.objects.filter(pk=case).exclude(note=note))
    for note in ("a", "b", "c", "a"):
        assert by_note(note, two[0].pk) == [two[0]]
    assert len(vars(by_note._of_thread)["written"]) <= 2
