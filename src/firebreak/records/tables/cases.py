"""Cases: the line list, onsets and classifications, and the milestones of their outbreaks."""

import polars as pl
from django.db.models import F
from django.db.models.functions import Coalesce

from firebreak.engine import tables as engine
from firebreak.records.models import Case, Classification, Milestone, Placement, Report
from firebreak.records.tables.fetching import Ids, fetch, local_day, only
from firebreak.records.tables.projecting import event, event_rows


def linelist(ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `linelist`: one row per case, days in the city's time zone.

    Parameters
    ----------
    ids
        Only these cases; None for all.
    """
    cases = fetch(
        only(Case.objects.all(), ids),
        "id",
        "person_id",
        "number",
        "pathogen",
        "imported",
        "outbreak_id",
        "infected_through",
        "unit_reporting_id",
        classification=F("status"),
        onset=F("happened_at"),
        unit=F("unit_counting_id"),
        unit_residence=F("person__unit_residence_id"),
        unit_stay=F("person__unit_stay_id"),
        sex=F("person__sex"),
        age=F("person__age"),
        age_unit=F("person__age_unit"),
    )
    dates = _dates_of_cases(cases, ids)
    table = (
        cases.join(dates, on="id", how="left")
        .with_columns(
            date_onset=local_day("onset"),
            unit_reporting="unit_reporting_id",
            outbreak="outbreak_id",
            age_years=pl.col("age")
            / pl.col("age_unit").replace_strict(
                {"years": 1.0, "months": 12.0, "days": 365.25}, default=1.0
            ),
            infected_through=pl.when(pl.col("infected_through") != "unknown").then(
                "infected_through"
            ),
        )
        .with_columns(pl.col("imported").cast(pl.Boolean))
    )
    return engine.check_table(table, engine.LINELIST, "linelist")


def _dates_of_cases(cases: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """First day of confirmation, of isolation, of the card, and of the outcome, by case."""
    people = None if ids is None else cases["person_id"].to_list()
    steps = fetch(
        only(Classification.objects.all(), ids, "case_id"),
        "case_id",
        "status",
        "edition",
        at=F("happened_at"),
    )
    by_case = steps.filter(pl.col("at").is_not_null()).sort("at").group_by("case_id")
    ended = pl.col("status").is_in(["recovered", "died"])
    marks = by_case.agg(
        confirmed=pl.col("at").filter(pl.col("status") == "confirmed").min(),
        outcome=pl.col("at").filter(ended).max(),
        edition=pl.col("edition").filter(pl.col("edition") != "").last(),
    )
    isolated = (
        fetch(
            only(Placement.objects.all(), people, "person_id"),
            "person_id",
            at=F("happened_at"),
            word=F("level"),
        )
        .filter(pl.col("word").is_in(["on_the_spot", "ward", "icu", "site"]))
        .group_by("person_id")
        .agg(isolated=pl.col("at").min())
    )
    carded = (
        fetch(
            only(Report.objects.filter(kind="case_card"), ids, "case_id"),
            "case_id",
            at=Coalesce("received_at", "happened_at"),
        )
        .group_by("case_id")
        .agg(carded=pl.col("at").min())
    )
    return (
        cases.select("id", "person_id")
        .join(marks, left_on="id", right_on="case_id", how="left")
        .join(isolated, on="person_id", how="left")
        .join(carded, left_on="id", right_on="case_id", how="left")
        .select(
            "id",
            "edition",
            date_confirmation=local_day("confirmed"),
            date_isolation=local_day("isolated"),
            date_reporting=local_day("carded"),
            date_outcome=local_day("outcome"),
        )
    )


def case_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Case.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("person_id"),
        pathogen=F("pathogen"),
        unit=F("unit_reporting_id"),
        answers=F("unit_counting_id"),
        outbreak_ref=F("outbreak_id"),
        field="happened_at",
        model=Case,
    )
    onset = event(rows, counties, kind="case.onset", pathogen="pathogen")
    linked = rows.filter(pl.col("outbreak_ref").is_not_null()).with_columns(subject="outbreak_ref")
    return pl.concat(
        [
            onset,
            event(linked, counties, kind="outbreak.onset", pathogen="pathogen"),
            _infected_elsewhere(ids, counties),
        ]
    )


def _infected_elsewhere(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    # On what day is seldom known: it had happened by the onset or, of one never ill, by the telling.
    rows = event_rows(
        Case.objects.filter(imported=True),
        ids,
        subject=F("person_id"),
        pathogen=F("pathogen"),
        unit=F("unit_reporting_id"),
        answers=F("unit_counting_id"),
        by_then=Coalesce("happened_at", "told_at"),
        field="imported",
        model=Case,
    )
    return event(rows, counties, kind="infected.elsewhere", at="by_then", pathogen="pathogen")


def classification_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Classification.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("case__person_id"),
        pathogen=F("case__pathogen"),
        word=F("status"),
        # Its clocks are held by whoever reports the case, whoever classified it.
        unit=F("case__unit_reporting_id"),
        answers=F("case__unit_counting_id"),
    )
    return event(
        rows, counties, kind=pl.format("case.{}", "word"), pathogen="pathogen", unit="unit"
    )


def milestone_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = event_rows(
        Milestone.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("outbreak_id"),
        pathogen=F("outbreak__pathogen"),
        word=F("kind"),
        skipped=F("not_applicable"),
        unit=F("outbreak__unit_id"),
        answers=F("outbreak__unit_id"),
    )
    plain = pl.col("word").is_in(["detected", "notified"])
    prefix = (
        pl.when(plain)
        .then(pl.lit("outbreak."))
        .when(pl.col("skipped").cast(pl.Boolean))
        .then(pl.lit("outbreak.not_applicable."))
        .otherwise(pl.lit("outbreak.responded."))
    )
    return event(rows, counties, kind=prefix + pl.col("word"), pathogen="pathogen")
