"""Reading a text again as of another day: it said of which day it is wrongly, or not at all.

A draft is known again by its kind and by where what it says stands; the times it tells of are what
may have changed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake import drafts as read
from firebreak.intake.drafts import Note, Span, draft_from_plain, note_to_plain
from firebreak.intake.kept import notes_of
from firebreak.intake.receiving import TEXTS, examined, proposed, unread
from firebreak.records.actions.dating import Redated, redate
from firebreak.records.models import Draft, Reading, User
from firebreak.records.visibility import require

#: Told of the bytes as they came; what is kept is the text after that.
OF_THE_BYTES = frozenset({"surrogates", "html", "control_characters"})
Signature = tuple[object, ...]


def can_be_dated(reading: Reading) -> bool:
    """Say whether a document is a text, which can be read again."""
    return reading.format in TEXTS and bool(reading.text)


def read_as_of(*, by: User | None, reading: Reading, day: date) -> Reading:
    """
    Read a text again as written on a day.

    What was accepted stays, what was rejected stays rejected, and what was mended stays so.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        It is no text that reads as the same text again, or the day has not come yet.
    """
    require(by, "drafts.redate", reading.unit)
    found = _read(reading, day)
    rows = list(Draft.objects.filter(reading=reading).order_by("place"))
    before = {row.key: draft_from_plain(json.loads(row.read)) for row in rows}
    known = _known(before, found.drafts)
    drafts = _under_kept_keys(found.drafts, known, before)
    by_key = {row.key: row for row in rows}
    redated = [Redated(kept, by_key.get(kept.key)) for kept in proposed(found, drafts)]
    notes = [note_to_plain(note) for note in _notes(reading, found.notes)]
    return redate(by=by, reading=reading, published_on=day, drafts=redated, notes=notes)


def _read(reading: Reading, day: date) -> read.Reading:
    text = reading.text or ""
    found, problem = examined(text.encode(), "text.txt", day, reading.sender or reading.unit.name)
    if problem or found.format != reading.format or found.text != text:
        raise ValidationError(
            _("This document cannot be read again as of another day. Mend the times by hand.")
        )
    return replace(found, drafts=found.drafts or unread(found))


def _notes(reading: Reading, found: Iterable[Note]) -> list[Note]:
    """What is said of the text now, and of the bytes it came in."""
    return [*(note for note in notes_of(reading) if note.code in OF_THE_BYTES), *found]


def _known(before: Mapping[str, read.Draft], found: Iterable[read.Draft]) -> dict[str, str]:
    """Key of a draft as it is read now -> key of the one kept before that it is."""
    kept, now = _by_signature(before.values()), _by_signature(found)
    known: dict[str, str] = {}
    for signature, keys in now.items():
        left = list(kept.get(signature, ()))
        same = [key for key in keys if key in left]
        others = [key for key in left if key not in same]
        rest = [key for key in keys if key not in same]
        known |= dict(zip(same, same, strict=True)) | dict(zip(rest, others, strict=False))
    return known


def _by_signature(drafts: Iterable[read.Draft]) -> dict[Signature, list[str]]:
    drafts = list(drafts)
    spans = {draft.key: _spans(draft) for draft in drafts}
    found: dict[Signature, list[str]] = defaultdict(list)
    for draft in drafts:
        linked = tuple(sorted((role, spans.get(to, ())) for role, to in draft.links.items()))
        found[draft.kind, spans[draft.key], linked].append(draft.key)
    return found


def _spans(draft: read.Draft) -> tuple[tuple[str, int, int], ...]:
    """Where what a draft says stands, but for times: another day may leave one of them out."""
    return tuple(
        sorted(
            (name, value.origin.start, value.origin.end)
            for name, value in draft.fields.items()
            if isinstance(value.origin, Span)
            and not isinstance(value.value, When | date | datetime)
        )
    )


def _under_kept_keys(
    found: Iterable[read.Draft], known: Mapping[str, str], before: Mapping[str, read.Draft]
) -> list[read.Draft]:
    """The drafts under the keys they had, and new ones under keys that nothing has had."""
    keys = dict(known)
    taken = set(before)
    for draft in found:
        if draft.key not in keys:
            keys[draft.key] = _free(draft, taken)
            taken.add(keys[draft.key])
    return [
        replace(
            draft,
            key=keys[draft.key],
            links={role: keys.get(to, to) for role, to in draft.links.items()},
        )
        for draft in found
    ]


def _free(draft: read.Draft, taken: set[str]) -> str:
    if draft.key not in taken:
        return draft.key
    number = 1
    while f"{draft.kind}-{number}" in taken:
        number += 1
    return f"{draft.kind}-{number}"
