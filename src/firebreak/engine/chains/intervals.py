"""Generation time and incubation by whole days, and what lies between two cases of the list."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from firebreak.engine.chains.errors import ChainsError
from firebreak.engine.reference.pathogens import pathogen as on_file

TOLERANCE = 1e-6


def given_or_on_file(
    pathogen: str | None, generation_time: Any, incubation: Any
) -> tuple[np.ndarray, np.ndarray]:
    """Return the two distributions, each as given or, where it is not, the pathogen's."""
    if pathogen is None and (generation_time is None or incubation is None):
        raise ChainsError(
            "Neither a pathogen nor both intervals are given.\n"
            'Say pathogen="sars-cov-2" (fb.pathogens() lists them), or give generation_time and '
            "incubation, probabilities by whole days from 1 day on."
        )
    reference = on_file(pathogen) if pathogen is not None else None
    if generation_time is None and reference is not None:
        generation_time = reference.generation_time
    if incubation is None and reference is not None:
        incubation = reference.incubation
    return (
        check_distribution(generation_time, "generation_time"),
        check_distribution(incubation, "incubation"),
    )


def check_distribution(values: Sequence[float], name: str) -> np.ndarray:
    """
    Return probabilities by whole days, without zeros at the end.

    Raises
    ------
    ChainsError
        An entry is negative or no number, or the sum is not 1 within 1e-6.
    """
    days = np.asarray(values, dtype=float)
    if days.ndim != 1 or days.size == 0:
        raise ChainsError(f"{name} is empty. Give one probability for each day, from day 1 on.")
    wrong = ~(days >= 0)
    if wrong.any():
        day = int(np.argmax(wrong))
        raise ChainsError(f"{name}, day {day + 1}: {days[day]} is no probability.")
    total = float(days.sum())
    if abs(total - 1) > TOLERANCE:
        raise ChainsError(
            f"{name} sums to {total:.6g}, not 1: the days given do not hold all of it.\n"
            f"Add the days that are missing, or divide by the sum if it was only cut off."
        )
    return np.trim_zeros(days, "b")


def between(
    generation_time: np.ndarray, generations: int, leak: float, lost: int = 0
) -> np.ndarray:
    """
    Return the probability of each delay between two cases of the list.

    Entry [k - 1, a, d] is of d days and k generations, when the infector was isolated a days after
    his infection: from then on he infects at `leak` times the rate. The unseen cases between them
    were not isolated. Each generation takes a day at least, so k of them take k days at least,
    unless `lost` days are taken off for each unseen case.
    """
    longest = generation_time.size
    delay = np.zeros((generations, longest + 1, generations * longest + 1))
    days = np.arange(1, longest + 1)
    later = np.concatenate(([0.0], generation_time))
    for isolated in range(longest + 1):
        first = np.concatenate(([0.0], np.where(days <= isolated, 1.0, leak) * generation_time))
        for number in range(generations):
            gone = number * lost
            delay[number, isolated, 1 : first.size - gone] = first[1 + gone :]
            first = np.convolve(first, later)
    return delay
