"""The limits that the indicators are counted by are those of the editions in force here."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.timeliness.tracing import TracingThresholds
from firebreak.site.indicators.measured import _thresholds

AT = datetime(2020, 2, 3, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("divisions", "at", "pathogen", "lost", "observed"),
    [
        ({1: "430202", 2: "430281"}, AT, "sars-cov-2", 2 * DAY, 14 * DAY),  # the city's own
        ({1: "990102"}, AT, "sars-cov-2", TracingThresholds().lost_after, 14 * DAY),
        ({}, AT, "sars-cov-2", TracingThresholds().lost_after, 14 * DAY),
        ({1: "430202"}, AT - 365 * DAY, "sars-cov-2", TracingThresholds().lost_after, 14 * DAY),
        ({1: "430202"}, AT, "measles", TracingThresholds().lost_after, 21 * DAY),
    ],
)
def test_the_narrowest_edition_that_applies_here_gives_the_days(
    divisions, at, pathogen, lost, observed
):
    now = SimpleNamespace(protocols=load_protocols(), pathogen=pathogen, at=at, divisions=divisions)
    limits = _thresholds(now)
    assert (limits.lost_after, limits.observation) == (lost, observed)
