"""How long the duties of a large city take: 100,000 cases, 1 million contacts, 3 million checks.

    python bench/duties.py [--cases 100000] [--seed 7] [--shuffled] [--sql]

Generates the events (seeded), works out every one-off duty and the recurring ones of the last day,
and prints the time. With --sql it also asks SQLite, in memory, indexed, and not counting the
loading, for four of the one-off clocks as one would write them by hand, and prints the ratio for
those same four.
"""

import argparse
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.protocols import Protocols, load_protocols
from firebreak.engine.tables import EVENTS, INSTANT, KIND

NOW = datetime(2020, 2, 20, tzinfo=UTC)
START = datetime(2020, 1, 23, tzinfo=UTC)
HOUR = 3_600_000_000
MINUTE = HOUR // 60
NAMED = ("case.", "contact.", "test.", "report.")  # what names its pathogen
UNITS = 300


def main() -> None:
    options = _options()
    events = generate(options.cases, options.seed, shuffled=options.shuffled)
    protocols = load_protocols()
    print(f"{events.height:,} events of {options.cases:,} cases")
    whole, table = best(lambda: duties(events, protocols, now=NOW, since=NOW - timedelta(days=1)))
    print(f"{table.height:,} duties in {whole:.2f} s (best of 3)")
    with pl.Config(tbl_rows=-1):
        print(table.group_by("rule", "state").len().sort("rule", "state"))
    if options.sql:
        compare(events, protocols)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shuffled", action="store_true", help="events in no order at all")
    parser.add_argument("--sql", action="store_true", help="compare with SQLite")
    return parser.parse_args()


def best(job: Callable, times: int = 3) -> tuple[float, pl.DataFrame]:
    """Return the shortest of some runs, in seconds, and the last result."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        result = job()
        taken.append(time.perf_counter() - begun)
    return min(taken), result


def generate(cases: int, seed: int, *, shuffled: bool = False) -> pl.DataFrame:
    """
    Return the events of an invented city: ten contacts a case, three checks a contact.

    They come as the records are projected, one sort of record after another; or `shuffled`.
    """
    chance = np.random.default_rng(seed)
    parts = [*_cases(chance, cases), *_contacts(chance, cases, cases * 10), *_units(cases * 12)]
    table = pl.concat(parts)
    return table.sample(fraction=1.0, shuffle=True, seed=seed) if shuffled else table


def _cases(chance: np.random.Generator, count: int) -> Iterable[pl.DataFrame]:
    person = np.arange(count)
    suspected = _micros(START) + chance.integers(0, 27 * 24 * 60, count) * MINUTE
    card = suspected + _waits(chance, 1.2, count)
    result = suspected + _waits(chance, 30, count)
    times = {
        "case.onset": suspected - 72 * HOUR,
        "case.suspected": suspected,
        "case.confirmed": result + HOUR,
        "sample.taken": suspected + _waits(chance, 3, count),
        "sample.received": suspected + _waits(chance, 12, count),
        "test.resulted.positive": result,
        "report.sent.case_card": card,
        "report.received.case_card": card,
        "report.reviewed.case_card": card + chance.integers(1, 240, count) * MINUTE,
        "report.received.investigation": card + _waits(chance, 14, count),
        "report.received.backtrace": result + _waits(chance, 20, count),
        "placement.began.ward": suspected,
    }
    for kind, at in times.items():
        yield _events(kind, person, at, chance)


def _contacts(chance: np.random.Generator, cases: int, count: int) -> Iterable[pl.DataFrame]:
    person = np.arange(cases, cases + count)
    exposed = _micros(START) + chance.integers(0, 25 * 24 * 60, count) * MINUTE
    named = exposed + chance.integers(60, 4 * 24 * 60, count) * MINUTE
    began = named + _waits(chance, 10, count)
    reached, placed, released = (chance.random(count) < share for share in (0.9, 0.95, 0.9))
    released &= placed
    half = named + (began - named) // 2 // MINUTE * MINUTE
    number = np.cumsum(placed) - 1 + cases  # of the placement, so that its end is its own
    yield _events("contact.exposed", person, exposed, chance)
    yield _events("contact.named", person, named, chance)
    yield _events("contact.reached", person[reached], half[reached], chance)
    yield _events("placement.began.home", person[placed], began[placed], chance, number[placed])
    ends = (exposed + 14 * 24 * HOUR)[released]
    yield _events("placement.ended.home", person[released], ends, chance, number[released])
    for _ in range(3):
        day = chance.integers(0, 14 * 24 * 60, count) * MINUTE
        yield _events("check.follow_up", person, began + day, chance)


def _waits(chance: np.random.Generator, mean_hours: float, count: int) -> np.ndarray:
    """Exponential waits, in whole minutes (as microseconds)."""
    return (chance.exponential(mean_hours, count) * 60).astype(int) * MINUTE


def _units(first: int) -> Iterable[pl.DataFrame]:
    unit = np.arange(first, first + UNITS)
    chance = np.random.default_rng(0)
    yield _events("unit.opened.hospital", unit, np.full(UNITS, _micros(START)), chance)
    for day in range(28):
        at = np.full(UNITS, _micros(START) + (day * 24 + 7) * HOUR)
        yield _events("report.received.daily", unit, at, chance)


def _events(
    kind: str,
    subject: np.ndarray,
    at: np.ndarray,
    chance: np.random.Generator,
    record: np.ndarray | None = None,
) -> pl.DataFrame:
    count = len(subject)
    columns = {
        "subject": subject,
        "unit": chance.integers(0, UNITS, count),
        "county": subject % 9,
        "happened_at": pl.Series(at).cast(INSTANT),
        "stored_at": pl.Series(at + HOUR).cast(INSTANT),
        "record": np.arange(count) if record is None else record,
    }
    table = pl.DataFrame(columns).with_columns(
        kind=pl.lit(kind, KIND),
        pathogen=pl.lit("sars-cov-2" if kind.startswith(NAMED) else None, pl.String()),
        happened_until=pl.lit(None, INSTANT),
        told_at=pl.lit(None, INSTANT),
    )
    unknown = [
        pl.lit(None, dtype).alias(c) for c, dtype in EVENTS.items() if c not in table.columns
    ]
    full = table.with_columns(unknown)
    return full.select(pl.col(name).cast(dtype) for name, dtype in EVENTS.items())


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000


# By hand, in SQL

CLOCKS = {
    "case-card": ("case.suspected", "report.received.case_card", 2),
    "investigation": ("report.received.case_card", "report.received.investigation", 24),
    "suspect-test": ("case.suspected", "test.resulted.positive", 48),
    "contact-quarantine": ("contact.named", "placement.began.home", 24),
}
QUERY = """
    select s.subject, s.at, min(p.at),
           case when min(p.at) <= s.at + ? then 'met' when min(p.at) is not null then 'met_late'
                when s.at + ? < ? then 'overdue' else 'open' end
    from events s left join events p
      on p.kind = ? and p.subject = s.subject and p.at >= s.at and p.at <= ?
    where s.kind = ? and s.at <= ? group by s.subject, s.at
