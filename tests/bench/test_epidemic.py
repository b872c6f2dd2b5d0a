"""The benchmark of the estimates: a table with every part, whose answers agree with the packages'."""

import pytest

from bench import epidemic


@pytest.fixture
def rows(shared, monkeypatch):
    folder = shared.parent / "reference"
    if not folder.is_dir():
        pytest.skip("The reference results are not beside the real data.")
    monkeypatch.setattr(epidemic, "seconds", lambda job, times=5: (job(), 1.0)[1])
    monkeypatch.setattr(epidemic, "LONG", 100)
    return epidemic.measure(folder)


def test_every_part_is_in_the_table_and_agrees(rows):
    by_name = {row.what: row for row in rows}
    for name in epidemic.GIVEN:
        assert float(by_name[f"R by case, {name}"].agreement.removeprefix("mean ")) < 1e-6
    fits = [row for row in rows if row.what.startswith("R and k") and row.theirs]
    assert len(fits) == 5
    assert all(float(row.agreement.split()[0]) < 1e-3 for row in fits)
    assert {"delay, 83 cases, gamma, with intervals"} <= set(by_name)
