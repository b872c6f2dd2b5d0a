from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from firebreak.engine.consistency import say
from firebreak.engine.counts import end_of_day

ZONE = ZoneInfo("Asia/Shanghai")
# Published by the city, 6 February to 3 March 2020 (numbers only): cumulative, units, discharged,
# newly discharged, contacts released and observed.
BULLETINS = {
    date(2020, 2, 6): (46, (14, 7, 3, 7, 6, 6, 1, 2), 7, None, (1149, 528, 621)),
    date(2020, 2, 9): (61, (15, 10, 9, 8, 7, 7, 3, 2), 11, None, (1393, 831, 562)),
    date(2020, 2, 10): (68, (19, 10, 9, 8, 8, 7, 5, 2), 11, 1, (1474, 985, 489)),
    date(2020, 2, 13): (77, (21, 10, 9, 8, 9, 7, 11, 2), 21, None, (1650, 1161, 489)),
    date(2020, 2, 14): (78, (21, 10, 9, 8, 10, 7, 11, 2), 23, 2, (1657, 1198, 459)),
    date(2020, 3, 3): (80, (21, 10, 9, 8, 10, 7, 13, 2), 70, None, (1805, 1800, 5)),
}
MARCH = datetime(2020, 3, 4, tzinfo=ZONE)
NEW = {date(2020, 2, 10): 7, date(2020, 2, 14): 1}


@pytest.fixture
def published():
    rows = []
    for day, (confirmed, units, discharged, newly, contacts) in BULLETINS.items():
        rows.append((day, None, "confirmed", confirmed))
        rows += [(day, unit, "confirmed", n) for unit, n in enumerate(units, start=1)]
        rows.append((day, None, "recovered", discharged))
        rows.append((day, None, "new_recovered", newly))
        rows.append((day, None, "new_confirmed", NEW.get(day)))
        names = ("contacts", "contacts_released", "contacts_observed")
        rows += [(day, None, name, n) for name, n in zip(names, contacts, strict=True)]
    kept = [(end_of_day(day, ZONE), *row) for day, *row in rows if row[-1] is not None]
    schema = {"as_of": pl.Datetime("us", "Asia/Shanghai"), "unit": pl.Int64,
              "measure": pl.String, "value": pl.Int64}  # fmt: skip
    return pl.DataFrame(kept, schema=schema, orient="row")


def change(table, day, measure, value, unit=None):
    here = (
        (pl.col("as_of") == end_of_day(day, ZONE))
        & (pl.col("measure") == measure)
        & pl.col("unit").eq_missing(pl.lit(unit, pl.Int64))
    )
    return table.with_columns(pl.when(here).then(value).otherwise("value").alias("value"))


def test_the_only_oddity_of_the_published_totals_is_the_discharge_counted_again(check, published):
    [row] = check(published=published, now=MARCH)
    assert row["code"] == "discharge_counted_again"
    assert say(row)[0] == ("1 discharged are published as new, but the total went from 11 to 11.")


def test_units_that_do_not_add_up_are_found(check, published):
    wrong = change(published, date(2020, 2, 6), "confirmed", 15, unit=1)
    every = check(published=wrong, now=MARCH)
    [row] = [row for row in every if row["code"] == "units_do_not_add_up"]
    assert say(row)[0] == (
        "Confirmed as of 2020-02-06 24:00: the units add up to 47, the total says 46."
    )


def test_contacts_that_are_neither_released_nor_observed_are_found(codes, published):
    wrong = change(published, date(2020, 2, 6), "contacts_released", 527)
    assert "contacts_do_not_add_up" in codes(published=wrong, now=MARCH)


def test_new_cases_are_held_against_the_step_from_the_day_before_only(codes, published):
    next_day = change(published, date(2020, 2, 10), "new_confirmed", 6)
    assert "new_disagrees_with_total" in codes(published=next_day, now=MARCH)
    # 9 -> 14 February spans days that were not published: nothing can be said.
    alone = published.filter(pl.col("as_of") != end_of_day(date(2020, 2, 13), ZONE))
    assert "new_disagrees_with_total" not in codes(published=alone, now=MARCH)


