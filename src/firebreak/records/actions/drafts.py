"""Documents that came in, and what is decided about each draft read from them.

A draft becomes a record through the actions of that record, inside the same change (see
`intake/accepting`); here is only what happens to the draft itself.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.change import change, store_many
from firebreak.records.models import Draft, ExternalId, Reading, Source, Unit, User
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import Refused, require, scope_of

MOST_KEPT = 4_000_000  # bytes of a packed document; a list of a city's cases has a tenth of it
OPEN, ACCEPTED, REJECTED = Draft.State.OPEN, Draft.State.ACCEPTED, Draft.State.REJECTED


@dataclass(frozen=True)
class Proposed:
    """A draft as its reader gave it, in plain JSON; certain: nothing of it is in doubt."""

    key: str
    kind: str
    read: Mapping[str, Any]
    is_certain: bool


def keep_reading(
    *,
    by: User | None,
    digest: str,
    title: str,
    channel: str,
    unit: Unit,
    format: str = "",
    sender: str = "",
    text: str = "",
    shown_text: str = "",
    published_on: date | None = None,
    drafts: Sequence[Proposed] = (),
    notes: Sequence[Mapping[str, Any]] = (),
    problem: Mapping[str, Any] | None = None,
    content: bytes = b"",
) -> Reading:
    """
    Keep a document with its drafts. The same bytes a second time change nothing.

    Parameters
    ----------
    digest
        By what the document is known again.
    channel
        One of `Reading.Channel`.
    unit
        Whose inbox it lies in.
    text, shown_text
        What the spans of the drafts count in, as it came and with the numbers of people masked;
        both of one length.
    problem
        Code and values of the sentence that says why it could not be read; then without drafts.
    content
        The bytes, of a document that may have to be read again.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        It has no title.
    """
    require(by, "drafts.keep", unit)
    if not title.strip():
        raise ValidationError({"title": _("A source needs a title.")})
    with change("drafts.keep", by=by):
        # Inside the change nobody else can keep the same document meanwhile.
        known = Reading.objects.filter(digest=digest, unit=unit).first()
        if known is not None:
            return known
        source = _source(title, shown_text, published_on, digest, channel)
        row = Reading(
            source=source,
            digest=digest,
            format=format,
            channel=channel,
            sender=sender[:120],
            unit=unit,
            received_at=clock.now(),
            text=text,
            notes=_json(list(notes)),
            problem=dict(problem) if problem else None,
            content=packed(content),
        )
        row.save()
        store_many(Draft, [draft_of(row, place, draft) for place, draft in enumerate(drafts)])
    return row


def replace_drafts(
    *,
    by: User | None,
    reading: Reading,
    drafts: Sequence[Proposed],
    notes: Sequence[Mapping[str, Any]],
) -> Reading:
    """
    Put other drafts in the place of those of a document that was read again.

    Raises
    ------
    Refused
        The post may not, or the document does not exist for it.
    ValidationError
        A draft of it has been decided: what was decided would hang in the air.
    """
    require(by, "columns.choose", reading.unit)
    before = list(Draft.objects.filter(reading=reading))
    if any(draft.state != OPEN for draft in before):
        raise ValidationError(
            _(
                "Drafts of this document have been decided, so it is not read again. Undo the"
                " decisions first."
            )
        )
    with change("columns.choose", by=by):
        for draft in before:
            draft.delete()
        reading.notes, reading.problem = _json(list(notes)), None
        reading.save()
        store_many(Draft, [draft_of(reading, place, draft) for place, draft in enumerate(drafts)])
    return reading


def packed(content: bytes) -> str | None:
    """
    Return bytes as a text that a column can hold; None for none, and for too many.

    Examples
    --------
    >>> unpacked(packed(b"1,2"))
    b'1,2'
    """
    small = zlib.compress(content) if content else b""
    return b64encode(small).decode() if 0 < len(small) <= MOST_KEPT else None


def unpacked(content: str) -> bytes:
    """Return the bytes that were packed."""
    return zlib.decompress(b64decode(content))


def mend(*, by: User | None, draft: Draft, mended: Mapping[str, Any]) -> Draft:
    """
    Keep what a reviewer changed in an open draft; what was read stays beside it.

    Raises
    ------
    Refused
        The post may not, or the draft does not exist for it.
    ValidationError
        It has been decided already.
    """
    require_draft(by, "drafts.mend", draft)
    _check_open(draft)
    with change("drafts.mend", by=by):
        draft.mended = _json(dict(mended))
        draft.save()
    return draft


def mark_accepted(
    *, by: User | None, draft: Draft, record: Versioned | None, was_on_file: bool = False
) -> Draft:
    """
    Note that a draft was accepted, and as which record; None: the record has no place for it.

    Raises
    ------
    Refused
        The post may not, or the draft does not exist for it.
    ValidationError
        It has been decided already.
    """
    require_draft(by, "drafts.accept", draft)
    _check_open(draft)
    with change("drafts.accept", by=by):
        draft.state, draft.was_on_file = ACCEPTED, was_on_file
        if record is not None:
            draft.record_kind, draft.record_id = str(record._meta.model_name), record.pk
        draft.save()
    return draft


def reject(*, by: User | None, draft: Draft, reason: str) -> Draft:
    """
    Reject a draft; it is kept with the reason, and can be reopened.

    Raises
    ------
    Refused
        The post may not, or the draft does not exist for it.
    ValidationError
        It has been decided already, or no reason is given.
    """
    require_draft(by, "drafts.reject", draft)
    _check_open(draft)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is rejected; the reason is kept with it.")})
    with change("drafts.reject", by=by, reason=reason.strip()):
        draft.state, draft.reason = REJECTED, reason.strip()
        draft.clean_fields(exclude=["stored_at", "read", "mended"])
        draft.save()
    return draft


def reopen(*, by: User | None, draft: Draft) -> Draft:
    """
    Open a rejected draft again.

    Raises
    ------
    Refused
        The post may not, or the draft does not exist for it.
    ValidationError
        It is not rejected; what was accepted is corrected at its record.
    """
    require_draft(by, "drafts.reopen", draft)
    if draft.state != REJECTED:
        raise ValidationError(
            _(
                "Only a rejected draft can be reopened. What was accepted is corrected at its record."
            )
        )
    with change("drafts.reopen", by=by):
        draft.state, draft.reason = OPEN, ""
        draft.save()
    return draft


def note_external_id(*, by: User | None, system: str, code: str, record: Versioned) -> ExternalId:
    """
    Note by which id another system knows a record; noting it again changes nothing.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        The system calls another record of ours by it.
    """
    require(by, "drafts.accept")
    kind = str(record._meta.model_name)
    with change("drafts.accept", by=by):
        known = ExternalId.objects.filter(system=system, record_kind=kind, code=code).first()
        if known is not None and known.record_id != record.pk:
            raise ValidationError(_("The other system calls another record of ours by this id."))
        if known is None:
            known = ExternalId(system=system, code=code, record_kind=kind, record_id=record.pk)
            known.clean_fields(exclude=["stored_at"])
            known.save()
    return known


def names_another(system: str, code: str, record: Versioned) -> bool:
    """Say whether an id of another system is already that of another record of the same kind."""
    others = ExternalId.objects.filter(
        system=system, record_kind=record._meta.model_name, code=code
    ).exclude(record_id=record.pk)
    return others.exists()


def require_draft(by: User | None, action: str, draft: Draft) -> None:
    """
    Refuse what a post may not do, or to a draft of a document outside its own inbox.

    Raises
    ------
    Refused
        With no word about whether there is such a draft.
    """
    require(by, action)
    if not scope_of(by).covers(draft.reading.unit):
        raise Refused(_("There is no such record."))


def _check_open(draft: Draft) -> None:
    if draft.state != OPEN:
        raise ValidationError(_("This draft has been decided already."), code="decided")


def _source(title: str, text: str, published_on, digest: str, channel: str) -> Source:
    is_file = channel in (Reading.Channel.DROPPED, Reading.Channel.FOLDER, Reading.Channel.COMMAND)
    source = Source(
        kind=Source.Kind.FILE if is_file else Source.Kind.DOCUMENT,
        title=title.strip()[:200],
        text=text,
        published_on=published_on,
        digest=digest,
    )
    source.clean_fields(exclude=["stored_at"])
    source.save()
    return source


def draft_of(reading: Reading, place: int, proposed: Proposed) -> Draft:
    """Return a draft of a document as it is kept, not yet stored."""
    return Draft(
        reading=reading,
        reading_id=reading.pk,
        key=proposed.key,
        place=place,
        kind=proposed.kind,
        read=_json(proposed.read),
        is_certain=proposed.is_certain,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
