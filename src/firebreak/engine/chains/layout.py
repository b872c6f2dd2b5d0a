"""Where each case of a tree of transmission lies in a picture: the lane, the day, and its links.

Comes in: cases and the links between them with their probabilities. Goes out: marks with places, in
days and lanes; how they look is `picture.py`. A tree of thousands is folded into groups by `fold`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

LEAST = 0.05  # links less probable are not drawn: they would hide the others
LINKS_DRAWN = 400  # of a folded tree, the strongest

#: One row per case. `day` is where it is drawn when the onset is unknown; `label`, `setting` and
#: `href` are shown as they are.
CASES = {
    "id": pl.Int64,
    "date_onset": pl.Date,
    "day": pl.Date,
    "date_isolation": pl.Date,
    "setting": pl.String,
    "label": pl.String,
    "href": pl.String,
}
#: One row per probable link, as `Chains.infectors` has them: `generations` are the unseen cases
#: expected between the two. Links from or to who is not among the cases are not drawn.
LINKS = {
    "infectee": pl.Int64,
    "infector": pl.Int64,
    "probability": pl.Float64,
    "generations": pl.Float64,
}
#: One infector per case, as `Chains.consensus` chooses them.
CHOSEN = {"infectee": pl.Int64, "infector": pl.Int64}


@dataclass(frozen=True)
class Tree:
    """
    Marks of a tree.

    Attributes
    ----------
    cases
        The cases, with `lane` (0 at the top), `day`, `is_day_known`, `depth` below the first of
        its chain, `chain` (the lane of that first one).
    links
        `infector`, `infectee`, `probability`, `is_best`, `unseen` (cases between them, rounded),
        and the ends `x1`, `lane1`, `x2`, `lane2`.
    unseen
        One row per case nobody saw, on its link: `infector`, `infectee`, `day`, `lane`.
    """

    cases: pl.DataFrame
    links: pl.DataFrame
    unseen: pl.DataFrame


@dataclass(frozen=True)
class FoldedTree:
    """
    Marks of a tree in groups.

    Attributes
    ----------
    groups
        One row per group and day: `group`, `lane`, `day`, `cases`.
    links
        Infections expected from one to another: `x1`, `lane1`, `x2`, `lane2`, `expected`.
    names
        The groups, from the top.
    left_out
        Links not drawn, being weaker than those that are.
    """

    groups: pl.DataFrame
    links: pl.DataFrame
    names: tuple[str, ...]
    left_out: int


def lay_out(cases: pl.DataFrame, links: pl.DataFrame, chosen: pl.DataFrame) -> Tree:
    """
    Give every case a lane, under the infector chosen for it, and every link its ends.

    Chains follow one another by their first day; whom somebody infected stands below him, the
    earlier first.

    Parameters
    ----------
    cases
        `CASES`.
    links
        `LINKS`.
    chosen
        `CHOSEN`, without circles.

    Examples
    --------
    >>> from datetime import date
    >>> day = [date(2020, 1, 20), date(2020, 1, 18), date(2020, 1, 24)]
    >>> none, text = [None] * 3, ["a", "b", "c"]
    >>> cases = pl.DataFrame({"id": [1, 2, 3], "date_onset": day, "day": day,
    ...     "date_isolation": none, "setting": none, "label": text, "href": none}, schema=CASES)
    >>> links = pl.DataFrame({"infectee": [1, 3, 2], "infector": [2, 1, None],
    ...     "probability": [0.9, 0.6, 1.0], "generations": [0.0, 1.2, 0.0]}, schema=LINKS)
    >>> lay_out(cases, links, links).cases.select("label", "lane", "depth").rows()
    [('b', 0, 0), ('a', 1, 1), ('c', 2, 2)]
    """
    placed = _checked(cases, CASES, "cases").with_columns(
        is_day_known=pl.col("date_onset").is_not_null(),
        day=pl.coalesce("date_onset", "day"),
    )
    drawn = _between(_checked(links, LINKS, "links"), placed["id"])
    best = _infector_of(_checked(chosen, CHOSEN, "chosen"), placed)
    lanes = pl.DataFrame(
        list(_lanes(placed, best)),
        schema={"id": pl.Int64, "lane": pl.Int64, "depth": pl.Int64, "chain": pl.Int64},
        orient="row",
    )
    cases = placed.join(lanes, on="id").sort("lane")
    ends = _with_ends(drawn, cases, best)
    return Tree(cases, ends, _unseen(ends))


def fold(
    cases: pl.DataFrame, links: pl.DataFrame, groups: dict[int, str], order: list[str]
) -> FoldedTree:
    """
    Fold a tree into groups and days, for more cases than lanes can show.

    Parameters
    ----------
    cases, links
        As `lay_out` takes them.
    groups
        Case -> its group, for example the generation, or the unit.
    order
        The groups, from the top.
    """
    lane = {name: n for n, name in enumerate(order)}
    placed = _checked(cases, CASES, "cases").select(
        "id",
        day=pl.coalesce("date_onset", "day"),
        group=pl.col("id").replace_strict(groups, return_dtype=pl.String),
    )
    placed = placed.with_columns(lane=pl.col("group").replace_strict(lane, return_dtype=pl.Int64))
    marks = placed.group_by("group", "lane", "day").agg(cases=pl.len()).sort("lane", "day")
    here = _checked(links, LINKS, "links").filter(pl.col("infector").is_not_null())
    ends = _ends(here, placed).group_by("x1", "lane1", "x2", "lane2")
    all_links = ends.agg(expected=pl.col("probability").sum()).sort(
        "expected", "x1", "lane1", "x2", "lane2", descending=[True, False, False, False, False]
    )
    strong = all_links.filter(pl.col("expected") >= LEAST).head(LINKS_DRAWN)
    return FoldedTree(marks, strong, tuple(order), all_links.height - strong.height)


def _checked(table: pl.DataFrame, columns: dict[str, Any], name: str) -> pl.DataFrame:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(
            f"{name} has no column {', '.join(missing)}; it needs {', '.join(columns)}."
        )
    return table.select(pl.col(column).cast(kind) for column, kind in columns.items())


def _between(links: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The links that are drawn: probable enough, and both ends in the picture."""
    known = ids.implode()
    both = pl.col("infector").is_in(known) & pl.col("infectee").is_in(known)
    return links.filter(both & (pl.col("probability") >= LEAST))


