"""`firebreak check`."""

import click

from firebreak.cli.command import Speaking


@click.command("check", cls=Speaking)
def command() -> None:
    """Nothing yet."""
