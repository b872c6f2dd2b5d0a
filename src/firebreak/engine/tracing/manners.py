"""Manners of contact: which meetings make a contact, by the rules of a protocol edition.

Comes in: meetings at every level (at the table, and in the restaurant that holds it), the table of
places, the manners in force. Goes out: the meetings that a rule makes contacts, each with that
rule's id. The rules are data (`[[manners]]` of an edition, `duties/protocols.py`); whoever boards
later or leaves sooner has met for less time, because a stay on a journey lasts from boarding to
leaving.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

import polars as pl

from firebreak.engine.duties.protocols import HERE, Manner

__all__ = ["Manner", "PlacesError", "apply", "least_overlap", "new_among", "newly_contacts"]

SECOND = timedelta(seconds=1)
Stays = Callable[[pl.Series], pl.DataFrame]


class PlacesError(ValueError):
    """The table of places contradicts itself."""


def apply(
    meetings: pl.DataFrame, manners: Sequence[Manner], places: pl.DataFrame, stays: Stays
) -> pl.DataFrame:
    """
    Return the meetings that a rule makes contacts, one for each pair and encounter.

    The first rule that fits names the meeting in `rule`. Of meetings of one pair at the same time
    in places that lie within one another, the one with the earliest rule is kept, then the one in
    the deepest place.

    Parameters
    ----------
    meetings
        `from_id`, `to_id`, `place_id`, `start`, `end`, `overlap_s`, `certain`, `rule`, and any
        other column. At every level: who meets at a table meets in its restaurant too. Fetched
        with `least_overlap(manners)`.
    manners
        In their order: the first that fits holds.
    places
        `place_id`, `within` (the id of the place that encloses it; null), `kind`, `row` (of seats;
        null where not known). A place that is missing here is of kind "unknown".
    stays
        Returns the stays of some people (`person_id`, `place_id`, `start`, `end`) as they were
        recorded; asked only where a rule counts rows.

    Returns
    -------
    pl.DataFrame
        The columns of `meetings`. Where a rule counts rows, `start`, `end` and `overlap_s` are of
        the time spent that near; if that needs somebody whose row is not known, `certain` is false.

    Raises
    ------
    PlacesError
        Places lie within one another in a circle.
    """
    left = meetings.with_row_index("meeting")
    enclosing = _enclosing(places, left["place_id"])
    seats = _Seats(places, stays)
    kept = [left.clear().with_columns(rank=pl.lit(0))]
    for rank, manner in enumerate(manners):
        there = left.join(_where_it_counts(manner, enclosing), on="place_id", how="semi")
        near = there if manner.within_rows is None else seats.near(there, manner)
        found = near.filter(pl.col("overlap_s") >= manner.min_overlap / SECOND)
        kept.append(found.with_columns(rule=pl.lit(manner.id), rank=pl.lit(rank)))
        left = left.join(found, on="meeting", how="anti")
    contacts = _one_for_each_encounter(pl.concat(kept, how="vertical_relaxed"), enclosing)
    return contacts.sort("meeting").select(meetings.columns)


def newly_contacts(
    meetings: pl.DataFrame,
    old: Sequence[Manner],
    new: Sequence[Manner],
    places: pl.DataFrame,
    stays: Stays,
) -> pl.DataFrame:
    """
    Return the contacts that a change of rules makes: contacts by `new`, of pairs that were none.

    A pair that was a general contact by `old` and is a close one by `new` is newly one too.

    Parameters
    ----------
    meetings
        As for `apply`, fetched with `least_overlap([*old, *new])`.
    old, new
        The manners of the edition before, and of the one that replaces it.
    places, stays
        As for `apply`.
    """
    before, after = (apply(meetings, manners, places, stays) for manners in (old, new))
    return new_among(before, after, old, new)


def new_among(
    before: pl.DataFrame, after: pl.DataFrame, old: Sequence[Manner], new: Sequence[Manner]
) -> pl.DataFrame:
    """
    Return those of the contacts `after` a change that the contacts `before` it did not have.

    Where an edition also traces over another time, `before` and `after` are each of its own.

    Parameters
    ----------
    before, after
        Contacts by the manners `old` and by `new`, as `apply` gives them.

    Examples
    --------
    >>> pairs = pl.DataFrame({"from_id": [1, 1], "to_id": [2, 3], "rule": ["", ""]})
    >>> new_among(pairs[:1], pairs, [], [])["to_id"].to_list()
    [3]
    """
    pair = ["from_id", "to_id"]
    was_close, is_close = _are_close(old), _are_close(new)
    upgraded = after.filter(is_close).join(before.filter(was_close), on=pair, how="anti")
    informed = after.filter(~is_close).join(before, on=pair, how="anti")
    return pl.concat([upgraded, informed])


def least_overlap(manners: Sequence[Manner]) -> timedelta:
    """
    Return the shortest time together that any of the manners asks for.

    Examples
    --------
    >>> least_overlap([])
    datetime.timedelta(0)
    """
    return min((manner.min_overlap for manner in manners), default=timedelta())


def _are_close(manners: Sequence[Manner]) -> pl.Expr:
    return pl.col("rule").is_in([manner.id for manner in manners if manner.contact == "close"])


def _enclosing(places: pl.DataFrame, of: pl.Series) -> pl.DataFrame:
    """Return each place of `of` with itself and all that encloses it (`above`, `kind`, `row`)."""
    ids = of.unique()
    level = pl.DataFrame({"place_id": ids, "above": ids})
    found: list[pl.DataFrame] = []
    while not found or not level.is_empty():
        if len(found) > places.height:
            raise PlacesError(
                "Places lie within one another in a circle.\n"
                "Correct the column within: a part may not enclose the place it is a part of."
            )
        here = level.join(_known(places, level["above"]), on="above", how="left")
        found.append(here.with_columns(steps=pl.lit(len(found))))
        level = here.filter(pl.col("within").is_not_null()).select("place_id", above="within")
    return pl.concat(found).drop("within").with_columns(pl.col("kind").fill_null("unknown"))


def _known(places: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Return what the table says of a few places; a city has millions that nobody asks about."""
    wanted = ids.unique().cast(places.schema["place_id"])
    return places.filter(pl.col("place_id").is_in(wanted.implode())).select(
        pl.col("place_id").cast(ids.dtype).alias("above"),
        pl.col("within").cast(ids.dtype),
        pl.col("kind").cast(pl.String),
        pl.col("row").cast(pl.Int64),
    )


