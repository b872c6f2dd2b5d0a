"""As what the columns of a sheet were read, and saying otherwise: it is then read again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.intake.drafts import Cell, Note
from firebreak.intake.linelist.fields import FIELDS, Kind, label
from firebreak.intake.reading_again import read_again
from firebreak.records.visibility import get_or_404
from firebreak.site.guard import may_open
from firebreak.site.inbox.seen import readings
from firebreak.site.inbox.words import LISTS

TOLD_BY = {
    "heading": gettext_lazy("by its heading"),
    "cells": gettext_lazy("by its cells"),
    "chosen": gettext_lazy("chosen for this sender"),
}


@dataclass(frozen=True)
class ColumnRow:
    """A column: where it stands, what it is read as, what told so."""

    letter: str
    heading: str
    field: str
    told_by: str


@dataclass(frozen=True)
class ListRead:
    """A list of the document."""

    kind: Kind
    sheet: str
    columns: tuple[ColumnRow, ...]

    @property
    def name(self) -> str:
        """What its rows are, in words."""
        return str(LISTS[self.kind])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a column may be read as: field and its name."""
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        return [(field, label(self.kind, field)[language]) for field in FIELDS[self.kind]]

    @property
    def unread(self) -> int:
        """How many columns are not read."""
        return sum(not column.field for column in self.columns)


def lists_of(notes: list[Note]) -> list[ListRead]:
    """Return the lists that a sheet was read as."""
    return [_list(note) for note in notes if note.code == "columns"]


@may_open("columns.choose")
@require_POST
def choose_columns(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Read a sheet again with its columns as they were chosen."""
    reading = get_or_404(readings(request.scope), pk=pk)
    kind = request.POST.get("kind", "")
    if kind in list(Kind):
        headings, fields = request.POST.getlist("heading"), request.POST.getlist("field")
        known = FIELDS[Kind(kind)]
        said = zip(headings, fields, strict=False)
        chosen = {h: f if f in known else None for h, f in said}
        try:
            read_again(by=request.user, reading=reading, kind=kind, columns=chosen)
            messages.success(request, _("Read again, and remembered for this sender."))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
    return HttpResponseRedirect(reverse("inbox_document", args=[pk]))


def _list(note: Note) -> ListRead:
    sheet = note.origin.sheet if isinstance(note.origin, Cell) else None
    rows: Any = note.values["columns"]
    columns = tuple(_column(*row) for row in rows)
    return ListRead(Kind(str(note.values["kind"])), sheet or "", columns)


def _column(letter: str, heading: str, field: str, told_by: str) -> ColumnRow:
    is_told = bool(field) or told_by == "chosen"
    return ColumnRow(letter, heading, field, str(TOLD_BY[told_by]) if is_told else "")
