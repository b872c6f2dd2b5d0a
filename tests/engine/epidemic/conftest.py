"""Reference results of the field's own programs, read in place and never copied."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference(shared) -> Path:
    folder = shared.parent / "reference"
    if not folder.is_dir():
        pytest.skip("The reference results are not beside the real data.")
    return folder
