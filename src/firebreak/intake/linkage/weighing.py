"""The same score for a few pairs, without Splink: for whoever waits at a page.

Each condition of `model.FEATURES` is said here a second time, in Python; a test holds both to the same
sum. How rare a name is can be given; what is not given counts as of average rarity.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from firebreak.intake.linkage.model import BY_RARITY, EXPECTED_OF_A_LIST, FEWEST, parameters
from firebreak.intake.linkage.people import prepare
from firebreak.intake.linkage.scoring import AS_MANY

Row = Mapping[str, Any]
SAME_AGE, ABOUT_THE_SAME_AGE, DAYS_APART = 1.6, 4, 3


@dataclass(frozen=True)
class Weighed:
    """A record that may be of the same person: its id, the sum in bits, and (feature, level, bits)."""

    id: Any
    weight: float
    features: tuple[tuple[str, str, float], ...]


def weigh(
    person: pl.DataFrame,
    others: pl.DataFrame,
    *,
    population: int,
    counts: Mapping[str, Mapping[str, int]] | None = None,
    expected: float = EXPECTED_OF_A_LIST,
) -> list[Weighed]:
    """
    Weigh whether one record is of the same person as each of some others.

    Parameters
    ----------
    person, others
        Tables of `linkage.PEOPLE`; the first has one row.
    population
        How many records the others were chosen from.
    counts
        Column (`name`, `sound`, `surname`, `phone_key`, `home`) -> value -> how many of them have it.
    expected
        How likely the person is on file at all, in (0, 1].

    Returns
    -------
    list of Weighed
        The likeliest first.

    Raises
    ------
    PeopleError
        A table lacks its ids, repeats one, or a column is of another type.

    Examples
    --------
    >>> listed = pl.DataFrame({"id": [1], "name": ["张伟"], "phone_key": ["a"]})
    >>> known = pl.DataFrame({"id": [7, 8], "name": ["张玮", "李娜"], "phone_key": ["a", "b"]})
    >>> [(found.id, found.weight > 0) for found in weigh(listed, known, population=10_000)]
    [(7, True), (8, False)]
    """
    one = prepare(person).row(0, named=True)
    return weigh_rows(
        one,
        prepare(others).iter_rows(named=True),
        population=population,
        counts=counts,
        expected=expected,
    )


def weigh_rows(
    one: Row,
    others: Iterable[Row],
    *,
    population: int,
    counts: Mapping[str, Mapping[str, int]] | None = None,
    expected: float = EXPECTED_OF_A_LIST,
) -> list[Weighed]:
    """Weigh rows as `people.prepare` gives them; for whoever prepared many at once."""
    prior = expected / max(population, FEWEST)
    found = []
    for other in others:
        features = tuple(_features(one, other, population, counts or {}))
        weight = math.log2(prior / (1 - prior)) + sum(bits for _f, _l, bits in features)
        found.append(Weighed(other["id"], weight, features))
    return sorted(found, key=lambda each: -each.weight)


def _features(
    one: Row, other: Row, population: int, counts: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, str, float]]:
    for feature, read in LEVELS.items():
        level = read(one, other)
        if level == "unknown":
            yield feature, level, 0.0
            continue
        m, u = parameters()[feature][level]
        column = BY_RARITY.get((feature, level))
        known = counts.get(column, {}) if column else {}
        if column and known:
            often = max(known.get(row[column], 0) for row in (one, other))
            u = (often + AS_MANY * u) / (population + AS_MANY)
        yield feature, level, math.log2(m / u)


def _name(one: Row, other: Row) -> str:
    if one["name"] is None or other["name"] is None:
        return "unknown"
    if one["is_masked"] or other["is_masked"]:
        return "surname" if one["surname"] == other["surname"] else "other_surname"
    if one["name"] == other["name"]:
        return "same"
    if one["sound"] == other["sound"]:
        return "sound"
    if _is_miswritten(one, other):
        return "one_character"
    is_kin = any(_agree(one, other, shared) for shared in ("phone_key", "household", "birth_date"))
    if one["surname"] == other["surname"] and is_kin and not _agree(one, other, "id_key"):
        return "kin"
    is_near = len(one["given"]) > 1 and one_apart(one["name"], other["name"])
    return "one_character" if is_near else "different"


def _is_miswritten(one: Row, other: Row) -> bool:
    """Say whether a name is the other with its characters exchanged, or without the last ones."""
    if one["surname"] != other["surname"]:
        return False
    shorter, longer = sorted((one["name"], other["name"]), key=len)
    return one["given"] == other["given"][::-1] or longer.startswith(shorter)


def _birth(one: Row, other: Row) -> str:
    if one["born"] is None or other["born"] is None:
        return "unknown"
    mine, theirs = one["birth_date"], other["birth_date"]
    if mine is not None and theirs is not None:
        if mine == theirs:
            return "same"
        return "nearly" if _slip(mine, theirs) else "different"
    apart = abs(one["born"] - other["born"])
    if apart <= SAME_AGE:
        return "age"
    return "age_about" if apart <= ABOUT_THE_SAME_AGE else "different"


def _slip(mine: date, theirs: date) -> bool:
    swapped = (mine.year, mine.month, mine.day) == (theirs.year, theirs.day, theirs.month)
    return swapped or one_apart(mine.isoformat(), theirs.isoformat())


def _home(one: Row, other: Row) -> str:
    if one["county"] is None or other["county"] is None:
        return "unknown"
    if _agree(one, other, "home"):
        return "same"
    if one["county"] != other["county"]:
        return "different"
    return "county" if one["home"] is None or other["home"] is None else "elsewhere"


def _onset(one: Row, other: Row) -> str:
    if one["onset"] is None or other["onset"] is None or one["pathogen"] != other["pathogen"]:
        return "unknown"
    apart = abs((one["onset"] - other["onset"]).days)
    if apart == 0:
        return "same"
    return "days" if apart <= DAYS_APART else "different"


def _exposure(one: Row, other: Row) -> str:
    if one["exposed_to"] is None or other["exposed_to"] is None:
        return "unknown"
    return "same" if set(one["exposed_to"]) & set(other["exposed_to"]) else "different"


def _plain(column: str) -> Any:
    def read(one: Row, other: Row) -> str:
        if one[column] is None or other[column] is None:
            return "unknown"
        return "same" if one[column] == other[column] else "different"

    return read


LEVELS: dict[str, Any] = {
    "name": _name,
    "sex": _plain("sex"),
    "birth": _birth,
    "id_number": _plain("id_key"),
    "phone": _plain("phone_key"),
    "home": _home,
    "onset": _onset,
    "exposure": _exposure,
}


def _agree(one: Row, other: Row, column: str) -> bool:
    return one[column] is not None and one[column] == other[column]


def one_apart(one: str, other: str) -> bool:
    """
    Say whether one character more, less or other makes one text the other.

    Examples
    --------
    >>> one_apart("张大伟", "张伟"), one_apart("张伟", "张玮"), one_apart("张伟", "伟张")
    (True, True, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    at = min(len(one), len(other)) if same is None else same
    rests = ((at + 1, at + 1), (at + 1, at), (at, at + 1))
    return any(one[mine:] == other[theirs:] for mine, theirs in rests)
