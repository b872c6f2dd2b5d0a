"""Tracing, side by side: how long it takes us, DuckDB and Polars, on the same invented city.

    python -m bench tracing --persons 396825                       # 50 million stays, all three
    python -m bench tracing --persons 4000000 --engines firebreak  # 504 million, ours alone

Each engine answers each query in a process of its own. Counted are its processor seconds (both
cores added up), its time, and its private memory at most: what it holds of its own, without what
the system keeps of files and can take back. The answers of all engines are compared.
"""

import argparse
import ctypes
import json
import mmap
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import tracing_city
from bench.surroundings import machine

FEW_SECONDS = 20  # a query is repeated until it has taken as long, or often and long enough
OFTEN, LONG_ENOUGH = (
    9,
    0.5,
)  # a query of a millisecond in nine runs tells of the machine more than of it
LATE = 1_000_000
ROWS = {
    "one": "one case, forward",
    "hundred": "100 cases, forward",
    "backward": "26 cases, backward",
    "two_steps": "two steps forward, time-respecting",
    "pairs": "all pairs of one day, count and minutes",
    "build": "build",
    "append": "append 1 million late stays, until visible",
    "cold": "100 cases, cold disk",
    "open": "opening",
}
ONLY_OURS = ("cold", "open")
HAVE_APPEND = ("firebreak", "duckdb")


@dataclass(frozen=True)
class Measured:
    """What a query took: in seconds and GiB; without an `answer`, why there is none."""

    processor: float = float("nan")
    wall: float = float("nan")
    private: float = 0.0
    answer: dict[str, int] | None = None
    trouble: str = ""


def measure(options: argparse.Namespace) -> None:
    """Print the table."""
    made = tracing_city.city(options.persons, options.seed)
    folder = options.folder / f"{options.persons}-{options.seed}"
    tracing_city.write(made, folder / "days")
    rows = options.persons * tracing_city.STAYS_A_DAY * tracing_city.DAYS
    late = min(LATE, rows // 10)
    for seed, name in enumerate(("late-before", "late")):
        tracing_city.late(made, late, seed).write_parquet(folder / f"{name}.parquet")
    print(f"{machine()}\n{rows:,} stays of {options.persons:,} people; {late:,} come late\n")
    results = {}
    for query in (
        "build",
        *(query for query in ROWS if query not in ("build", "append")),
        "append",
    ):
        for engine in options.engines:
            if not _asked(engine, query, options):
                continue
            results[engine, query] = _in_its_own_process(engine, query, folder, options)
            print(f"  {engine} {query}: {results[engine, query]}", file=sys.stderr, flush=True)
    print("\n".join(table(results, options.engines)))
    print(agreement(results, options.engines))
    if not options.keep and not options.queries:
        shutil.rmtree(folder)


def _asked(engine: str, query: str, options: argparse.Namespace) -> bool:
    if options.queries and query not in options.queries:
        return False
    if query in ONLY_OURS:
        return engine == "firebreak"
    return query != "append" or engine in HAVE_APPEND


# The table


def table(results: dict[tuple[str, str], Measured], engines: list[str]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown; times of others also as multiples of ours."""
    heads = [f"{engine}: of processor | wall | private" for engine in engines]
    yield "| query | " + " | ".join(heads) + " |"
    yield "|---" * (1 + 3 * len(engines)) + "|"
    for query, title in ROWS.items():
        if any((engine, query) in results for engine in engines):
            cells = (_cells(results, engine, query) for engine in engines)
            yield f"| {title} | " + " | ".join(cells) + " |"


def _cells(results: dict[tuple[str, str], Measured], engine: str, query: str) -> str:
    it, ours = results.get((engine, query)), results.get(("firebreak", query))
    if it is None:
        return " | | "
    if it.answer is None:
        return f"{it.trouble} | | {it.private:.1f} GiB"
    times = f" ({it.processor / ours.processor:.1f}x)" if ours and it is not ours else ""
    return f"{_time(it.processor)}{times} | {_time(it.wall)} | {it.private:.2f} GiB"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def agreement(results: dict[tuple[str, str], Measured], engines: list[str]) -> str:
    """Say whether all engines gave the same answers."""
    differ = [query for query in ROWS if len(_answers(results, engines, query)) > 1]
    if differ:
        return "THE ANSWERS DIFFER: " + "; ".join(
            f"{query}: {' against '.join(_answers(results, engines, query))}" for query in differ
        )
    return "All engines gave the same answers."


def _answers(results: dict[tuple[str, str], Measured], engines: list[str], query: str) -> list[str]:
    found = (results.get((engine, query), Measured()).answer for engine in engines)
    return sorted({json.dumps(answer, sort_keys=True) for answer in found if answer})


# One process


def _in_its_own_process(
    engine: str, query: str, folder: Path, options: argparse.Namespace
) -> Measured:
    if query == "cold":
        _forget_files(folder / "stays.index")
    what = [engine, query, folder, options.persons, options.seed]
    command = [sys.executable, "-m", "bench.tracing", *map(str, what)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        most = [0.0]
        watch = threading.Thread(target=_watch, args=(process, most, options.most_memory))
        watch.start()
        said = process.stdout.read() if process.stdout else ""
        watch.join()
    if process.returncode:
        killed = process.returncode == -signal.SIGKILL
        return Measured(private=most[0], trouble="stopped" if killed else "failed")
    told = json.loads(said.splitlines()[-1])
    return Measured(told["processor"], told["wall"], max(most[0], told["private"]), told["answer"])


def _watch(process: subprocess.Popen, most: list[float], limit: float) -> None:
    """Note the most private memory of a process, and stop it before the machine has no more."""
    while process.poll() is None:
        most[0] = max(most[0], private(process.pid))
        if most[0] > limit:
            process.kill()
        time.sleep(0.01)


def private(pid: int | str = "self") -> float:
    """Return the memory of a process that is its own, no file's, in GiB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0.0
    return next((int(x.split()[1]) for x in status.splitlines() if "RssAnon" in x), 0) / 1024**2


def _forget_files(folder: Path) -> None:
    """Let the system forget what it keeps of an index's files, and say if it does not."""
    os.sync()
    files = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_size]
    for file in files:
        with file.open("rb") as open_file:
            os.posix_fadvise(open_file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    kept = sum(_resident(file) for file in files) / sum(file.stat().st_size for file in files)
    if kept > 0.01:
        print(f"  the system kept {kept:.0%} of the index: its disk is not quite cold")


def _resident(file: Path) -> int:
    """Return how many bytes of a file are in memory."""
    size = file.stat().st_size
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), size, prot=mmap.PROT_READ) as mapped:
        pages = -(-size // mmap.PAGESIZE)
        seen = (ctypes.c_ubyte * pages)()
        libc = ctypes.CDLL(None, use_errno=True)
        address = _address(mapped)
        if libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(size), seen):
            raise OSError(ctypes.get_errno(), "mincore")
        return sum(byte & 1 for byte in seen) * mmap.PAGESIZE


