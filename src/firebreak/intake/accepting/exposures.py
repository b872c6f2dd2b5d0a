"""Exposures at an event: who was there stays on file as a stay at its place, and names no infector.

Go.Data lets an event (a funeral, a family dinner) expose people without a case. The record names a
contact by the case he met, so that here the claim becomes what is known of it: that he was there,
then. Whoever of them falls ill is found with the others by tracing.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.whereabouts import place_named
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import contacts
from firebreak.records.models import Gathering, Person, Place, Stay
from firebreak.records.visibility import places, scope_of

LONGEST_PLACE, LONGEST_NOTE = 120, 200


def is_at_event(draft: Draft) -> bool:
    """
    Say whether a contact names an event, and no case, that exposed him.

    Examples
    --------
    >>> is_at_event(Draft("k", "contact", {}, {"event": "e", "to": "p"}))
    True
    """
    return "event" in draft.links and "from" not in draft.links


def make(desk: Desk, draft: Draft) -> Stay:
    """Record that somebody was at the place of an event."""
    event = _event(desk, draft)
    return contacts.record_stay(
        by=desk.by,
        person=desk.require_linked(draft, "to"),
        place=_place(desk, draft, event) or _new_place(desk, draft, event),
        when=_when(draft, event),
        note=_note(draft, event),
        **desk.source_and_told(),
    )


def on_file(desk: Desk, draft: Draft) -> Stay | None:
    """Return the stay on file of the same person at the same place and what may be the same time."""
    event, person = _event(desk, draft), desk.linked(draft, "to")
    place = _place(desk, draft, event)
    if place is None or not isinstance(person, Person):
        return None
    when, there = _when(draft, event), Stay.objects.filter(person=person, place=place)
    return next((stay for stay in there.order_by("id") if may_be_one(stay.happened, when)), None)


def _event(desk: Desk, draft: Draft) -> Draft:
    key = draft.links["event"]
    return desk.draft(key) if key in desk.rows else Draft(key, "event", {})


def _place_name(draft: Draft, event: Draft) -> str:
    """Where it was; of an event that does not say, the event itself is the place."""
    said = draft.value("place") or event.value("place") or event.value("name") or ""
    return str(said).strip()[:LONGEST_PLACE]


def _place(desk: Desk, draft: Draft, event: Draft) -> Place | None:
    held = _gathering(desk, draft, event)
    if held is not None and not draft.value("place"):
        return held.place
    return place_named(desk, _place_name(draft, event))


def _gathering(desk: Desk, draft: Draft, event: Draft) -> Gathering | None:
    """The gathering on file that an event is: accepted as that, or one of ours by its id."""
    held = desk.linked(draft, "event")
    if isinstance(held, Gathering):
        return held
    seen = Gathering.objects.filter(place__in=places(scope_of(desk.by)))
    return seen.filter(pk=desk.own_record(event) or 0).first()


def check(desk: Desk, draft: Draft, known: Stay | None) -> None:
    """Refuse a new stay of which nothing says where it was."""
    event = _event(desk, draft)
    if known is None and not (_place_name(draft, event) or _place(desk, draft, event)):
        raise ValidationError(
            _(
                "He was exposed at an event of which the document says neither name nor place."
                " Mend the place; or write his case's number under “contact of”, if one was there."
            )
        )


def _new_place(desk: Desk, draft: Draft, event: Draft) -> Place:
    check(desk, draft, None)
    name = _place_name(draft, event)
    return contacts.add_place(
        by=desk.by, name=name, unit=None, kind=Place.Kind.UNKNOWN, source=desk.reading.source
    )


def _when(draft: Draft, event: Draft) -> When:
    """From the first exposure to the last, if both are said; else the day of the event."""
    first, last = draft.value("when"), draft.value("ended")
    if not _is_known(first):
        return event.value("when") or When.unknown()
    if _is_known(last) and last.latest > first.start:
        return When.between(first.start, last.latest)
    return first


def _is_known(when: When | None) -> bool:
    return when is not None and when.start is not None


def _note(draft: Draft, event: Draft) -> str:
    said = (event.value("name"), draft.value("relation"))
    return " · ".join(str(one) for one in said if one)[:LONGEST_NOTE]


WRITER = Writer(
    make,
    same=on_file,
    check=check,
    needs=("to",),
    cites={"when": "happened_at", "ended": "happened_at", "place": "place", "relation": "note"},
)
