"""The `firebreak` command: the same record and actions as the pages, for people at a terminal.

`language.py` settles in which language it speaks, `installation.py` opens the database it works on,
`faults.py` turns what goes wrong into a sentence and an exit code. Each command has a module of its
own name. What a command shows or does lives in the rooms below; here is only the asking and the
telling.
"""

from firebreak.cli.command import firebreak


def main() -> None:
    """Run the command with the arguments it was called with."""
    firebreak(prog_name="firebreak")


__all__ = ["firebreak", "main"]
