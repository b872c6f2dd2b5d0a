"""A source, and the list of events that a count of "new since" opens to."""

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from firebreak.engine.kinds import KINDS, matching
from firebreak.records.models import Case, Citation, Source, Unit
from firebreak.records.situation import situation, visible
from firebreak.records.visibility import Scope, get_or_404, people
from firebreak.site.asked import instant, number
from firebreak.site.download import as_cell, as_file, person_cell
from firebreak.site.duties.words import kind_word
from firebreak.site.guard import may_open
from firebreak.site.navigation import address
from firebreak.site.sources.marked import pieces
from firebreak.site.templatetags.pages import field_word, record_word, when_between

PER_PAGE = 50


@may_open("cases.read")
def source(request, pk: int):
    """
    Show a source, with the passages marked that facts were read from.

    A text names people of many units, so the whole of it is for posts that see the whole city;
    others see the passages about their own people.
    """
    found = get_or_404(Source.objects, pk=pk)
    cited = [c for c in found.citations.order_by("start", "row") if _is_seen(c, request.scope)]
    if not cited and not request.scope.sees_all:
        raise Http404(_("There is no such record."))
    if request.GET.get("format"):
        return as_file(request, "read-from-source", _cited_columns(), map(_cited, cited))
    spans = [
        (c.start, c.end, field_word(c)) for c in cited if c.start is not None and c.end is not None
    ]
    context = {
        "source": found,
        "pieces": pieces(found.text, spans) if request.scope.sees_all else [],
        "cited": [(c, _address(c)) for c in cited],
    }
    return render(request, "sources/source.html", context)


def _is_seen(citation: Citation, scope) -> bool:
    if scope.sees_all:
        return True
    person = _person_of(citation)
    return person is not None and people(scope).filter(pk=person).exists()


def _person_of(citation: Citation) -> int | None:
    if citation.record_kind == "person":
        return citation.record_id
    if citation.record_kind == "case":
        return Case.objects.filter(pk=citation.record_id).values_list("person", flat=True).first()
    return None


def _address(citation: Citation) -> str:
    if citation.record_kind in ("case", "person"):
        return address(citation.record_kind, pk=citation.record_id)
    return ""


def _cited_columns() -> list[tuple[str, str]]:
    return [
        ("record", _("Record")),
        ("field", _("Field")),
        ("row", _("Row")),
        ("column", _("Column")),
        ("start", _("From character")),
        ("end", _("To character")),
        ("quote", _("Words")),
    ]


def _cited(citation: Citation) -> dict:
    told = {name: getattr(citation, name) for name in ("row", "column", "start", "end", "quote")}
    record = f"{record_word(citation.record_kind)} {citation.record_id}"
    return told | {"record": record, "field": field_word(citation)}


@may_open("duties.read")
def events(request):
    """List events: by kind, by person or unit, and by when they were stored."""
    now = situation(known=request.known)
    rows = visible(now.events, request.scope, now)
    rows = _chosen(rows, request.GET).sort("stored_at", "happened_at", descending=True)
    if request.GET.get("format"):
        told = map(_exported, _Events(rows, request.scope)[: rows.height])
        return as_file(request, "events", _columns(), told)
    page = Paginator(_Events(rows, request.scope), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sources/events.html", {"page": page, "total": rows.height})


def _chosen(rows: pl.DataFrame, asked) -> pl.DataFrame:
    if asked.get("kind"):
        rows = rows.filter(pl.col("kind").cast(pl.String).is_in(matching(asked["kind"])))
    for name, column in (("stored_after", "stored_at"), ("happened_after", "happened_at")):
        after = instant(asked.get(name))
        if after:
            rows = rows.filter(pl.col(column) > after)
    if (subject := number(asked.get("subject"))) is not None:
        rows = rows.filter(pl.col("subject") == subject)
    return rows


class _Events:
    """Rows of events in words, looked up for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, scope: Scope) -> None:
        self.rows, self.scope = rows, scope

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[dict]:
        shown = self.rows[part]
        units = Unit.objects.in_bulk(shown["unit"].drop_nulls().unique().to_list())
        # What a unit of ours did may be about somebody who does not exist for the reader.
        names = people(self.scope).only("name").in_bulk(shown["subject"].unique().to_list())
        return [_in_words(row, units, names) for row in shown.iter_rows(named=True)]


def _in_words(row: dict, units: dict, names: dict) -> dict:
    about_person = KINDS[row["kind"]].subject == "person"
    person = names.get(row["subject"]) if about_person else None
    return row | {
        "word": kind_word(row["kind"]),
        "unit_name": str(units.get(row["unit"]) or ""),
        "name": person.name if person else "",
        "href": address("person", pk=person.pk) if person else "",
    }


def _exported(row: dict) -> dict:
    is_seen = bool(row["href"])  # the number of somebody who does not exist for the reader is none
    return row | {
        "record": person_cell(row["subject"] if is_seen else None),
        "happened_at": as_cell(when_between(row["happened_at"], row["happened_until"])),
    }


def _columns() -> list[tuple[str, str]]:
    return [
        ("word", _("What")),
        ("record", _("Record")),
        ("name", _("Who")),
        ("unit_name", _("Unit")),
        ("happened_at", _("Happened")),
        ("told_at", _("Told")),
        ("stored_at", _("Stored")),
    ]
