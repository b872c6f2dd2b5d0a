"""What is on record of two cases changes the answer in the direction it must."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest
from tests.engine.chains.test_inferring import QUICK, infer, linelist

import firebreak as fb

LONGER = replace(QUICK, draws=400, sweeps=800)
MANY = linelist(0, 0, 0, 0, 0, 3, 3, 3, 3, 3)
IDS = MANY["id"].to_list()


def probability(chains, source, case):
    table = chains.infectors.filter(infectee=case)
    same = pl.col("infector") == source if source else pl.col("infector").is_null()
    return table.filter(same)["probability"].sum()


def meeting(a, b, day, length=0, **more):
    start = linelist(day)["date_onset"][0]
    end = start + timedelta(days=length)
    return pl.DataFrame({"from_id": [a], "to_id": [b], "start": [start], "end": [end], **more})


@pytest.mark.parametrize("column", ["household", "place"])
def test_who_shares_a_household_or_a_place_is_more_probably_the_infector(column):
    shared = ["h1", "h2", "h3", "h4", "h5"] * 2
    without = infer(MANY, settings=LONGER)
    chains = infer(MANY.with_columns(pl.Series(column, shared)), settings=LONGER)
    assert probability(chains, "c0", "c5") > 2 * probability(without, "c0", "c5")
    row = chains.evidence.filter(infectee="c5", infector="c0").row(0, named=True)
    assert (row["kind"], row["place"]) == (column, "h1")


def test_a_place_that_very_many_share_is_left_out_and_that_is_said():
    table = MANY.with_columns(place=pl.lit("hall"))
    chains = infer(table, settings=replace(QUICK, largest_place=9))
    assert "large_places_left_out" in chains.warnings
    assert chains.evidence.is_empty()
    assert "large_places_left_out" not in infer(table, settings=QUICK).warnings


def test_a_contact_on_days_that_fit_speaks_for_a_link_and_one_at_another_time_against_it():
    fits, late = meeting("c0", "c5", 0, 2), meeting("c0", "c5", 20, 2)
    found = [
        probability(infer(MANY, contacts=each, settings=LONGER), "c0", "c5")
        for each in (fits, fits.select("from_id", "to_id"), late)
    ]
    assert found[0] > found[1] > found[2]


def test_who_is_named_first_does_not_matter():
    one, other = meeting("c0", "c5", 0, 2), meeting("c5", "c0", 0, 2)
    answers = [infer(MANY, contacts=each).infectors for each in (one, other)]
    assert answers[0].equals(answers[1])


def test_who_was_at_one_place_at_one_time_met_and_who_came_later_did_not():
    def stay(person, hour, until):
        day = datetime(2020, 1, 1)
        return person, "hall", day + timedelta(hours=hour), day + timedelta(hours=until)

    stays = pl.DataFrame(
        [stay("c0", 9, 12), stay("c5", 10, 13), stay("c6", 14, 15), stay("nobody", 9, 15)],
        schema=["person_id", "place_id", "start", "end"],
        orient="row",
    )
    chains = infer(MANY, stays=stays, settings=LONGER)
    met = set(chains.evidence.select("infectee", "infector").iter_rows())
    assert met == {("c0", "c5"), ("c5", "c0")}
    assert probability(chains, "c0", "c5") > probability(chains, "c0", "c6")


def test_a_meeting_that_ends_before_it_starts_is_refused():
    with pytest.raises(fb.ChainsError, match="contacts row 0: it ends before it starts"):
        infer(MANY, contacts=meeting("c0", "c5", 2, -1))


def test_a_case_without_onset_was_infected_before_it_was_confirmed():
    table = linelist(0, None, 4)
    confirmed = [None, table["date_onset"][0] + timedelta(days=2), None]
    chains = infer(table.with_columns(pl.Series("date_confirmation", confirmed)))
    day = chains.infection_day_draws[:, 1] + (chains.day_zero - table["date_onset"][0]).days
    assert day.max() <= 2
    assert day.min() < 0
    assert len(set(day.tolist())) > 3


def test_after_isolation_he_is_less_probably_the_infector():
    table = linelist(0, 0, 3)
    early = [table["date_onset"][0] - timedelta(days=2), None, None]
    chains = infer(table.with_columns(pl.Series("date_isolation", early)), settings=LONGER)
    assert probability(chains, "c0", "c2") < 0.5 * probability(chains, "c1", "c2")


def test_the_fewer_the_mutations_the_more_probable_the_link():
    table = linelist(0, 0, 3)
    distances = pl.DataFrame(
        {"a_id": ["c0", "c1", "c0"], "b_id": ["c2", "c2", "c1"], "distance": [1, 9, 9]}
    )
    chains = infer(table, distances=distances, settings=LONGER)
    assert probability(chains, "c0", "c2") > 2 * probability(chains, "c1", "c2")
