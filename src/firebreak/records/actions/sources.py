"""Sources and citations: which document or person a fact came from, and the words that say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.records.change import change, store_many
from firebreak.records.models import Citation, Source, User
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import require


def add_source(
    *,
    by: User | None,
    kind: str,
    title: str,
    text: str = "",
    published_on: date | None = None,
    url: str = "",
) -> Source:
    """
    Keep a source: a document, or a note of what somebody said.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        It has no title, or its kind is not one of `Source.Kind`.
    """
    require(by, "sources.keep")
    if not title.strip():
        raise ValidationError({"title": _("A source needs a title.")})
    source = Source(kind=kind, title=title.strip(), text=text, published_on=published_on, url=url)
    source.clean_fields(exclude=["stored_at"])
    with change("sources.add", by=by):
        source.save()
    return source


@dataclass(frozen=True)
class Cited:
    """Where in a source one value of a record was read: characters, a cell, or a JSON pointer."""

    record: Versioned
    field: str
    quote: str
    start: int | None = None
    end: int | None = None
    sheet: str = ""
    row: int | None = None
    column: str = ""


def cite_values(*, by: User | None, source: Source, cited: Sequence[Cited]) -> list[Citation]:
    """
    Say where in a source values of records were read, all at once.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        The characters lie outside the text.
    """
    require(by, "sources.keep")
    if any(c.start is not None and not _is_within(c, source.text) for c in cited):
        raise ValidationError({"quote": _("These words do not stand in the source. Copy them.")})
    with change("sources.cite", by=by):
        return store_many(Citation, [_citation(source, each) for each in cited])


def _is_within(cited: Cited, text: str) -> bool:
    return 0 <= (cited.start or 0) < (cited.end or 0) <= len(text)


def _citation(source: Source, cited: Cited) -> Citation:
    return Citation(
        source=source,
        record_kind=cited.record._meta.model_name,
        record_id=cited.record.pk,
        field=cited.field,
        start=cited.start,
        end=cited.end,
        sheet=cited.sheet[:60],
        row=cited.row,
        column=cited.column[:200],
        quote=cited.quote,
    )


def cite(*, by: User | None, source: Source, record: Versioned, field: str, quote: str) -> Citation:
    """
    Say which words of a source a value of a record came from.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        The source does not hold these words.
    """
    require(by, "sources.keep")
    start = source.text.find(quote)
    if not quote or start < 0:
        raise ValidationError({"quote": _("These words do not stand in the source. Copy them.")})
    with change("sources.cite", by=by):
        citation = Citation(
            source=source,
            record_kind=record._meta.model_name,
            record_id=record.pk,
            field=field,
            start=start,
            end=start + len(quote),
            quote=quote,
        )
        citation.save()
    return citation
