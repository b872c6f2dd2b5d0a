"""From a row that was read to drafts: the person, his case, what happened to him.

A list that speaks of a case by its number makes a draft of the case with nothing but the number:
whose it is, is found on file or in another list of the same file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.linelist.diseases import pathogen_named
from firebreak.intake.linelist.fields import MEASURES, Kind
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.laboratory import told_by_result
from firebreak.intake.linelist.units import Elsewhere, UnitFound
from firebreak.intake.linelist.values import Age
from firebreak.intake.sheets import untold
from firebreak.intake.sheets.lists import List
from firebreak.intake.sheets.manners import manner_of, order_of, says_what_was_done
from firebreak.intake.sheets.rides import read_ride
from firebreak.intake.sheets.titled import key_of_named
from firebreak.intake.text.full_names import FULL_NAME, is_name

LONGEST_IN_KEY = 80
SUGGESTED = 0.5  # confidence in how people met, where only their relation is told
#: field of the list -> field of the draft
OF_PERSON = {
    "name": "name",
    "sex": "sex",
    "birth_date": "birth_date",
    "group": "group",
    "employer": "employer",
    "id_number": "id_number",
    "phone": "phone",
    "address": "address",
    "residence": "residence",
    "residence_code": "residence_code",
    "stay": "unit_stay",
}
OF_CASE = {
    "number": "number",
    "onset": "onset",
    "reported": "reported",
    "reporting": "unit_reporting",
    "counting": "unit_counting",
    "disease": "pathogen",
    "severity": "severity",
    "note": "note",
    "record": "external_id",
}
#: date of the list -> what the case became by it, in the order of a course
COURSE = {
    "suspected": "suspected",
    "confirmed": "confirmed",
    "excluded": "excluded",
    "recovered": "recovered",
    "died": "died",
}
OF_SAMPLE = {
    "sample_number": "number",
    "sample_kind": "kind",
    "taken": "when",
    "received": "received",
    "laboratory": "laboratory",
}

OF_TEST = {"result": "result", "resulted": "when", "method": "method", "disease": "pathogen"}


def drafts_of(one: List, row: Row) -> Iterator[Draft]:
    """Yield the drafts of a row; those that others link to come first."""
    if one.of == untold.PEOPLE:
        yield _person(one, row)
        return
    yield from _BY_KIND[one.kind](one, row)


def _case_row(one: List, row: Row) -> Iterator[Draft]:
    person = _person(one, row)
    case = _key(one, row, "case")
    yield person
    fields = _fields(one, row, OF_CASE) | _whole_unit(one, row) | _status(one, row)
    yield Draft(case, "case", fields, {"person": person.key})
    yield from _course(one, row, case)
    for number, place in enumerate(row.values.get("places", ())):  # type: ignore[arg-type]
        fields = {"place": one.value(row, "places", place)}
        yield Draft(f"{_key(one, row, 'stay')}:{number}", "stay", fields, {"person": person.key})


def _whole_unit(one: List, row: Row) -> dict[str, Value]:
    """The unit that counts, with the province and city of other columns: there are six 鼓楼区."""
    said = [f for f in ("province", "city", "counting") if f in row.values]
    if said in ([], ["counting"]):
        return {}
    parts = [str(_plain(one.value(row, field)).value) for field in said]
    kept = [
        part for n, part in enumerate(parts) if not any(part in later for later in parts[n + 1 :])
    ]
    return {"unit_counting": one.value(row, said[-1], "".join(kept))}


def _status(one: List, row: Row) -> dict[str, Value]:
    """What the case is now: as said, else the last step of its course."""
    if "classification" in row.values:
        return {"status": one.value(row, "classification")}
    if "outcome" in row.values:
        return {"status": one.value(row, "outcome")}
    reached = [(f, status) for f, status in COURSE.items() if f in row.values]
    if reached:
        field, status = reached[-1]
        return {"status": one.value(row, field, status)}
    return {"status": one.status} if one.status is not None else {}


def _course(one: List, row: Row, case: str) -> Iterator[Draft]:
    steps = [(f, status) for f, status in COURSE.items() if f in row.values]
    said = row.values.get("classification")
    if "diagnosed" in row.values and said and said not in dict(steps).values():
        steps.append(("diagnosed", str(said)))
    if "outcome_date" in row.values and "outcome" in row.values:
        steps.append(("outcome_date", str(row.values["outcome"])))
    for field, status in steps:
        fields = {"status": one.value(row, field, status), "when": one.value(row, field)}
        yield Draft(f"{case}:{status}", "classification", fields, {"case": case})


def _place_row(one: List, row: Row) -> Iterator[Draft]:
    case = _numbered(one, row, "number")
    yield case
    fields = _fields(one, row, {"place": "place", "activity": "activity", "note": "note"})
    place = _fields(
        one,
        row,
        {"place": "name", "county": "unit", "longitude": "longitude", "latitude": "latitude"},
    )
    key = _key_of_place(str(row.values["place"]))
    yield Draft(key, "place", place)
    when = _between(row.values.get("arrived"), row.values.get("left"))
    if when is not None:
        fields["when"] = one.value(row, "arrived", when)
    yield Draft(_key(one, row, "stay"), "stay", fields, {"case": case.key, "place": key})


def _between(start: object, end: object) -> When | None:
    if not isinstance(start, When) or start.start is None:
        return end if isinstance(end, When) else None
    if isinstance(end, When) and end.latest and end.latest > start.start:
        return When.between(start.start, end.latest)
    return start


def _journey_row(one: List, row: Row) -> Iterator[Draft]:
    who = _numbered(one, row, "number") if "number" in row.values else _person(one, row)
    yield who
    names = {"from_place": "from_place", "to_place": "to_place", "seat": "seat", "note": "note"}
    fields = _fields(one, row, {"departed": "when", "arrived": "arrived"} | names)
    for column in ("means", "vehicle"):
        if column in row.values:
            ride = read_ride(str(row.values[column]))
            fields |= {name: one.value(row, column, value) for name, value in ride.items()}
    if "means" in row.values and "means" not in fields:
        fields["means"] = one.value(row, "means", "other")
    yield Draft(_key(one, row, "journey"), "journey", fields, {who.kind: who.key})


def _link_row(one: List, row: Row) -> Iterator[Draft]:
    cases = [_numbered(one, row, field) for field in ("number", "linked")]
    yield from cases
    fields = _fields(one, row, {"relation": "relation", "last": "when", "note": "note"})
    fields["direction_known"] = one.value(row, "linked", value=False)
    ends = {"from": cases[1].key, "to": cases[0].key}
    yield Draft(_key(one, row, "contact"), "contact", fields, ends)


def _contact_row(one: List, row: Row) -> Iterator[Draft]:
    person = _person(one, row)
    yield person
    links = {"to": person.key}
    if "of" in row.values:
        case = _case_met(one, row)
        yield case
        links["from"] = case.key
    elif one.title is not None and one.title.names_a_case:
        yield one.title.case()
        links["from"] = one.title.case().key
    fields = _fields(one, row, {"relation": "relation", "last": "when", "note": "note"})
    fields |= _manner(one, row) | _order(one, row)
    yield Draft(_key(one, row, "contact"), "contact", fields, links)
    if "placed" in row.values or "placed" in row.unread:
        placed = _fields(one, row, {"placed": "when"})
        yield Draft(_key(one, row, "placement"), "placement", placed, {"person": person.key})


def _manner(one: List, row: Row) -> dict[str, Value]:
    """How they met, as said; what only their relation suggests is for a person to look at."""
    for column in ("manner", "relation"):
        words = str(row.values.get(column, ""))
        if manner := manner_of(words):
            sure = column == "manner" or says_what_was_done(words)
            said = one.value(row, column, manner)
            return {"manner": said if sure else replace(said, confidence=SUGGESTED)}
    return {}


def _order(one: List, row: Row) -> dict[str, Value]:
    """Of what order the contact is: as his own row says, else as the title says of all."""
    if "manner" in row.values:
        return {"order": one.value(row, "manner", order_of(str(row.values["manner"])))}
    if one.title is not None and one.title.order is not None:
        return {"order": one.title.value(one.title.order)}
    return {}


def _test_row(one: List, row: Row) -> Iterator[Draft]:
    who = _person(one, row) if {"name", "id_number"} & row.values.keys() else None
    if who is None and "number" in row.values:
        who = _numbered(one, row, "number")
    if who is not None:
        yield who
    sample = _key(one, row, "sample")
    links = {who.kind: who.key} if who else {}
    yield Draft(sample, "sample", _fields(one, row, OF_SAMPLE), links)
    if "result" in row.values or "result" in row.unread:
        fields = _fields(one, row, OF_TEST) | _told_beside(one, row)
        yield Draft(_key(one, row, "test"), "test", fields, {"sample": sample})


def _told_beside(one: List, row: Row) -> dict[str, Value]:
    """The method that the result names (IgM阳性), and the pathogen that the method names."""
    found = {}
    if not one.written(row, "method") and (method := told_by_result(one.written(row, "result"))):
        found["method"] = one.value(row, "result", method)
    pathogen, _rest = pathogen_named(one.written(row, "method"))
    if pathogen and "disease" not in row.values:
        found["pathogen"] = one.value(row, "method", pathogen)
    return found


def _count_row(one: List, row: Row) -> Iterator[Draft]:
    shared = _fields(one, row, {"unit": "unit", "source": "of"})
    for field, name in (("counted_date", "until"), ("report_date", "told")):
        if isinstance(day := row.values.get(field), date):
            shared[name] = one.value(row, field, When.day(day, one.zone))
    for measure in MEASURES:
        if measure in row.values:
            fields = shared | {
                "what": one.value(row, measure, measure),
                "number": one.value(row, measure),
            }
            yield Draft(f"{_key(one, row, 'total')}:{measure}", "total", fields)


_BY_KIND: Mapping[Kind, Callable[[List, Row], Iterator[Draft]]] = {
    Kind.CASES: _case_row,
    Kind.PLACES: _place_row,
    Kind.JOURNEYS: _journey_row,
    Kind.LINKS: _link_row,
    Kind.CONTACTS: _contact_row,
    Kind.TESTS: _test_row,
    Kind.COUNTS: _count_row,
}


def _key(one: List, row: Row, kind: str) -> str:
    return f"{kind}:{one.name}:{row.number}"


def _key_of_place(name: str) -> str:
    """One key for a name; a long name is told by its digest, because keys are kept short."""
    if len(name) <= LONGEST_IN_KEY:
        return f"place:{name}"
    return f"place:{sha256(name.encode('utf-8', 'replace')).hexdigest()}"


def _numbered(one: List, row: Row, field: str) -> Draft:
    """The case of a number, of which the row says no more."""
    number = one.value(row, field)
    return Draft(f"case:number:{number.value}", "case", {"number": number})


def _case_met(one: List, row: Row) -> Draft:
    """The case that somebody met, by its number; where the column holds a name, by that."""
    said = str(row.values["of"])
    if not (re.fullmatch(FULL_NAME, said) and is_name(said)):
        return _numbered(one, row, "of")
    return Draft(key_of_named(said), "case", {"name": one.value(row, "of")})


def _person(one: List, row: Row) -> Draft:
    fields = _fields(one, row, OF_PERSON)
    age = row.values.get("age")
    if isinstance(age, Age):
        fields |= {
            "age": one.value(row, "age", age.number),
            "age_unit": one.value(row, "age", age.unit),
        }
    return Draft(_key(one, row, "person"), "person", fields)


def _fields(one: List, row: Row, names: Mapping[str, str]) -> dict[str, Value]:
    said = {name: one.value(row, field) for field, name in names.items() if field in row.values}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: Value) -> Value:
    """A unit as it was written: which one is meant is for whoever knows the units."""
    if isinstance(value.value, UnitFound):
        return Value(value.value.unit.name, value.origin, value.quote)
    if isinstance(value.value, Elsewhere):
        return Value(value.value.text, value.origin, value.quote)
    return value
