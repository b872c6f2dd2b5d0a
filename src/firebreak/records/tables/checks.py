"""Checks of people by a post: that they were, what was found, what was told, what was done."""

from collections.abc import Iterator

import polars as pl
from django.db.models import F
from django.db.models.functions import Coalesce

from firebreak.records.models import Check
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.projecting import event, event_rows


def check_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Check.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("person_id"),
        word=F("kind"),
        unit=F("unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id", "unit_id"),
        measured=F("temperature_celsius"),
        signs=F("symptoms"),
        declared=F("exposure_declared"),
        done=F("action_taken"),
        field="happened_at",
        model=Check,
    )
    check = event(rows, counties, kind=pl.format("check.{}", "word"), celsius="measured")
    return pl.concat([check, *_what_came_of_it(rows, counties)])


def _what_came_of_it(rows: pl.DataFrame, counties: dict[int, int]) -> Iterator[pl.DataFrame]:
    """What each check found, was told and led to, as events of the same record."""
    signs = rows.filter(pl.col("signs") != "[]").with_columns(
        pl.col("signs").str.json_decode(pl.List(pl.String))
    )
    had = pl.col("signs").is_not_null() & (pl.col("signs") != Check.NO_SYMPTOM)
    found = signs.explode("signs").filter(had)
    yield event(found, counties, kind=pl.format("found.{}", "signs"))
    word = pl.when("declared").then(pl.lit("exposure")).otherwise(pl.lit("no_exposure"))
    asked = rows.filter(pl.col("declared").is_not_null())
    yield event(asked, counties, kind=pl.format("declared.{}", word))
    done = rows.filter(pl.col("done") != Check.ActionTaken.NONE)
    yield event(done, counties, kind=pl.format("action.{}", "done"))
