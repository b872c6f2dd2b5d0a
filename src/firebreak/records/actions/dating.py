"""The day a document was written, as a reviewer says it is, and its drafts as they then are.

Every time that counts from that day may change with it. What was accepted is on the record and
stays; what was rejected stays rejected, and is read anew should it be opened again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from firebreak.records.actions.drafts import Proposed, draft_of
from firebreak.records.actions.times import check_day
from firebreak.records.change import change, store_many
from firebreak.records.models import Change, Draft, Reading, Source, User
from firebreak.records.visibility import require

ACTION = "drafts.redate"
OPEN, ACCEPTED = Draft.State.OPEN, Draft.State.ACCEPTED


@dataclass(frozen=True)
class Redated:
    """A draft as it is read now, and which of those kept before it is; None for a new one."""

    proposed: Proposed
    before: Draft | None = None


def redate(
    *,
    by: User | None,
    reading: Reading,
    published_on: date,
    drafts: Sequence[Redated],
    notes: Sequence[Mapping[str, Any]],
) -> Reading:
    """
    Set the day of a document, and its drafts as they are read as of that day.

    An open draft that is read no more goes, unless somebody mended it.

    Raises
    ------
    Refused
        The post may not, or the document does not exist for it.
    ValidationError
        The day has not come yet.
    """
    require(by, ACTION, reading.unit)
    check_day(published_on)
    known = {one.before.pk for one in drafts if one.before is not None}
    with change(ACTION, by=by):
        reading.source.published_on = published_on
        reading.source.save()
        reading.notes = json.dumps(list(notes), ensure_ascii=False)
        reading.save()
        for row in Draft.objects.filter(reading=reading, state=OPEN).exclude(pk__in=known):
            if not row.mended:
                row.delete()
        new = []
        for place, one in enumerate(drafts):
            if one.before is None:
                new.append(draft_of(reading, place, one.proposed))
            elif one.before.state != ACCEPTED:
                _read_anew(one.before, place, one.proposed)
        store_many(Draft, new)
    return reading


def days_set(reading: Reading) -> list[tuple[date | None, Change]]:
    """Return each day that somebody set for a document with the change that did, the last first."""
    versions = dict(
        Source.history.filter(id=reading.source_id).values_list("history_date", "published_on")
    )
    made = Change.objects.filter(action=ACTION, at__in=versions).select_related("by")
    return [(versions[one.at], one) for one in made.order_by("-id")]


def _read_anew(row: Draft, place: int, proposed: Proposed) -> None:
    read = json.dumps(proposed.read, ensure_ascii=False)
    if (row.read, row.place, row.is_certain) == (read, place, proposed.is_certain):
        return
    row.read, row.place, row.is_certain = read, place, proposed.is_certain
    row.save()
