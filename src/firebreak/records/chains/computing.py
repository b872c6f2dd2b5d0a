"""What is worked out of the evidence: the chains, and what they say of the outbreak."""

import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings

from firebreak.records.chains.evidence import Evidence
from firebreak.records.chains.outbreak import Outbreak, outbreak


@dataclass(frozen=True)
class Result:
    """
    What was worked out, and of which version of the record.

    Attributes
    ----------
    chains
        None where there was nothing to infer from; `fault` says why.
    fault
        A sentence of the engine; "" if there is none.
    took_s
        CPU seconds.
    """

    evidence: Evidence
    chains: Any
    fault: str
    took_s: float
    seed: int
    outbreak: Outbreak

    def infectors_of(self, person: int) -> pl.DataFrame:
        """The rows of `Chains.infectors` about one of its cases."""
        first, after = self._runs.get(person, (0, 0))
        return self.chains.infectors[first:after]

    @cached_property
    def _runs(self) -> dict[int, tuple[int, int]]:
        infectees = self.chains.infectors["infectee"].to_numpy()  # each in one run
        firsts = np.flatnonzero(np.diff(infectees, prepend=-1))
        runs = zip(firsts, [*firsts[1:], len(infectees)], strict=True)
        return {int(infectees[first]): (int(first), int(after)) for first, after in runs}

    @property
    def change_id(self) -> int:
        """The last change of the record it speaks of."""
        return self.evidence.change_id

    @property
    def at(self) -> datetime:
        """The instant it speaks of."""
        return self.evidence.at


SEED = 1  # the same record gives the same answer


def compute(evidence: Evidence) -> Result:
    """Infer the chains of the evidence, and what follows from them."""
    from firebreak.engine.chains import ChainsError, infer_chains

    began = time.process_time()
    chains, fault = None, ""
    try:
        chains = infer_chains(
            evidence.linelist.drop("case_id", "unit", "infected_through"),
            contacts=evidence.contacts,
            pathogen=evidence.pathogen,
            established=evidence.established,
            excluded=evidence.excluded,
            seed=SEED,
        )
    except ChainsError as error:
        fault = str(error)
    today = evidence.at.astimezone(settings.CITY_ZONE).date()
    told = outbreak(evidence, chains, today)
    found = Result(evidence, chains, fault, time.process_time() - began, SEED, told)
    if chains is not None:
        _ = found._runs  # made here, so that no page waits for it
    return found
