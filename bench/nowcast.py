"""Nowcasts and clusters: how wrong, how wide, how fast.

    python -m bench nowcast [--data FOLDER]

German hospitalisations of 2021, read in place beside the real data: nowcasts of every fifth day from
1 August to 20 October, of which forty days later everything was known; the last 15 days of each, 255
in all. Beside them the counts as they were, and the plain chain ladder, each delay with one factor.
Drawn outbreaks follow, whose delays hold, shorten and lengthen, and in which an alarm hastens all
reports at once. Times are of the processor.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.epidemic import find_clusters, nowcast

HORIZONS = 15
GERMAN_DAYS, GERMAN_DELAY = range(117, 198, 5), 40
DRAWN_DAYS, DRAWN_DELAY = range(32, 57, 3), 15
ALARM_DAYS, ALARM_DELAY = range(26, 56, 3), 10
FIRST = date(2021, 4, 6)
SEEDS = range(10)
DELAYS: dict[str, Callable[[int], float]] = {
    "hold (5 days)": lambda day: 5.0,
    "shorten (9 to 2.5 days)": lambda day: float(np.interp(day, [15, 40], [9, 2.5])),
    "lengthen (2.5 to 9 days)": lambda day: float(np.interp(day, [15, 40], [2.5, 9])),
}


@dataclass(frozen=True)
class Scores:
    """How far off, over date pairs: cases, except the shares held by the intervals."""

    pairs: int
    counts: float
    ladder: float
    ours: float
    crps: float
    within_95: float
    within_50: float
    milliseconds: float


def measure(data: Path) -> None:
    """Print the tables."""
    print("\n### Nowcasts: mean absolute error of the median, cases\n")
    print(
        "| | pairs | as reported | chain ladder | ours | CRPS | in 95% | in 50% | ms each |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    triangle = data.parent / "reference" / "nowcast" / "germany_covid19_hosp_triangle.csv"
    if triangle.exists():
        _print("German hospitalisations", german(triangle))
    else:
        print("| German hospitalisations | skipped: not beside the real data |")
    for cases in (800, 150):
        for name, delay_days in DELAYS.items():
            _print(f"{cases} cases, delays {name}", drawn(delay_days, cases))
        _print(f"{cases} cases, an alarm on day 25 (10 to 3 days)", alarm(cases))
    print("\n### Clusters by the definition\n\n| cases | contacts | s |\n|---|---|---|")
    for cases in (1_000, 10_000, 100_000):
        print(f"| {cases:,} | {4 * cases:,} | {clusters_seconds(cases):.2f} |")


def german(triangle: Path) -> Scores:
    """Score the German days."""
    rows = pl.read_csv(triangle, try_parse_dates=True, infer_schema_length=None)
    wide = rows.filter(pl.col("age_group") == "00+").pivot(
        "delay", index="reference_date", values="count"
    )
    counts = wide.sort("reference_date").drop("reference_date").to_numpy().astype(float)
    return score([np.nan_to_num(counts)], GERMAN_DAYS, GERMAN_DELAY)


def drawn(delay_days: Callable[[int], float], cases: int) -> Scores:
    """Score outbreaks drawn with these delays."""
    return score([outbreak(seed, delay_days, cases) for seed in SEEDS], DRAWN_DAYS, DRAWN_DELAY)


def alarm(cases: int) -> Scores:
    """Score outbreaks hardly noticed until an alarm."""
    return score([alarmed(seed, cases) for seed in SEEDS], ALARM_DAYS, ALARM_DELAY)


def alarmed(seed: int, cases: int) -> NDArray[np.float64]:
    """Draw an outbreak whose reports take ten days, and a third of what is left from an alarm on."""
    chance, day = np.random.default_rng(seed), np.arange(70)
    wave = np.exp(-0.5 * ((day - 27) / 7) ** 2) + 0.1 * np.exp(-0.5 * ((day - 42) / 8) ** 2)
    level = cases * wave / wave.sum()
    new = np.zeros((70, 21))
    for today, count in enumerate(chance.negative_binomial(10, 10 / (10 + level))):
        left = max(25 - today, 0)
        slow = chance.gamma(2.5, 10 / 2.5, count)
        delay = np.where(slow <= left, slow, left + 0.3 * (slow - left)) + chance.random(count)
        new[today] = np.bincount(np.minimum(delay.astype(int), 20), minlength=21)
    return new


def outbreak(seed: int, delay_days: Callable[[int], float], cases: int) -> NDArray[np.float64]:
    """Draw an outbreak that rises, falls and falters: reports by day and delay."""
    chance, day = np.random.default_rng(seed), np.arange(70)
    wave = np.exp(-0.5 * ((day - 30) / 9) ** 2) + 0.15 * np.exp(-0.5 * ((day - 45) / 10) ** 2)
    level = cases * wave / wave.sum()
    new = np.zeros((70, 21))
    for today, count in enumerate(chance.negative_binomial(10, 10 / (10 + level))):
        delay = chance.gamma(2.5, delay_days(today) / 2.5, count) + chance.random(count)
        new[today] = np.bincount(np.minimum(delay.astype(int), 20), minlength=21)
    return new


def score(outbreaks: list[NDArray[np.float64]], days: Iterable[int], delay: int) -> Scores:
    """Nowcast on each of `days`, and compare with what turned out."""
    found, used = [], 0.0
    for new in outbreaks:
        reports = _reports(new)
        for today in days:
            began = time.process_time()
            frame = nowcast(reports, as_of=FIRST + timedelta(days=today), max_delay=delay)
            used += time.process_time() - began
            found += _judged(new[:, : delay + 1], frame, today)
    off = np.array(found)
    counts, ladder, ours, crps, within_95, within_50 = off.mean(0)
    each = 1000 * used / (len(outbreaks) * len(list(days)))
    return Scores(len(off), counts, ladder, ours, crps, within_95, within_50, each)


def _judged(new: NDArray[np.float64], frame: pl.DataFrame, today: int) -> list[tuple]:
    ladder = chain_ladder(new, today)
    judged = []
    for row in frame.tail(HORIZONS).iter_rows(named=True):
        day = (row["date"] - FIRST).days
        truth, so_far = new[day].sum(), new[day, : today - day + 1].sum()
        judged.append(
            (
                abs(so_far - truth),
                abs(ladder[day] - truth),
                abs(row["median"] - row["reported"] + so_far - truth),
                crps(row["to_come"], row["size"], truth - so_far),
                row["lower"] - row["reported"] <= truth - so_far <= row["upper"] - row["reported"],
                row["lower_50"] - row["reported"]
                <= truth - so_far
                <= row["upper_50"] - row["reported"],
            )
        )
    return judged


def chain_ladder(new: NDArray[np.float64], today: int) -> NDArray[np.float64]:
    """Return what the plain chain ladder expects of each day: one factor for each delay."""
    day, delay = np.indices(new.shape)
    seen = day + delay <= today
    so_far = np.where(seen, new, 0).cumsum(1)
    expected = so_far[:, -1].copy()
    for step in range(1, new.shape[1]):
        known = seen[:, step]
        factor = so_far[known, step].sum() / max(so_far[known, step - 1].sum(), 1)
        expected = np.where(known, expected, expected * max(factor, 1))
    return expected


def crps(mean: float, size: float, came: float) -> float:
    """Return the continuous ranked probability score of a negative binomial."""
    cases = np.arange(int(3 * max(came, mean + 50 * mean**0.5)) + 2)
    below = special.betainc(size, cases + 1.0, size / (size + mean))
    return float(((below - (cases >= came)) ** 2).sum())


def clusters_seconds(cases: int) -> float:
    """Return how long clusters among so many cases take: four contacts each, two to a home."""
    chance = np.random.default_rng(7)
    ids = np.arange(cases)
    onset = np.datetime64("2020-01-20") + chance.integers(0, 14, cases)
    linelist = pl.DataFrame({"id": ids, "classification": "confirmed", "date_onset": onset})
    one = chance.integers(0, cases, 4 * cases)
    other = (one + chance.integers(1, 50, 4 * cases)) % cases
    met = {"from_id": one, "to_id": other, "start": onset[one].astype("datetime64[us]")}
    contacts = pl.DataFrame(met).with_columns(pl.col("start").dt.replace_time_zone("UTC"))
    homes = dict(zip(ids.tolist(), (ids // 2).tolist(), strict=True))
    asked = {"protocols": load_protocols(), "pathogen": "sars-cov-2"}
    began = time.process_time()
    find_clusters(
        linelist, contacts, now=datetime(2020, 2, 3, tzinfo=UTC), households=homes, **asked
    )
    return time.process_time() - began


def _reports(new: NDArray[np.float64]) -> pl.DataFrame:
    day, delay = np.nonzero(new > 0)
    return pl.DataFrame(
        {
            "date": [FIRST + timedelta(days=int(one)) for one in day],
            "reported": [
                FIRST + timedelta(days=int(one + late))
                for one, late in zip(day, delay, strict=True)
            ],
            "count": new[day, delay].astype(np.int64),
        }
    )


def _print(name: str, found: Scores) -> None:
    print(
        f"| {name} | {found.pairs:,} | {found.counts:.2f} | {found.ladder:.2f} | "
        f"**{found.ours:.2f}** | {found.crps:.2f} | {found.within_95:.2f} | "
        f"{found.within_50:.2f} | {found.milliseconds:.0f} |",
        flush=True,
    )
