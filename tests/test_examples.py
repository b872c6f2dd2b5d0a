"""What an example in a docstring says is what comes out (pytest finds those of the engine itself)."""

import doctest
import importlib
from pathlib import Path

import pytest
from django.utils import translation

import firebreak

HOUSE = Path(firebreak.__file__).parent
WITH_EXAMPLES = [
    path
    for path in sorted(HOUSE.rglob("*.py"))
    if HOUSE / "engine" not in path.parents and ">>> " in path.read_text(encoding="utf-8")
]


def test_there_are_examples_outside_the_engine():
    assert len(WITH_EXAMPLES) > 20


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_the_examples_of_a_module_come_out_as_written(path):
    name = ".".join(("firebreak", *path.relative_to(HOUSE).with_suffix("").parts))
    module = importlib.import_module(name.removesuffix(".__init__"))
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    with translation.override("en"):
        tried = doctest.testmod(module, optionflags=flags)
    assert tried.attempted > 0
    assert tried.failed == 0
