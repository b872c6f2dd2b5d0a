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


def read_verdicts(
    cases: Cases, established: Iterable[Link], excluded: Iterable[Link], longest: int
) -> Verdicts:
    """
    Return the links by index; `longest` is the greatest delay between two cases, in days.

    Raises
    ------
    ChainsError
        A link names an unknown case or a case with itself; two links contradict one another, the
        line list, or the dates; established links go round in a circle; all links together leave a
        case nobody who can have infected it.
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
    verdicts = Verdicts(infector, ruled_out)
    _refuse_orphans(cases, verdicts, longest)
    return verdicts


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


def _refuse_orphans(cases: Cases, verdicts: Verdicts, longest: int) -> None:
    """Refuse links that, with the dates, leave a case no story that begins outside the list."""
    sources = _sources_of_the_settled(len(cases.ids), verdicts)
    day = cases.earliest.astype(float)
    day[list(sources)] = np.inf
    changed = bool(sources)
    while changed:
        changed = False
        for case, allowed in sources.items():
            first = _first_day(cases, case, day[allowed], cases.latest[allowed] + longest)
            changed |= first < day[case]
            day[case] = first
    lost = np.flatnonzero(np.isinf(day))
    if lost.size:
        raise ChainsError(
            f"line list row {lost[0]}: the established and excluded links, with the dates, leave "
            "nobody who can have infected this case.\nWithdraw one of them, or correct the dates."
        )


def _sources_of_the_settled(count: int, verdicts: Verdicts) -> dict[int, np.ndarray]:
    """Return who may have infected each case that nobody outside the list can have infected."""
    sources = {
        case: np.array([source]) for case, source in verdicts.established.items() if source >= 0
    }
    for outside, case in verdicts.excluded:
        if outside >= 0 or case in verdicts.established:
            continue
        ruled_out = [source for source, infectee in verdicts.excluded if infectee == case]
        sources[case] = np.setdiff1d(np.arange(count), [case, *ruled_out])
    return sources


def _first_day(cases: Cases, case: int, since: np.ndarray, until: np.ndarray) -> float:
    """Return the first day on which one of those infected since then can have infected `case`."""
    first = np.maximum(since + 1, cases.earliest[case])
    possible = first <= np.minimum(until, cases.latest[case])
    return float(first[possible].min()) if possible.any() else np.inf
