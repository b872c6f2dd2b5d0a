"""Record linkage at scale: how long it takes, and how often it is right.

10,000 records against a million: seconds, CPU seconds, memory, and precision and recall by
probability, with the truth known because the people are synthetic (`people.py`). The city that is
measured is drawn with another seed than the one that parameters were learned from.
"""

import json
import resource
import time
from pathlib import Path

import polars as pl

from bench.people import city, second_records
from firebreak.intake.linkage import link
from firebreak.intake.linkage.model import parameters
from firebreak.intake.linkage.training import train

LEARNED_FROM, MEASURED_ON = 11, 23
PROBABILITIES = (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999)
FILE = Path("src/firebreak/intake/linkage/parameters.json")


def learn(people: int) -> None:
    """Learn the parameters and write them where the package holds them."""
    known = city(people, LEARNED_FROM)
    second = second_records(known, people // 10, LEARNED_FROM + 1)
    both = pl.concat([known, second], how="diagonal_relaxed")
    # Each person once, half of them as another office has them.
    apart = second_records(known, people // 2, LEARNED_FROM + 2)
    rest = known.filter(~pl.col("truth").is_in(apart["truth"].implode()))
    strangers = pl.concat([rest, apart], how="diagonal_relaxed")
    found = train(both.drop("truth"), strangers.drop("truth"), seed=1)
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    parameters.cache_clear()


def measure(people: int, records: int) -> None:
    """Link second records to a city, and say what it took and came to."""
    known = city(people, MEASURED_ON)
    second = second_records(known, records, MEASURED_ON + 1)
    began, used = time.perf_counter(), time.process_time()
    found = link(second.drop("truth"), known.drop("truth"), probability=min(PROBABILITIES))
    took, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{records:,} records against {people:,} people: {took:.1f} s, {cpu:.1f} s of processor,"
        f" {peak:.1f} GiB at most; {found.height:,} pairs"
    )
    truth = second.select(left="id", true="truth")
    judged = found.join(truth, on="left").with_columns(is_one=pl.col("right") == pl.col("true"))
    print("probability  pairs  precision  recall")
    for least in PROBABILITIES:
        kept = judged.filter(pl.col("probability") >= least)
        right = kept["is_one"].sum()
        print(
            f"{least:<11} {kept.height:6,}  {right / max(kept.height, 1):9.4f}  {right / records:6.4f}"
        )


def within(people: int) -> None:
    """Find the second records within a city, as the screen of duplicates does."""
    known = city(people, MEASURED_ON)
    both = pl.concat(
        [known, second_records(known, people // 100, MEASURED_ON + 1)], how="diagonal_relaxed"
    )
    began, used = time.perf_counter(), time.process_time()
    found = link(both.drop("truth"))
    took, cpu = time.perf_counter() - began, time.process_time() - used
    who = dict(both.select("id", "truth").iter_rows())
    right = sum(who[a] == who[b] for a, b in found.select("left", "right").iter_rows())
    print(
        f"{both.height:,} people with each other: {took:.1f} s, {cpu:.1f} s of processor;"
        f" {found.height:,} proposed, {right / max(found.height, 1):.4f} of them right,"
        f" {right / (people // 100):.4f} of the {people // 100:,} found"
    )
