"""Lists that a command takes out of the record, as the log of exports has them."""

import getpass
from collections.abc import Mapping
from typing import Any


def note_taken(
    *,
    scope: Any,
    what: str,
    form: str,
    rows: int,
    counts: Mapping[str, int] | None = None,
    given_to: str = "",
) -> None:
    """Log that a list is taken out at this terminal, before it is given."""
    from firebreak.records.actions import exports

    exports.note(
        by=None,
        scope=scope,
        way="command",
        what=what,
        form=form,
        rows=rows,
        counts=dict(sorted((counts or {}).items())),
        given_to=given_to,
        login=account(),
    )


def account() -> str:
    """Return the account of the machine that the command runs as; "" if it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