def _where_it_counts(manner: Manner, enclosing: pl.DataFrame) -> pl.DataFrame:
    """Return the places in which meeting is meeting in this manner."""
    is_itself, is_of_kind = pl.col("steps") == 0, pl.col("kind").is_in(manner.at)
    if manner.level == HERE:
        return enclosing.filter(is_itself & is_of_kind).select("place_id")
    parts = enclosing.filter(is_itself & (pl.col("kind") == manner.level))
    return parts.join(enclosing.filter(~is_itself & is_of_kind), on="place_id", how="semi")


class _Seats:
    """In which row people sat, when: asked for once, and only if a rule counts rows."""

    def __init__(self, places: pl.DataFrame, stays: Stays) -> None:
        self.places, self.stays = places, stays

    def near(self, meetings: pl.DataFrame, manner: Manner) -> pl.DataFrame:
        """Cut each meeting to the time in which both sat within the manner's rows, or may have."""
        if meetings.is_empty():
            return meetings
        seats = self._seats(meetings)
        spans = _sat(_sat(meetings, seats, "from_id"), seats, "to_id")
        apart = (pl.col("from_id_row") - pl.col("to_id_row")).abs()
        together = spans.filter(
            (apart <= manner.within_rows) | apart.is_null(), pl.col("start") < pl.col("end")
        )
        known = _united(together.filter(apart.is_not_null())).select("meeting", known="overlap_s")
        all_ = _united(together).join(known, on="meeting", how="left")
        cut = meetings.drop("start", "end", "overlap_s").join(all_, on="meeting")
        long_enough = pl.col("known").fill_null(0) >= max(manner.min_overlap / SECOND, 1)
        return cut.with_columns(certain=pl.col("certain") & long_enough).select(meetings.columns)

    def _seats(self, meetings: pl.DataFrame) -> pl.DataFrame:
        """Return when who sat in which row of what: `person_id`, `above`, `row`, `from`, `until`."""
        people = pl.concat([meetings["from_id"], meetings["to_id"].alias("from_id")]).unique()
        stays = self.stays(people.alias("person_id")).select(
            "person_id",
            pl.col("place_id").cast(meetings.schema["place_id"]),
            pl.col("start", "end").cast(meetings.schema["start"]),
        )
        enclosing = _enclosing(self.places, stays["place_id"])
        rows = enclosing.sort("steps").group_by("place_id").agg(pl.col("row").drop_nulls().first())
        within = enclosing.select("place_id", "above").join(rows, on="place_id")
        return (
            _without_vaguer(stays, enclosing)
            .join(within, on="place_id")
            .select("person_id", "above", "row", since="start", until="end")
        )


