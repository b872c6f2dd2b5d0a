"""Forms and lists ask the record for the end of an observation, the check asks the tables."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from firebreak.engine.tables import is_kind
from firebreak.engine.when import in_utc
from firebreak.records.early_ends import early_ends
from firebreak.records.models import Classification, Placement
from firebreak.records.observation import end_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_record_and_tables_have_one_end_for_each_observation_of_the_city(morning):
    ends = dict(_ends_on_record(morning))
    assert len(ends) > 200
    ended = _all_ended(morning, {pk: end - timedelta(minutes=1) for pk, end in ends.items()})
    assert dict(early_ends(ended).select("record", "due").rows()) == ends
    in_time = _all_ended(morning, ends)
    assert early_ends(in_time).is_empty()


def _ends_on_record(now):
    kept = Placement.objects.filter(level__in=Placement.OBSERVATION).select_related("person")
    for placement in kept.prefetch_related("person__exposures__case"):
        derived = end_of(placement, now.protocols, now.pathogen)
        if placement.override_end_at or derived.end:
            yield placement.pk, in_utc(placement.override_end_at or derived.end.end.start)


def _all_ended(now, ends):
    """The situation in which each observation ended at its instant, and nobody fell ill."""
    placed = now.parts[Placement]
    began = placed.filter(is_kind("placement.began"), pl.col("record").is_in(list(ends)))
    ended = began.with_columns(
        pl.col("kind").cast(pl.String).str.replace("began", "ended").cast(placed.schema["kind"]),
        pl.col("record")
        .replace_strict(ends, return_dtype=placed.schema["happened_at"])
        .alias("happened_at"),
        happened_until=pl.lit(None, placed.schema["happened_until"]),
    )
    parts = now.parts | {
        Placement: pl.concat([began, ended]),
        Classification: now.parts[Classification].clear(),
    }
    return replace(now, parts=parts)
