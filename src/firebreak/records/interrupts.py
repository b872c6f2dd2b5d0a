"""Ctrl-C at a terminal reaches every process there; those beside the site end with the site."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def unheard() -> Iterator[None]:
    """
    Start processes that hear no Ctrl-C from their first instant on.

    A process that is told to ignore it by its own program hears it while that program is loaded, and
    ends with a traceback.
    """
    resource_tracker.ensure_running()  # to start it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
