"""The list of cases, a case, and a person who is no case."""

import polars as pl
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.outputs.recorded import kept_measures
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Case, Classification, Person, Unit
from firebreak.records.one_person import present
from firebreak.records.prepared import Prepared
from firebreak.records.situation import Situation, situation, units_within, visible_rows
from firebreak.records.visibility import Scope, get_or_404, people, the_one
from firebreak.records.visibility import cases as cases_of
from firebreak.site.cases.chosen import MEASURES, chosen
from firebreak.site.cases.facts import stored, versions
from firebreak.site.cases.on_file import OnFile, on_file
from firebreak.site.cases.picture import timeline
from firebreak.site.cases.quoted import give_quotes, quotes
from firebreak.site.cases.released import ends
from firebreak.site.cases.steps import steps
from firebreak.site.chains.on_case import on_case
from firebreak.site.download import as_file
from firebreak.site.duties.lines import OPEN_STATES, Line, lines_about
from firebreak.site.duties.views import urgency
from firebreak.site.guard import may_open
from firebreak.site.missed import sections
from firebreak.site.published.compared import latest

PER_PAGE = 50
KEPT_AS = {"in_care": "confirmed"}  # of which a count is a part
MOST_CLOCKS = 12  # under a timeline
CASE = Prepared(
    lambda pk: Case.objects.filter(pk=pk).select_related("person", "outbreak", "infected_at")
)
SEEN = Prepared(lambda scope, pk: cases_of(scope).filter(pk=pk).values_list("pk", flat=True))
RELATED = ("person__unit_residence", "person__unit_stay", "unit_counting", "unit_reporting")


@may_open("cases.read")
def cases(request):
    """List the cases behind a count; filters and search are in the address."""
    now = situation(known=request.known)
    rows = chosen(now, request.scope, request.GET)
    if request.GET.get("format"):
        return as_file(request, "cases", _columns(), _exported(rows))
    page = Paginator(_Rows(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "total": rows.height,
        "asked": request.GET,
        "measures": _measures(now, request),
        "counties": Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL),
        "through": Case.InfectedThrough.choices,
        "reads_people": request.scope.may("people.read"),
        "published": latest(now, request.scope),
        # Beside a list of some cases the numbers of all would be read as theirs.
        "narrowed": bool(set(request.GET) - {"measure", "page", "known"}),
        "now": now.at,
    }
    return render(request, "cases/list.html", context)


@may_open("cases.read")
def case(request, pk: int):
    """Show a case: what is due first, then its timeline, facts, contacts, stays and history."""
    now = situation(known=request.known)
    found = _seen(the_one(CASE(pk)), request.scope, now)
    kept = on_file(found.person, request.scope, now, found)
    duties = _duties(found.person_id, request.scope, now)
    told = versions(found, kept.placements, until=request.known)
    context = {
        "case": found,
        "stored": stored(told),
        "now": now.at,
        "due": _due(found.person, duties, request.scope, now),
        "timeline": timeline(kept, _clocks(duties), now),
        "quotes": quotes(found, found.person),
        "infected_at": found.infected_at,
        "classifications": _named(kept.classifications, now),
        "contacts": kept.contacts,
        "reports": kept.reports,
        "versions": told,
        "missed": sections.of_person(now, request.scope, found.person_id),
        **_person(kept, now, checks=30),
        **_for_reader(request, found.person, found),
        **on_case(request, found, now),
    }
    return render(request, "cases/case.html", context)


def _seen(case: Case, scope: Scope, now: Situation) -> Case:
    """Return a case if it exists for a scope, or raise the 404 of one that was never recorded."""
    # Whoever is counted or lives in the scope's units exists there; that needs no asking.
    placed = {case.unit_counting_id, case.unit_reporting_id, case.person.unit_residence_id}
    if not scope.sees_all and placed.isdisjoint(units_within(now, scope)):
        the_one(SEEN(scope, case.pk))
    return case


@may_open("people.read")
def person(request, pk: int):
    """Show a person: contacts, checks, placements; a case of his has its own page."""
    if (now_is := present(pk)) != pk:
        return redirect("person", pk=now_is)
    now = situation(known=request.known)
    found = get_or_404(people(request.scope), pk=pk)
    kept = on_file(found, request.scope, now)
    duties = _duties(pk, request.scope, now)
    context = {
        "now": now.at,
        "cases": found.cases.all(),
        "due": _due(found, duties, request.scope, now),
        "quotes": quotes(found),
        "versions": versions(found, kept.placements, until=request.known),
        **_person(kept, now, checks=60),
        **_for_reader(request, found, None),
    }
    return render(request, "cases/person.html", context)


