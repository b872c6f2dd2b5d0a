"""From links to groups."""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def components(rows: pl.DataFrame) -> pl.DataFrame:
    """
    Return which group each person named in `rows` (of `links.EVIDENCE`) belongs to.

    Returns
    -------
    pl.DataFrame
        `person_id`, `group` (Int64, from 0).

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"person_id": [1, 4, 5], "other_id": [2, None, None], "tie": [None, "home", "home"]}
    ... )
    >>> components(rows).rows()
    [(1, 0), (2, 0), (4, 1), (5, 1)]
    """
    pairs = rows.filter(pl.col("tie").is_null()).select("person_id", "other_id")
    tied = rows.filter(pl.col("tie").is_not_null()).select("person_id", "tie").sort("tie")
    first = tied.select("person_id", other_id=pl.col("person_id").first().over("tie"))
    edges = pl.concat([pairs, first])
    people = pl.concat([edges["person_id"], edges["other_id"]]).unique().sort()
    ends = [people.search_sorted(edges[side]).to_numpy() for side in edges.columns]
    shape = (len(people), len(people))
    graph = coo_array((np.ones(len(edges)), (ends[0], ends[1])), shape=shape)
    group = connected_components(graph, directed=False)[1] if len(people) else []
    return pl.DataFrame({"person_id": people, "group": pl.Series(group, dtype=pl.Int64())})


def reaches(days: pl.Series, size: int, within: int) -> bool:
    """
    Say whether some `size` of these days lie within `within` days of one another.

    Examples
    --------
    >>> from datetime import date
    >>> reaches(pl.Series([date(2020, 1, 1), date(2020, 1, 16)]), 2, 14)
    False
    """
    number = days.sort().to_physical().to_numpy()
    return len(number) >= size and bool(
        (number[size - 1 :] - number[: len(number) - size + 1]).min() <= within
    )
