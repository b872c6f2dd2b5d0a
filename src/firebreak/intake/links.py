"""To which draft, or record on file, a draft is linked: what may stand in each role.

A link names a draft of the same document by its key; a reviewer may name a record on file instead.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from firebreak.intake.accepting.desk import ON_FILE, Desk, on_file_key
from firebreak.intake.drafts import Cell
from firebreak.intake.known import visible
from firebreak.intake.readers import SHEET
from firebreak.records import models
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import scope_of

_SOMEBODY = ("person", "case")
#: kind of draft -> role -> the kinds that may stand in it
LINKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "case": {"person": ("person",)},
    "classification": {"case": ("case",)},
    "stay": {"person": _SOMEBODY, "place": ("place",)},
    "journey": {"person": _SOMEBODY},
    "contact": {"from": ("case", "person"), "to": _SOMEBODY, "place": ("place",)},
    "check": {"person": _SOMEBODY},
    "placement": {"person": _SOMEBODY},
    "sample": {"person": _SOMEBODY},
    "test": {"sample": ("sample",)},
    "report": {"case": ("case",)},
    "gathering": {"person": _SOMEBODY, "place": ("place",)},
    "event": {"place": ("place",)},
}
#: Kinds to which several people belong, beside the roles above.
WITH_ATTENDEES = ("gathering", "event")
MOST_FOUND = 9


def candidates(desk: Desk, kind: str, role: str) -> list[models.Draft]:
    """Return the drafts of the document that may stand in a role; rejected ones may not."""
    may_be = LINKS.get(kind, {}).get(role, _SOMEBODY)
    rows = (row for row in desk.rows.values() if row.kind in may_be)
    kept = (row for row in rows if row.state != models.Draft.State.REJECTED)
    return sorted(kept, key=lambda row: row.place)


def also_without(desk: Desk, row: models.Draft, role: str) -> list[models.Draft]:
    """
    Return the other open contacts of a list that, as one of it, do not say whose they are.

    Empty for other kinds and roles, and of texts: there each may be somebody else's.
    """
    if (row.kind, role) != ("contact", "from") or not _is_nobodys(desk, row):
        return []
    others = (o for o in desk.rows.values() if o.kind == row.kind and o.key != row.key)
    waiting = (other for other in others if other.state == models.Draft.State.OPEN)
    sheet = _sheet(desk, row)
    return [o for o in waiting if _is_nobodys(desk, o) and _sheet(desk, o) == sheet]


def _is_nobodys(desk: Desk, row: models.Draft) -> bool:
    draft = desk.draft(row.key)
    said = draft.links.get("from") or draft.value("contact_of")
    return desk.reading.format == SHEET and not said


def _sheet(desk: Desk, row: models.Draft) -> str | None:
    """The sheet in which a contact, or who he is, is told."""
    draft = desk.draft(row.key)
    told = [*draft.fields.values()]
    if draft.links.get("to") in desk.rows:
        told += desk.draft(draft.links["to"]).fields.values()
    return next((one.origin.sheet for one in told if isinstance(one.origin, Cell)), None)


def check(desk: Desk, kind: str, role: str, key: str) -> None:
    """
    Refuse a key that may not stand in a role.

    Raises
    ------
    ValidationError
        There is no such draft, or no such record for who reviews.
    """
    may_be = LINKS.get(kind, {}).get(role, _SOMEBODY)
    if key.startswith(ON_FILE):
        record = desk.record(key)
        if record is not None and record._meta.model_name in may_be:
            return
    elif any(row.key == key for row in candidates(desk, kind, role)):
        return
    raise ValidationError(_("There is no such record."))


def found(desk: Desk, kind: str, role: str, said: str) -> list[Versioned]:
    """
    Return the records on file that may stand in a role and are called as somebody typed.

    By number or name, whole; only what exists for who reviews.
    """
    may_be = LINKS.get(kind, {}).get(role, _SOMEBODY)
    scope = scope_of(desk.by)
    records: list[Versioned] = []
    for one in may_be:
        called = visible(one, scope).filter(_CALLED[one](said)).order_by("id")
        records += called[:MOST_FOUND]
    return _once(records)


def the_one(desk: Desk, kind: str, role: str, said: str) -> str:
    """
    Return the key of the one record on file that is called as somebody typed.

    Raises
    ------
    ValidationError
        There is none, or there are several (code "several").
    """
    records = found(desk, kind, role, said)
    if not records:
        raise ValidationError(
            _("Nothing on file has this number or name: %(said)s. Write it as it stands there.")
            % {"said": said}
        )
    if len(records) > 1:
        raise ValidationError(
            _("Several on file are called %(said)s. Choose one above.") % {"said": said},
            code="several",
        )
    return on_file_key(records[0])


def _once(records: list[Versioned]) -> list[Versioned]:
    """A person and his case are one: the case says more."""
    people = {one.person_id for one in records if isinstance(one, models.Case)}
    return [one for one in records if not (isinstance(one, models.Person) and one.pk in people)][
        :MOST_FOUND
    ]


_CALLED = {
    "person": lambda said: Q(name=said),
    "case": lambda said: Q(number=said) | Q(person__name=said),
    "place": lambda said: Q(name=said),
    "sample": lambda said: Q(number=said),
}
