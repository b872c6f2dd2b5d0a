"""Help is sentences, in two languages, and what the reference says is what the command does."""

import re
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from firebreak.cli import firebreak, language
from firebreak.cli.command import COMMANDS, EXIT_CODES
from firebreak.records.roles import Role

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command.md"
ENDS = (".", "。")


def every_command() -> dict[str, click.Command]:
    found = {}
    for name, module in COMMANDS.items():
        command = import_module(f"firebreak.cli.{module}").command
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": c for sub, c in command.commands.items()}
    return found


ALL = every_command()


def help_of(name: str, lang: str = "en") -> str:
    result = CliRunner().invoke(firebreak, [*name.split(), "--help", "--lang", lang])
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("name", ALL)
def test_every_command_explains_itself_and_each_of_its_options_in_sentences(name):
    command = ALL[name]
    assert command.help.endswith(ENDS)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help.endswith((*ENDS, ")")), parameter.name
            assert parameter.help[0].isupper() or parameter.help.startswith(
                ("text", "wgs84", "duty")
            )


@pytest.mark.parametrize("name", ALL)
def test_the_reference_has_every_command_and_option_as_help_tells_it(name):
    text = REFERENCE.read_text("utf-8")
    section = text.partition(f"## firebreak {name}\n")[2].partition("\n## ")[0]
    assert section, f"docs/reference/command.md has no section “firebreak {name}”"
    assert shown_in_reference(name) in section


def test_the_reference_has_every_exit_code():
    text = REFERENCE.read_text("utf-8")
    for code, meaning in EXIT_CODES.items():
        assert f"| {code} | {meaning} |" in text


def shown_in_reference(name: str) -> str:
    return "```\n" + help_of(name).rstrip() + "\n```"


def test_the_first_screen_lists_commands_and_exit_codes():
    shown = help_of("")
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", shown, re.MULTILINE)
    for code in EXIT_CODES:
        assert re.search(rf"^  {code} ", shown, re.MULTILINE)


def test_language_is_that_of_the_option_then_of_firebreak_then_of_the_terminal():
    assert language.chosen(["--lang", "zh"], {"FIREBREAK_LANG": "en"}) == "zh"
    assert language.chosen(["brief", "--lang=en"], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert language.chosen([], {"FIREBREAK_LANG": "zh", "LANG": "en_US"}) == "zh"
    assert language.chosen([], {"LC_ALL": "zh_CN", "LANG": "en_US"}) == "zh"
    assert language.chosen([], {"LANG": "C"}) == "en"


def test_the_roles_of_the_command_are_those_of_the_record():
    from firebreak.cli.user import ROLES

    assert sorted(ROLES) == sorted(Role.values)


def test_a_command_that_is_not_there_is_answered_with_usage():
    result = CliRunner().invoke(firebreak, ["breif"])
    assert result.exit_code == 2
    assert "breif" in result.output


#: The commands that tell what is on file. `duplicates` writes down what it compared, so it has no past.
OF_THE_RECORD = {"brief", "chains", "check", "duties", "epidemic", "export", "missed", "trace"}


@pytest.mark.parametrize("name", sorted(OF_THE_RECORD))
def test_every_command_that_reads_the_record_can_read_it_as_it_was_known(name):
    assert "--as-known" in {opt for each in ALL[name].params for opt in each.opts}
