"""What the reference says of the index is what there is."""

import doctest
import re
from pathlib import Path

import polars as pl
from tests.engine.tracing.stays import frame

from firebreak.engine import tracing
from firebreak.engine.tracing import arrays, reading, segments

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tracing.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_come_out_as_written():
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=flags)
    assert tried.attempted > 8
    assert tried.failed == 0


def test_every_file_of_an_index_is_described(tmp_path):
    index = tracing.build(
        frame((1, "bus", 0, 1)), tmp_path, places=pl.DataFrame({"place_id": [""]})
    )
    index.rename({1: 2})
    described = [re.escape(name).replace("…", ".*") for name in re.findall(r"`([^`|]+)`", TEXT)]
    for path in tmp_path.iterdir():
        assert any(re.fullmatch(name, path.name) for name in described), path.name


def test_the_figures_of_the_format_are_those_of_the_program():
    assert f"version of the format ({arrays.VERSION})" in TEXT
    assert f"multiples of {arrays.ALIGNED} bytes" in TEXT
    assert segments.EPOCH.date().isoformat() in TEXT
    assert f"{reading.FIRST.year} to {reading.AFTER.year - 1}" in TEXT
    flags = (segments.END_ASSUMED, segments.DAY_ONLY, segments.ENCLOSING)
    assert re.findall(r"^\| (\d) \|", TEXT, re.M) == [str(flag) for flag in flags]


def test_every_column_and_every_method_is_described():
    for column in reading.COLUMNS:
        assert f"`{column}`" in TEXT
    for method in ("append", "compact", "overlay", "rename", "forget_before", "stays_of", "info"):
        assert hasattr(tracing.Index, method)
        assert f"`{method}(" in TEXT
