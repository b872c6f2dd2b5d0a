"""`firebreak demo`: an invented city in the second week of its outbreak."""

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop


@click.command(
    "demo",
    cls=Speaking,
    help=gettext_noop(
        "Fill a new home with the demo city: invented people around true numbers.\n\n"
        "The city's clock stands at 8:00 on 3 February 2020 and runs on while the site does."
        " A home that holds anything already is left as it is."
    ),
)
@option(
    "--if-missing",
    is_flag=True,
    help=gettext_noop("Do nothing, and say nothing, if the demo city is there already."),
)
def command(if_missing: bool) -> None:
    """Build it once."""
    open_installation(migrate=True)
    from firebreak.records import clock
    from firebreak.records.models import Change

    if clock.is_demo():
        if not if_missing:
            click.echo(_("The demo city is there already. Start it with: firebreak serve"))
        return
    if Change.objects.exists():
        if if_missing:
            return
        raise BadInput(
            _(
                "This home holds a city's own data, and the demo city would mix with it. Give the"
                " demo a home of its own: FIREBREAK_HOME=demo firebreak demo"
            )
        )
    _build()
    click.echo(_("The demo city is ready. Start it with: firebreak serve"))


def _build() -> None:
    from firebreak import demo

    click.echo(_("Building the demo city, less than a minute."), err=True)
    demo.build()


def tell_logins() -> None:
    """Print one login per role."""
    from firebreak import demo

    click.echo(_("Demo logins (password {password}):").format(password=demo.PASSWORD))
    for name, role in demo.LOGINS:
        click.echo(f"  {name}  {role}")
