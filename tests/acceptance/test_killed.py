"""Killed with SIGKILL, for real: what was acknowledged is there, nothing is half, nothing is double.

The processes stand on the database the tests run on: SQLite, or a PostgreSQL database made for
this test. (The import's own kill is in tests/intake.)
"""

import http.client
import http.cookiejar
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress

import pytest
from tests.cli.conftest import environment, home  # noqa: F401

pytestmark = pytest.mark.own_database(like="tables")

PASSWORD = "three-dry-hills"
LIVES = 3  # how often the writing process is started and killed
SENDERS = 3  # people sending forms as the server is killed

START = """
import os, sys
import django
django.setup()
from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions import cases, checks, people, units
from firebreak.records.change import already_made, change
from firebreak.records.models import *
"""
SET_UP = """
root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
here = units.open_unit(by=None, code="430202", name="荷塘区", kind="county", parent=root)
units.set_installation(by=None, city=root, pathogen="sars-cov-2")
user = User.objects.create_user("doctor", password="three-dry-hills")
units.appoint(by=None, user=user, role="tracer", unit=here)
print(here.pk)
"""
# A person, a case with its classification and a check: four records in one change, over and over.
WRITE = """
here = Unit.objects.get(code="430202")
number = Person.objects.count()
while True:
    number += 1
    with change("cases.open", by=None, key=f"loop:{number}"):
        when = When.minute(clock.now())
        who = people.register(by=None, name=f"甲{number}", unit_residence=here, phone=f"139{number:08}")
        cases.open_case(by=None, person=who, pathogen="sars-cov-2", status="suspected", when=when,
                        unit_reporting=here, unit_counting=here)
        checks.record_check(by=None, person=who, kind="follow_up", unit=here, when=when, note="x")
    print(number, flush=True)
"""
LOOK = """
import json
from firebreak.records.models import RECORDS
kinds = (Person, Case, Classification, Check)
print(json.dumps({
    "names": sorted(Person.objects.values_list("name", flat=True)),
    "counts": [model.objects.count() for model in kinds],
    "unlike": [
        model.__name__ for model in RECORDS
        if sorted(model.objects.values_list("id", "stored_at"))
        != sorted(model.history.values_list("id", "stored_at"))
    ],
    "keyed": Change.objects.filter(key__isnull=False).count(),
    "instants": [at.isoformat() for at in Change.objects.order_by("id").values_list("at", flat=True)],
}))
"""


@pytest.fixture
def run(environment):  # noqa: F811
    """Return a function that runs a step in a process of its own; `run.start` only starts it."""
    own = {
        **environment,
        "DJANGO_SETTINGS_MODULE": "firebreak.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONIOENCODING": "utf-8",
    }

    def start(step: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", START + step],
            env=own,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def finish(step: str) -> str:
        with start(step) as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return said.strip()

    finish.start, finish.environment = start, own
    return finish


@pytest.fixture
def look(run):
    """Return a function that reads what is on file, and that no record is without its version."""

    def read() -> dict:
        found = json.loads(run(LOOK))
        assert found["unlike"] == [], "a record without its version, or with two"
        assert found["instants"] == sorted(set(found["instants"]))
        return found

    return read


def test_what_a_killed_process_acknowledged_is_there_once_and_nothing_is_half(run, look):
    run(SET_UP)
    rng = random.Random(20200203)
    said: list[int] = []
    for _life in range(LIVES):
        said += live_and_die(run.start(WRITE), rng)
    found = look()
    stored = sorted(int(name.removeprefix("甲")) for name in found["names"])
    assert found["counts"] == [len(stored)] * 4, "a person without his case or check"
    assert found["keyed"] == len(stored)
    assert stored == list(range(1, len(stored) + 1)), "one doubled or left out"
    assert len(said) == len(set(said))
    assert set(said) <= set(stored), "acknowledged, and not there"
    # Of each life at most the one under way was stored without its word being heard.
    assert len(stored) - len(said) <= LIVES


def live_and_die(process: subprocess.Popen, rng: random.Random) -> list[int]:
    """Kill a process some instant after its first word; return all it had said."""
    said = [process.stdout.readline()]
    killer = threading.Timer(rng.uniform(0.02, 0.6), process.send_signal, [signal.SIGKILL])
    killer.start()
    said += process.stdout.readlines()
    process.wait(60)
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL
    return [int(line) for line in said if line.endswith("\n")]


class Browser:
    """Somebody who signs in and sends forms, and notes which were answered."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        keep = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(keep, NoRedirect())

    def sign_in(self) -> None:
        self.ask("/login/")
        status = self.ask("/login/", username="doctor", password=PASSWORD)
        assert status == 302

    def ask(self, path: str, **typed: str) -> int:
        token = next((c.value for c in self.cookies if c.name == "csrftoken"), "")
        sent = urllib.parse.urlencode(typed | {"csrfmiddlewaretoken": token}).encode()
        try:
            with self.opener.open(self.address + path, sent if typed else None, timeout=60) as got:
                return got.status
        except urllib.error.HTTPError as answer:
            return answer.code


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


@pytest.fixture
def serve(run):
    """Return a function that starts the site and gives its process and address."""
    running = []

    def begin() -> tuple[subprocess.Popen, str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "firebreak", "serve", "--port", "0"],
            env=run.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # so that the worker dies with it, as in a power cut
        )
        running.append(process)
        return process, re.search(r"http://\S+", process.stdout.readline()).group()

    yield begin
    for process in running:
        end(process)
        process.stdout.close()


def end(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)


def test_a_form_answered_before_the_server_was_killed_is_there_and_sent_again_is_one(
    run, serve, look
):
    unit = run(SET_UP)
    process, address = serve()
    browser = Browser(address)
    browser.sign_in()
    answered = send_until_killed(process, browser, unit)
    found = look()
    stored = set(found["names"])
    assert answered, "nothing was answered before the end"
    assert answered <= stored, "answered, and not there"
    assert len(stored - answered) <= SENDERS, "more than what was under way"

    process, browser.address = serve()
    for name in sorted(stored):
        assert browser.ask("/entry/case/", **form(name, unit)) == 302
    again = look()
    assert again["names"] == found["names"]
    assert again["counts"] == [len(stored)] * 3 + [0]
    assert again["keyed"] == len(stored)


def send_until_killed(process: subprocess.Popen, browser: Browser, unit: str) -> set[str]:
    """Let several people send forms; kill the server among them; return what was answered."""
    answered: set[str] = set()
    enough = threading.Event()

    def send(letter: str) -> None:
        with suppress(OSError, http.client.HTTPException):
            for number in range(1000):
                name = f"{letter}{number}"
                assert browser.ask("/entry/case/", **form(name, unit)) == 302
                answered.add(name)
                if number:
                    enough.set()

    threads = [threading.Thread(target=send, args=[letter]) for letter in "甲乙丙"[:SENDERS]]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    end(process)
    for thread in threads:
        thread.join(60)
    return answered


def form(name: str, unit: str) -> dict[str, str]:
    return {
        "once": f"once-{ord(name[0])}-{name[1:]}",
        "name": name,
        "who": "new",
        "status": "suspected",
        "unit": unit,
        "lives_in": unit,
    }
