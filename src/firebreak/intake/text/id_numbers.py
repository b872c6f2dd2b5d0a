"""The resident ID number of a person: eighteen characters whose check digit fits (GB 11643)."""

import re
from collections.abc import Iterator

from stdnum.iso7064 import mod_11_2

from firebreak.intake.drafts import Note, Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.owners import is_number_of_another
from firebreak.intake.text.people import Section
from firebreak.intake.text.rows import ID_SHAPE

_NUMBER = re.compile(ID_SHAPE)


def id_number(drafting: Drafting, section: Section) -> Value | None:
    """Return the first ID number that is the person's own; note one that cannot be right."""
    for match in _own(drafting.plain, section):
        written = match[0].upper()
        if mod_11_2.is_valid(written):
            return drafting.value(written, *match.span())
        drafting.notes.append(Note("id_number_wrong", drafting.page.span(*match.span())))
    return None


def _own(plain: str, section: Section) -> Iterator[re.Match[str]]:
    for match in _NUMBER.finditer(plain, section.start, section.end):
        if not is_number_of_another(plain, section.start, match.start()):
            yield match
