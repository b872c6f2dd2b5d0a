r"""What windows say of a delay: the probability of each row, exactly.

The start is anywhere in its window :math:`[e_0,e_1]` with the same chance, so with
:math:`G(x)=\int^x F` the end lies in :math:`[s_0,s_1]` with probability

.. math:: \frac{G(s_1-e_0)-G(s_1-e_1)-G(s_0-e_0)+G(s_0-e_1)}{e_1-e_0},

and where a window is a moment, with the derivative of that. A row that is in the list only because
its end was seen by T counts relative to ending by T; one still to end counts for not having ended.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firebreak.engine.epidemic.delays.families import Family
from firebreak.engine.epidemic.delays.records import Windows

#: Differences of G are exact to about 1e-14 days; less than this is not told from nothing.
LEAST = 1e-15


@dataclass(frozen=True)
class Terms:
    """Signed differences at which one function of a family is asked: each row has up to four."""

    kind: Callable[[Family], Callable[[np.ndarray, np.ndarray], np.ndarray]]
    rows: np.ndarray
    signs: tuple[int, ...]
    at: np.ndarray  # (terms, rows)
    divided_by: np.ndarray

    def values(self, family: Family, theta: np.ndarray) -> np.ndarray:
        """Return (thetas, rows)."""
        points, back = np.unique(self.at, return_inverse=True)
        asked = self.kind(family)(theta[:, None, :], points)
        each = asked[:, back.reshape(self.at.shape)]
        return np.tensordot(np.array(self.signs, float), each, (0, 1)) / self.divided_by


class Likelihood:
    """The log-likelihood of a table of windows, each different row worked out once."""

    def __init__(self, windows: Windows, included: str) -> None:
        rows = np.stack(
            [
                windows.end_earliest - windows.start_earliest,
                windows.end_latest - windows.start_earliest,
                windows.start_latest - windows.start_earliest,
                np.full(len(windows), np.inf if windows.until is None else windows.until)
                - windows.start_earliest,
            ]
        )
        if windows.until is not None and included == "started":
            rows[3, windows.ended] = np.inf  # it is known however late
        distinct, self.counts = np.unique(rows, axis=1, return_counts=True)
        first, last, width, until = distinct
        ended = np.isfinite(last)
        self.seen = _between(first, last, width, np.flatnonzero(ended))
        self.chance = _by(until, width, np.flatnonzero(ended & np.isfinite(until)))
        self.waiting = _by(until, width, np.flatnonzero(~ended))

    def __call__(self, family: Family, theta: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of each theta, `(thetas, 2)` to `(thetas,)`."""
        total = np.zeros(len(theta))
        for terms in self.seen:
            total += self._logs(terms, terms.values(family, theta))
        for terms in self.chance:
            total -= self._logs(terms, terms.values(family, theta))
        for terms in self.waiting:
            total += self._logs(terms, 1 - terms.values(family, theta))
        return total

    def _logs(self, terms: Terms, probabilities: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(probabilities, LEAST)) @ self.counts[terms.rows]


def _between(
    first: np.ndarray, last: np.ndarray, width: np.ndarray, rows: np.ndarray
) -> list[Terms]:
    """Return the terms of ending in [first, last], by which of the two windows are moments."""
    wide, long = width[rows] > 0, last[rows] > first[rows]
    both, end, start, none = (
        rows[m] for m in (wide & long, ~wide & long, wide & ~long, ~wide & ~long)
    )
    terms = [
        Terms(
            lambda family: family.integral,
            both,
            (1, -1, -1, 1),
            np.stack([last[both], (last - width)[both], first[both], (first - width)[both]]),
            width[both],
        ),
        Terms(lambda f: f.cdf, end, (1, -1), np.stack([last[end], first[end]]), np.ones(len(end))),
        Terms(
            lambda family: family.cdf,
            start,
            (1, -1),
            np.stack([last[start], (last - width)[start]]),
            width[start],
        ),
        Terms(lambda family: family.density, none, (1,), last[None, none], np.ones(len(none))),
    ]
    return [part for part in terms if len(part.rows)]


def _by(until: np.ndarray, width: np.ndarray, rows: np.ndarray) -> list[Terms]:
    """Return the terms of ending by a day."""
    wide, moment = rows[width[rows] > 0], rows[width[rows] == 0]
    terms = [
        Terms(
            lambda family: family.integral,
            wide,
            (1, -1),
            np.stack([until[wide], (until - width)[wide]]),
            width[wide],
        ),
        Terms(lambda family: family.cdf, moment, (1,), until[None, moment], np.ones(len(moment))),
    ]
    return [part for part in terms if len(part.rows)]
