"""A brief for programs. The schema is described in docs/reference/command.md."""

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from firebreak.outputs.brief.facts import Brief

SCHEMA = "firebreak.brief/1"


def as_json(made: Brief) -> str:
    """Return a brief as JSON; days and instants are ISO 8601 in the city's time, what is not known is null."""
    values = {"schema": SCHEMA, **_plain(made)}
    del values["behind"]
    for figure, value in zip(made.figures, values["figures"], strict=True):
        value["change"], value["since_close"] = figure.change, figure.since_close
    return json.dumps(values, ensure_ascii=False, indent=1, default=_written)


def _plain(made: Brief) -> dict[str, Any]:
    return {field.name: _value(getattr(made, field.name)) for field in fields(made)}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A brief holds no {type(value).__name__}.")
