"""The next situation, made by a process of its own.

In a large city that takes seconds of every minute. Made by a thread of the site it would take turns
with every page; made next door, pages go on as if nothing were.
"""

import logging
import multiprocessing
import os
import shutil
import signal
import sys
from datetime import datetime
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from firebreak.records.interrupts import leave_if_over, unheard
from firebreak.records.shelf import Shelf, new_folder

if TYPE_CHECKING:
    from firebreak.records.situation import Situation

log = logging.getLogger(__name__)

POLITE = 19  # pages go first where both want the processor


class MakingFailed(RuntimeError):
    """The process is gone, or could not do it; its own words are in the log."""


class Maker:
    """
    The process that makes situations, seen from the site: one thread asks it at a time.

    Parameters
    ----------
    kept
        The situation it starts from, so that it need not read the whole record again.
    """

    def __init__(self, kept: "Situation") -> None:
        self.folder = new_folder()
        self.shelf = Shelf(self.folder)
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_make, args=(theirs, self.folder), daemon=True)
        with unheard():
            self.process.start()
        theirs.close()
        self._say(self.shelf.put(kept))

    def next(self, now: datetime, asked: list[tuple]) -> "Situation":
        """
        Return the situation of an instant, with the answers that pages ask for.

        Raises
        ------
        MakingFailed
            It could not be made there.
        """
        self._say(self.shelf.put((now, asked)))
        try:
            is_made, answer = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if not is_made:
            raise MakingFailed(answer)
        return self.shelf.take(answer)

    def stop(self) -> None:
        """End the process and leave nothing behind."""
        self.pipe.close()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _say(self, message: bytes) -> None:
        try:
            self.pipe.send_bytes(message)
        except OSError as error:
            raise self._ended() from error

    def _ended(self) -> MakingFailed:
        leave_if_over()  # all processes end together: no failure, and nothing to say
        return MakingFailed("the process that makes the situation has ended")


def _make(pipe: Connection, folder: str) -> None:
    """Be that process, until the site goes away."""
    signal.signal(signal.SIGTERM, _leave)  # as the site stops: with what is on the shelf removed
    os.nice(POLITE)
    import django

    django.setup()
    try:
        _answer(pipe, Shelf(folder))
    except (EOFError, OSError):
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_signal: int, _frame: object) -> None:
    sys.exit()


def _answer(pipe: Connection, shelf: Shelf) -> None:
    from django.db import connection

    from firebreak.records import clock, situation

    kept = shelf.take(pipe.recv_bytes())
    while True:
        message = pipe.recv_bytes()
        shelf.clear(but=shelf.files)  # by asking again the site says that it has taken the last
        answer: tuple[bool, bytes | str]
        try:
            now, asked = shelf.take(message)
            with clock.held_at(now):
                kept = situation.renewed(kept, asked)
            answer = True, shelf.put(kept)
        except Exception:  # whatever it is, the site makes the situation itself and goes on
            log.exception("The next situation could not be made by its own process.")
            answer = False, "the process that makes the situation could not do it"
        finally:
            connection.close()
        pipe.send(answer)
