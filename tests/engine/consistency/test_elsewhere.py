"""Nobody is at a dinner and in a ward; at home he may have gone out. What may be is not asked about."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from tests.engine.consistency.conftest import ZONE

from firebreak.engine.consistency import say
from firebreak.engine.consistency.elsewhere import STAYS, elsewhere
from firebreak.engine.tables import EVENTS

DINNER, HOSPITAL, WARD, BED, HOME, OTHER_HOSPITAL, OWN_DINNER = range(1, 8)
H1, Q1 = 50, 51
PLACES = pl.DataFrame(
    [
        (DINNER, "桐荷酒家", "restaurant", 9, None),
        (HOSPITAL, "荷塘医院", "hospital", None, None),
        (WARD, "三病区", "ward", None, HOSPITAL),
        (BED, "12床", "room", None, WARD),
        (HOME, "月塘小区3栋", "home", 9, None),
        (OTHER_HOSPITAL, "天元医院", "hospital", None, None),
        (OWN_DINNER, "职工食堂", "restaurant", H1, None),
    ],
    schema=["id", "name", "kind", "unit", "within"],
    orient="row",
)
KEEPERS = pl.DataFrame(
    [(H1, "荷塘区荷塘医院"), (H1, "荷塘医院"), (Q1, "荷塘集中观察点")],
    schema=["id", "name"],
    orient="row",
)
LINELIST = pl.DataFrame({"id": [7], "person_id": [1], "number": ["ZZ-010"]})


def instant(text):
    return datetime.fromisoformat(f"2020-{text}").replace(tzinfo=ZONE).astimezone(UTC)


def stay(where, start, end=None, person=1):
    """Make a stay of "01-28 18:00" to "01-28 21:00", or of the whole days "01-28" to "01-29"."""
    by_day = " " not in start
    until = instant(end or start) + timedelta(days=1) if by_day else end and instant(end)
    return {
        "id": 900 + where,
        "person_id": person,
        "place_id": where,
        "start": instant(start),
        "end": until,
        "day_only": by_day,
    }


@pytest.fixture
def found(check, events):
    """Return what is found of a stay of somebody in the ward of a hospital since noon of the 28th."""

    def run(*stays, placed=((1, "placement.began.ward", "01-28 12:35", 31),), unit=H1):
        rows = events(*placed).with_columns(unit=pl.lit(unit, pl.Int64))
        every = check(
            events=rows,
            stays=pl.DataFrame(list(stays), schema=STAYS),
            places=PLACES,
            keepers=KEEPERS,
            linelist=LINELIST,
        )
        return [row for row in every if row["code"].startswith("elsewhere")]

    return run


def test_who_was_at_a_dinner_while_in_a_ward_is_named_with_both_times(found):
    [row] = found(stay(DINNER, "01-28 18:00", "01-28 21:00"))
    assert (row["code"], row["severity"]) == ("elsewhere_while_kept", "warning")
    assert (row["record_kind"], row["record"], row["subject"]) == ("stay", 901, 1)
    assert say(row)[0] == (
        "ZZ-010 was at “桐荷酒家” 2020-01-28 18:00 – 21:00, while kept at 荷塘区荷塘医院"
        " since 2020-01-28 12:35."
    )
    assert say(row, "zh")[0] == (
        "ZZ-010 于 2020-01-28 18:00 – 21:00 在“桐荷酒家”，而自 2020-01-28 12:35 起在荷塘区荷塘医院隔离。"
    )


def test_who_is_no_case_is_a_number(found):
    kept = ((2, "placement.began.site", "01-28 12:35"),)
    [row] = found(stay(DINNER, "01-28 18:00", "01-28 21:00", person=2), placed=kept, unit=Q1)
    assert row["severity"] == "warning"
    assert say(row)[0].startswith("#2 was at")


def test_at_home_it_is_worth_a_look(found):
    at_home = ((1, "placement.began.home", "01-26 09:00"),)
    [row] = found(stay(DINNER, "01-28 18:00", "01-28 21:00"), placed=at_home)
    assert (row["code"], row["severity"]) == ("elsewhere_while_at_home", "note")
    assert "kept at home since 2020-01-26 09:00" in say(row)[0]


@pytest.mark.parametrize(
    ("where", "start", "end", "contradicts"),
    [
        (DINNER, "01-28 18:00", None, True),
        (DINNER, "01-28 12:00", "01-28 13:00", True),
        (DINNER, "01-28 11:00", "01-28 12:35", False),
        (DINNER, "01-28 12:00", None, False),
        (DINNER, "01-28", None, False),  # before noon, perhaps
        (DINNER, "01-29", None, True),
        (DINNER, "01-28", "01-29", False),
        (DINNER, "01-29", "01-30", True),
        (HOSPITAL, "01-29 18:00", "01-29 21:00", False),
        (WARD, "01-29 18:00", "01-29 21:00", False),
        (BED, "01-29 18:00", "01-29 21:00", False),
        (HOME, "01-29 18:00", "01-29 21:00", True),
        (OTHER_HOSPITAL, "01-29 18:00", "01-29 21:00", True),
        (OWN_DINNER, "01-29 18:00", "01-29 21:00", True),
    ],
)
def test_only_what_cannot_be_contradicts(found, where, start, end, contradicts):
    assert bool(found(stay(where, start, end))) == contradicts


@pytest.mark.parametrize(
    ("where", "contradicts"),
    [(HOME, False), (DINNER, True), (OTHER_HOSPITAL, False)],  # he fell ill, and was brought there
)
def test_at_home_he_is_at_home_or_is_brought_to_a_hospital(found, where, contradicts):
    at_home = ((1, "placement.began.home", "01-26 09:00"),)
    assert bool(found(stay(where, "01-28 18:00"), placed=at_home)) == contradicts


def test_a_placement_known_to_the_day_holds_from_its_end(found):
    that_day = ((1, "placement.began.ward", "01-28"),)
    assert not found(stay(DINNER, "01-28 18:00", "01-28 21:00"), placed=that_day)
    assert found(stay(DINNER, "01-29 18:00", "01-29 21:00"), placed=that_day)


def test_nothing_holds_after_its_end(found):
    ended = (
        (1, "placement.began.ward", "01-20 09:00", 31),
        (1, "placement.ended.ward", "01-27 09:00", 31),
    )
    assert not found(stay(DINNER, "01-28 18:00", "01-28 21:00"), placed=ended)
    assert found(stay(DINNER, "01-26 18:00", "01-26 21:00"), placed=ended)


def test_the_next_placement_takes_the_place_of_one_that_nobody_ended(found):
    moved = (
        (1, "placement.began.home", "01-26 09:00", 30),
        (1, "placement.began.ward", "01-28 12:35", 31),
    )
    [row] = found(stay(DINNER, "01-28 18:00", "01-28 21:00"), placed=moved)
    assert row["code"] == "elsewhere_while_kept"
    [row] = found(stay(HOME, "01-28 18:00", "01-28 21:00"), placed=moved)
    assert row["code"] == "elsewhere_while_kept"


def test_others_do_not_matter(found):
    assert not found(stay(DINNER, "01-29 18:00", "01-29 21:00", person=2))


def test_of_many_stays_just_those_that_contradict_are_found():
    people, days = 1_000, 30
    noon = pl.lit(instant("01-28 12:00"))
    events = pl.DataFrame({"subject": range(people)}).select(
        subject="subject",
        kind=pl.lit("placement.began.ward"),
        pathogen=None,
        unit=pl.lit(H1, pl.Int64),
        county=pl.lit(1),
        happened_at=noon,
        happened_until=None,
        told_at=noon,
        stored_at=noon,
        record="subject",
        celsius=None,
    )
    stays = pl.DataFrame({"id": range(people * days)}).select(
        "id",
        person_id=pl.col("id") % people,
        place_id=pl.lit(DINNER),
        start=noon + pl.duration(days=pl.col("id") // people - 29),
        end=noon + pl.duration(days=pl.col("id") // people - 29, hours=1),
        day_only=False,
    )
    table = events.select(pl.col(column).cast(kind) for column, kind in EVENTS.items())
    found = elsewhere(stays, table, PLACES, KEEPERS)
    assert found.height == people  # the last day of each
