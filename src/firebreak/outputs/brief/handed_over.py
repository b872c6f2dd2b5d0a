"""Who waits to be taken over by another unit, by the unit that has not answered."""

from datetime import datetime

import polars as pl
from django.db.models import Q

from firebreak.outputs.brief.facts import HandedOver
from firebreak.outputs.brief.names import Names
from firebreak.records.models import Transfer

SCHEMA: dict[str, pl.DataType] = {
    "from": pl.Int64(),
    "to": pl.Int64(),
    "sent": pl.Datetime("us", "UTC"),
}


def handed_over(at: datetime, names: Names, own: pl.Series | None) -> tuple[HandedOver, ...]:
    """Return the units that owe an answer, the one that has owed it longest first; `own`: of a scope."""
    sent = Transfer.objects.filter(Q(happened_at__isnull=True) | Q(happened_at__lte=at))
    waiting = sent.filter(Q(answered_at__isnull=True) | Q(answered_at__gt=at))
    rows = pl.DataFrame(
        list(waiting.values_list("from_unit_id", "to_unit_id", "happened_at")),
        schema=SCHEMA,
        orient="row",
    )
    if own is not None:
        rows = rows.filter(pl.any_horizontal(pl.col("from", "to").is_in(own.implode())))
    owing = rows.group_by("to").agg(pl.len().alias("count"), since=pl.col("sent").min())
    return tuple(
        HandedOver(names.unit(to), names.code(to), names.phone(to), count, since)
        for to, count, since in owing.sort("since", "to", nulls_last=True).iter_rows()
    )
