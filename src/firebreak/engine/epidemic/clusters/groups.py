"""From links to groups."""

from datetime import timedelta

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


def reached(dated: pl.DataFrame, size: int, within: int) -> pl.Series:
    """
    Return the groups of which some `size` members lie within `within` days of one another.

    Parameters
    ----------
    dated
        `group`, `day` (Date): one row per member.

    Examples
    --------
    >>> from datetime import date
    >>> days = [date(2020, 1, 1), date(2020, 1, 16), date(2020, 1, 1), date(2020, 1, 15)]
    >>> reached(pl.DataFrame({"group": [0, 0, 1, 1], "day": days}), 2, 14).to_list()
    [1]
    """
    ordered = dated.sort("group", "day")
    last = pl.col("day").shift(1 - size).over("group")
    close = ordered.filter(last - pl.col("day") <= timedelta(days=within))
    return close["group"].unique().sort()
