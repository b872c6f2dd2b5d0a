"""An exclusion is held against the number of negatives that the edition then in force asks for."""

import polars as pl
import pytest

from firebreak.engine.consistency import say
from firebreak.engine.duties.protocols import load_protocols

PROTOCOLS = load_protocols()
SUSPECTED = (1, "case.suspected", "01-29 09:00")
EXCLUDED = (1, "case.excluded", "02-02 09:00")


def negative(when, person=1):
    return person, "test.resulted.negative", when


@pytest.fixture
def found(check, events):
    """Return what is asked about exclusions in these events."""

    def run(*rows, **more):
        every = check(events=events(SUSPECTED, *rows), protocols=PROTOCOLS, **more)
        return [row for row in every if row["code"] == "excluded_without_negatives"]

    return run


@pytest.mark.parametrize(
    ("negatives", "asked"),
    [
        ((), True),
        (("01-31 09:00",), True),
        (("01-31 09:00", "02-01 08:00"), True),  # 23 hours
        (("01-31 09:00", "02-01 09:00"), False),
        (("01-31", "02-01"), False),  # 24 hours may lie between
        (("01-31", "01-31"), True),
        (("01-31 09:00", "02-02 10:00"), True),  # the second came after the exclusion
        (("01-30 09:00", "01-31 09:00", "02-01 09:00"), False),
    ],
)
def test_fewer_negatives_than_the_edition_asks_for_are_worth_a_look(found, negatives, asked):
    rows = found(*map(negative, negatives), EXCLUDED)
    assert [row["severity"] for row in rows] == (["note"] if asked else [])


def test_it_says_how_many_there_are_and_how_many_are_asked_for(found):
    [row] = found(negative("01-31 09:00"), EXCLUDED)
    assert say(row, "zh")[0] == (
        "2020-02-02 09:00 排除，记录中阴性结果 1 次；当时施行的方案要求 2 次，间隔至少 24 小时。"
    )
    assert (row["record_kind"], row["record"], row["subject"]) == ("classification", 3, 1)


def test_negatives_of_others_and_of_other_diseases_do_not_count(found, check, events):
    assert found(negative("01-30 09:00", 2), negative("02-01 09:00"), EXCLUDED)
    rows = events(SUSPECTED, negative("01-30 09:00"), negative("02-01 09:00"), EXCLUDED)
    assert check(events=rows, protocols=PROTOCOLS) == []
    other = pl.when(pl.col("record") == 2).then(pl.lit("measles")).otherwise("pathogen")
    [row] = check(events=rows.with_columns(other.alias("pathogen")), protocols=PROTOCOLS)
    assert row["code"] == "excluded_without_negatives"


def test_hours_are_counted_from_sample_to_sample(found):
    rows = (
        (1, "sample.taken", "01-30 09:00", 11),
        (1, "sample.taken", "01-31 09:00", 12),
        (1, "test.resulted.negative", "02-01 09:00", 21),
        (1, "test.resulted.negative", "02-01 10:00", 22),
        EXCLUDED,
    )
    tests = pl.DataFrame({"id": [21, 22], "sample": [11, 12]})
    assert not found(*rows, tests=tests)
    assert found(*rows)


def test_before_any_edition_on_file_nothing_is_asked(found, check, events):
    rows = events((1, "case.suspected", "01-10 09:00"), (1, "case.excluded", "01-12 09:00"))
    assert check(events=rows, protocols=PROTOCOLS) == []
    assert found(EXCLUDED)
    assert not [r for r in check(events=events(SUSPECTED, EXCLUDED)) if "excluded" in r["code"]]
