"""`firebreak init`: a city's first day: its units, and somebody who may sign in."""

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.command(
    "init",
    cls=Speaking,
    help=gettext_noop(
        "Set up a city: its counties and offices, and a first administrator.\n\n"
        "CITY is a city that comes with Firebreak (zhuzhou), or a TOML file of units; copy the one"
        " of a city that comes with it to begin. Run again after adding units to the file: what is"
        " there already is left alone."
    ),
)
@click.argument("city", metavar="CITY")
@option(
    "--administrator",
    metavar="LOGIN",
    help=gettext_noop("Also make this login, which may open units and give others their posts."),
)
@option(
    "--password-stdin",
    is_flag=True,
    help=gettext_noop("Read the administrator's password from standard input."),
)
def command(city: str, administrator: str | None, password_stdin: bool) -> None:
    """Units first, then the administrator, as one change."""
    open_installation()
    from django.db import transaction

    from firebreak.cli.accounts import add_user
    from firebreak.cli.cities.reading import read_city
    from firebreak.cli.cities.setting_up import set_up
    from firebreak.cli.scope import unit_named

    read = read_city(city)
    with transaction.atomic():
        done = set_up(read)
        made = None
        if administrator:
            unit = unit_named(read.root.code)
            made = add_user(administrator, "", "administrator", unit, password_stdin)
    click.echo(_("{city}: {opened} units opened, {there} were there already.").format(**vars(done)))
    if made:
        click.echo(made)
    elif done.opened:
        click.echo(
            _(
                "Next: a login for the first administrator: firebreak init {city} --administrator NAME"
            ).format(city=city)
        )
