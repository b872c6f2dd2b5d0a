"""The indicators' page, and the rows behind one of them."""

from functools import partial

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from firebreak.engine.timeliness.seven_one_seven import emergence_history
from firebreak.records.lately import lately
from firebreak.records.models import Outbreak, Person, Report, Unit
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import Scope, people
from firebreak.records.visibility import cases as cases_of
from firebreak.site.asked import number
from firebreak.site.download import as_file, list_as_file
from firebreak.site.guard import may_open
from firebreak.site.indicators import files, measured
from firebreak.site.indicators.words import days_taken, milestone_word, shown, so_far, target_word
from firebreak.site.navigation import address
from firebreak.site.templatetags.pages import record_word

PER_PAGE = 50
CLOCK = ("started", "due", "done")
SETS = {"tracing": measured.tracing, "quality": measured.quality}
UNKNOWN = "unknown"  # in an address: of no county that is known
PARTS = ("numerator", "denominator", "pending")


@may_open("indicators.read")
def indicators(request):
    """Show 7-1-7, then both sets of indicators, each number open to its rows."""
    now = situation(known=request.known)
    days = _days(request)
    asked = (request.scope, days, get_language())
    found = {name: lately(now, _lines_of, name, *asked) for name in SETS}
    tracing, quality = (found[name].value for name in ("tracing", "quality"))
    outbreaks = _outbreaks(now, request.scope)
    if request.GET.get("format"):
        lines = [*tracing, *quality]
        both = partial(as_file, request, "indicators", _line_columns(), lines)
        return list_as_file(
            request, {"indicators": both} | files.seven_one_seven(request, outbreaks)
        )
    context = {
        "now": min(each.at for each in found.values()),
        "days": days,
        "choices": measured.DAYS,
        "outbreaks": outbreaks,
        "reads_audits": request.scope.may("audits.read"),
        "tracing": tracing,
        "quality": quality,
    }
    return render(request, "indicators/indicators.html", context)


@may_open("indicators.read")
def indicator(request, group: str, id: str):
    """Show one indicator: formula, source, by county, and the rows it was counted from."""
    now = situation(known=request.known)
    found = _find(request, now, group, id)
    part = request.GET.get("part") if request.GET.get("part") in PARTS else "denominator"
    county = request.GET.get("county", "")
    of_part = {name: _in_county(getattr(found, name), county) for name in PARTS}
    rows = of_part[part]
    if request.GET.get("format"):
        every = map(_exported, _Rows(rows, request.scope)[: rows.height])
        lists = {
            "rows": partial(as_file, request, f"indicator-{id}", _columns(), every),
            "counties": partial(files.counties, request, id, _by_county(found)),
        }
        return list_as_file(request, lists)
    context = {
        "now": now.at,
        "group": group,
        "line": _line(found),
        "indicator": found,
        "formula": measured.text(found.formula),
        "part": part,
        "asked_county": county,
        "county": Unit.objects.filter(code=county).first() if county else None,
        "parts": [(p, word, of_part[p].height) for p, word in _PARTS().items()],
        "page": Paginator(_Rows(rows, request.scope), PER_PAGE).get_page(request.GET.get("page")),
        "counties": _by_county(found),
        # Of a number of people, as contacts per case, there is no clock: three columns of nothing.
        "clocks": {name for name in CLOCK if rows[name].count()},
    }
    return render(request, "indicators/indicator.html", context)


def _find(request, now: Situation, group: str, id: str):
    if group in SETS:
        for found in SETS[group](now, request.scope, _days(request)):
            if found.id == id:
                return found
    raise Http404(_("There is no such indicator."))


