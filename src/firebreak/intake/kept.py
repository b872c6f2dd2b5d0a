"""A draft as it is kept: as its reader gave it, with what a reviewer mended laid over it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from firebreak.intake.drafts import (
    Draft,
    Note,
    Value,
    draft_from_plain,
    note_from_plain,
    typed_from_plain,
    typed_to_plain,
)
from firebreak.records import models
from firebreak.records.actions import drafts as actions
from firebreak.records.change import change
from firebreak.records.models import User

#: Under which name what a reviewer linked is kept; no field is called so.
LINKS = "@links"
#: Fields that name a unit.
UNITS = frozenset({"unit", "unit_counting", "unit_reporting", "unit_stay", "to_unit", "laboratory"})


def draft_of(row: models.Draft) -> Draft:
    """Return a kept draft: what was mended instead of what was read, and no doubt about it."""
    read = draft_from_plain(json.loads(row.read))
    changes, links = mended(row), mended_links(row)
    if not changes and not links:
        return read
    fields = {name: value for name, value in read.fields.items() if name not in changes}
    for name, value in changes.items():
        if value is not None:
            before = read.fields.get(name, Value(None))
            fields[name] = Value(value, before.origin, before.quote)
    doubts = tuple(doubt for doubt in read.doubts if doubt.field not in changes)
    linked = {role: key for role, key in {**read.links, **links}.items() if key}
    return Draft(read.key, read.kind, fields, linked, read.confidence, doubts)


def mended(row: models.Draft) -> dict[str, Any]:
    """Return what a reviewer set otherwise: field -> value, None where he took it out."""
    plain = json.loads(row.mended or "{}")
    return {name: typed_from_plain(value) for name, value in plain.items() if name != LINKS}


def mended_links(row: models.Draft) -> dict[str, str | None]:
    """Return what a reviewer linked otherwise: role -> key, None where he took the link out."""
    return json.loads(row.mended or "{}").get(LINKS, {})


def mend(
    *,
    by: User | None,
    row: models.Draft,
    values: Mapping[str, Any],
    links: Mapping[str, str | None] | None = None,
) -> models.Draft:
    """
    Set fields and links of an open draft otherwise; what is as it was read is no change.

    Raises
    ------
    Refused, ValidationError
        As `records.actions.drafts.mend`.
    """
    read = draft_from_plain(json.loads(row.read))
    changes = {**mended(row), **values}
    kept = {name: value for name, value in changes.items() if value != read.value(name)}
    plain = {name: typed_to_plain(value) for name, value in kept.items()}
    linked = {**mended_links(row), **(links or {})}
    if others := {role: key for role, key in linked.items() if key != read.links.get(role)}:
        plain[LINKS] = others
    return actions.mend(by=by, draft=row, mended=plain)


def also_naming(rows: Iterable[models.Draft], unit: str, but: str) -> list[models.Draft]:
    """Return the open drafts, but one, that name a unit by some words."""
    waiting = (row for row in rows if row.state == models.Draft.State.OPEN and row.key != but)
    return [row for row in waiting if _fields_naming(row, unit)]


def mend_unit(*, by: User | None, rows: Iterable[models.Draft], said: str, unit: str) -> None:
    """
    Set a unit otherwise wherever drafts name it by some words.

    Raises
    ------
    Refused, ValidationError
        As `records.actions.drafts.mend`.
    """
    with change("drafts.mend", by=by):
        for row in rows:
            mend(by=by, row=row, values=dict.fromkeys(_fields_naming(row, said), unit))


def _fields_naming(row: models.Draft, unit: str) -> list[str]:
    values = draft_of(row).fields
    return [name for name in UNITS & values.keys() if values[name].value == unit]


def notes_of(reading: models.Reading) -> list[Note]:
    """Return what the reader said of the document itself."""
    return [note_from_plain(note) for note in json.loads(reading.notes or "[]")]
