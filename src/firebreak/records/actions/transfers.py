"""Contacts handed from one unit to another: nobody falls between the two."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import Contact, Transfer, Unit, User
from firebreak.records.visibility import require

ACCEPTED, RETURNED = Transfer.Answer.ACCEPTED, Transfer.Answer.RETURNED


def send(
    *, by: User | None, contact: Contact, to_unit: Unit, reason: str, at: datetime | None = None
) -> Transfer:
    """
    Hand a contact to another unit, which then accepts or returns him. Until then he stays here.

    Raises
    ------
    Refused
        The post may not, or the contact does not exist for it.
    ValidationError
        Nobody answers for him, he is that unit's already, or another transfer waits.
    """
    require_person(by, "contacts.transfer", contact.person)
    at = at or clock.now()
    check_past(at, "at")
    if contact.order == Contact.Order.GENERAL:
        raise ValidationError(_("A general contact is informed and not kept; nobody hands him on."))
    if contact.unit is None:
        raise ValidationError(_("No unit answers for this contact. Say first which one does."))
    if contact.unit_id == to_unit.pk:
        raise ValidationError({"to_unit": _("That unit answers for him already.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever takes him over has to know.")})
    row = Transfer(
        person=contact.person,
        from_unit=contact.unit,
        to_unit=to_unit,
        reason=reason.strip(),
        told_at=clock.now(),
    ).with_happened(When.minute(at))
    row.clean_fields(exclude=["stored_at"])
    with change("contacts.transfer", by=by, reason=row.reason):
        _check_none_waits(contact)
        row.save()
    return row


def answer(
    *,
    by: User | None,
    transfer: Transfer,
    verdict: str,
    reason: str = "",
    at: datetime | None = None,
) -> Transfer:
    """
    Accept a contact, who is this unit's from then on, or return him to the sender with the reason.

    Parameters
    ----------
    verdict
        One of `Transfer.Answer`.

    Raises
    ------
    Refused
        The post may not, or the receiving unit is outside its subtree.
    ValidationError
        It is answered already, a return has no reason, or a time is impossible.
    """
    require(by, "contacts.accept", transfer.to_unit)
    at = at or clock.now()
    check_past(at, "at")
    check_order(transfer.happened, at, "at", _("It would be answered before it was sent."))
    if verdict == RETURNED and not reason.strip():
        raise ValidationError({"reason": _("Say why he is returned: the sender has to act on it.")})
    with change("contacts.accept", by=by, reason=reason.strip()):
        transfer.refresh_from_db()
        if transfer.answered_at is not None:
            raise ValidationError(_("This transfer has been answered already."))
        transfer.answer, transfer.answered_at = verdict, at
        transfer.answer_reason = reason.strip()
        transfer.clean_fields(exclude=["stored_at"])
        transfer.save()
        if verdict == ACCEPTED:
            _hand_over(transfer)
    return transfer


def _check_none_waits(contact: Contact) -> None:
    waiting = Transfer.objects.filter(person=contact.person, answered_at__isnull=True)
    if open_one := waiting.select_related("to_unit").first():
        raise ValidationError(
            _("He is being handed to %(unit)s already, which has not answered yet.")
            % {"unit": open_one.to_unit}
        )


def _hand_over(transfer: Transfer) -> None:
    """One person is one contact: all exposures that the sender answered for go over together."""
    for contact in Contact.objects.filter(person=transfer.person, unit=transfer.from_unit):
        contact.unit = transfer.to_unit
        contact.save()
