"""Accepting: drafts become records in one change, whole or not at all.

Nothing is guessed: who may be somebody on file is asked, what the record says otherwise is accepted
only by who saw both, and stays as it is unless he takes the new value; and a draft goes with those
it is linked to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from firebreak.intake.accepting.comparing import SAME, compared, differing, facts_to_write
from firebreak.intake.accepting.desk import Desk, may_be_known
from firebreak.intake.accepting.kinds import ORDER, writer_of
from firebreak.intake.accepting.unmet import not_accepted
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.intake.known import Proposal, proposals, seen
from firebreak.intake.linkage.recognising import get_ready
from firebreak.intake.vocabulary import check_time
from firebreak.records import models
from firebreak.records.actions import drafts as actions
from firebreak.records.change import change
from firebreak.records.models import User
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import Refused, require

Progress = Callable[[int, int], None]
OPEN, REJECTED = models.Draft.State.OPEN, models.Draft.State.REJECTED
ACCEPTED = models.Draft.State.ACCEPTED


@dataclass(frozen=True)
class Answer:
    """
    What the reviewer said of one draft.

    Attributes
    ----------
    same_as
        The id of the record on file that it is.
    is_new
        It is none of those on file.
    take
        Facts that the record says otherwise, and the document is to be believed.
    saw
        What he saw that a record says otherwise, by its id and the fact; None: all of it.
    """

    same_as: int | None = None
    is_new: bool = False
    take: frozenset[str] = frozenset()
    saw: frozenset[tuple[int, str]] | None = None


#: Of what nobody looked at.
UNSEEN = Answer(saw=frozenset())


@dataclass
class Accepted:
    """
    What accepting came to.

    Attributes
    ----------
    keys
        The drafts that were accepted.
    left
        Those left open, each with the sentence that says why.
    change_id
        The line of the log; None if nothing was done.
    """

    keys: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    change_id: int | None = None


def accept(
    *,
    by: User | None,
    reading: models.Reading,
    keys: Sequence[str],
    answers: Mapping[str, Answer] | None = None,
) -> Accepted:
    """
    Accept drafts of a document, and the open ones they are linked to.

    One of `keys` that lacks what a record needs (a journey without a number) is true all the same:
    it is accepted and stays with its document.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        One of them cannot become a record: nothing was written.
    """
    desk, answers = Desk.of(reading, by), answers or {}
    desk.decided = frozenset(keys)
    wanted = in_order(desk, with_linked(desk, keys))
    if not wanted:
        return Accepted()
    done = Accepted()
    with change("drafts.accept", by=by) as made:
        for row in wanted:
            if row.key in keys and lacking(desk.draft(row.key)):
                actions.mark_accepted(by=by, draft=row, record=None)
            else:
                _accept_one(desk, row, answers.get(row.key, _unsaid(desk, row.key)))
            done.keys.append(row.key)
        desk.keep_citations()
        done.change_id = made.id
    return done


def accept_certain(
    *,
    by: User | None,
    reading: models.Reading,
    progress: Progress | None = None,
    opens_units: bool = False,
) -> Accepted:
    """
    Accept all drafts of a document of which nothing is in doubt; leave the others open.

    What is on file otherwise is left open too: nobody has seen both.

    Parameters
    ----------
    progress
        Called with drafts done and drafts in all.
    opens_units
        Units that are named and not on file are opened, instead of asked about.

    Raises
    ------
    Refused
        The post may not accept at all.
    """
    require(by, "drafts.accept")
    desk, done = Desk.of(reading, by, opens_units=opens_units), Accepted()
    certain = [row.key for row in desk.rows.values() if row.state == OPEN and row.is_certain]
    if not certain:
        return done
    get_ready(desk, [desk.draft(key) for key in certain if desk.rows[key].kind == "person"])
    with change("drafts.accept", by=by) as made:
        for number, row in enumerate(in_order(desk, certain), 1):
            if progress is not None:
                progress(number, len(certain))
            if refused := _refused(desk, row):
                done.left[row.key] = refused
                continue
            done.keys.append(row.key)
        desk.keep_citations()
        done.change_id = made.id if done.keys else None
    return done


def differs() -> str:
    """Say that what is on file says otherwise."""
    return _("What is on file says otherwise. Look at both, and accept this one by itself.")


def other_differs() -> str:
    """Say the same of a draft that goes along with the one that is decided on."""
    return _(
        "What is on file says otherwise than a draft this one needs. Decide on that one first."
    )


def lacking(draft: Draft) -> str:
    """Say what a draft does not tell that a record needs; "" if it tells all."""
    writer = writer_of(draft)
    return "" if writer is None else writer.lacks(draft)


def _refused(desk: Desk, row: models.Draft) -> str:
    """Accept one of many; "" if it was done, else why not, and nothing of it is written."""
    before, cited = desk.units_opened, len(desk.cited)
    try:
        with transaction.atomic():
            _accept_one(desk, row, UNSEEN)
    except (ValidationError, Refused) as refused:
        del desk.cited[cited:]
        if desk.units_opened > before:
            desk.forget_units()  # what was opened for it is gone with it
        return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
    return ""


def with_linked(desk: Desk, keys: Iterable[str]) -> list[str]:
    """Return the keys, and those of the drafts they need."""
    wanted: dict[str, None] = {}
    left = [key for key in keys if key in desk.rows]
    while left:
        key = left.pop()
        if key in wanted:
            continue
        wanted[key] = None
        left += [k for k in desk.draft(key).links.values() if k in desk.rows]
    return list(wanted)


def in_order(desk: Desk, keys: Iterable[str]) -> list[models.Draft]:
    """Return the open drafts of the keys, so that each finds before it what it needs."""
    rows = [desk.rows[key] for key in keys]
    open_ = (row for row in rows if row.state == OPEN)
    return sorted(open_, key=lambda row: (ORDER.get(row.kind, len(ORDER)), row.place))


def _accept_one(desk: Desk, row: models.Draft, answer: Answer) -> None:
    draft = desk.draft(row.key)
    writer = writer_of(draft)
    if writer is None or writer.make is None:
        actions.mark_accepted(by=desk.by, draft=row, record=None)
        return
    check_before(desk, draft)
    known = _known(desk, draft, writer, answer)
    record = writer.make(desk, draft) if known is None else known
    names = dict(writer.cites)
    if known is not None:
        _check_seen(desk, draft, known, answer)
        names = _completed(desk, draft, known, writer, answer.take)
    desk.cite(draft, record, names)
    desk.note_external_id(draft, record)
    actions.mark_accepted(by=desk.by, draft=row, record=record, was_on_file=known is not None)
    desk.records[row.key] = record
    desk.note_brought(row)


def check_before(desk: Desk, draft: Draft) -> None:
    """
    Refuse a time that has not come yet, and what belongs to a draft that stays open or is rejected.

    Raises
    ------
    ValidationError
        It is impossible, or would lose what it belongs to.
    """
    for name, value in draft.fields.items():
        check_time(draft.kind, name, value.value)
    for key in draft.links.values():
        row = desk.rows.get(key)
        if row is None or row.state == ACCEPTED or key in desk.ahead:
            continue
        if row.state == REJECTED:
            raise ValidationError(
                _("It belongs to a draft that was rejected. Reopen that one, or reject this too.")
            )
        if ORDER.get(row.kind, len(ORDER)) < ORDER.get(draft.kind, len(ORDER)):
            raise ValidationError(not_accepted(desk, key))


def _unsaid(desk: Desk, key: str) -> Answer:
    """What is taken for said of a draft: who decides on one saw it, not what goes with it."""
    return Answer() if key in desk.decided else UNSEEN


def _check_seen(desk: Desk, draft: Draft, record: Versioned, answer: Answer) -> None:
    """Refuse what the record says otherwise, unless who accepts saw both."""
    if answer.saw is None:
        return
    left = set(differing(desk, draft, record)) - answer.take
    if any((record.pk, fact) not in answer.saw for fact in left):
        goes_along = desk.decided and draft.key not in desk.decided
        raise ValidationError(other_differs() if goes_along else differs(), code="differs")


def _known(desk: Desk, draft: Draft, writer: Writer, answer: Answer) -> Any:
    """The record on file that the draft is; None for a new one."""
    if answer.is_new:
        return None
    same = writer.same(desk, draft)
    if same is not None and answer.same_as == same.pk:
        return same
    return _chosen(desk, draft, answer) or same


def _chosen(desk: Desk, draft: Draft, answer: Answer) -> Any:
    """The record on file that the draft is: as the reviewer said, or where there is no doubt."""
    if answer.same_as is not None:
        return seen(desk, draft.kind, answer.same_as)
    return the_sure(proposals(desk, [draft]).get(draft.key, []))


def the_sure(proposed: Sequence[Proposal]) -> Any:
    """
    Return the record that a draft surely is; None if nobody is on file who may well be it.

    Raises
    ------
    ValidationError
        It may be one of them.
    """
    asked = [one for one in proposed if one.is_asked]
    if asked and not asked[0].is_sure:
        raise ValidationError(may_be_known(), code="choose")
    return asked[0].record if asked else None


def _completed(
    desk: Desk, draft: Draft, record: Versioned, writer: Writer, take: frozenset[str]
) -> dict[str, str]:
    """Write what is new and what is to be taken; return what may then be cited."""
    found = compared(desk, draft, record)
    facts = facts_to_write(found, take)
    if facts:
        writer.correct(desk, draft, record, facts)
    if desk.is_sent_back:
        agreed = set(facts)
    elif found:
        agreed = {one.fact for one in found if one.state == SAME} | set(facts)
    else:
        return dict(writer.cites)
    return {name: fact for name, fact in writer.cites.items() if _as_fact(fact) in agreed}


def _as_fact(cited: str) -> str:
    return "happened" if cited == "happened_at" else cited
