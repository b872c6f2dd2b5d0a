"""What must hold within a row, and between the rows of one file.

Comes in: rows whose cells have been read one by one. A field whose cell could not be read counts
as said, so that one mistake is one problem.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from firebreak.engine.when import When
from firebreak.intake.linelist import values as v
from firebreak.intake.linelist.course import ended_before
from firebreak.intake.linelist.fields import MEASURES, STATES, Kind, label
from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.findings import Findings, Row
from firebreak.intake.linelist.headings import Match
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.holders import is_of_another_age
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.units import Elsewhere, UnitFound


@dataclass(frozen=True)
class RowRead:
    """
    A row whose cells have been read, and where what is wrong with it goes.

    Attributes
    ----------
    unread
        Fields whose cell could not be read, or cannot be, with what is wrong.
    heading
        Field -> how the file calls it.
    """

    number: int
    values: dict[str, object]
    unread: dict[str, Problem]
    heading: Mapping[str, str]
    findings: Findings

    @property
    def said(self) -> set[str]:
        """The fields of which something stands in the row."""
        return self.values.keys() | self.unread.keys()


def _check_case_row(row: RowRead) -> None:
    said = row.said
    if said.isdisjoint({"number", "name", "running"}):
        row.findings.block(
            "no_who", row.number, row.heading.get("number") or row.heading.get("name")
        )
    if said.isdisjoint(STATES) and not row.heading.keys().isdisjoint(STATES):
        row.findings.block(
            "no_state", row.number, next(row.heading[f] for f in STATES if f in row.heading)
        )
    name = row.values.get("name")
    if isinstance(name, str) and not any(character.isalpha() for character in name):
        row.findings.warn("name_without_letters", row.number, row.heading["name"])
    if said.isdisjoint({"age", "birth_date"}):
        row.findings.warn("no_age", row.number, row.heading.get("age"))
    _check_classification(row)
    _check_excluded(row)
    _check_carrier(row)
    _check_id_number(row)
    _check_code(row)


#: What nobody is whose case was excluded, and none later.
NOT_OF_EXCLUDED = ("confirmed", "recovered", "died", "outcome")


def _check_classification(row: RowRead) -> None:
    """Who has a date of confirmation is not merely suspected."""
    said = row.values.get("classification")
    if said in ("suspected", "probable", "asymptomatic") and "confirmed" in row.values:
        row.findings.block(
            "classification_disagrees", row.number, row.heading["classification"], found=str(said)
        )


def _check_excluded(row: RowRead) -> None:
    """Beside a date of exclusion, what he is else is no more certain: which came last is not said."""
    said = {row.values.get("classification"), row.values.get("outcome")}
    if "excluded" not in row.values or "excluded" in said:
        return
    if not row.said.isdisjoint({"classification", *NOT_OF_EXCLUDED}):
        del row.values["excluded"]
        heading = row.heading["excluded"]
        row.unread["excluded"] = row.findings.block("excluded_or_not", row.number, heading)


def _check_carrier(row: RowRead) -> None:
    """A carrier has no onset: what stands there is the day of his first test or visit."""
    if row.values.get("classification") == "asymptomatic" and "onset" in row.values:
        del row.values["onset"]
        row.findings.warn("onset_of_carrier", row.number, row.heading["onset"])


def _check_id_number(row: RowRead) -> None:
    id_number = row.values.get("id_number")
    if not isinstance(id_number, str):
        return
    sex, birth = v.sex_of(id_number), v.birth_of(id_number)
    if sex and row.values.get("sex") not in (None, "unknown", sex):
        row.findings.warn("id_sex", row.number, row.heading["id_number"])
    if birth and row.values.get("birth_date") not in (None, birth):
        row.findings.warn("id_birth", row.number, row.heading["id_number"])
    if is_of_another_age(row.values):
        row.findings.warn("id_age", row.number, row.heading["id_number"])


def _check_code(row: RowRead) -> None:
    """A code beside a name must be of the same unit; alone, it says the residence."""
    code = row.values.get("residence_code")
    if not isinstance(code, UnitFound):
        return
    del row.values["residence_code"]
    named = row.values.setdefault("residence", code)
    other = named.unit if isinstance(named, UnitFound) else None
    if other is not None and other != code.unit:
        row.findings.warn(
            "code_disagrees",
            row.number,
            row.heading["residence_code"],
            division=code.unit.codes[0],
            other=code.unit.name,
            other_en=code.unit.name_en or code.unit.name,
        )


def _check_place_row(row: RowRead) -> None:
    said = row.said
    for name in ("number", "place"):
        if name in row.heading and name not in said:
            _require(row, name, Kind.PLACES)
    if ("longitude" in said) != ("latitude" in said):
        row.findings.block(
            "half_a_point", row.number, row.heading.get("longitude") or row.heading.get("latitude")
        )
    if isinstance(row.values.get("county"), Elsewhere):
        row.values["elsewhere"] = row.values.pop("county")
    _check_left_after(row)


def _check_left_after(row: RowRead) -> None:
    """Nobody leaves before he has come: one of the two is wrong, and which is not known."""
    arrived, left = row.values.get("arrived"), row.values.get("left")
    if isinstance(arrived, When) and isinstance(left, When) and ended_before(left, arrived):
        del row.values["left"]
        heading = row.heading["left"]
        row.unread["left"] = row.findings.block("left_before_arrival", row.number, heading)


def _check_count_row(row: RowRead) -> None:
    dated = "counted_date" if "counted_date" in row.heading else "report_date"
    said = row.said
    if dated in row.heading and dated not in said:
        _require(row, dated, Kind.COUNTS)
    if said.isdisjoint(MEASURES) and not row.heading.keys().isdisjoint(MEASURES):
        measure = next((name for name in MEASURES if name in row.heading), MEASURES[0])
        _require(row, measure, Kind.COUNTS)


def _require(row: RowRead, name: str, kind: Kind) -> None:
    row.findings.block("required", row.number, row.heading.get(name), label=label(kind, name))


def _check_journey_row(row: RowRead) -> None:
    """A ride is somebody's, and goes somewhere or in something that can be found."""
    said = row.said
    _require_who(row, ("number", "name"))
    if said.isdisjoint(RIDES):
        row.findings.block(
            "no_ride", row.number, next((row.heading[f] for f in RIDES if f in row.heading), None)
        )


