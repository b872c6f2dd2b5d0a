"""Who met whom, from stays: forward from a case, back from many, everybody with everybody.

Comes in: `stays` (and the places they name). Goes out: meetings, each with the rule that made it a
contact. A meeting is no claim of infection: who infected whom is `chains`.

The names below are public; each is fetched when first asked for, so that nobody waits for a
compiler who does not trace.
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "Backward": "backward",
    "BusyIndexError": "errors",
    "DamagedIndexError": "errors",
    "Index": "index",
    "Info": "info",
    "Manner": "manners",
    "StayError": "errors",
    "StaysIndexError": "errors",
    "TraceError": "asked",
    "build": "building",
    "distributed": "distributed",
    "new_among": "manners",
    "newly_contacts": "manners",
    "open": "building",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    return module if name == _MODULES[name] else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