def _sat(meetings: pl.DataFrame, seats: pl.DataFrame, who: str) -> pl.DataFrame:
    """Cut each meeting by the seats that `who` had during it; without a seat, the row is unknown."""
    seated = meetings.join(
        seats.rename({"row": f"{who}_row"}),
        left_on=[who, "place_id"],
        right_on=["person_id", "above"],
        how="left",
    )
    since, until = (
        pl.col("since").fill_null(pl.col("start")),
        pl.col("until").fill_null(pl.col("end")),
    )
    return seated.with_columns(
        start=pl.max_horizontal("start", since), end=pl.min_horizontal("end", until)
    ).drop("since", "until")


def _without_vaguer(stays: pl.DataFrame, enclosing: pl.DataFrame) -> pl.DataFrame:
    """Leave out a stay in a carriage where another of the same time says in which row."""
    stays = stays.with_row_index("stay")
    deeper = stays.join(enclosing.filter(pl.col("steps") > 0), on="place_id").select(
        "person_id", "above", since="start", until="end"
    )
    covered = stays.join(
        deeper, left_on=["person_id", "place_id"], right_on=["person_id", "above"]
    ).filter(pl.col("since") <= pl.col("start"), pl.col("end") <= pl.col("until"))
    return stays.join(covered, on="stay", how="anti").drop("stay")


def _united(spans: pl.DataFrame) -> pl.DataFrame:
    """Return for each meeting `start`, `end` and the seconds that any of its spans covers."""
    so_far = pl.col("end").cum_max().shift().over("meeting")
    new = pl.col("end") - pl.max_horizontal("start", so_far)
    return (
        spans.sort("start")
        .with_columns(new=pl.max_horizontal(new.dt.total_seconds(), pl.lit(0)))
        .group_by("meeting")
        .agg(pl.col("start").min(), pl.col("end").max(), overlap_s=pl.col("new").sum())
    )


def _one_for_each_encounter(found: pl.DataFrame, enclosing: pl.DataFrame) -> pl.DataFrame:
    """Of a pair's meetings at one time in places within one another, keep the first rule's."""
    pair = ["from_id", "to_id"]
    inner = found.join(enclosing.filter(pl.col("steps") > 0), on="place_id").select(
        *pair, "meeting", "start", "end", "rank", place_id="above"
    )
    both = found.join(inner, on=[*pair, "place_id"], suffix="_inner").filter(
        pl.col("start") < pl.col("end_inner"), pl.col("start_inner") < pl.col("end")
    )
    outer_goes = pl.col("rank_inner") <= pl.col("rank")
    goes = both.select(pl.when(outer_goes).then("meeting").otherwise("meeting_inner"))
    return found.join(goes, on="meeting", how="anti")
