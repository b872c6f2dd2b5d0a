"""Counts over draws: links, offspring, depths, sources, descendants.

Draws are arrays of draws by cases, as `Chains` has them.
"""

import numpy as np
import polars as pl
import rustworkx as rx

from firebreak.engine.chains.compiled import allocating


def links(infector: np.ndarray, generations: np.ndarray) -> pl.DataFrame:
    """Return each link with its frequency and the mean number of unseen cases on it."""
    draws, cases = infector.shape
    key = np.arange(cases) * (cases + 1) + infector + 1
    keys, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    unseen = np.maximum(generations.astype(np.float64) - 1, 0).ravel()
    between = np.bincount(place.ravel(), weights=unseen) / counts
    infectee, source = np.divmod(keys, cases + 1)
    table = {"infectee": infectee, "infector": source - 1, "probability": counts / draws}
    return pl.DataFrame(table | {"generations": between}).with_columns(
        pl.when(pl.col("infector") >= 0).then(pl.col("infector")).alias("infector")
    )


def offspring(infector: np.ndarray) -> np.ndarray:
    """Return how many each case infected, draws by cases."""
    draws, cases = infector.shape
    place = np.arange(draws)[:, None] * (cases + 1) + infector + 1
    counts = np.bincount(place.ravel(), minlength=draws * (cases + 1))
    return counts.reshape(draws, cases + 1)[:, 1:]


def depths(
    infector: np.ndarray, generations: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the depth of each case below the first of its chain, and who that is."""
    order = np.argsort(day, axis=1, kind="stable")
    return _depths(infector, generations, order)


@allocating
def _depths(infector, generations, order):  # type: ignore[no-untyped-def]
    depth = np.zeros(infector.shape, np.int32)
    root = np.empty(infector.shape, np.int32)
    for draw in range(infector.shape[0]):
        for case in order[draw]:
            source = infector[draw, case]
            root[draw, case] = case if source < 0 else root[draw, source]
            if source >= 0:
                depth[draw, case] = depth[draw, source] + generations[draw, case]
    return depth, root


def components(cases: int, infectee: np.ndarray, infector: np.ndarray) -> np.ndarray:
    """Return the number of each case's chain: the greatest chain is 0."""
    graph = rx.PyGraph()
    graph.add_nodes_from(range(cases))
    graph.add_edges_from_no_data(list(zip(infector.tolist(), infectee.tolist(), strict=True)))
    parts = sorted(rx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    number = np.empty(cases, np.int64)
    for index, part in enumerate(parts):
        number[list(part)] = index
    return number


def sources(root: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Return, draws by chains, from whom more than half of the chain descends; -1: nobody."""
    members = np.bincount(chain)
    return _sources(root, chain, members)


@allocating
def _sources(root, chain, members):  # type: ignore[no-untyped-def]
    draws, cases = root.shape
    found = np.full((draws, members.size), -1, np.int32)
    for draw in range(draws):
        standing = np.zeros(members.size, np.int64)
        count = np.zeros(members.size, np.int64)
        for case in range(cases):  # a majority outlives being cancelled out one against one
            number = chain[case]
            if standing[number] == 0:
                found[draw, number] = root[draw, case]
            standing[number] += 1 if found[draw, number] == root[draw, case] else -1
        for case in range(cases):
            count[chain[case]] += found[draw, chain[case]] == root[draw, case]
        for number in range(members.size):
            if 2 * count[number] <= members[number]:
                found[draw, number] = -1
    return found


def descendants_after(
    infector: np.ndarray,
    generations: np.ndarray,
    day: np.ndarray,
    asked: np.ndarray,
    since: np.ndarray,
) -> np.ndarray:
    """
    Return, draws by questions, who descends from the infections of `asked` on or after `since`.

    Where unseen cases lie between him and the next of the list, the first of them is taken to be
    infected as if all were equally far apart.
    """
    order = np.argsort(day, axis=1, kind="stable")
    by_case = np.argsort(asked, kind="stable")
    first = np.searchsorted(asked[by_case], np.arange(infector.shape[1] + 1))
    return _descendants(infector, generations, day, order, by_case, first, since)


@allocating
def _descendants(infector, generations, day, order, asked, first, since):  # type: ignore[no-untyped-def]
    draws, cases = infector.shape
    found = np.zeros((draws, since.size), np.int64)
    for draw in range(draws):
        below = np.ones(cases, np.int64)
        for place in range(cases - 1, -1, -1):
            case = order[draw, place]
            source = infector[draw, case]
            if source < 0:
                continue
            below[source] += below[case]
            gap = day[draw, case] - day[draw, source]
            infected = day[draw, source] + gap // max(generations[draw, case], 1)
            for question in asked[first[source] : first[source + 1]]:
                if infected >= since[question]:
                    found[draw, question] += below[case]
    return found
