"""The orders that a scope sees, each with the state of its clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from firebreak.records.models import Directive, Report
from firebreak.records.visibility import Scope, directives
from firebreak.site.navigation import address

NOT_DONE = ("overdue", "due_soon", "open")
STATES = (*NOT_DONE, "met", "met_late")
#: The last part of its time in which a clock is about to be breached, as for duties.
SOON = 1 / 4


@dataclass(frozen=True)
class Order:
    """An order as a line of work; `done` is the report that says it was carried out."""

    directive: Directive
    state: str
    due: datetime | None
    done: Report | None
    next_href: str = ""

    @property
    def title(self) -> str:
        """What is to be done."""
        return str(self.directive)

    @property
    def href(self) -> str:
        """Where it stands in the list."""
        return f"{address('orders')}#order-{self.directive.pk}"

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return str(self.directive.unit)

    @property
    def detail(self) -> str:
        """The order in its own words."""
        return self.directive.text if self.directive.text != self.title else ""

    @property
    def next_label(self) -> str:
        """What its holder does next."""
        return _("Report it done")


def orders_seen(scope: Scope, now: datetime) -> list[Order]:
    """Return the orders of a scope, what is most urgent first."""
    reports = Report.objects.order_by("happened_at", "id")
    answered = Prefetch("answers", queryset=reports)
    rows = directives(scope).select_related("unit", "source").prefetch_related(answered)
    found = [_order(row, scope, now) for row in rows]
    return sorted(found, key=_by_urgency)


def not_done(orders: Iterable[Order]) -> list[Order]:
    """Return those that nobody has reported as carried out."""
    return [order for order in orders if order.done is None]


def _order(row: Directive, scope: Scope, now: datetime) -> Order:
    done = next(iter(row.answers.all()), None)
    may_answer = done is None and scope.may("directives.answer")
    href = f"{address('entry_order')}?{urlencode({'directive': row.pk})}" if may_answer else ""
    return Order(row, state_of(row, done, now), row.due_at, done, href)


def state_of(row: Directive, done: Report | None, now: datetime) -> str:
    """
    Say what the clock of an order shows; without a deadline it is open until it is done.

    It is late only if the report says a time that is certainly after the deadline.
    """
    due = row.due_at
    if done is not None:
        is_late = due is not None and done.happened_at is not None and done.happened_at > due
        return "met_late" if is_late else "met"
    if due is None:
        return "open"
    if due < now:
        return "overdue"
    return "due_soon" if due - now <= _whole_time(row, due) * SOON else "open"


def _whole_time(row: Directive, due: datetime) -> timedelta:
    """How long there was to do it; of an unknown beginning, since it was told."""
    began = row.happened.start or row.told_at
    if row.hours is not None:
        return timedelta(hours=row.hours)
    return due - began if began is not None else timedelta()


def _by_urgency(order: Order) -> tuple:
    due = order.due
    return STATES.index(order.state), due is None, due.timestamp() if due else 0, order.directive.pk
