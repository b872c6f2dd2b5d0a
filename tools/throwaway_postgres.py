"""A PostgreSQL cluster of one's own: made in a temporary folder, gone when it is no longer needed.

    .venv/bin/python -m tools.throwaway_postgres pytest tests/records

runs a command with `FIREBREAK_DATABASE` naming such a cluster. It listens on loopback only, at a
free port, with a password made up on the spot. It is not safe against a power cut and need not be.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
PATIENCE = 60  # seconds for a server to come up or go down on a loaded machine
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
HASTY = ("jit=off",)  # to compile a query takes longer than to answer it from a few rows
STURDY = ("dynamic_shared_memory_type=mmap", "max_connections=60")  # /dev/shm may be tiny


class PostgresError(RuntimeError):
    """PostgreSQL is there, but a cluster of it could not be started."""


def programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, the newest on this machine, or None."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = [p.parent for p in DEBIAN.glob("*/bin/initdb")]
    return max(versions, key=lambda p: float(p.parent.name), default=None)


@contextmanager
def cluster() -> Iterator[str]:
    """
    Run a new cluster and give its address, as `FIREBREAK_DATABASE` takes it.

    Raises
    ------
    PostgresError
        There is no PostgreSQL here, or it does not start; says what it said.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise PostgresError("No PostgreSQL here. Install it: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="firebreak-postgres-"))
    try:
        password = make(bin_folder, folder)
        with server(bin_folder, folder) as port:
            address = f"postgresql://firebreak:{password}@127.0.0.1:{port}/postgres"
            wait_for(address, folder)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(bin_folder: Path, folder: Path) -> str:
    """Make the files of a cluster in `folder` and return its password."""
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    for path in (folder, secret):
        os.chown(path, *owner())
    options = ["-U", "firebreak", "-E", "UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"]
    command = [bin_folder / "initdb", *options, f"--pwfile={secret}", "-D", folder / "data"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **identity())
    if done.returncode:
        raise PostgresError(f"initdb failed:\n{done.stderr}")
    return password


@contextmanager
def server(bin_folder: Path, folder: Path) -> Iterator[int]:
    """Run the server of the cluster in `folder` and give its port; stop it afterwards."""
    port = free_port()
    options = [
        f"port={port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        *FORGETFUL,
        *HASTY,
        *STURDY,
    ]
    command = [bin_folder / "postgres", "-D", folder / "data"]
    command += [part for option in options for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        # Its own group: Ctrl-C is for the tests, and the server goes when they have gone.
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, start_new_session=True, **identity()
        )
    try:
        yield port
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": end the sessions, then go
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(address: str, folder: Path) -> None:
    """Return when the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError), psycopg.connect(address, connect_timeout=5):
            return
        time.sleep(0.1)
    raise PostgresError(f"PostgreSQL does not start:\n{(folder / 'log').read_text('utf-8')}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def owner() -> tuple[int, int]:
    """Return user and group of the server: us, or somebody harmless, as root may not run it."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = known.get("postgres") or known["nobody"]
    return somebody.pw_uid, somebody.pw_gid


def identity() -> dict:
    """Return what `subprocess` needs to run something as `owner()`."""
    if os.geteuid() != 0:
        return {}
    user, group = owner()
    return {"user": user, "group": group, "extra_groups": []}


def main(command: list[str]) -> int:
    """Run `command` with a cluster at hand and return its exit code."""
    with cluster() as address:
        return subprocess.call(command, env={**os.environ, "FIREBREAK_DATABASE": address})


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is cleared away
    sys.exit(main(sys.argv[1:]))
