"""The estimates of the epidemic, beside what R packages took for the same inputs, and how far apart.

    python -m bench epidemic

Inputs and the packages' results are the reference beside the real data (`--data`, its neighbour
`reference`). The packages' seconds were taken once on this kind of machine (2 cores, R 4.2.2, one
thread: EpiEstim 2.2-4, coarseDataTools 0.6-6, fitdistrplus 1.1-8); ours are of processor, here and
now, the best of several, after a first run that imports.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.surroundings import machine
from firebreak.engine import epidemic

FIRST = date(2000, 1, 1)
COLUMNS = (
    ("Mean(R)", "mean"),
    ("Std(R)", "sd"),
    ("Median(R)", "median"),
    ("Quantile.0.025(R)", "lower"),
    ("Quantile.0.975(R)", "upper"),
)
LONG = 3_000  # days
GIVEN = ("Flu1918", "Flu2009", "SARS2003", "Smallpox1972")


@dataclass(frozen=True)
class Row:
    """One estimate: our seconds, theirs (recorded), and how the answers agree."""

    what: str
    ours: float
    theirs: float | None
    agreement: str


def measure(folder: Path) -> list[Row]:
    """Print the table."""
    print(machine())
    rows = [
        row
        for part in (_reproduction, _uncertain, _by_case, _delays, _offspring)
        for row in part(folder)
    ]
    print(f"\n{'':56}{'ours, s':>10}{'R, s':>9}{'times':>8}  agreement")
    for row in rows:
        theirs = "" if row.theirs is None else f"{row.theirs:.3f}"
        times = "" if row.theirs is None else f"{row.theirs / row.ours:.0f}"
        print(f"{row.what:56}{row.ours:>10.4f}{theirs:>9}{times:>8}  {row.agreement}")
    return rows


def seconds(job: Callable[[], Any], times: int = 5) -> float:
    """Return the least seconds of processor of several runs, after one that does not count."""
    job()
    taken = []
    for _ in range(times):
        began = time.process_time()
        job()
        taken.append(time.process_time() - began)
    return min(taken)


def daily(cases: Any) -> pl.DataFrame:
    cases = list(cases)
    return pl.DataFrame(
        {"date": [FIRST + timedelta(day) for day in range(len(cases))], "cases": cases}
    )


def published(folder: Path, name: str) -> tuple[pl.DataFrame, list[float]]:
    incidence = pl.read_csv(folder / "epiestim" / f"{name}_incidence.csv")["I"]
    weights = pl.read_csv(folder / "epiestim" / f"{name}_si.csv")["w"]
    return daily(incidence), weights.to_list()[1:]


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / "epiestim" / f"{name}.csv", null_values="NA")


def furthest(ours: pl.DataFrame, theirs: pl.DataFrame) -> float:
    """Return the largest difference of any column, where both say something."""
    return max((ours[b] - theirs[a]).abs().max() for a, b in COLUMNS)


def _reproduction(folder: Path) -> list[Row]:
    rows = []
    for name in GIVEN:
        incidence, weights = published(folder, name)
        ours = epidemic.reproduction_number(incidence, weights)
        off = furthest(ours, table(folder, f"{name}_R_weekly_nonparam"))
        taken = seconds(lambda i=incidence, w=weights: epidemic.reproduction_number(i, w))
        rows.append(Row(f"R by time, {name}, {incidence.height} days", taken, 0.007, f"{off:.0e}"))
    weights = epidemic.discrete_interval(8.4, 3.8)
    long = daily(np.random.default_rng(1).poisson(30, LONG))
    taken = seconds(lambda: epidemic.reproduction_number(long, weights))
    return [*rows, Row(f"R by time, {LONG:,} days", taken, 0.626, "")]


def _uncertain(folder: Path) -> list[Row]:
    incidence, _ = published(folder, "Flu2009")
    asked = ((2.6, 1, 1, 4.2), (1.5, 0.5, 0.5, 2.5))

    def of_moments() -> pl.DataFrame:
        return epidemic.reproduction_number(
            incidence, epidemic.uncertain_interval(*asked, draws=100)
        )

    windows = pl.read_csv(folder / "epiestim" / "MockRotavirus_si_data.csv").select(
        start_earliest="EL", start_latest="ER", end_earliest="SL", end_latest="SR"
    )
    cases = daily(pl.read_csv(folder / "epiestim" / "MockRotavirus_incidence.csv")["I"])

    def of_data() -> pl.DataFrame:
        drawn = epidemic.interval_from_delays(windows, families=["gamma"])
        return epidemic.reproduction_number(cases, drawn)

    rows = []
    for what, job, name, theirs in (
        (
            "R, 100 uncertain intervals",
            of_moments,
            "Flu2009_R_weekly_uncertain_n100x100_seed1",
            0.42,
        ),
        (
            "R, 500 intervals from data",
            of_data,
            "MockRotavirus_R_weekly_si_from_data_G_n500x50",
            17.6,
        ),
    ):
        off = (job()["median"] / table(folder, name)["Median(R)"] - 1).abs().max()
        rows.append(
            Row(what, seconds(job, 3), theirs, f"median within {off:.1%} (theirs is sampled)")
        )
    return rows


def _by_case(folder: Path) -> list[Row]:
    rows = []
    for name in GIVEN:
        incidence, weights = published(folder, name)
        theirs = table(folder, f"{name}_WT_weekly_nonparam")
        ours = epidemic.case_reproduction_number(incidence, weights)[
            theirs["t_start"].to_numpy() - 1
        ]
        off = (ours["mean"] - theirs["Mean(R)"]).abs().max()
        taken = seconds(lambda i=incidence, w=weights: epidemic.case_reproduction_number(i, w))
        rows.append(Row(f"R by case, {name}", taken, 0.05, f"mean {off:.0e}"))
    long = daily(np.random.default_rng(1).poisson(10, 1_000))
    weights = epidemic.discrete_interval(8.4, 3.8)
    taken = seconds(lambda: epidemic.case_reproduction_number(long, weights), 3)
    return [*rows, Row("R by case, 1,000 days", taken, 30, "")]


def _delays(folder: Path) -> list[Row]:
    path = folder / "who_infected_whom" / "singapore_2020_incubation_intervals.csv"
    windows = pl.read_csv(path).select(
        start_earliest="EL", start_latest="ER", end_earliest="SL", end_latest="SR"
    )
    rows = []
    for family, theirs in (("gamma", 2.2), ("lognormal", 0.3), ("weibull", 0.3)):
        taken = seconds(lambda f=family: epidemic.estimate_delay(windows, families=[f]))
        what = f"delay, {windows.height} cases, {family}, with intervals"
        rows.append(
            Row(what, taken, theirs, "without an interval there (gamma's by refits: 211 s)")
        )
    return rows


def _offspring(folder: Path) -> list[Row]:
    counts = json.loads((folder / "superspreading" / "offspring_counts.json").read_text())
    fits = json.loads((folder / "superspreading" / "estimates.json").read_text())["nbinom"]
    rows = []
    for name, fit in fits.items():
        row = epidemic.dispersion(counts[name]).row(0, named=True)
        off = max(abs(row[key] / fit[key] - 1) for key in ("R", "k"))
        gained = row["log_likelihood"] - fit["loglik"]
        taken = seconds(lambda c=counts[name]: epidemic.dispersion(c), 3)
        said = f"{off:.0e} of R and k, log-likelihood {gained:+.0e}; theirs without intervals"
        rows.append(Row(f"R and k, {name}, {fit['n']:,} cases", taken, fit["time_s"], said))
    draws = np.random.default_rng(1).negative_binomial(0.3, 0.3 / 1.8, (1_000, 400))
    taken = seconds(lambda: epidemic.dispersion(draws), 3)
    return [*rows, Row("R and k, 1,000 trees of 400 cases", taken, None, "")]
