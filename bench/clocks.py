"""The clocks of the whole city, as the site works them out: read, derive, due; and after an entry.

Four clocks are asked of the same database in SQL as well, as one would write them by hand; both
must count the same.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from bench.surroundings import resident

#: Rule, kind of classification or report that starts it, SQL for its proof, hours.
BY_HAND = """
    SELECT COUNT(*), SUM(CASE WHEN proof <= started + {hours} THEN 1 ELSE 0 END) FROM (
        SELECT {start} AS started, MIN({proof}) AS proof
        FROM {table} s LEFT JOIN {other} p ON {on} AND {proof} >= {start}
        WHERE {where} GROUP BY s.id) x
"""


def measure() -> list[str]:
    """Time each step, in this process."""
    from firebreak.engine.duties.criteria import derived_events
    from firebreak.records.situation import reading, state

    told = []

    def timed(what: str, job: Callable[[], Any], times: int = 1) -> Any:
        taken = []
        for _ in range(times):
            began, used = time.perf_counter(), time.process_time()
            result = job()
            taken.append((time.perf_counter() - began, time.process_time() - used))
        best = f" (best of {times})" if times > 1 else ""
        wall, processor = min(taken)
        told.append(
            f"{what}: {wall:.2f} s{best}, {processor:.2f} s of processor, {resident():.1f} GiB"
        )
        print(told[-1], flush=True)
        return result

    now = timed("records read into the engine's tables", lambda: reading.read(None))
    events = pl.concat(list(now.parts.values()))
    given = (events, now.contacts, now.protocols)
    timed(
        "first cases and clusters",
        lambda: derived_events(*given, now=now.at, households=now.households),
        3,
    )
    _ = now.events
    since = now.at - state.ROUNDS_BACK
    due = timed("duties, with the rounds of two days", lambda: now.rounds_since(since), 3)
    day = now.at - timedelta(days=1)
    timed("duties, with the rounds of one day", lambda: now.rounds_since(day), 3)
    told.append(f"{now.events.height:,} events, {due.height:,} duties")
    told.append(_by_hand(due))
    print("\n".join(told[-2:]), flush=True)
    return told


def _by_hand(due: pl.DataFrame) -> str:
    """Ask the database for one clock, the contacts' quarantine within 24 hours."""
    from django.db import connection

    instant = (
        "julianday({}) * 24" if connection.vendor == "sqlite" else "extract(epoch from {}) / 3600"
    )
    query = BY_HAND.format(
        start=instant.format("s.told_at"),
        proof=instant.format("p.happened_at"),
        table="records_contact",
        other="records_placement",
        on="p.person_id = s.person_id",
        where="1 = 1",
        hours=24,
    )
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(query)
        asked, met = cursor.fetchone()
    seconds = time.perf_counter() - began
    ours = due.filter(pl.col("rule") == "contact-quarantine")
    return (
        f"by hand in SQL, one clock of {due['rule'].n_unique()} (contact to quarantine in 24 h):"
        f" {seconds:.2f} s, {asked:,} contacts, {met:,} in time"
        f" (ours: {ours.height:,}, {(ours['state'] == 'met').sum():,}; one for each person, not each naming)"
    )
