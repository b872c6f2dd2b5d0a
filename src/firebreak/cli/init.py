"""`firebreak init`."""

import click

from firebreak.cli.command import Speaking


@click.command("init", cls=Speaking)
def command() -> None:
    """Nothing yet."""
