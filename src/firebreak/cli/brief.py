"""`firebreak brief`: the day's orders on one page."""

import click

from firebreak.cli.asked import known_then, of_unit
from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext_noop
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.times import instant


@click.command(
    "brief",
    cls=Speaking,
    help=gettext_noop(
        "Print the day's orders: figures against yesterday's, breached clocks and who holds them,"
        " what falls due, silent units.\n\n"
        "Times are written as people write them: 2020-02-03 08:00, 2月3日上午8时, 2020-02-03 (its"
        " 24:00)."
    ),
)
@option(
    "--as-of",
    metavar="TIME",
    help=gettext_noop("The situation at that time, with all that is known today."),
)
@known_then
@option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    default="text",
    help=gettext_noop("text (default), html (a page to print) or json."),
)
@of_unit
@option(
    "--width",
    type=click.IntRange(60, 200),
    default=80,
    metavar="N",
    help=gettext_noop("Longest line of the text, in columns (default 80)."),
)
def command(
    as_of: str | None, as_known: str | None, form: str, unit: str | None, width: int
) -> None:
    """Make it and write it."""
    open_installation()
    from firebreak.outputs.brief import as_html, as_json, as_text, brief_at

    made = brief_at(
        known=instant(as_known, "--as-known"),
        as_of=instant(as_of, "--as-of"),
        scope=scope_of_unit(unit),
    )
    if form == "text":
        click.echo(as_text(made, width), nl=False)
    else:
        click.echo({"html": as_html, "json": as_json}[form](made))
