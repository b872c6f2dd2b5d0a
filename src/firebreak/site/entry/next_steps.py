"""What usually follows an entry: links with everything known already in them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import (
    Case,
    Outbreak,
    Person,
    Place,
    PlaceDistinction,
    PlaceMerge,
    Sample,
)
from firebreak.records.one_place import present
from firebreak.records.visibility import Scope, cases, people, places
from firebreak.site.navigation import address

#: action -> (label, page, what the link names, more of the query)
NEXT = {
    "cases.suspect": (
        (_("Sample taken"), "entry_sample", "case", {}),
        (_("Report card"), "entry_report", "case", {"kind": "case_card"}),
        (_("Isolate the person"), "entry_placement", "case", {}),
        (_("Name a contact"), "entry_contact", "case", {}),
    ),
    "checks.record": (
        (_("Another check"), "entry_check", "", {}),
        (_("New case of this person"), "entry_case", "person", {}),
        (_("Sample taken"), "entry_sample", "person", {}),
        (_("Isolate the person"), "entry_placement", "person", {}),
    ),
    "samples.take": (
        (_("Another sample"), "entry_sample", "", {}),
        (_("Isolate the person"), "entry_placement", "person", {}),
    ),
    "samples.receive": (
        (_("Receive the next"), "entry_receipt", "", {}),
        (_("Result of this sample"), "entry_result", "sample", {}),
    ),
    "tests.result": (
        (_("Result of the next"), "entry_result", "", {}),
        (_("Classify the case anew"), "entry_classification", "case", {}),
    ),
    "placements.begin": ((_("Another placement"), "entry_placement", "", {}),),
    "placements.end": ((_("End another"), "entry_placement_end", "", {}),),
    "contacts.name": (
        (_("Another contact of this case"), "entry_contact", "case", {}),
        (_("Begin the observation"), "entry_placement", "person", {}),
    ),
    "contacts.trace": ((_("Reach the next"), "entry_reached", "", {}),),
    "contacts.reach": ((_("Reach the next"), "entry_reached", "", {}),),
    "contacts.accept": (
        (_("Answer the next"), "entry_transfer_answer", "", {}),
        (_("Begin the observation"), "entry_placement", "person", {}),
    ),
    "cases.classify": (
        (_("Report the correction"), "entry_report", "case", {"kind": "correction"}),
    ),
    "stays.record": ((_("Another stay of this person"), "entry_stay", "person", {}),),
    "directives.issue": ((_("Another order"), "entry_order_given", "", {}),),
    "gatherings.record": ((_("Another gathering"), "entry_gathering", "", {}),),
    "journeys.record": ((_("Another journey of this person"), "entry_journey", "person", {}),),
    "journeys.import": ((_("Another list"), "entry_passengers", "", {}),),
    "reports.receive": ((_("Receive the next"), "entry_report_receipt", "", {}),),
    "reports.review": ((_("Review the next"), "entry_review", "", {}),),
    "audits.record": (
        (_("The next in the log"), "entry_audit", "", {}),
        (_("New case of this person"), "entry_case", "person", {}),
        (_("Report card"), "entry_report", "case", {"kind": "case_card"}),
    ),
    "milestones.record": ((_("Another milestone"), "entry_milestone", "outbreak", {}),),
    "outbreaks.declare": ((_("Record a milestone"), "entry_milestone", "outbreak", {}),),
}


@dataclass(frozen=True)
class Subject:
    """Whom or what an entry was about, as far as it still exists for the post."""

    person: Person | None = None
    case: Case | None = None
    sample: Sample | None = None
    outbreak: Outbreak | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Step:
    label: str
    href: str


def subject_of(versions: list[models.Model], scope: Scope) -> Subject:
    """Find whom the versions of a change are about."""
    place = _place_of(versions, scope)
    if len({v.person_id for v in versions if getattr(v, "person_id", None)}) > 1:
        return Subject(place=place)  # a whole list: about nobody more than about the others
    ids = _ids(versions)
    sample = Sample.objects.filter(pk=ids.get("sample")).first()
    case = cases(scope).filter(pk=ids.get("case")).first()
    person_id = ids.get("person") or (sample.person_id if sample else None)
    person_id = person_id or (case.person_id if case else None)
    person = people(scope).filter(pk=person_id).first()
    if case is None and person is not None:
        case = person.cases.order_by("-id").first()
    outbreak = Outbreak.objects.filter(pk=ids.get("outbreak")).first()
    return Subject(person, case, sample if person else None, outbreak, place)


def next_steps(action: str, about: Subject, scope: Scope) -> list[Step]:
    """List what the post may do next about the same subject."""
    from firebreak.site.entry.menu import ACTION_OF

    steps = []
    for label, page, named, query in NEXT.get(action, ()):
        record = getattr(about, named) if named else None
        if (named and record is None) or not scope.may(ACTION_OF[page]):
            continue
        known = {named: record.pk} if record is not None else {}
        steps.append(Step(label, with_query(reverse(page), **known, **query)))
    if about.case is not None and scope.may("cases.read") and address("case", about.case.pk):
        steps.append(Step(_("To the case"), address("case", about.case.pk)))
    if about.place is not None and action.startswith("places.") and scope.may("places.read"):
        steps.append(Step(_("To the place"), address("place", pk=about.place.pk)))
    if action == "directives.issue" and scope.may("duties.read"):
        steps.append(Step(_("To the orders"), address("orders")))
    return steps


def with_query(href: str, **query) -> str:
    return f"{href}?{urlencode(query)}" if query else href


def _place_of(versions: list[models.Model], scope: Scope) -> Place | None:
    """The place that was written first, of two the one that is kept: its parts follow it."""
    settled: dict[type[models.Model], str] = {PlaceMerge: "kept_id", PlaceDistinction: "one_id"}
    found = [getattr(v, settled[_kind(v)]) for v in versions if _kind(v) in settled]
    written = sorted((v.history_id, v.id) for v in versions if _kind(v) is Place)
    ids = [*found, *(id_ for _order, id_ in written)]
    return places(scope).filter(pk=present(ids[0])).first() if ids else None


def _kind(version: models.Model) -> type[models.Model]:
    return type(version).instance_type


def _ids(versions: list[models.Model]) -> dict[str, int]:
    found: dict[str, int] = {}
    for version in versions:
        kind = _kind(version)._meta.model_name
        if kind in ("person", "case", "sample", "outbreak"):
            found.setdefault(kind, version.id)
        for name in ("person", "case", "sample", "outbreak"):
            if value := getattr(version, f"{name}_id", None):
                found[name] = value
        if value := getattr(version, "infectee_id", None):
            found["case"] = value
    return found
