"""What share of the exposed fell ill, by setting: household, meal, transport, workplace.

Comes in: the exposed, one row each, or counts of them. Goes out: one row per setting. Who was exposed
is `tracing`; whether the one who was ill first infected the others is `chains`.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import betaincinv, ndtri

from firebreak.engine.epidemic.errors import AttackRateError
from firebreak.engine.epidemic.levels import tails

METHODS = ("wilson", "exact")


def attack_rates(
    exposed: pl.DataFrame,
    *,
    by: str | Sequence[str] = "setting",
    cluster: str | None = None,
    method: str = "wilson",
    level: float = 0.95,
) -> pl.DataFrame:
    r"""
    Give the attack rate by setting, with intervals.

    Of n exposed whose outcome is known, x fell ill: :math:`p=x/n`, with Wilson's interval

    .. math:: \frac{p+\frac{z^2}{2n}\pm z\sqrt{\frac{p(1-p)}{n}+\frac{z^2}{4n^2}}}{1+\frac{z^2}{n}},

    or the exact one of Clopper and Pearson. People of one table or household are infected together:
    where `cluster` names them, n is divided by the design effect
    :math:`\frac{m}{m-1}\sum_j(x_j-pn_j)^2/(n\,p(1-p))`, at least 1, of the m clusters.

    Parameters
    ----------
    exposed
        One row per exposed person: the columns of `by`, and `ill` (Boolean; null: not known yet).
        Or one row per group of them: `ill` and `exposed` (whole numbers). The first case of a
        household exposed the others and is not among them.
    by
        Column or columns that tell settings apart; a null there is a setting of its own.
    cluster
        Column of those exposed together.
    method
        `wilson`, or `exact`: never narrower than the level asks, and often wider.
    level
        Of the interval.

    Returns
    -------
    pl.DataFrame
        One row per setting, in the order of `by`: `exposed` (Int64, all), `unknown` (of them, not
        known whether ill), `ill`, `rate` (Float64, 0 to 1, of those known; null where none is),
        `lower`, `upper`, `clusters` (Int64, with `cluster` only), `design_effect` (with `cluster`
        only; null where one cluster, or none or all ill, cannot tell: one cluster counts as one
        person).

    Raises
    ------
    AttackRateError
        A column is missing or holds what is no count, more are ill than exposed (the row is named),
        or the method is none.
    EpidemicError
        The level is none.

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209-212; Newcombe (1998), Stat Med 17:857-872,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
    Clopper & Pearson (1934), Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.
    Kish (1965), Survey Sampling, for the design effect.

    Examples
    --------
    >>> supper = pl.DataFrame(
    ...     {"setting": ["ice cream", "no ice cream"], "exposed": [54, 21], "ill": [43, 3]}
    ... )
    >>> attack_rates(supper).select("setting", pl.col("rate", "lower", "upper").round(3)).rows()
    [('ice cream', 0.796, 0.671, 0.882), ('no ice cream', 0.143, 0.05, 0.346)]

    The church supper of Oswego, 1940.
    """
    keys = [by] if isinstance(by, str) else list(by)
    ends = tails(level)
    if method not in METHODS:
        raise AttackRateError(f"method is {method!r}; give 'wilson' or 'exact'.")
    people = _counted(exposed, [*keys, *([cluster] if cluster else [])])
    groups = _groups(people, keys, cluster)
    effect = groups["design_effect"].to_numpy()
    known = (groups["exposed"] - groups["unknown"]).to_numpy().astype(float)
    ill = groups["ill"].to_numpy().astype(float)
    worth = _worth(known, effect, groups["clusters"].to_numpy() if cluster else None)
    lower, upper = _interval(ill, known, worth, ends, method)
    table = groups.with_columns(
        rate=pl.when(pl.Series(known) > 0).then(pl.col("ill") / pl.Series(known)),
        lower=pl.Series(lower),
        upper=pl.Series(upper),
        design_effect=pl.col("design_effect").fill_nan(None),
    )
    more = ["clusters", "design_effect"] if cluster else []
    return table.select(*keys, "exposed", "unknown", "ill", "rate", "lower", "upper", *more)


def _counted(exposed: pl.DataFrame, needed: list[str]) -> pl.DataFrame:
    """Return counts of exposed, unknown and ill in every row."""
    for column in (*needed, "ill"):
        if column not in exposed.columns:
            raise AttackRateError(
                f"exposed has no column {column}. Give one row per exposed person with "
                f"{', '.join(needed)} and ill (true, false, or null where it is not known)."
            )
    if not exposed.height:
        raise AttackRateError("exposed has no row; give one per exposed person.")
    if exposed.schema["ill"] in (pl.Boolean, pl.Null) and "exposed" not in exposed.columns:
        ill = pl.col("ill").cast(pl.Boolean)
        return exposed.with_columns(
            exposed=pl.lit(1, pl.Int64),
            unknown=ill.is_null().cast(pl.Int64),
            ill=ill.fill_null(False).cast(pl.Int64),
        )
    if "exposed" not in exposed.columns:
        raise AttackRateError(
            f"exposed column ill is {exposed.schema['ill']}; give true or false for each person, or "
            f"whole numbers together with a column exposed."
        )
    counts = exposed.with_columns(
        **{name: _whole(exposed, name) for name in ("exposed", "ill")}, unknown=pl.lit(0, pl.Int64)
    )
    if len(wrong := (counts["ill"] > counts["exposed"]).arg_true()):
        row = wrong[0]
        raise AttackRateError(
            f"exposed row {row}: {counts['ill'][row]} ill of {counts['exposed'][row]} exposed. "
            f"Count everybody who was exposed, the ill too."
        )
    return counts


def _whole(exposed: pl.DataFrame, column: str) -> pl.Series:
    kind = exposed.schema[column]
    if not kind.is_numeric():
        raise AttackRateError(f"exposed column {column} is {kind}; it needs whole numbers.")
    numbers = exposed[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
    bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.rint(numbers))))
    if len(bad):
        raise AttackRateError(
            f"exposed row {bad[0]}: {column} is {exposed[column][int(bad[0])]}; give whole numbers of "
            f"0 or more."
        )
    return exposed[column].cast(pl.Int64)


def _groups(people: pl.DataFrame, keys: list[str], cluster: str | None) -> pl.DataFrame:
    """Return a row per setting, with the design effect of its clusters (NaN: cannot be told)."""
    sums = [pl.col(name).sum() for name in ("exposed", "unknown", "ill")]
    if cluster is None:
        return people.group_by(keys).agg(sums).with_columns(design_effect=pl.lit(1.0)).sort(keys)
    # Who names no cluster was exposed alone.
    alone = people.with_row_index("_row").with_columns(
        _alone=pl.when(pl.col(cluster).is_null()).then("_row")
    )
    known = pl.col("exposed") - pl.col("unknown")
    together = alone.group_by(*keys, cluster, "_alone").agg(sums).with_columns(known=known)
    share = pl.col("ill").sum() / pl.col("known").sum()
    m = (pl.col("known") > 0).sum()
    between = ((pl.col("ill") - share * pl.col("known")) ** 2).sum() * m / (m - 1)
    by_chance = pl.col("known").sum() * share * (1 - share)
    return (
        together.group_by(keys)
        .agg(
            *sums,
            clusters=m.cast(pl.Int64),
            design_effect=pl.when((m > 1) & (by_chance > 0))
            .then((between / by_chance).clip(lower_bound=1))
            .otherwise(None),
        )
        .sort(keys)
    )


def _worth(known: np.ndarray, effect: np.ndarray, clusters: np.ndarray | None) -> np.ndarray:
    """Return how many independent people the known ones are worth."""
    if clusters is None:
        return known
    untold = np.where(clusters > 1, known, np.minimum(known, 1))
    return np.where(np.isnan(effect), untold, known / np.where(np.isnan(effect), 1, effect))


def _interval(
    ill: np.ndarray, known: np.ndarray, worth: np.ndarray, ends: tuple[float, float], method: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends; nobody known leaves everything from 0 to 1 possible."""
    anybody = known > 0
    n = np.where(anybody, worth, 1)
    x = np.where(anybody, ill / np.where(anybody, known, 1) * n, 0)
    lower, upper = _wilson(x, n, ends[1]) if method == "wilson" else _exact(x, n, ends)
    return np.where(anybody, lower, 0.0), np.where(anybody, upper, 1.0)


def _wilson(x: np.ndarray, n: np.ndarray, above: float) -> tuple[np.ndarray, np.ndarray]:
    z = ndtri(above)
    centre, spread = x + z**2 / 2, z * np.sqrt(x * (n - x) / n + z**2 / 4)
    lower, upper = (centre - spread) / (n + z**2), (centre + spread) / (n + z**2)
    return np.where(x <= 0, 0, lower.clip(0, 1)), np.where(x >= n, 1, upper.clip(0, 1))


def _exact(
    x: np.ndarray, n: np.ndarray, ends: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    lower = betaincinv(np.maximum(x, 1e-9), n - x + 1, ends[0])
    upper = betaincinv(x + 1, np.maximum(n - x, 1e-9), ends[1])
    return np.where(x <= 0, 0, lower), np.where(x >= n, 1, upper)
