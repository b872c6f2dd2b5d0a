"""WHO's case form of 2020 as a table: one row a case, under the variables of its data dictionary.

The form names nobody: names, numbers and addresses stay here. It is for confirmed cases, and knows
days without a clock.
"""

import csv
import io
from collections.abc import Iterable
from datetime import tzinfo
from operator import itemgetter

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import Draft
from firebreak.intake.exchange import who_variables as who
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.outputs.exchange.courses import Course, courses
from firebreak.outputs.exchange.writing import Writing, Written
from firebreak.outputs.export import harmless

CONFIRMED = ("confirmed", "asymptomatic", "recovered", "died")
HOSPITAL = ("ward", "icu")
KINDS = ("case", "person", "classification", "placement", "sample", "test", "contact")
CARRIED = {
    "case": {"reported", "number", "external_id", "status", "onset"},
    "person": {"age", "age_unit", "sex"},
}


def write(
    drafts: Iterable[Draft], *, zone: tzinfo, country: str = "", province: str = ""
) -> Written:
    """
    Write the confirmed cases as rows of the form.

    Parameters
    ----------
    drafts
        Cases, their people, and what happened to them.
    zone
        The zone of the days.
    country, province
        Of the office that reports; "" leaves those variables empty.

    Returns
    -------
    Written
        CSV in UTF-8, and a note for everything the form has no variable for.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> zhou = Draft("p", "person", {"sex": Value("female"), "age": Value(45)})
    >>> case = Draft("c", "case", {"number": Value("7"), "status": Value("confirmed")}, {"person": "p"})
    >>> rows = write([zhou, case], zone=ZoneInfo("Asia/Shanghai")).content.decode().splitlines()
    >>> rows[1].startswith(",,7,45,years,Female,")
    True
    """
    all_ = tuple(drafts)
    writing = Writing(Surroundings(zone))
    text = io.StringIO()
    table = csv.DictWriter(text, list(who.VARIABLES), restval="", lineterminator="\r\n")
    table.writeheader()
    told = [c for c in courses(all_) if c.case.value("status") in CONFIRMED]
    for course in told:
        row = _row(course, zone, country, province)
        table.writerow({name: harmless(value) for name, value in row.items()})
        _lose(course, writing)
    _lose_others(all_, told, writing)
    return Written(text.getvalue().encode(), writing.notes())


def _row(course: Course, zone: tzinfo, country: str, province: str) -> dict[str, str | int]:
    person, case = course.person, course.case
    ward = [p for p in course.placements if p.value("level") in HOSPITAL]
    row: dict[str, object] = {
        "report_date": _day(case.value("reported"), zone),
        "report_country": country,
        "patinfo_ID": course.number,
        "patinfo_ageonset": person.value("age"),
        "patinfo_ageonsetunit": _age_unit(person),
        "patinfo_sex": who.SEX.get(str(person.value("sex", "unknown"))),
        "patinfo_idadmin0": country,
        "patinfo_idadmin1": province,
        "Lab_date1": _day(_first_positive(course), zone),
        "patcourse_asymp": who.YES if _is_asymptomatic(course) else None,
        "patcourse_dateonset": _day(case.value("onset"), zone),
        "patcourse_presHCF": _day(_earliest(ward), zone),
        "patcourse_dateiso": _day(_earliest(course.placements), zone),
        "patinfo_occuhcw": who.YES if person.value("group") == "medical" else None,
    }
    row |= _exposure(course, zone) | _outcome(course, zone)
    return {name: value for name, value in row.items() if isinstance(value, str | int)}


def _age_unit(person: Draft) -> str | None:
    return None if person.value("age") is None else str(person.value("age_unit", "years"))


def _first_positive(course: Course) -> object:
    """When the first positive result was; without one, when the case was confirmed."""
    positive = (t.value("when") for t, _s in course.tests if t.value("result") == "positive")
    return _first(positive) or course.reached("confirmed")


def _is_asymptomatic(course: Course) -> bool:
    return course.case.value("status") == "asymptomatic"


def _earliest(placements: Iterable[Draft]) -> When | None:
    return _first(placement.value("when") for placement in placements)


def _first(times: Iterable[object]) -> When | None:
    known = [(when.start, when) for when in times if isinstance(when, When) and when.start]
    return min(known, key=itemgetter(0))[1] if known else None


def _exposure(course: Course, zone: tzinfo) -> dict[str, object]:
    for contact, source in course.exposures:
        if source is not None and source.kind == "case":
            number = source.value("number") or source.value("external_id") or source.key
            return {
                "expo_contact_case": who.YES,
                "expo_ID1": str(number),
                "expo_case_date_first1": _day(contact.value("when"), zone),
                "expo_case_date_last1": _day(contact.value("ended"), zone),
            }
    return {}


def _outcome(course: Course, zone: tzinfo) -> dict[str, object]:
    status = str(course.case.value("status"))
    if status not in who.OUTCOME:
        return {}
    return {
        "outcome_patcourse_status": who.OUTCOME[status],
        "outcome_date_of_outcome": _day(course.reached(status), zone),
    }


def _day(when: object, zone: tzinfo) -> str | None:
    day = when.local_day(zone) if isinstance(when, When) else None
    return day.isoformat() if day else None


def _lose(course: Course, writing: Writing) -> None:
    writing.lose_rest(course.case, CARRIED["case"])
    carried = set(CARRIED["person"])
    if course.person.value("group") == "medical":
        carried.add("group")
    writing.lose_rest(course.person, carried)
    for name in ("onset", "reported"):
        when = course.case.value(name)
        if isinstance(when, When) and when.start and when.precision is not Precision.DAY:
            writing.lose("case", name, "time_to_day")


def _lose_others(drafts: Iterable[Draft], told: list[Course], writing: Writing) -> None:
    kept = {course.case.key for course in told}
    for draft in drafts:
        if draft.kind == "case" and draft.key not in kept:
            writing.lose("case", "status", "word_not_carried")
        elif draft.kind not in KINDS:
            writing.lose(draft.kind, "*", "kind_not_carried")
