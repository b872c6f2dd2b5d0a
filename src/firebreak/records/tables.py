"""The stairway: the records, as the engine's tables.

Nothing else on the site prepares data for the engine. Inside `as_known` the same functions give
the tables of a past instant. `stored_at` of an event is the instant from which the record held
the fact as it stands (not when some other field of the same record was last touched).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from typing import Any, cast

import polars as pl
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce

from firebreak.engine import tables as engine
from firebreak.engine.kinds import PERSON_REPORTS
from firebreak.engine.when import Precision
from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Contact,
    DivisionCode,
    Milestone,
    Person,
    Place,
    Placement,
    Report,
    Sample,
    Stay,
    Test,
    Unit,
)

FETCH = 100_000
PREFIX = "as_"
Ids = Sequence[int] | None


def events(of: Iterable[type[Model]] | None = None, ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `events`.

    Parameters
    ----------
    of
        Kinds of record to project; None for all.
    ids
        Only the records with these ids (then `of` names one kind).

    Returns
    -------
    pl.DataFrame
        Columns as in `engine.tables.EVENTS`, in no particular order.
    """
    kinds = list(of) if of is not None else list(PROJECTIONS)
    counties = county_of_units()
    frames = [PROJECTIONS[kind](ids, counties) for kind in kinds]
    return pl.concat(frames) if frames else engine.empty(engine.EVENTS)


def linelist(ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `linelist`: one row per case, days in the city's time zone.

    Parameters
    ----------
    ids
        Only these cases; None for all.
    """
    cases = _fetch(
        _only(Case.objects.all(), ids),
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
            date_onset=_local_day("onset"),
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


def contacts(ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `contacts`: one row per exposure on file, and the `unit` that answers.

    Parameters
    ----------
    ids
        Only these exposures; None for all.
    """
    rows = _fetch(
        _only(Contact.objects.all(), ids),
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
        place=F("place_id"),
        source=F("origin"),
        unit=F("unit_id"),
    )
    counted = rows.with_columns(county=_county("unit", county_of_units()))
    table = engine.check_table(counted, engine.CONTACTS, "contacts")
    return table.with_columns(rows["unit"].cast(pl.Int64))


def stays() -> pl.DataFrame:
    """
    Return the engine's `stays`.

    A stay known to the day, or from one day to another, is `day_only`: it fills those days, and
    the person may have been there at any time of them.
    """
    rows = _fetch(
        Stay.objects.filter(happened_at__isnull=False),
        "person_id",
        "place_id",
        start=F("happened_at"),
        end=F("happened_until"),
        precision=F("happened_precision"),
    )
    whole_days = (_is_midnight("start") & _is_midnight("end")).fill_null(False)
    by_day = pl.col("precision") == Precision.DAY
    by_days = (pl.col("precision") == Precision.INTERVAL) & whole_days
    return engine.check_table(rows.with_columns(day_only=by_day | by_days), engine.STAYS, "stays")


def places() -> pl.DataFrame:
    """Return the engine's `places`: a table within its restaurant, a row within its carriage."""
    rows = _fetch(
        Place.objects.all(), "kind", "row", "name", place_id=F("id"), within=F("within_id")
    )
    return engine.check_table(rows, engine.PLACES, "places")


def _is_midnight(column: str) -> pl.Expr:
    local = pl.col(column).dt.convert_time_zone(str(settings.CITY_ZONE))
    return local.dt.time() == time()


def units() -> pl.DataFrame:
    """Return one row per unit: `id`, `code`, `name`, `kind`, `path`, `parent`, `county`."""
    rows = _fetch(Unit.objects.all(), "id", "code", "name", "kind", "path", parent=F("parent_id"))
    return rows.with_columns(county=_county("id", county_of_units()))


def county_of_units() -> dict[int, int]:
    """Map each unit to the county-level unit it belongs to (above the counties: to itself)."""
    rows = list(Unit.objects.order_by("path").values_list("id", "kind", "path"))
    county_at = {path: id_ for id_, kind, path in rows if kind in Unit.COUNTY_LEVEL}
    return {id_: _nearest(path, county_at, id_) for id_, _kind, path in rows}


def divisions() -> dict[int, str]:
    """
    Map each unit to its GB/T 2260 code; one that has none is governed as the unit above it.

    A unit without a mapped code whose own code is one of digits is taken at its word.
    """
    codes = dict(DivisionCode.objects.filter(valid_to__isnull=True).values_list("unit_id", "code"))
    found: dict[int, str] = {}
    for id_, own, parent in Unit.objects.order_by("path").values_list("id", "code", "parent_id"):
        code = codes.get(id_) or (own if own.isdigit() else found.get(parent))
        if code:
            found[id_] = code
    return found


def households() -> dict[int, int]:
    """Map each person who has one to his household."""
    housed = Person.objects.filter(household__isnull=False)
    return dict(housed.values_list("id", "household_id"))


def _nearest(path: str, county_at: dict[str, int], own: int) -> int:
    while path:
        if path in county_at:
            return county_at[path]
        path = path[: path.rstrip("/").rfind("/") + 1]
    return own


# One function per kind of record: its rows, as events.


def _case_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
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
    onset = _event(rows, counties, kind="case.onset", pathogen="pathogen")
    linked = rows.filter(pl.col("outbreak_ref").is_not_null()).with_columns(subject="outbreak_ref")
    return pl.concat([onset, _event(linked, counties, kind="outbreak.onset", pathogen="pathogen")])


def _classification_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
        Classification.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("case__person_id"),
        pathogen=F("case__pathogen"),
        word=F("status"),
        unit=F("unit_id"),
        answers=F("case__unit_counting_id"),
    )
    return _event(
        rows, counties, kind=pl.format("case.{}", "word"), pathogen="pathogen", unit="unit"
    )


