"""As what the columns of a sender's lists are read: chosen by a person, remembered per sender."""

from collections.abc import Mapping

from firebreak.records.change import change
from firebreak.records.models import ColumnChoice, User
from firebreak.records.visibility import require


def choose(
    *, by: User | None, sender: str, kind: str, columns: Mapping[str, str | None]
) -> list[ColumnChoice]:
    """
    Say what columns of a sender's lists are; what was chosen before is chosen anew.

    Parameters
    ----------
    kind
        Of the list: the same heading may say something else in another.
    columns
        Heading -> field, None to leave the column out.

    Raises
    ------
    Refused
        The post may not.
    """
    require(by, "columns.choose")
    before = {c.heading: c for c in ColumnChoice.objects.filter(sender=sender, kind=kind)}
    with change("columns.choose", by=by):
        return [
            _chosen(before.get(heading[:200]), sender, kind, heading[:200], field or "")
            for heading, field in columns.items()
        ]


def remembered(sender: str) -> dict[str, dict[str, str | None]]:
    """Return what was chosen for a sender: kind of list -> heading -> field, None for left out."""
    found: dict[str, dict[str, str | None]] = {}
    for choice in ColumnChoice.objects.filter(sender=sender):
        found.setdefault(choice.kind, {})[choice.heading] = choice.field or None
    return found


def _chosen(
    row: ColumnChoice | None, sender: str, kind: str, heading: str, field: str
) -> ColumnChoice:
    row = row or ColumnChoice(sender=sender, kind=kind, heading=heading)
    if row.pk is None or row.field != field:
        row.field = field
        row.save()
    return row
