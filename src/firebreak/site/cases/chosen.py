"""Which cases a list shows: every count on the site is one of these questions."""

from datetime import date

import polars as pl
from django.db.models import Q, QuerySet
from django.http import QueryDict

from firebreak.records.identifiers import index_of
from firebreak.records.models import Case, Person
from firebreak.records.situation import Situation, linelist_seen
from firebreak.records.visibility import Scope, cases
from firebreak.site.asked import number

MEASURES = {
    "confirmed": ("confirmed", "recovered", "died"),
    "suspected": ("suspected",),
    "probable": ("probable",),
    "asymptomatic": ("asymptomatic",),
    "excluded": ("excluded",),
    "recovered": ("recovered",),
    "died": ("died",),
    "in_care": ("confirmed",),
}
DATES = ("date_onset", "date_confirmation", "date_reporting", "date_isolation", "date_outcome")
UNITS = {
    "unit_counting": "unit",
    "unit_residence": "unit_residence",
    "unit_stay": "unit_stay",
    "unit_reporting": "unit_reporting",
}
LONGEST = 40  # digits of one number within a case number


def in_natural_order(column: str) -> pl.Expr:
    """
    Return what a column of case numbers sorts by so that digits count as numbers: 2 before 10.

    Examples
    --------
    >>> numbers = pl.DataFrame({"number": ["10", "ZZ-10", "2", "ZZ-9", "1"]})
    >>> numbers.sort(in_natural_order("number"))["number"].to_list()
    ['1', '2', '10', 'ZZ-9', 'ZZ-10']
    """
    part = pl.element()
    filled = pl.when(part.str.contains("^[0-9]")).then(part.str.zfill(LONGEST)).otherwise(part)
    return pl.col(column).str.extract_all("[0-9]+|[^0-9]+").list.eval(filled).list.join("")


ORDERS = {
    "onset": pl.col("date_onset"),
    "confirmation": pl.col("date_confirmation"),
    "number": in_natural_order("number"),
}


def chosen(now: Situation, scope: Scope, asked: QueryDict) -> pl.DataFrame:
    """
    Return the rows of the line list that a question leaves, the newest first.

    Parameters
    ----------
    asked
        Of the address: `measure`, `status`, `q`, a unit by any of `UNITS` (its subtree), a day by any
        of `DATES` (or "unknown"), or from a day on (`date_onset_from`), `imported`, `infected_through`, `outbreak`, `people`, `order`.
    """
    order = asked.get("order") if asked.get("order") in ORDERS else ""
    rows = now.once(_in_order, scope, order)  # what is left of it stays in this order
    for condition in _conditions(now, asked):
        rows = rows.filter(condition)
    if asked.get("q", "").strip():
        found = search(cases(scope), asked["q"]).values_list("id", flat=True)
        rows = rows.filter(pl.col("id").is_in(list(found)))
    return rows


def search(among: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Find cases by number or name, or by the whole of an ID or telephone number."""
    words = words.strip()
    condition = Q(number__icontains=words) | Q(person__name__icontains=words)
    key = index_of(words)
    called = Q(name__icontains=words)
    if key and len(words) >= 7:
        condition |= Q(person__phone_key=key) | Q(person__id_number_key=key)
        called |= Q(phone_key=key) | Q(id_number_key=key)
    merged = Person.objects.filter(called, merged_into__isnull=False)
    return among.filter(condition | Q(person__in=merged.values("merged_into")))


def _conditions(now: Situation, asked: QueryDict):
    measured = MEASURES.get(asked.get("measure") or "")
    if measured:
        yield pl.col("classification").is_in(measured)
    if asked.get("status"):
        yield pl.col("classification") == asked["status"]
    if asked.get("infected_through"):
        yield pl.col("infected_through").fill_null("unknown") == asked["infected_through"]
    if (outbreak := number(asked.get("outbreak"))) is not None:
        yield pl.col("outbreak") == outbreak
    if asked.get("people"):
        people = [number(text) for text in asked["people"].split(",")]
        yield pl.col("person_id").is_in([p for p in people if p is not None])
    if asked.get("imported"):
        yield _is_imported(asked["imported"])
    for name, column in UNITS.items():
        if asked.get(name):
            yield pl.col(column).is_in(subtree(now, asked[name]))
    for name in DATES:
        if asked.get(name):
            yield _is_day(name, asked[name])
        if asked.get(f"{name}_from"):
            yield _is_from(name, asked[f"{name}_from"])


def _is_imported(word: str) -> pl.Expr:
    if word == "unknown":
        return pl.col("imported").is_null()
    return pl.col("imported").eq_missing(pl.lit(word == "true"))


def _is_day(name: str, text: str) -> pl.Expr:
    if text == "unknown":
        return pl.col(name).is_null()
    try:
        return pl.col(name) == date.fromisoformat(text)
    except ValueError:
        return pl.lit(value=False)


def _is_from(name: str, text: str) -> pl.Expr:
    try:
        return pl.col(name) >= date.fromisoformat(text)
    except ValueError:
        return pl.lit(value=False)


def subtree(now: Situation, code: str) -> list[int]:
    """Return the ids of a unit and all below it; of a code that is none, nothing."""
    path = now.units.filter(pl.col("code") == code)["path"]
    if path.is_empty():
        return []
    return now.units.filter(pl.col("path").str.starts_with(path[0]))["id"].to_list()


def _in_order(now: Situation, scope: Scope, order: str) -> pl.DataFrame:
    rows = linelist_seen(now, scope)
    if order:
        return rows.sort(ORDERS[order], "id", descending=[order != "number", True], nulls_last=True)
    return rows.sort(
        pl.max_horizontal("date_confirmation", "date_onset", "date_reporting"),
        "id",
        descending=True,
        nulls_last=True,
    )