def _contact_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    # A general contact is informed, not kept or followed: no clock of his runs.
    rows = _rows(
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
            _event(rows, kind="contact.exposed", **about),
            _event(rows, kind="contact.named", at="told_at", **about),
            _event(
                _since(rows, Contact, "reached_at", ids),
                kind="contact.reached",
                at="reached",
                unit="answers",
                **about,
            ),
        ]
    )


def _check_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
        Check.objects.filter(happened_at__isnull=False),
        ids,
        subject=F("person_id"),
        word=F("kind"),
        unit=F("unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id", "unit_id"),
    )
    return _event(rows, counties, kind=pl.format("check.{}", "word"), unit="unit")


def _sample_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
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
    received = _since(rows, Sample, "received_at", ids)
    return pl.concat(
        [
            _event(rows, counties, kind="sample.taken", unit="unit"),
            _event(
                received, counties, kind="sample.received", at="received", unit="laboratory_ref"
            ),
        ]
    )


def _test_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
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
    return _event(rows, counties, kind=pl.format("test.resulted.{}", "word"), pathogen="pathogen")


def _placement_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
        Placement.objects.all(),
        ids,
        subject=F("person_id"),
        word=F("level"),
        unit=F("unit_id"),
        answers=Coalesce("person__unit_stay_id", "person__unit_residence_id", "unit_id"),
        ended=F("ended_at"),
        field="happened_at",
        model=Placement,
    )
    ended = _since(rows, Placement, "ended_at", ids)
    began, over = pl.format("placement.began.{}", "word"), pl.format("placement.ended.{}", "word")
    return pl.concat(
        [
            _event(rows, counties, kind=began, unit="unit"),
            _event(ended, counties, kind=over, at="ended", unit="unit"),
        ]
    )


def _report_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
        Report.objects.all(),
        ids,
        word=F("kind"),
        person=F("case__person_id"),
        pathogen=F("case__pathogen"),
        sender=F("unit_id"),
        receiver=F("to_unit_id"),
        counting=F("case__unit_counting_id"),
        received=F("received_at"),
        reviewed=F("reviewed_at"),
        field="happened_at",
        model=Report,
    ).with_columns(
        subject=pl.when(pl.col("word").is_in(PERSON_REPORTS)).then("person").otherwise("sender"),
        answers=pl.coalesce("counting", "sender"),
    )
    received = _since(rows, Report, "received_at", ids)
    reviewed = _since(rows, Report, "reviewed_at", ids)
    about: dict[str, Any] = {"counties": counties, "pathogen": "pathogen"}
    return pl.concat(
        [
            _event(rows, kind=pl.format("report.sent.{}", "word"), unit="sender", **about),
            _event(
                received,
                kind=pl.format("report.received.{}", "word"),
                at="received",
                unit="receiver",
                **about,
            ),
            _event(
                reviewed,
                kind=pl.format("report.reviewed.{}", "word"),
                at="reviewed",
                unit="receiver",
                **about,
            ),
        ]
    )


