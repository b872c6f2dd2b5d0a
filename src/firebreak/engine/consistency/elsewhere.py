"""People who were somewhere while they were kept somewhere else.

Nobody sits at a dinner and lies in a ward: one of the two times is wrong, or he left, which somebody
must know. Who is to stay at home may have gone out, so that is worth a look and no more.

A time known to the day is wrong only if the whole day is: who came to the ward at noon may have been
at the market that morning. A placement lasts until it ended, or the next one of the person began.
"""

from datetime import tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.order import clock
from firebreak.engine.tables import INSTANT, is_kind

#: Who was where: as `tables.STAYS`, with the `id` of the record.
STAYS = {
    "id": pl.Int64(),
    "person_id": pl.Int64(),
    "place_id": pl.Int64(),
    "start": INSTANT,
    "end": INSTANT,
    "day_only": pl.Boolean(),
}
PLACES = {
    "id": pl.Int64(),
    "name": pl.String(),
    "kind": pl.String(),  # null: not known
    "unit": pl.Int64(),  # whose place it is, where one says so
    "within": pl.Int64(),
}
BEGAN = "placement.began."
AT_HOME = "home"
UNDER_OBSERVATION = (AT_HOME, "site")
#: Where somebody lives who is kept at home.
HOMES = ("home", "compound")
#: Whoever is under observation and falls ill is brought there.
HOSPITALS = ("hospital", "ward")
#: A unit's own building. A restaurant that a hospital entered is a place of the hospital, too.
OWN_BUILDING = ("hospital", "ward", "room", "lift", "unknown")
DEEPEST = 6  # a row in a carriage in a train is 3 deep


def elsewhere(
    stays: pl.DataFrame, events: pl.DataFrame, places: pl.DataFrame, units: pl.DataFrame
) -> pl.DataFrame:
    """
    Find stays of people who were kept somewhere else at that time.

    Parameters
    ----------
    stays
        As `STAYS`.
    events
        As `tables.EVENTS`; the placements among them are used.
    places
        As `PLACES`; without `kind`, `unit` or `within` these are not known.
    units
        `id`, `name`: what those are called who keep people; a unit may have several rows.

    Returns
    -------
    pl.DataFrame
        One row per stay, of the placement that contradicts it most: the columns of `STAYS`, and
        `placement`, `level`, `keeper`, `county`, `began`, `began_until`.
    """
    stays = stays.select(pl.col(column).cast(kind) for column, kind in STAYS.items())
    kept = placements(events)
    at_once = stays.join(kept, on="person_id").filter(_while_kept())
    if at_once.is_empty():
        return at_once.drop("kept_from", "kept_to")
    pairs = at_once.with_row_index("pair")
    apart = pairs.filter(~pl.col("pair").is_in(_where_he_was_kept(pairs, places, units).implode()))
    gravest = apart.sort(pl.col("level") == AT_HOME, "id", "began", descending=[False, False, True])
    found = gravest.unique("id", keep="first", maintain_order=True)
    return found.drop("pair", "kept_from", "kept_to").sort("id")


def placements(events: pl.DataFrame) -> pl.DataFrame:
    """
    Return the placements among events, each with the time in which the person certainly was there.

    One row each: `person_id`, `placement`, `level`, `keeper`, `county`, `began`, `began_until`, and
    `kept_from`, `kept_to` (null: still).
    """
    ended = events.filter(is_kind("placement.ended")).select("record", ended="happened_at")
    began = events.filter(is_kind("placement.began")).select(
        "record",
        person_id="subject",
        placement="record",
        level=pl.col("kind").cast(pl.String).str.strip_prefix(BEGAN),
        keeper="unit",
        county="county",
        began="happened_at",
        began_until="happened_until",
    )
    whole = began.join(ended.unique("record"), on="record", how="left").sort(
        "person_id", "began", "record"
    )
    following = pl.col("began").shift(-1).over("person_id")
    return whole.with_columns(
        kept_from=pl.coalesce("began_until", "began"),
        kept_to=pl.min_horizontal("ended", following),
    ).drop("record", "ended")


