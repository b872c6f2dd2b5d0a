"""What each likeness is worth, learned from records: u by drawing pairs, m by EM.

Nobody has to say which records are of one person. How often two people are so alike is counted on
pairs drawn at random, and how often two records of one person are follows by EM among pairs that
agree in a feature, each time another.

References
----------
Winkler (2000), Using the EM algorithm for weight computation in the Fellegi-Sunter model of record
linkage, US Census Bureau RR2000/05.
"""

from typing import Any

import polars as pl

from firebreak.intake.linkage.model import EXPECTED, settings
from firebreak.intake.linkage.people import prepare

#: What pairs agree in while the other features are learned.
AGREEING = (
    "l.id_key = r.id_key",
    "l.sound = r.sound AND l.born_year = r.born_year AND l.sex = r.sex",
)
PAIRS = 2e7
#: What no pair showed is rare, not impossible: m at least one in a thousand, u one in ten million.
LEAST = {"m": 1e-3, "u": 1e-7}


def train(
    people: pl.DataFrame, strangers: pl.DataFrame, *, seed: int
) -> dict[str, dict[str, list[float]]]:
    """
    Learn the parameters from records of which some are of one person.

    Parameters
    ----------
    people
        A table of `linkage.PEOPLE`, of ten thousand records or more.
    strangers
        Records of which no two are of one person.
    seed
        The same seed and records give the same parameters.

    Returns
    -------
    dict
        Feature -> level -> [m, u], as `parameters.json` holds it.
    """
    told = _untrained(settings("dedupe_only", people.height, EXPECTED))
    apart = _linker(strangers, told)
    apart.training.estimate_u_using_random_sampling(
        max_pairs=PAIRS, seed=seed, min_count_per_level=None
    )
    linker = _linker(people, _with_u(told, apart))
    for rule in AGREEING:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    return _trained(linker)


def _linker(people: pl.DataFrame, told: dict[str, Any]) -> Any:
    import splink

    table = prepare(people).with_columns(row=pl.int_range(pl.len()))
    database = splink.DuckDBAPI()
    database._con.execute("SET threads = 1")  # sums in one order, so that runs are equal
    records = database.register(table.drop("id").to_arrow(), dataset_display_name="side_0")
    return splink.Linker(records, told, log_level=None, validate_settings=False)


def _with_u(told: dict[str, Any], trained: Any) -> dict[str, Any]:
    found = _trained(trained)
    for comparison in told["comparisons"]:
        for level in comparison["comparison_levels"]:
            word = level["label_for_charts"]
            if word != "unknown":
                level["u_probability"] = found[comparison["output_column_name"]][word][1]
    return told


def _untrained(told: dict[str, Any]) -> dict[str, Any]:
    for comparison in told["comparisons"]:
        # A level that also looks at the ID number could not be learned from pairs that agree in it.
        levels = [v for v in comparison["comparison_levels"] if v["label_for_charts"] != "kin"]
        comparison["comparison_levels"] = levels
        for level in levels:
            level.pop("m_probability", None)
            level.pop("u_probability", None)
    return told


def _trained(linker: Any) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {}
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        levels = found.setdefault(comparison["output_column_name"], {})
        for level in comparison["comparison_levels"]:
            word = level["label_for_charts"]
            if word != "unknown":
                levels[word] = [
                    round(max(level.get(f"{p}_probability", 0.0), least), 9)
                    for p, least in LEAST.items()
                ]
    return found
