"""The notebooks run from beginning to end, on data read where it lies."""

from pathlib import Path

import nbclient
import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "tutorial"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
AT_MOST = 900  # seconds a cell, on a machine that does much else


@pytest.fixture
def data(shared, monkeypatch):
    folder = shared.parent / "reference" / "outbreaks"
    if not folder.is_dir():
        pytest.skip("The line lists are not beside the real data; FIREBREAK_SHARED may name them.")
    monkeypatch.setenv("FIREBREAK_SHARED", str(shared.parent.resolve()))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end(path, data):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(
        notebook, timeout=AT_MOST, resources={"metadata": {"path": FOLDER}}
    ).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_shows_is_no_error_and_no_path_of_a_machine(path):
    """Figures are kept in it, so that it can be read without being run."""
    text = path.read_text(encoding="utf-8")
    folders = [f"/{name}/" for name in ("tmp", "home", "root")]
    for word in (*folders, "Traceback", "Warning"):
        assert word not in text
