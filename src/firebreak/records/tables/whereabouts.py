"""Who was where, and who met whom there."""

from datetime import time
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from firebreak.engine import tables as engine
from firebreak.engine.when import Precision
from firebreak.records.models import Contact, Place, Placement, Stay
from firebreak.records.tables.fetching import Ids, fetch, only
from firebreak.records.tables.projecting import county_of, event, event_rows, since
from firebreak.records.tables.units import county_of_units


def contacts(ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `contacts`: one row per exposure on file, and the `unit` that answers.

    Parameters
    ----------
    ids
        Only these exposures; None for all.
    """
    rows = fetch(
        only(Contact.objects.all(), ids),
        "id",
        "case_id",
        "manner",
        "order",
        "told_at",
        "stored_at",
        from_id=F("case__person_id"),
        to_id=F("person_id"),
        start=F("happened_at"),
        end=Coalesce("ended_at", "happened_until"),
        ended=F("ended_at"),
        place=F("place_id"),
        source=F("origin"),
        unit=F("unit_id"),
    )
    counted = rows.with_columns(county=county_of("unit", county_of_units()))
    table = engine.check_table(counted, engine.CONTACTS, "contacts")
    return table.with_columns(rows["unit"].cast(pl.Int64))


def stays() -> pl.DataFrame:
    """
    Return the engine's `stays`.

    A stay known to the day, or from one day to another, is `day_only`: it fills those days, and
    the person may have been there at any time of them.
    """
    return engine.check_table(_stays(Stay.objects.all()), engine.STAYS, "stays")


def stays_while_kept() -> pl.DataFrame:
    """
    Return the stays, with the `id` of each, of people who may have been kept somewhere then.

    The database leaves out the others: of millions of stays few are of such a time.
    """
    until = Coalesce(OuterRef("happened_until"), OuterRef("happened_at"))
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("happened_at"))
    kept = Placement.objects.filter(still, person=OuterRef("person"), happened_at__lte=until)
    return _stays(Stay.objects.filter(Exists(kept)), "id")


def _stays(query: QuerySet[Stay], *more: str) -> pl.DataFrame:
    rows = fetch(
        query.filter(happened_at__isnull=False),
        *more,
        "person_id",
        "place_id",
        start=F("happened_at"),
        end=F("happened_until"),
        precision=F("happened_precision"),
    )
    whole_days = (_is_midnight("start") & _is_midnight("end")).fill_null(False)
    by_day = pl.col("precision") == Precision.DAY
    by_days = (pl.col("precision") == Precision.INTERVAL) & whole_days
    return rows.with_columns(day_only=by_day | by_days)


def places() -> pl.DataFrame:
    """Return the engine's `places`: a table within its restaurant, a row within its carriage."""
    rows = fetch(
        Place.objects.all(), "kind", "row", "name", place_id=F("id"), within=F("within_id")
    )
    return engine.check_table(rows, engine.PLACES, "places")


def _is_midnight(column: str) -> pl.Expr:
    local = pl.col(column).dt.convert_time_zone(str(settings.CITY_ZONE))
    return local.dt.time() == time()


def travel_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    """Rides on a run of a vehicle; who is known to have had a seat stays in a part of the run."""
    rows = event_rows(
        Stay.objects.filter(_ON_A_RUN, happened_at__isnull=False),
        ids,
        subject=F("person_id"),
        word=Case(*(When(**{f"{p}__in": Place.RUNS}, then=F(p)) for p in _ENCLOSING)),
        unit=F("place__unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id"),
        field="happened_at",
        model=Stay,
    )
    return event(rows, counties, kind=pl.format("travelled.{}", "word"))


_ENCLOSING = ("place__kind", "place__within__kind", "place__within__within__kind")
_ON_A_RUN = Q(*((f"{path}__in", Place.RUNS) for path in _ENCLOSING), _connector=Q.OR)


def contact_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    # A general contact is informed, not kept or followed: no clock of his runs.
    rows = event_rows(
        Contact.objects.exclude(order=Contact.Order.GENERAL),
        ids,
        subject=F("person_id"),
        pathogen=F("case__pathogen"),
        unit=F("case__unit_reporting_id"),
        answers=F("unit_id"),
        reached=F("reached_at"),
        field="told_at",
        model=Contact,
    )
    about: dict[str, Any] = {"counties": counties, "pathogen": "pathogen"}
    return pl.concat(
        [
            event(rows, kind="contact.exposed", **about),
            event(rows, kind="contact.named", at="told_at", **about),
            event(
                since(rows, Contact, "reached_at", ids),
                kind="contact.reached",
                at="reached",
                unit="answers",
                **about,
            ),
        ]
    )
