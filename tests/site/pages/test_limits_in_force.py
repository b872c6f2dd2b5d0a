"""The limits that the indicators are counted by are those of the editions in force here."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from firebreak.engine.duties.protocols import Protocols, Thresholds, load_protocols
from firebreak.engine.timeliness.tracing import TracingThresholds
from firebreak.records.situation import Situation
from firebreak.site.indicators.measured import thresholds

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
    limits = thresholds(now)
    assert (limits.lost_after, limits.observation) == (lost, observed)


def test_the_pages_of_the_rules_say_what_is_looser_than_a_wider_edition(city, sign_in, monkeypatch):
    shipped = load_protocols()
    own = shipped.edition("zhuzhou-covid-2020")
    loose = replace(own, thresholds=Thresholds(observation_days=3))
    others = [edition for edition in shipped if edition.id != own.id]
    monkeypatch.setattr(Situation, "protocols", Protocols((*others, loose)))
    told = "looser than National control plan, 3rd edition: observation 3 d instead of 14 d"
    browser = sign_in("tracer")
    for address in (reverse("rules"), reverse("rule", args=[own.id])):
        assert told in browser.get(address).content.decode()
    assert told not in browser.get(reverse("rule", args=[others[0].id])).content.decode()


def test_the_page_of_an_edition_says_who_counts_as_a_contact(city, sign_in):
    page = sign_in("tracer").get(reverse("rule", args=["zhuzhou-covid-2020"])).content.decode()
    assert "Who counts as a contact" in page
    assert "Same table" in page
    assert "15 min" in page
