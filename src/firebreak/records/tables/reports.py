"""Who told whom what, and when it was received and reviewed."""

from typing import Any

import polars as pl
from django.db.models import F

from firebreak.engine.kinds import ORDER_REPORTS, PERSON_REPORTS
from firebreak.records.models import Report
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.projecting import event, event_rows, since


def report_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Report.objects.all(),
        ids,
        kind=F("kind"),
        order=F("directive_id"),
        person=F("case__person_id"),
        pathogen=F("case__pathogen"),
        sender=F("unit_id"),
        receiver=F("to_unit_id"),
        counting=F("case__unit_counting_id"),
        received=F("received_at"),
        reviewed=F("reviewed_at"),
        field="happened_at",
        model=Report,
    )
    rows = rows.with_columns(
        word=pl.when(pl.col("order").is_null()).then("kind").otherwise(pl.lit(ORDER_REPORTS[0]))
    ).with_columns(
        subject=pl.when(pl.col("word").is_in(PERSON_REPORTS)).then("person").otherwise("sender"),
        answers=pl.coalesce("counting", "sender"),
    )
    received = since(rows, Report, "received_at", ids)
    reviewed = since(rows, Report, "reviewed_at", ids)
    about: dict[str, Any] = {"counties": counties, "pathogen": "pathogen"}
    return pl.concat(
        [
            event(rows, kind=pl.format("report.sent.{}", "word"), unit="sender", **about),
            event(
                received,
                kind=pl.format("report.received.{}", "word"),
                at="received",
                unit="receiver",
                **about,
            ),
            event(
                reviewed,
                kind=pl.format("report.reviewed.{}", "word"),
                at="reviewed",
                unit="receiver",
                **about,
            ),
        ]
    )
