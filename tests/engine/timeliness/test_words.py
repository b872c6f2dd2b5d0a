"""The software states times, not guilt: it says late, missing, corrected, told long after."""

from pathlib import Path

import pytest

import firebreak.engine

ENGINE = Path(firebreak.engine.__file__).parent
ROOMS = [*(ENGINE / "timeliness").glob("*.py"), *(ENGINE / "consistency").glob("*.py")]
DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference" / "indicators.md"
GUILT = (
    "瞒",
    "缓报",
    "谎报",
    "隐瞒",
    "conceal",
    "falsif",
    "negligen",
    "blame",
    "guilty",
    "cover-up",
)


@pytest.mark.parametrize(
    "text", [*ROOMS, ENGINE / "counts.py", DOCS], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_nothing_here_speaks_of_guilt(text):
    words = text.read_text("utf-8").lower()
    said = [word for word in GUILT if word in words]
    assert not said, f"{text.name} says {said}: that is for an authorised person to find."
