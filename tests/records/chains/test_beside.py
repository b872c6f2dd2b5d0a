"""The process beside the site: it answers later, survives what fails, and ends when idle."""

import os
import threading
import time

import polars as pl
import pytest
from tests.records.chains import working

from firebreak.records.beside import Beside, Known
from firebreak.records.shelf import LARGE_BYTES

PATIENCE_SECONDS = 60


@pytest.fixture
def beside():
    made = Beside(kept=3, idle_seconds=30)
    made.is_engaged = True
    yield made
    thread = made.thread
    made.forget()
    if thread is not None:
        thread.join(PATIENCE_SECONDS)


def test_tables_that_go_by_files_arrive_again_and_again(beside):
    table = pl.DataFrame({"a": range(LARGE_BYTES)})
    for number in range(3):
        answer = beside.ask(number, working.add_up, lambda: table)
        assert answer.settled.wait(PATIENCE_SECONDS)
        made, given = answer.value
        assert made["total"].sum() == table["a"].sum() + table.height
        assert given.equals(table)


def test_who_asks_is_answered_at_once_and_told_the_rest_later(beside):
    answer = beside.ask("double", working.double, lambda: 21)
    assert not answer.is_known
    assert answer.settled.wait(PATIENCE_SECONDS)
    assert answer.value == (42, answer.value[1])
    assert answer.value[1] != os.getpid()
    assert beside.ask("double", working.double, lambda: 0) is answer


def test_what_fails_is_said_to_have_failed_and_the_next_question_is_answered(beside):
    failed = beside.ask("fail", working.fail, lambda: None)
    gone = beside.ask("die", working.die, lambda: None)
    after = beside.ask("double", working.double, lambda: 1)
    for answer in (failed, gone, after):
        assert answer.settled.wait(PATIENCE_SECONDS)
    assert failed.has_failed
    assert gone.has_failed
    assert after.value[0] == 2


def test_what_is_known_when_its_turn_comes_is_not_worked_out(beside):
    answer = beside.ask("known", working.fail, lambda: Known("there already"))
    assert answer.settled.wait(PATIENCE_SECONDS)
    assert answer.value == "there already"


def test_where_nothing_is_engaged_nothing_is_begun():
    idle = Beside(kept=3, idle_seconds=1)
    answer = idle.ask("double", working.double, lambda: 21)
    assert not answer.settled.is_set()
    assert idle.thread is None
    assert idle.work_out("double", working.double, 21)[0] == 42
    assert answer.is_known


def test_what_is_asked_again_while_it_is_worked_out_is_worked_out_once(beside):
    begun, may_go_on, times = threading.Event(), threading.Event(), []

    def given():
        times.append(1)
        begun.set()
        may_go_on.wait(PATIENCE_SECONDS)
        return 21

    first = beside.ask("double", working.double, given)
    assert begun.wait(PATIENCE_SECONDS)
    assert beside.ask("double", working.double, given) is first
    may_go_on.set()
    assert first.settled.wait(PATIENCE_SECONDS)
    assert beside.ask("more", working.double, lambda: 1).settled.wait(PATIENCE_SECONDS)
    assert len(times) == 1


def test_only_so_many_answers_are_kept():
    idle = Beside(kept=2, idle_seconds=1)
    first = idle.ask(1, working.double, lambda: 1)
    idle.ask(2, working.double, lambda: 2)
    idle.ask(3, working.double, lambda: 3)
    assert idle.ask(1, working.double, lambda: 1) is not first


def test_it_ends_when_nobody_asks():
    short = Beside(kept=2, idle_seconds=0.2)
    short.is_engaged = True
    assert short.ask(1, working.double, lambda: 1).settled.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while short.thread is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert short.thread is None
    assert short.ask(2, working.double, lambda: 2).settled.wait(PATIENCE_SECONDS)
    short.forget()
