"""A home and a database for a measurement, and what machine it was made on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def open_home(folder: Path, postgres: str | None = None) -> None:
    """Make Django ready on a home, its database up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["FIREBREAK_HOME"] = str(folder)
    if postgres:
        os.environ["FIREBREAK_DATABASE"] = postgres
    else:
        os.environ.pop("FIREBREAK_DATABASE", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firebreak.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def machine() -> str:
    """Say what it ran on, and how busy that was."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line),
        platform.processor(),
    )
    memory = next(
        (int(line.split()[1]) // 1024**2 for line in _lines("/proc/meminfo") if "MemTotal" in line),
        0,
    )
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("django", "polars", "numpy", "gunicorn", "psycopg")
    )
    load = " ".join(f"{n:.1f}" for n in os.getloadavg())
    python = platform.python_version()
    return f"{os.cpu_count()} cores ({cpu}), {memory} GiB, Python {python}, {versions}; load {load}"


def resident(pid: int | str = "self") -> float:
    """Memory in use by a process, GiB."""
    lines = _lines(f"/proc/{pid}/status")
    return next(int(line.split()[1]) for line in lines if "VmRSS" in line) / 1024**2


def processor_seconds(pid: int) -> float:
    """What a process has used of the processors so far: fairer than the clock on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def waited_seconds(pid: int) -> float:
    """How long the threads of a process have waited for a processor that others were using."""
    found = [_lines(f"/proc/{pid}/task/{task}/schedstat") for task in _tasks(pid)]
    return sum(int(line.split()[1]) for lines in found for line in lines) / 1e9


def _tasks(pid: int) -> list[str]:
    folder = Path(f"/proc/{pid}/task")
    return [each.name for each in folder.iterdir()] if folder.exists() else []


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
