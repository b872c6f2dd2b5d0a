"""What every test stands on: an installation of its own, never the one beside the checkout.

`FIREBREAK_HOME` must be set before Django reads the settings, so it is done here on import, and
`DJANGO_SETTINGS_MODULE` is named here rather than in pyproject.toml (which is read earlier).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parents[1]
FOR_TESTS = {"FIREBREAK_CHROMIUM", "FIREBREAK_DATABASE", "FIREBREAK_SHARED"}
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # a worker shares the home its parent made

if not IS_WORKER:
    for name in {name for name in os.environ if name.startswith("FIREBREAK_")} - FOR_TESTS:
        del os.environ[name]  # an installation of whoever runs the tests is not ours to look at
    os.environ["FIREBREAK_HOME"] = tempfile.mkdtemp(prefix="firebreak-test-")
    (Path(os.environ["FIREBREAK_HOME"]) / "static").mkdir()  # as `firebreak serve` does
    atexit.register(shutil.rmtree, os.environ["FIREBREAK_HOME"], ignore_errors=True)
# A file, as in use: in memory all threads would share one connection and no lock would be real.
os.environ["FIREBREAK_TEST_DATABASE"] = str(Path(os.environ["FIREBREAK_HOME"]) / "test.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "firebreak.settings"
django.setup()  # the conftest of a room may import its models

from firebreak.records.models import Test  # noqa: E402

Test.__test__ = False  # a laboratory's test, wherever it is imported, is none of pytest's

# A loaded machine is slow, not wrong: no deadline. `ci` draws the same examples every time.
settings.register_profile(
    "ci",
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev")
)


BROWSER_TESTS = CHECKOUT / "tests" / "browser"


def pytest_addoption(parser):
    parser.addoption(
        "--touching-a-database",
        action="store_true",
        help="only what would come out otherwise on another database",
    )


def pytest_collection_modifyitems(config, items):
    """Leave out what touches no database, where that was asked for."""
    if not config.getoption("--touching-a-database"):
        return
    touching = [item for item in items if _touches_a_database(item)]
    kept = set(touching)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = touching


def _touches_a_database(item) -> bool:
    """Whether it is run again: what a browser shows is seen once, and asked for by other tests too."""
    if BROWSER_TESTS in item.path.parents:
        return False
    fixtures = {"db", "transactional_db", "live_server", "environment"} & set(
        getattr(item, "fixturenames", ())
    )
    marks = (item.get_closest_marker(name) for name in ("django_db", "own_database"))
    return bool(fixtures) or any(marks)


def pytest_sessionfinish():
    """Take away what this run left on a server, once its last process has ended."""
    from tests import installations

    if not IS_WORKER:
        installations.clear()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data, read in place and never copied."""
    folder = Path(os.environ.get("FIREBREAK_SHARED") or CHECKOUT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("The real data is not beside this checkout; FIREBREAK_SHARED may name it.")
    return folder


@pytest.fixture
def firebreak_home(tmp_path, monkeypatch) -> Path:
    """Return an empty folder that commands started by the test take as their installation."""
    home = tmp_path / "home"
    monkeypatch.setenv("FIREBREAK_HOME", str(home))
    return home
