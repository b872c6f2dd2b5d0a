"""Open the installation a command works on: settings, database, language, clock.

A new home gets its database at once. A database of an older Firebreak is brought up to date where
it is a file of one's own; one that a city shares is changed only by who says so
(`firebreak migrate`, or `firebreak serve`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from firebreak.cli.faults import Surroundings, unreachable
from firebreak.cli.language import LANGUAGES
from firebreak.cli.language import gettext as _
from firebreak.home import folder, is_read_only, only_read


def open_installation(*, migrate: bool = False, only_reads: bool = False) -> None:
    """
    Make Django ready and the database fit for use.

    Parameters
    ----------
    migrate
        Bring a shared database up to date as well.
    only_reads
        Nothing is kept: a folder that cannot be written will do.

    Raises
    ------
    Surroundings
        The database cannot be reached, or was made by another edition of the program.
    """
    if only_reads:
        only_read()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firebreak.settings")
    import django

    django.setup()
    _speak()
    if is_read_only():
        return
    with _one_at_a_time():
        _fit(migrate)


def language() -> str:
    """Return the language of this command as Django writes it."""
    return LANGUAGES["zh" if os.environ.get("LANGUAGE", "").startswith("zh") else "en"]


def _speak() -> None:
    from django.utils import translation

    context = click.get_current_context(silent=True)
    if context is not None:
        context.find_root().with_resource(translation.override(language()))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands in a new home must not both make its tables."""
    with (folder() / "migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fit(migrate: bool) -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connection

    try:
        missing, unknown, is_new = _state_of_tables()
    except OperationalError as error:
        if connection.vendor == "postgresql":
            raise unreachable() from error
        raise
    if unknown:
        raise Surroundings(
            _(
                "The database was made by a newer Firebreak than this one. Update this program, or"
                " set FIREBREAK_HOME to another folder."
            )
        )
    if not missing:
        return
    if not (is_new or migrate or connection.vendor == "sqlite"):
        raise Surroundings(
            _(
                "The database was made by an older Firebreak than this one. Back it up, then run:"
                " firebreak migrate"
            )
        )
    call_command("migrate", verbosity=0, interactive=False)


def _state_of_tables() -> tuple[bool, bool, bool]:
    """Whether steps are missing, whether there are steps we do not know, whether it is empty."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    ours = {step for step in applied if step[0] in loader.migrated_apps}
    return bool(known - applied), bool(ours - known - set(loader.replacements)), not applied
