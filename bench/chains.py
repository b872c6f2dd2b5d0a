"""How fast, and how well, chains are inferred: `python -m bench chains`.

outbreaker2's own example (30 cases; dates, contacts, sequences) under its own model, beside what it
needs itself: 37 s of processor for 10,000 iterations, 180 of 180 stored draws effective, and not
converged (measured, reference results). Then invented outbreaks with contacts: each case infects
others, negative binomially; most who infected one another are on record, and as many who did not.
"""

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import firebreak as fb
from firebreak.engine.chains.settings import Settings
from firebreak.engine.reference.pathogens import pathogen

OUTBREAKER2_PER_SECOND = 180 / 37.2  # effective draws per second of processor
BEGUN = date(2020, 1, 1)


def measure(reference: Path, sizes: tuple[int, ...] = (1_000, 10_000)) -> None:
    """Print both tables."""
    if reference.exists():
        _own_example(reference)
    for size in sizes:
        _invented(size)


def _own_example(reference: Path) -> None:
    given = _fake_outbreak(reference / "outbreaker2_fake_outbreak")
    gold = pl.read_csv(
        reference / "outbreaker2_posterior" / "gold_pt_fake_edges.csv",
        schema_overrides=[pl.Float64] * 3,
    )
    fb.infer_chains(**given, settings=_outbreaker2(1))  # compiled, or fetched
    for temperatures in (1, 2, 3):
        chains, wall, processor = _timed(given, _outbreaker2(temperatures))
        links = chains.diagnostics.filter(pl.col("name").str.starts_with("link "))
        changing = links.filter(pl.col("ess_bulk") < len(chains.infector_draws))["ess_bulk"]
        least, middle = (float(value) / processor for value in (changing.min(), changing.median()))
        print(
            f"fake_outbreak, {temperatures} temperatures: {processor:.2f} s of processor, "
            f"{wall:.2f} s, converged: {chains.converged}; effective draws a second, the worst link "
            f"{least:,.0f} ({least / OUTBREAKER2_PER_SECOND:.0f} times outbreaker2's of the "
            f"posterior), the median {middle:,.0f}; farthest link from the reference "
            f"{_farthest(chains.infectors, gold):.3f}",
            flush=True,
        )


def _outbreaker2(temperatures: int) -> Settings:
    return Settings(
        imports=3,
        days_lost=1,
        sequenced_sites=9_998,
        mutations=(1.0, 1e-4),
        scaled_contacts=True,
        temperatures=temperatures,
        draws=4_000,
        sweeps=1_000,
        warm_up=200,
    )


def _fake_outbreak(folder: Path) -> dict[str, Any]:
    cases = pl.read_csv(folder / "cases.csv")
    delay = pl.read_csv(folder / "w.csv")["w"].to_numpy()
    tail = np.exp(-np.arange(1.0, cases["sample"].max() - 3 - delay.size + 11))
    delay = np.concatenate((delay, 1e-4 * tail / tail.sum()))
    apart = np.loadtxt(folder / "genetic_distance.csv", delimiter=",", dtype=int)
    a, b = np.triu_indices(cases.height, 1)
    onsets = [BEGUN + timedelta(days=day) for day in cases["sample"]]
    return {
        "linelist": pl.DataFrame({"id": cases["case"], "date_onset": onsets}),
        "contacts": pl.read_csv(folder / "contacts.csv", new_columns=["from_id", "to_id"]),
        "distances": pl.DataFrame({"a_id": a + 1, "b_id": b + 1, "distance": apart[a, b]}),
        "generation_time": delay / delay.sum(),
        "incubation": delay / delay.sum(),
    }


def _farthest(ours: pl.DataFrame, gold: pl.DataFrame) -> float:
    found = {(case, source or 0): p for case, source, p, _ in ours.iter_rows()}
    sure = {(int(case), int(source)): p for case, source, p in gold.iter_rows()}
    return max(abs(found.get(link, 0) - sure.get(link, 0)) for link in {*found, *sure})


def _invented(size: int) -> None:
    given, truth = outbreak(size)
    chains, wall, processor = _timed(given, None)
    best = chains.consensus().join(truth, on="infectee", suffix="_true")
    right = (best["infector"].eq_missing(best["infector_true"])).mean()
    links = chains.diagnostics.filter(pl.col("name").str.starts_with("link "))
    print(
        f"{size:,} cases with contacts: {wall:.1f} s, {processor:.1f} s of processor, converged: "
        f"{chains.converged}; right infector {right:.0%}, mean support {best['support'].mean():.0%}; "
        f"effective draws of the worst of {links.height:,} links {links['ess_bulk'].min():.0f}, "
        f"R-hat at most {chains.diagnostics['r_hat'].max():.3f}",
        flush=True,
    )


def outbreak(size: int, seed: int = 7) -> tuple[dict[str, Any], pl.DataFrame]:
    """Return an invented outbreak and who infected whom: R 1.3, k 0.5, a new source every 4 days."""
    chance = np.random.default_rng(seed)
    reference = pathogen("sars-cov-2")
    infector, day = _infections(size, np.array(reference.generation_time), chance)
    incubation = np.array(reference.incubation)
    onset = day + 1 + chance.choice(incubation.size, size, p=incubation / incubation.sum())
    linked = np.flatnonzero((infector >= 0) & (chance.random(size) < 0.7))
    others = chance.integers(0, size, (2, size))
    low, high = (
        np.concatenate(ends) for ends in ((infector[linked], others[0]), (linked, others[1]))
    )
    contacts = pl.DataFrame({"from_id": low, "to_id": high}).filter(
        pl.col("from_id") != pl.col("to_id")
    )
    onsets = [BEGUN + timedelta(days=int(each)) for each in onset]
    linelist = pl.DataFrame({"id": np.arange(size), "date_onset": onsets})
    truth = pl.DataFrame({"infectee": np.arange(size), "infector": infector})
    truth = truth.with_columns(pl.col("infector").replace(-1, None))
    return {"linelist": linelist, "contacts": contacts, "pathogen": "sars-cov-2"}, truth


def _infections(
    size: int, delay: np.ndarray, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    infector, day, place = [-1], [0], 0
    while len(day) < size:
        if place == len(day):
            infector.append(-1)
            day.append(day[-1] + 4)
        for _ in range(chance.negative_binomial(0.5, 0.5 / (0.5 + 1.3))):
            infector.append(place)
            day.append(day[place] + 1 + int(chance.choice(delay.size, p=delay / delay.sum())))
        place += 1
    return np.array(infector[:size]), np.array(day[:size])


def _timed(given: dict[str, Any], settings: Settings | None) -> tuple[Any, float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    chains = fb.infer_chains(**given, settings=settings)
    return chains, time.perf_counter() - wall, time.process_time() - processor
