"""Run every test: `make test` calls this, once `.venv` is ready.

First the programs that tests need (PostgreSQL, Chromium, a Chinese font): as root on Debian they
are installed, elsewhere the command that would do it is shown and the tests concerned are skipped.
Then everything on SQLite, then what touches the database again on a PostgreSQL made for the
occasion. pytest's own last line of each run is repeated at the very end.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import throwaway_postgres

FONTS = Path("/usr/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROCESSES = "2"
PLAIN_ENVIRONMENT = {"HYPOTHESIS_PROFILE": "ci", "FIREBREAK_DATABASE": ""}


def has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())
    return any(FONTS.rglob("NotoSansCJK*"))


NEEDED: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: throwaway_postgres.programs() is not None,
    "chromium": lambda: any(map(shutil.which, BROWSERS)),
    "fonts-noto-cjk": has_chinese_font,
}


def missing() -> list[str]:
    """Return the Debian packages whose programs are not here."""
    return [package for package, is_here in NEEDED.items() if not is_here()]


def provide() -> list[str]:
    """Install what is missing where we may, and return what could not be installed but should."""
    packages = missing()
    if not packages:
        return []
    names = " ".join(packages)
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        say(f"Not here: {names}. What needs them is skipped. To run it all:")
        say(f"    sudo apt-get install {names}")
        return []
    say(f"Installing {names}.")
    if not (apt("update", "-q") and apt("install", "-qy", "--no-install-recommends", *packages)):
        say(f"Could not install {names}; apt-get says why above.")
    return missing()


def apt(*arguments: str) -> bool:
    """Run apt-get without questions; a mirror that stumbles gets a second chance."""
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", *arguments]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    runs = (subprocess.call(command, env=quiet, stdin=subprocess.DEVNULL) for _ in range(2))
    return any(code == 0 for code in runs)


def pytest(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run pytest, pass on what it says, and return its exit code and its last line."""
    # In the order of the files: xdist would keep those of few, long tests for the end, where one
    # process works and the other waits. As they stand, the last ones are the doctests, all short.
    spread = ["-n", PROCESSES, "--dist=loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    last = ""
    with subprocess.Popen(
        command,
        env={**os.environ, **PLAIN_ENVIRONMENT, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                last = line.strip() or last
        except SystemExit:  # we were told to stop; so is pytest, which then clears up
            process.send_signal(signal.SIGINT)
            raise
    return process.returncode, last


def on_sqlite() -> tuple[int, str]:
    say("Every test, on SQLite")
    return pytest({})


def on_postgres() -> tuple[int, str]:
    if throwaway_postgres.programs() is None:
        return 0, "skipped: no PostgreSQL here; see the command above"
    say("Once more what touches the database, on PostgreSQL")
    with throwaway_postgres.cluster() as address:
        return pytest({"FIREBREAK_DATABASE": address}, "tests", "--touching-a-database")


def say(sentence: str) -> None:
    print(f"\n{sentence}" if not sentence.startswith(" ") else sentence, flush=True)


def main() -> int:
    """Run everything and return 0 if nothing failed."""
    lacking = provide()
    runs = {"SQLite": on_sqlite(), "PostgreSQL": on_postgres()}
    if lacking:
        say(f"Not tested for want of {' '.join(lacking)}, which could not be installed.")
    for database, (_, last) in runs.items():
        say(f"On {database}:")
        say(f"    {last}")
    return int(bool(lacking) or any(code for code, _ in runs.values()))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is cleared away
    signal.signal(signal.SIGINT, signal.default_int_handler)  # some shells start us deaf to it
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except throwaway_postgres.PostgresError as error:
        sys.exit(f"\n{error}")
