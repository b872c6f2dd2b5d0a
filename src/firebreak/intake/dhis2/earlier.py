"""Tracker JSON as DHIS2 up to 2.35 names it, under the names that it has had since.

The addresses of that time (`/api/trackedEntityInstances`, `/api/enrollments`, `/api/events`) were
kept beside the later ones until 2.41, so files of both kinds are about.

References
----------
DHIS2 developer guide, Web API, "New tracker": table of the names of 2.35 and 2.36.
"""

from collections.abc import Mapping
from typing import Any

from firebreak.intake.exchange.collecting import Path

ENTITIES, ENTITY = "trackedEntityInstances", "trackedEntityInstance"
LATER = {
    ENTITIES: "trackedEntities",
    ENTITY: "trackedEntity",
    "enrollmentDate": "enrolledAt",
    "incidentDate": "occurredAt",
    "eventDate": "occurredAt",
    "dueDate": "scheduledAt",
    "completedDate": "completedAt",
    "created": "createdAt",
    "lastUpdated": "updatedAt",
    "lastUpdatedAtClient": "updatedAtClient",
    "coordinate": "geometry",
}
#: an enrollment and an event call the day of what happened differently
HAPPENED = {"enrollments": "incidentDate", "events": "eventDate"}
EARLIER = {later: earlier for earlier, later in LATER.items()}
LOOK_AT = 100  # objects of a list


def is_earlier(document: Mapping) -> bool:
    """
    Say whether a document has the names of before 2.36.

    Examples
    --------
    >>> is_earlier({"events": [{"eventDate": "2020-01-21"}]}), is_earlier({"events": []})
    (True, False)
    """
    if ENTITIES in document:
        return True
    listed = [one for found in document.values() if isinstance(found, list) for one in found]
    marks = {ENTITY, "enrollmentDate", "eventDate"}
    return any(isinstance(one, Mapping) and marks & one.keys() for one in listed[:LOOK_AT])


def with_later_names(value: Any) -> Any:
    """Return a document, or a part of one, under the names of now."""
    if isinstance(value, list):
        return [with_later_names(one) for one in value]
    if isinstance(value, Mapping):
        return {LATER.get(name, name): with_later_names(one) for name, one in value.items()}
    return value


def as_written(path: Path) -> Path:
    """
    Return a path of now by the names that the document has.

    Examples
    --------
    >>> as_written(("trackedEntities", 0, "enrollments", 1, "occurredAt"))
    ('trackedEntityInstances', 0, 'enrollments', 1, 'incidentDate')
    """
    written: list[str | int] = []
    within = ""
    for part in path:
        within = part if isinstance(part, str) and part in HAPPENED else within
        name = HAPPENED.get(within) if part == "occurredAt" else EARLIER.get(str(part))
        written.append(part if isinstance(part, int) or name is None else name)
    return tuple(written)
