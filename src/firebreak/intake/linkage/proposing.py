"""Which people on file may be one: compared beside the site, kept, and shown without comparing.

What is kept (`Likeness`) is computed, no fact, and may be made anew at any time. After the first
comparison only those of whom something changed since are compared, with everybody. Opening a page
compares nobody: it shows what is kept, and has the rest compared by a process beside the site.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from firebreak.intake.linkage.model import EXPECTED, FEATURES
from firebreak.intake.linkage.scoring import link
from firebreak.records import clock, tables
from firebreak.records.beside import Beside
from firebreak.records.models import Case, Compared, Contact, Distinction, Likeness, Person, Unit
from firebreak.records.tables.fetching import fetch
from firebreak.records.visibility import Scope

#: What a comparison is made of: kind -> how a version of it names the person.
MADE_OF: dict[Any, str] = {Person: "id", Case: "person_id", Contact: "person_id"}
WHOLE = 0.2  # beyond this share of people changed, all are compared with each other at once
MANY = 20_000  # of fewer people a comparison takes seconds, and is made after every change
EVERY = timedelta(minutes=15)  # of more it is made this often at most
IDLE_SECONDS = 600.0
YEARS_OF = {"years": 1.0, "months": 12.0, "days": 365.25}

COMPARISON = Beside(2, IDLE_SECONDS)


@dataclass(frozen=True)
class Standing:
    """
    How far people have been compared.

    Attributes
    ----------
    compared
        The last comparison; None if there was none yet.
    is_current
        Whether nothing it is made of has changed since.
    is_being_made
        Whether the next one is.
    has_failed
        The next one could not be made; the log says why.
    """

    compared: Compared | None
    is_current: bool = False
    is_being_made: bool = False
    has_failed: bool = False


def standing() -> Standing:
    """Return how far people have been compared; what is missing is asked for, and comes later."""
    last, versions = Compared.objects.order_by("-id").first(), _versions()
    if last is not None and last.versions == versions:
        return Standing(last, is_current=True)
    recent = last is not None and clock.now() - last.at < EVERY
    if not COMPARISON.is_engaged or (recent and last is not None and last.people > MANY):
        return Standing(last)
    answer = COMPARISON.ask((_database(), *sorted(versions.items())), _beside, lambda: None)
    return Standing(last, False, not answer.has_failed, answer.has_failed)


def propose() -> int:
    """
    Compare people of whom something changed since the last time, and keep what may be one.

    Returns
    -------
    int
        How many people were compared with everybody.
    """
    last, versions = Compared.objects.order_by("-id").first(), _versions()
    if last is not None and last.versions == versions:
        return 0
    everybody = people_on_file()
    changed = None if last is None else _changed(last.versions)
    if changed is None or len(changed) > WHOLE * everybody.height:
        changed, found = None, link(everybody)
    else:
        asked = everybody.filter(pl.col("id").is_in(sorted(changed)))
        found = _each_once(link(asked, everybody, expected=EXPECTED))
    _keep(found, changed, versions, everybody.height)
    return everybody.height if changed is None else len(changed)


def proposed(scope: Scope) -> QuerySet[Likeness]:
    """
    Return the pairs a scope is shown: neither is merged, and nobody has told them apart.

    Of a subtree, those who both live or stay there. Whoever is known there only through others, as
    somebody's contact, is shown with his pair to the post above, which sees both homes.
    """
    apart = Distinction.objects.filter(
        Q(one=OuterRef("low"), other=OuterRef("high"))
        | Q(one=OuterRef("high"), other=OuterRef("low"))
    )
    found = Likeness.objects.filter(
        ~Exists(apart), low__merged_into__isnull=True, high__merged_into__isnull=True
    )
    if not scope.sees_all:
        units = scope.unit_ids()
        for side in ("low", "high"):
            found = found.filter(
                Q(**{f"{side}__unit_stay__in": units}) | Q(**{f"{side}__unit_residence__in": units})
            )
    return found.select_related("low", "high").order_by("-weight", "id")


def engage() -> None:
    """Have people compared by a process beside this one from now on."""
    COMPARISON.is_engaged = True


def forget() -> None:
    """Drop what was asked for (another database)."""
    COMPARISON.forget()


def people_on_file(ids: Any = None, places: Mapping[int, str] | None = None) -> pl.DataFrame:
    """
    Return the people on file, as `link` compares them.

    Parameters
    ----------
    ids
        Only these, also those merged into another; None for all who stand for themselves.
    places
        What `homes` returned, where it is at hand.
    """
    present = Person.objects.filter(merged_into__isnull=True)
    people = fetch(
        present if ids is None else Person.objects.filter(id__in=ids),
        *("id", "name", "sex", "birth_date", "age", "age_unit", "told_at", "stored_at"),
        id_key=F("id_number_key"),
        phone_key=F("phone_key"),
        household=F("household_id"),
        unit=Coalesce("unit_stay_id", "unit_residence_id"),
    )
    told = pl.coalesce("told_at", "stored_at").dt.convert_time_zone(settings.TIME_ZONE).dt.date()
    return (
        people.with_columns(
            age_years=pl.col("age") / pl.col("age_unit").replace_strict(YEARS_OF, default=1.0),
            age_on=told,
            household=pl.col("household").cast(pl.String),
            home=pl.col("unit").replace_strict(
                homes() if places is None else dict(places), default=None, return_dtype=pl.String
            ),
        )
        .drop("age", "age_unit", "told_at", "stored_at", "unit")
        .join(_illnesses(ids), on="id", how="left")
        .join(_exposures(ids), on="id", how="left")
    )


def homes() -> dict[int, str]:
    """Return each unit's place as it is compared: its county, and what lies under that."""
    counties = tables.county_of_units()
    paths = dict(Unit.objects.values_list("id", "path"))
    return {
        unit: f"-/{counties[unit]}/{path.removeprefix(paths[counties[unit]])}"
        for unit, path in paths.items()
        if unit in counties
    }


