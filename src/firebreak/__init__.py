"""From an outbreak's raw reports to the day's orders.

The names below are the public library; each is fetched when first asked for, so that the site and
the command start without what they do not need.
"""

from importlib import import_module
from typing import Any

_ROOMS = {
    "Chains": "engine.chains",
    "ChainsError": "engine.chains",
    "DUTIES": "engine.duties.clocks",
    "EVENTS": "engine.tables",
    "LINELIST": "engine.tables",
    "CONTACTS": "engine.tables",
    "STAYS": "engine.tables",
    "PLACES": "engine.tables",
    "Protocols": "engine.duties.protocols",
    "ProtocolError": "engine.duties.mistakes",
    "contact_window": "engine.duties.observation",
    "derived_events": "engine.duties.criteria",
    "duties": "engine.duties.clocks",
    "edition_change": "engine.duties.edition_change",
    "epidemic": "engine.epidemic",  # a room of its own: fb.epidemic.reproduction_number, ...
    "infer_chains": "engine.chains",
    "load": "engine.duties.protocols",
    "load_protocols": "engine.duties.protocols",
    "missed_chances": "engine.missed",
    "observation_end": "engine.duties.observation",
    "pathogen": "engine.reference.pathogens.on_file",
    "pathogens": "engine.reference.pathogens.on_file",
    "read_text": "intake.text",
    "tracing": "engine.tracing",  # a room of its own: fb.tracing.build, fb.tracing.open, ...
}

__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOMS[name]}")
    return room if room.__name__.endswith(f".{name}") else getattr(room, name)


def __dir__() -> list[str]:
    return sorted(__all__)
