"""Are the infectors that investigations recorded found: MERS in Korea 2015, Singapore 2020.

    python -m bench infectors

For each case with a recorded infector in the list: is he the most probable of all cases (top 1),
among the three most probable (top 3), and how probable is he on average. Once from dates alone,
once with the hospital or cluster, once with the recorded contacts. Recorded infectors are the
investigators' judgement, not the truth.

In Korea the contacts *are* the recorded links: with them, only their direction and the few cases
with two contacts are left to find. In Singapore contacts name all related cases, the infector among
them.
"""

import time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

import firebreak as fb
from bench.surroundings import machine
from firebreak.engine.chains.settings import Settings

SETTINGS = Settings(draws=400, starts=2)
TOP = (1, 3)


class Recorded(NamedTuple):
    """An outbreak, and who infected whom by its investigators."""

    name: str
    pathogen: str
    linelist: pl.DataFrame  # as infer_chains takes it, with a column place
    contacts: pl.DataFrame
    infectors: pl.DataFrame  # infectee, infector; some cases have two


class Found(NamedTuple):
    """What was known, of how many cases, and how often their recorded infectors were found."""

    given: str
    cases: int
    first: float
    third: float
    probability: float
    seconds: float


def mers_korea(folder: Path) -> Recorded:
    """Read the 162 cases of South Korea and the 98 links on record between them."""
    outbreaks = folder / "reference" / "outbreaks"
    cases = pl.read_csv(
        outbreaks / "mers_korea_2015_linelist.csv", try_parse_dates=True, null_values=["NA", ""]
    )
    links = pl.read_csv(outbreaks / "mers_korea_2015_contacts.csv")
    linelist = cases.select(
        "id",
        *_possible("dt_onset", "dt_start_exp", "dt_end_exp"),
        date_confirmation="dt_diag",
        date_reporting="dt_report",
        imported=pl.col("place_infect") == "Middle East",
        place=pl.col("loc_hosp").str.split(",").list.first(),
    )
    contacts = links.select(from_id="from", to_id="to", manner="exposure")
    infectors = links.select(infectee="to", infector="from")
    return Recorded("MERS, Korea 2015", "mers-cov", linelist, contacts, infectors)


def singapore(folder: Path) -> Recorded:
    """Read the first 93 cases of Singapore; recorded infectors are those of `via …`."""
    reference = folder / "reference" / "who_infected_whom"
    cases = pl.read_csv(
        reference / "singapore_2020_cases.csv", try_parse_dates=True, null_values=["NA", ""]
    )
    related = pl.read_csv(reference / "singapore_2020_related_cases_undirected.csv")
    presumed = pl.read_csv(reference / "singapore_2020_presumed_infector.csv")
    linelist = cases.select(
        pl.col("case_id").alias("id"),
        *_possible("onset", "exposure_start", "exposure_end"),
        date_confirmation="confirm",
        date_isolation=pl.min_horizontal("hospital", "quarantine"),
        imported=pl.col("cluster") == "Wuhan",
        place="cluster",
    )
    ends = (pl.min_horizontal(related.columns), pl.max_horizontal(related.columns))
    pairs = related.select(ends[0].alias("from_id"), ends[1].alias("to_id")).unique(
        maintain_order=True
    )
    known = cases["case_id"].implode()
    listed = pl.col("from_id").is_in(known) & pl.col("to_id").is_in(known)
    contacts = pairs.filter(listed, pl.col("from_id") != pl.col("to_id"))
    infectors = presumed.select("infectee", infector="presumed_infector")
    return Recorded("SARS-CoV-2, Singapore 2020", "sars-cov-2", linelist, contacts, infectors)


def _possible(onset: str, first: str, last: str) -> list[pl.Expr]:
    """Leave out a window that begins with the onset or after it; end others before the onset."""
    fits = pl.col(onset).is_null() | (pl.col(first) < pl.col(onset))
    end = pl.min_horizontal(last, pl.col(onset) - pl.duration(days=1))
    return [
        pl.col(onset).alias("date_onset"),
        pl.when(fits).then(first).alias("exposed_from"),
        pl.when(fits).then(end).alias("exposed_until"),
    ]


def find(recorded: Recorded, settings: Settings = SETTINGS) -> list[Found]:
    """Infer the chains from less and from more, and look for the recorded infectors."""
    dates = recorded.linelist.drop("place")
    given: list[tuple[str, dict[str, Any]]] = [
        ("dates", {"linelist": dates}),
        ("dates and places", {"linelist": recorded.linelist}),
        ("dates and contacts", {"linelist": dates, "contacts": recorded.contacts}),
        ("all three", {"linelist": recorded.linelist, "contacts": recorded.contacts}),
    ]
    rows = []
    for name, tables in given:
        began = time.process_time()
        chains = fb.infer_chains(**tables, pathogen=recorded.pathogen, settings=settings, seed=1)
        taken = time.process_time() - began
        rows.append(Found(name, *score(chains, recorded.infectors), taken))
    return rows


def score(chains: fb.Chains, recorded: pl.DataFrame) -> tuple[int, float, float, float]:
    """Return cases, shares with a recorded infector ranked first and in three, mean probability."""
    inside = chains.infectors.filter(pl.col("infector").is_not_null())
    place = pl.col("probability").rank("ordinal", descending=True).over("infectee").alias("place")
    hits = recorded.join(inside.with_columns(place), on=["infectee", "infector"], how="left")
    best = hits.group_by("infectee").agg(
        pl.col("place").min().fill_null(len(chains.ids)),
        pl.col("probability").sum(),
    )
    shares = [float((best["place"] <= top).mean()) for top in TOP]
    return best.height, *shares, float(best["probability"].mean())


def measure(folder: Path) -> None:
    """Print the table."""
    print(machine())
    if not (folder / "reference").exists():
        print("infectors: skipped, the recorded outbreaks are not on this machine")
        return
    print(f"\n{'':30}{'given':20}{'cases':>6}{'top 1':>8}{'top 3':>8}{'mean p':>8}{'s':>8}")
    for recorded in (mers_korea(folder), singapore(folder)):
        for row in find(recorded):
            shares = "".join(f"{share:>8.2f}" for share in row[2:5])
            print(f"{recorded.name:30}{row.given:20}{row.cases:>6}{shares}{row.seconds:>8.1f}")
