"""`firebreak demo`: an invented city in the second week of its outbreak."""

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress


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
    help=gettext_noop("Do nothing, and say nothing, if this home holds a city already."),
)
def command(if_missing: bool) -> None:
    """Build it once."""
    open_installation(migrate=True)
    from firebreak import demo
    from firebreak.records.models import Installation

    if if_missing and Installation.objects.filter(city__isnull=False).exists():
        return
    try:
        with progress(_("Building the demo city")) as tell:
            is_new = demo.load(tell)
    except demo.NotEmptyError as error:
        raise BadInput(str(error)) from error
    if is_new:
        _take_in_feed()
    click.echo(
        _("The demo city is ready. Start it with: firebreak serve")
        if is_new
        else _("The demo city is there already. Start it with: firebreak serve")
    )


def _take_in_feed() -> None:
    """Its stays lie beside the record, in the home."""
    from firebreak.demo import feed
    from firebreak.demo.whole import SEED
    from firebreak.records.traces.stays import index_path

    feed.build_index(index_path(), SEED)


def tell_logins() -> None:
    """Print one login per role."""
    from rich.cells import cell_len

    from firebreak import demo

    logins = demo.logins()
    if not logins:
        return
    click.echo(
        _("Demo logins, all with the password {password}").format(password=logins[0].password)
    )
    wide = max(len(login.username) for login in logins)
    roles = max(cell_len(login.role) for login in logins)
    for login in logins:
        space = " " * (roles - cell_len(login.role))
        click.echo(f"  {login.username:<{wide}}  {login.role}{space}  {login.unit}")
