"""The list of what contradicts itself: what is wrong, where, and what to do about it."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import polars as pl
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.outputs.inconsistencies import in_words, inconsistencies, unit_names
from firebreak.records.models import Case, Stay, Unit
from firebreak.records.situation import situation, visible
from firebreak.records.visibility import Scope, cases, people, places
from firebreak.site.download import as_file
from firebreak.site.guard import may_open
from firebreak.site.navigation import address
from firebreak.site.words import apart

PER_PAGE = 50


@may_open("consistency.read")
def consistency(request):
    """List the findings of the reader's scope, the gravest first."""
    now = situation(known=request.known)
    found = _seen(visible(now.once(inconsistencies), request.scope, now), request.scope)
    counts = Counter(found["severity"])
    asked = request.GET.get("severity")
    shown = found.filter(severity=asked) if asked in counts else found
    rows = _Rows(shown, request.scope)
    if request.GET.get("format"):
        return as_file(request, "consistency", _columns(), rows[: len(rows)])
    context = {
        "now": now.at,
        "total": found.height,
        "severities": [(s, w, counts[s]) for s, w in _severities().items() if counts[s]],
        "asked": asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "consistency/consistency.html", context)


def _seen(found: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Leave out what also tells of people, cases or places that do not exist for the reader."""
    if scope.sees_all:
        return found
    seen = found.filter(_known("subject", found["subject"], people(scope)))
    named = {"case": cases(scope), "person": people(scope), "place": places(scope)}
    for kind, records in named.items():
        mine = seen.filter(record_kind=kind)
        other = pl.col("record_kind").ne_missing(kind)
        for side in ("record", "other_record"):
            seen = seen.filter(other | _known(side, mine[side], records))
    return seen


def _known(column: str, asked: pl.Series, records: QuerySet) -> pl.Expr:
    """Say of which rows a column is empty or names a record that exists for the reader."""
    ids = asked.drop_nulls().unique().to_list()
    known = records.filter(pk__in=ids).values_list("pk", flat=True)
    return pl.col(column).is_null() | pl.col(column).is_in(list(known))


class _Rows:
    """Findings in words, made for the page that is shown."""

    def __init__(self, found: pl.DataFrame, scope: Scope) -> None:
        self.found, self.scope = found, scope

    def __len__(self) -> int:
        return self.found.height

    def __getitem__(self, part: slice) -> list[dict]:
        rows = self.found[part]
        units = Unit.objects.in_bulk(rows["county"].drop_nulls().unique().to_list())
        people = rows["subject"].drop_nulls().unique().to_list()
        own = Case.objects.filter(person__in=people).order_by("id").values_list("person_id", "id")
        cases_of = dict(own)  # the latest, if somebody fell ill twice
        told = rows.filter(record_kind="case")
        asked = {*cases_of.values(), *told["record"], *told["other_record"]} - {None}
        names = unit_names()
        numbers = {case.pk: str(case) for case in Case.objects.filter(pk__in=asked)}
        where = _where(rows.filter(record_kind="stay")["record"].to_list(), self.scope)
        return [
            _row(
                row,
                units,
                names,
                [*_links(row, cases_of, numbers), *_place(row, where)],
                [*_forms(row, self.scope)],
            )
            for row in rows.iter_rows(named=True)
        ]


def _where(stays: list[int], scope: Scope) -> dict[int, int]:
    """Return the places of stays that the reader may open."""
    if not stays or not scope.may("places.read"):
        return {}
    found = Stay.objects.filter(pk__in=stays, place__in=places(scope))
    return dict(found.values_list("pk", "place_id"))


def _row(
    row: dict,
    units: dict[int, Unit],
    names: dict[str, str],
    records: list[tuple[str, str]],
    forms: list[tuple[str, str]],
) -> dict:
    message, fix = in_words(row, get_language() or "en", names)
    return {
        "severity": _severities()[row["severity"]],
        "county": str(units.get(row["county"], "")),
        "message": message,
        "fix": fix,
        "links": [*records, *forms],
        "record": apart(word for _href, word in records),
    }


def _links(
    row: dict, cases_of: dict[int, int], numbers: dict[int, str]
) -> Iterator[tuple[str, str]]:
    """Where the records of a finding can be read and corrected."""
    person = row["subject"]
    if row["record_kind"] == "person":
        for one in (row["record"], row["other_record"]):
            yield address("person", pk=one), _("Person #%(number)s") % {"number": one}
        return
    if row["record_kind"] == "place":
        for one in filter(None, (row["record"], row["other_record"])):
            yield address("place", pk=one), _("Place #%(number)s") % {"number": one}
        return
    if row["record_kind"] == "published" and row["record"] is not None:
        figure = f"{address('published')}?{urlencode({'report': row['record']})}"
        yield figure, _("Published figure #%(number)s") % {"number": row["record"]}
        return
    if row["record_kind"] == "case":
        found = [case for case in (row["record"], row["other_record"]) if case is not None]
    else:
        found = [cases_of[person]] if person in cases_of else []
    for case in found:
        yield address("case", pk=case), _("Case %(case)s") % {"case": numbers[case]}
    if not found and person is not None:
        yield address("person", pk=person), _("Person #%(number)s") % {"number": person}


def _place(row: dict, where: dict[int, int]) -> Iterator[tuple[str, str]]:
    """Where a stay was, beside whom it is about."""
    if row["record_kind"] == "stay" and row["record"] in where:
        place = where[row["record"]]
        yield address("place", pk=place), _("Place #%(number)s") % {"number": place}


def _forms(row: dict, scope: Scope) -> Iterator[tuple[str, str]]:
    """The forms in which a finding can be settled at once, one way or the other."""
    if row["code"] != "place_spelt_two_ways":
        return
    asked = {"place": row["record"], "other": row["other_record"]}
    query = urlencode(asked | {"next": address("consistency")})
    if scope.may("places.merge"):
        yield f"{address('entry_merge_places')}?{query}", _("Merge them")
    if scope.may("places.tell_apart"):
        yield f"{address('entry_tell_places_apart')}?{query}", _("They are two places")


def _severities() -> dict[str, str]:
    return {
        "error": _("Cannot be true"),
        "warning": _("Probably wrong"),
        "note": _("Worth a look"),
    }


def _columns() -> list[tuple[str, str]]:
    return [
        ("severity", _("How sure")),
        ("county", _("County")),
        ("record", _("Record")),
        ("message", _("What is wrong")),
        ("fix", _("What to do")),
    ]