def _milestone_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    rows = _rows(
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
    return _event(rows, counties, kind=prefix + pl.col("word"), pathogen="pathogen")


def _unit_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    query = _only(Unit.objects.all(), ids)
    rows = _fetch(
        query,
        "stored_at",
        record=F("id"),
        word=F("kind"),
        opened=F("opened_at"),
        closed=F("closed_at"),
    ).with_columns(
        subject="record",
        unit="record",
        answers="record",
        told_at=pl.lit(None, engine.INSTANT),
        happened_until=pl.lit(None, engine.INSTANT),
    )
    return pl.concat(
        [
            _event(rows, counties, kind=pl.format("unit.opened.{}", "word"), at="opened"),
            _event(rows, counties, kind=pl.format("unit.closed.{}", "word"), at="closed"),
        ]
    )


#: Kind of record -> the function that projects it.
PROJECTIONS: dict[type[Model], Callable[[Ids, dict[int, int]], pl.DataFrame]] = {
    Unit: _unit_events,
    Case: _case_events,
    Classification: _classification_events,
    Contact: _contact_events,
    Check: _check_events,
    Sample: _sample_events,
    Test: _test_events,
    Placement: _placement_events,
    Report: _report_events,
    Milestone: _milestone_events,
}


def _event(
    rows: pl.DataFrame,
    counties: dict[int, int],
    *,
    kind: str | pl.Expr,
    at: str = "happened_at",
    unit: str = "unit",
    pathogen: str | None = None,
) -> pl.DataFrame:
    rows = rows.filter(pl.col(at).is_not_null())
    # Only the record's own time carries a precision; a receipt or an end is a minute.
    until = pl.col("happened_until") if at == "happened_at" else pl.lit(None, engine.INSTANT)
    return rows.select(
        pl.col("subject").cast(pl.Int64),
        (pl.lit(kind) if isinstance(kind, str) else kind).cast(engine.KIND).alias("kind"),
        (pl.col(pathogen) if pathogen else pl.lit(None)).cast(pl.String).alias("pathogen"),
        pl.col(unit).cast(pl.Int64).alias("unit"),
        _county("answers", counties).alias("county"),
        pl.col(at).alias("happened_at"),
        until.alias("happened_until"),
        pl.col("told_at"),
        pl.col("stored_at"),
        pl.col("record").cast(pl.Int64),
    )


def _county(column: str, counties: dict[int, int]) -> pl.Expr:
    if not counties:
        return pl.lit(None, pl.Int64)
    return (
        pl.col(column).cast(pl.Int64).replace_strict(counties, default=None, return_dtype=pl.Int64)
    )


def _rows(
    query: QuerySet, ids: Ids, *, field: str | None = None, model=None, **columns
) -> pl.DataFrame:
    query = _only(query, ids)
    names = ("happened_at", "happened_until", "told_at", "stored_at")
    rows = _fetch(query, *names, record=F("id"), **columns)
    return _since(rows, model, field, ids) if field else rows


def _only(query: QuerySet, ids: Ids, path: str = "id") -> QuerySet:
    return query if ids is None else query.filter(**{f"{path}__in": ids})


def _since(rows: pl.DataFrame, model: type[Model], field: str, ids: Ids) -> pl.DataFrame:
    """Replace `stored_at` by the instant from which `field` had the value it has."""
    first = _known_since(model, field, ids)
    if first.is_empty():
        return rows
    return (
        rows.join(first, on="record", how="left")
        .with_columns(stored_at=pl.coalesce("since", "stored_at"))
        .drop("since")
    )


def _known_since(model: type[Model], field: str, ids: Ids) -> pl.DataFrame:
    # Only records with a second version need it; most have one.
    quote = connection.ops.quote_name
    now, versions = quote(model._meta.db_table), quote(model.history.model._meta.db_table)
    column = quote(cast("Any", model._meta.get_field(field)).column)
    only = "" if ids is None else f" AND c.id IN ({','.join(str(int(i)) for i in ids) or 'NULL'})"
    sql = (
        f"SELECT c.id, MIN(v.history_date) FROM {now} c"
        f" JOIN {versions} v ON v.id = c.id AND v.{column} = c.{column}"
        f" WHERE c.id IN (SELECT w.id FROM {versions} w WHERE w.history_type = '~'){only}"
        f" GROUP BY c.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    frame = pl.DataFrame(found, schema=["record", "since"], orient="row", infer_schema_length=None)
    if frame.is_empty():
        return pl.DataFrame(schema={"record": pl.Int64, "since": engine.INSTANT})
    return frame.with_columns(_instant(frame, "since"))


def _dates_of_cases(cases: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """First day of confirmation, of isolation, of the card, and of the outcome, by case."""
    people = None if ids is None else cases["person_id"].to_list()
    steps = _fetch(
        _only(Classification.objects.all(), ids, "case_id"),
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
        _fetch(
            _only(Placement.objects.all(), people, "person_id"),
            "person_id",
            at=F("happened_at"),
            word=F("level"),
        )
        .filter(pl.col("word").is_in(["on_the_spot", "ward", "icu", "site"]))
        .group_by("person_id")
        .agg(isolated=pl.col("at").min())
    )
    carded = (
        _fetch(
            _only(Report.objects.filter(kind="case_card"), ids, "case_id"),
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
            date_confirmation=_local_day("confirmed"),
            date_isolation=_local_day("isolated"),
            date_reporting=_local_day("carded"),
            date_outcome=_local_day("outcome"),
        )
    )


def _local_day(column: str) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(settings.TIME_ZONE).dt.date()


def _fetch(query: QuerySet, *fields: str, **columns) -> pl.DataFrame:
    """Read fields and expressions into a frame, past the ORM's conversion of each value."""
    # A column may bear the name of a field it is not; the ORM knows it under another.
    query = query.order_by().values(*fields, **{PREFIX + name: e for name, e in columns.items()})
    names = [*query.query.values_select, *query.query.annotation_select]
    frames = [_frame(names, rows) for rows in _batches(query)]
    types = {name: _type(query, name) for name in names}
    table = pl.concat([_typed(f, types) for f in frames]) if frames else pl.DataFrame(schema=types)
    return table.rename(lambda name: name.removeprefix(PREFIX))


def _batches(query: QuerySet) -> Iterator[list[tuple]]:
    try:
        sql, parameters = query.query.sql_with_params()
    except EmptyResultSet:  # asked for the records of an empty list of ids
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(FETCH):
            yield rows


def _frame(names: list[str], rows: list[tuple]) -> pl.DataFrame:
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        {n: pl.Series(n, list(c), strict=False) for n, c in zip(names, columns, strict=True)}
    )


def _typed(frame: pl.DataFrame, types: dict[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(
        _instant(frame, name) if kind == engine.INSTANT else pl.col(name).cast(kind)
        for name, kind in types.items()
    )


def _instant(frame: pl.DataFrame, name: str) -> pl.Expr:
    # SQLite keeps instants as text in UTC, PostgreSQL as instants.
    column = pl.col(name)
    if frame.schema[name] == pl.String:
        return column.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us").dt.replace_time_zone(
            "UTC"
        )
    if frame.schema[name] == pl.Null:
        return column.cast(engine.INSTANT)
    return column.dt.convert_time_zone("UTC").dt.cast_time_unit("us")


TYPES = {
    "DateTimeField": engine.INSTANT,
    "CharField": pl.String(),
    "TextField": pl.String(),
    "FloatField": pl.Float64(),
    "BooleanField": pl.Boolean(),
}


def _type(query: QuerySet, name: str) -> pl.DataType:
    annotation = query.query.annotation_select.get(name)
    field = annotation.output_field if annotation is not None else query.model._meta.get_field(name)
    return TYPES.get(field.get_internal_type(), pl.Int64())
