"""Gatherings: a group of the people who came together, with where and when as a characteristic.

Only groups that say they are one: any other (a herd, those of a study) is left out as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firebreak.intake.drafts import ATTENDEE
from firebreak.intake.exchange.collecting import Field, Making, Path
from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.codes import is_coded
from firebreak.intake.fhir.times import time_of_period

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle

SHOWN = Field("place", ("valueReference", "display"), fields.TEXT)
SAID = Field("place", ("valueCodeableConcept", "text"), fields.TEXT)


def take(bundle: Bundle) -> None:
    """Take every group that is a gathering."""
    for group in bundle.of("Group"):
        if is_coded(group.values.get("code"), codes.GATHERING):
            _take_gathering(bundle, group)
        else:
            bundle.pass_over(group)


def _take_gathering(bundle: Bundle, group: Resource) -> None:
    record, gathering = group.record, bundle.make("gathering", group)
    group.put_id(gathering)
    gathering.take_all(record, fields.GATHERING)
    for path in record.items("characteristic"):
        _take_characteristic(bundle, group, gathering, path)
    for number, path in enumerate(record.items("member"), 1):
        gathering.links[f"{ATTENDEE}{number}"] = bundle.person(group, *path, "entity").key
    for name in ("type", "actual", "code"):
        record.at(name)


def _take_characteristic(bundle: Bundle, group: Resource, gathering: Making, path: Path) -> None:
    record = group.record
    record.at(*path, "exclude")
    code = record.at(*path, "code")
    if is_coded(code, "place"):
        _take_place(bundle, group, gathering, path)
        return
    named = next((one for one in fields.GATHERED if is_coded(code, one)), None)
    if named is None:
        record.taken.discard((*path, "code"))
    else:
        gathering.take(record, fields.GATHERED[named], path)


def _take_place(bundle: Bundle, group: Resource, gathering: Making, path: Path) -> None:
    """Where it was, by a location of the bundle or in words; and when."""
    record = group.record
    known = bundle.drafts.get(bundle.referred(group, *path, "valueReference"))
    if known is not None and known.kind == "place":
        gathering.links["place"] = known.key
    for one in (SHOWN, SAID):
        gathering.take(record, one, path)
    record.at(*path, "valueBoolean")
    when = time_of_period(gathering, record, (*path, "period"))
    if when is not None:
        gathering.put("when", when, record.where((*path, "period")))
