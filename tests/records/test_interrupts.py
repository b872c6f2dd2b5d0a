"""A process that is started unheard of Ctrl-C does not end by it, however early it comes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from textwrap import dedent

from firebreak.records.interrupts import unheard

PATIENCE = 60  # seconds
PROGRAM = """
    import threading, time
    from firebreak.records.interrupts import start_no_more, unheard

    begun = threading.Event()

    def start(slowly):
        with unheard():
            begun.set()
            time.sleep(slowly)
            print("started", flush=True)

    first = threading.Thread(target=start, args=(0.5,))
    first.start()
    begun.wait()
    start_no_more()
    print("over", flush=True)
    second = threading.Thread(target=start, args=(0,))
    second.start()
    second.join()
"""


def answer(pipe) -> None:
    pipe.send("there")


def test_a_process_is_not_ended_by_an_interrupt_while_it_is_loaded():
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=answer, args=(theirs,))
    with unheard():
        process.start()
    until = time.monotonic() + PATIENCE
    while not ours.poll(0.005) and time.monotonic() < until:
        os.kill(process.pid, signal.SIGINT)
    assert ours.poll(PATIENCE)
    assert ours.recv() == "there"
    process.join(PATIENCE)
    assert process.exitcode == 0


def test_afterwards_an_interrupt_is_heard_again():
    with unheard():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_what_is_being_started_is_waited_for_and_nothing_more_is_begun():
    done = subprocess.run(
        [sys.executable, "-c", dedent(PROGRAM)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["started", "over"]
    assert done.stderr == ""
