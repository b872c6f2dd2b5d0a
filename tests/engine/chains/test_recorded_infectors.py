"""The infectors that investigations recorded are found, where contacts speak of them."""

import pytest

from bench import infectors
from firebreak.engine.chains.settings import Settings

QUICK = Settings(draws=200, sweeps=200, starts=2, temperatures=1)
#: Who is third may have three in a hundred, and the fourth little less: that takes more draws.
LONGER = Settings(draws=1_000, sweeps=2_000, starts=4, temperatures=1)


@pytest.fixture
def recorded(shared):
    folder = shared.parent
    if not (folder / "reference" / "outbreaks").is_dir():
        pytest.skip("The recorded outbreaks are not beside the real data.")
    return folder


def test_in_korea_contacts_find_nearly_all_and_dates_alone_more_than_chance(recorded):
    dates, _, contacts, _ = infectors.find(infectors.mers_korea(recorded), QUICK)
    assert dates.cases == 95
    assert contacts.first >= 0.95
    assert contacts.third >= 0.98
    # By chance one in 161 would be first; dates know little, for most had the same few infectors.
    assert dates.third > 0.2
    assert dates.probability > 0.1


def test_in_singapore_contacts_bring_all_recorded_infectors_among_three(recorded):
    *_, contacts, _ = infectors.find(infectors.singapore(recorded), LONGER)
    assert contacts.cases == 7
    assert contacts.third == 1.0
    assert contacts.first >= 4 / 7
