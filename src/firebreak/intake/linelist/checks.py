"""What must hold within a row, and between the rows of one file.

Comes in: rows whose cells have been read one by one. A field whose cell could not be read counts
as said, so that one mistake is one problem.
"""

from collections.abc import Mapping

from firebreak.intake.linelist import values as v
from firebreak.intake.linelist.fields import MEASURES, Kind, label
from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.findings import Findings, Row
from firebreak.intake.linelist.headings import Match
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.units import Elsewhere, UnitFound


def _check_case_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    said = values.keys() | unread
    if said.isdisjoint({"number", "name"}):
        findings.block("no_who", number, heading.get("number") or heading.get("name"))
    if said.isdisjoint(STATES) and not heading.keys().isdisjoint(STATES):
        findings.block("no_state", number, next(heading[f] for f in STATES if f in heading))
    name = values.get("name")
    if isinstance(name, str) and not any(character.isalpha() for character in name):
        findings.warn("name_without_letters", number, heading["name"])
    if said.isdisjoint({"age", "birth_date"}):
        findings.warn("no_age", number, heading.get("age"))
    _check_classification(number, values, heading, findings)
    _check_id_number(number, values, heading, findings)
    _check_code(number, values, heading, findings)


STATES = ("classification", "confirmed", "diagnosed", "suspected", "recovered", "died", "outcome")


def _check_classification(
    number: int, values: dict[str, object], heading: Mapping[str, str], findings: Findings
) -> None:
    """Who has a date of confirmation is not merely suspected."""
    said = values.get("classification")
    if said in ("suspected", "probable", "asymptomatic") and "confirmed" in values:
        findings.block(
            "classification_disagrees", number, heading["classification"], found=str(said)
        )


def _check_id_number(
    number: int, values: dict[str, object], heading: Mapping[str, str], findings: Findings
) -> None:
    id_number = values.get("id_number")
    if not isinstance(id_number, str):
        return
    sex, birth = v.sex_of(id_number), v.birth_of(id_number)
    if sex and values.get("sex") not in (None, "unknown", sex):
        findings.warn("id_sex", number, heading["id_number"])
    if birth and values.get("birth_date") not in (None, birth):
        findings.warn("id_birth", number, heading["id_number"])


def _check_code(
    number: int, values: dict[str, object], heading: Mapping[str, str], findings: Findings
) -> None:
    """A code beside a name must be of the same unit; alone, it says the residence."""
    code = values.get("residence_code")
    if not isinstance(code, UnitFound):
        return
    del values["residence_code"]
    named = values.setdefault("residence", code)
    other = named.unit if isinstance(named, UnitFound) else None
    if other is not None and other != code.unit:
        findings.warn(
            "code_disagrees",
            number,
            heading["residence_code"],
            division=code.unit.codes[0],
            other=code.unit.name,
        )


def _check_place_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    said = values.keys() | unread
    for name in ("number", "place"):
        if name in heading and name not in said:
            _require(name, Kind.PLACES, number, heading, findings)
    if ("longitude" in said) != ("latitude" in said):
        findings.block("half_a_point", number, heading.get("longitude") or heading.get("latitude"))
    if isinstance(values.get("county"), Elsewhere):
        values["elsewhere"] = values.pop("county")


def _check_count_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    dated = "counted_date" if "counted_date" in heading else "report_date"
    said = values.keys() | unread
    if dated in heading and dated not in said:
        _require(dated, Kind.COUNTS, number, heading, findings)
    if said.isdisjoint(MEASURES) and not heading.keys().isdisjoint(MEASURES):
        measure = next((name for name in MEASURES if name in heading), MEASURES[0])
        _require(measure, Kind.COUNTS, number, heading, findings)


def _require(
    name: str, kind: Kind, number: int, heading: Mapping[str, str], findings: Findings
) -> None:
    findings.block("required", number, heading.get(name), label=label(kind, name))


def _check_journey_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    """A ride is somebody's, and goes somewhere or in something that can be found."""
    said = values.keys() | unread
    _require_who(("number", "name"), number, said, heading, findings)
    if said.isdisjoint(RIDES):
        findings.block("no_ride", number, next(heading[f] for f in RIDES if f in heading))


RIDES = ("from_place", "to_place", "vehicle")


def _check_link_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    said = values.keys() | unread
    for name in ("number", "linked"):
        if name not in said:
            _require(name, Kind.LINKS, number, heading, findings)
    if "number" in values and values.get("number") == values.get("linked"):
        findings.block("linked_to_itself", number, heading.get("linked"))


def _check_contact_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    said = values.keys() | unread
    if "name" not in said:
        _require("name", Kind.CONTACTS, number, heading, findings)
    _check_id_number(number, values, heading, findings)


def _check_test_row(
    number: int,
    values: dict[str, object],
    unread: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    """A result is of somebody or of a sample; without one the row says that a sample was taken."""
    said = values.keys() | unread
    _require_who(OF_TEST, number, said, heading, findings)
    if said.isdisjoint({"result", "taken", "received"}):
        _require("result", Kind.TESTS, number, heading, findings)
    _check_id_number(number, values, heading, findings)


OF_TEST = ("name", "id_number", "number", "sample_number")


def _require_who(
    fields: tuple[str, ...],
    number: int,
    said: set[str],
    heading: Mapping[str, str],
    findings: Findings,
) -> None:
    if said.isdisjoint(fields):
        findings.block("no_who", number, next((heading[f] for f in fields if f in heading), None))


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
    found = row.values.get("unit")
    unit = found.unit.key if isinstance(found, UnitFound) else None
    return day, unit, row.values.get("source"), row.values.get("url")


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
