"""Write the help of every command into docs/reference/command.md, between its own words.

    .venv/bin/python -m tools.command_reference

Run it after changing a command; a test compares the two.
"""

import re
from importlib import import_module
from pathlib import Path

import click
from click.testing import CliRunner

from firebreak.cli import firebreak
from firebreak.cli.command import COMMANDS

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "command.md"


def names() -> list[str]:
    """Return every command, groups before what is in them."""
    found = []
    for name, module in COMMANDS.items():
        command = import_module(f"firebreak.cli.{module}").command
        found.append(name)
        if isinstance(command, click.Group):
            found += [f"{name} {sub}" for sub in command.commands]
    return found


def shown(name: str) -> str:
    """Return the block that shows a command's help."""
    result = CliRunner().invoke(firebreak, [*name.split(), "--help", "--lang", "en"])
    return f"```\n{result.output.rstrip()}\n```"


def main() -> None:
    """Replace the block under each heading; add the headings that are missing."""
    text = REFERENCE.read_text("utf-8")
    for name in names():
        heading = f"## firebreak {name}\n"
        if heading not in text:
            text = f"{text.rstrip()}\n\n{heading}\n```\n```\n"
        before, _, after = text.partition(heading)
        block = shown(name).replace("\\", r"\\")
        after = re.sub(r"```\n.*?```", block, after, count=1, flags=re.DOTALL)
        text = before + heading + after
    REFERENCE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