"""


def compare(events: pl.DataFrame, protocols: Protocols) -> None:
    """Time four clocks here and in SQLite; say whether both count the same."""
    begun = time.perf_counter()
    database = _database(events)
    print(f"loading and indexing those events in SQLite: {time.perf_counter() - begun:.2f} s")
    hand, counts = best(lambda: _by_sql(database))
    four = Protocols(tuple(_only(edition) for edition in protocols))
    ours, table = best(lambda: duties(events, four, now=NOW))
    print(
        f"the same four clocks: SQLite {hand:.2f} s, firebreak {ours:.2f} s, ratio {hand / ours:.1f}"
    )
    states = pl.col("state").cast(pl.String).replace("due_soon", "open")
    mine = table.group_by("rule", states).len().sort("rule", "state").rows()
    theirs = sorted((rule, state, count) for (rule, state), count in counts.items())
    print("they count the same" if mine == theirs else f"they differ: {mine} against {theirs}")


def _only(edition):
    return replace(edition, rounds=(), duties=tuple(d for d in edition.duties if d.id in CLOCKS))


def _database(events: pl.DataFrame) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("create table events (subject integer, kind text, at integer)")
    kinds = {kind for start, proof, _ in CLOCKS.values() for kind in (start, proof)}
    rows = events.filter(pl.col("kind").is_in(list(kinds))).select(
        "subject", pl.col("kind").cast(pl.String), pl.col("happened_at").to_physical()
    )
    database.executemany("insert into events values (?, ?, ?)", rows.iter_rows())
    database.execute("create index by_kind on events (kind, subject, at)")
    return database


def _by_sql(database: sqlite3.Connection) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    now = _micros(NOW)
    for rule, (start, proof, hours) in CLOCKS.items():
        limit = hours * HOUR
        for *_, state in database.execute(QUERY, (limit, limit, now, proof, now, start, now)):
            counts[rule, state] = counts.get((rule, state), 0) + 1
    return counts


if __name__ == "__main__":
    main()