RIDES = ("from_place", "to_place", "vehicle")


def _check_link_row(row: RowRead) -> None:
    said = row.said
    for name in ("number", "linked"):
        if name not in said:
            _require(row, name, Kind.LINKS)
    if "number" in row.values and row.values.get("number") == row.values.get("linked"):
        row.findings.block("linked_to_itself", row.number, row.heading.get("linked"))


def _check_contact_row(row: RowRead) -> None:
    said = row.said
    if "name" not in said:
        _require(row, "name", Kind.CONTACTS)
    _check_id_number(row)


def _check_test_row(row: RowRead) -> None:
    """A result is of somebody or of a sample; without one the row says that a sample was taken."""
    said = row.said
    _require_who(row, OF_TEST)
    if said.isdisjoint({"result", "taken", "received"}):
        _require(row, "result", Kind.TESTS)
    _check_id_number(row)


OF_TEST = ("name", "id_number", "number", "sample_number")


def _require_who(row: RowRead, fields: tuple[str, ...]) -> None:
    if row.said.isdisjoint(fields):
        row.findings.block(
            "no_who", row.number, next((row.heading[f] for f in fields if f in row.heading), None)
        )


ROW_CHECKS = {
    Kind.CASES: _check_case_row,
    Kind.PLACES: _check_place_row,
    Kind.COUNTS: _check_count_row,
    Kind.JOURNEYS: _check_journey_row,
    Kind.LINKS: _check_link_row,
    Kind.CONTACTS: _check_contact_row,
    Kind.TESTS: _check_test_row,
}


def _check_cases(rows: list[Row], match: Match, findings: Findings) -> list[Row]:
    heading = {f: c.heading for f, c in match.fields.items()}
    _find_repeats(rows, findings)
    numbers: dict[object, int] = {}
    ids: dict[object, int] = {}
    for row in rows:
        number, id_number = row.values.get("number"), row.values.get("id_number")
        if number and numbers.setdefault(number, row.number) != row.number:
            findings.block(
                "repeated_number",
                row.number,
                heading["number"],
                number=shown(str(number)),
                first=numbers[number],
            )
        if id_number and ids.setdefault(id_number, row.number) != row.number:
            findings.warn("same_id_number", row.number, heading["id_number"], first=ids[id_number])
    return rows


def _check_each_once(rows: list[Row], _match: Match, findings: Findings) -> list[Row]:
    _find_repeats(rows, findings)
    return rows


def _check_counts(rows: list[Row], match: Match, findings: Findings) -> list[Row]:
    dated = match.fields.get("report_date")
    if dated and "counted_date" not in match.fields:
        findings.warn("counts_day_before", match.row + 1, dated.heading, heading=dated.heading)
    return _each_count_once(rows, findings)


def _each_count_once(rows: list[Row], findings: Findings) -> list[Row]:
    """One row for a day, a unit and where it was published; another with other numbers blocks."""
    first: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = _counted(row)
        before = first.setdefault(key, row)
        if before is row or key[0] is None:
            continue
        if _numbers(before) == _numbers(row):
            findings.warn("repeated_count", row.number, first=before.number)
        else:
            findings.block("counted_twice", row.number, first=before.number)
    return list(first.values())


def _counted(row: Row) -> tuple[object, ...]:
    """What a row counts: two notices of one day may each say a part of it."""
    day = row.values.get("counted_date", row.values.get("report_date"))
    return (
        day,
        _unit_counted(row.values.get("unit")),
        row.values.get("source"),
        row.values.get("url"),
    )


def _unit_counted(found: object) -> object:
    """The unit on file; where none is known, as when a file is only read, the name as written."""
    if isinstance(found, UnitFound):
        return found.unit.key or found.unit.name
    return found


def _numbers(row: Row) -> dict[str, object]:
    return {name: row.values[name] for name in MEASURES if name in row.values}


def _find_repeats(rows: list[Row], findings: Findings) -> None:
    """A row that says word for word what an earlier one says."""
    first: dict[tuple[Cell, ...], int] = {}
    for row in rows:
        said = tuple(row.cells)
        if first.setdefault(said, row.number) != row.number:
            findings.block("repeated_row", row.number, first=first[said])


#: Each returns the rows that count.
LIST_CHECKS = dict.fromkeys(Kind, _check_each_once) | {
    Kind.CASES: _check_cases,
    Kind.COUNTS: _check_counts,
}
