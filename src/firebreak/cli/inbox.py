"""`firebreak inbox`: a folder whose files go into the inbox.

What it says ends in logs, and a file is often called after somebody: a document has its number.
"""

import time
from pathlib import Path

import click

from firebreak.cli.command import SpeakingGroup, option
from firebreak.cli.documents import inbox_unit, why_not_read
from firebreak.cli.faults import FINDINGS, BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.punctuation import headed

LOOK_EVERY_SECONDS = 2.0


@click.group(
    "inbox",
    cls=SpeakingGroup,
    help=gettext_noop("What comes in, before a person has accepted it."),
)
def command() -> None:
    """Everything is done by the commands below."""


@command.command(
    "watch",
    help=gettext_noop(
        "Put every file of a folder into the inbox, and go on watching it.\n\n"
        "A file is taken when it has not changed for some seconds, and then moved to taken or"
        " refused within the folder; an empty one after a minute. It is called by its number in the"
        " inbox, never by its name. Folders within it and links are not looked at, which is said"
        " once. Stopped and started again, it goes on where it was."
    ),
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@option("--unit", metavar="CODE", help=gettext_noop("Whose inbox: a unit; without it the city's."))
@option("--once", is_flag=True, help=gettext_noop("Take what is there, and end."))
@option(
    "--settled",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=5.0,
    help=gettext_noop("For how long a file must not have changed (default 5)."),
)
def watch(folder: Path, unit: str | None, once: bool, settled: float) -> None:
    """Look, take, move; again and again."""
    open_installation()
    from firebreak.intake.watching import Folder

    if not folder.is_dir():
        raise BadInput(_("There is no folder {where}. Make it first.").format(where=folder))
    watched = Folder(folder, inbox_unit(unit))
    while True:
        refused = _look(watched, settled)
        if once:
            return _end(watched.waiting(), refused)
        time.sleep(LOOK_EVERY_SECONDS)


def _look(watched, settled: float) -> int:
    """Take what is whole; return how many files could not be read."""
    total, refused = watched.waiting(), 0
    _tell_passed_over(*watched.passed_over())
    try:
        with progress(watched.path.name) as tell:
            for number, (_path, received) in enumerate(watched.take(time.time(), settled), 1):
                tell(number, max(number, total))  # an archive is one file, and several documents
                click.echo(_said(received))
                refused += received.reading.problem is not None
    except OSError as error:
        error.filename = str(watched.path)  # the file's own name may be somebody's
        raise
    return refused


def _tell_passed_over(folders: int, links: int) -> None:
    """Say how many are not looked at: their names may be somebody's."""
    if folders:
        click.echo(
            _(
                "Not looked at: folders within it, {n}. Move the files into the folder itself, or"
                " watch these too."
            ).format(n=folders)
        )
    if links:
        click.echo(
            _("Not looked at: links, {n}. Copy the files that they lead to.").format(n=links)
        )


def _said(received) -> str:
    document = _("Document {number}").format(number=received.reading.pk)
    if received.reading.problem:
        return headed(document, why_not_read(received.reading.problem))
    if received.already:
        return _("{file}: came before, nothing was read anew.").format(file=document)
    return _("{file}: is in the inbox.").format(file=document)


def _end(waiting: int, refused: int) -> None:
    if waiting:
        click.echo(_("Left for the next look, because not yet whole: {n}.").format(n=waiting))
    if refused:
        click.echo(_("Could not be read, and moved to refused: {n}.").format(n=refused))
        click.get_current_context().exit(FINDINGS)
