"""What is on file about a place, as files: who was there, and the contacts of meetings there."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from firebreak.records.models import Case, Contact
from firebreak.site.download import person_cell
from firebreak.site.places.on_file import Visit
from firebreak.site.templatetags.pages import when_text


def visit_columns() -> list[tuple[str, str]]:
    """Return the columns of who was there."""
    return [
        ("who", _("Who")),
        ("when", _("When")),
        ("place", _("Place")),
        ("seat", _("Seat")),
        ("case", _("Case")),
        ("status", _("Classification")),
        ("record", _("Record")),
    ]


def visit(row: Visit) -> dict:
    """Return a visit as it is written to a file."""
    return {
        "who": row.stay.person.name,
        "when": when_text(row.stay.happened),
        "place": str(row.stay.place),
        "seat": row.stay.seat,
        "case": str(row.case or ""),
        "status": row.case.get_status_display() if row.case else "",
        "record": person_cell(row.stay.person_id),
    }


def contact_columns() -> list[tuple[str, str]]:
    """Return the columns of the contacts of meetings there."""
    return [
        ("who", _("Who")),
        ("case", _("Of case")),
        ("exposure", _("Exposure")),
        ("manner", _("Manner")),
        ("order", _("Counts as")),
        ("reached", _("Reached")),
        ("unit", _("Answers for")),
        ("record", _("Record")),
    ]


def contact(row: Contact, cases: Collection[Case]) -> dict:
    """Return a contact as it is written to a file; `cases` are those that the page names."""
    elsewhere = _("a case that was elsewhere, or of another unit")
    return {
        "who": row.person.name,
        "case": str(row.case) if row.case in cases else elsewhere,
        "exposure": when_text(row.happened),
        "manner": row.get_manner_display(),
        "order": row.get_order_display(),
        "reached": row.reached_at,
        "unit": str(row.unit or ""),
        "record": person_cell(row.person_id),
    }
