"""`python -m bench`: everything, or one part of it.

`make bench` makes the city in a temporary folder on SQLite and, where there is one, on PostgreSQL,
measures the clocks, the pages and the import on each, and removes it. Tracing is measured on a city
of stays of its own, beside DuckDB and Polars, and on real data where there is any. It takes an hour
on two cores and 12 GB of disk.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path


def main() -> None:
    """Do what was asked for."""
    options = _options()
    if options.part == "all":
        _everything(options)
        return
    PARTS[options.part](options)


def _everything(options: argparse.Namespace) -> None:
    from bench.surroundings import machine

    print(machine(), flush=True)
    _part("duties", ["--cases", options.cases])
    _part("tracing", ["--persons", options.persons])
    _part("tracing-real", ["--data", options.data])
    _part("nowcast", ["--data", options.data])
    _part("epidemic", ["--data", options.data])
    _part("calibration", ["--outbreaks", options.outbreaks])
    _part("infectors", ["--data", options.data])
    _part("chains", ["--data", options.data])
    _part("linkage", [])
    _part("text", ["--data", options.data])
    for folder, address in _databases():
        _on(folder, address, options)


def _databases() -> Iterator[tuple[Path, str | None]]:
    """A folder, and the address of a database, on SQLite and on PostgreSQL; each goes afterwards."""
    from tools.throwaway_postgres import cluster, programs

    for name, server in (("SQLite", nullcontext(None)), ("PostgreSQL", cluster())):
        if name == "PostgreSQL" and programs() is None:
            print("PostgreSQL: skipped, it is not on this machine")
            continue
        print(f"\n{name}", flush=True)
        folder = Path(tempfile.mkdtemp(prefix="firebreak-bench-"))
        try:
            with server as address:
                yield folder, address
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _on(folder: Path, address: str | None, options: argparse.Namespace) -> None:
    where = ["--home", folder / "city", *(["--postgres", address] if address else [])]
    if address is None:
        empty = ["--home", folder / "empty"]
        _part("city", [*empty, "--cases", 0])
        _part("imports", [*empty, "--rows", options.rows])
    _part("city", [*where, "--cases", options.cases, "--seed", options.seed])
    for part in ("clocks", "pages", "imports"):
        _part(part, [*where, "--rows", options.rows, "--seconds", options.seconds])


def _part(name: str, arguments: list) -> None:
    # A process for each: what one leaves in memory is not measured in the next.
    subprocess.run([sys.executable, "-m", "bench", name, *map(str, arguments)], check=True)


def _city(options: argparse.Namespace) -> None:
    from bench import city, surroundings

    surroundings.open_home(options.home, options.postgres)
    city.build(options.cases, options.seed)


def _duties(options: argparse.Namespace) -> None:
    from bench import duties

    sys.argv = ["duties", "--cases", str(options.cases), "--sql"]
    duties.main()


def _clocks(options: argparse.Namespace) -> None:
    from bench import clocks, surroundings

    surroundings.open_home(options.home, options.postgres)
    clocks.measure()


def _pages(options: argparse.Namespace) -> None:
    from bench import pages
    from bench.surroundings import machine

    if not options.both:
        pages.measure(options.home, options.postgres, options.seconds)
        return
    print(machine(), flush=True)
    for folder, address in _databases():
        where = ["--home", folder / "city", *(["--postgres", address] if address else [])]
        _part("city", [*where, "--cases", options.cases, "--seed", options.seed])
        _part("pages", [*where, "--seconds", options.seconds])


def _imports(options: argparse.Namespace) -> None:
    from bench import imports, surroundings

    surroundings.open_home(options.home, options.postgres)
    imports.measure(options.home, options.rows, options.letter)


def _tracing(options: argparse.Namespace) -> None:
    from bench import tracing

    tracing.measure(options)


def _tracing_real(options: argparse.Namespace) -> None:
    from bench import tracing_real

    tracing_real.measure(options.data)


def _nowcast(options: argparse.Namespace) -> None:
    from bench import nowcast

    nowcast.measure(options.data)


def _epidemic(options: argparse.Namespace) -> None:
    from bench import epidemic

    epidemic.measure(options.data.parent / "reference")


def _calibration(options: argparse.Namespace) -> None:
    from bench import calibration

    calibration.measure(options.outbreaks, options.picture)


def _infectors(options: argparse.Namespace) -> None:
    from bench import infectors

    infectors.measure(options.data.parent)


def _chains(options: argparse.Namespace) -> None:
    from bench import chains

    chains.measure(options.data.parent / "reference")


def _linkage(options: argparse.Namespace) -> None:
    from bench import linkage

    if options.learn:
        linkage.learn(LEARNED_PEOPLE)
    linkage.measure(options.people, options.records)
    linkage.within(300_000)


def _desk(options: argparse.Namespace) -> None:
    from bench import desk, surroundings

    surroundings.open_home(options.home, options.postgres)
    desk.measure(options.on_file)


def _text(options: argparse.Namespace) -> None:
    from bench import text

    text.measure(options.data)


def _text_train(options: argparse.Namespace) -> None:
    from bench import text_training

    text_training.train(options.data, options.folds)


PARTS = {
    "city": _city,
    "duties": _duties,
    "clocks": _clocks,
    "pages": _pages,
    "imports": _imports,
    "tracing": _tracing,
    "tracing-real": _tracing_real,
    "nowcast": _nowcast,
    "epidemic": _epidemic,
    "calibration": _calibration,
    "infectors": _infectors,
    "chains": _chains,
    "linkage": _linkage,
    "desk": _desk,
    "text": _text,
    "text-train": _text_train,
}
LEARNED_PEOPLE = 100_000


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path, default=Path("/tmp/firebreak-bench"))
    parser.add_argument(
        "--postgres", metavar="ADDRESS", help="a database of its own; without it, SQLite"
    )
    parser.add_argument(
        "--both",
        action="store_true",
        help="pages: on cities made for it, on SQLite and on PostgreSQL, removed afterwards",
    )
    parser.add_argument("--rows", type=int, default=100_000, help="of the imported list")
    parser.add_argument(
        "--letter", default="L", help="begins the case numbers of the imported list"
    )
    parser.add_argument(
        "--seconds", type=float, default=60, help="how long each page is asked for: whole minutes"
    )
    parser.add_argument(
        "--outbreaks", type=int, default=1_000, help="invented and inferred for the calibration"
    )
    parser.add_argument(
        "--picture", type=Path, metavar="FILE", help="of the calibration, as SVG; without it, none"
    )
    linkage = parser.add_argument_group("linkage")
    linkage.add_argument("--people", type=int, default=1_000_000, help="on file")
    linkage.add_argument("--records", type=int, default=10_000, help="that come in")
    linkage.add_argument(
        "--on-file", type=int, default=300_000, help="desk: in an empty home of its own"
    )
    linkage.add_argument(
        "--learn", action="store_true", help="learn the parameters anew, and write them, before"
    )
    parser.add_argument(
        "--folds", type=int, default=0, help="of the training documents, to score and write nothing"
    )
    _tracing_options(parser.add_argument_group("tracing"))
    return parser.parse_args()


def _tracing_options(group: argparse._ArgumentGroup) -> None:
    engines = ("firebreak", "duckdb", "polars")
    group.add_argument(
        "--persons", type=int, default=79_365, help="of the traced city; 126 stays each"
    )
    group.add_argument("--engines", nargs="+", choices=engines, default=engines)
    group.add_argument("--queries", nargs="+", help="some of them only; the city stays on disk")
    group.add_argument("--folder", type=Path, default=Path("/tmp/firebreak-bench-tracing"))
    group.add_argument("--keep", action="store_true", help="leave stays and indexes on disk")
    group.add_argument(
        "--most-memory", type=float, default=12, metavar="GIB", help="stop a query that takes more"
    )
    shared = Path(os.environ.get("FIREBREAK_SHARED") or "../shared")
    group.add_argument("--data", type=Path, default=shared / "data", help="the real data")


if __name__ == "__main__":
    main()
