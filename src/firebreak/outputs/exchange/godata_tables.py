"""Go.Data's lists as CSV, one table each, under headings of any of its three dialects.

A table holds what the JSON's record holds, each value in a column of its own; lists within a record
take numbered columns. What only the whole file says (the disease, labels) has no table, and the
tables of WHO's scripts for R leave out lists within a record; all that is listed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from firebreak.intake.drafts import Draft
from firebreak.intake.exchange.codecs import BirthDate, IsoDay
from firebreak.intake.exchange.collecting import Path, put_at, value_at
from firebreak.intake.exchange.json_files import leaves
from firebreak.intake.exchange.tables import write_rows
from firebreak.intake.godata import fields, tokens
from firebreak.intake.godata.results import FEVER
from firebreak.intake.godata.tables import HUMP, MISSING, TABLES
from firebreak.outputs.exchange.godata import nested
from firebreak.outputs.exchange.writing import Writing, Written

DIALECTS = ("database", "words", "clean")
CASES = "cases"
#: list -> what its table is called, and the columns it has whether or not they are filled
LISTS: Mapping[str, tuple[str, tuple[Path, ...]]] = {
    CASES: (
        "cases",
        (
            ("id",),
            ("type",),
            ("visualId",),
            ("firstName",),
            ("lastName",),
            ("gender",),
            ("dob",),
            ("age", "years"),
            ("age", "months"),
            ("occupation",),
            ("classification",),
            ("dateOfOnset",),
            ("isDateOfOnsetApproximate",),
            ("dateOfReporting",),
            ("outcomeId",),
            ("dateOfOutcome",),
        ),
    ),
    "contacts": (
        "contacts",
        (("id",), ("type",), ("visualId",), ("firstName",), ("lastName",), ("gender",), ("dob",)),
    ),
    "contactsOfContacts": (
        "contacts-of-contacts",
        (("id",), ("type",), ("visualId",), ("firstName",), ("lastName",), ("gender",), ("dob",)),
    ),
    "events": ("events", (("id",), ("type",), ("name",), ("date",), ("dateApproximate",))),
    "relationships": (
        "relationships",
        (
            ("id",),
            ("sourcePerson", "id"),
            ("sourcePerson", "type"),
            ("sourcePerson", "source"),
            ("targetPerson", "id"),
            ("targetPerson", "type"),
            ("targetPerson", "target"),
            ("dateOfFirstContact",),
            ("contactDate",),
            ("exposureTypeId",),
            ("certaintyLevelId",),
            ("socialRelationshipDetail",),
        ),
    ),
    "followUps": (
        "follow-ups",
        (("id",), ("personId",), ("date",), ("statusId",), ("comment",)),
    ),
    "labResults": (
        "lab-results",
        (
            ("id",),
            ("personId",),
            ("sampleIdentifier",),
            ("sampleType",),
            ("dateSampleTaken",),
            ("dateSampleDelivered",),
            ("labName",),
            ("testType",),
            ("testedFor",),
            ("result",),
            ("dateOfResult",),
            ("status",),
        ),
    ),
    "locations": (
        "locations",
        (("id",), ("name",), ("geographicalLevelId",), ("parentLocationId",)),
    ),
}
#: property -> how a heading in words calls it, where not by its own words
SPOKEN = {
    "id": "ID",
    "visualId": "Visual ID",
    "dob": "Date of birth",
    "addressLine1": "Address",
    "locationId": "Location",
    "typeId": "Type",
    "outcomeId": "Outcome",
    "exposureTypeId": "Exposure type",
    "certaintyLevelId": "Certainty level",
    "socialRelationshipTypeId": "Context of exposure",
    "socialRelationshipDetail": "Relation detail",
    "contactDate": "Date of last contact",
    "statusId": "Follow-up status",
    "personId": "Person",
    "labName": "Lab",
    "parentLocationId": "Parent location",
    "geographicalLevelId": "Geographical level",
}
#: path -> what WHO's scripts for R call it, where not by its own words
CLEAN: Mapping[Path, str] = {
    ("age", "years"): "age",
    ("age", "months"): "age_months",
    ("addresses", 0, "addressLine1"): "address",
    ("addresses", 0, "city"): "city",
    ("addresses", 0, "phoneNumber"): "telephone",
    ("addresses", 0, "locationId"): "location_id",
    ("address", "addressLine1"): "address",
    ("outcomeId",): "outcome",
    ("sourcePerson", "id"): "source_uuid",
    ("sourcePerson", "type"): "source_person_type",
    ("targetPerson", "id"): "target_uuid",
    ("targetPerson", "type"): "target_person_type",
    ("contactDate",): "date_of_last_contact",
    ("exposureTypeId",): "exposure_type",
    ("certaintyLevelId",): "certainty_level",
    ("socialRelationshipTypeId",): "context_of_transmission",
    ("socialRelationshipDetail",): "relation_detail",
    ("statusId",): "followup_status",
}
#: what the tables for R have no column for: beginning of the path -> (kind, field, code)
NOT_CLEAN: Mapping[Path, tuple[str, str, str]] = {
    ("documents",): ("person", "id_number", "field_not_carried"),
    ("dateRanges",): ("placement", "*", "kind_not_carried"),
    ("classificationHistory",): ("classification", "*", "kind_not_carried"),
    ("questionnaireAnswers", "temperature"): ("check", "temperature_celsius", "field_not_carried"),
    ("questionnaireAnswers", "exposure_declared"): (
        "check",
        "exposure_declared",
        "field_not_carried",
    ),
    ("questionnaireAnswers", "symptoms"): ("check", "symptoms", "field_not_carried"),
    ("synonyms",): ("area", "spellings", "field_not_carried"),
    ("identifiers",): ("area", "code", "field_not_carried"),
    ("geoLocation",): ("area", "longitude", "field_not_carried"),
}
#: columns that say nothing that others do not: which address it is, and the flags of either end
UNSAID_CLEAN = frozenset({"typeId", "source", "target"})
DAYS = frozenset(
    {str(one.path[-1]) for t in TABLES for one in t if isinstance(one.codec, IsoDay | BirthDate)}
    | {"dateOfOutcome", "dateOfFirstContact", "contactDate"}
)
FIELD_OF = {str(one.path[-1]): one.name for t in TABLES for one in t} | {
    "firstName": "name",
    "lastName": "name",
}
KIND_OF_LIST = {
    "events": "event",
    "relationships": "contact",
    "followUps": "check",
    "labResults": "sample",
    "locations": "area",
}


def write(drafts: Iterable[Draft], *, zone: tzinfo, dialect: str = "database") -> Written:
    """
    Write drafts as Go.Data's tables.

    Parameters
    ----------
    drafts
        As for `godata.write`.
    zone
        The zone of the days.
    dialect
        Whose headings: `database` (`addresses locationId [1]`, tokens, instants), `words`
        ("Addresses Location [1]", labels, days) or `clean` (`location_id`, as WHO's scripts for R).

    Returns
    -------
    Written
        The table of cases; beside it one for each further list that holds anything. A note for
        everything the tables have no place for.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> ann = Draft("person:a", "person", {"name": Value("Ann"), "sex": Value("female")})
    >>> told = write([ann], zone=ZoneInfo("Asia/Shanghai"), dialect="clean").beside["contacts"]
    >>> told.decode("utf-8-sig").splitlines()
    ['id,type,visual_id,first_name,last_name,gender,dob', 'a,Contact,,Ann,,Female,']
    """
    document, writing = nested(drafts, zone=zone, refers_to_areas=False)
    _lose_disease(document, writing)
    tables = {}
    for name, (called, columns) in LISTS.items():
        records = [_row(record, name, writing) for record in document.get(name, ())]
        if records or name == CASES:
            tables[called] = _table(name, records, columns, dialect, writing)
    cases = tables.pop(CASES)
    return Written(cases, writing.notes(), tables)


def heading(path: Path, dialect: str) -> str:
    """
    Return what a dialect calls the column of a path.

    Examples
    --------
    >>> [heading(("addresses", 0, "locationId"), dialect) for dialect in DIALECTS]
    ['addresses locationId [1]', 'Addresses Location [1]', 'location_id']
    """
    if dialect == "clean":
        return CLEAN.get(path) or "_".join(_snake(str(part)) for part in path)
    named = [part for part in path if not isinstance(part, int) and part != "value"]
    # An answer stands in a list of its own; which of several values it is, the last number says.
    numbers = [part for part in path if isinstance(part, int)][1 if "value" in path else 0 :]
    said = " ".join(
        ("_id" if path == ("id",) else part) if dialect == "database" else _spoken(part)
        for part in map(str, named)
    )
    return f"{said} [{numbers[0] + 1}]" if numbers else said


def _spoken(name: str) -> str:
    return SPOKEN.get(name) or HUMP.sub(" ", name).lower().capitalize()


def _snake(name: str) -> str:
    return HUMP.sub("_", name).lower()


def _lose_disease(document: Mapping[str, Any], writing: Writing) -> None:
    """The disease stands with the outbreak, which has no table."""
    if "outbreak" in document:
        for _case in document.get(CASES, ()):
            writing.lose("case", "pathogen")


def _row(record: Mapping[str, Any], name: str, writing: Writing) -> Mapping[str, Any]:
    """A record as a table tells it: an edge by its source and target, answers by columns."""
    if name == "followUps":
        _lose_no_symptoms(record, writing)
    if name != "relationships":
        return record
    first, second = record["persons"]
    if "source" not in first:
        writing.lose("contact", "direction_known", "word_not_carried")
    row = {key: value for key, value in record.items() if key != "persons"}
    source, target = {"source": True, **first}, {"target": True, **second}
    return {**row, "sourcePerson": source, "targetPerson": target}


def _lose_no_symptoms(record: Mapping[str, Any], writing: Writing) -> None:
    """A fever with no other symptom: that there was none is an empty list, which no column says."""
    fever = value_at(record, ("questionnaireAnswers", "temperature", 0, "value"))
    has_fever = isinstance(fever, float) and fever >= float(FEVER)
    if has_fever and value_at(record, fields.SYMPTOMS) == []:
        writing.lose("check", "symptoms", "word_not_carried")


def _table(
    name: str,
    records: list[Mapping[str, Any]],
    columns: tuple[Path, ...],
    dialect: str,
    writing: Writing,
) -> bytes:
    if dialect == "clean":
        records = [_clean(record, name, writing) for record in records]
        columns = tuple(path for path in columns if path[-1] not in UNSAID_CLEAN)
    said = [dict(leaves(record)) for record in records]
    paths = _in_order(columns, {path for row in said for path in row})
    rows = [[_cell(row.get(path), path, dialect) for path in paths] for row in said]
    return write_rows([[heading(path, dialect) for path in paths], *rows])


def _in_order(columns: tuple[Path, ...], said: Iterable[Path]) -> list[Path]:
    """The columns of the list, then all others that any record fills, lists in their order."""
    further = sorted(set(said) - set(columns), key=lambda path: (path[0], *map(str, path[1:])))
    return [*columns, *sorted(further, key=lambda path: [p for p in path if isinstance(p, int)])]


def _clean(record: Mapping[str, Any], name: str, writing: Writing) -> Mapping[str, Any]:
    """What the tables for R have columns for; the rest is counted, a list's items one by one."""
    kept: dict[str, Any] = {}
    lost: Counter = Counter()
    for path, value in leaves(record):
        told = next((NOT_CLEAN[path[:n]] for n in (1, 2) if path[:n] in NOT_CLEAN), None)
        if told is not None:
            lost[told, path[1] if told[1] == "*" else 0] += 1
        elif str(value) in MISSING:
            said = FIELD_OF.get(str(path[-1]), str(path[-1]))
            writing.lose(KIND_OF_LIST.get(name, "person"), said, "word_not_carried")
        elif path[-1] not in UNSAID_CLEAN:
            put_at(kept, path, value)
    for (kind, field, code), _place in lost:
        writing.lose(kind, field, code)
    return kept


def _cell(value: object, path: Path, dialect: str) -> object:
    if value is None or dialect == "database":
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, bool):
        return ("Yes" if value else "No") if dialect == "words" else str(value).upper()
    if isinstance(value, str) and path[-1] in DAYS:
        return re.sub(r"T00:00:00\.000Z$", "", value)
    return tokens.shown(value) if isinstance(value, str) else value
