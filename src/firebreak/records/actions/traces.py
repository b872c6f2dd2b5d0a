"""From what a trace found to contacts: chosen by somebody who saw them, never by the program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from firebreak.engine.when import When
from firebreak.records.actions.contacts import name_contact
from firebreak.records.actions.people import require_person
from firebreak.records.actions.sources import add_source
from firebreak.records.change import change
from firebreak.records.models import Case, Contact, Person, Place, Source, User


@dataclass(frozen=True)
class Proposal:
    """Somebody whom a case met, as the contact he would be."""

    person: Person
    when: When
    ended_at: datetime | None
    place: Place | None
    manner: str
    order: int
    through: Person | None = None  # of a contact of a contact


def make_contacts(
    *, by: User | None, case: Case, proposals: Sequence[Proposal], title: str, text: str = ""
) -> list[Contact]:
    """
    Make contacts of the proposals that were chosen; all have the trace as their source.

    Parameters
    ----------
    title, text
        What the trace was: of which case, over which time, by which rules.

    Raises
    ------
    Refused
        The post may not, or the case does not exist for it.
    ValidationError
        A proposal cannot be: the case himself, a time that lies ahead.
    """
    require_person(by, "contacts.trace", case.person)
    with change("contacts.trace", by=by):
        source = add_source(by=by, kind=Source.Kind.FEED, title=title, text=text)
        return [
            name_contact(
                by=by,
                case=case,
                person=proposal.person,
                when=proposal.when,
                ended_at=proposal.ended_at,
                manner=proposal.manner,
                order=proposal.order,
                through=proposal.through,
                place=proposal.place,
                origin=Contact.Origin.TRACED,
                source=source,
            )
            for proposal in proposals
        ]
