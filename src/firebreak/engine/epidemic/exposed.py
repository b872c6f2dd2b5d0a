"""Who was exposed to a case in which setting, and what became of him.

Comes in: contacts, cases, places and stays. Goes out: the exposed, one row for each person and
setting, as `attack_rates` counts them. Who probably infected whom is `chains`.
"""

from datetime import datetime, timedelta, tzinfo

import polars as pl

from firebreak.engine.epidemic.errors import AttackRateError
from firebreak.engine.tables import CONTACTS, INSTANT, PLACES, STAYS, check_table
from firebreak.engine.when import in_utc

#: The settings, in the order in which a table tells of them.
SETTINGS = (
    "household",
    "meal",
    "transport",
    "workplace",
    "health_care",
    "public_place",
    "other",
)
#: What became of an exposed person; only the first two say whether he fell ill.
OUTCOMES = ("fell_ill", "stayed_well", "watched", "not_known")
#: Manners that say the setting wherever it was.
BY_MANNER = {
    "household": "household",
    "meal": "meal",
    "utensils": "meal",
    "vehicle": "transport",
    "work": "workplace",
    "same_ward": "health_care",
    "care": "health_care",
}
#: Kinds of place that say it where the manner does not.
BY_PLACE = {
    "restaurant": "meal",
    "workplace": "workplace",
    "school": "workplace",
    "hospital": "health_care",
    "ward": "health_care",
    "shop": "public_place",
    "station": "public_place",
    "public": "public_place",
    **dict.fromkeys(("vehicle", "train", "flight", "coach", "bus", "ship"), "transport"),
}
DEEPEST = 3  # a row within a carriage within a train within its line
CLOSE = 1

EXPOSED: dict[str, pl.DataType] = {
    "person_id": pl.Int64(),
    "setting": pl.String(),
    "together": pl.Int64(),  # the case he was first exposed to there: who shares it was exposed together
    "exposures": pl.Int64(),
    "until": INSTANT,  # the end of the last of them
    "outcome": pl.String(),
    "ill": pl.Boolean(),  # null: not known, or not yet
}


def exposed_by_setting(
    contacts: pl.DataFrame,
    cases: pl.DataFrame,
    *,
    observation: timedelta,
    now: datetime,
    zone: tzinfo,
    places: pl.DataFrame | None = None,
    stays: pl.DataFrame | None = None,
    unknown: pl.Series | None = None,
) -> pl.DataFrame:
    """
    Say who was exposed to a case in which setting, and what became of him.

    Somebody exposed at home and at table is one of the exposed in both. A contact is left out where
    he cannot have been infected by it: he was ill by the day of the exposure, or before the case.

    Parameters
    ----------
    contacts
        As `tables.CONTACTS`. Close contacts count, also where the order is not known; a contact of a
        contact was exposed to somebody else.
    cases
        One row per case: `person_id` and `day` (Date; onset, or where there is none confirmation).
        Of somebody's several cases the first counts.
    observation
        How long after the last exposure a contact is watched: who fell ill within it fell ill of the
        exposure, who is well after it stayed well.
    now
        The instant at which outcomes are known.
    zone
        Whose days `day` is of.
    places, stays
        As `tables.PLACES` and `tables.STAYS`: where the manner does not say the setting, the kind of
        the place does, and where a contact names none, the place at which stays say both were.
    unknown
        People of whom nobody can say whether they fell ill: never reached, or suspected.

    Returns
    -------
    pl.DataFrame
        As `EXPOSED`, by setting and person.

    Raises
    ------
    AttackRateError
        `cases` lacks a column.
    TableError
        One of the other tables does.

    Examples
    --------
    >>> from datetime import UTC, date
    >>> at = lambda day: datetime(2020, 1, day, 19, tzinfo=UTC)
    >>> dinner = pl.DataFrame(
    ...     {"from_id": 1, "to_id": [2, 3], "start": at(17), "end": at(18), "manner": "meal"}
    ... )
    >>> cases = pl.DataFrame({"person_id": [1, 2], "day": [date(2020, 1, 17), date(2020, 1, 21)]})
    >>> exposed = exposed_by_setting(
    ...     dinner, cases, observation=timedelta(days=14), now=at(20), zone=UTC
    ... )
    >>> exposed.select("person_id", "setting", "outcome").rows()
    [(2, 'meal', 'fell_ill'), (3, 'meal', 'watched')]
    """
    for column in ("person_id", "day"):
        if column not in cases.columns:
            raise AttackRateError(
                f"cases has no column {column}. Give person_id and day, the onset of each case."
            )
    pairs = check_table(contacts, CONTACTS, "contacts").filter(
        pl.col("order").fill_null(CLOSE) == CLOSE
    )
    pairs = _with_settings(pairs.with_row_index("row"), places, stays)
    pairs = _possible(_with_days(pairs, cases, zone))
    told = pairs.with_columns(outcome=_outcome(observation, in_utc(now), unknown))
    return _by_person(told)


