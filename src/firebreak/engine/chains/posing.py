"""The arrays of the sampler, made from what was read."""

from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.chains.arrays import (
    CASE,
    ESTABLISHED,
    EXCLUDED,
    FREE,
    PAIR,
    UNSEQUENCED,
    UNTIMED,
    Chances,
    Problem,
)
from firebreak.engine.chains.errors import ChainsError
from firebreak.engine.chains.evidence import Pairs, indices
from firebreak.engine.chains.intervals import between
from firebreak.engine.chains.reading import NEVER, Cases
from firebreak.engine.chains.settings import Settings
from firebreak.engine.chains.verdicts import Verdicts

CODES = 255  # distinct lengths of dated meetings


def pose(
    cases: Cases,
    pairs: Pairs,
    distances: pl.DataFrame | None,
    verdicts: Verdicts,
    generation_time: np.ndarray,
    settings: Settings,
) -> tuple[Problem, Chances]:
    """Return the problem that the sampler solves, and the likelihoods its tables are made of."""
    count = len(cases.ids)
    known = settings.imports is not None  # forests of so many imports are of listed pairs
    dense = count <= settings.all_pairs_up_to or distances is not None or known
    apart = _distances(cases, distances)
    listed = _listed(cases, pairs, verdicts, dense, generation_time.size * settings.generations)
    infectee, infector = np.divmod(listed, count)
    category, met = _on_record(pairs, count, infectee, infector)
    covered_from, covered, timing = _timing(cases, pairs, infectee, met, settings)
    table = _cases(cases, infectee, infector, verdicts, settings)
    pair = np.zeros(listed.size, PAIR)
    pair["infectee"], pair["infector"] = infectee, infector
    pair["category"], pair["covered_from"] = category, covered_from
    pair["verdict"] = _verdicts(verdicts, infectee, infector)
    pair["distance"] = _at(apart, count, infectee, infector)
    problem = Problem(
        cases=table,
        pairs=pair,
        as_infector=np.argsort(infector, kind="stable"),
        covered=covered,
        pairs_on_record=_pairs_on_record(pairs, count),
        apart_log=_apart_log(apart, settings),
        turning=_turning(count, infectee, infector, category, settings),
        background=not dense,
        imports=-1 if settings.imports is None else settings.imports,
        scaled=settings.scaled_contacts,
        span=settings.span_days or int(cases.latest.max()) + 1,
        first_row=0 if (cases.isolated < NEVER // 2).any() else generation_time.size,
        free_row=generation_time.size,
    )
    between_two = between(
        generation_time, settings.generations, settings.isolation_leak, settings.days_lost
    )
    onset_log = np.log(np.maximum(cases.onset_weight, 1e-300))
    return problem, Chances(onset_log, between_two, timing)


def _cases(
    cases: Cases,
    infectee: np.ndarray,
    infector: np.ndarray,
    verdicts: Verdicts,
    settings: Settings,
) -> np.ndarray:
    count = len(cases.ids)
    table = np.zeros(count, CASE)
    table["earliest"], table["latest"] = cases.earliest, cases.latest
    table["first"], table["isolated"] = cases.first[:-1], cases.isolated
    table["outside"] = _outside(cases, verdicts, settings)
    table["closed"][list(verdicts.established)] = 1
    for name, ends in (("pairs", infectee), ("children", np.sort(infector))):
        table[f"{name}_from"] = np.searchsorted(ends, np.arange(count))
        table[f"{name}_until"] = np.searchsorted(ends, np.arange(count), "right")
    return table


def _listed(
    cases: Cases, pairs: Pairs, verdicts: Verdicts, dense: bool, longest: int
) -> np.ndarray:
    """Return infectee * cases + infector of every pair that is weighed by itself, in order."""
    count = len(cases.ids)
    named = [(case, source) for case, source in verdicts.established.items() if source >= 0]
    named += [(case, source) for source, case in verdicts.excluded if source >= 0]
    if dense:
        infectee, infector = np.divmod(np.arange(count * count), count)
    else:
        infectee = np.concatenate((pairs.low, pairs.high, [case for case, _ in named]))
        infector = np.concatenate((pairs.high, pairs.low, [source for _, source in named]))
        infectee, infector = infectee.astype(np.int64), infector.astype(np.int64)
    in_time = cases.earliest[infector] < cases.latest[infectee]
    in_time &= cases.latest[infector] + longest >= cases.earliest[infectee]
    sure = np.full(count, -2)
    sure[list(verdicts.established)] = list(verdicts.established.values())
    allowed = (sure[infectee] == -2) | (sure[infectee] == infector)
    return np.unique((infectee * count + infector)[in_time & allowed & (infectee != infector)])


def _on_record(
    pairs: Pairs, count: int, infectee: np.ndarray, infector: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair's category, and its number among the pairs on record (-1: not on it)."""
    number = np.full(infectee.size, -1)
    if not pairs.low.size:
        return np.zeros(infectee.size, np.int64), number
    keys = pairs.low * count + pairs.high
    asked = np.minimum(infectee, infector) * count + np.maximum(infectee, infector)
    place = np.clip(np.searchsorted(keys, asked), 0, keys.size - 1)
    found = keys[place] == asked
    number[found] = place[found]
    return np.where(found, pairs.category[place], 0), number


def _turning(
    count: int, infectee: np.ndarray, infector: np.ndarray, category: np.ndarray, settings: Settings
) -> np.ndarray:
    """Return pairs on record, each once, of which either may have infected the other."""
    keys, back = infectee * count + infector, infector * count + infectee
    both = np.isin(back, keys) & (infectee < infector) & (category > 0)
    return np.flatnonzero(both) if settings.imports is None else np.zeros(0, np.int64)


def _timing(
    cases: Cases, pairs: Pairs, infectee: np.ndarray, met: np.ndarray, settings: Settings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return where each pair's days begin, a code for each day, and the likelihood ratio of a code.

    Of other pairs, meetings are on record on any of the days that are asked for. Of a link, the one
    that infected is on record unless it was dated wrong; so a day within a meeting of d days is
    window / d times as probable. Code 0 is a day without one.
    """
    start = np.full(infectee.size, UNTIMED, np.int64)
    codes: list[np.ndarray] = []
    lengths: dict[int, int] = {}
    filled = 0
    for place in np.flatnonzero(met >= 0).tolist():
        if int(met[place]) not in pairs.met:
            continue
        case = infectee[place]
        days = np.arange(cases.earliest[case], cases.latest[case] + 1)
        within = _within(days, pairs.met[int(met[place])])
        length = sum(last - first + 1 for first, last in pairs.met[int(met[place])])
        code = lengths.setdefault(min(length, settings.contact_window_days), len(lengths) + 1)
        start[place] = filled
        codes.append(np.where(within, code, 0).astype(np.uint8))
        filled += days.size
    ratio = [settings.wrong_time]
    for length in lengths:
        right = (1 - settings.wrong_time) * settings.contact_window_days / length
        ratio.append(right + settings.wrong_time)
    return start, np.concatenate([np.zeros(0, np.uint8), *codes]), np.array(ratio)


def _within(days: np.ndarray, meetings: list[tuple[int, int]]) -> np.ndarray:
    within = np.zeros(days.size, bool)
    for first, last in meetings:
        within |= (first <= days) & (days <= last)
    return within


def _pairs_on_record(pairs: Pairs, count: int) -> np.ndarray:
    on_record = np.bincount(pairs.category, minlength=len(pairs.categories) + 1).astype(float)
    on_record[0] = count * (count - 1) / 2 - on_record[1:].sum()
    return on_record


def _outside(cases: Cases, verdicts: Verdicts, settings: Settings) -> np.ndarray:
    """Return what is on record of an infection outside the list; 0 where it is ruled out."""
    weight = np.where(cases.imported == 0, settings.said_local, 1.0)
    for case, source in verdicts.established.items():
        weight[case] = 1.0 if source < 0 else 0.0
    for source, case in verdicts.excluded:
        if source < 0:
            weight[case] = 0.0
    return weight


def _verdicts(verdicts: Verdicts, infectee: np.ndarray, infector: np.ndarray) -> np.ndarray:
    found = np.full(infectee.size, FREE)
    number = {pair: place for place, pair in enumerate(zip(infector, infectee, strict=True))}
    for case, source in verdicts.established.items():
        if (source, case) in number:
            found[number[source, case]] = ESTABLISHED
    for link in verdicts.excluded:
        if link in number:
            found[number[link]] = EXCLUDED
    return found


def _distances(cases: Cases, distances: pl.DataFrame | None) -> dict[int, int]:
    """Return the distance of each pair, by low * cases + high."""
    if distances is None:
        return {}
    for column in ("a_id", "b_id", "distance"):
        if column not in distances.columns:
            raise ChainsError(f"distances has no column {column}. It needs a_id, b_id, distance.")
    ends = [indices(cases, distances[name], "distances", name) for name in ("a_id", "b_id")]
    values: list[Any] = distances["distance"].to_list()
    found: dict[int, int] = {}
    for row, (low, high, value) in enumerate(
        zip(np.minimum(*ends).tolist(), np.maximum(*ends).tolist(), values, strict=True)
    ):
        if value is None or value != value or value < 0 or value != int(value):
            raise ChainsError(
                f"distances row {row}: {value} is no number of mutations; give 0, 1, 2, …"
            )
        if low != high and found.setdefault(low * len(cases.ids) + high, int(value)) != value:
            raise ChainsError(f"distances row {row}: an earlier row gives this pair another one.")
    return found


def _at(
    apart: dict[int, int], count: int, infectee: np.ndarray, infector: np.ndarray
) -> np.ndarray:
    if not apart:
        return np.full(infectee.size, UNSEQUENCED, np.int64)
    keys = np.minimum(infectee, infector) * count + np.maximum(infectee, infector)
    return np.array([apart.get(key, UNSEQUENCED) for key in keys.tolist()], np.int64)


def _apart_log(apart: dict[int, int], settings: Settings) -> np.ndarray:
    """Return the logarithm of how common each distance is, and of the ways to be so far apart."""
    if not apart:
        return np.zeros(1)
    values = np.array(list(apart.values()))
    longest = int(values.max())
    if settings.sequenced_sites is not None:
        return np.arange(longest + 1) * np.log(settings.sequenced_sites)
    common = np.bincount(values, minlength=longest + 1) + 0.5  # half a pair: none is impossible
    factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, longest + 1)))))
    return np.log(common / common.sum()) + factorial
