"""`firebreak migrate`: bring the database to this version of the program."""

import click

from firebreak.cli.command import Speaking
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.command(
    "migrate",
    cls=Speaking,
    help=gettext_noop(
        "Bring the database to this version of the program.\n\n"
        "A database file is brought up to date by any command; a PostgreSQL database, which others"
        " may be using, only by this one and by serve. Back it up first."
    ),
)
def command() -> None:
    """Migrate, and say so."""
    open_installation(migrate=True)
    click.echo(_("The database is up to date."))
