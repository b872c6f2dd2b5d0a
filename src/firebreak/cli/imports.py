"""`firebreak imports`."""

import click

from firebreak.cli.command import Speaking


@click.command("imports", cls=Speaking)
def command() -> None:
    """Nothing yet."""
