"""The record read into a situation: wholly, or only what changed since the last one."""

from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import models

from firebreak.records import clock, tables
from firebreak.records.models import (
    RECORDS,
    Case,
    Change,
    Contact,
    Installation,
    Outbreak,
    Person,
    Unit,
)
from firebreak.records.prepared import Prepared
from firebreak.records.situation.following import FOLLOWS, MANY
from firebreak.records.situation.state import Situation

#: Asked for by every page, to know whether what is kept is still so.
LAST_CHANGE = Prepared(lambda: Change.objects.order_by("-id").values_list("id", "at")[:1])


def present() -> tuple[int, datetime]:
    """
    The last change, and the instant clocks are read at: this minute, or the change within it.

    Whoever has just entered something sees what it did, without waiting for the minute to end.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    last = next(iter(LAST_CHANGE()), None)
    return (last[0], max(minute, last[1])) if last else (0, minute)


def last_change_id() -> int:
    return present()[0]


def read(known: datetime | None) -> Situation:
    watermarks = {} if known else _watermarks()
    installation = Installation.objects.first()
    return Situation(
        at=known or present()[1],
        known=known,
        change_id=last_change_id(),
        began=_began(),
        parts={kind: tables.events([kind]) for kind in tables.PROJECTIONS},
        linelist=tables.linelist(),
        contacts=tables.contacts(),
        units=tables.units(),
        divisions=tables.divisions(),
        households=tables.households(),
        pathogen=installation.pathogen if installation else "",
        watermarks=watermarks,
    )


def _began() -> datetime | None:
    return Change.objects.order_by("id").values_list("at", flat=True).first()


def _watermarks() -> dict[type[models.Model], int]:
    last = models.Max("history_id")
    return {m: m.history.aggregate(last=last)["last"] or 0 for m in RECORDS}


def refreshed(kept: Situation) -> Situation:
    change_id, watermarks = last_change_id(), _watermarks()
    if change_id == kept.change_id:
        return kept
    touched = _touched(kept.watermarks)
    if touched is None:
        return read(None)
    parts = dict(kept.parts)
    for kind, ids in touched.items():
        if kind in parts and ids:
            parts[kind] = replaced(parts[kind], "record", ids, tables.events([kind], ids))
    cases, contacts = sorted(touched[Case]), sorted(touched[Contact])
    return replace(
        kept,
        change_id=change_id,
        began=kept.began or _began(),
        watermarks=watermarks,
        parts=parts,
        households=tables.households() if touched[Person] else kept.households,
        linelist=replaced(kept.linelist, "id", cases, tables.linelist(cases)),
        contacts=replaced(kept.contacts, "id", contacts, tables.contacts(contacts)),
    )


def replaced(rows: pl.DataFrame, key: str, ids: list[int], fresh: pl.DataFrame) -> pl.DataFrame:
    if not ids:
        return rows
    return pl.concat([rows.filter(~pl.col(key).is_in(ids)), fresh])


def _touched(watermarks: dict) -> dict[type[models.Model], list[int]] | None:
    """Ids whose rows may differ since; None if reading everything is the quicker way."""
    touched = {m: set() for m in (*tables.PROJECTIONS, Person, Outbreak)}
    for model in touched:
        versions = model.history.filter(history_id__gt=watermarks.get(model, 0))
        touched[model].update(versions.values_list("id", flat=True)[: MANY + 1])
    if touched[Unit] or any(len(ids) > MANY for ids in touched.values()):
        return None
    for follows in FOLLOWS:
        touched[follows.model].update(follows.rows(touched[follows.cause]))
        if len(touched[follows.model]) > MANY:
            return None
    return {model: sorted(ids) for model, ids in touched.items()}
