"""A bundle's resources, each held to FHIR by itself: what breaks the rules is set aside and said.

One wrong element does not cost a patient his result: it is taken out and named, and the rest is
held to the rules again.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from firebreak.intake.drafts import Pointer, ReadingError
from firebreak.intake.exchange.collecting import Collector, Record, value_at
from firebreak.intake.exchange.json_files import pointer
from firebreak.intake.exchange.texts import tidy

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
    """A resource that keeps to the rules, with its id and where it stands."""

    def __init__(self, values: Mapping, at: Pointer, url: str) -> None:
        self.record = Record(values, lambda path: Pointer(at.path + pointer(*path).path))
        self.kind = str(values["resourceType"])
        self.names = {f"{self.kind}/{values['id']}"} if "id" in values else set()
        self.names |= {url} if url else set()
        self.at = at

    @property
    def values(self) -> Mapping:
        return self.record.values


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
        kind = values.get("resourceType")
        if kind not in TAKEN:
            if kind not in FRAME:
                named = tidy(kind) if isinstance(kind, str) else "?"
                collector.left["Bundle", named[:60]] += 1
            continue
        kept = _kept(values, str(kind), at, collector)
        if kept is not None:
            found.append(Resource(kept, at, url))
    return found


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


def _kept(values: Mapping, kind: str, at: Pointer, collector: Collector) -> dict | None:
    """The resource without what breaks the rules; None if it breaks them as a whole."""
    kept = {name: copy.deepcopy(inner) for name, inner in values.items() if name != "contained"}
    if "contained" in values:
        collector.left[kind, "contained"] += 1
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
