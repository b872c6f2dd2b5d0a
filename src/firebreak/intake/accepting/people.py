"""People: registered, or completed where somebody is on file already."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.intake.accepting.cases import says_what_it_is
from firebreak.intake.accepting.desk import Desk, as_same, may_be_known, told
from firebreak.intake.accepting.writer import Facts, Writer
from firebreak.intake.drafts import Draft
from firebreak.intake.linelist.units import elsewhere
from firebreak.intake.own_ids import record_named
from firebreak.intake.receiving import tells_somebody
from firebreak.records.actions import people
from firebreak.records.models import Person

AS_SAID = (
    "name",
    "sex",
    "age",
    "age_unit",
    "birth_date",
    "group",
    "employer",
    "id_number",
    "phone",
    "address",
    "arrived_from",
)
CITES = as_same(AS_SAID) | {
    "residence": "unit_residence",
    "residence_code": "unit_residence",
    "unit_stay": "unit_stay",
}
#: Of whom a text gives no more than that there is somebody.
NAMELESS = "某"


def facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a person, by the names of `records.actions.people.FIELDS`."""
    found = told(draft, AS_SAID)
    if draft.value("unit_stay"):
        found["unit_stay"] = desk.unit(draft.value("unit_stay"))
    return found | _home(desk, draft, found.get("address"))


def make(desk: Desk, draft: Draft) -> Person:
    """Register somebody new."""
    _check_number_is_new(desk, draft)
    said = facts(desk, draft)
    if not said and draft.key not in desk.decided:
        _check_told_of(desk, draft)
    known: dict[str, Any] = {"name": NAMELESS, **said}
    return people.register(by=desk.by, met_by=desk.reading.unit, **known, **desk.source_and_told())


def _check_told_of(desk: Desk, draft: Draft) -> None:
    """An id alone is no person: whose it is stands in another file, or was deleted there."""
    illnesses = (desk.draft(row.key) for row in desk.linked_to("case", "person", draft.key))
    if draft.value("external_id") and not any(says_what_it_is(desk, one) for one in illnesses):
        raise ValidationError(
            _(
                "The file names somebody by an id only, and nobody on file has it. Import the file"
                " that tells of them first, or accept this person by itself."
            )
        )


def correct(desk: Desk, _draft: Draft, person: Person, said: Facts) -> None:
    """Complete or correct somebody on file."""
    people.correct(by=desk.by, person=person, reason=str(desk.reading), **said)


def check(desk: Desk, draft: Draft, known: Person | None) -> None:
    """Refuse somebody new whose namesake of this document goes before him: he may be the same."""
    if known is None and any(_may_be_one(desk, draft, key) for key in desk.ahead):
        raise ValidationError(may_be_known(), code="choose")
    if known is None:
        _check_number_is_new(desk, draft)


def _check_number_is_new(desk: Desk, draft: Draft) -> None:
    """A row without a name may be whoever has its number on file: he is not registered without it."""
    if desk.decided or tells_somebody(draft):
        return
    number = desk.case_number(draft.key)
    if number in desk.numbers_on_file or record_named(desk.home_code, number):
        raise ValidationError(may_be_known(), code="choose")


def _may_be_one(desk: Desk, draft: Draft, key: str) -> bool:
    other = desk.draft(key)
    name = draft.value("name")
    if other.kind != "person" or name in (None, NAMELESS) or other.value("name") != name:
        return False
    numbers = {desk.case_number(draft.key), desk.case_number(key)} - {""}
    told = ((draft.value(field), other.value(field)) for field in ("sex", "age"))
    return len(numbers) < 2 and all(None in both or len(set(both)) == 1 for both in told)


def _home(desk: Desk, draft: Draft, address: str | None) -> Facts:
    """Where he lives: a unit of ours, a place outside the city, or words that name neither."""
    written = str(draft.value("residence") or "")
    unit = desk.residence_of(draft)
    if unit is not None:
        is_more = not any(map(desk.unit_called, (draft.value("residence_code"), written)))
        address = address or (written if is_more else None)
        return {"unit_residence": unit} | ({"address": address} if address else {})
    if not written:
        return {}
    if elsewhere(written) is not None:
        return {"residence_elsewhere": written[:80]}
    return {"address": address if address and written in address else written + (address or "")}


WRITER = Writer(make, facts, correct=correct, check=check, cites=CITES)
