"""Why a draft finds nothing that it could belong to: whose it is, on what it waits.

A list that speaks of a case by its number says whose a row is, even where no such case is on file:
then it is the number that is at fault, and what it may be meant for is named.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firebreak.intake.drafts import Cell, Draft
from firebreak.records.visibility import cases, scope_of

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

#: Zeros that a spreadsheet takes from the front of a number, or that somebody fills it up with.
MOST_ZEROS = 8


def unmet(desk: "Desk", draft: Draft, key: str | None) -> str:
    """Say why a draft lacks what it belongs to: `key` is of what it names, None if it names none."""
    if key is not None:
        return not_accepted(desk, key)
    number = str(draft.value("number") or "") if draft.kind == "case" else ""
    if not number or draft.fields.keys() != {"number"}:
        return _("It is not said whose this is. Say first to whom it belongs.")
    return _not_on_file(desk, number)


def not_accepted(desk: "Desk", key: str) -> str:
    """Say that a draft cannot be accepted before another, and which: its number, else its row."""
    if key not in desk.rows:
        return _("This belongs to a draft that has not been accepted. Decide on that one first.")
    needed = desk.draft(key)
    number = needed.value("number") if needed.kind == "case" else None
    if number:
        return _(
            "This belongs to the case of the number %(number)s, which has not been accepted."
            " Decide on that one first."
        ) % {"number": number}
    cell = next((v.origin for v in needed.fields.values() if isinstance(v.origin, Cell)), None)
    if cell is not None and cell.row:
        return _(
            "This belongs to the draft of row %(row)s, which has not been accepted."
            " Decide on that one first."
        ) % {"row": cell.row}
    return _("This belongs to a draft that has not been accepted. Decide on that one first.")


def _not_on_file(desk: "Desk", number: str) -> str:
    """Say that no case has a number; one that has it but may not be meant is for whoever decides."""
    seen = cases(scope_of(desk.by))
    bare = number.lstrip("0")
    alike = [number, *(f"{'0' * zeros}{bare}" for zeros in range(MOST_ZEROS) if bare)]
    found = seen.filter(number__in=alike).values_list("number", flat=True)
    known = sorted(one for one in found if one)
    if number in known:
        return _("It is not said whose this is. Say first to whom it belongs.")
    if known:
        return _(
            "No case of the number %(number)s is on file. Is it %(near)s? Then mend the number."
        ) % {"number": number, "near": ", ".join(known)}
    return _(
        "No case of the number %(number)s is on file. Mend the number, or enter that case first."
    ) % {"number": number}
