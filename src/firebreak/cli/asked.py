"""What several commands are asked with: a unit, a time, an answer for a program."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from firebreak.cli.command import option
from firebreak.cli.language import gettext_noop
from firebreak.cli.times import instant

of_unit = option(
    "--unit", metavar="CODE", help=gettext_noop("Only that unit and what is under it.")
)
at_time = option(
    "--as-of", metavar="TIME", help=gettext_noop("As of that time, with all that is known today.")
)
known_then = option(
    "--as-known", metavar="TIME", help=gettext_noop("With only what the record held at that time.")
)
for_a_program = option(
    "--json", "as_json", is_flag=True, help=gettext_noop("For a program to read.")
)


@contextmanager
def situation_asked(as_known: str | None, as_of: str | None = None) -> Iterator[Any]:
    """
    Give the situation that a command was asked about, its record as it was known then.

    Raises
    ------
    BadInput
        A time cannot be read.
    """
    from firebreak.records.history import as_known as known_at
    from firebreak.records.situation import situation

    known, at = instant(as_known, "--as-known"), instant(as_of, "--as-of")
    with known_at(known):
        yield situation(known, at)