def _illnesses(ids: Any) -> pl.DataFrame:
    """Of each person the last case that is not excluded: pathogen and onset."""
    cases = Case.objects.exclude(status=Case.Status.EXCLUDED)
    rows = fetch(
        cases if ids is None else cases.filter(person__in=ids),
        "id",
        "person_id",
        "pathogen",
        at=F("happened_at"),
    )
    last = rows.sort("id").unique("person_id", keep="last")
    onset = pl.col("at").dt.convert_time_zone(settings.TIME_ZONE).dt.date()
    return last.select(id="person_id", pathogen="pathogen", onset=onset)


def _exposures(ids: Any) -> pl.DataFrame:
    contacts = Contact.objects.all() if ids is None else Contact.objects.filter(person__in=ids)
    rows = fetch(contacts, "person_id", "case_id")
    cases = pl.col("case_id").cast(pl.String).unique().sort()
    return rows.group_by(id="person_id").agg(exposed_to=cases)


def _each_once(found: pl.DataFrame) -> pl.DataFrame:
    """Nobody is proposed as himself, and no pair from both of its sides."""
    ordered = found.filter(pl.col("left") != pl.col("right")).with_columns(
        left=pl.min_horizontal("left", "right"), right=pl.max_horizontal("left", "right")
    )
    return ordered.unique(["left", "right"], keep="first", maintain_order=True)


def _keep(
    found: pl.DataFrame, changed: set[int] | None, versions: dict[str, int], people: int
) -> None:
    rows = likenesses(found)
    with transaction.atomic():
        before = Likeness.objects.all()
        if changed is not None:
            before = before.filter(Q(low__in=changed) | Q(high__in=changed))
        before.delete()
        there = set(Person.objects.filter(id__in=_ids(rows)).values_list("id", flat=True))
        still = [row for row in rows if {row.low_id, row.high_id} <= there]
        Likeness.objects.bulk_create(still, batch_size=500)
        Compared.objects.all().delete()
        Compared.objects.create(at=clock.now(), versions=versions, people=people)


def likenesses(found: pl.DataFrame) -> list[Likeness]:
    """Return the pairs of `link` as they are kept; nothing is written."""
    return [
        Likeness(
            low_id=row["left"],
            high_id=row["right"],
            weight=row["weight"],
            features=[[f, row[f], round(row[f"{f}_bits"], 2)] for f in FEATURES],
        )
        for row in found.iter_rows(named=True)
    ]


def _ids(rows: list[Likeness]) -> set[int]:
    return {row.low_id for row in rows} | {row.high_id for row in rows}


def _changed(before: Mapping[str, int]) -> set[int]:
    """Of whom something that is compared changed since."""
    found: set[int] = set()
    for model, column in MADE_OF.items():
        since = model.history.filter(history_id__gt=before.get(model._meta.model_name, 0))
        found |= set(since.values_list(column, flat=True).distinct())
    return found


def _versions() -> dict[str, int]:
    last = Max("history_id")
    return {m._meta.model_name: m.history.aggregate(last=last)["last"] or 0 for m in MADE_OF}


def _beside(_given: None) -> int:
    """What the process beside the site does; its answer is in the database."""
    try:
        return propose()
    finally:
        connection.close()


def _database() -> str:
    return str(connection.settings_dict["NAME"])
