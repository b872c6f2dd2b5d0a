"""The line list as a workbook: one row a case, under the headings that lists are read by.

The same file comes in again by `firebreak import` or the inbox. Whom somebody met, and checks and
samples, have lists of their own.
"""

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from firebreak.engine.dates import write_when
from firebreak.engine.reference.pathogens.on_file import pathogen
from firebreak.engine.when import When
from firebreak.intake.drafts import Draft
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.linelist import values as words
from firebreak.intake.linelist.fields import CASES
from firebreak.outputs.exchange.courses import Course, courses
from firebreak.outputs.exchange.writing import Writing, Written, by_link
from firebreak.outputs.export import export

#: Column of the list -> field of the draft. A list that comes in makes a report card of the day of
#: report, so that column has the card's own time: when the record was told of a case is no card.
OF_CASE = {
    "onset": "onset",
    "reported": "card",
    "reporting": "unit_reporting",
    "counting": "unit_counting",
    "disease": "pathogen",
    "severity": "severity",
    "note": "note",
    "number": "number",
    "record": "external_id",
}
OF_PERSON = {
    "name": "name",
    "sex": "sex",
    "age": "age",
    "age_unit": "age_unit",
    "birth_date": "birth_date",
    "id_number": "id_number",
    "phone": "phone",
    "address": "address",
    "group": "group",
    "employer": "employer",
    "residence": "residence",
    "residence_code": "residence_code",
    "stay": "unit_stay",
}
STEPS = ("suspected", "confirmed", "excluded", "recovered", "died")
WORDS: Mapping[str, Mapping[str, str]] = {
    "sex": words.SEXES,
    "group": words.GROUPS,
    "age_unit": words.AGE_UNITS,
    "severity": words.SEVERITIES,
    "classification": words.CLASSIFICATIONS,
}
KINDS = frozenset({"person", "case", "classification", "stay", "place"})
_CARRIED = {
    "case": {*OF_CASE.values(), "status"},
    "person": set(OF_PERSON.values()),
}


def write(drafts: Iterable[Draft], *, zone: tzinfo, form: str = "xlsx") -> Written:
    """
    Write cases with their people, course and the places they visited.

    Parameters
    ----------
    drafts
        As `recorded.drafts_of` gives them.
    zone
        The zone of the times.
    form
        "xlsx" or "csv".

    Returns
    -------
    Written
        With a note for everything the list has no column for.

    Raises
    ------
    ExportError
        There is no such form of file, or there are more cases than it can hold.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> zhou = Draft("p", "person", {"name": Value("周某"), "sex": Value("female")})
    >>> case = Draft("c", "case", {"number": Value("7"), "status": Value("confirmed")}, {"person": "p"})
    >>> table = write([zhou, case], zone=ZoneInfo("Asia/Shanghai"), form="csv").content
    >>> [cell for cell in table.decode().splitlines()[1].split(",") if cell]
    ['7', '周某', '女', '确诊']
    """
    all_, writing = tuple(drafts), Writing(Surroundings(zone))
    stays = by_link((draft for draft in all_ if draft.kind == "stay"), "person")
    found = courses(all_)
    rows = [_row(course, stays.get(course.person.key, []), zone) for course in found]
    _lose(all_, found, writing)
    columns = [(name, CASES[name].zh) for name in _COLUMNS]
    content = export(form, columns, rows, title="病例一览表", zone=zone)
    return Written(content, writing.notes())


_LAST = ("record",)
_BESIDE = tuple(name for name in OF_CASE if name not in ("number", *_LAST))
_COLUMNS = ("number", *OF_PERSON, "classification", *_BESIDE, *STEPS, "places", *_LAST)


def _row(course: Course, stays: list[Draft], zone: tzinfo) -> dict[str, object]:
    row = {name: course.person.value(field) for name, field in OF_PERSON.items()}
    row |= {name: course.case.value(field) for name, field in OF_CASE.items()}
    row |= {step: course.reached(step) for step in STEPS if _has_column(course, step)}
    row["classification"] = course.case.value("status")
    places = dict.fromkeys(str(stay.value("place")) for stay in stays if stay.value("place"))
    row["places"] = "、".join(places)
    return {name: _cell(name, value, zone) for name, value in row.items()}


def _has_column(course: Course, step: str) -> bool:
    """
    Say whether the day of a step has a column.

    That of an exclusion only if he is excluded: beside anything else he is now, a reader could not
    tell which came last.
    """
    return step in STEPS and (step != "excluded" or course.case.value("status") == "excluded")


def _cell(name: str, value: object, zone: tzinfo) -> object:
    if isinstance(value, When):
        return None if value.start is None else write_when(value, zone=zone)
    if name == "disease" and value:
        return pathogen(str(value)).name.zh
    if name in WORDS and value is not None:
        said = WORDS[name].get(str(value), "")
        return said.split("|")[0] if value != "unknown" else None
    return value


def _lose(drafts: Iterable[Draft], found: list[Course], writing: Writing) -> None:
    for course in found:
        _lose_steps(course, writing)
        writing.lose_rest(course.case, _CARRIED["case"])
        writing.lose_rest(course.person, _CARRIED["person"])
    patients = {course.person.key for course in found}
    for draft in drafts:
        if draft.kind not in KINDS:
            writing.lose(draft.kind, "*", "kind_not_carried")
        elif draft.kind == "person" and draft.key not in patients:
            writing.lose("person", "*", "only_of_cases")
        elif draft.kind == "stay" and draft.value("when") is not None:
            writing.lose("stay", "when")


def _lose_steps(course: Course, writing: Writing) -> None:
    """There is no column for the day of any other step; of the last one the list says what it was."""
    for status, step in course.steps.items():
        if not _has_column(course, status) and (
            step.value("when") or status != course.case.value("status")
        ):
            writing.lose("classification", status, "kind_not_carried")
