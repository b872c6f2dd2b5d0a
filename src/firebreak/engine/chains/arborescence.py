"""The best single tree: the forest of links with the greatest product of probabilities.

Each case's own best infector is that tree, unless some of them go round in a circle. Then one link
of the circle has to give way: the one that costs least (Edmonds 1967, J Res Natl Bur Stand
71B:233-240). All circles of one round are contracted together, each to a single case whose
infectors are rated by what taking them costs; that is done again until there is no circle.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

CIRCLES_ONLY = "every infector of these cases is one of themselves, so nobody began the chain"


class Round(NamedTuple):
    """One round of contraction: whom each link infects, and the best link of each of a circle."""

    head: np.ndarray
    best: np.ndarray


def best_tree(links: pl.DataFrame, cases: int) -> pl.DataFrame:
    """
    Return one row of `links` for each infectee, without a circle.

    Parameters
    ----------
    links
        infectee, infector (indices; null is outside the list), probability (above 0).
    cases
        How many there are.

    Raises
    ------
    ValueError
        The links have no tree: some cases have only one another as infectors.

    Examples
    --------
    >>> links = pl.DataFrame(
    ...     {
    ...         "infectee": [0, 0, 1, 1],
    ...         "infector": [1, None, 0, None],
    ...         "probability": [0.6, 0.4, 0.7, 0.3],
    ...     }
    ... )
    >>> best_tree(links, 2)["infector"].to_list()
    [None, 0]
    """
    head = links["infectee"].to_numpy().astype(np.int64)
    tail = links["infector"].fill_null(cases).to_numpy().astype(np.int64)
    chosen = _arborescence(tail, head, np.log(links["probability"].to_numpy()), cases)
    return links[chosen.tolist()]


def _arborescence(tail: np.ndarray, head: np.ndarray, gain: np.ndarray, root: int) -> np.ndarray:
    """Return which links have the greatest sum of gains, one to each case and no circle."""
    rounds: list[Round] = []
    row = np.arange(head.size)
    while True:
        best = _best(head, gain, row)
        of_head = head[best]
        number, size = _contracted(tail[best], of_head, int(max(tail.max(), head.max())) + 1)
        circling = size[number[of_head]] > 1
        if not circling.any():
            return _opened(best, rounds)
        rounds.append(Round(head, best[circling]))
        cost = np.zeros(number.size)
        cost[of_head[circling]] = gain[best[circling]]
        gain = gain - cost[head]
        row = row[number[tail[row]] != number[head[row]]]
        _refuse_closed(number[of_head], number[head[row]])
        tail, head = number[tail], number[head]


def _best(head: np.ndarray, gain: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Return the best link of each case; of equal ones the first."""
    order = row[np.lexsort((row, -gain[row], head[row]))]
    return order[np.unique(head[order], return_index=True)[1]]


def _contracted(tail: np.ndarray, head: np.ndarray, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each case, the same for those of one circle, and how many have it."""
    graph = coo_array((np.ones(head.size), (tail, head)), shape=(nodes, nodes))
    _, number = connected_components(graph, directed=True, connection="strong")
    return number.astype(np.int64), np.bincount(number)


def _refuse_closed(wanted: np.ndarray, reached: np.ndarray) -> None:
    if np.setdiff1d(wanted, reached).size:
        raise ValueError(f"links: {CIRCLES_ONLY}")


def _opened(chosen: np.ndarray, rounds: list[Round]) -> np.ndarray:
    """Put the circles back, the last contracted first, each without the link that gives way."""
    for head, best in reversed(rounds):
        entered = np.isin(head[best], head[chosen])
        chosen = np.concatenate((chosen, best[~entered]))
    return chosen
