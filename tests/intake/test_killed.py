"""An import that is killed leaves nothing; one that was acknowledged is there. For real.

Each step is a process of its own, on the database the tests run on: SQLite, or a PostgreSQL
database made for this test.
"""

import os
import signal
import subprocess
import sys

import pytest
from tests import installations

pytestmark = pytest.mark.own_database

START = """
import os, signal, sys, time
import django
django.setup()
from firebreak.intake.linelist import apply as imports
from firebreak.records.models import *

def counts():
    models = (Person, Case, Classification, Citation, Source, Stay)
    made = Change.objects.filter(action="imports.apply").count()
    return [made, Case.history.count(), *(model.objects.count() for model in models)]
"""
SET_UP = """
from firebreak.records.actions import units
root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
units.open_unit(by=None, code="430223", name="攸县", kind="county", parent=root)
units.set_installation(by=None, city=root, pathogen="sars-cov-2")
"""
HANG_IN_THE_MIDDLE = """
def hang(done, total):
    print("written", flush=True)
    time.sleep(600)
imports.apply(imports.read(sys.argv[1]), by=None, progress=hang)
"""
FINISH = """
imports.apply(imports.read(sys.argv[1]), by=None)
print("acknowledged", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
COUNT = "print(*counts(), flush=True)"


@pytest.fixture
def environment(tmp_path):
    """Return an environment with a home and a database of its own, in which nobody is yet."""
    with installations.copy_of("tables", tmp_path / "home") as own:
        yield {
            **own,
            "DJANGO_SETTINGS_MODULE": "firebreak.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONIOENCODING": "utf-8",
        }


@pytest.fixture
def run(environment, tmp_path):
    """Return a function that runs a step on a list of 40 cases and returns what it said."""
    rows = [f"K{n},测试,女,30,攸县,2020-01-20,甲小区、乙超市" for n in range(40)]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["编号,姓名,性别,年龄,县区,确诊日期,活动场所", *rows]), "utf-8")

    def start(step: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", START + step, str(path)],
            env=environment,
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


def test_kill_9_in_the_middle_of_an_import_leaves_nothing_and_it_can_be_done_again(run):
    assert run(SET_UP) == ("", 0)
    with run.start(HANG_IN_THE_MIDDLE) as process:
        assert process.stdout.readline().strip() == "written"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert run(COUNT) == ("0 0 0 0 0 0 0 0", 0)

    assert run(FINISH) == ("acknowledged", -signal.SIGKILL)
    there = ("1 40 40 40 40 40 1 80", 0)
    assert run(COUNT) == there

    assert run(FINISH) == ("acknowledged", -signal.SIGKILL)  # the same file: nothing is doubled
    assert run(COUNT) == there
