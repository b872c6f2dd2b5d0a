"""Each room imports only from the floors below it."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

CHECKOUT = Path(__file__).resolve().parents[2]


def test_no_room_imports_from_a_floor_above_it():
    rules = str(CHECKOUT / "pyproject.toml")
    assert lint_imports(config_filename=rules, no_cache=True) == EXIT_STATUS_SUCCESS
