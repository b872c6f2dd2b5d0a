"""`firebreak editions`."""

import click

from firebreak.cli.command import Speaking


@click.command("editions", cls=Speaking)
def command() -> None:
    """Nothing yet."""
