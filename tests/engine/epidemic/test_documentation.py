"""What the reference says of the estimates is what there is."""

import doctest
import inspect
from pathlib import Path

import pytest

from firebreak.engine import epidemic

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "epidemic.md"
TEXT = PAGE.read_text(encoding="utf-8")
ESTIMATES = (
    "attack_rates",
    "case_reproduction_number",
    "daily_cases",
    "discrete_interval",
    "dispersion",
    "estimate_delay",
    "interval_from_delays",
    "probability_of_control",
    "proportion_of_transmission",
    "reproduction_number",
    "uncertain_interval",
)


def test_the_examples_come_out_as_written():
    tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried.attempted > 8
    assert tried.failed == 0


@pytest.mark.parametrize("name", ESTIMATES)
def test_every_estimate_is_described_and_says_its_formula_units_errors_and_paper(name):
    assert f"`{name}" in TEXT or f"`fb.epidemic.{name}" in TEXT
    words = inspect.getdoc(getattr(epidemic, name))
    for section in ("Parameters\n", "Returns\n", "Raises\n"):
        assert section in words
    assert "References\n" in words or name == "daily_cases"


def test_every_error_is_named():
    for name in epidemic.__all__:
        if name.endswith("Error") and issubclass(getattr(epidemic, name), epidemic.EpidemicError):
            assert f"`{name}`" in TEXT