def test_a_published_total_is_held_against_the_record(check, events):
    published = pl.DataFrame(
        {
            "as_of": [datetime(2020, 2, 4, tzinfo=ZONE)],
            "unit": [None],
            "measure": "confirmed",
            "value": 2,
        }
    )
    rows = events((1, "case.confirmed", "02-03"))
    [row] = check(published=published, events=rows)
    assert say(row)[0] == "Confirmed as of 2020-02-03 24:00: 1 on record, 2 published."
    twice = events((1, "case.confirmed", "02-03"), (2, "case.confirmed", "02-03"))
    assert check(published=published, events=twice) == []


def test_what_is_published_as_new_is_held_against_what_entered_that_day(check, events):
    published = pl.DataFrame(
        {
            "id": [1, 2, 3],
            "as_of": [datetime(2020, 2, day, tzinfo=ZONE) for day in (3, 4, 4)],
            "unit": None,
            "measure": ["new_confirmed", "new_confirmed", "new_recovered"],
            "value": [1, 1, 1],
        }
    )
    confirmed = [(1, "case.confirmed", "02-02"), (2, "case.confirmed", "02-03")]
    left_before = (1, "case.recovered", "02-02")
    [row] = check(published=published, events=events(*confirmed, left_before))
    assert row["record"] == 3
    assert say(row, "zh")[0] == "新增出院（截至 2020-02-03 24:00）：记录 0，公布 1。"


def test_what_the_record_has_never_held_is_not_called_nought(check, events):
    published = pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "as_of": [datetime(2020, 2, day, tzinfo=ZONE) for day in (3, 4, 4, 4)],
            "unit": None,
            "measure": ["recovered", "recovered", "died", "suspected"],
            "value": [1, 3, 0, 2],
        }
    )
    found = check(published=published, events=events((1, "case.confirmed", "02-02")))
    assert [(row["code"], row["record"]) for row in found] == [
        ("published_not_on_record", 2),
        ("published_not_on_record", 4),
    ]
    assert say(found[0])[0] == (
        "Discharged as of 2020-02-03 24:00: 3 published; nothing of the kind is on record."
    )


def test_a_notice_of_discharges_does_not_take_back_the_new_cases(check, events):
    as_of = datetime(2020, 2, 4, tzinfo=ZONE)
    published = pl.DataFrame(
        {
            "id": [1, 2],
            "as_of": [as_of] * 2,
            "unit": None,
            "measure": "new_confirmed",
            "value": [1, 0],
        }
    )
    assert check(published=published, events=events((1, "case.confirmed", "02-03"))) == []


def test_what_a_hospital_reports_of_itself_is_no_part_of_the_citys_sum(check, events):
    units = pl.DataFrame(
        {"id": [1, 2, 3], "name": ["City", "County", "Hospital"], "parent": [None, 1, 2],
         "kind": ["city", "county", "hospital"]}
    )  # fmt: skip
    published = pl.DataFrame(
        {
            "as_of": [datetime(2020, 2, 4, tzinfo=ZONE)] * 3,
            "unit": [None, 2, 3],
            "measure": "suspected",
            "value": [2, 2, 1],
        }
    )
    rows = events((1, "case.suspected", "02-03"), (2, "case.suspected", "02-03"))
    counted = rows.with_columns(pl.lit(2, pl.Int64).alias("county"))
    assert check(published=published, events=counted, units=units) == []


def test_what_is_published_later_is_not_held_against_what_is_known_now(check, events):
    published = pl.DataFrame(
        {
            "as_of": [datetime(2020, 2, 9, tzinfo=ZONE)],
            "unit": None,
            "measure": "confirmed",
            "value": [5],
        }
    )
    assert check(published=published, events=events((1, "case.confirmed", "02-03"))) == []
