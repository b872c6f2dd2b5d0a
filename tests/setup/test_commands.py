"""The commands a newcomer types exist, explain themselves, and are what the robot types too."""

import os
import re
import subprocess
from pathlib import Path

from tools import every_test

CHECKOUT = Path(__file__).resolve().parents[2]
MAKEFILE = (CHECKOUT / "Makefile").read_text("utf-8")


def test_make_alone_lists_every_command():
    listed = subprocess.run(
        ["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE).group(1).split()
    assert sorted(re.findall(r"^make (\w+)", listed, re.MULTILINE)) == sorted(targets)


def test_the_robot_does_what_people_do_and_nothing_else():
    script = CHECKOUT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test </dev/null"


def test_what_cannot_be_installed_here_is_named_with_the_command_that_would(monkeypatch, capsys):
    monkeypatch.setattr(
        every_test, "NEEDED", {"chromium": lambda: False, "postgresql": lambda: True}
    )
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert every_test.provide() == []
    assert "sudo apt-get install chromium\n" in capsys.readouterr().out


def test_root_on_debian_gets_what_is_missing_and_hears_of_what_failed(monkeypatch):
    asked = []
    monkeypatch.setattr(
        every_test, "NEEDED", {"chromium": lambda: False, "postgresql": lambda: True}
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "exists", lambda path: True)
    monkeypatch.setattr(every_test, "apt", lambda *arguments: asked.append(arguments) or True)
    assert every_test.provide() == ["chromium"]
    assert asked[-1][-1] == "chromium"
