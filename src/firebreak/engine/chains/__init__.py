"""Who infected whom: the probable infectors of every case, and how sure that is.

Comes in: `linelist`, and whatever else is known (contacts, stays, genetic distances, links that an
investigation established or excluded). Goes out: `Chains`, draws from the posterior and what they
sum up to. What this says of the outbreak is `epidemic`; who met whom is `tracing`.

The names below are public; each is fetched when first asked for, so that nobody waits for a
compiler who does not infer.
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "Chains": "result",
    "ChainsError": "errors",
    "Settings": "settings",
    "infer_chains": "inferring",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
