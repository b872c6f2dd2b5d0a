"""Reading a sheet again, with its columns, or all in it, as somebody says they are."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.intake import problems
from firebreak.intake.detect import OLE, ZIP
from firebreak.intake.drafts import note_to_plain
from firebreak.intake.kept import notes_of
from firebreak.intake.readers import SHEETS
from firebreak.intake.receiving import examined, proposed
from firebreak.intake.sheets.untold import ANSWERED, ANSWERS
from firebreak.records.actions import drafts as actions
from firebreak.records.actions.columns import choose
from firebreak.records.change import change
from firebreak.records.models import Reading, User


def read_again(
    *, by: User | None, reading: Reading, kind: str, columns: Mapping[str, str | None]
) -> Reading:
    """
    Read a sheet again with its columns as somebody says they are, and remember it of the sender.

    Parameters
    ----------
    kind
        Of the list that the columns are of.
    columns
        Heading -> field, None to leave the column out.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        Drafts of it have been decided, it was too large to be kept, or read so it is no list.
    """
    _require_kept(reading)
    sender = reading.sender or reading.unit.name
    with change("columns.choose", by=by):
        choose(by=by, sender=sender, kind=kind, columns=columns)
        return _read(by, reading, _listed_as(reading))


def read_as_list_of(*, by: User | None, reading: Reading, what: str) -> Reading:
    """
    Read a sheet again whose columns do not say whom it is of, as a list of what somebody says.

    It is remembered of this document only: the next list of the sender may be of others.

    Parameters
    ----------
    what
        One of `sheets.untold.ANSWERS`.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        Drafts of it have been decided, or it was too large to be kept.
    """
    _require_kept(reading)
    if what not in ANSWERS:
        raise ValidationError(_("Say what all in the list are."))
    return _read(by, reading, what)


def _read(by: User | None, reading: Reading, listed_as: str) -> Reading:
    sender = reading.sender or reading.unit.name
    content, published = actions.unpacked(str(reading.content)), reading.source.published_on
    found, problem = examined(content, _name(reading, content), published, sender, listed_as)
    if problem:
        raise ValidationError(_sentence(problem))
    return actions.replace_drafts(
        by=by,
        reading=reading,
        drafts=proposed(found, found.drafts),
        notes=[note_to_plain(note) for note in found.notes],
    )


def _require_kept(reading: Reading) -> None:
    if not reading.content:
        raise ValidationError(
            _("This document was not kept, so it cannot be read again. Bring the file once more.")
        )


def _listed_as(reading: Reading) -> str:
    """What somebody said before that all of a list are."""
    said = (note.values["as"] for note in notes_of(reading) if note.code == ANSWERED)
    return str(next(said, ""))


def _name(reading: Reading, content: bytes) -> str:
    """A name with the ending that the bytes have: the title may be of anybody's making."""
    title = reading.source.title
    if title.lower().endswith(SHEETS):
        return title
    return "list.xlsx" if content.startswith((ZIP, OLE)) else "list.csv"


def _sentence(problem: Mapping) -> str:
    language = (get_language() or "en")[:2]
    return " ".join(problems.say(problem["code"], problem["values"], language))
