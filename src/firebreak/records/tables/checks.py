"""Checks of people by a post."""

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
    )
    return event(rows, counties, kind=pl.format("check.{}", "word"), unit="unit")
