"""What the values of a row set in the record, and what a row said, kept to be compared.

A value that names a person by a number or an address is kept beside the record as a key only.
"""

from firebreak.engine.dates import write_when
from firebreak.engine.when import When
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.holders import is_of_another_age
from firebreak.intake.linelist.importing import Import, timed
from firebreak.intake.linelist.steps import as_said
from firebreak.intake.linelist.units import Elsewhere
from firebreak.intake.linelist.values import Age, birth_of, sex_of
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Case, Person

KEYED = ("id_number", "phone", "address")  # encrypted on file, so kept beside it as keys only
OF_PERSON = (
    "name",
    "sex",
    "age",
    "birth_date",
    "id_number",
    "phone",
    "address",
    "group",
    "employer",
    "residence",
    "stay",
)
OF_CASE = ("onset", "reporting", "counting", "severity", "note")
OF_COURSE = (
    "classification",
    "suspected",
    "confirmed",
    "diagnosed",
    "excluded",
    "recovered",
    "died",
    "outcome",
    "outcome_date",
)


def person_facts(name: str, value: object, importing: Import) -> dict[str, object]:
    """What a field of the file sets in a person; with None, what it leaves when it was emptied."""
    if name == "age":
        age = value if isinstance(value, Age) else None
        return {"age": age.number, "age_unit": age.unit} if age else {"age": None}
    if name == "residence":
        far = value.text if isinstance(value, Elsewhere) else ""
        return {"unit_residence_id": importing.unit_id(value), "residence_elsewhere": far}
    if name == "stay":
        return {"unit_stay_id": importing.unit_id(value)}
    if value is None:
        empty = {"sex": "unknown", "group": "unknown", "employer": "", "name": "某某"}
        return {name: empty.get(name)}
    return {name: value}


def case_facts(name: str, value: object, importing: Import) -> dict[str, object]:
    """What a field of the file sets in a case."""
    if name == "onset":
        when = value if isinstance(value, When) else When.unknown()
        return timed(when)
    if name in ("reporting", "counting"):
        return {f"unit_{name}_id": importing.unit_id(value)}
    return {name: value or ("unknown" if name == "severity" else "")}


def as_recorded(name: str, case: Case, importing: Import) -> str:
    """What the record holds now for a field of the file, in the words of `as_kept`."""
    person, units = case.person, importing.units
    if name == "onset":
        return write_when(case.happened, zone=importing.zone) if case.happened_at else ""
    if name == "age":
        return "" if person.age is None else f"{person.age} {person.age_unit}"
    if name == "residence" and person.residence_elsewhere:
        return person.residence_elsewhere
    held = case if name in OF_CASE else person
    unit = getattr(held, f"unit_{name}_id", None)
    if hasattr(held, f"unit_{name}_id"):
        return units[unit].name if unit in units else ""
    return str(getattr(held, name) or "")


def derived(row: Row) -> dict[str, object]:
    """What a valid ID number says of its holder, where the file does not."""
    id_number = row.values.get("id_number")
    if not isinstance(id_number, str) or id_number_warning(id_number):
        return {}
    if is_of_another_age(row.values):
        return {}
    return {"birth_date": birth_of(id_number), "sex": sex_of(id_number) or "unknown"}


def as_kept(row: Row, importing: Import) -> dict[str, str]:
    """What the row said, to be held against what the next file says."""
    said = as_said(row.values, importing.zone)
    said.pop("text", None)  # stands in the citation of the notice itself
    for name in KEYED:
        if name in said:
            said[name] = (importing.key_of(said[name]) or "")[:16]
    return said


def alike(row: Row, person: Person) -> bool:
    """Say whether sex and age let a person of the same name and county be the one of the row."""
    if row.values.get("sex") not in (None, "unknown", person.sex) and person.sex != "unknown":
        return False
    born = row.values.get("birth_date")
    if born and person.birth_date:
        return born == person.birth_date
    age = row.values.get("age")
    if isinstance(age, Age) and person.age is not None and age.unit == person.age_unit:
        return abs(age.number - person.age) <= 1
    return True
