"""A bundle's resources, each held to FHIR by itself: what breaks the rules is set aside and said.

One wrong element does not cost a patient his result: it is taken out and named, and the rest is
held to the rules again.
"""

import copy
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from firebreak.intake.drafts import Pointer, ReadingError
from firebreak.intake.exchange.collecting import Collector, Making, Record, value_at
from firebreak.intake.exchange.json_files import pointer
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.fhir import codes
from firebreak.intake.fhir.identifiers import (
    id_at_sender,
    mark_of,
    number_at_sender,
    take_identifier,
)
from firebreak.intake.own_ids import is_of_firebreak

TAKEN = (
    "Patient",
    "RelatedPerson",
    "Condition",
    "Observation",
    "DiagnosticReport",
    "Specimen",
    "Encounter",
    "Location",
    "Group",
    "Task",
)
#: what holds a bundle together and says nothing of anybody
FRAME = ("Composition", "MessageHeader", "Organization", "Practitioner", "Device")
MOST_MENDED = 20  # elements of one resource; one with more is no such resource


class Resource:
    """
    A resource that keeps to the rules, with its id and where it stands.

    Attributes
    ----------
    holder
        Where the resource stands that this one is contained in; "" if it stands by itself.
    names
        By which others refer to it. A contained one is known within its holder alone.
    """

    def __init__(self, values: Mapping, at: Pointer, url: str = "", holder: str = "") -> None:
        self.record = Record(values, lambda path: Pointer(at.path + pointer(*path).path))
        self.kind = str(values["resourceType"])
        self.at, self.holder = at, holder
        self.names = self._names(str(values.get("id", "")), url)

    def _names(self, own: str, url: str) -> set[str]:
        if self.holder:
            return {f"{self.holder}#{own}"} if own else set()
        told = {url, f"{self.kind}/{own}" if own else ""} - {""}
        return told | {f"{self.at.path}#"}

    @property
    def values(self) -> Mapping:
        return self.record.values

    @property
    def own_id(self) -> str:
        """Its id at the sender; one that FHIR's own id cannot hold stands beside it."""
        for path in self.record.items("identifier"):
            if value_at(self.values, (*path, "system")) == codes.OWN_ID:
                self.record.at(*path, "system")
                return self.record.text(*path, "value")
        return "" if self.holder else str(self.values.get("id", ""))

    @property
    def number_at_sender(self) -> str:
        """The number by which the sender knows it, with its system; "" where it gives none."""
        path = number_at_sender(self.record, self.kind)
        return id_at_sender(*mark_of(self.record, path)) if path else ""

    def put_id(self, making: Making, *, shared: Collection[str] = ()) -> None:
        """
        Say by which id the sender knows what a draft is of.

        An id of ours, which comes back, goes before its number, and that before the id of the
        resource. Numbers that are `shared` are of several, and stand for none of them.
        """
        own, number = self.own_id, self.number_at_sender
        path = number_at_sender(self.record, self.kind)
        if path and number not in shared and not is_of_firebreak(own):
            take_identifier(self.record, path)
            where = self.record.where((*path, "value"))
            making.put("external_id", number, where, number.partition("|")[2])
        elif own:
            making.put("external_id", own, self.record.where(("id",)))

    def within(self, said: str) -> str:
        """Return the name of what stands within the same resource, as `#id` refers to it."""
        return f"{self.holder or self.at.path}{said}"


def resources(document: object, collector: Collector) -> list[Resource]:
    """
    Return the resources of a bundle (or the one that stands alone) that are taken.

    Raises
    ------
    ReadingError
        `not_fhir`: it is no resource.
    """
    found = []
    for values, at, url in _entries(document):
        kept = _kept(values, at, collector)
        if kept is not None:
            found.append(Resource(kept, at, url))
            found += _contained(values, at, collector)
    return found


def _contained(values: Mapping, holder: Pointer, collector: Collector) -> Iterator[Resource]:
    listed = values.get("contained")
    for place, inner in enumerate(listed if isinstance(listed, list) else ()):
        at = Pointer(holder.path + pointer("contained", place).path)
        kept = _kept(inner, at, collector) if isinstance(inner, Mapping) else None
        if kept is not None:
            yield Resource(kept, at, holder=holder.path)


def _entries(document: object) -> Iterator[tuple[Mapping, Pointer, str]]:
    if not isinstance(document, Mapping) or not isinstance(document.get("resourceType"), str):
        raise ReadingError("not_fhir")
    if document["resourceType"] != "Bundle":
        yield document, Pointer(""), ""
        return
    listed = document.get("entry")
    for place, entry in enumerate(listed if isinstance(listed, list) else ()):
        inner = entry.get("resource") if isinstance(entry, Mapping) else None
        if isinstance(inner, Mapping):
            url = entry.get("fullUrl")
            yield inner, pointer("entry", place, "resource"), url if isinstance(url, str) else ""


def _kept(values: Mapping, at: Pointer, collector: Collector) -> dict | None:
    """The resource without what breaks the rules; None if it does as a whole, or is not taken."""
    kind = values.get("resourceType")
    if kind not in TAKEN:
        if kind not in FRAME:
            named = tidy(kind) if isinstance(kind, str) else "?"
            collector.left["Bundle", named[:60]] += 1
        return None
    kept = {name: copy.deepcopy(inner) for name, inner in values.items() if name != "contained"}
    return _mended(kept, str(kind), at, collector)


def _mended(kept: dict, kind: str, at: Pointer, collector: Collector) -> dict | None:
    for _time in range(MOST_MENDED):
        wrong = _wrong(kept, kind)
        if wrong is None:
            return kept
        if not wrong or not _taken_out(kept, wrong):
            break
        where = Pointer(at.path + pointer(*wrong).path)
        collector.note("element_invalid", where, resource=kind)
    collector.note("resource_invalid", at, resource=kind)
    return None


def _wrong(values: dict, kind: str) -> tuple[str | int, ...] | None:
    """The first element that breaks the rules; () if it is the whole; None if nothing does."""
    try:
        get_fhir_model_class(kind).model_validate(values)
    except ValidationError as error:
        return _path(values, error.errors(include_url=False, include_input=False)[0]["loc"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
    return None


def _path(values: Any, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of an error's place that stands in the resource."""
    path: tuple[str | int, ...] = ()
    for part in loc:
        inner = value_at(values, (*path, part))
        if inner is None:
            break
        path = (*path, part)
    return path


def _taken_out(values: dict, path: tuple[str | int, ...]) -> bool:
    """Take out an element, unless it is what makes the resource what it is."""
    if path[0] in ("resourceType", "id"):
        return False
    holder = value_at(values, path[:-1]) if len(path) > 1 else values
    del holder[path[-1]]
    return True
