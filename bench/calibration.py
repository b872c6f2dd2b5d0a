"""Is the answer as sure as it says: outbreaks drawn from the model's own prior, inferred again.

    python -m bench calibration --picture docs/pictures/chains-reliability.svg

Parameters are drawn from their priors, a tree from its own given them, then days, onsets,
isolations and recorded contacts. If the sampler is right, the true value of anything is as likely
to stand at any rank among the draws (Talts et al. 2018, arXiv:1804.06788; of quantities that the
data enter too, such as how probable the true infectors are held to be: Modrák et al. 2023, Bayesian
Analysis, doi:10.1214/23-BA1404). And of the links given probability p, about p are true; the
picture shows that, with two standard errors of chance around it in grey.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import vl_convert
from scipy.stats import chisquare

import firebreak as fb
from bench.surroundings import machine
from firebreak.engine.chains.settings import Settings

CASES = 8
SPAN = 15  # days over which cases come in from outside: some overlap, some do not
GENERATION_TIME = np.array([0.2, 0.5, 0.3])
INCUBATION = np.array([0.3, 0.4, 0.3])
#: Short or long and nothing between: a case has days in two groups, further apart than a short run.
SHORT_OR_LONG = np.array([0.25, 0.2, 0.1, 0.05, *[0.0] * 8, 0.05, 0.1, 0.15, 0.1])
UNTIL_ISOLATION = 2  # at most so many days after onset, where there is one
FIRST = date(2020, 1, 1)
SETTINGS = Settings(
    generations=3,
    reporting=(4.0, 2.0),
    imported=(2.0, 4.0),
    isolation_leak=0.3,
    span_days=SPAN,
    draws=400,
    sweeps=1_000,
    warm_up=200,
    starts=2,
)
BINS = 10


class Outbreak(NamedTuple):
    """What happened: the first case is known to have come from outside on the first day."""

    parameters: dict[str, float]
    infector: np.ndarray  # -1 outside
    generations: np.ndarray
    day: np.ndarray
    onset: np.ndarray
    isolated: np.ndarray  # -1 never
    contacts: list[tuple[int, int]]


def invent(seed: int, incubation: np.ndarray = INCUBATION, cases: int = CASES) -> Outbreak:
    """Draw one outbreak from the prior of `SETTINGS`, given what is known of the first case."""
    rng = np.random.default_rng(seed)
    while True:
        reporting, imported = rng.beta(*SETTINGS.reporting), rng.beta(*SETTINGS.imported)
        infector, generations = _tree(rng, cases, reporting, imported)
        if infector[0] >= 0:
            continue
        found = _story(rng, infector, generations, incubation)
        if found is None:
            continue
        parameters = {"reporting": reporting, "imported": imported}
        rates, contacts = _contacts(rng, infector, generations)
        if not contacts:  # without any, the sampler takes it that nobody asked
            continue
        return Outbreak(parameters | rates, infector, generations, *found, contacts)


def _tree(
    rng: np.random.Generator, cases: int, reporting: float, imported: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw each infector by itself, all again until nobody is his own ancestor."""
    share = (1 - imported) * reporting * (1 - reporting) ** np.arange(SETTINGS.generations)
    share = np.append(1 - share.sum(), share)
    while True:
        generations = rng.choice(share.size, size=cases, p=share)
        infector = (np.arange(cases) + rng.integers(1, cases, size=cases)) % cases
        infector = np.where(generations == 0, -1, infector)
        if _in_order(infector).size == cases:
            return infector, generations


def _in_order(infector: np.ndarray) -> np.ndarray:
    """Return the cases that descend from outside, each after its infector."""
    order = np.flatnonzero(infector < 0).tolist()
    for source in order:  # it grows as it is gone through
        order += np.flatnonzero(infector == source).tolist()
    return np.array(order)