def elsewhere_findings(
    found: pl.DataFrame,
    zone: tzinfo,
    *,
    places: pl.DataFrame,
    units: pl.DataFrame,
    numbers: pl.DataFrame,
) -> list[pl.DataFrame]:
    """
    Say what `elsewhere` found.

    `numbers`: `person_id` and `number`, what a case of his is called.
    """
    named = (
        found.join(places.select(place_id="id", place="name"), on="place_id", how="left")
        .join(_one_name(units), on="keeper", how="left")
        .join(numbers.unique("person_id", keep="first"), on="person_id", how="left")
        .with_columns(
            pl.lit("stay").alias("record_kind"),
            pl.col("id").alias("record"),
            pl.col("person_id").alias("subject"),
            pl.coalesce("number", pl.format("#{}", "person_id")).alias("who"),
            _told(zone).alias("stay"),
        )
    )
    parts: dict[str, pl.Expr | str] = {
        "who": "who",
        "place": "place",
        "stay": "stay",
        "since": clock("began", "began_until", zone),
    }
    at_home = pl.col("level") == AT_HOME
    return [
        findings(
            "elsewhere_while_kept", named.filter(~at_home), {**parts, "keeper": "keeper_name"}
        ),
        findings("elsewhere_while_at_home", named.filter(at_home), parts),
    ]


def _while_kept() -> pl.Expr:
    """Say of each stay and placement whether both were at one time, for every time they allow."""
    start, end, until = pl.col("start"), pl.col("end"), pl.col("kept_to")
    before_the_end = until.is_null() | (start < until)
    moment = end.is_null() & (start >= pl.col("kept_from")) & before_the_end
    lasting = (end > pl.col("kept_from")) & before_the_end
    whole = (start >= pl.col("kept_from")) & (until.is_null() | (end <= until))
    return moment | pl.when(pl.col("day_only").fill_null(False)).then(whole).otherwise(lasting)


def _where_he_was_kept(pairs: pl.DataFrame, places: pl.DataFrame, units: pl.DataFrame) -> pl.Series:
    """The pairs whose place, or one that encloses it, may be where the person was kept."""
    known = places.select(
        (pl.col(column) if column in places.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in PLACES.items()
    )
    steps = []
    step = pairs.select("pair", at="place_id")
    for _depth in range(DEEPEST):
        reached = step.join(known, left_on="at", right_on="id")
        steps.append(reached.drop("at"))
        step = reached.select("pair", at="within").drop_nulls()
        if step.is_empty():
            break
    keepers = units.select(pl.col("id").cast(pl.Int64).alias("keeper"), keeper_name="name")
    enclosing = pl.concat(steps).join(pairs.select("pair", "level", "keeper"), on="pair")
    both = enclosing.join(keepers.drop_nulls(), on="keeper", how="left")
    return both.filter(_may_be_there())["pair"].unique()


def _may_be_there() -> pl.Expr:
    kind = pl.col("kind").fill_null("unknown")
    name, keeper = pl.col("name"), pl.col("keeper_name")
    one_name = keeper.str.contains(name, literal=True) | name.str.contains(keeper, literal=True)
    own = (pl.col("unit") == pl.col("keeper")) & kind.is_in(OWN_BUILDING)
    at_home = pl.col("level") == AT_HOME
    ill = pl.col("level").is_in(UNDER_OBSERVATION) & kind.is_in(HOSPITALS)
    there = pl.when(at_home).then(kind.is_in(HOMES)).otherwise(one_name.fill_null(False) | own)
    return there.fill_null(False) | ill


def _one_name(units: pl.DataFrame) -> pl.DataFrame:
    named = units.select(pl.col("id").cast(pl.Int64).alias("keeper"), keeper_name="name")
    return named.unique("keeper", keep="first", maintain_order=True)


def _told(zone: tzinfo) -> pl.Expr:
    """A stay to be read: its days, or from which hour to which."""
    local = [pl.col(column).dt.convert_time_zone(str(zone)) for column in ("start", "end")]
    # Half-open: midnight at the end belongs to the day before.
    first, last = local[0].dt.date(), (local[1] - pl.duration(microseconds=1)).dt.date()
    days = (
        pl.when(first == last)
        .then(first.cast(pl.String))
        .otherwise(pl.format("{} – {}", first, last))
    )
    since = local[0].dt.strftime("%Y-%m-%d %H:%M")
    till = (
        pl.when(first == last)
        .then(local[1].dt.strftime("%H:%M"))
        .otherwise(local[1].dt.strftime("%Y-%m-%d %H:%M"))
    )
    hours = (
        pl.when(pl.col("end").is_null()).then(since).otherwise(pl.format("{} – {}", since, till))
    )
    return pl.when(pl.col("day_only").fill_null(False)).then(days).otherwise(hours)
