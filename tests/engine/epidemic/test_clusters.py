"""Cases that belong together: the definition's own answer, and the hints beyond it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import firebreak as fb
from firebreak.engine.duties.protocols import Protocols, load_protocols
from firebreak.engine.epidemic.clusters.chance import SURPRISING

COVID = "sars-cov-2"
NOW = datetime(2020, 2, 3, tzinfo=UTC)
JANUARY_20 = date(2020, 1, 20)
PROTOCOLS = load_protocols()


def ill(*days: int | None, **columns) -> pl.DataFrame:
    """Return a line list: cases 1, 2, … who fell ill so many days after 20 January."""
    return pl.DataFrame(
        {
            "id": range(1, len(days) + 1),
            "classification": ["confirmed"] * len(days),
            "date_onset": [
                None if day is None else JANUARY_20 + timedelta(days=day) for day in days
            ],
            **columns,
        },
        schema_overrides={"date_onset": pl.Date},
    )


def met(*pairs: tuple[int, int], on: int | None = 0, **columns) -> pl.DataFrame:
    """Return contacts on the day so many days after 20 January."""
    start = None if on is None else datetime(2020, 1, 20, 12, tzinfo=UTC) + timedelta(days=on)
    return pl.DataFrame(
        {
            "from_id": [one for one, _ in pairs],
            "to_id": [other for _, other in pairs],
            "start": [start] * len(pairs),
            **columns,
        },
        schema_overrides={"start": pl.Datetime("us", "UTC")},
    )


def stayed(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """Return stays of 20 January: person, place, from and to the hour."""
    return pl.DataFrame(
        [
            (
                person,
                place,
                datetime(2020, 1, 20, tzinfo=UTC) + timedelta(hours=start),
                datetime(2020, 1, 20, tzinfo=UTC) + timedelta(hours=end),
            )
            for person, place, start, end in rows
        ],
        schema={
            "person_id": pl.Int64(),
            "place_id": pl.Int64(),
            "start": pl.Datetime("us", "UTC"),
            "end": pl.Datetime("us", "UTC"),
        },
        orient="row",
    )


PLACES = pl.DataFrame({"place_id": [1, 2], "kind": ["table", "shop"]})


def found(linelist: pl.DataFrame, contacts: pl.DataFrame | None = None, **more):
    asked = {"protocols": PROTOCOLS, "pathogen": COVID, "now": NOW} | more
    return fb.epidemic.find_clusters(linelist, contacts, **asked)


def groups(clusters) -> list[list[int]]:
    members = clusters.members.group_by("cluster", maintain_order=True).agg("person_id")
    return sorted(sorted(people) for people in members["person_id"].to_list())


def test_two_linked_cases_within_14_days_are_a_cluster():
    answer = found(ill(0, 14), met((1, 2)))
    assert groups(answer) == [[1, 2]]
    assert answer.edition.id == "cn-covid-control-3"
    assert answer.clusters.row(0, named=True) == {
        "cluster": 1,
        "kind": "legal",
        "cases": 2,
        "infected_here": 2,
        "first": JANUARY_20,
        "last": JANUARY_20 + timedelta(days=14),
        "p_value": None,
    }


def test_fifteen_days_apart_they_are_none():
    later = NOW + timedelta(days=3)
    assert groups(found(ill(0, 14), met((1, 2)), now=later)) == [[1, 2]]
    assert groups(found(ill(0, 15), met((1, 2)), now=later)) == []


def test_cases_linked_to_nobody_are_in_no_cluster():
    assert groups(found(ill(0, 1, 2))) == []


def test_an_edition_that_asks_for_three_does_not_find_two():
    third = PROTOCOLS.governing(COVID, NOW)
    three = replace(third, thresholds=replace(third.thresholds, cluster_size=3))
    rows = ill(0, 1, 2, 5, 6), met((1, 2), (2, 3), (4, 5))
    assert groups(found(*rows)) == [[1, 2, 3], [4, 5]]
    assert groups(found(*rows, protocols=Protocols((three,)))) == [[1, 2, 3]]


def test_an_edition_without_a_definition_finds_none_by_law():
    third = PROTOCOLS.governing(COVID, NOW)
    silent = replace(third, thresholds=replace(third.thresholds, cluster_size=None))
    answer = found(ill(0, 1), met((1, 2)), protocols=Protocols((silent,)))
    assert answer.clusters.is_empty()


def test_a_contact_after_both_had_fallen_ill_links_nobody():
    assert groups(found(ill(0, 3), met((1, 2), on=3))) == [[1, 2]]
    assert groups(found(ill(0, 3), met((1, 2), on=4))) == []


def test_a_contact_of_unknown_time_may_have_infected():
    assert groups(found(ill(0, 3), met((1, 2), on=None))) == [[1, 2]]


def test_a_general_contact_links_nobody():
    assert groups(found(ill(0, 3), met((1, 2), order=[0]))) == []


def test_contacts_with_people_who_are_no_cases_link_nobody():
    assert groups(found(ill(0, 3), met((1, 9), (9, 2)))) == []


def test_those_who_live_together_are_linked():
    answer = found(ill(0, 3, 4), households={1: 70, 3: 70, 2: 71})
    assert groups(answer) == [[1, 3]]
    assert answer.evidence["kind"].to_list() == ["household", "household"]


def test_a_household_ill_again_after_more_than_14_days_is_not_one_cluster():
    rows = ill(-40, -38, 0, 2)
    assert groups(found(rows, households=dict.fromkeys((1, 2, 3, 4), 7))) == [[1, 2], [3, 4]]


def test_those_at_one_table_at_one_time_are_linked():
    stays = stayed((1, 1, 18, 21), (2, 1, 20, 22), (3, 1, 22, 23))
    answer = found(ill(3, 4, 5), stays=stays, places=PLACES)
    assert groups(answer) == [[1, 2]]  # 3 sat down when they had gone
    assert answer.evidence.select("person_id", "place").rows() == [(1, 1), (2, 1)]


def test_a_shop_is_no_small_setting():
    stays = stayed((1, 2, 18, 21), (2, 2, 18, 21))
    assert groups(found(ill(3, 4), stays=stays, places=PLACES)) == []


def test_where_all_had_been_ill_already_nobody_caught_it():
    stays = stayed((1, 1, 18, 21), (2, 1, 18, 21))
    assert groups(found(ill(-3, -1), stays=stays, places=PLACES)) == []


def test_who_was_infected_elsewhere_is_in_the_cluster_and_not_in_its_count():
    answer = found(ill(0, 3, 5, imported=[True, False, None]), met((1, 2), (1, 3)))
    assert answer.clusters.select("cases", "infected_here").rows() == [(3, 2)]


def test_suspects_do_not_count_and_the_recovered_do():
    words = ["confirmed", "suspected", "recovered", "asymptomatic"]
    rows = ill(0, 1, 2, 3).with_columns(classification=pl.Series(words))
    assert groups(found(rows, met((1, 2), (1, 3), (1, 4)))) == [[1, 3, 4]]


def test_a_case_never_ill_is_anchored_on_his_confirmation():
    rows = ill(0, None).with_columns(
        date_confirmation=pl.Series([None, JANUARY_20 + timedelta(days=4)], dtype=pl.Date)
    )
    answer = found(rows, met((1, 2)))
    assert answer.members["day_is"].to_list() == ["date_onset", "date_confirmation"]


def test_a_case_without_any_day_is_named_and_in_no_cluster():
    answer = found(ill(0, None), met((1, 2)))
    assert (groups(answer), answer.undated) == ([], (2,))


def test_contacts_speak_of_persons_where_the_line_list_has_them():
    rows = ill(0, 3).with_columns(person_id=pl.Series([71, 72]))
    answer = found(rows, met((71, 72), record=[5]).rename({"record": "id"}))
    assert answer.members.select("id", "person_id").rows() == [(1, 71), (2, 72)]
    assert answer.evidence["record"].to_list() == [5]


def test_every_cluster_has_evidence_that_names_all_its_cases():
    answer = found(ill(0, 3, 4, 5, 6), met((1, 2), (4, 5)), households={2: 7, 3: 7}, stays=None)
    named = answer.evidence.select("cluster", person=pl.concat_list("person_id", "other_id"))
    named = named.explode("person").drop_nulls().unique().sort("cluster", "person")
    assert (
        named.rows()
        == answer.members.select("cluster", "person_id").sort("cluster", "person_id").rows()
    )


@dataclass
class Inferred:
    """As much of an inference of chains as clusters look at."""

    infectors: pl.DataFrame


def chain(*links: tuple[int, int | None, float]) -> Inferred:
    columns = ["infectee", "infector", "probability"]
    return Inferred(pl.DataFrame(links, schema=columns, orient="row"))


def test_a_chain_more_likely_than_not_is_a_hint_of_its_own_kind():
    inferred = chain((2, 1, 0.8), (3, 1, 0.3), (3, None, 0.7), (4, 2, 0.5))
    answer = found(ill(0, 3, 5, 6), chains=inferred)
    assert (groups(answer), answer.clusters["kind"].to_list()) == ([[1, 2, 4]], ["chain"])
    assert answer.evidence.select("person_id", "other_id", "probability").rows() == [
        (1, 2, 0.8),
        (2, 4, 0.5),
    ]


def test_chains_of_other_ids_are_refused():
    with pytest.raises(fb.epidemic.EpidemicError, match="none of its ids is a person_id"):
        found(ill(0, 3), chains=chain((99, 98, 0.9)))


def test_a_place_that_chance_does_not_explain_is_a_hint_with_its_probability():
    crowd = [(person, 3, hour, hour + 1) for person in range(10, 210) for hour in (9, 18)]
    table = [(person, 1, 18, 21) for person in (1, 2, 3)]
    alone = [(person, 100 + person, 12, 13) for person in (1, 2, 3)]
    index = fb.tracing.build(stayed(*crowd, *table, *alone))
    answer = found(ill(3, 4, 5), index=index)
    assert (groups(answer), answer.clusters["kind"].to_list()) == ([[1, 2, 3]], ["beyond_chance"])
    assert answer.clusters["p_value"][0] < SURPRISING
    rows = answer.evidence.select("place", pl.col("start", "end").dt.hour()).unique().rows()
    assert rows == [(1, 18, 21)]  # three hours of one meal are one hint


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 13), min_size=2, max_size=7),
    st.sets(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_clusters_are_those_found_by_hand(days, pairs, chance):
    cases = ill(*days)
    linked = [pair for pair in pairs if pair[0] != pair[1] and max(pair) <= len(days)]
    expected = by_hand(days, linked)
    chance.shuffle(linked)
    shuffled = cases.sample(fraction=1, shuffle=True, seed=chance.randrange(1000))
    assert groups(found(shuffled, met(*linked, on=None))) == expected


def by_hand(days: list[int], linked: list[tuple[int, int]]) -> list[list[int]]:
    """Join sets until none can be joined: slow, and plain."""
    sets = [{number} for number in range(1, len(days) + 1)]
    while True:
        joined = next(
            (
                (one, other)
                for one, other in combinations(sets, 2)
                if any((a in one and b in other) or (a in other and b in one) for a, b in linked)
            ),
            None,
        )
        if joined is None:
            return sorted(sorted(group) for group in sets if len(group) > 1)
        sets = [group for group in sets if group not in joined] + [joined[0] | joined[1]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (pl.DataFrame({"id": [1]}), "no column classification"),
        (pl.DataFrame({"id": [1, 1], "classification": ["confirmed"] * 2}), "row 1: its id"),
    ],
)
def test_a_line_list_that_cannot_be_read_is_refused(rows, said):
    with pytest.raises(fb.epidemic.EpidemicError, match=said):
        found(rows)


def test_stays_without_places_are_refused():
    with pytest.raises(fb.epidemic.EpidemicError, match="give places= too"):
        found(ill(0, 1), stays=stayed((1, 1, 8, 9)))


def test_no_edition_in_force_is_said():
    with pytest.raises(LookupError, match="No control edition for sars-cov-2"):
        found(ill(0), now=datetime(2019, 1, 1, tzinfo=UTC))