def _story(
    rng: np.random.Generator,
    infector: np.ndarray,
    generations: np.ndarray,
    incubation: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Draw days, onsets and isolations; none if an isolation prevented one of the infections."""
    cases = infector.size
    day = np.zeros(cases, np.int64)
    onset, isolated = np.zeros_like(day), np.full(cases, -1)
    for case in _in_order(infector).tolist():
        source = infector[case]
        if source < 0:
            day[case] = rng.integers(SPAN) if case else 0
        else:
            steps = rng.choice(3, size=generations[case], p=GENERATION_TIME) + 1
            after = isolated[source] >= 0 and day[source] + steps[0] > isolated[source]
            if after and rng.random() > SETTINGS.isolation_leak:
                return None
            day[case] = day[source] + steps.sum()
        onset[case] = day[case] + rng.choice(incubation.size, p=incubation) + 1
        if rng.random() < 0.5:
            isolated[case] = onset[case] + rng.integers(UNTIL_ISOLATION + 1)
    return day, onset, isolated


def _contacts(
    rng: np.random.Generator, infector: np.ndarray, generations: np.ndarray
) -> tuple[dict[str, float], list[tuple[int, int]]]:
    unrecorded = {
        "links not on record": rng.beta(*SETTINGS.recorded_links),
        "other pairs not on record": rng.beta(*SETTINGS.recorded_others),
    }
    direct = {frozenset((case, infector[case])) for case in np.flatnonzero(generations == 1)}
    found = []
    for a in range(infector.size):
        for b in range(a):
            names = list(unrecorded)
            name = names[0] if frozenset((a, b)) in direct else names[1]
            if rng.random() >= unrecorded[name]:
                found.append((a, b))
    return unrecorded, found


def infer(
    outbreak: Outbreak,
    seed: int,
    settings: Settings = SETTINGS,
    incubation: np.ndarray = INCUBATION,
) -> fb.Chains:
    """Infer it from what a health department would know of it."""
    cases = outbreak.onset.size
    days = [FIRST + timedelta(days=int(day)) for day in outbreak.onset]
    isolated = [FIRST + timedelta(days=int(day)) if day >= 0 else None for day in outbreak.isolated]
    linelist = pl.DataFrame(
        {
            "id": range(cases),
            "date_onset": days,
            "date_isolation": pl.Series(isolated, dtype=pl.Date),
            "exposed_from": [FIRST] * cases,
            "exposed_until": pl.Series([FIRST] + [None] * (cases - 1), dtype=pl.Date),
        }
    )
    schema = {"from_id": pl.Int64, "to_id": pl.Int64}
    return fb.infer_chains(
        linelist,
        contacts=pl.DataFrame(outbreak.contacts, schema=schema, orient="row"),
        generation_time=GENERATION_TIME,
        incubation=incubation,
        established=[(None, 0)],
        settings=settings,
        seed=seed,
    )


def compared(outbreak: Outbreak, chains: fb.Chains) -> Iterator[tuple[str, float, np.ndarray]]:
    """Give a name, the true value and the draws of everything that is ranked."""
    for name, value in outbreak.parameters.items():
        yield name, value, chains.parameter_draws[name].to_numpy()
    last = outbreak.day.size - 1
    infector, generations = chains.infector_draws, chains.generations_draws
    yield "day of infection", outbreak.day[last], chains.infection_day_draws[:, last]
    yield "cases from outside", (outbreak.infector < 0).sum(), (infector < 0).sum(axis=1)
    unseen = np.maximum(generations.astype(int) - 1, 0).sum(axis=1)
    yield "unseen cases", np.maximum(outbreak.generations - 1, 0).sum(), unseen
    log = np.log(np.maximum(probabilities(chains), 1e-12))
    case = np.arange(last + 1)
    of_draws = log[case, infector]
    of_truth = log[case, outbreak.infector]
    yield "probability of all infectors", of_truth.sum(), of_draws.sum(axis=1)
    yield "probability of one infector", of_truth[last], of_draws[:, last]


def probabilities(chains: fb.Chains) -> np.ndarray:
    """Return, cases by infectors, how probable each is; the last column is outside the list."""
    found = np.zeros((len(chains.ids), len(chains.ids) + 1))
    for case, source, probability, _ in chains.infectors.iter_rows():
        found[case, -1 if source is None else source] = probability
    return found


def rank(value: float, draws: np.ndarray, rng: np.random.Generator) -> float:
    """Return where the value stands among the draws, from 0 to 1; among equals, anywhere."""
    below, same = (draws < value - 1e-9).sum(), (np.abs(draws - value) <= 1e-9).sum()
    return float((below + rng.random() * (same + 1)) / (draws.size + 1))


def ranks_and_links(
    outbreaks: int,
    seed: int = 1,
    settings: Settings = SETTINGS,
    incubation: np.ndarray = INCUBATION,
) -> tuple[dict[str, list[float]], pl.DataFrame]:
    """Return the ranks of every quantity, and every link with its probability and its truth."""
    ranks: dict[str, list[float]] = {}
    links = []
    for number in range(outbreaks):
        rng = np.random.default_rng([seed, number])
        outbreak = invent(int(rng.integers(1 << 31)), incubation)
        chains = infer(outbreak, number, settings, incubation)
        for name, value, draws in compared(outbreak, chains):
            ranks.setdefault(name, []).append(rank(value, draws, rng))
        links.append(_links(outbreak, probabilities(chains)))
    return ranks, pl.concat(links)


def _links(outbreak: Outbreak, probability: np.ndarray) -> pl.DataFrame:
    """Return each link that was possible, but of the first case, whose infector is known."""
    true = np.zeros(probability.shape, bool)
    true[np.arange(true.shape[0]), outbreak.infector] = True
    shown = probability[1:] > 0
    shown |= true[1:]
    return pl.DataFrame({"probability": probability[1:][shown], "true": true[1:][shown]})


def uniformity(ranks: list[float]) -> float:
    """Return how often ranks that are uniform lie as unevenly over ten bins (chi-square)."""
    counts = np.histogram(ranks, BINS, (0, 1))[0]
    return float(chisquare(counts).pvalue)


def reliability(links: pl.DataFrame) -> pl.DataFrame:
    """Return by tenths of probability: links, mean probability, share that is true, its error."""
    tenth = (pl.col("probability") * BINS).floor().clip(0, BINS - 1).alias("tenth")
    table = links.group_by(tenth).agg(
        pl.len().alias("links"),
        pl.col("probability").mean(),
        pl.col("true").mean().alias("share"),
        (pl.col("probability") * (1 - pl.col("probability"))).sum().sqrt().alias("error"),
    )
    return table.sort("tenth").with_columns(pl.col("error") / pl.col("links"))


def picture(table: pl.DataFrame) -> str:
    """Return the reliability as SVG: share that is true by probability given, and by chance."""
    rows = table.with_columns(
        low=(pl.col("probability") - 2 * pl.col("error")).clip(0, 1),
        high=(pl.col("probability") + 2 * pl.col("error")).clip(0, 1),
    )
    x = {"field": "probability", "type": "quantitative", "title": "probability given to the link"}
    y = {"field": "share", "type": "quantitative", "title": "share of links that are true"}
    line = {"x": x, "y": {"field": "probability", "type": "quantitative"}}
    chance = {"x": x, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    layers = [
        {"mark": {"type": "area", "color": "#d9d9d9"}, "encoding": chance},
        {"mark": {"type": "line", "color": "#767676", "strokeDash": [4, 3]}, "encoding": line},
        {"mark": {"type": "point", "filled": True, "size": 50}, "encoding": {"x": x, "y": y}},
    ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 320,
        "height": 320,
        "background": "white",
        "data": {"values": rows.to_dicts()},
        "layer": layers,
    }
    return str(vl_convert.vegalite_to_svg(spec))


def measure(outbreaks: int, file: Path | None = None) -> None:
    """Print both tables, and draw the second into `file`; then both as for a large list, and others."""
    print(machine())
    table = _measure(outbreaks, SETTINGS)
    if file is not None:
        file.write_text(picture(table), encoding="utf-8")
    print("\nPairs without evidence weighed together, as in a large list:")
    _measure(outbreaks // 4, replace(SETTINGS, all_pairs_up_to=0))
    print("\nIncubations short or long, once all pairs and once the others together:")
    for most in (SETTINGS.all_pairs_up_to, 0):
        _measure(outbreaks // 5, replace(SETTINGS, all_pairs_up_to=most), SHORT_OR_LONG)


def _measure(
    outbreaks: int, settings: Settings, incubation: np.ndarray = INCUBATION
) -> pl.DataFrame:
    began = time.process_time()
    ranks, links = ranks_and_links(outbreaks, settings=settings, incubation=incubation)
    print(f"{outbreaks:,} outbreaks, {time.process_time() - began:.0f} s of processor\n")
    print(f"{'rank of the true':32}{'in tenths':>40}{'mean':>8}{'p':>8}")
    for name, values in ranks.items():
        counts = " ".join(map(str, np.histogram(values, BINS, (0, 1))[0]))
        print(f"{name:32}{counts:>40}{np.mean(values):>8.3f}{uniformity(values):>8.3f}")
    table = reliability(links)
    print(f"\n{'links given':>14}{'links':>8}{'mean':>8}{'true':>8}{'error':>8}")
    for tenth, number, probability, share, error in table.iter_rows():
        given = f"{tenth / BINS:.1f} to {(tenth + 1) / BINS:.1f}"
        print(f"{given:>14}{number:>8,}{probability:>8.3f}{share:>8.3f}{error:>8.3f}")
    return table
