"""What the chains say of the outbreak: numbers with intervals, each with what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firebreak.records.chains.computing import Result
from firebreak.records.models import Case, Contact, Place
from firebreak.site.chains.seen import Seen
from firebreak.site.templatetags.pages import share

#: Links of a cluster that are told in words; the rest are a count.
TOLD = 4


@dataclass(frozen=True)
class Number:
    """One number of the outbreak: what, how much, from where to where, and from what data."""

    key: str
    label: str
    value: str
    interval: str
    rests_on: str


@dataclass(frozen=True)
class Cluster:
    """One cluster: by which definition, its cases, and the records that link them."""

    kind: str
    cases: list[Case]
    has_elsewhere: bool
    first: Any
    last: Any
    evidence: list[str]

    @property
    def definition(self) -> str:
        """By what it is a cluster, in words."""
        if self.kind == "legal":
            return _("By the definition in force")
        return _("Hint: more than chance explains")

    @property
    def told(self) -> list[str]:
        """What is told of its links on the page."""
        return self.evidence[:TOLD]

    @property
    def more(self) -> int:
        """How many links are not."""
        return len(self.evidence) - len(self.told)


def shown(result: Result, known: Seen) -> list[Number]:
    """Return the numbers; none for whoever sees only a part of the cases they count."""
    return [] if known.unseen else list(numbers(result))


def numbers(result: Result) -> Iterator[Number]:
    """Return each number that could be worked out, in the order in which people ask for them."""
    told = result.outbreak
    for key in ("reproduction", "case_reproduction"):
        if key in told.frames:
            yield _reproduction(key, told)
    if "dispersion" in told.frames:
        yield from _dispersion(told)
    if "proportion" in told.frames:
        yield _proportion(told)
    for key, frame in told.frames.items():
        if key.startswith("delay."):
            yield _delay(key, frame.row(0, named=True), told)


def _reproduction(key: str, told: Any) -> Number:
    frame = told.frames[key]
    solid = frame.filter(pl.col("basis") == "data")
    row = (solid if solid.height else frame).row(-1, named=True)
    days = {"start": row["window_start"], "end": row["window_end"]}
    labels = {
        "reproduction": _("R, infections caused in these days: %(start)s to %(end)s") % days,
        "case_reproduction": _("R of the cases of these days, looking back: %(start)s to %(end)s")
        % days,
    }
    if row["mean"] is None:
        return Number(key, labels[key], "–", "", _("too few cases"))
    rests = _cases_told(key, told)
    if solid.is_empty():
        rests = _("hardly any data; %(rests)s") % {"rests": rests}
    return Number(
        key, labels[key], _decimal(row["mean"]), _between(row["lower"], row["upper"]), rests
    )


def _dispersion(told: Any) -> Iterator[Number]:
    row = told.frames["dispersion"].row(0, named=True)
    rests = (
        _(
            "the tree of %(cases)s cases, over its whole uncertainty; what is still to come is reckoned in"
        )
        % row
    )
    yield Number(
        "R",
        _("R, infections per case by the tree"),
        _decimal(row["R"]),
        _between(row["R_lower"], row["R_upper"]),
        rests,
    )
    if row["k"] is not None:
        yield Number(
            "k",
            _("k, the smaller the more a few cases infect most"),
            _decimal(row["k"]),
            _between(row["k_lower"], row["k_upper"]),
            rests,
        )


def _proportion(told: Any) -> Number:
    row = told.frames["proportion"].row(0, named=True)
    return Number(
        "proportion",
        _("Infections caused by the most infectious fifth of cases"),
        share(row["by_cases"]),
        "",
        _("R and k above"),
    )


def _delay(key: str, row: dict, told: Any) -> Number:
    labels = {
        "delay.isolation": _("Days from onset to isolation"),
        "delay.confirmation": _("Days from onset to confirmation"),
        "delay.reporting": _("Days from onset to the report card"),
    }
    rests = _cases_told(key, told)
    words = {"rests": rests, "days": _decimal(row["p95"])}
    return Number(
        key,
        labels[key],
        _decimal(row["mean"]),
        _between(row["mean_lower"], row["mean_upper"]),
        _("%(rests)s; 95 of 100 within %(days)s days") % words,
    )


def _cases_told(key: str, told: Any) -> str:
    used, left_out = told.rests_on[key]
    text = ngettext("%(number)d case", "%(number)d cases", used) % {"number": used}
    if not left_out:
        return text
    return _("%(cases)s; %(number)d left out, having no such dates in order") % {
        "cases": text,
        "number": left_out,
    }


def _decimal(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _between(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return "–"
    return f"{_decimal(lower)} – {'∞' if upper == float('inf') else _decimal(upper)}"


# Clusters.


def clusters(result: Result, known: Seen) -> list[Cluster]:
    """
    Return the clusters of which the reader sees any case, the legal ones first.

    Those by chains are left out: the chains themselves are on the same page.
    """
    found = result.outbreak.clusters
    if found is None:
        return []
    others = found.clusters.filter(pl.col("kind") != "chain")
    rows = [_cluster(row, found, known) for row in others.to_dicts()]
    return [cluster for cluster in rows if cluster.cases]


def _cluster(row: dict, found: Any, known: Seen) -> Cluster:
    members = found.members.filter(pl.col("cluster") == row["cluster"])["person_id"].to_list()
    cases = known.fetched(members)
    mine = found.evidence.filter(pl.col("cluster") == row["cluster"])
    seen = mine.filter(
        pl.col("person_id").is_in(known.people),
        pl.col("other_id").is_null() | pl.col("other_id").is_in(known.people),
    )
    return Cluster(
        kind=row["kind"],
        cases=[cases[person] for person in members if person in cases],
        has_elsewhere=len(cases) < len(members),
        first=row["first"],
        last=row["last"],
        evidence=_evidence(seen, cases),
    )


def _evidence(rows: pl.DataFrame, cases: dict[int, Case]) -> list[str]:
    names = Place.objects.in_bulk(rows["place"].drop_nulls().unique().to_list())
    shared = rows.filter(pl.col("tie").is_not_null())
    pairs = rows.filter(pl.col("tie").is_null())
    groups = shared.partition_by("tie", maintain_order=True)
    told = [_shared(group.to_dicts(), names, cases) for group in groups]
    return [*told, *(_pair(row, names, cases) for row in pairs.to_dicts())]


def _shared(rows: list[dict], names: dict[int, Place], cases: dict[int, Case]) -> str:
    numbers = ", ".join(str(cases[row["person_id"]]) for row in rows if row["person_id"] in cases)
    row = rows[0]
    words = {"cases": numbers, "how": _how(row), "place": names.get(row["place"], "")}
    if row["place"] in names:
        return _("%(cases)s: %(how)s, %(place)s") % words
    return _("%(cases)s: %(how)s") % words


def _pair(row: dict, names: dict[int, Place], cases: dict[int, Case]) -> str:
    both = [cases.get(row["person_id"]), cases.get(row["other_id"])]
    return _shared([row, row | {"person_id": row["other_id"]}], names, cases) if all(both) else ""


def _how(row: dict) -> str:
    if row["kind"] == "contact" and row["manner"]:
        return str(dict(Contact.Manner.choices).get(row["manner"], row["manner"]))
    words = {
        "contact": _("a contact on record"),
        "household": _("one household"),
        "place": _("at one place at one time"),
        "beyond_chance": _("there more often than chance explains"),
        "chain": _("linked by the inferred chain"),
    }
    return words[row["kind"]]
