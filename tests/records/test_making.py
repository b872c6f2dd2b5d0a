"""The process that makes situations may be gone: that is a failure, but not when all processes end."""

import os
import signal
import threading

import pytest

from firebreak.records import clock, interrupts
from firebreak.records.making import Maker, MakingFailed
from firebreak.records.situation import situation

pytestmark = pytest.mark.django_db


@pytest.fixture
def killed():
    maker = Maker(situation())
    os.kill(maker.process.pid, signal.SIGKILL)
    maker.process.join(60)
    yield maker
    maker.stop()


def test_a_process_that_was_killed_has_failed(killed):
    with pytest.raises(MakingFailed, match="has ended"):
        killed.next(clock.now(), [])


def test_at_the_end_of_the_site_the_thread_that_asked_ends_without_a_word(killed, monkeypatch):
    over = threading.Event()
    over.set()
    monkeypatch.setattr(interrupts, "_is_over", over)
    with pytest.raises(SystemExit):
        killed.next(clock.now(), [])
