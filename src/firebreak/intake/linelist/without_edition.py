"""Classifications of a time of which no diagnosis edition is on file: how many, and on which side.

They are kept without an edition: naming one that was not in force would be an invention.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from firebreak.engine.when import When
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.importing import Import
from firebreak.intake.linelist.problems import Problem
from firebreak.records.editions import protocols

SIDES = {
    "before": {"en": "before", "zh": "早于"},
    "between": {"en": "between", "zh": "介于"},
    "after": {"en": "after", "zh": "晚于"},
}


def without_edition(importing: Import, classified: Iterable[tuple[Row, When]]) -> list[Problem]:
    """Return one warning for each side of the editions on file."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, when in classified:
        if when.start is not None and not importing.edition_of(when, importing.pathogen_of(row)):
            rows[_side(importing.pathogen_of(row), when.start)].append(row.number)
    return [_problem(side, rows[side]) for side in (*SIDES, "none") if side in rows]


def _problem(side: str, rows: list[int]) -> Problem:
    code = "outside_editions" if side in SIDES else "no_edition"
    values: dict[str, object] = {"count": len(rows), "side": SIDES.get(side)}
    once = tuple(dict.fromkeys(rows))
    return Problem(code, rows[0], values=values, blocks=False, rows=once)


def _side(pathogen: str, at: datetime) -> str:
    editions = [e for e in protocols() if e.pathogen == pathogen and e.family == "diagnosis"]
    if not editions:
        return "none"
    if all(at < edition.valid_from for edition in editions):
        return "before"
    ends = [edition.valid_to for edition in editions]
    return "after" if all(end is not None and end <= at for end in ends) else "between"
