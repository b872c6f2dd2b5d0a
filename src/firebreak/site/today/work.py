"""The work of the day: what is breached or about to be, by who holds it.

Many breaches of one rule with one holder are one line that says how many: thirty equal lines hide
the one that differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import ngettext

from firebreak.records.situation import Situation
from firebreak.site.duties.lines import Line, lines
from firebreak.site.navigation import address

SHOWN = 12
ALIKE = 3  # from so many on, equal lines become one
SAME = ("rule", "holder_role", "holder_unit")


@dataclass(frozen=True)
class Bundle:
    """Many duties of one rule with one holder, as one line; the worst gives the time."""

    state: str
    title: str
    href: str
    detail: str
    owner: str
    due: object
    next_href: str = ""
    next_label: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind of urgency: how many duties there are, and what is not shown."""

    key: str
    total: int
    lines: list[Line | Bundle]
    more: int


def group(key: str, rows: pl.DataFrame, now: Situation, may_enter: Callable[[str], bool]) -> Group:
    """Bundle the rows of one urgency, the most urgent first."""
    heads = rows.group_by(SAME, maintain_order=True).agg(pl.len().alias("alike"), pl.first("due"))
    marked = rows.join(heads.select(*SAME, "alike"), on=SAME, how="left", nulls_equal=True)
    single = marked.filter(pl.col("alike") < ALIKE).drop("alike")
    bundled = marked.filter(pl.col("alike") >= ALIKE).unique(
        SAME, keep="first", maintain_order=True
    )
    both = pl.concat([single.with_columns(alike=pl.lit(1, pl.UInt32)), bundled]).sort("due")
    shown = both.head(SHOWN)
    found = lines(shown.drop("alike"), now, may_enter=may_enter)
    drawn = [
        _bundle(line, n, now) if n > 1 else line
        for line, n in zip(found, shown["alike"], strict=True)
    ]
    return Group(key, rows.height, drawn, both["alike"].sum() - shown["alike"].sum())


def _bundle(line: Line, number: int, now: Situation) -> Bundle:
    words = ngettext("%(n)d duty, the oldest first", "%(n)d duties, the oldest first", number)
    return Bundle(
        state=line.state,
        title=line.title,
        href=f"{address('duties')}?{urlencode(_query(line, now))}",
        detail=words % {"n": number},
        owner=line.owner,
        due=line.due,
    )


def _query(line: Line, now: Situation) -> dict[str, str]:
    query = {"state": line.state, "rule": line.row["rule"], "holder_role": line.row["holder_role"]}
    unit = now.units.filter(pl.col("id") == line.row["holder_unit"])["code"]
    return query | ({"holder_unit": unit[0]} if len(unit) else {})
