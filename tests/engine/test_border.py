"""The engine stands alone: it can be taken out of the house and used in a notebook."""

import ast
import sys
from pathlib import Path

import pytest

import firebreak.engine

ENGINE = Path(firebreak.engine.__file__).parent
MODULES = sorted(ENGINE.rglob("*.py"))
ALLOWED = {"llvmlite", "numba", "numpy", "polars", "rustworkx", "scipy"} | (
    sys.stdlib_module_names - {"random", "sqlite3"}
)
#: Extras, each imported by one module only.
EXTRAS = {"distributed.py": {"distributed", "pyarrow"}, "exporting.py": {"arviz"}}
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic"}


def imported_modules(path: Path) -> set[str]:
    """Return the full names of all modules that the file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "firebreak":
            names |= {f"firebreak.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def is_allowed(name: str) -> bool:
    return name.split(".")[0] in ALLOWED or (name + ".").startswith(("firebreak.engine.", "."))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_the_engine_does_not_know_the_site(module):
    names = imported_modules(module) - EXTRAS.get(module.name, set())
    assert sorted(name for name in names if not is_allowed(name)) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_the_engine_reads_no_clock(module):
    calls = [
        node
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    asked = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    assert asked & CLOCKS == set()


def test_the_border_would_notice_a_breach(tmp_path):
    breach = tmp_path / "breach.py"
    breach.write_text("def f():\n    from firebreak import records\n    import django.db\n")
    assert not any(map(is_allowed, imported_modules(breach)))
