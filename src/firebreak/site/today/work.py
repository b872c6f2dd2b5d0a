"""The work of the day: what is breached or about to be, by who holds it.

Many breaches of one rule are one line that says how many and who holds them: thirty equal lines
hide the one that differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firebreak.records.models import Unit
from firebreak.records.situation import Situation
from firebreak.site.duties.lines import Line, lines, role_label
from firebreak.site.navigation import address
from firebreak.site.words import apart

SHOWN = 12
ALIKE = 4  # from so many on, the breaches of one rule become one line
HOLDERS = 3


@dataclass(frozen=True)
class Bundle:
    """Many duties of one rule, as one line; the worst gives the time, the holders are counted."""

    state: str
    title: str
    href: str
    detail: str
    owner: str
    due: datetime
    next_href: str = ""
    next_label: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind of urgency: how many duties there are, and what is not shown."""

    key: str
    total: int
    lines: list[Line | Bundle]
    more: int
    within: dict[str, str]  # what else narrows the list of duties to these

    @property
    def href(self) -> str:
        """The list of all of them."""
        asked = {"who": "mine"} if self.key == "mine" else {"state": self.key}
        return f"{address('duties')}?{urlencode(asked | self.within)}"


def group(
    key: str,
    rows: pl.DataFrame,
    now: Situation,
    may_enter: Callable[[str], bool],
    within: dict[str, str] | None = None,
) -> Group:
    """
    Gather the duties of one urgency into lines; `rows` come the most urgent first.

    `within` is what of the list of duties' address narrows it to them, beside their state.
    """
    within = within or {}
    asked = ({"who": "mine"} if key == "mine" else {}) | within
    many = pl.col("rule").is_in(_frequent(rows).implode())
    heads = rows.filter(many).unique("rule", keep="first", maintain_order=True)
    shown = pl.concat([heads, rows.filter(~many)]).sort("due").head(SHOWN)
    found = lines(shown, now, may_enter=may_enter)
    bundled = set(heads["rule"])
    drawn = [
        _bundle(line, rows.filter(rule=line.row["rule"]), asked)
        if line.row["rule"] in bundled
        else line
        for line in found
    ]
    more = max(rows.filter(~many).height + heads.height - SHOWN, 0)
    return Group(key, rows.height, drawn, more, within)


def _frequent(rows: pl.DataFrame) -> pl.Series:
    """The rules whose duties are gathered: none, while all of them can be shown one by one."""
    if rows.height <= SHOWN:
        return pl.Series("rule", [], pl.String)
    return rows.group_by("rule").len().filter(pl.col("len") >= ALIKE)["rule"]


def _bundle(line: Line, rows: pl.DataFrame, asked: dict[str, str]) -> Bundle:
    words = ngettext(
        "%(n)d duty; the oldest is shown", "%(n)d duties; the oldest is shown", rows.height
    )
    query = {"state": sorted(set(rows["state"].cast(pl.String))), "rule": line.row["rule"], **asked}
    return Bundle(
        state=line.state,
        title=line.title,
        href=f"{address('duties')}?{urlencode(query, doseq=True)}",
        detail=words % {"n": rows.height},
        owner=_holders(rows),
        due=line.due,
    )


def _holders(rows: pl.DataFrame) -> str:
    counted = rows.group_by("holder_unit", "holder_role").len().sort("len", descending=True)
    units = Unit.objects.in_bulk(counted["holder_unit"].drop_nulls().head(HOLDERS).to_list())
    named = [
        f"{units.get(unit) or role_label(role)} {number}"
        for unit, role, number in counted.head(HOLDERS).iter_rows()
    ]
    more = counted.height - HOLDERS
    return apart([*named, *([_("%(n)d more holders") % {"n": more}] if more > 0 else [])])
