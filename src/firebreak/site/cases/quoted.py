"""Where the facts of a record were read, as its page shows it: each sentence, row or place once.

The versions a record has had are `facts`; the whole of a source is the room `sources`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.models import Case, Citation, Person
from firebreak.records.models.base import Versioned
from firebreak.records.prepared import Prepared
from firebreak.site.words import apart

#: Parts of a pointer that name a record of an export: "", its list, its place in it.
RECORD = 3


def _citations(kind: type[Model]) -> Prepared[Citation]:
    about = Citation.objects.filter(record_kind=kind._meta.model_name).select_related("source")
    return Prepared(lambda key: about.filter(record_id=key))


SHOWN: tuple[type[Versioned], ...] = (Case, Person)
CITATIONS = {kind: _citations(kind) for kind in SHOWN}


@dataclass(frozen=True)
class Quote:
    """Where a value stands in its source: the sentence, the row, or the record of an export."""

    source: str
    source_id: int
    place: str
    text: str


def quotes(*records: Versioned) -> dict[str, list[Quote]]:
    """Return where each field of some records was read, by the field's name."""
    by_field: dict[str, list[Citation]] = {}
    for record in records:
        for citation in CITATIONS[type(record)](record.pk):
            by_field.setdefault(citation.field, []).append(citation)
    return {field: [_quote([one]) for one in _places(told)] for field, told in by_field.items()}


def give_quotes(records: Iterable[Versioned]) -> None:
    """Give each record, as `quotes`, the sentences, rows or records it was read from, each once."""
    by_kind: dict[str, dict[int, Versioned]] = {}
    for record in records:
        record.quotes = []
        by_kind.setdefault(str(record._meta.model_name), {})[record.pk] = record
    of_these = [Q(record_kind=kind, record_id__in=list(ids)) for kind, ids in by_kind.items()]
    if not of_these:
        return
    told = Citation.objects.filter(reduce(or_, of_these)).select_related("source")
    told = told.defer("source__text").order_by("id")  # of a whole page no word is needed here
    together: dict[tuple, list[Citation]] = {}
    for one in told:
        together.setdefault((one.record_kind, one.record_id, *_passage(one)), []).append(one)
    for (kind, pk, *_rest), group in together.items():
        by_kind[kind][pk].quotes.append(_quote(group))


def _places(told: list[Citation]) -> list[Citation]:
    """One citation of each place; where one has its words and another has none, the one with them."""
    found: dict[tuple, Citation] = {}
    for one in told:
        key = (one.source_id, one.sheet, one.row, one.column, one.start, one.end)
        if key not in found or not found[key].quote:
            found[key] = one
    return list(found.values())


def _passage(one: Citation) -> tuple:
    """What is shown as one: a row, a record of an export, a sentence."""
    if one.row is not None:
        return (one.source_id, one.sheet, one.row)
    if one.column:
        return (one.source_id, _record(one.column))
    return (one.source_id, one.quote)


def _record(pointer: str) -> str:
    return "/".join(pointer.split("/")[:RECORD])


def _quote(group: list[Citation]) -> Quote:
    first = group[0]
    if first.start is not None or len(group) == 1:
        return Quote(str(first.source), first.source_id, _place(first), first.quote)
    cells = dict.fromkeys(_cell(one) for one in group if one.quote)
    return Quote(str(first.source), first.source_id, _place_of_all(first), apart(cells))


def _cell(one: Citation) -> str:
    """A cell of a row, or a value of a record, under the name it has there."""
    name = one.column if one.row is not None else one.column.removeprefix(_record(one.column) + "/")
    return pgettext("a field", "%(field)s: %(said)s") % {"field": name, "said": one.quote}


def _place_of_all(one: Citation) -> str:
    if one.row is not None:
        return _("row %(row)s") % {"row": one.row}
    return _record(one.column)


def _place(citation: Citation) -> str:
    if citation.row is not None:
        return _("row %(row)s, column %(column)s") % {
            "row": citation.row,
            "column": citation.column,
        }
    if citation.start is not None:
        return _("characters %(start)s to %(end)s") % {"start": citation.start, "end": citation.end}
    return citation.column
