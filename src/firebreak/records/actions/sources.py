"""Sources and citations: which document or person a fact came from, and the words that say it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.records.change import change
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


def cite_value(
    *,
    by: User | None,
    source: Source,
    record: Versioned,
    field: str,
    quote: str,
    start: int | None = None,
    end: int | None = None,
    sheet: str = "",
    row: int | None = None,
    column: str = "",
) -> Citation:
    """
    Say where in a source one value of a record was read: characters, a cell, or a JSON pointer.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        The characters lie outside the text.
    """
    require(by, "sources.keep")
    if start is not None and not 0 <= start < (end or 0) <= len(source.text):
        raise ValidationError({"quote": _("These words do not stand in the source. Copy them.")})
    with change("sources.cite", by=by):
        citation = Citation(
            source=source,
            record_kind=record._meta.model_name,
            record_id=record.pk,
            field=field,
            start=start,
            end=end,
            sheet=sheet[:60],
            row=row,
            column=column[:200],
            quote=quote,
        )
        citation.save()
    return citation


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
