"""The menu of entry: what one's post may enter, what it enters most on top."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from firebreak.records.roles import Role
from firebreak.records.visibility import Scope
from firebreak.site.guard import signed_in

#: page, what its link reads, the action of `roles.MAY`, what the link adds to the address
ENTRIES = (
    ("entry_case", _("New case"), "cases.suspect", ""),
    ("entry_check", _("Check"), "checks.record", ""),
    ("entry_sample", _("Sample taken"), "samples.take", ""),
    ("entry_receipt", _("Sample received"), "samples.receive", ""),
    ("entry_result", _("Result"), "tests.result", ""),
    ("entry_placement", _("Isolation or observation begins"), "placements.begin", ""),
    ("entry_placement_end", _("Isolation or observation ends"), "placements.end", ""),
    ("entry_placement_override", _("End set by hand"), "placements.override", ""),
    ("entry_contact", _("Contact named"), "contacts.name", ""),
    ("entry_reached", _("Contact reached"), "contacts.reach", ""),
    ("entry_transfer", _("Contact handed over"), "contacts.transfer", ""),
    ("entry_transfer_answer", _("Accept or return a contact"), "contacts.accept", ""),
    ("entry_stay", _("Where somebody was"), "stays.record", ""),
    ("entry_gathering", _("Gathering"), "gatherings.record", ""),
    ("entry_journey", _("Journey"), "journeys.record", ""),
    ("entry_passengers", _("Passenger list"), "journeys.import", ""),
    ("entry_feed_places", _("Places of feeds"), "feeds.link", ""),
    ("entry_classification", _("Classify a case anew"), "cases.classify", ""),
    ("entry_correction", _("Correct a case"), "cases.correct", ""),
    ("entry_person", _("Correct a person"), "people.correct", ""),
    ("entry_report", _("Zero report"), "reports.send", "?kind=zero"),
    ("entry_report", _("Another report"), "reports.send", ""),
    ("entry_report_receipt", _("Report received"), "reports.receive", ""),
    ("entry_review", _("Report reviewed"), "reports.review", ""),
    ("entry_order_given", _("Order with a deadline"), "directives.issue", ""),
    ("entry_order", _("Order carried out"), "directives.answer", ""),
    ("entry_audit", _("Found in a log"), "audits.record", ""),
    ("entry_outbreak", _("Declare an outbreak"), "outbreaks.declare", ""),
    ("entry_milestone", _("Milestone of 7-1-7"), "milestones.record", ""),
)
ACTION_OF = {page: action for page, _label, action, _query in ENTRIES} | {
    "entry_withdraw": "cases.withdraw",
    "entry_place": "places.correct",
    "entry_merge_places": "places.merge",
    "entry_tell_places_apart": "places.tell_apart",
    "entry_identity": "feeds.link",
    "entry_feed_place": "feeds.link",
}
#: role -> the pages it opens many times a day; they come first
FIRST = {
    Role.TRACER: ("entry_contact", "entry_case", "entry_report"),
    Role.REVIEWER: ("entry_review", "entry_report_receipt", "entry_classification"),
    Role.CLINICIAN: ("entry_check", "entry_case", "entry_sample"),
    Role.HOSPITAL: ("entry_placement", "entry_placement_end", "entry_classification"),
    Role.LABORATORY: ("entry_receipt", "entry_result"),
    Role.GRID_WORKER: ("entry_check", "entry_reached", "entry_placement"),
    Role.CHECKPOINT: ("entry_check",),
    Role.SCHOOL: ("entry_check", "entry_report"),
    Role.LIAISON: ("entry_check", "entry_report"),
    Role.INSPECTOR: ("entry_audit",),
    Role.DUTY_HEAD: ("entry_order_given", "entry_report_receipt", "entry_milestone"),
}


@dataclass(frozen=True)
class Tile:
    label: str
    href: str


@signed_in
def menu(request: HttpRequest) -> HttpResponse:
    """Show what one's post may enter."""
    first, others = tiles(request.scope)
    return render(request, "entry/menu.html", {"first": first, "others": others})


def tiles(scope: Scope) -> tuple[list[Tile], list[Tile]]:
    """Return the tiles of a post: what its role enters most, and the rest."""
    pages = FIRST.get(scope.role, ()) if scope.role else ()
    allowed = [e for e in ENTRIES if scope.unit_id is not None and scope.may(e[2])]
    first = sorted((e for e in allowed if e[0] in pages), key=lambda e: pages.index(e[0]))
    others = [e for e in allowed if e[0] not in pages]
    return [_tile(e) for e in first], [_tile(e) for e in others]


def _tile(entry: tuple) -> Tile:
    page, label, _action, query = entry
    return Tile(label, reverse(page) + query)
