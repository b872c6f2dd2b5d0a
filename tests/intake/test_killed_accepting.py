"""Accepting that is killed leaves nothing, and can be done again; for real, as processes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.intake.test_killed import SET_UP, environment  # noqa: F401

pytestmark = pytest.mark.own_database

HERE = Path(__file__).resolve().parents[2]
START = """
import os, signal, sys, time
import django
django.setup()
from tests.intake import small_reader
from firebreak.intake import readers
from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.records.models import *
readers.READERS.clear()
readers.READERS["small"] = small_reader.READER

def kept():
    content = open(sys.argv[1], "rb").read()
    return receive(content, by=None, name="a.txt", channel="command", unit=Unit.objects.get(code="4302")).reading

def counts():
    models = (Reading, Person, Case, Classification, Citation)
    waiting = Draft.objects.filter(state="open").count()
    made = Change.objects.filter(action="drafts.accept").count()
    return [made, waiting, *(model.objects.count() for model in models)]
"""
KEEP = "kept()"
HANG_IN_THE_MIDDLE = """
def hang(done, total):
    if done > total // 2:
        print("written", flush=True)
        time.sleep(600)
accept_certain(by=None, reading=kept(), progress=hang)
"""
FINISH = """
accept_certain(by=None, reading=kept())
print("acknowledged", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
COUNT = "print(*counts(), flush=True)"


@pytest.fixture
def run(environment, tmp_path):  # noqa: F811
    """Return a function that runs a step on a bulletin of 20 cases and returns what it said."""
    lines = [
        f"person p{n} name=周{n} sex=male age=45\ncase c{n} number=K{n} status=confirmed classified=2020-01-25 @person=p{n}"
        for n in range(20)
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["#small", *lines]), "utf-8")

    def start(step: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", START + step, str(path)],
            env=environment,
            cwd=HERE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def finish(step: str) -> tuple[str, int]:
        process = start(step)
        said, _ = process.communicate(timeout=300)
        return said.strip(), process.returncode

    finish.start = start
    return finish


def test_kill_9_in_the_middle_of_accepting_leaves_the_drafts_open_and_it_can_be_done_again(run):
    assert run(SET_UP) == ("", 0)
    assert run(KEEP) == ("", 0)
    with run.start(HANG_IN_THE_MIDDLE) as process:
        assert process.stdout.readline().strip() == "written"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert run(COUNT) == ("0 40 1 0 0 0 0", 0)

    assert run(FINISH) == ("acknowledged", -signal.SIGKILL)
    there = run(COUNT)
    assert there[0].startswith("1 0 1 20 20 20 ")
    assert run(FINISH) == ("acknowledged", -signal.SIGKILL)  # again: nothing is doubled
    assert run(COUNT) == there
