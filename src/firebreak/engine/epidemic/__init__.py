"""What the cases say of the outbreak: how fast it grows, how long things take, who passes it on.

Comes in: counts by day, intervals between two events, infections per case, exposed people. Goes
out: one Polars frame for each question, each estimate with its interval. Who infected whom is
`chains`; who met whom is `tracing`.

The names below are public; each is fetched when first asked for.
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "OUTCOMES": "exposed",
    "SETTINGS": "exposed",
    "AttackRateError": "errors",
    "DelayError": "errors",
    "EpidemicError": "errors",
    "IncidenceError": "errors",
    "IntervalError": "errors",
    "NowcastError": "nowcasting.triangle",
    "OffspringError": "errors",
    "attack_rates": "attack",
    "case_reproduction_number": "case_reproduction",
    "daily_cases": "incidence",
    "discrete_interval": "intervals",
    "dispersion": "offspring.estimating",
    "estimate_delay": "delays.estimating",
    "exposed_by_setting": "exposed",
    "find_clusters": "clusters.find",
    "interval_from_delays": "delays.drawing",
    "nowcast": "nowcasting.estimate",
    "probability_of_control": "offspring.control",
    "proportion_of_transmission": "offspring.concentration",
    "reproduction_number": "reproduction",
    "still_to_come": "nowcasting.estimate",
    "uncertain_interval": "intervals",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
