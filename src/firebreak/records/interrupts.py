"""How processes beside the site begin, while Ctrl-C and the end of the site may come at any moment."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

_starting = threading.Lock()
_is_over = threading.Event()


@contextmanager
def unheard() -> Iterator[None]:
    """
    Start processes that hear no Ctrl-C from their first instant on.

    A process that is told to ignore it by its own program hears it while that program is loaded, and
    ends with a traceback.

    Raises
    ------
    SystemExit
        Nothing is started any more. It ends the thread that asked, without a word.
    """
    with _starting:
        leave_if_over()
        resource_tracker.ensure_running()  # to start it would let Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_no_more() -> None:
    """
    Return once no process is half started, and let none be started from then on.

    To a process that waits for its first words, the end of the one that was to say them is an error.
    """
    _is_over.set()
    with _starting:
        pass


def leave_if_over() -> None:
    """
    Go on, unless `start_no_more` was called.

    Raises
    ------
    SystemExit
        It was: this ends the thread that asked, without a word.
    """
    if _is_over.is_set():
        raise SystemExit
