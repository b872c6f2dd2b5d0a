"""Of the 26, seven had been met and let go; each is found, with the rule that should have held him."""

import polars as pl
import pytest
from tests.engine.missed.chains_by_hand import chains

from firebreak.demo.times import STARTS, ZONE
from firebreak.engine.missed import missed_chances
from firebreak.records import clock
from firebreak.records.models import Check, Person, Unit
from firebreak.records.situation import situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
#: rule, post, unit, moment: what the diary lets the posts do, and nothing else at a post.
LET_GO = {
    "刘某": {
        ("origin-not-asked", "station", "430203-R1", "01-16 21:40"),
        ("origin-not-asked", "fever_clinic", "430202-H1", "01-21 10:30"),
        ("ill-at-the-clinic", "fever_clinic", "430202-H1", "01-21 10:30"),
    },
    "邓某": {("ill-at-the-clinic", "fever_clinic", "430211-H1", "01-23 15:30")},
    "彭岚峰": {("fever-on-the-road", "checkpoint", "430202-K1", "01-24 19:10")},
    "龙若锋": {("origin-not-asked", "checkpoint", "430223-K1", "01-25 10:20")},
    "喻远石": {
        ("ill-at-home", "household_visit", "430281-T2-V1", "01-24 16:00"),
        ("origin-denied", "household_visit", "430281-T2-V1", "01-24 16:00"),
    },
    "宁乔野": {("ill-at-the-clinic", "triage", "YL-H1", "01-27 09:10")},
    "汤予峰": {("ill-at-home", "household_visit", "430223-T3-V1", "01-29 09:30")},
}


@pytest.fixture(scope="module")
def found(demo_city, django_db_blocker):
    """What was missed by the morning, without chains."""
    with django_db_blocker.unblock(), clock.held_at(STARTS):
        return _found(None)


def _found(known):
    now = situation()
    return missed_chances(
        now.events, known, now.protocols, now=now.at, divisions=now.divisions, began=now.began
    )


def _at_posts(rows: pl.DataFrame) -> dict[str, set]:
    names = dict(Person.objects.values_list("id", "name"))
    codes = dict(Unit.objects.values_list("id", "code"))
    told: dict[str, set] = {}
    for row in rows.iter_rows(named=True):
        moment = row["moment"].astimezone(ZONE).strftime("%m-%d %H:%M")
        one = (row["rule"], row["post"], codes[row["unit"]], moment)
        told.setdefault(names[row["subject"]], set()).add(one)
    return told


def test_the_seven_who_were_met_and_let_go_are_found_and_nobody_else(found):
    at_posts = found.chances.filter(pl.col("post").is_in(Check.Kind.values))
    assert _at_posts(at_posts) == LET_GO


def test_besides_two_housemates_were_not_seen_in_some_rounds(found):
    rest = found.chances.filter(~pl.col("post").is_in(Check.Kind.values))
    assert set(rest["rule"]) == {"round-missed"}
    assert set(_at_posts(rest)) == {"唐秋霜", "喻溪石"}


def test_only_what_lies_before_the_citys_rules_is_told_as_such(found):
    early = found.chances.filter("before_rule")
    assert set(_at_posts(early)) == {"刘某"}


def test_the_ticket_against_no_travel_came_only_later(found):
    (row,) = found.chances.filter(rule="origin-denied").to_dicts()
    assert row["evidence_kind"] == "travelled.train"
    assert row["evidence_told_at"] > row["moment"]


def test_nobody_is_on_both_lists_and_every_one_met_late_has_a_list(found):
    assert not set(found.unmet["subject"]) & set(found.chances["subject"])
    assert found.unmet.height == 12
    assert found.unmet["roll"].null_count() == 0


def test_the_station_that_asked_nothing_cost_the_most_if_he_infected_the_table():
    with clock.held_at(STARTS):
        people = dict(Person.objects.filter(cases__isnull=False).values_list("name", "id"))
        table = ("陈砚航", "周青荷", "彭岚峰", "谭竹月", "罗舟岳", "张望松", "谢棠琴", "凌霁帆")
        tree = {
            people["刘某"]: (None, 12),
            people["邓某"]: (None, 17),
            people["苏淮衡"]: (people["邓某"], 23),
        }
        tree |= {people[name]: (people["刘某"], 16) for name in table}  # the 17th of January
        tree |= {people["颜秋绮"]: (people["陈砚航"], 22)}
        found = _found(chains(tree))
    assert found.by_rule["rule"][0] == "origin-not-asked"
    assert found.by_rule["infections_mean"][0] == 9  # the eight, and the wife of one
    assert found.by_post["post"][0] == "station"
    clinic = found.chances.filter(rule="ill-at-the-clinic")
    assert dict(clinic.select("subject", "infections_mean").iter_rows()) | {} == {
        people["刘某"]: 0,  # by the 21st the table had been infected
        people["邓某"]: 1,
        people["宁乔野"]: None,  # not in these chains
    }
