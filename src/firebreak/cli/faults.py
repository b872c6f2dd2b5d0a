"""What can go wrong at a terminal, in a sentence with the fix, and its exit code.

Nothing here shows a value of the record: a database's own words may hold somebody's name.
"""

import errno
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import click

from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.home import HomeError

#: What a system says of a file or folder; said in the reader's language where it is one of these.
REASONS = (
    gettext_noop("Permission denied"),
    gettext_noop("Not a directory"),
    gettext_noop("File exists"),
    gettext_noop("Read-only file system"),
    gettext_noop("No space left on device"),
    gettext_noop("No such file or directory"),
    gettext_noop("File name too long"),
    gettext_noop("Input/output error"),
)

DONE, FINDINGS, USAGE, BAD_INPUT, SURROUNDINGS, BUG, STOPPED = 0, 1, 2, 3, 4, 70, 130


class Fault(click.ClickException):
    """Something expected went wrong. The message says what, where, and how to mend it."""

    def show(self, file=None) -> None:
        click.echo(self.format_message(), err=True)


class BadInput(Fault):
    """What was given cannot be used: a file, a time, a unit, a name."""

    exit_code = BAD_INPUT


class Surroundings(Fault):
    """This machine stands in the way: database, disk, port, permission."""

    exit_code = SURROUNDINGS


class Bug(Fault):
    """Something unexpected. What had been begun is undone."""

    exit_code = BUG


def fault_of(error: Exception) -> Fault:
    """Return the fault that an exception means to the person at the terminal."""
    for kind, make in _KINDS:
        if isinstance(error, kind):
            return make(error)
    return _named(error) or _bug(error)


def _of_home(error: HomeError) -> Fault:
    told = {
        name: _(str(value)) if name == "reason" else value for name, value in error.told.items()
    }
    return Surroundings(_(error.sentence).format(**told))


def _of_system(error: OSError) -> Fault:
    where = error.filename or ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full()
    if isinstance(error, FileNotFoundError):
        return BadInput(_("There is no file {where}. Check its name.").format(where=where))
    if isinstance(error, IsADirectoryError):
        return BadInput(_("{where} is a folder. Name a file in it.").format(where=where))
    if isinstance(error, PermissionError):
        return Surroundings(
            _("{where} may not be read or written by you. Mend its permissions.").format(
                where=where
            )
        )
    reason = _(error.strerror) if error.strerror else str(error)
    return Surroundings(f"{where}: {reason}" if where else reason)


def disk_full() -> Fault:
    """Return the fault of a disk without room."""
    return Surroundings(
        _(
            "The disk is full, so nothing was stored. Free some space, or set FIREBREAK_HOME to a"
            " folder on another disk."
        )
    )


def _of_zone(error: ZoneInfoNotFoundError) -> Fault:
    return Surroundings(
        _("FIREBREAK_TIMEZONE names no time zone. Write it as Asia/Shanghai, or leave it out.")
    )


_KINDS: tuple[tuple[type, Callable], ...] = (
    (HomeError, _of_home),
    (ZoneInfoNotFoundError, _of_zone),
    (OSError, _of_system),
)


def _named(error: Exception) -> Fault | None:
    # These come from rooms that are not loaded before a command needs them.
    names = {kind.__name__: make for kind, make in _by_name().items()}
    return next(
        (names[k.__name__](error) for k in type(error).__mro__ if k.__name__ in names), None
    )


def _by_name() -> dict:
    try:
        from django.core.exceptions import ImproperlyConfigured, ValidationError
        from django.db.utils import DatabaseError
    except ImportError:  # pragma: no cover  a broken environment
        return {}
    return {
        DatabaseError: _of_database,
        ImproperlyConfigured: lambda error: Surroundings(str(error)),
        ValidationError: lambda error: BadInput("\n".join(error.messages)),
    }


def _of_database(error: Exception) -> Fault:
    text = str(error).lower()
    if "disk is full" in text or "no space left" in text or "disk i/o error" in text:
        return disk_full()
    if "locked" in text:
        return Surroundings(
            _(
                "The database is busy: another program has been writing to it for more than half a"
                " minute. Nothing was stored. Try again, or stop the other program."
            )
        )
    if "malformed" in text or "not a database" in text:
        return Surroundings(
            _(
                "The database file {file} is damaged, or is no database. Put it back from your"
                " backup, or set FIREBREAK_HOME to another folder."
            ).format(file=_file())
        )
    if "readonly" in text or "unable to open" in text:
        return Surroundings(
            _(
                "The database file {file} cannot be opened for writing. Mend its permissions, or"
                " set FIREBREAK_HOME to another folder."
            ).format(file=_file())
        )
    if _is_connection(error):
        return unreachable()
    return _bug(error)


def unreachable() -> Fault:
    """Return the fault of a database server that does not answer; without its password."""
    from django.conf import settings

    where = settings.DATABASES["default"]
    return Surroundings(
        _(
            "The database {name} at {host} cannot be reached. See that the server runs and that"
            " FIREBREAK_DATABASE names it rightly; without FIREBREAK_DATABASE a file is used."
        ).format(
            name=where["NAME"],
            host=f"{where.get('HOST') or 'localhost'}:{where.get('PORT') or 5432}",
        )
    )


def _is_connection(error: Exception) -> bool:
    from django.db import OperationalError, connection

    return connection.vendor == "postgresql" and isinstance(error, OperationalError)


def _file() -> str:
    from django.conf import settings

    return str(settings.DATABASES["default"]["NAME"])


def _bug(error: Exception) -> Fault:
    if os.environ.get("FIREBREAK_DEBUG") == "1":
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "?"
    return Bug(
        _(
            "Firebreak has a fault of its own ({kind} in {place}). What was begun is undone;"
            " nothing is half stored. FIREBREAK_DEBUG=1 shows where it happened."
        ).format(kind=type(error).__name__, place=place)
    )
