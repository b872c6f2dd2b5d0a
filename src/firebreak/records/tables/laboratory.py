"""Samples taken and received, and their results."""

import polars as pl
from django.db.models import F
from django.db.models.functions import Coalesce

from firebreak.records.models import Sample, Test
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.projecting import event, event_rows, since


def sample_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Sample.objects.all(),
        ids,
        subject=F("person_id"),
        unit=F("unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id", "unit_id"),
        received=F("received_at"),
        laboratory_ref=F("laboratory_id"),
        field="happened_at",
        model=Sample,
    )
    received = since(rows, Sample, "received_at", ids)
    return pl.concat(
        [
            event(rows, counties, kind="sample.taken", unit="unit"),
            event(received, counties, kind="sample.received", at="received", unit="laboratory_ref"),
        ]
    )


def test_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Test.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("sample__person_id"),
        pathogen=F("pathogen"),
        word=F("result"),
        unit=Coalesce("sample__laboratory_id", "sample__unit_id"),
        answers=Coalesce(
            "sample__person__unit_stay_id", "sample__person__unit_residence_id", "sample__unit_id"
        ),
    )
    return event(rows, counties, kind=pl.format("test.resulted.{}", "word"), pathogen="pathogen")
