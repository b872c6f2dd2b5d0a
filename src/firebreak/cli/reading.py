"""`firebreak read`: what a reader finds in a file. Nothing is kept."""

import json
from datetime import date
from pathlib import Path

import click

from firebreak.cli import documents
from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress


@click.command(
    "read",
    cls=Speaking,
    help=gettext_noop(
        "Read texts, lists and files of other systems as drafts, and keep nothing.\n\n"
        "What is uncertain has a question mark. firebreak import puts a file into the inbox, where"
        " a person accepts, mends or rejects what was read."
    ),
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--published",
    metavar="DAY",
    callback=documents.day,
    help=gettext_noop("The day it was published or written: what “yesterday” counts from."),
)
@option(
    "--second",
    is_flag=True,
    help=gettext_noop(
        "Of texts, ask the second reader that FIREBREAK_LLM_URL names; what it says and the text"
        " does not is refused."
    ),
)
@option("--json", "as_json", is_flag=True, help=gettext_noop("Tell it for a program to read."))
def command(files: tuple[Path, ...], published: date | None, second: bool, as_json: bool) -> None:
    """Read, and tell."""
    open_installation(only_reads=True)
    reader = documents.second_reader() if second else documents.read
    read = []
    with progress("") as tell:
        for number, file in enumerate(files, 1):
            read.append((file, reader(documents.opened(file), published)))
            tell(number, len(files))
    if as_json:
        told = [{"file": str(file), **reading.to_plain()} for file, reading in read]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for file, reading in read:
        documents.tell(file, reading)
        documents.tell_drafts(reading)