def _address(mapped: mmap.mmap) -> int:
    import numpy as np

    return np.frombuffer(mapped, np.uint8).ctypes.data


def answer(engine: str, query: str, folder: Path, persons: int, seed: int) -> dict[str, Any]:
    """Return what one query took in this process, the compiling and opening not counted."""
    from bench.tracing_queries import ANSWERS, ENGINES

    made = tracing_city.city(persons, seed)
    it = ENGINES[engine]
    if query in ("build", "append", "cold", "open"):  # once only: nothing is compiled meanwhile
        it.prepare()
    if query == "build":
        days = sorted((folder / "days").glob("*.parquet"))
        return _once(lambda: it.build(days, folder, made))
    if query == "open":
        return _once(lambda: it(folder, made).opened())
    if query == "append":
        opened = it(folder, made)
        opened.append(folder / "late-before.parquet")  # as every day but the first
        return _once(lambda: opened.append(folder / "late.parquet"))
    opened, told = it(folder, made), ANSWERS.get(query)
    if query == "cold":
        return _once(opened.hundred, told)
    return _many(getattr(opened, query), told)


def _once(job: Callable[[], Any], told: Callable[[Any], dict] | None = None) -> dict[str, Any]:
    results: list[Any] = []
    taken = {**_times(lambda: results.append(job())), "private": private()}
    return {**taken, "answer": (told(results[0]) if told else results[0]) or {}}


def _times(job: Callable[[], Any]) -> dict[str, float]:
    processor, wall = time.process_time(), time.perf_counter()
    job()
    return {"processor": time.process_time() - processor, "wall": time.perf_counter() - wall}


def _many(job: Callable[[], Any], told: Callable[[Any], dict] | None) -> dict[str, Any]:
    """Return the median of some runs, the first not among them: it compiles and reads files."""
    first = _once(job, told)
    runs: list[dict[str, float]] = []
    walls = 0.0
    while len(runs) < 3 or (len(runs) < OFTEN and walls < FEW_SECONDS) or walls < LONG_ENOUGH:
        runs.append(_times(job))
        walls += runs[-1]["wall"]
    return {
        "processor": statistics.median(run["processor"] for run in runs),
        "wall": statistics.median(run["wall"] for run in runs),
        "private": max(first["private"], private()),
        "answer": first["answer"],
    }


if __name__ == "__main__":
    engine, query, folder, persons, seed = sys.argv[1:]
    print(json.dumps(answer(engine, query, Path(folder), int(persons), int(seed))))
