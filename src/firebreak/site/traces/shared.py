"""What cases share, as lines: places at one time, and people whom several of them met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from firebreak.records.models import Case, Contact
from firebreak.site.traces.seen import Seen, Where, Who


@dataclass(frozen=True)
class PlaceLine:
    """A place and a time of day that some of the cases share."""

    row: Mapping
    where: Where
    cases: list[Case]


@dataclass(frozen=True)
class PersonLine:
    """Somebody whom some of the cases met; `is_before` if he fell ill before all of those."""

    row: Mapping
    who: Who
    contact: Contact | None
    is_before: bool

    @property
    def together(self) -> timedelta:
        """How long he and the cases were together, added up."""
        return timedelta(minutes=self.row["minutes"])


def places_shared_by(
    rows: Sequence[Mapping], seen: Seen, cases: Mapping[str, Case]
) -> list[PlaceLine]:
    """Say where the rows are, and which of the cases were there."""
    where = seen.where({row["place_id"] for row in rows})
    return [
        PlaceLine(
            row,
            where[row["place_id"]],
            sorted((cases[i] for i in row["case_ids"] if i in cases), key=str),
        )
        for row in rows
    ]


def people_met_by(
    rows: Sequence[Mapping], seen: Seen, cases: Mapping[str, Case]
) -> list[PersonLine]:
    """Say who the rows are, and whether he fell ill before the cases he met."""
    who = seen.who({row["person_id"] for row in rows})
    contacts = _contacts(cases.values())
    onsets = {text: each.happened_at for text, each in cases.items() if each.happened_at}
    return [
        _person(
            row,
            who[row["person_id"]],
            contacts,
            [onsets[text] for text in row["case_ids"] if text in onsets],
        )
        for row in rows
    ]


def _person(
    row: Mapping, who: Who, contacts: Mapping[int, Contact], onsets: Sequence[datetime]
) -> PersonLine:
    own = row["onset"]
    is_first = own is not None and own == row["first_onset"]
    is_before = is_first and all(own < onset for onset in onsets)
    return PersonLine(row, who, contacts.get(who.person.pk) if who.person else None, is_before)


def _contacts(traced: Iterable[Case]) -> dict[int, Contact]:
    found: QuerySet[Contact] = Contact.objects.filter(case__in=traced).select_related("case")
    return {contact.person_id: contact for contact in found.order_by("-id")}
