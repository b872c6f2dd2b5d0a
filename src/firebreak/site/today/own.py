"""What a post opens the system for, beside its clocks: whom it sees, calls and judges today.

Rounds and visits whose hours are now (grid worker, school, hospital), contacts not reached yet
(tracer), suspects with their last result (clinician), cards to review (reviewer). Each line leads
to the form that makes the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import polars as pl
from django.http import QueryDict
from django.utils.translation import gettext as _

from firebreak.engine.tables import is_kind
from firebreak.outputs.urgent import is_round
from firebreak.records.models import Case, Contact, Transfer
from firebreak.records.roles import Role
from firebreak.records.situation import Situation, linelist_seen
from firebreak.records.visibility import Scope
from firebreak.site.contacts.chosen import NOT_REACHED, chosen
from firebreak.site.duties.lines import lines
from firebreak.site.duties.views import mine, waiting
from firebreak.site.duties.words import kind_word
from firebreak.site.entry.about import unanswered
from firebreak.site.navigation import address
from firebreak.site.orders.seen import not_done, orders_seen
from firebreak.site.today.work import SHOWN, Group

REVIEWS = "report.reviewed"
DUTY = ["rule", "edition", "subject_kind", "subject", "start_record", "due"]  # one duty


@dataclass(frozen=True)
class Task:
    """A line of work that no clock measures."""

    title: str
    href: str
    detail: str
    owner: str
    next_href: str
    next_label: str
    due: datetime | None = None
    state: str = "open"


def own_work(now: Situation, scope: Scope) -> list[Group]:
    """Return the lists of the reader's role that have anything in them."""
    groups = [
        _orders(now, scope),
        _rounds(now, scope),
        *(make(now, scope) for make in BY_ROLE.get(scope.role, ())),
    ]
    return [group for group in groups if group.total]


def own_duties(now: Situation, scope: Scope) -> pl.DataFrame:
    """Return the duties that have a list of their own here, so that none stands twice."""
    return pl.concat([_open_rounds(now, scope), _waiting_cards(now, scope)])


def _orders(now: Situation, scope: Scope) -> Group:
    """The orders that units of one's scope answer for and nobody has reported as done."""
    found = not_done(orders_seen(scope, now.at))
    return Group("orders", len(found), list(found[:SHOWN]), max(len(found) - SHOWN, 0))


def _rounds(now: Situation, scope: Scope) -> Group:
    """The rounds and visits of one's post whose window is open and that nobody has made yet."""
    return _duties("rounds", _open_rounds(now, scope), now, scope)


def _open_rounds(now: Situation, scope: Scope) -> pl.DataFrame:
    is_open = (pl.col("state") == "open") & (pl.col("started") <= now.at)
    return _own(now, scope).filter(is_open & is_round(now))


def _cards(now: Situation, scope: Scope) -> Group:
    """The cards that wait for one's review; those about to be late stand above already."""
    return _duties("cards", _waiting_cards(now, scope), now, scope)


def _waiting_cards(now: Situation, scope: Scope) -> pl.DataFrame:
    rules = [
        rule.id
        for edition in now.protocols
        for rule in edition.rules
        if any(kind.startswith(REVIEWS) for kind in rule.fulfilled_by)
    ]
    own = _own(now, scope) if scope.role == Role.REVIEWER else _own(now, scope).clear()
    return own.filter((pl.col("state") == "open") & pl.col("rule").is_in(sorted(set(rules))))


def _own(now: Situation, scope: Scope) -> pl.DataFrame:
    undone = waiting(now, scope)
    return mine(undone, scope, now) if scope.role else undone.clear()


def _duties(key: str, rows: pl.DataFrame, now: Situation, scope: Scope) -> Group:
    shown = lines(rows.head(SHOWN), now, may_enter=scope.may)
    return Group(key, rows.height, shown, max(rows.height - SHOWN, 0))


