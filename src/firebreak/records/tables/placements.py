"""Where people are kept, from when to when, at which level."""

import polars as pl
from django.db.models import F
from django.db.models.functions import Coalesce

from firebreak.records.models import Placement
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.projecting import event, event_rows, since


def placement_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Placement.objects.all(),
        ids,
        subject=F("person_id"),
        word=F("level"),
        unit=F("unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id", "unit_id"),
        ended=F("ended_at"),
        field="happened_at",
        model=Placement,
    )
    ended = since(rows, Placement, "ended_at", ids)
    began, over = pl.format("placement.began.{}", "word"), pl.format("placement.ended.{}", "word")
    return pl.concat(
        [
            event(rows, counties, kind=began, unit="unit"),
            event(ended, counties, kind=over, at="ended", unit="unit"),
        ]
    )
