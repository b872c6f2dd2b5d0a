"""Several write at once: changes form one line, and what was known of the past does not alter."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions import cases, people, units
from firebreak.records.change import change
from firebreak.records.history import as_known
from firebreak.records.models import Case, Change, Classification, Person

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 3, 8
PATIENCE = 120  # seconds, on a loaded machine


@pytest.fixture
def county():
    root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
    found = units.open_unit(by=None, code="430202", name="荷塘区", kind="county", parent=root)
    units.set_installation(by=None, city=root, pathogen="sars-cov-2")
    yield found
    clock.forget()


@pytest.fixture
def together():
    """Return a function that runs functions at once, each in a thread, and waits for all."""

    def run(*works) -> None:
        faults = []

        def begin(work) -> None:
            try:
                work()
            except BaseException as fault:  # told below, in the test's own thread
                faults.append(fault)
            finally:
                connection.close()

        threads = [threading.Thread(target=begin, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "they wait for one another"
        if faults:
            raise faults[0]

    return run


def open_case(county, name: str) -> Case:
    now = When.minute(clock.now())
    person = people.register(by=None, name=name, unit_residence=county)
    return cases.open_case(
        by=None,
        person=person,
        pathogen="sars-cov-2",
        status="suspected",
        when=now,
        unit_reporting=county,
        unit_counting=county,
    )


def on_file() -> list:
    known = Case.objects.order_by("id").values_list("person__name", "status", "note")
    return [*known, Classification.objects.count(), Change.objects.count()]


def test_changes_form_one_line_and_the_past_stays_as_it_was(county, together):
    seen = []

    def write(letter: str) -> None:
        for number in range(EACH):
            with change("cases.open", by=None):
                case = open_case(county, f"{letter}{number}")
            cases.classify(by=None, case=case, status="confirmed", when=When.minute(clock.now()))

    def look() -> None:
        for _turn in range(EACH):
            last = Change.objects.order_by("-id").first()
            with as_known(last.at):
                seen.append((last.at, on_file()))

    together(*[lambda letter=letter: write(letter) for letter in "甲乙丙"[:WRITERS]], look)

    instants = list(Change.objects.order_by("id").values_list("at", flat=True))
    assert instants == sorted(set(instants))
    assert Person.objects.count() == Case.objects.count() == WRITERS * EACH
    assert Classification.objects.count() == 2 * WRITERS * EACH
    for at, answer in seen:
        with as_known(at):
            assert on_file() == answer, "what was known then has altered"
    # Every change is there from its own instant on, and not before.
    for number, at in enumerate(instants, start=1):
        with as_known(at):
            assert Change.objects.count() == number
        with as_known(at - timedelta(microseconds=1)):
            assert Change.objects.count() < number


def test_nobody_writes_over_what_another_stored_since_he_read_it(county):
    case = open_case(county, "甲某")
    mine, theirs = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    cases.correct(by=None, case=theirs, note="dinner of 20")
    with pytest.raises(ValidationError) as refused:
        cases.classify(by=None, case=mine, status="confirmed", when=When.minute(clock.now()))
    assert refused.value.code == "overtaken"
    assert on_file()[0] == ("甲某", "suspected", "dinner of 20")
    assert Classification.objects.count() == 1
    mine.refresh_from_db()
    cases.classify(by=None, case=mine, status="confirmed", when=When.minute(clock.now()))
    assert on_file()[0] == ("甲某", "confirmed", "dinner of 20")


def test_a_record_may_be_written_twice_in_one_change(county):
    case = open_case(county, "甲某")
    first, second = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    with change("cases.correct", by=None):
        cases.correct(by=None, case=first, note="one")
        cases.correct(by=None, case=second, note="two")
    assert on_file()[0][2] == "two"
