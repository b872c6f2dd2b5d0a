"""What is installed is what was pinned, and no file knows where packages come from."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*?)(?=^\S|\Z)", re.DOTALL | re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
HOSTS = re.compile(
    "|".join(("pypi" + r"\.", "python" + "hosted", "npm" + r"js\.", "pi" + "wheels"))
)
MACHINE = re.compile(
    r"(?:^|[^\w.~-])/(?:" + "|".join(("work", "root", r"home/\w+", "Users")) + r")/"
)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")


def tracked_texts():
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=CHECKOUT, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("Not a git checkout, so what belongs to the project cannot be told.")
    for name in filter(None, listing.stdout.split("\0")):
        content = (CHECKOUT / name).read_bytes() if (CHECKOUT / name).is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode("utf-8")


def pins(lock: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, version, rest in PIN.findall((CHECKOUT / lock).read_text("utf-8")):
        found.setdefault(canonicalize_name(name), []).append((version, rest))
    return found


def asked_for(*extras: str) -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    lines = project["dependencies"] + [line for extra in extras for line in optional[extra]]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.txt", ["build"]), ("requirements-dev.txt", ["build", "dev"])],
)
def test_every_direct_dependency_is_pinned_to_a_version_that_is_asked_for(lock, extras):
    pinned = pins(lock)
    for requirement in asked_for(*extras):
        versions = [version for version, _ in pinned[canonicalize_name(requirement.name)]]
        assert versions, requirement
        assert all(requirement.specifier.contains(version) for version in versions), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    without = [
        name for name, found in pins(lock).items() if not all(HASH.search(r) for _, r in found)
    ]
    assert pins(lock)
    assert without == []


def test_the_tools_of_tests_change_no_version_of_what_is_used():
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: [v for v, _ in dev[name]] for name in run} == {
        name: [v for v, _ in found] for name, found in run.items()
    }


def test_no_file_names_a_package_registry():
    assert [name for name, text in tracked_texts() if HOSTS.search(text)] == []


def test_no_lock_holds_an_address():
    assert [lock for lock in LOCKS if "://" in (CHECKOUT / lock).read_text("utf-8")] == []


def test_no_file_names_a_folder_of_one_machine():
    assert [name for name, text in tracked_texts() if MACHINE.search(text)] == []