def _with_days(pairs: pl.DataFrame, cases: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """Add the day of both people's cases, and the local days of the exposure."""
    first = cases.group_by("person_id").agg(pl.col("day").min(), is_case=pl.lit(True))
    until = pl.coalesce("end", "start")
    day = [
        pl.col(column).dt.convert_time_zone(str(zone)).dt.date().alias(f"{column}_day")
        for column in ("start", "until")
    ]
    return (
        pairs.with_columns(until=until)
        .with_columns(day)
        .join(
            first.select(from_id="person_id", case_day="day"),
            on="from_id",
            how="left",
        )
        .join(first.rename({"person_id": "to_id", "day": "own_day"}), on="to_id", how="left")
    )


def _possible(pairs: pl.DataFrame) -> pl.DataFrame:
    """Leave out those who were ill by the day of the exposure, or before the case was."""
    too_early = (pl.col("own_day") <= pl.col("start_day")) | (
        pl.col("own_day") < pl.col("case_day")
    )
    return pairs.filter(~too_early.fill_null(False))


def _outcome(observation: timedelta, now: datetime, unknown: pl.Series | None) -> pl.Expr:
    last = pl.col("until") + observation
    no_day = pl.col("start").is_null() | (pl.col("is_case") & pl.col("own_day").is_null())
    untold = no_day if unknown is None else no_day | pl.col("to_id").is_in(unknown.implode())
    fell_ill = pl.col("own_day") <= pl.col("until_day") + observation
    return (
        pl.when(fell_ill.fill_null(False))
        .then(pl.lit("fell_ill"))
        .when(untold.fill_null(False))
        .then(pl.lit("not_known"))
        .when(last > now)
        .then(pl.lit("watched"))
        .otherwise(pl.lit("stayed_well"))
    )


def _by_person(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row for each person and setting: ill of any exposure; well only if of all."""
    worst = ["fell_ill", "not_known", "watched", "stayed_well"]
    rank = pl.col("outcome").replace_strict(
        {outcome: n for n, outcome in enumerate(worst)}, return_dtype=pl.Int64
    )
    order = pl.Enum(SETTINGS)
    rows = pairs.group_by("setting", person_id="to_id").agg(
        together=pl.col("from_id").sort_by("start", "row", nulls_last=True).first(),
        exposures=pl.len(),
        until=pl.col("until").max(),
        outcome=pl.col("outcome").sort_by(rank).first(),
    )
    ill = (
        pl.when(pl.col("outcome") == "fell_ill")
        .then(True)
        .when(pl.col("outcome") == "stayed_well")
        .then(False)
    )
    return (
        rows.with_columns(ill=ill)
        .select(pl.col(name).cast(kind) for name, kind in EXPOSED.items())
        .sort(pl.col("setting").cast(order), "person_id")
    )


# The setting.


def _with_settings(
    pairs: pl.DataFrame, places: pl.DataFrame | None, stays: pl.DataFrame | None
) -> pl.DataFrame:
    by_manner = pl.col("manner").replace_strict(BY_MANNER, default=None, return_dtype=pl.String)
    if places is None:
        return pairs.with_columns(setting=by_manner.fill_null("other"))
    kinds = _kinds(check_table(places, PLACES, "places"))
    met = _met(pairs.filter(by_manner.is_null() & pl.col("place").is_null()), stays)
    return (
        pairs.join(met, on="row", how="left")
        .with_columns(place=pl.coalesce("place", "met_at"))
        .join(kinds, left_on="place", right_on="place_id", how="left")
        .with_columns(setting=pl.coalesce(by_manner, "by_place", pl.lit("other")))
    )


def _kinds(places: pl.DataFrame) -> pl.DataFrame:
    """Say of every place of which setting it is: by its kind, or by that of what it lies within."""
    setting = pl.col("kind").replace_strict(BY_PLACE, default=None, return_dtype=pl.String)
    own = places.select("place_id", "within", by_place=setting)
    above = own.select(up="place_id", further="within", by_it="by_place")
    for _level in range(DEEPEST):
        own = own.join(above, left_on="within", right_on="up", how="left").select(
            "place_id", by_place=pl.coalesce("by_place", "by_it"), within="further"
        )
    return own.select("place_id", "by_place")


def _met(pairs: pl.DataFrame, stays: pl.DataFrame | None) -> pl.DataFrame:
    """Where both were during an exposure that names no place; the place of the least number first."""
    if stays is None or pairs.is_empty():
        return pl.DataFrame(schema={"row": pairs.schema["row"], "met_at": pl.Int64})
    was = check_table(stays, STAYS, "stays").select(
        "person_id", "place_id", since="start", left=pl.coalesce("end", "start")
    )
    both = (
        pairs.select("row", "from_id", "to_id", "start", until=pl.coalesce("end", "start"))
        .join(was, left_on="to_id", right_on="person_id")
        .join(
            was, left_on=["from_id", "place_id"], right_on=["person_id", "place_id"], suffix="_of"
        )
    )
    began = pl.max_horizontal("start", "since", "since_of")
    ended = pl.min_horizontal("until", "left", "left_of")
    return both.filter(began <= ended).group_by("row").agg(met_at=pl.col("place_id").min())
