"""The first case of a county and the cluster: when they are reached, and that they stay reached."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.duties.timelines import SHIPPED, at, timeline

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.criteria import derived_events
from firebreak.engine.tables import CONTACTS, EVENTS, empty

NOW = "2020-02-20 08:00"


def met(*rows) -> pl.DataFrame:
    """Return contacts from (from, to, start, place)."""
    table = [
        {"from_id": a, "to_id": b, "start": at(start), "place": place}
        for a, b, start, place in rows
    ]
    return pl.DataFrame(table, schema={**CONTACTS}) if table else empty(CONTACTS)


def reached(text, contacts=None, now=NOW, **more) -> list[tuple]:
    table = derived_events(
        timeline(text),
        empty(CONTACTS) if contacts is None else contacts,
        SHIPPED,
        now=at(now),
        **more,
    )
    return table.select("kind", "subject", "happened_at", "record").rows()


TWO = """
    1 | case.onset     | 2020-01-20 08:00
    1 | case.confirmed | 2020-01-29 10:00 | record=11
    2 | case.onset     | 2020-01-27 08:00
    2 | case.confirmed | 2020-01-31 12:00 | record=12
"""
FIRST = ("unit.first_case", 1, at("2020-01-29 10:00"), 11)
CLUSTER = ("unit.cluster", 1, at("2020-01-31 12:00"), 12)


def test_the_first_confirmed_case_of_each_county():
    text = TWO + "3 | case.confirmed | 2020-02-01 09:00 | county=2 record=13"
    assert reached(text) == [FIRST, ("unit.first_case", 2, at("2020-02-01 09:00"), 13)]


def test_a_suspect_is_not_the_first_case():
    assert reached("1 | case.suspected | 2020-01-29 10:00") == []


def test_two_cases_who_met_are_a_cluster_when_the_second_is_confirmed():
    assert reached(TWO, met((1, 2, "2020-01-22 19:00", None))) == [FIRST, CLUSTER]


def test_a_general_contact_links_no_cluster_and_one_of_unknown_order_does():
    contacts = met((1, 2, "2020-01-22 19:00", None))
    of = [contacts.with_columns(order=pl.lit(order, pl.Int64)) for order in (0, 1, 2, None)]
    assert [CLUSTER in reached(TWO, some) for some in of] == [False, True, True, True]


def test_two_cases_of_one_household_are_a_cluster():
    assert reached(TWO, households={1: 7, 2: 7}) == [FIRST, CLUSTER]


def test_two_cases_exposed_at_one_dinner_are_a_cluster():
    dinner = met((9, 1, "2020-01-17 19:00", 5), (9, 2, "2020-01-17 19:00", 5))
    assert reached(TWO, dinner) == [FIRST, CLUSTER]


def test_two_cases_at_one_place_on_different_days_are_not():
    days = met((9, 1, "2020-01-17 19:00", 5), (9, 2, "2020-01-18 19:00", 5))
    assert reached(TWO, days) == [FIRST]


def test_two_cases_who_share_only_an_acquaintance_who_is_well_are_not():
    assert reached(
        TWO, met((1, 9, "2020-01-22 19:00", None), (2, 9, "2020-01-23 19:00", None))
    ) == [FIRST]


def test_onsets_further_apart_than_the_window_are_not_a_cluster():
    far = TWO.replace("2020-01-20 08:00", "2020-01-13 07:59")
    assert reached(far, households={1: 7, 2: 7}) == [FIRST]
    near = TWO.replace("2020-01-20 08:00", "2020-01-13 08:00")
    assert reached(near, households={1: 7, 2: 7}) == [FIRST, CLUSTER]


def test_a_third_case_does_not_make_a_second_cluster():
    text = TWO + "3 | case.confirmed | 2020-02-02 09:00 | record=13"
    assert reached(text, households={1: 7, 2: 7, 3: 7}) == [FIRST, CLUSTER]


def test_an_asymptomatic_counts_under_the_third_edition_and_not_under_the_second():
    silent = TWO.replace("2 | case.confirmed", "2 | case.asymptomatic")
    assert reached(silent, households={1: 7, 2: 7}) == [FIRST, CLUSTER]
    early = silent.replace("2020-01-31", "2020-01-27").replace("2020-01-29", "2020-01-26")
    assert [row[0] for row in reached(early, households={1: 7, 2: 7})] == ["unit.first_case"]


def test_what_was_not_known_yet_makes_no_cluster():
    text = TWO.replace("record=12", "record=12 stored=2020-02-05_08:00")
    known = at("2020-02-04 08:00")
    assert reached(text, households={1: 7, 2: 7}, known=known) == [FIRST]


def test_the_event_clock_runs_from_them():
    events = timeline(TWO)
    derived = derived_events(events, empty(CONTACTS), SHIPPED, now=at(NOW), households={1: 7, 2: 7})
    due = duties(pl.concat([events, derived]), SHIPPED, now=at("2020-01-31 14:01"))
    rows = due.filter(pl.col("rule") == "event-report").sort("started")
    assert rows["start_kind"].to_list() == ["unit.first_case", "unit.cluster"]
    assert rows["due"].to_list() == [at("2020-01-29 12:00"), at("2020-01-31 14:00")]
    assert rows["state"].to_list() == ["overdue", "overdue"]


def test_the_columns_are_those_of_events():
    table = derived_events(timeline(TWO), empty(CONTACTS), SHIPPED, now=at(NOW))
    assert table.schema == pl.Schema(EVENTS)


PEOPLE = st.integers(1, 6)
HOURS = st.integers(0, 24 * 25).map(
    lambda n: datetime(2020, 1, 25, tzinfo=UTC) + timedelta(hours=n)
)


@given(
    cases=st.lists(st.tuples(PEOPLE, HOURS, st.integers(1, 2)), max_size=8),
    links=st.lists(st.tuples(PEOPLE, PEOPLE, HOURS), max_size=8),
    now=HOURS,
)
def test_what_has_been_reached_stays_reached(cases, links, now):
    events = pl.DataFrame(
        [
            dict.fromkeys(EVENTS)
            | {"subject": person, "kind": "case.confirmed", "pathogen": "sars-cov-2"}
            | {"county": county, "happened_at": when, "record": number}
            for number, (person, when, county) in enumerate(cases)
        ],
        schema=EVENTS,
    )
    contacts = pl.DataFrame(
        [{"from_id": a, "to_id": b, "start": when} for a, b, when in links], schema=CONTACTS
    )
    then = derived_events(events, contacts, SHIPPED, now=now)
    since = derived_events(events, contacts, SHIPPED, now=datetime(2020, 3, 1, tzinfo=UTC))
    assert set(then.rows()) == set(since.filter(pl.col("happened_at") <= now).rows())
