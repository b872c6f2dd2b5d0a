"""The clusters of the demo city: found from the record, labelled by nobody."""

import polars as pl
import pytest

import firebreak as fb
from firebreak.records import tables
from firebreak.records.models import Case, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


@pytest.fixture
def clusters(morning):
    return fb.epidemic.find_clusters(
        morning.linelist,
        morning.contacts,
        protocols=morning.protocols,
        pathogen=morning.pathogen,
        now=morning.at,
        households=morning.households,
        stays=tables.stays(),
        places=tables.places(),
    )


def test_16_of_the_26_were_infected_in_clusters(clusters, morning):
    standing = pl.col("classification").is_in(["confirmed", "recovered"])
    assert morning.linelist.filter(standing).height == 26
    assert clusters.clusters["infected_here"].sum() == 16


def test_they_are_the_16_whom_the_tracers_hold_to_be_infected_at_gatherings(clusters):
    through = ["household", "meal", "public_place"]
    held = set(Case.objects.filter(infected_through__in=through).values_list("id", flat=True))
    here = clusters.members.filter(pl.col("imported").ne_missing(True))
    assert set(here["id"]) == held


def test_the_dinner_and_the_family_are_clusters_with_their_evidence(clusters):
    names = dict(Person.objects.values_list("id", "name"))
    members = clusters.members.with_columns(name=pl.col("person_id").replace_strict(names))
    dinner, family = (members.filter(pl.col("cluster") == number) for number in (1, 2))
    assert (dinner.height, dinner["name"][0]) == (10, "刘某")  # the first of them to fall ill
    assert (family.height, family["name"][0]) == (4, "邓某")
    kinds = clusters.evidence.group_by("cluster").agg(pl.col("kind").unique().sort())
    assert kinds.sort("cluster")["kind"].to_list()[:2] == [
        ["contact", "household", "place"],
        ["contact", "household"],
    ]
