"""Who was exposed in which setting and fell ill: a dinner, limits, and counting by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.epidemic import AttackRateError, attack_rates, exposed_by_setting

ZONE = ZoneInfo("Asia/Shanghai")
FORTNIGHT = timedelta(days=14)
NOW = datetime(2020, 2, 3, 8, tzinfo=ZONE)
CONTACTS = {
    "from_id": pl.Int64,
    "to_id": pl.Int64,
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
    "manner": pl.String,
    "place": pl.Int64,
    "order": pl.Int64,
}


def at(day: int, hour: int = 19, month: int = 1) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=ZONE)


def met(*rows) -> pl.DataFrame:
    """Contacts as (from, to, day of January, manner), with a place and an order where given."""
    full = [
        (a, b, at(day), at(day, 21), manner, *(more or (None, 1)))
        for a, b, day, manner, *more in rows
    ]
    return pl.DataFrame(full, schema=CONTACTS, orient="row")


def ill(**onsets: int | None) -> pl.DataFrame:
    """Cases as person=day of January."""
    rows = [(int(who[1:]), date(2020, 1, day) if day else None) for who, day in onsets.items()]
    return pl.DataFrame(rows, schema={"person_id": pl.Int64, "day": pl.Date}, orient="row")


def exposed(contacts, cases, **more) -> pl.DataFrame:
    asked = {"observation": FORTNIGHT, "now": NOW, "zone": ZONE} | more
    return exposed_by_setting(contacts, cases, **asked)


def outcomes(contacts, cases, **more) -> dict:
    rows = exposed(contacts, cases, **more)
    return {(p, s): o for p, s, o in rows.select("person_id", "setting", "outcome").iter_rows()}


def test_a_dinner_tells_the_ill_the_well_and_those_still_watched():
    contacts = met((1, 2, 17, "meal"), (1, 3, 17, "meal"), (1, 4, 25, "meal"))
    assert outcomes(contacts, ill(p1=18, p2=21)) == {
        (2, "meal"): "fell_ill",
        (3, "meal"): "stayed_well",
        (4, "meal"): "watched",
    }


def test_the_source_was_not_exposed_to_those_he_infected():
    table = met((1, 2, 17, "meal"), (2, 1, 17, "meal"))
    assert outcomes(table, ill(p1=18, p2=21)) == {(2, "meal"): "fell_ill"}


def test_who_was_ill_by_the_day_of_the_exposure_was_not_infected_by_it():
    table = met((1, 2, 17, "meal"), (1, 3, 17, "meal"))
    assert outcomes(table, ill(p1=15, p2=17, p3=18)) == {(3, "meal"): "fell_ill"}


def test_an_illness_after_the_observation_is_not_of_this_exposure():
    table = met((1, 2, 1, "meal"), (1, 3, 1, "meal"))
    assert outcomes(table, ill(p1=1, p2=15, p3=16)) == {
        (2, "meal"): "fell_ill",
        (3, "meal"): "stayed_well",
    }


def test_the_observation_is_over_at_its_last_instant_and_not_before():
    over = at(17, 21) + FORTNIGHT
    for now, outcome in ((over - timedelta(minutes=1), "watched"), (over, "stayed_well")):
        assert outcomes(met((1, 2, 17, "meal")), ill(p1=17), now=now) == {(2, "meal"): outcome}


def test_of_whom_nobody_knows_the_outcome_is_not_known_unless_he_is_a_case():
    table = met((1, 2, 1, "meal"), (1, 3, 1, "meal"))
    told = outcomes(table, ill(p1=1, p3=5), unknown=pl.Series([2, 3]))
    assert told == {(2, "meal"): "not_known", (3, "meal"): "fell_ill"}


def test_a_case_without_any_day_is_not_taken_for_well():
    assert outcomes(met((1, 2, 1, "meal")), ill(p1=1, p2=None)) == {(2, "meal"): "not_known"}


def test_somebody_exposed_at_home_and_at_table_stands_in_both_once():
    table = met((1, 2, 1, "household"), (1, 2, 2, "household"), (1, 2, 1, "meal"))
    rows = exposed(table, ill(p1=1))
    assert rows.select("setting", "exposures").rows() == [("household", 2), ("meal", 1)]


def test_contacts_of_contacts_and_general_ones_are_not_among_the_exposed():
    table = met(
        (1, 2, 1, "meal", None, 2), (1, 3, 1, "meal", None, 0), (1, 4, 1, "meal", None, None)
    )
    assert list(outcomes(table, ill(p1=1))) == [(4, "meal")]


PLACES = pl.DataFrame(
    {
        "place_id": [1, 2, 3, 4, 5, 6],
        "within": [None, 1, None, 3, 4, None],
        "kind": ["restaurant", "table", "train", "carriage", "row", "home"],
    }
)


@pytest.mark.parametrize(
    ("manner", "place", "setting"),
    [
        ("vehicle", None, "transport"),
        ("work", 1, "workplace"),  # the manner says it: colleagues at their canteen
        ("same_room", 2, "meal"),
        ("other", 5, "transport"),
        ("visit", 6, "other"),
        ("body_fluids", None, "other"),
        (None, 1, "meal"),
    ],
)
def test_where_the_manner_does_not_say_the_setting_the_place_does(manner, place, setting):
    table = met((1, 2, 1, manner, place, 1))
    assert list(outcomes(table, ill(p1=1), places=PLACES)) == [(2, setting)]


def test_where_a_contact_names_no_place_stays_of_both_say_where_it_was():
    def stays(*days):
        rows = [(person, 5, at(day, 18), at(day, 22)) for person, day in days]
        schema = ["person_id", "place_id", "start", "end"]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def setting(of):
        table = met((1, 2, 1, "other"))
        return next(iter(outcomes(table, ill(p1=1), places=PLACES, stays=of)))[1]

    assert setting(stays((1, 1), (2, 1))) == "transport"
    assert setting(stays((1, 2), (2, 1))) == "other"  # the case was there on another day
    assert setting(stays((2, 1))) == "other"


def test_cases_without_their_day_are_refused_with_what_to_give():
    with pytest.raises(AttackRateError, match="no column day"):
        exposed(met((1, 2, 1, "meal")), pl.DataFrame({"person_id": [1]}))


def test_without_contacts_nobody_was_exposed():
    assert exposed(met(), ill(p1=1)).is_empty()


def by_hand(rows, onsets, watch, today):
    """Say the same of whole days, one person after another."""
    told = {}
    for a, b, day, manner in rows:
        own, his = onsets.get(b), onsets.get(a)
        if own is not None and (own <= day or (his is not None and own < his)):
            continue
        if own is not None and own <= day + watch:
            outcome = "fell_ill"
        else:
            outcome = "watched" if day + watch >= today else "stayed_well"
        told.setdefault((b, manner), set()).add(outcome)
    return {
        key: next(o for o in ("fell_ill", "watched", "stayed_well") if o in found)
        for key, found in told.items()
    }


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5),
            st.integers(1, 5),
            st.integers(1, 20),
            st.sampled_from(["meal", "household"]),
        ).filter(lambda row: row[0] != row[1]),
        max_size=12,
    ),
    st.dictionaries(st.integers(1, 5), st.integers(1, 31)),
    st.integers(1, 20),
)
def test_it_says_what_counting_by_hand_says(rows, onsets, watch):
    # 21:00 of the last day plus the watch lies after 08:00 of the same day.
    cases = ill(**{f"p{who}": day for who, day in onsets.items()})
    told = outcomes(met(*rows), cases, observation=timedelta(days=watch), now=at(31, 8))
    assert told == by_hand(rows, onsets, watch, today=31)


def test_the_rate_of_the_dinner_counts_only_those_whose_outcome_is_known():
    contacts = met(*((1, guest, 17, "meal") for guest in range(2, 12)), (1, 12, 25, "meal"))
    rows = exposed(contacts, ill(p1=18, p2=20, p3=21, p4=22, p5=23))
    row = attack_rates(rows).row(0, named=True)
    assert (row["exposed"], row["unknown"], row["ill"], row["rate"]) == (11, 1, 4, 0.4)