def _person(kept: OnFile, now: Situation, *, checks: int) -> dict:
    """What the pages of a case and of a person show alike; of the checks the latest ones."""
    tests = [test for sample in kept.samples for test in sample.tests.all()]
    # A sentence names both: it is shown where both may be seen.
    met = [one.contact for one in (*kept.contacts, *kept.exposures) if one.is_seen]
    told = (*kept.classifications, *kept.stays, *kept.placements, *kept.samples, *tests, *met)
    give_quotes([*told, *kept.checks[:checks]])
    return {
        "person": kept.person,
        "exposures": kept.exposures,
        "stays": kept.stays,
        "placements": ends(kept.placements, now),
        "samples": kept.samples,
        "checks": kept.checks[:checks],
    }


def _named(classifications: list[Classification], now: Situation) -> list[Classification]:
    """The classifications, each with the name of its edition, if that is on file."""
    names = {edition.id: edition.name.of(get_language() or "en") for edition in now.protocols}
    for step in classifications:
        step.edition_name = names.get(step.edition, "")
    return classifications


def _for_reader(request, person: Person, case: Case | None) -> dict:
    """What this reader may see of the identifiers, and what he may enter from here."""
    scope = request.scope
    reads = scope.may("identifiers.read")
    return {
        "may": {
            "read_identifiers": reads,
            "read_places": scope.may("places.read"),
            "trace": scope.may("traces.read"),
        },
        "id_warning": id_number_warning(person.id_number) if reads else None,
        "steps": steps(request.scope, person, case),
    }


def _duties(person_id: int, scope: Scope, now: Situation) -> list[dict]:
    return sorted(visible_rows(now.duties_of(person_id), scope, now), key=urgency)


def _due(person: Person, duties: list[dict], scope: Scope, now: Situation) -> list[Line]:
    undone = [row for row in duties if row["state"] in OPEN_STATES]
    return lines_about(person, undone, now, may_enter=scope.may)


def _clocks(duties: list[dict]) -> list[dict]:
    """The one-off clocks; a fortnight of rounds would bury them."""
    first: dict[tuple, dict] = {}
    for row in duties:
        if row["state"] != "not_applicable":
            first.setdefault((row["rule"], row["start_record"]), row)
    return sorted(first.values(), key=lambda row: row["started"])[:MOST_CLOCKS]


class _Rows:
    """Rows of the line list, with their records only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[tuple[Case, dict]]:
        shown = self.rows[part]
        found = Case.objects.select_related(*RELATED).in_bulk(shown["id"].to_list())
        return [
            (found[row["id"]], row) for row in shown.iter_rows(named=True) if row["id"] in found
        ]


def _measures(now: Situation, request) -> list[tuple[str, str, int | None]]:
    """The measures with their counts; None of what the record has never held anything of."""
    words = {
        "confirmed": _("Confirmed, cumulative"),
        "in_care": _("Confirmed, not yet recovered"),
        "suspected": _("Suspected"),
        "probable": _("Clinically diagnosed"),
        "asymptomatic": _("Asymptomatic"),
        "excluded": _("Excluded"),
        "recovered": _("Recovered"),
        "died": _("Died"),
    }
    asked = request.GET.copy()
    for name in ("measure", "status", "page", "format"):
        asked.pop(name, None)
    rows = chosen(now, request.scope, asked)
    counts = dict(rows["classification"].value_counts().iter_rows())
    kept = now.once(kept_measures)
    return [
        (m, w, sum(counts.get(s, 0) for s in MEASURES[m]) if KEPT_AS.get(m, m) in kept else None)
        for m, w in words.items()
    ]


def _columns() -> list[tuple[str, str]]:
    return [
        ("number", _("Case number")),
        ("name", _("Name")),
        ("sex", _("Sex")),
        ("age", _("Age")),
        ("age_unit", _("Age counted in")),
        ("status", _("Classification")),
        ("date_onset", _("Onset")),
        ("date_confirmation", _("Confirmed")),
        ("date_reporting", _("Reported")),
        ("date_outcome", _("Outcome")),
        ("unit_counting", _("Counting unit")),
        ("unit_residence", _("Unit of residence")),
        ("unit_stay", _("Unit of stay")),
        ("unit_reporting", _("Reporting unit")),
        ("infected_through", _("Infected through")),
    ]


def _exported(rows: pl.DataFrame):
    for part in rows.iter_slices(2000):
        for found, row in _Rows(part)[:2000]:
            yield _export(found, row)


def _export(found: Case, row: dict) -> dict:
    person = found.person
    dates = {
        k: row[k] for k in ("date_onset", "date_confirmation", "date_reporting", "date_outcome")
    }
    return dates | {
        "number": str(found),
        "name": person.name,
        "sex": person.get_sex_display(),
        "age": person.age,
        "age_unit": person.get_age_unit_display() if person.age is not None else "",
        "status": found.get_status_display(),
        "unit_counting": str(found.unit_counting),
        "unit_residence": str(person.unit_residence or person.residence_elsewhere),
        "unit_stay": str(person.unit_stay or ""),
        "unit_reporting": str(found.unit_reporting or ""),
        "infected_through": found.get_infected_through_display(),
    }
