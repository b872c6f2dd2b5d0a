"""`firebreak duties`."""

import click

from firebreak.cli.command import Speaking


@click.command("duties", cls=Speaking)
def command() -> None:
    """Nothing yet."""
