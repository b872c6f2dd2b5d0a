"""Pages of a running site: `firebreak serve` as anybody starts it, and users over real connections.

Half of the users are the city's duty head, half a county's investigator. Each asks for a page,
reads it for a moment, and asks for the next; `pause=0` asks without a breath, which no person does
but which shows how much one server can carry.
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit

import numpy as np

from bench.city import DUTY_HEAD, PASSWORD, TRACER
from bench.surroundings import processor_seconds, resident, waited_seconds

USERS = 20
PATIENCE = 600  # seconds: the first page of a large city waits for the whole record
FIRST_ROUNDS, STEADY_ROUNDS = 3, 3
LONGEST_INFERENCE = 1800  # seconds
ASKS_AGAIN = b'hx-trigger="load delay:5s"'  # how a page waits for chains
LISTS = (("Today", "/"), ("duties", "/duties/"), ("cases", "/cases/"))


@dataclass(frozen=True)
class Measured:
    """Times of one kind of page, seconds."""

    page: str
    times: np.ndarray
    wrong: int
    lasted: float
    processor: float  # seconds that the process which answers used
    waited: float  # seconds that its threads waited for a processor: small on a quiet machine

    def __str__(self) -> str:
        if not len(self.times):
            return f"{self.page}: no answers, {self.wrong} wrong"
        p50, p95, p99 = np.percentile(self.times, (50, 95, 99)) * 1000
        rate = len(self.times) / self.lasted
        wrong = f", {self.wrong} wrong answers" if self.wrong else ""
        return (
            f"{self.page:<22} p50 {p50:4.0f} ms, p95 {p95:4.0f} ms, p99 {p99:4.0f} ms,"
            f" {len(self.times)} answers, {rate:.1f} a second,"
            f" {self.processor / len(self.times) * 1000:.0f} ms of processor each,"
            f" {self.waited / len(self.times) * 1000:.0f} ms waited for one{wrong}"
        )


class Visitor:
    """Somebody with a connection and cookies of his own."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None) -> None:
        self.host = urlsplit(address).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        self.cookies = dict(cookies or {})

    def sign_in(self, username: str) -> None:
        """Sign in by the form, as a person does."""
        _status, page = self.get("/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise RuntimeError("the login page has no form")
        form = {"username": username, "password": PASSWORD}
        form["csrfmiddlewaretoken"] = token.group(1).decode()
        status, _body = self.ask("POST", "/login/", urlencode(form))
        if status != 302:
            raise RuntimeError(f"{username} cannot sign in: {status}")

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://{self.host}{path}"
        try:
            return self._ask(method, path, body, headers)
        except (http.client.HTTPException, ConnectionError):  # an idle connection was closed
            self.connection.close()
            return self._ask(method, path, body, headers)

    def _ask(self, method, path, body, headers) -> tuple[int, bytes]:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content


@contextmanager
def served(home: Path, postgres: str | None, threads: int = 16) -> Iterator[tuple[str, int]]:
    """Run `firebreak serve` and give its address and the id of the process that answers."""
    environment = {**os.environ, "FIREBREAK_HOME": str(home), "LANGUAGE": "en"}
    environment.pop("FIREBREAK_DATABASE", None)
    if postgres:
        environment["FIREBREAK_DATABASE"] = postgres
    command = [sys.executable, "-m", "firebreak", "serve", "--port", "0", "--threads", str(threads)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        address = next(w for line in server.stdout for w in line.split() if w.startswith("http://"))
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield address, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@dataclass(frozen=True)
class Users:
    """
    The users of a running site.

    Attributes
    ----------
    pid
        Of the program that was started; `server` is the process of it that answers.
    cases, cookies
        Of the head and of the tracer: the cases each may open, and who is signed in.
    """

    address: str
    pid: int
    cases: list[list[str]]
    cookies: list[dict[str, str]]

    @property
    def server(self) -> int:
        """The process that answers: gunicorn's child."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0]) if children else self.pid

    def visit(self, page: str, paths: list[list[str]], seconds: float, pause: float) -> Measured:
        """Let all users ask for pages of one kind for a while; `paths` of the head, of the tracer."""
        until = time.perf_counter() + seconds
        server = self.server
        before = processor_seconds(server), waited_seconds(server)
        times: list[list[float]] = [[] for _ in range(USERS)]
        wrong = [0] * USERS
        users = [
            threading.Thread(
                target=_visit,
                args=(
                    self.address,
                    paths[n % 2],
                    until,
                    pause,
                    self.cookies[n % 2],
                    times[n],
                    wrong,
                    n,
                ),
            )
            for n in range(USERS)
        ]
        for user in users:
            user.start()
        for user in users:
            user.join()
        used = processor_seconds(server) - before[0]
        waited = waited_seconds(server) - before[1]
        found = np.concatenate([np.array(each) for each in times])
        return Measured(page, found, sum(wrong), seconds, used, waited)


def _visit(address, paths, until, pause, cookies, times, wrong, number) -> None:
    chance = Random(number)
    user = Visitor(address, cookies)
    time.sleep(chance.random() * pause)
    while time.perf_counter() < until:
        path = chance.choice(paths)
        began = time.perf_counter()
        status, _body = user.get(path)
        times.append(time.perf_counter() - began)
        wrong[number] += status != 200
        if pause:
            time.sleep(chance.expovariate(1 / pause))


def measure(home: Path, postgres: str | None, seconds: float = 60, pause: float = 2) -> list[str]:
    """
    Start the site and measure it.

    Case pages come first: in the first minutes after the start, then while the chains of a large
    city are inferred beside the site, then when they are there and nothing else goes on but the
    making of the next situation. Then Today and the lists, and all of them without a pause.
    """
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        print(line, flush=True)

    began = time.perf_counter()
    with served(home, postgres) as (address, pid):
        head, tracer = Visitor(address), Visitor(address)
        head.sign_in(DUTY_HEAD)
        tracer.sign_in(TRACER)
        status, body = head.get("/")
        assert status == 200, status
        started = time.perf_counter() - began
        tell(f"from the start of the program to the first Today {started:.1f} s, {_size(body)}")
        cases = [_cases_of(head), _cases_of(tracer)]
        users = Users(address, pid, cases, [head.cookies, tracer.cookies])
        tell(f"{USERS} users, a pause of {pause} s:")
        for line in _of_cases(users, head, seconds, pause):
            tell(line)
        for page, path in LISTS:
            tell(f"  {users.visit(page, [[path], [path]], seconds, pause)}")
        tell(f"{USERS} users, no pause:")
        for page, paths in (("a case", cases), *((p, [[path], [path]]) for p, path in LISTS)):
            tell(f"  {users.visit(page, paths, seconds, 0)}")
        tell(f"server {resident(users.server):.2f} GiB")
    return told


def _of_cases(users: Users, reader: Visitor, seconds: float, pause: float) -> Iterator[str]:
    for minute in range(1, FIRST_ROUNDS + 1):
        yield f"  {users.visit(f'a case, round {minute}', users.cases, seconds, pause)}"
    if _waits_for_chains(reader, users):
        yield f"  {users.visit('a case, chains awaited', users.cases, seconds, pause)}"
    began = time.perf_counter()
    while _waits_for_chains(reader, users) and time.perf_counter() - began < LONGEST_INFERENCE:
        time.sleep(5)
    is_there = not _waits_for_chains(reader, users)
    yield f"  (waited {time.perf_counter() - began:.0f} s{'' if is_there else ', in vain,'} for chains)"
    for _round in range(STEADY_ROUNDS):
        yield f"  {users.visit('a case, steady', users.cases, seconds, pause)}"


def _waits_for_chains(reader: Visitor, users: Users) -> bool:
    """Whether the page of a case asks again and again for chains that are not there yet."""
    return any(ASKS_AGAIN in reader.get(path)[1] for path in users.cases[0][:1])


def _size(body: bytes) -> str:
    return f"{len(body) / 1024:.0f} KB"


def _cases_of(user: Visitor, pages: int = 6) -> list[str]:
    """Case pages this user can open, from several pages of his own list."""
    found: list[str] = []
    for number in range(1, pages * 5, 5):
        _status, body = user.get(f"/cases/?page={number}")
        found += [m.decode() for m in re.findall(rb'href="(/cases/\d+/)"', body)]
    return sorted(set(found))
