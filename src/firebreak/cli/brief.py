"""`firebreak brief`."""

import click

from firebreak.cli.command import Speaking


@click.command("brief", cls=Speaking)
def command() -> None:
    """Nothing yet."""
