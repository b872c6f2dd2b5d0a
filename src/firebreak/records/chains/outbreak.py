"""What the evidence and the chains say of the outbreak: each a frame of `engine.epidemic`, or why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine import epidemic
from firebreak.engine.chains import counting
from firebreak.engine.reference.delays import by_whole_days
from firebreak.engine.reference.pathogens import Pathogen, PathogenError, pathogen
from firebreak.records.chains.evidence import Evidence

#: From the onset to each of these a delay is estimated.
DELAYS = {
    "isolation": "date_isolation",
    "confirmation": "date_confirmation",
    "reporting": "date_reporting",
}
LEAST_ROWS = 3  # of a delay: fewer say no more than the prior
LEAST_SEEN = 0.05  # of a case's infections: where less can have been seen, he says nothing yet


@dataclass(frozen=True)
class Outbreak:
    """
    What was worked out, by name, and for what was not a sentence that says why.

    Attributes
    ----------
    frames
        `reproduction`, `case_reproduction`, `dispersion`, `proportion`, `delay.isolation`,
        `delay.confirmation`, `delay.reporting`.
    rests_on
        Name -> how many rows it rests on, and how many were left out.
    clusters
        `epidemic.find_clusters`; None where there are none to find.
    """

    frames: dict[str, pl.DataFrame]
    faults: dict[str, str]
    rests_on: dict[str, tuple[int, int]]
    clusters: Any


def outbreak(evidence: Evidence, chains: Any, today: date) -> Outbreak:
    """
    Work out what can be.

    Parameters
    ----------
    chains
        None: what needs them is left out.
    today
        The last day that the evidence can tell of.
    """
    made = Outbreak({}, {}, {}, _clusters(evidence, chains))
    known = _pathogen(evidence.pathogen)
    if known is not None:
        serial = by_whole_days(known.serial_interval)
        _try(made, "reproduction", partial(_reproduction, made, evidence, serial, today))
        _try(made, "case_reproduction", partial(_case_reproduction, made, evidence, serial, today))
        if chains is not None:
            _try(made, "dispersion", partial(_dispersion, made, evidence, chains, known, today))
    for name, column in DELAYS.items():
        _try(made, f"delay.{name}", partial(_delay, made, evidence, name, column, today))
    if "dispersion" in made.frames:
        _try(made, "proportion", partial(_proportion, made))
    return made


def _pathogen(key: str) -> Pathogen | None:
    try:
        return pathogen(key)
    except PathogenError:
        return None


def _try(made: Outbreak, name: str, work: Callable[[], pl.DataFrame | None]) -> None:
    try:
        found = work()
    except epidemic.EpidemicError as error:
        made.faults[name] = str(error)
        return
    if found is not None:
        made.frames[name] = found


def _daily(evidence: Evidence, today: date) -> pl.DataFrame:
    """Cases by day of onset, those infected elsewhere among them, up to the last day known."""
    dated = evidence.linelist.filter(pl.col("date_onset") <= today)
    daily = epidemic.daily_cases(dated["date_onset"], last=today)
    elsewhere = dated.filter(pl.col("imported")).group_by(date="date_onset").agg(imported=pl.len())
    return daily.join(elsewhere, on="date", how="left", maintain_order="left").with_columns(
        pl.col("imported").fill_null(0).cast(pl.Int64)
    )


def _reproduction(
    made: Outbreak, evidence: Evidence, serial: tuple[float, ...], today: date
) -> pl.DataFrame | None:
    daily = _daily_told(made, "reproduction", evidence, today)
    return None if daily is None else epidemic.reproduction_number(daily, serial)


def _case_reproduction(
    made: Outbreak, evidence: Evidence, serial: tuple[float, ...], today: date
) -> pl.DataFrame | None:
    daily = _daily_told(made, "case_reproduction", evidence, today)
    return None if daily is None else epidemic.case_reproduction_number(daily, serial)


def _daily_told(made: Outbreak, name: str, evidence: Evidence, today: date) -> pl.DataFrame | None:
    known = evidence.linelist.filter(pl.col("date_onset") <= today).height
    if not known:
        return None
    made.rests_on[name] = (known, evidence.linelist.height - known)
    return _daily(evidence, today)


def _dispersion(
    made: Outbreak, evidence: Evidence, chains: Any, known: Pathogen, today: date
) -> pl.DataFrame | None:
    """How many each case infected, by the draws; of a late case only a part can have been seen."""
    onset = dict(evidence.linelist.select("id", "date_onset").iter_rows())
    infected = chains.day_zero.toordinal() + np.median(chains.infection_day_draws, axis=0)
    days = [
        today.toordinal() - (onset[who].toordinal() if onset[who] else day)
        for who, day in zip(chains.ids, infected, strict=True)
    ]
    seen = np.clip(known.serial_interval.distribution().cdf(days), 0.0, 1.0)
    tells = seen >= LEAST_SEEN
    if not tells.any():
        return None
    made.rests_on["dispersion"] = (int(tells.sum()), int((~tells).sum()))
    counts = counting.offspring(chains.infector_draws)[:, tells]
    return epidemic.dispersion(counts, seen=seen[tells])


def _proportion(made: Outbreak) -> pl.DataFrame | None:
    row = made.frames["dispersion"].row(0, named=True)
    if not row["R"] or not row["k"]:
        return None
    return epidemic.proportion_of_transmission(row["R"], row["k"])


def _delay(
    made: Outbreak, evidence: Evidence, name: str, column: str, today: date
) -> pl.DataFrame | None:
    rows = evidence.linelist.filter(pl.col("date_onset").is_not_null(), pl.col(column) <= today)
    in_order = rows.filter(pl.col(column) >= pl.coalesce("onset_until", "date_onset"))
    if in_order.height < LEAST_ROWS:
        return None
    made.rests_on[f"delay.{name}"] = (in_order.height, evidence.linelist.height - in_order.height)
    records = in_order.select(
        start_earliest="date_onset",
        start_latest="onset_until",
        end_earliest=column,
        end_latest=pl.lit(None, pl.Date),
    )
    return epidemic.estimate_delay(records, observed_until=today)


def _clusters(evidence: Evidence, chains: Any) -> Any:
    from firebreak.engine.duties.protocols import NoEditionError

    told = evidence.clustering
    try:
        return epidemic.find_clusters(
            told.linelist,
            told.contacts,
            protocols=told.protocols,
            pathogen=evidence.pathogen,
            now=evidence.at,
            households=told.households,
            stays=told.stays,
            places=told.places,
            chains=chains,
        )
    except (NoEditionError, epidemic.EpidemicError):
        return None
