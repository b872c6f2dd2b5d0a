"""Who was exposed to whom, as far as the reader's post sees both: the rest are of another unit."""

from dataclasses import dataclass

from firebreak.records.models import Case, Contact, Person
from firebreak.records.prepared import Prepared, give
from firebreak.records.situation import Situation, units_within
from firebreak.records.visibility import Scope, cases, people

EXPOSURES = Prepared(
    lambda person: Contact.objects.filter(person=person).select_related("case__person", "place")
)
CONTACTS = Prepared(
    lambda case: (
        Contact.objects.filter(case=case).select_related("person", "place").order_by("happened_at")
    )
)

CASES_SEEN = Prepared(
    lambda scope, person: cases(scope).filter(contacts__person=person).values_list("pk", flat=True)
)
PEOPLE_SEEN = Prepared(
    lambda scope, case: people(scope).filter(exposures__case=case).values_list("pk", flat=True)
)


@dataclass(frozen=True)
class Exposure:
    """A contact, whether the one at its other end exists for the reader, and who is between."""

    contact: Contact
    is_seen: bool
    through: Person | None = None

    def is_dated(self, case: Case) -> bool:
        """Say whether it has its place on the timeline of a case."""
        return self.contact.happened_at is not None and self.contact.case_id != case.pk


def exposures_of(person: Person, scope: Scope, now: Situation) -> list[Exposure]:
    """Return the exposures of a person; the case at the other end may be another unit's."""
    found = EXPOSURES(person.pk)
    give(person, "exposures", found)  # the end of an observation follows from them
    if scope.sees_all or not found:
        return [Exposure(contact, is_seen=True) for contact in found]
    own = units_within(now, scope)  # whoever is counted there exists there: no need to ask
    here = {contact.case_id for contact in found if contact.case.unit_counting_id in own}
    if len(here) < len(found):
        here.update(CASES_SEEN(scope, person.pk))
    return [Exposure(contact, contact.case_id in here) for contact in found]


def contacts_of(case: Case, scope: Scope, now: Situation) -> list[Exposure]:
    """Return the contacts of a case in order of time; a person named may be another unit's."""
    found = CONTACTS(case.pk)
    # Whomever a case counted here has named exists here: there is no need to ask.
    if scope.sees_all or case.unit_counting_id in units_within(now, scope) or not found:
        seen = {contact.person_id for contact in found}
    else:
        seen = set(PEOPLE_SEEN(scope, case.pk))
    named = {c.person_id: c.person for c in found if c.person_id in seen}
    return [
        Exposure(contact, contact.person_id in seen, named.get(contact.through_id))
        for contact in found
    ]
