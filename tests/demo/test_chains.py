"""The chains of the demo city: the dinner and the family, with 刘某 the source ranked first."""

import polars as pl
import pytest

from firebreak.records import chains
from firebreak.records.models import Case
from firebreak.records.visibility import PROGRAM
from firebreak.site.chains.lines import chains_of
from firebreak.site.chains.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


@pytest.fixture
def result(morning):
    return chains.make_now(morning).result


@pytest.fixture
def found(result, morning):
    return chains_of(result, seen(result.evidence, morning, PROGRAM))


def test_the_dinner_and_the_family_are_chains_of_their_own(found):
    names = dict(Case.objects.values_list("person_id", "person__name"))
    dinner, family = found[:2]
    assert dinner.seen == 10  # nine at the table, and the wife of one of them
    assert {names[person] for person in family.people} >= {"邓某"}
    assert family.seen == 4


def test_liu_is_ranked_first_among_the_sources_of_the_dinner(found):
    case, is_elsewhere, probability = found[0].sources[0]
    assert case.person.name == "刘某"
    assert not is_elsewhere
    assert probability > 0.5


def test_every_case_has_infectors_whose_probabilities_sum_to_one(result):
    sums = result.chains.infectors.group_by("infectee").agg(pl.col("probability").sum())
    assert sums.height == 26
    assert sums["probability"].is_between(0.999, 1.001).all()


def test_what_is_said_of_the_outbreak_rests_on_all_of_it(result):
    told = result.outbreak
    assert not told.faults
    assert {"reproduction", "dispersion", "delay.isolation"} <= set(told.frames)
    assert (
        told.clusters.clusters["infected_here"]
        .filter(told.clusters.clusters["kind"] == "legal")
        .sum()
        == 16
    )