def _in_county(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    """The rows of one county, of none that is known, or (nothing asked) all."""
    if not code:
        return rows
    if code == UNKNOWN:
        return rows.filter(pl.col("county").is_null())
    ids = list(Unit.objects.filter(code=code).values_list("id", flat=True))
    return rows.filter(pl.col("county").is_in(ids))


def _days(request) -> int:
    asked = number(request.GET.get("days"))
    return asked if asked in measured.DAYS else 14


def _PARTS() -> dict[str, str]:  # noqa: N802
    return {
        "numerator": _("counted"),
        "denominator": _("out of"),
        "pending": _("clock still running"),
    }


def _lines_of(now: Situation, name: str, scope: Scope, days: int, language: str) -> list[dict]:
    """The numbers of a set in a language: without the rows behind them, which are millions."""
    with override(language):
        return [_line(indicator) for indicator in SETS[name](now, scope, days)]


def _line(indicator) -> dict:
    return {
        "id": indicator.id,
        "name": measured.text(indicator.name),
        "value": shown(indicator),
        "note": so_far(indicator),
        "numerator": indicator.numerator.height,
        "denominator": indicator.denominator.height,
        "pending": indicator.pending.height,
        "target": shown(indicator, indicator.target) if indicator.target is not None else "",
        "reached": indicator.reached,
        "is_running": indicator.is_running,
        "source": indicator.source,
    }


def _line_columns() -> list[tuple[str, str]]:
    return [
        ("name", _("Indicator")),
        ("value", _("Value")),
        ("numerator", _("Counted")),
        ("denominator", _("Out of")),
        ("pending", _("Pending")),
        ("target", _("Target")),
        ("source", _("Source")),
        ("note", _("Note")),
    ]


def _by_county(indicator) -> list[dict]:
    rows = indicator.by_county
    named = Unit.objects.in_bulk(rows["county"].drop_nulls().to_list())
    return [
        row
        | {
            "code": named[row["county"]].code if row["county"] in named else UNKNOWN,
            "name": str(named.get(row["county"]) or _("not known")),
            "shown": shown(indicator, row["value"]),
        }
        for row in rows.iter_rows(named=True)
    ]


class _Rows:
    """Rows of an indicator with names, looked up for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, scope: Scope) -> None:
        self.rows = rows
        # Who may read a rate need not be one who may read about people.
        self.people = people(scope) if scope.may("people.read") else Person.objects.none()

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[dict]:
        part_rows = self.rows[part]
        about_units = ("unit",)
        names = self.people.only("name").in_bulk(
            part_rows["subject"].drop_nulls().unique().to_list()
        )
        units = Unit.objects.in_bulk(
            [*part_rows["county"].drop_nulls(), *part_rows["subject"].drop_nulls()]
        )
        people_of = _about_people(part_rows, about_units)
        return [_named(row, names, units, people_of) for row in part_rows.iter_rows(named=True)]


def _about_people(rows: pl.DataFrame, about_units: tuple[str, ...]) -> set[tuple[str, int]]:
    """The rows whose subject is a person: all but those on units, and on reports of units."""
    reports = rows.filter(record_kind="report")["record"].drop_nulls().to_list()
    personal = set(
        Report.objects.filter(id__in=reports, case__isnull=False).values_list("id", flat=True)
    )
    return {
        (kind, record)
        for kind, record in rows.select("record_kind", "record").iter_rows()
        if kind not in about_units and (kind != "report" or record in personal)
    }


def _named(row: dict, names: dict, units: dict, people_of: set) -> dict:
    is_person = (row["record_kind"], row["record"]) in people_of
    person = names.get(row["subject"]) if is_person else None
    unit = None if is_person else units.get(row["subject"])
    href = address("person", pk=person.pk) if person else ""
    return row | {
        "name": person.name if person else str(unit or ""),
        "href": href or (address("unit", code=unit.code) if unit else ""),
        "county_name": str(units.get(row["county"]) or ""),
    }


def _exported(row: dict) -> dict:
    return row | {"record_kind": record_word(row["record_kind"])}


def _columns() -> list[tuple[str, str]]:
    return [
        ("name", _("Who")),
        ("county_name", _("County")),
        ("started", _("Started")),
        ("due", _("Due")),
        ("done", _("Done")),
        ("state", _("State")),
        ("record_kind", _("Record")),
        ("record", _("Number of the record")),
    ]


def _outbreaks(now: Situation, scope) -> list[dict]:
    found = measured.outbreaks(now, scope)
    history = emergence_history(now.events)
    names = Outbreak.objects.in_bulk(found.targets["outbreak"].unique().to_list())
    return [_outbreak(outbreak, found, history, scope) for outbreak in names.values()]


def _taken(row: dict) -> str:
    return "" if row["days"] is None else days_taken(row)


def _outbreak(outbreak: Outbreak, found, history: pl.DataFrame, scope: Scope) -> dict:
    targets = found.targets.filter(outbreak=outbreak.pk)
    milestones = found.milestones.filter(outbreak=outbreak.pk)
    moves = history.filter(outbreak=outbreak.pk)
    cases = cases_of(scope).in_bulk(moves["record"].drop_nulls().to_list())
    return {
        "outbreak": outbreak,
        "targets": [
            row | {"word": target_word(row["target"]), "taken": _taken(row)}
            for row in targets.iter_rows(named=True)
        ],
        "has_early": any(days is not None and days < 0 for days in targets["days"]),
        "milestones": [
            row | {"word": milestone_word(row["milestone"])}
            for row in milestones.iter_rows(named=True)
        ],
        "moves": [row | {"case": cases.get(row["record"])} for row in moves.iter_rows(named=True)],
    }
