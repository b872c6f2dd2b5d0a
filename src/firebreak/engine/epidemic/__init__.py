"""What the cases say of the outbreak: how fast it grows, how long things take, who passes it on.

Comes in: counts by day, intervals between two events, infections per case, exposed people. Goes
out: one Polars frame for each question, each estimate with its interval. Who infected whom is
`chains`; who met whom is `tracing`.

The names below are public; each is fetched when first asked for.
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "EpidemicError": "errors",
    "IncidenceError": "errors",
    "IntervalError": "errors",
    "NowcastError": "nowcasting.triangle",
    "daily_cases": "incidence",
    "discrete_interval": "intervals",
    "find_clusters": "clusters.find",
    "nowcast": "nowcasting.estimate",
    "reproduction_number": "reproduction",
    "uncertain_interval": "intervals",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    return module if name == _MODULES[name] else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
