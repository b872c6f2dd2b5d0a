"""What accepting all that is certain comes to, as far as it can be known before anything is written.

The page counts as certain what will be accepted, and says beside each of the others why it waits.
Records that open drafts surely are count as decided, so that what hangs on them is compared too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import ValidationError

from firebreak.intake.accepting.accept import (
    check_before,
    differs,
    in_order,
    the_sure,
    with_linked,
)
from firebreak.intake.accepting.comparing import differing
from firebreak.intake.accepting.desk import Desk, link_of
from firebreak.intake.accepting.kinds import writer_of
from firebreak.intake.accepting.unmet import unmet
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.intake.kept import UNITS
from firebreak.intake.known import proposals
from firebreak.intake.known_people import Proposal, Proposals
from firebreak.records import models
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import Refused

#: Who classified a case may be no unit of ours.
UNITS_MAY_BE_OTHERS = ("classification",)


@dataclass
class Foreseen:
    """
    What will become of the open drafts of a document if all that is certain is accepted.

    Attributes
    ----------
    known
        Draft -> whom or what on file it may be, the surest first.
    goes
        The drafts that will be accepted.
    waits
        Draft without doubts that will not be -> the sentence that says why.
    """

    known: Proposals = field(default_factory=dict)
    goes: set[str] = field(default_factory=set)
    waits: dict[str, str] = field(default_factory=dict)


def foresee(desk: Desk, keys: Iterable[str]) -> Foreseen:
    """
    Foresee what becomes of drafts, and of the open ones that they are linked to.

    Parameters
    ----------
    desk
        Not one to accept with: what its drafts surely are is assumed from here on.
    keys
        The drafts to look at; all kinds together cost the database little more than one.
    """
    found = Foreseen(goes=desk.ahead)
    wanted = with_linked(desk, keys)
    ill = [row.key for key in wanted for row in desk.linked_to("case", "person", key)]
    rows = in_order(desk, dict.fromkeys([*wanted, *ill]))
    for _kind, group in groupby(rows, key=lambda row: row.kind):
        same_kind = list(group)
        found.known |= proposals(desk, [desk.draft(row.key) for row in same_kind])
        for row in same_kind:
            _foresee_one(desk, row, found)
    return found


def _foresee_one(desk: Desk, row: models.Draft, found: Foreseen) -> None:
    draft = desk.draft(row.key)
    try:
        _check(desk, draft, found)
    except (ValidationError, Refused) as refused:
        if row.is_certain:
            found.waits[row.key] = " ".join(getattr(refused, "messages", [str(refused)]))
    else:
        if row.is_certain:
            desk.ahead.add(row.key)


def _check(desk: Desk, draft: Draft, found: Foreseen) -> None:
    writer = writer_of(draft)
    if writer is None or writer.make is None:
        return
    record = _assumed(desk, draft, writer, found)
    check_before(desk, draft)
    the_sure(found.known.get(draft.key, []))
    if record is None:
        _check_new(desk, draft, writer)
    elif differing(desk, draft, record):
        # Only now is there anything to choose: accept it as it is on file, or as another one.
        found.known.setdefault(draft.key, [Proposal(record, True, "same")])
        raise ValidationError(differs())
    writer.check(desk, draft, record)


def _assumed(desk: Desk, draft: Draft, writer: Writer, found: Foreseen) -> Versioned | None:
    """The record that a draft surely is: from here on it counts as decided."""
    proposed = [one for one in found.known.get(draft.key, []) if one.is_asked]
    if proposed and not proposed[0].is_sure:
        return None
    record = proposed[0].record if proposed else writer.same(desk, draft)
    if record is not None:
        desk.assumed[draft.key] = record
    return record


def _check_new(desk: Desk, draft: Draft, writer: Writer) -> None:
    if lacking := writer.lacks(draft):
        raise ValidationError(lacking)
    for role in writer.needs:
        if not _will_have(desk, draft, role):
            raise ValidationError(unmet(desk, draft, link_of(draft, role)))
    for name, value in draft.fields.items():
        if name in UNITS & writer.cites.keys() and draft.kind not in UNITS_MAY_BE_OTHERS:
            desk.unit(value.value)


def _will_have(desk: Desk, draft: Draft, role: str) -> bool:
    return link_of(draft, role) in desk.ahead or desk.linked(draft, role) is not None
