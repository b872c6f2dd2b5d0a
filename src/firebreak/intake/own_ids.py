"""The ids under which our records go out, and are known again when they come back.

`4302-person-17` says which installation, which kind, which record. A system whose ids must have
eleven letters and digits (DHIS2) has the same in `packed` form. An id of another installation, or
one made up, leads to somebody else or to nobody; so whoever looks a record up by it also looks at
whom the document speaks of.
"""

import hashlib
import re
from typing import Final

#: Kinds whose records go out with an id of their own; the letter stands for them in a packed id.
LETTERS: Final = {
    **{"person": "p", "case": "c", "place": "l", "contact": "k"},
    **{"check": "h", "sample": "s", "test": "t", "gathering": "g", "order": "o"},
}
KINDS: Final = {letter: kind for kind, letter in LETTERS.items()}
#: A longer number is none of a record's: no database takes it.
OWN = re.compile(rf"(.+)-({'|'.join(LETTERS)})-([1-9][0-9]{{0,17}})")
PACKED = re.compile(rf"F([0-9a-f]{{3}})([{''.join(KINDS)}])([0-9a-z]{{6}})")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_PACKED = 36**6


def home() -> str:
    """Return the code by which this installation calls its records: that of its root unit."""
    from firebreak.records.models import Unit  # a reader knows own ids, and no database

    code = Unit.objects.filter(parent__isnull=True).order_by("path").values_list("code", flat=True)
    return code.first() or "firebreak"


def own_id(home: str, kind: str, pk: int) -> str:
    """
    Return the id under which a record goes out.

    Examples
    --------
    >>> own_id("4302", "person", 17)
    '4302-person-17'
    """
    return f"{home}-{kind}-{pk}"


def is_of_firebreak(code: object) -> bool:
    """
    Say whether an id is one under which this or another installation sends its records.

    Examples
    --------
    >>> is_of_firebreak("4303-case-3"), is_of_firebreak("EPI-2020-3"), is_of_firebreak(None)
    (True, False, False)
    """
    return isinstance(code, str) and OWN.fullmatch(code) is not None


def own_counts(home: str) -> str:
    """
    Return by what a file says that this installation counted its figures.

    Examples
    --------
    >>> own_counts("4302")
    '4302-counts'
    """
    return f"{home}-counts"


def packed(own: str) -> str | None:
    """
    Return an own id in eleven letters and digits; None for what is no own id.

    Examples
    --------
    >>> packed("4302-person-17"), packed("abc")
    ('F5cep00000h', None)
    """
    found = OWN.fullmatch(own)
    if found is None or int(found[3]) >= MOST_PACKED:
        return None
    return f"F{_mark(found[1])}{LETTERS[found[2]]}{_in_36(int(found[3]))}"


def record_named(home: str, code: str) -> tuple[str, int] | None:
    """
    Return the kind and number of the record that an own id names; None if it is none of `home`.

    Examples
    --------
    >>> record_named("4302", "4302-case-3"), record_named("4303", "4302-case-3")
    (('case', 3), None)
    >>> record_named("4302", packed("4302-person-17"))
    ('person', 17)
    """
    if found := OWN.fullmatch(code):
        return (found[2], int(found[3])) if found[1] == home else None
    if (found := PACKED.fullmatch(code)) and found[1] == _mark(home):
        return KINDS[found[2]], int(found[3], 36)
    return None


def _mark(home: str) -> str:
    return hashlib.sha256(home.encode()).hexdigest()[:3]


def _in_36(number: int) -> str:
    digits = ""
    for _place in range(6):
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits
