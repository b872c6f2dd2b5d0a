"""The site starts, says where it is, answers, and stops when asked."""

import os
import re
import signal
import socket
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.own_database


def address_of(process) -> str:
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said + process.stderr.read()
    return found.group()


def rest_of(process) -> tuple[str, str]:
    """What it said after the address, until it ended; `communicate` would lose what was read ahead."""
    process.wait(timeout=60)
    return process.stdout.read(), process.stderr.read()


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_new_home_is_served_and_stops_in_good_order(start, home, stop):
    process = start("serve", "--port", "0")
    address = address_of(process)
    assert status(f"{address}/") in (200, 302, 404)
    assert (home / "keys.json").exists()
    process.send_signal(stop)
    said, complained = rest_of(process)
    assert process.returncode == 0
    assert "firebreak init" in said
    assert complained.count("Stopped.") == 1
    assert "Traceback" not in complained


@pytest.mark.own_database(like="tables")
def test_a_taken_port_is_said_with_a_free_one(firebreak):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = firebreak("serve", "--port", str(port))
    assert refused.returncode == 4
    assert f"Port {port} is taken" in refused.stderr
    free = int(re.search(r"--port (\d+)", refused.stderr).group(1))
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", free))


@pytest.mark.own_database(like="tables")
def test_an_address_this_machine_has_not_is_refused(firebreak):
    refused = firebreak("serve", "--host", "203.0.113.7", "--port", "0")
    assert refused.returncode == 4
    assert "203.0.113.7" in refused.stderr


@pytest.mark.own_database(like="tables")
def test_an_open_address_is_warned_of(start):
    process = start("serve", "--port", "0", "--host", "0.0.0.0")
    address = address_of(process)
    assert address.startswith("http://127.0.0.1:")
    assert status(f"{address}/") in (200, 302, 404)
    process.send_signal(signal.SIGINT)
    assert "without encryption" in rest_of(process)[1]


@pytest.mark.own_database(like="tables")
def test_started_again_it_finds_what_was_there(start, firebreak):
    assert firebreak("init", "zhuzhou", "--administrator", "first").returncode == 0
    process = start("serve", "--port", "0")
    address_of(process)
    process.send_signal(signal.SIGINT)
    assert "firebreak init" not in rest_of(process)[0]


def test_a_terminal_that_stops_all_processes_at_once_sees_no_traceback(start, home):
    process = start("serve", "--port", "0")
    assert status(f"{address_of(process)}/") in (200, 302, 404)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: the worker hears it twice
    complained = rest_of(process)[1]
    assert process.returncode == 0
    assert complained.count("Stopped.") == 1
    assert "Traceback" not in complained