def _not_reached(now: Situation, scope: Scope) -> Group:
    """The contacts that were named and not reached, the longest known first."""
    asked = QueryDict(urlencode({"measure": NOT_REACHED}))
    rows = chosen(now, scope, asked).sort("named_at", "subject")
    shown = rows["named_by"].head(SHOWN).to_list()
    found = Contact.objects.select_related("person", "case", "unit").in_bulk(shown)
    tasks = (_call(found[number], scope) for number in shown if number in found)
    return _group("reached", rows.height, tasks)


def _call(contact: Contact, scope: Scope) -> Task:
    return Task(
        title=contact.person.name,
        href=address("person", pk=contact.person_id),
        detail=_("named as a contact of case %(case)s") % {"case": contact.case},
        owner=str(contact.unit or ""),
        next_href=_form("entry_reached", "contacts.reach", scope, contact=contact.pk),
        next_label=_("Contact reached"),
    )


def _handed_over(now: Situation, scope: Scope) -> Group:
    """The contacts whom other units hand over, the longest waiting first."""
    rows = unanswered(scope).select_related("person", "from_unit").order_by("happened_at", "id")
    found = list(rows) if scope.role else []
    return _group("handed", len(found), (_take_over(row, scope) for row in found[:SHOWN]))


def _take_over(transfer: Transfer, scope: Scope) -> Task:
    return Task(
        title=transfer.person.name,
        href=address("person", pk=transfer.person_id),
        detail=_("handed over by %(unit)s, who holds him until you answer: %(reason)s")
        % {"unit": transfer.from_unit, "reason": transfer.reason},
        owner=str(transfer.from_unit),
        next_href=_form("entry_transfer_answer", "contacts.accept", scope, transfer=transfer.pk),
        next_label=_("Accept or return"),
    )


def _suspects(now: Situation, scope: Scope) -> Group:
    """The suspects who wait, with what their samples came to; who has waited longest since first."""
    waits = linelist_seen(now, scope).filter(classification="suspected").select("id", "person_id")
    tests = now.events.filter(is_kind("test", "sample.taken") & (pl.col("happened_at") <= now.at))
    last = (
        tests.filter(pl.col("subject").is_in(waits["person_id"].implode()))
        .sort("happened_at", "record")
        .group_by("subject")
        .agg(pl.col("kind").last().cast(pl.String), at=pl.col("happened_at").last())
    )
    rows = waits.join(last, left_on="person_id", right_on="subject", how="left").sort(
        "at", "id", nulls_last=True
    )
    shown = rows.head(SHOWN)
    cases = Case.objects.select_related("person", "unit_reporting").in_bulk(shown["id"].to_list())
    tasks = (
        _patient(cases[row["id"]], row["kind"], scope)
        for row in shown.iter_rows(named=True)
        if row["id"] in cases
    )
    return _group("suspects", rows.height, tasks)


def _patient(case: Case, last: str | None, scope: Scope) -> Task:
    about = {"case": case.pk, "person": case.person_id}
    classify = _form("entry_classification", "cases.classify", scope, **about)
    take = _form("entry_sample", "samples.take", scope, **about)
    detail, href, label = {
        None: (_("no sample yet"), take, _("Take a sample")),
        "sample.taken": (_("sample taken, no result yet"), "", ""),
    }.get(last) or (_last(last), classify, _("Classify a case anew"))
    return Task(
        title=case.person.name,
        href=address("case", pk=case.pk),
        detail=detail,
        owner=str(case.unit_reporting or ""),
        next_href=href,
        next_label=label,
    )


def _last(kind: str | None) -> str:
    return _("last %(result)s") % {"result": kind_word(kind)} if kind else ""


def _group(key: str, total: int, tasks: Iterable[Task]) -> Group:
    return Group(key, total, list(tasks), max(total - SHOWN, 0))


def _form(entry: str, action: str, scope: Scope, **about: int) -> str:
    return f"{address(entry)}?{urlencode(about)}" if scope.may(action) else ""


#: role -> the lists it opens the system for, beside its rounds
BY_ROLE = {
    Role.TRACER: (_handed_over, _not_reached),
    Role.GRID_WORKER: (_handed_over,),
    Role.CLINICIAN: (_suspects,),
    Role.REVIEWER: (_cards, _handed_over),
}
