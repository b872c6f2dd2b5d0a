"""`firebreak user`."""

import click

from firebreak.cli.command import Speaking


@click.command("user", cls=Speaking)
def command() -> None:
    """Nothing yet."""
