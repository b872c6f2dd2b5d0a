"""A row that cannot be gets its number and the reason; whoever asks decides what happens to it."""

from datetime import datetime

import polars as pl
import pytest
from tests.engine.tracing.stays import at, frame, presence, ticks

from firebreak.engine import tracing
from firebreak.engine.tracing import sources

GOOD = frame((1, "bus", 0, 1), (2, "ward", 3, 7))
BAD = {
    "it has no person_id": frame((None, "bus", 0, 1)),
    "it has no place_id": frame((1, None, 0, 1)),
    "it has no start": GOOD[:1].with_columns(start=pl.lit(None, GOOD.schema["start"])),
    "it starts outside the years 2001 to 2067": GOOD[:1].with_columns(
        start=pl.lit(datetime(2202, 1, 1)).dt.replace_time_zone("UTC"),
        end=pl.lit(datetime(2202, 1, 2)).dt.replace_time_zone("UTC"),
    ),
    "it has no end; assume_end can say": frame((1, "bus", 0, None)),
    "it does not end after it starts": frame((1, "bus", 2, 1)),
    "it ends outside the years 2001 to 2067": GOOD[:1].with_columns(
        end=pl.lit(datetime(2202, 1, 2)).dt.replace_time_zone("UTC")
    ),
    "it lasts less than a second": GOOD[:1].with_columns(
        end=pl.col("start") + pl.duration(milliseconds=900)
    ),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_row_stops_the_building_with_its_number_and_the_reason(reason):
    with pytest.raises(tracing.StayError, match=f"stays, row 3: {reason}"):
        tracing.build(pl.concat([GOOD, BAD[reason]]))


@pytest.mark.parametrize("reason", BAD)
def test_bad_rows_can_be_set_aside_with_row_and_reason(tmp_path, reason):
    stays = pl.concat([GOOD[:1], BAD[reason], GOOD[1:]])
    index = tracing.build(stays, skip_bad=tmp_path / "bad.csv")
    assert presence(index) == ticks(GOOD)
    assert index.skipped == 1
    aside = pl.read_csv(tmp_path / "bad.csv")
    assert aside["row"].to_list() == [2]
    assert aside["reason"][0].startswith(reason)
    assert aside.columns[2:] == ["person_id", "place_id", "start", "end", "day_only"]


def test_rows_are_counted_on_from_batch_to_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "BATCH", 2)
    stays = pl.concat([GOOD, GOOD, *BAD.values()]).drop("day_only")
    index = tracing.build([stays, stays], skip_bad=tmp_path / "bad.csv")
    rows = pl.read_csv(tmp_path / "bad.csv")["row"].to_list()
    assert rows == [*range(5, 13), *range(17, 25)]
    assert index.skipped == 16


def test_bad_rows_can_be_left_out_and_counted():
    index = tracing.build(pl.concat([GOOD, *BAD.values()]), skip_bad=True)
    assert (index.skipped, presence(index)) == (len(BAD), ticks(GOOD))


def test_an_empty_text_is_no_id():
    with pytest.raises(tracing.StayError, match="row 1: it has no place_id"):
        tracing.build(frame((1, "", 0, 1)))


def test_the_last_year_is_taken_and_the_next_is_not():
    last = GOOD[:1].with_columns(
        pl.lit(datetime(2067, 12, 31)).dt.replace_time_zone("UTC").alias("start"),
        pl.lit(datetime(2068, 1, 1)).dt.replace_time_zone("UTC").alias("end"),
    )
    assert tracing.build(last).stays_of(1)["end"].to_list() == [
        datetime(2068, 1, 1, tzinfo=at(0).tzinfo)
    ]
    with pytest.raises(tracing.StayError, match="ends outside"):
        tracing.build(last.with_columns(pl.col("end") + pl.duration(seconds=1)))


def test_no_error_names_a_person_or_a_place():
    for rows in BAD.values():
        named = rows.with_columns(
            pl.when(pl.col("person_id").is_not_null()).then(pl.lit("ZHANGSAN")).alias("person_id"),
            pl.when(pl.col("place_id").is_not_null()).then(pl.lit("SECRET")).alias("place_id"),
        )
        with pytest.raises(tracing.StayError) as refused:
            tracing.build(named)
        assert "ZHANGSAN" not in str(refused.value)
        assert "SECRET" not in str(refused.value)
