"""Encounters and locations: where somebody was kept, where he came to be seen, places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from firebreak.intake.exchange.collecting import Making
from firebreak.intake.exchange.words import Unread
from firebreak.intake.fhir import codes, fields

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle

_FEVER_CLINIC = re.compile("发热门诊|fever clinic", re.IGNORECASE)


def take_encounter(bundle: Bundle, resource: Resource) -> None:
    """Take a visit as a placement; one to be looked at is a check of a clinic."""
    record = resource.record
    said, status = record.text("class", "code"), record.text("status")
    if status in codes.NOT_VISITED:
        bundle.collector.note("visit_not_made", record.where(("status",)))
        record.taken.update((name,) for name in record.values)
        return
    try:
        level = str(codes.VISIT.read(said).value)
    except Unread as error:
        bundle.collector.note("visit_unknown", resource.at, options=error.options)
        return
    record.at("class")
    is_check = level == codes.CLINIC
    making = bundle.make("check" if is_check else "placement", resource)
    making.links["person"] = bundle.person(resource, "subject").key
    making.take_all(record, fields.VISIT)
    if status == "unknown":
        making.doubt("kind" if is_check else "level", "visit_may_not_be_made", "")
    if is_check:
        _put_kind(making, resource, said)
        resource.put_id(making)
        return
    making.take(record, fields.ENDED)
    if status == "finished" and "ended" not in making.fields:
        making.doubt("ended", "ended_when", "")
    _put_level(making, resource, level, said)


def _put_kind(making: Making, resource: Resource, said: str) -> None:
    """A fever clinic is one that says so: every outpatient is ambulatory."""
    told = ("serviceType", "text")
    if _FEVER_CLINIC.search(resource.record.text(*told)):
        making.put("kind", codes.FEVER_CLINIC, resource.record.where(told))
        return
    resource.record.taken.discard(told)
    making.put("kind", codes.CLINIC, resource.record.where(("class",)), said)


def _put_level(making: Making, resource: Resource, level: str, said: str) -> None:
    kind = resource.record.text("type", 0, "text")
    is_intensive = kind.casefold() in (codes.ICU, "intensive care")
    if kind and not is_intensive:
        resource.record.taken.discard(("type", 0, "text"))
    level = codes.ICU if level == "ward" and is_intensive else level
    making.put("level", level, resource.record.where(("class",)), said)


def take_location(bundle: Bundle, resource: Resource) -> None:
    """Take a location as a place."""
    place = bundle.make("place", resource)
    resource.put_id(place)
    place.take_all(resource.record, fields.PLACE)
    resource.record.at("status")
