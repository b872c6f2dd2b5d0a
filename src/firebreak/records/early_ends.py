"""Which observations on record were ended before their time."""

import polars as pl
from django.db.models import F, Q

from firebreak.engine.duties import early_ends as engine
from firebreak.records.history import as_known, looks_back
from firebreak.records.models import Placement
from firebreak.records.situation import Situation
from firebreak.records.tables.fetching import fetch


def early_ends(of: Situation) -> pl.DataFrame:
    """Return the observations of a situation that were ended early, as the engine has them."""
    with as_known(None if looks_back() else of.known):
        stated = _stated()
    return engine.early_ends(of.events, of.contacts, of.protocols, of.pathogen, stated=stated)


def _stated() -> pl.DataFrame:
    says_more = Q(last_exposure_at__isnull=False) | Q(override_end_at__isnull=False)
    rows = fetch(
        Placement.objects.filter(says_more),
        record=F("id"),
        exposed_at=F("last_exposure_at"),
        exposed_until=F("last_exposure_until"),
        set_end=F("override_end_at"),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in engine.STATED.items())
