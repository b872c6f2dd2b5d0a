"""`firebreak boundaries`."""

import click

from firebreak.cli.command import Speaking


@click.command("boundaries", cls=Speaking)
def command() -> None:
    """Nothing yet."""
