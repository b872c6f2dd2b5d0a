"""How long a pathogen takes, read from the files beside this one.

Each pathogen is a file beside this one, with a source for every number. An estimate is of a place
and a time: `Delay.note` says which, and what was taken in place of something better. Whoever has
estimates of the outbreak at hand gives those instead.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from firebreak.engine.duties.protocols import Text
from firebreak.engine.reference.delays import Delay, by_whole_days

SHIPPED = Path(__file__).parent


class PathogenError(ValueError):
    """No such pathogen is on file."""


@dataclass(frozen=True)
class Pathogen:
    """
    One pathogen's intervals.

    `generation_time` (infection to infection) and `incubation` (infection to onset) are
    probabilities by whole days, the first entry being one day, and sum to 1; the delays they were
    made from are `generation_delay` and `incubation_delay`. `serial_interval` (onset to onset) may be
    negative. Somebody can infect from `infectious_before_onset_days` before his onset.
    """

    key: str
    name: Text
    generation_time: tuple[float, ...]
    incubation: tuple[float, ...]
    generation_delay: Delay
    incubation_delay: Delay
    serial_interval: Delay
    infectious_before_onset_days: int
    sources: dict[str, str]


def pathogens() -> tuple[str, ...]:
    """
    Return the keys of the pathogens on file, in alphabetical order.

    Examples
    --------
    >>> "sars-cov-2" in pathogens()
    True
    """
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


@cache
def pathogen(key: str) -> Pathogen:
    """
    Return a pathogen on file.

    Parameters
    ----------
    key
        One of `pathogens()`.

    Raises
    ------
    PathogenError
        There is no such key; the sentence lists those there are.

    Examples
    --------
    >>> covid = pathogen("sars-cov-2")
    >>> covid.incubation_delay.mean_days, round(sum(covid.incubation), 9)
    (5.78, 1.0)
    """
    if key not in pathogens():
        raise PathogenError(
            f"No pathogen {key!r} is on file; there are {', '.join(pathogens())}.\n"
            "Give generation_time and incubation yourself for any other."
        )
    return _made(key, tomllib.loads((SHIPPED / f"{key}.toml").read_text(encoding="utf-8")))


def _made(key: str, raw: dict[str, Any]) -> Pathogen:
    generation, incubation = Delay(**raw["generation_time"]), Delay(**raw["incubation"])
    return Pathogen(
        key=key,
        name=Text(**raw["name"]),
        generation_time=by_whole_days(generation),
        incubation=by_whole_days(incubation),
        generation_delay=generation,
        incubation_delay=incubation,
        serial_interval=Delay(**raw["serial_interval"]),
        infectious_before_onset_days=raw["infectious_before_onset_days"],
        sources=raw["sources"],
    )
