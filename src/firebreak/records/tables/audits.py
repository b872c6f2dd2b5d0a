"""What audits found in the logs of units."""

import polars as pl
from django.db.models import F

from firebreak.records.models import AuditFinding
from firebreak.records.tables.fetching import fetch
from firebreak.records.tables.projecting import county_of
from firebreak.records.tables.units import county_of_units


def audited() -> pl.DataFrame:
    """
    Return the cases that audits found, for `timeliness.quality.audited_cases`.

    Returns
    -------
    pl.DataFrame
        `record`, `record_kind`, `subject` (person), `pathogen`, `unit` (audited) and its `county`,
        `found_at`.
    """
    rows = fetch(
        AuditFinding.objects.all(),
        "pathogen",
        record=F("id"),
        subject=F("person_id"),
        unit=F("unit_id"),
        found_at=F("told_at"),
    )
    return rows.with_columns(
        county=county_of("unit", county_of_units()), record_kind=pl.lit("auditfinding")
    )
