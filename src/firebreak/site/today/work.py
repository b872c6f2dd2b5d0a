"""The work of the day: what is breached or about to be, by who holds it.

Many breaches of one rule are one line that says how many and who holds them: thirty equal lines
hide the one that differs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import ngettext

from firebreak.outputs.brief import words
from firebreak.outputs.urgent import ORDER
from firebreak.records.situation import Situation, units_of
from firebreak.site.duties.lines import Line, holding_unit, lines, role_label
from firebreak.site.navigation import address
from firebreak.site.words import apart

SHOWN = 12
ALIKE = 4  # from so many on, the breaches of one rule become one line
HOLDERS = 3
#: group -> the page with the list that has all of it, and what is asked of it
LISTS = {
    "mine": ("duties", {"who": "mine"}),
    "rounds": ("duties", {"who": "mine", "state": "open"}),
    "cards": ("duties", {"who": "mine", "rule": "card-review"}),
    "reached": ("contacts", {"measure": "not_reached"}),
    "orders": ("orders", {}),
    "handed": ("transfers", {"state": "waiting"}),
    "suspects": ("cases", {"measure": "suspected"}),
    **{state: ("duties", {"state": state}) for state in ("overdue", "due_soon", "open")},
}


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
class Note:
    """What a number counts or leaves out, and where that is listed."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind of urgency: how many duties there are, and what is not shown."""

    key: str
    total: int
    lines: list[Any]  # each as site/partials/work_row.html reads it
    more: int
    notes: tuple[Note, ...] = ()
    within: dict[str, str] = field(default_factory=dict)  # what else narrows the list to these

    @property
    def href(self) -> str:
        """The list of all of them; "" if there is none."""
        page, asked = LISTS.get(self.key, ("", {}))
        return f"{address(page)}?{urlencode(asked | self.within)}" if page else ""


def group(
    key: str,
    rows: pl.DataFrame,
    now: Situation,
    may_enter: Callable[[str], bool],
    within: dict[str, str] | None = None,
    notes: tuple[Note, ...] = (),
) -> Group:
    """
    Gather the duties of one urgency into lines; `rows` come the most urgent first.

    `within` is what of the list of duties' address narrows it to them, beside their state.
    """
    within = within or {}
    asked = ({"who": "mine"} if key == "mine" else {}) | within
    many = pl.col("rule").is_in(_frequent(rows).implode())
    heads = rows.filter(many).unique("rule", keep="first", maintain_order=True)
    shown = pl.concat([heads, rows.filter(~many)]).sort(*ORDER).head(SHOWN)
    found = lines(shown, now, may_enter=may_enter)
    bundled = set(heads["rule"])
    drawn = [
        _bundle(line, rows.filter(rule=line.row["rule"]), asked, now)
        if line.row["rule"] in bundled
        else line
        for line in found
    ]
    more = max(rows.filter(~many).height + heads.height - SHOWN, 0)
    return Group(key, rows.height, drawn, more, notes, within)


def about_overdue(
    silence: int, before_record: int, within: dict[str, str] | None = None
) -> tuple[Note, ...]:
    """
    Say what the breached clocks leave out, and where that is.

    Parameters
    ----------
    silence, before_record
        How many missing reports of silent units there are, and clocks that cannot be judged.
    within
        What narrows the list of duties to those counted here.
    """
    asked = {"state": "not_applicable", "reason": "before_record", **(within or {})}
    notes = (
        Note(words.silence_apart(silence), "#silent"),
        Note(words.before_record(before_record), f"{address('duties')}?{urlencode(asked)}"),
    )
    return tuple(note for note in notes if note.text)


def _frequent(rows: pl.DataFrame) -> pl.Series:
    """The rules whose duties are gathered: none, while all of them can be shown one by one."""
    if rows.height <= SHOWN:
        return pl.Series("rule", [], pl.String)
    return rows.group_by("rule").len().filter(pl.col("len") >= ALIKE)["rule"].sort()


def _bundle(line: Line, rows: pl.DataFrame, asked: dict[str, str], now: Situation) -> Bundle:
    more = ngettext("%(first)s and %(n)d more", "%(first)s and %(n)d more", rows.height - 1)
    subject = more % {"first": line.subject, "n": rows.height - 1}
    query = {"state": sorted(set(rows["state"].cast(pl.String))), "rule": line.row["rule"], **asked}
    return Bundle(
        state=line.state,
        title=line.title,
        href=f"{address('duties')}?{urlencode(query, doseq=True)}",
        detail=replace(line, subject=subject).detail,
        owner=_holders(rows, now),
        due=line.due,
    )


def _holders(rows: pl.DataFrame, now: Situation) -> str:
    """Who holds how many; first the holder of the oldest, who is named above."""
    post = rows.group_by("holder_unit", "holder_role", maintain_order=True)
    counted = post.agg(pl.first("rule", "edition"), pl.len().alias("n"))
    units = units_of(now, counted["holder_unit"].head(HOLDERS))
    named = [
        f"{holding_unit(row, now, units) or role_label(row['holder_role'])} {row['n']}"
        for row in counted.head(HOLDERS).iter_rows(named=True)
    ]
    more = counted.height - HOLDERS
    if more > 0:
        words = ngettext("%(n)d more holder", "%(n)d more holders", more)
        named.append(words % {"n": more})
    return apart(named)
