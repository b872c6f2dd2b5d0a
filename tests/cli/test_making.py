"""A large city's next situation is made by a process of its own, and is the one read afresh."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database

PROGRAM = """
import json, os, subprocess, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "firebreak.settings"
import django; django.setup()
from datetime import timedelta
from firebreak.records import clock, situation
from firebreak.records.situation import state
from firebreak.records.situation.instants import at_instant
from firebreak.records.situation.live import LIVE
from firebreak.records.situation.reading import read
from firebreak.records.situation.state import duties_by_person

state.LARGE = -1
situation.read_ahead()
live = LIVE
maker, folder = live.maker.process, live.maker.folder
before = situation.situation()
before.once(duties_by_person)
told = {"elsewhere": maker.pid != os.getpid() and maker.is_alive(), "before": before.duties.filter(subject_kind="person").height}
MEANWHILE
live.took = 0.0
with clock.held_at(before.at + timedelta(minutes=1, seconds=5)):
    told["nobody waits"] = situation.situation() is before
    with live.lock:  # until the next is made
        after = live.situation
    afresh = at_instant(read(None), after.at)
told["after"] = after.duties.filter(subject_kind="person").height
told["same"] = [
    getattr(after, name).sort(by).equals(getattr(afresh, name).sort(by))
    for name, by in (("duties", ["rule", "subject", "due"]), ("events", ["kind", "record"]), ("linelist", "id"))
]
told["answered"] = len(after._answers[duties_by_person, ()].value[0])
told["made elsewhere"] = live.maker is not None
told["folder"] = folder
if len(sys.argv) > 2:
    live.forget()
    told["left behind"] = os.path.exists(folder)
print(json.dumps(told))
"""
IMPORT = 'subprocess.run([sys.executable, "-m", "firebreak", "import", "--yes", sys.argv[1]], check=True, stdout=2)'


@pytest.fixture
def told(firebreak, environment, tmp_path):
    """Return a function that lets two minutes pass, with something done meanwhile."""
    assert firebreak("init", "zhuzhou").returncode == 0
    file = tmp_path / "cases.csv"
    file.write_text(
        "病例编号,姓名,性别,现住区县,发病日期,确诊日期\n1,冯某一,男,荷塘区,2020-01-25,2020-01-29\n"
    )

    def run(meanwhile: str, *more: str) -> dict:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.replace("MEANWHILE", meanwhile), file, *more],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) | {"complained": done.stderr}

    return run


def test_it_is_made_elsewhere_the_same_as_read_afresh_and_nothing_is_left(told):
    said = told(IMPORT, "forget")
    assert said["elsewhere"]
    assert said["nobody waits"]
    assert said["made elsewhere"], said["complained"]
    assert said["same"] == [True, True, True]
    assert said["answered"] == said["after"] > said["before"]
    assert not said["left behind"]


def test_where_that_process_is_killed_the_site_makes_it_itself(told):
    said = told(f"maker.kill(); maker.join(); {IMPORT}", "forget")
    assert not said["made elsewhere"]
    assert said["same"] == [True, True, True]
    assert said["answered"] == said["after"] > said["before"]
    assert not said["left behind"]


def test_a_site_that_stops_leaves_nothing_behind(told):
    said = told("")
    assert said["made elsewhere"], said["complained"]
    assert "firebreak-shelf-" in said["folder"]
    assert not Path(said["folder"]).exists()
