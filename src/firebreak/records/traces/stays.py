"""The stays to be traced: the index of the feeds, and the record's own stays laid over it.

The index lies at `stays.index` in the home (`firebreak stays build`); there may be none. The record
is laid over it in memory, so that what was entered a minute ago is traced. An id that somebody has
named (`FeedIdentity`) is its person from then on.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from firebreak import home
from firebreak.engine import tracing
from firebreak.engine.tracing.manifest import NAME as MANIFEST
from firebreak.records import models, tables
from firebreak.records.situation import Situation
from firebreak.records.traces.ids import Somebody, Somewhere, id_in_feed, id_of

#: Taken for the end of a stay told without one: long enough that a meeting is looked at, and each
#: such meeting says so.
UNTOLD_END = timedelta(hours=1)
#: What is laid over the index: as long as none of it changes, it is kept.
MADE_OF = (models.Stay, models.Place, models.FeedIdentity, models.FeedPlace)


@dataclass(frozen=True, eq=False)
class Stays:
    """The index with the record laid over it, and what its ids mean."""

    index: Any
    persons: Mapping[str, int]  # id in a feed -> person of the record
    places: Mapping[str, int]

    def somebody(self, text: str) -> Somebody:
        """Say who an id is."""
        sender, _slash, code = text.partition("/")
        if not sender:
            return Somebody(int(code))
        return Somebody(self.persons.get(text), sender, code)

    def somewhere(self, text: str) -> Somewhere:
        """Say where an id is."""
        sender, _slash, rest = text.partition("/")
        if not sender:
            return Somewhere(int(rest))
        return Somewhere(self.places.get(text), sender, rest)


def stays_of(now: Situation) -> Stays:
    """Return the stays to be traced: those of the feeds, and those of the record as it is known."""
    with _one_at_a_time:  # whoever asks meanwhile waits for what the first makes
        return _stays(now)


_opened: dict[str, Any] = {}
_one_at_a_time = threading.Lock()


def _stays(now: Situation) -> Stays:
    # Not among the answers of a situation: an index cannot be handed to another process.
    base = feeds_alone()
    state = base.segments if base is not None else None
    version = [now.watermarks.get(model) for model in MADE_OF]
    kept = now.lasting.get("stays")
    if kept is not None and kept[0] == version and kept[1] is state:
        return kept[2]
    made = _laid_over(base)
    now.lasting["stays"] = (version, state, made)
    return made


def index_path() -> Path:
    """Return where the index of the feeds lies, or will lie."""
    return home.folder() / "stays.index"


def has_index() -> bool:
    """Say whether any feed is in the index; a building that was stopped has left none."""
    return (index_path() / MANIFEST).exists()


def feeds_alone() -> Any | None:
    """Return the index of the feeds without the record over it, opened once; None if there is none."""
    path = index_path()
    if not has_index():
        return None
    if str(path) not in _opened:
        _opened[str(path)] = tracing.open(path)
    return _opened[str(path)]


def _laid_over(base: Any | None) -> Stays:
    people = _named(models.FeedIdentity, "person_id")
    places = _named(models.FeedPlace, "place_id")
    index = _with_record(base, places)
    if people:
        index.rename({text: id_of(person) for text, person in people.items()})
    return Stays(index, people, places)


def _named(model: Any, target: str) -> dict[str, int]:
    rows = model.objects.order_by("id").values_list("sender__code", "code", target)
    return {id_in_feed(sender, code): record for sender, code, record in rows}


def _with_record(base: Any | None, feed_places: Mapping[str, int]) -> Any:
    """The record's stays in the ids of the one space, over the feeds' index if there is one."""
    in_feeds = {id_of(record): text for text, record in feed_places.items()}
    stays = tables.stays().with_columns(
        person_id=pl.format("/{}", "person_id"), place_id=_place_id("place_id", in_feeds)
    )
    places = _places(in_feeds, base)
    if base is None:
        return tracing.build(stays, places=places, assume_end=UNTOLD_END, skip_bad=True)
    return base.overlay(stays, places=places, assume_end=UNTOLD_END, skip_bad=True)


def _place_id(column: str, in_feeds: Mapping[str, str]) -> pl.Expr:
    """A place that feeds know too is known by their id, so that people of both meet there."""
    return pl.format("/{}", column).replace(in_feeds)


def _places(in_feeds: Mapping[str, str], base: Any | None) -> pl.DataFrame:
    found = tables.places().with_columns(
        place_id=_place_id("place_id", in_feeds), within=_place_id("within", in_feeds)
    )
    if base is None or not in_feeds:
        return found
    # Where the feeds' stays are kept cannot be altered from above: such a place stays in what it is.
    here = pl.Series(base.places.dense(found["place_id"]) >= 0)
    known = base.place_table
    if known is None:
        return found.with_columns(within=pl.when(here).then(None).otherwise("within"))
    before = found.select("place_id").join(
        known.select("place_id", before="within"),
        on="place_id",
        how="left",
        maintain_order="left",
    )["before"]
    return found.with_columns(within=pl.when(here).then(before).otherwise("within"))
