"""Links that an investigation established or excluded."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from firebreak.engine.chains.errors import ChainsError
from firebreak.engine.chains.reading import Cases

Link = tuple[Any, Any]  # infector (None: outside the list), infectee


OUTSIDE, UNKNOWN = -1, -2


class Verdicts(NamedTuple):
    """
    Links by index; the infector is -1 where he is outside the list.

    Attributes
    ----------
    established
        The infector of each infectee that has one established.
    excluded
        Pairs (infector, infectee).
    """

    established: dict[int, int]
    excluded: set[tuple[int, int]]


def read_verdicts(cases: Cases, established: Iterable[Link], excluded: Iterable[Link]) -> Verdicts:
    """
    Return the links by index.

    Raises
    ------
    ChainsError
        A link names an unknown case or a case with itself; two links contradict one another, the
        line list, or the dates; established links go round in a circle.
    """
    sure = _numbered(cases, established, "established")
    ruled_out = set(_numbered(cases, excluded, "excluded"))
    infector: dict[int, int] = {}
    for row, (source, case) in enumerate(sure):
        _check_one(cases, row, source, case, ruled_out)
        if infector.setdefault(case, source) != source:
            raise ChainsError(
                f"established row {row}: an earlier row names another infector of this case.\n"
                "Keep one of the two."
            )
    _refuse_circles(sure, infector)
    for case in np.flatnonzero(cases.imported == 1).tolist():
        infector.setdefault(case, -1)
    return Verdicts(infector, ruled_out)


def _numbered(cases: Cases, links: Iterable[Link], name: str) -> list[tuple[int, int]]:
    found = []
    for row, link in enumerate(links):
        try:
            source, case = link
        except (TypeError, ValueError) as error:
            raise ChainsError(
                f"{name} row {row}: give two ids, (infector, infectee); None as the infector is "
                "somebody outside the list."
            ) from error
        pair = (OUTSIDE if source is None else _index(cases, source), _index(cases, case))
        if UNKNOWN in pair:
            end = "infector" if pair[0] == UNKNOWN else "infectee"
            raise ChainsError(f"{name} row {row}: the {end} is not in the line list.")
        if pair[0] == pair[1]:
            raise ChainsError(f"{name} row {row}: infector and infectee are the same case.")
        found.append(pair)
    return found


def _index(cases: Cases, id: Any) -> int:
    return cases.number.get(id, UNKNOWN)


def _check_one(
    cases: Cases, row: int, source: int, case: int, excluded: set[tuple[int, int]]
) -> None:
    if (source, case) in excluded:
        raise ChainsError(
            f"established row {row}: the same link is among the excluded. Withdraw one of the two."
        )
    if source < 0:
        return
    if cases.imported[case] == 1:
        raise ChainsError(
            f"established row {row}: line list row {case} says this case was imported, so nobody "
            "in the list infected it.\nCorrect `imported` there, or withdraw the link."
        )
    if cases.latest[case] <= cases.earliest[source]:
        raise ChainsError(
            f"established row {row}: by their dates, line list row {case} was infected before "
            f"line list row {source} can have been.\nCorrect the dates, or withdraw the link."
        )


def _refuse_circles(sure: list[tuple[int, int]], infector: dict[int, int]) -> None:
    for row, (source, case) in enumerate(sure):
        above = source
        for _ in infector:
            if above == case:
                raise ChainsError(
                    f"established row {row}: with the other rows, this case would descend from "
                    "itself.\nWithdraw one of the links."
                )
            above = infector.get(above, -1)