def _infector_of(chosen: pl.DataFrame, cases: pl.DataFrame) -> dict[int, int]:
    known = cases["id"].implode()
    both = pl.col("infector").is_in(known) & pl.col("infectee").is_in(known)
    return dict(chosen.filter(both).iter_rows())


def _lanes(cases: pl.DataFrame, infector_of: dict[int, int]) -> Iterator[tuple[int, int, int, int]]:
    ordered = cases.sort("day", "id", nulls_last=True)["id"].to_list()
    below: dict[int | None, list[int]] = {}
    for case in reversed(ordered):  # reversed, as the last of a stack comes first
        below.setdefault(infector_of.get(case), []).append(case)
    lane, stack = 0, [(case, 0, -1) for case in below.get(None, [])]
    while stack:
        case, depth, chain = stack.pop()
        chain = lane if chain < 0 else chain
        yield case, lane, depth, chain
        stack.extend((each, depth + 1, chain) for each in below.get(case, []))
        lane += 1


def _ends(links: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    start = placed.select(infector="id", x1="day", lane1="lane")
    end = placed.select(infectee="id", x2="day", lane2="lane")
    return links.join(start, on="infector").join(end, on="infectee")


def _with_ends(links: pl.DataFrame, cases: pl.DataFrame, best: dict[int, int]) -> pl.DataFrame:
    under = pl.col("infectee").replace_strict(best, default=None, return_dtype=pl.Int64)
    return (
        _ends(links, cases)
        .with_columns(
            is_best=pl.col("infector").eq_missing(under),
            unseen=pl.col("generations").round().cast(pl.Int64),
        )
        .sort("lane2", "probability", descending=[False, True])
        .select(
            "infector", "infectee", "probability", "is_best", "unseen", "x1", "lane1", "x2", "lane2"
        )
    )


def _unseen(links: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (row["infector"], row["infectee"], day, row["lane2"])
        for row in links.filter("is_best", pl.col("unseen") > 0).iter_rows(named=True)
        for day in _days_between(row["x1"], row["x2"], row["unseen"])
    ]
    schema: dict[str, Any] = {
        "infector": pl.Int64,
        "infectee": pl.Int64,
        "day": pl.Datetime("ms"),
        "lane": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _days_between(start: date, end: date, count: int) -> Iterator[datetime]:
    """Where some unseen cases lie on their link, evenly spaced: their days are not known."""
    first = datetime.combine(start, time())
    step = timedelta(days=(end - start).days) / (count + 1)
    return (first + step * n for n in range(1, count + 1))
