"""The transfers of a scope: both sides see each, and for how long it has waited."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.models import Transfer
from firebreak.records.visibility import Scope
from firebreak.site import spans

STATES = ("waiting", *Transfer.Answer.values)


def transfers_seen(scope: Scope) -> QuerySet[Transfer]:
    """Return those that units of a scope sent or were sent, the longest waiting first."""
    rows = Transfer.objects.select_related("person", "from_unit", "to_unit")
    if not scope.sees_all:
        units = scope.unit_ids()
        rows = rows.filter(Q(from_unit__in=units) | Q(to_unit__in=units))
    return rows.order_by("answered_at", "happened_at", "id")


def waiting_of(people: Iterable[int]) -> dict[int, Transfer]:
    """Person -> the transfer of his that is not answered."""
    rows = Transfer.objects.filter(person__in=list(people), answered_at__isnull=True)
    return {row.person_id: row for row in rows.select_related("to_unit")}


def in_state(rows: QuerySet[Transfer], state: str) -> QuerySet[Transfer]:
    """Return the transfers of one of `STATES`; of another word, all."""
    if state == "waiting":
        return rows.filter(answered_at__isnull=True)
    return rows.filter(answer=state) if state in STATES else rows


def state_word(state: str) -> str:
    """Say where a transfer stands."""
    return {
        "waiting": pgettext("transfer", "waiting for an answer"),
        "accepted": pgettext("transfer", "accepted"),
        "returned": pgettext("transfer", "returned"),
    }[state]


def waited(row: Transfer, now: datetime) -> timedelta:
    """How long a transfer has been on its way."""
    return max(now - (row.happened_at or row.stored_at), timedelta())


def told(row: Transfer, now: datetime) -> str:
    """Say of a transfer that waits to whom, and since how long; until then the sender holds him."""
    words = {"unit": row.to_unit, "span": spans.span(waited(row, now))}
    return _("handed to %(unit)s, which has not answered for %(span)s") % words
