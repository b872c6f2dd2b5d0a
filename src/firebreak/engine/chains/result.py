"""What was inferred: draws from the posterior, and the tables they sum up to.

A draw is one whole story of the outbreak: each case with an infector, the number of generations
between the two, and a day of infection. Every table here is a count over draws.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.chains import counting
from firebreak.engine.chains.arborescence import best_tree
from firebreak.engine.chains.errors import ChainsError

OUTSIDE = -1  # the infector is not in the list
INTERVAL = (0.025, 0.975)

EVIDENCE: dict[str, Any] = {
    "infectee": pl.Int64,
    "infector": pl.Int64,
    "kind": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "manner": pl.String,
    "place": pl.String,
}
DIAGNOSTICS: dict[str, Any] = {
    "name": pl.String,
    "r_hat": pl.Float64,
    "ess_bulk": pl.Float64,
    "ess_tail": pl.Float64,
}


class Interval(NamedTuple):
    """An expected number, and the middle 95% of the posterior."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Chains:
    """
    Who infected whom: draws from the posterior, and the tables they sum up to.

    Attributes
    ----------
    ids
        The cases, in the order of the line list.
    day_zero
        The day that `infection_day_draws` counts from.
    infector_draws
        int32[draws, cases]: index into `ids`; -1 is somebody outside the list.
    generations_draws
        int8[draws, cases]: 1 infected directly, k with k - 1 unseen cases between; 0 from outside.
    infection_day_draws
        int32[draws, cases]: day of infection, in days since `day_zero`.
    parameter_draws
        A column for each parameter, named as in `diagnostics`; a row for each draw.
    starts
        How many independent starts the draws come from, one after another.
    links
        infectee, infector (both indices), probability, generations: averaged over more sweeps than
        are kept as draws, and summed out where that is possible. Null: counted from the draws.
    evidence
        infectee, infector, kind, start, end, manner, place: what speaks for a link.
    diagnostics
        name, r_hat, ess_bulk, ess_tail; one row per parameter, and one per probable link.
    acceptance
        name, rate: how often each kind of move of the sampler was accepted.
    converged
        Whether all starts tell the same story, by `diagnostics`.
    warnings
        Codes of what a reader should know: `not_converged`, `one_case`, `no_onsets`…
    """

    ids: tuple[Any, ...]
    day_zero: date
    infector_draws: np.ndarray
    generations_draws: np.ndarray
    infection_day_draws: np.ndarray
    parameter_draws: pl.DataFrame = field(default_factory=pl.DataFrame)
    starts: int = 1
    links: pl.DataFrame | None = None
    evidence: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVIDENCE))
    diagnostics: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DIAGNOSTICS))
    acceptance: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"name": pl.String, "rate": pl.Float64})
    )
    converged: bool = True
    warnings: tuple[str, ...] = ()

    @cached_property
    def infectors(self) -> pl.DataFrame:
        """
        Every probable infector of every case; null is somebody outside the list.

        Columns infectee, infector, probability, generations (expected number of unseen cases
        between the two, if he is the infector). Probabilities sum to 1 over each infectee; the
        most probable comes first.
        """
        links = self._links()
        order = ["infectee", "probability", "infector"]
        table = links.sort(order, descending=[False, True, False], nulls_last=True)
        return table.select(
            self._named("infectee"), self._named("infector"), "probability", "generations"
        )

    @cached_property
    def offspring(self) -> pl.DataFrame:
        """
        How many each case infected himself: id, mean, lower, upper.

        Somebody unseen whom he infected is counted if he leads on to a case of the list.
        """
        return self._summary(counting.offspring(self.infector_draws))

    @cached_property
    def generations(self) -> pl.DataFrame:
        """How deep in his chain each case is: id, mean, lower, upper; its first case is at 0."""
        return self._summary(self._depths[0])

    @cached_property
    def sources(self) -> pl.DataFrame:
        """
        Who began each chain: chain, id, probability, most probable first.

        A chain is a connected part of `consensus()`. Its source, in a draw, is the case from whom
        more than half of it descends, he himself included. Null: nobody in the list.
        """
        chain = self._chains
        source = counting.sources(self._depths[1], chain)
        rows = [_frequencies(number, source[:, number]) for number in range(source.shape[1])]
        table = pl.concat(rows).sort("chain", "probability", descending=[False, True])
        return table.select("chain", self._named("id"), "probability")

    @cached_property
    def missing(self) -> pl.DataFrame:
        """Cases that nobody recorded, expected between two cases: infector, infectee, expected."""
        expected = pl.col("probability") * pl.col("generations")
        links = self._links().filter(pl.col("infector").is_not_null())
        table = links.with_columns(expected=expected).filter(pl.col("expected") > 0)
        return table.sort("expected", descending=True).select(
            self._named("infector"), self._named("infectee"), "expected"
        )

    @cached_property
    def missing_total(self) -> Interval:
        """Cases that nobody recorded, over all links of the list."""
        unseen = np.maximum(self.generations_draws.astype(np.int64) - 1, 0).sum(axis=1)
        return _interval(unseen)

    def consensus(self) -> pl.DataFrame:
        """
        One infector per case: infectee, infector (null: outside), support, generations.

        The tree with the greatest product of probabilities among those without a circle.
        """
        chosen = self._best_links
        return chosen.sort("infectee").select(
            self._named("infectee"),
            self._named("infector"),
            pl.col("probability").alias("support"),
            "generations",
        )

    def infections_after(self, id: Any, day: date) -> Interval:
        """
        Cases of the list infected by case `id`, directly or through others, on or after `day`.

        Counted are his own infections on or after that day, and all that came of them.
        """
        asked = pl.DataFrame({"id": [id], "day": [day]}, schema_overrides={"day": pl.Date})
        row = self.descendants_after(asked).row(0, named=True)
        return Interval(row["mean"], row["lower"], row["upper"])

    def descendants_after(self, asked: pl.DataFrame) -> pl.DataFrame:
        """
        `infections_after` of many: `asked` has id and day; goes out with mean, lower, upper.

        Raises
        ------
        ChainsError
            An id is not in the list, or a day is missing.
        """
        case, day = self._indices(asked["id"]), asked["day"].cast(pl.Date)
        if day.null_count():
            row = day.is_null().arg_max()
            raise ChainsError(f"row {row}: `day` is empty. Say from which day infections count.")
        since = (day - self.day_zero).dt.total_days().to_numpy().astype(np.int64)
        counts = counting.descendants_after(
            self.infector_draws, self.generations_draws, self.infection_day_draws, case, since
        )
        return asked.with_columns(_columns(counts))

    def to_inference_data(self) -> Any:
        """
        Return the draws as ArviZ takes them; needs the optional package `arviz`.

        Variables infector, generations and infection_day, each over chain, draw and case.
        """
        from firebreak.engine.chains.exporting import inference_data

        return inference_data(self)

    @cached_property
    def _depths(self) -> tuple[np.ndarray, np.ndarray]:
        return counting.depths(
            self.infector_draws, self.generations_draws, self.infection_day_draws
        )

    @cached_property
    def _best_links(self) -> pl.DataFrame:
        return best_tree(self._links(), len(self.ids))

    @cached_property
    def _chains(self) -> np.ndarray:
        links = self._best_links.filter(pl.col("infector").is_not_null())
        return counting.components(
            len(self.ids), links["infectee"].to_numpy(), links["infector"].to_numpy()
        )

    def _links(self) -> pl.DataFrame:
        if self.links is not None:
            return self.links
        return counting.links(self.infector_draws, self.generations_draws)

    def _summary(self, counts: np.ndarray) -> pl.DataFrame:
        return pl.DataFrame({"id": pl.Series(self.ids)}).with_columns(_columns(counts))

    def _named(self, column: str) -> pl.Expr:
        names = pl.lit(pl.Series(self.ids))
        return names.gather(pl.col(column)).alias(column)

    def _indices(self, ids: pl.Series) -> np.ndarray:
        number = {id: index for index, id in enumerate(self.ids)}
        found = [number.get(id, -1) for id in ids]
        if -1 in found:
            raise ChainsError(f"row {found.index(-1)}: this id is not among the cases inferred.")
        return np.array(found, np.int64)


def _interval(counts: np.ndarray) -> Interval:
    lower, upper = np.quantile(counts, INTERVAL)
    return Interval(float(counts.mean()), float(lower), float(upper))


def _columns(counts: np.ndarray) -> list[pl.Series]:
    """Return mean, lower and upper of counts, draws by columns."""
    lower, upper = np.quantile(counts, INTERVAL, axis=0)
    values = {"mean": counts.mean(axis=0), "lower": lower, "upper": upper}
    return [pl.Series(name, value, dtype=pl.Float64) for name, value in values.items()]


def _frequencies(chain: int, source: np.ndarray) -> pl.DataFrame:
    values, counts = np.unique(source, return_counts=True)
    table = pl.DataFrame({"id": values, "probability": counts / source.size})
    return table.select(
        pl.lit(chain + 1).cast(pl.Int32).alias("chain"),
        pl.when(pl.col("id") >= 0).then(pl.col("id")).cast(pl.Int64).alias("id"),
        "probability",
    )
