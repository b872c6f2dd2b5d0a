"""A process beside the site, which works off what pages ask for and may not wait for.

Each question has a key. Whoever asks gets what is kept under it, or is told that it is being worked
out. The process is started with the first question and ends when nobody has asked for a while, so
that its memory is free again. Where no site is being served (a command, a test) nothing is started:
what is asked is then worked out by `Beside.work_out`, while one waits.
"""

import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from firebreak.records.interrupts import unheard
from firebreak.records.shelf import Shelf, new_folder

log = logging.getLogger(__name__)

POLITE = 19  # pages go first, and so does the next situation


@dataclass(eq=False)
class Answer:
    """What is known of a question: `is_known` with its value, `has_failed`, or neither yet."""

    value: Any = None
    is_known: bool = False
    has_failed: bool = False
    settled: threading.Event = field(default_factory=threading.Event)

    def tell(self, value: Any) -> None:
        """Set the value."""
        self.value, self.is_known = value, True
        self.settled.set()

    def fail(self) -> None:
        """Say that there will be none."""
        self.has_failed = True
        self.settled.set()


@dataclass(frozen=True)
class Known:
    """Something that needs no working out."""

    value: Any


@dataclass(frozen=True)
class _Asked:
    answer: Answer
    work: Callable[..., Any]
    given: Callable[[], Any]


class Beside:
    """
    The process, seen from the site.

    Parameters
    ----------
    kept
        How many answers are kept.
    idle_seconds
        When nobody has asked for so long, the process ends.
    is_waited_for
        Somebody looks on until it is done: it takes turns with other work of the lowest priority, where
        it would else take only processors that nobody wants.
    """

    def __init__(self, kept: int, idle_seconds: float, *, is_waited_for: bool = False) -> None:
        self.kept, self.idle_seconds = kept, idle_seconds
        self.is_waited_for = is_waited_for
        self.is_engaged = False
        self.lock = threading.Condition()
        self.answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self.waiting: OrderedDict[Hashable, _Asked] = OrderedDict()
        self.thread: threading.Thread | None = None
        self.being_made: Answer | None = None

    def ask(self, key: Hashable, work: Callable[[Any], Any], given: Callable[[], Any]) -> Answer:
        """
        Return the answer under a key; if there is none, have it worked out.

        Parameters
        ----------
        work
            What is done there: a function of a module.
        given
            Returns what it is done with; called here, by the thread that waits for the process. What
            it returns as `Known` needs no work: it is the answer.
        """
        with self.lock:
            found = self._find(key)
            is_under_way = found is self.being_made or key in self.waiting
            if found.settled.is_set() or not self.is_engaged or is_under_way:
                return found
            self.waiting[key] = _Asked(found, work, given)
            self._start()
            self.lock.notify_all()
            return found

    def find(self, key: Hashable) -> Answer | None:
        """Return the answer under a key if it is settled, without asking for it."""
        with self.lock:
            found = self.answers.get(key)
            return found if found is not None and found.settled.is_set() else None

    def work_out(self, key: Hashable, work: Callable[[Any], Any], given: Any) -> Any:
        """Return the answer under a key, working it out here and now if there is none."""
        with self.lock:
            found = self._find(key)
        if not found.is_known:
            found.tell(work(given))
        return found.value

    def drop(self, key: Hashable) -> None:
        """Nobody waits for this any more: not begun, it is not done."""
        with self.lock:
            if self.waiting.pop(key, None) is not None:
                self.answers.pop(key, None)

    def forget(self) -> None:
        """Drop what is kept, and end the process when its work is done."""
        with self.lock:
            self.answers.clear()
            self.waiting.clear()
            self.is_engaged = False
            self.lock.notify_all()

    def _find(self, key: Hashable) -> Answer:
        found = self.answers.setdefault(key, Answer())
        self.answers.move_to_end(key)
        while len(self.answers) > self.kept:
            self.answers.popitem(last=False)
        return found

    def _start(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            self.thread = threading.Thread(target=self._work_off, daemon=True)
            self.thread.start()

    def _work_off(self) -> None:
        process: _Process | None = None
        try:
            while (asked := self._next()) is not None:
                process = process or _Process(self.is_waited_for)
                is_alive = process.do(asked)
                self.being_made = None
                connection.close()  # none is held while nobody asks
                if not is_alive:
                    process.stop()
                    process = None  # the next question gets a fresh one
        finally:
            if process is not None:
                process.stop()

    def _next(self) -> _Asked | None:
        with self.lock:
            while not self.waiting:
                has_asked = self.lock.wait(self.idle_seconds)
                if not self.is_engaged or (not has_asked and not self.waiting):
                    self.thread = None  # said under the lock: who asks now starts another
                    return None
            asked = self.waiting.popitem(last=False)[1]
            self.being_made = asked.answer
            return asked


class _Process:
    """One run of the process, from its start to its end."""

    def __init__(self, is_waited_for: bool) -> None:
        self.folder = new_folder()
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, self.folder, is_waited_for), daemon=True
        )
        with unheard():
            self.process.start()
        theirs.close()

    def do(self, asked: _Asked) -> bool:
        """Have it done; whatever happens, the answer is settled afterwards. False: it is gone."""
        try:
            given = asked.given()
            if isinstance(given, Known):
                asked.answer.tell(given.value)
                return True
            # A shelf for each question: the files of the last one are gone, so none is shown again.
            shelf = Shelf(self.folder)
            self.pipe.send_bytes(shelf.put((asked.work, given)))
            is_done, answer = self.pipe.recv()
            if is_done:
                asked.answer.tell(shelf.take(answer))
                return True
        except (EOFError, OSError):
            log.error("The process beside the site has ended.")  # often with the site itself
            asked.answer.fail()
            return False
        except Exception:
            log.exception("The process beside the site could not be asked.")
        asked.answer.fail()
        return True

    def stop(self) -> None:
        """End it and leave nothing behind."""
        self.pipe.close()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _serve(pipe: Connection, folder: str, is_waited_for: bool) -> None:
    """Be that process, until the site goes away."""
    signal.signal(signal.SIGTERM, _leave)
    os.nice(POLITE)
    if not is_waited_for:
        _take_what_is_left()
    import django

    django.setup()
    try:
        while True:
            pipe.send(_done(folder, pipe.recv_bytes()))
            connection.close()  # nor is one held there
    except (EOFError, OSError):
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_what_is_left() -> None:
    """Use processors only while nobody else does: minutes of work on all of them are waited for."""
    # Where there is such a thing (Linux): even at the lowest priority it would take turns with pages.
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _done(folder: str, message: bytes) -> tuple[bool, bytes]:
    try:
        work, given = Shelf(folder).take(message)
        done = work(given)
        # Taken, and by asking the site says that it has taken the last answer: the files may go. What
        # of them comes back in this answer is written anew.
        shelf = Shelf(folder)
        shelf.clear()
        return True, shelf.put(done)
    except Exception:
        log.exception("What was asked of the process beside the site could not be done.")
        return False, b""


def _leave(_signal: int, _frame: object) -> None:
    sys.exit()
