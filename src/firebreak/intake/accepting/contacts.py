"""Contacts: who was exposed to which case."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk, told
from firebreak.intake.accepting.whereabouts import place_named
from firebreak.intake.accepting.writer import Facts, Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import contacts
from firebreak.records.models import Case, Contact, Person
from firebreak.records.visibility import cases, of_people, scope_of


def make(desk: Desk, draft: Draft) -> Contact:
    """Name somebody who was exposed to a case."""
    case = _case(desk, draft)
    if case is None:
        raise ValidationError(_no_case())
    ended = draft.value("ended")
    return contacts.name_contact(
        by=desk.by,
        case=case,
        person=desk.require_linked(draft, "to"),
        when=draft.value("when") or When.unknown(),
        manner=draft.value("manner") or Contact.Manner.OTHER,
        order=Contact.Order.CLOSE if draft.value("order") is None else draft.value("order"),
        through=_between(desk, draft, case),
        place=desk.linked(draft, "place") or place_named(desk, draft.value("place")),
        ended_at=_instant(ended),
        **desk.source_and_told(),
    )


def facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a contact, as the record has it."""
    found = told(draft, ("manner",)) | {"happened": draft.value("when") or When.unknown()}
    if desk.own_record(draft) is None:  # not every format that we write has a word for both
        found |= told(draft, ("order",)) | {"case": _case(desk, draft)}
    elif found.get("manner") == Contact.Manner.OTHER:  # nor for every manner
        del found["manner"]
    if draft.value("ended") is not None:
        found["ended_at"] = draft.value("ended")
    place = desk.linked(draft, "place") or place_named(desk, draft.value("place"))
    return found | {"place": place or draft.value("place")}


def check(desk: Desk, draft: Draft, known: Contact | None) -> None:
    """Refuse a new contact of somebody who is no case, and of whom no case goes before it."""
    if known is None and _case(desk, draft) is None and not _case_is_ahead(desk, draft):
        raise ValidationError(_no_case())


def _no_case() -> str:
    return _("The one who was met is no case on file. Accept his case first, or mend “contact of”.")


def _case_is_ahead(desk: Desk, draft: Draft) -> bool:
    source = draft.links.get("from", "")
    if not source:
        number = draft.value("contact_of")
        return number is not None and any(
            desk.rows[key].kind == "case" and desk.draft(key).value("number") == number
            for key in desk.ahead
        )
    ill = {source, *(row.key for row in desk.linked_to("case", "person", source))}
    if draft.value("order") == Contact.Order.SECONDARY:
        ill |= {row.key for row in desk.linked_to("contact", "to", source)}
    return any(desk.rows[key].kind != "person" for key in ill & desk.ahead)


def on_file(desk: Desk, draft: Draft) -> Contact | None:
    """Return our own contact; or one on file of the same two at what may be the same time."""
    if own := _own(desk, draft):
        return own
    case, person = _case(desk, draft), desk.linked(draft, "to")
    if case is None or not isinstance(person, Person):
        return None
    when = draft.value("when") or When.unknown()
    named = Contact.objects.filter(case=case, person=person).order_by("id")
    return next((row for row in named if may_be_one(row.happened, when)), None)


def _own(desk: Desk, draft: Draft) -> Contact | None:
    """The contact that our own id names, if the draft speaks of the same person."""
    seen = of_people(Contact, scope_of(desk.by)).filter(pk=desk.own_record(draft) or 0)
    return seen.filter(person=desk.linked(draft, "to")).first()


def _case(desk: Desk, draft: Draft) -> Case | None:
    """The case of the exposure: the draft's own, that of its person, or the one of that number."""
    source = desk.linked(draft, "from")
    if isinstance(source, Case):
        return source
    seen = cases(scope_of(desk.by))
    if isinstance(source, Person):
        own = seen.filter(person=source).order_by("id").last()
        return own or _case_behind(desk, draft, source)
    number = draft.value("contact_of")
    return seen.filter(number=str(number)).first() if number else None


def _case_behind(desk: Desk, draft: Draft, between: Person) -> Case | None:
    """Of a contact of a contact: the case to which the one between them was exposed."""
    if draft.value("order") != Contact.Order.SECONDARY:
        return None
    exposed = Contact.objects.filter(person=between, case__in=cases(scope_of(desk.by)))
    last = exposed.select_related("case").order_by("id").last()
    return last.case if last else None


def _between(desk: Desk, draft: Draft, case: Case) -> Person | None:
    """Of a contact of a contact: whom he met, if that is not the case himself."""
    source = desk.linked(draft, "from")
    is_other = isinstance(source, Person) and source.pk != case.person_id
    return source if is_other and draft.value("order") == Contact.Order.SECONDARY else None


def _instant(when: When | datetime | None) -> datetime | None:
    return when.latest if isinstance(when, When) else when


WRITER = Writer(
    make,
    facts,
    same=on_file,
    only_fills=frozenset(),
    check=check,
    needs=("to",),
    cites={
        "manner": "manner",
        "relation": "manner",
        "order": "order",
        "when": "happened_at",
        "ended": "ended_at",
        "place": "place",
        "contact_of": "case",
    },
)
