"""Which placements on record ended before the person's observation was over, and which would."""

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import F, Q

from firebreak.engine.duties import early_ends as engine
from firebreak.engine.tables import is_kind
from firebreak.engine.when import in_utc
from firebreak.records import editions, tables
from firebreak.records.history import as_known, looks_back
from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Classification, Contact, Person, Placement
from firebreak.records.tables.fetching import fetch

if TYPE_CHECKING:
    from firebreak.records.situation import Situation


def early_ends(of: "Situation") -> pl.DataFrame:
    """Return the placements of a situation that ended early, as the engine has them."""
    with as_known(None if looks_back() else of.known):
        stated = _stated(Q())
    return engine.early_ends(of.recorded, of.contacts, of.protocols, of.pathogen, stated=stated)


def let_go(of: "Situation") -> pl.DataFrame:
    """Return as events the contacts of a situation whom an isolation left before their time."""
    return engine.let_go(of.once(early_ends), of.recorded, of.pathogen)


def is_early(placement: Placement, at: datetime) -> bool:
    """Say whether a placement that ends at `at` does so before the person's observation is over."""
    person = placement.person
    met = _ids(Contact, person=person)
    events = pl.concat(
        [
            tables.events([Contact], met),
            tables.events([Classification], _ids(Classification, case__person=person)),
            _ended_at(placement, at),
        ]
    )
    found = engine.early_ends(
        events,
        tables.contacts(met),
        editions.protocols(),
        watched_pathogen(),
        stated=_stated(Q(person=person)),
    )
    return placement.pk in found["record"]


def _ended_at(placement: Placement, at: datetime) -> pl.DataFrame:
    """The placements of a person, as if this one had ended then."""
    kept = tables.events([Placement], _ids(Placement, person=placement.person))
    others = kept.filter(~(is_kind("placement.ended") & (pl.col("record") == placement.pk)))
    end = others.filter(pl.col("record") == placement.pk).with_columns(
        pl.lit(f"placement.ended.{placement.level}").cast(kept.schema["kind"]).alias("kind"),
        pl.lit(in_utc(at)).cast(kept.schema["happened_at"]).alias("happened_at"),
        pl.lit(None, kept.schema["happened_until"]).alias("happened_until"),
    )
    return pl.concat([others, end])


def _ids(model, **of: Person) -> list[int]:
    return list(model.objects.filter(**of).values_list("id", flat=True))


def _stated(of: Q) -> pl.DataFrame:
    says_more = Q(last_exposure_at__isnull=False) | Q(override_end_at__isnull=False)
    rows = fetch(
        Placement.objects.filter(says_more, of),
        record=F("id"),
        exposed_at=F("last_exposure_at"),
        exposed_until=F("last_exposure_until"),
        set_end=F("override_end_at"),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in engine.STATED.items())
