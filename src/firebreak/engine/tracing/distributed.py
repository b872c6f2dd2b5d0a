"""Tracing on several machines: a province's stays, on Dask.

A meeting happens at one place, so stays are dealt out by place, and each share is traced by the
same kernels as an index on one machine. Dask only carries rows about, and does again what was lost
with a worker.

A popular place would hold its worker alone. Its stays are cut at the borders of time slots, and
each slot goes its own way. A second together lies in one slot only, so nothing counts twice; what
two people have in several slots is added up before it is asked whether it is enough.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.tracing import meetings
from firebreak.engine.tracing import pairs as everybody
from firebreak.engine.tracing.asked import (
    EARLIEST,
    LATEST,
    SECOND,
    instant,
    instants,
    people_frame,
    seconds,
    seconds_in,
)
from firebreak.engine.tracing.errors import StayError, StaysIndexError
from firebreak.engine.tracing.gathering import Gathering
from firebreak.engine.tracing.ids import as_type
from firebreak.engine.tracing.numbering import Numbering
from firebreak.engine.tracing.places import checked_places, parents, with_enclosing
from firebreak.engine.tracing.reading import Reading, checked
from firebreak.engine.tracing.snapshot import EMPTY, PlaceTable, Snapshot
from firebreak.engine.tracing.uniting import united_segment

if TYPE_CHECKING:
    import pyarrow as pa

    from firebreak.engine.tracing.manners import Manner

SHARES_A_CORE = 4  # so that no core waits long for the one with the largest share
# Rows in one file from which a place is cut into slots: the share it falls to is hardly larger.
POPULAR = 50_000
SLOT = timedelta(hours=2)  # longer than most visits to such places: few are cut
DAY = 86_400
PAIR = ["place_id", "a_id", "b_id"]
ORDER = ["from_id", "to_id", "place_id", "start"]


def contacts_of(
    stays: Any,
    people: Any,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    client: Any = None,
    min_overlap: timedelta = meetings.MIN_OVERLAP,
    manners: Sequence[Manner] | None = None,
    places: str | Path | pl.DataFrame | None = None,
    shares: int | None = None,
    assume_end: timedelta | None = None,
    time_zone: str = "UTC",
) -> pl.DataFrame:
    """
    Return whom people met, as `Index.contacts_of` does, from stays that lie on several machines.

    The stays are read twice: where the people were, then who else was there while they were. Only
    the latter are dealt out, which is little however many stays there are.

    Parameters
    ----------
    stays
        Parquet files that all workers can read (a file, a folder, a name such as `day-*.parquet`,
        or a list of these), or frames.
    people, start, end, min_overlap, manners
        As for `Index.contacts_of`.
    places
        The table of places, as for `build`, or a Parquet file of it. What lies within one place
        is traced together: a restaurant with its tables, a train with its carriages.
    client
        A `distributed.Client`; None: the one that this process is connected with.
    shares
        How many parts the stays are dealt out in; None: four for each core.
    assume_end, time_zone
        As for `build`.

    Raises
    ------
    StaysIndexError
        Dask is not installed, no client is connected, no file is there, or the table of places
        contradicts itself.
    StayError
        A stay cannot be read; the sentence has the file and the row.
    """
    table = _checked_places(places)
    dask = _client(client)
    reading = Reading(assume_end, time_zone)
    asked = _asked(people, start, end)
    sources = _sources(stays)
    visits = dask.gather(_each(dask, partial(_visits, reading=reading, asked=asked), sources))
    ground = _ground(pl.concat(visits), table, manners)
    parts = shares or _shares(dask)
    split = partial(_split_at, reading=reading, ground=ground, shares=parts)
    how = {"min_overlap": min_overlap} if manners is None else {"manners": manners}
    trace = partial(_contacts, asked=asked, table=ground.table, how=how)
    traced = _collected(dask, _each(dask, split, sources), trace, parts)
    return _joined(dask.gather(traced)).sort("certain", *ORDER, descending=[True] + 4 * [False])


def pairs(
    stays: Any,
    start: datetime,
    end: datetime,
    *,
    client: Any = None,
    min_overlap: timedelta = meetings.MIN_OVERLAP,
    to: str | Path | None = None,
    limit: int = everybody.LIMIT,
    possible: bool = False,
    shares: int | None = None,
    popular: int = POPULAR,
    slot: timedelta = SLOT,
    assume_end: timedelta | None = None,
    time_zone: str = "UTC",
) -> everybody.Pairs:
    """
    Return who met whom of everybody, as `Index.pairs` does, from stays on several machines.

    The stays are read twice: which places are popular, then all. What is popular is counted
    before it is listed: places above `limit` are dealt out no more.

    Parameters
    ----------
    stays, client, shares, assume_end, time_zone
        As for `contacts_of`.
    start, end, min_overlap, limit, possible
        As for `Index.pairs`.
    to
        A folder that all machines see: each share becomes a Parquet file in it. None: the pairs
        are sent here.
    popular
        From how many rows in the window on a place is cut into slots.
    slot
        How long a slot is.
    """
    dask = _client(client)
    sources, parts = _sources(stays), shares or _shares(dask)
    task = _Task(Reading(assume_end, time_zone), start, end, min_overlap, limit, possible, parts)
    count = partial(_counts, task=task, least=popular // len(sources))
    counted = _joined(dask.gather(_each(dask, count, sources))).group_by("place_id").sum()
    crowded = counted.filter(pl.col("rows") >= popular)["place_id"]
    capped = _capped(dask, sources, task, crowded)
    slots = _Slots(crowded, capped["place_id"], int(slot / SECOND))
    split = partial(_split, task=task, slots=slots)
    traced = _collected(
        dask, _each(dask, split, sources), partial(_pairs, task=task, slots=slots), parts
    )
    finished = _collected(dask, traced, partial(_finished, task=task, to=to), parts)
    done = dask.gather(finished)
    capped = _joined([*(share.capped for share in done), capped]).sort("place_id")
    if to is None:
        return everybody.Pairs(_joined([share.pairs for share in done]).sort(PAIR).lazy(), capped)
    return everybody.Pairs(pl.scan_parquet([share.file for share in done]), capped)


def pairs_of_batches(
    batches: Iterable[pa.RecordBatch],
    start: datetime,
    end: datetime,
    *,
    min_overlap: timedelta = meetings.MIN_OVERLAP,
) -> Iterator[pa.RecordBatch]:
    """
    Yield who met whom, from Arrow batches with all stays of some places.

    This is what `mapInArrow` of Spark calls for each partition, once the stays have been
    repartitioned by place. Out come `a_id`, `b_id`, `place_id` and `overlap_s`.

    Parameters
    ----------
    batches
        Together they hold every stay of the places in them.
    start, end, min_overlap
        As for `Index.pairs`.
    """
    import pyarrow as pa

    stays = [pl.DataFrame(pl.from_arrow(batch)) for batch in batches if batch.num_rows]
    if not stays:
        return
    rows = _read(pl.concat(stays), Reading())
    table = everybody.pairs(_index(rows), start, end, min_overlap=min_overlap).table
    arrow = table.collect().to_arrow()
    # Spark knows one kind of text; Arrow has three.
    plain = [field.with_type(_plain(pa, field.type)) for field in arrow.schema]
    yield from arrow.cast(pa.schema(plain)).to_batches()


def _plain(pa: Any, kind: Any) -> Any:
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


# What Dask does: the same to each file, shares dealt out, shares put together


def _client(client: Any) -> Any:
    try:
        import distributed
    except ModuleNotFoundError as missing:
        raise StaysIndexError(
            "Tracing on several machines needs Dask, which is not installed.\n"
            "Install it on every machine: pip install 'firebreak[distributed]'"
        ) from missing
    if client is not None:
        return client
    try:
        return distributed.get_client()
    except ValueError as unconnected:
        raise StaysIndexError(
            "No cluster is connected. Connect first, or give one as client=:\n"
            "from distributed import Client; client = Client('tcp://SCHEDULER:8786')"
        ) from unconnected


def _shares(dask: Any) -> int:
    return max(1, sum(dask.nthreads().values())) * SHARES_A_CORE


def _sources(stays: Any) -> list[str | pl.DataFrame]:
    given = stays if isinstance(stays, list | tuple) else [stays]
    sources: list[str | pl.DataFrame] = []
    for one in given:
        sources += [one] if isinstance(one, pl.DataFrame) else _files(Path(one))
    return sources


def _files(path: Path) -> list[str]:
    found = path.glob("*.parquet") if path.is_dir() else path.parent.glob(path.name)
    if files := sorted(map(str, found)):
        return files
    raise StaysIndexError(
        f"There is no file {path}.\nGive Parquet files, a folder of them, or a name such as day-*.parquet."
    )


def _each(dask: Any, work: Callable[..., Any], sources: Sequence[Any]) -> list[Any]:
    # Frames travel within the tasks: what is scattered is not made again when its worker is lost.
    return [dask.submit(work, source, pure=False) for source in sources]


def _collected(dask: Any, splits: list[Any], work: Callable[..., Any], shares: int) -> list[Any]:
    """Do `work` on the n-th part of all splits, for each n."""
    return [
        dask.submit(
            work, [dask.submit(itemgetter(n), part, pure=False) for part in splits], n, pure=False
        )
        for n in range(shares)
    ]


# What workers do


@dataclass(frozen=True)
class _Task:
    """What is asked of all pairs, as for `pairs`; and in how many shares."""

    reading: Reading
    start: datetime
    end: datetime
    min_overlap: timedelta
    limit: int
    possible: bool
    shares: int

    @property
    def window(self) -> tuple[int, int]:
        """From when to when, in seconds."""
        return instant(self.start, EARLIEST), instant(self.end, LATEST)

    def pairs(self, rows: pl.DataFrame, **how: Any) -> everybody.Pairs:
        """Return the pairs of some places."""
        asked = {"min_overlap": self.min_overlap, "limit": self.limit, "possible": self.possible}
        return everybody.pairs(_index(rows), self.start, self.end, **{**asked, **how})


@dataclass(frozen=True)
class _Slots:
    """The places that are cut into slots, those that are left out, and the seconds of a slot."""

    crowded: pl.Series
    left_out: pl.Series
    length: int


class _Share(NamedTuple):
    """Pairs of a share: those that are done, those to be added up, and the places left out."""

    done: pl.DataFrame | None
    sums: pl.DataFrame
    capped: pl.DataFrame | None


class _Finished(NamedTuple):
    """Pairs of a share, here or in a file, and the places left out."""

    pairs: pl.DataFrame | None
    file: str | None
    capped: pl.DataFrame


def _read(source: str | pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return `person_id`, `place_id`, `start` and `end` in seconds, and `flags`."""
    if isinstance(source, pl.DataFrame):
        stays, name = source, "stays"
    else:
        stays, name = _columns(source), source
    good, bad = checked(stays, reading)
    if bad.height:
        raise StayError(f"{name}, row {bad['row'][0]}: {bad['reason'][0]}.")
    ids = (as_type(good[column], None, column) for column in ("person_id", "place_id"))
    return good.with_columns(*ids)


def _columns(path: str) -> pl.DataFrame:
    file = pl.scan_parquet(path)
    there = file.collect_schema().names()
    wanted = ("person_id", "place_id", "start", "end", "day_only")
    return file.select(column for column in wanted if column in there).collect()


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all; where there are none, the ids have no type of their own."""
    return pl.concat([frame for frame in frames if frame.height] or frames[:1])


def _in_window(source: str | pl.DataFrame, task: _Task) -> pl.DataFrame:
    rows = _read(source, task.reading)
    return rows.filter(pl.col("start") < task.window[1], pl.col("end") > task.window[0])


def _counts(source: str | pl.DataFrame, task: _Task, least: int) -> pl.DataFrame:
    """Return the places with so many rows or more in one file: no other can be popular."""
    counts = _in_window(source, task).group_by("place_id").agg(rows=pl.len().cast(pl.Int64))
    return counts.filter(pl.col("rows") >= least)


def _capped(dask: Any, sources: Sequence[Any], task: _Task, crowded: pl.Series) -> pl.DataFrame:
    """Count the pairs of popular places; return the places that have too many to be listed."""
    if crowded.is_empty():
        return pl.DataFrame({"place_id": crowded})
    splits = _each(dask, partial(_crowds, task=task, crowded=crowded), sources)
    found = dask.gather(_collected(dask, splits, partial(_crowd_pairs, task=task), task.shares))
    return _joined(found).filter(pl.col("stay_pairs") > task.limit)


def _crowds(source: str | pl.DataFrame, task: _Task, crowded: pl.Series) -> list[pl.DataFrame]:
    rows = _in_window(source, task).filter(pl.col("place_id").is_in(crowded.implode()))
    return _parts(rows, ["place_id"], task.shares)


def _crowd_pairs(pieces: list[pl.DataFrame], number: int, task: _Task) -> pl.DataFrame:
    return task.pairs(_joined(pieces), limit=0).capped  # a limit of none: counted, not listed


def _split(source: str | pl.DataFrame, task: _Task, slots: _Slots) -> list[pl.DataFrame]:
    """Deal out the rows of a file: by place, those of popular places by place and slot."""
    rows = _in_window(source, task)
    here, listed = (pl.col("place_id").is_in(x.implode()) for x in (slots.crowded, slots.left_out))
    cut = _in_slots(rows.filter(here & ~listed), task.window, slots.length)
    whole = _parts(rows.filter(~here), ["place_id"], task.shares)
    return [
        pl.concat([rest, crowd.select(rest.columns)])
        for rest, crowd in zip(whole, _parts(cut, ["place_id", "slot"], task.shares), strict=True)
    ]


def _in_slots(rows: pl.DataFrame, window: tuple[int, int], length: int) -> pl.DataFrame:
    """Cut stays at the borders of slots, and of the window."""
    start, end = pl.max_horizontal("start", window[0]), pl.min_horizontal("end", window[1])
    low, high = pl.col("slot") * length, (pl.col("slot") + 1) * length
    return _touching(rows.with_columns(start, end), length).with_columns(
        start=pl.max_horizontal("start", low).cast(pl.Int32),
        end=pl.min_horizontal("end", high).cast(pl.Int32),
    )


def _touching(rows: pl.DataFrame, length: int) -> pl.DataFrame:
    """Return each row once for every slot that it touches: `slot`."""
    slots = pl.int_ranges(pl.col("start") // length, (pl.col("end") - 1) // length + 1)
    return rows.with_columns(slot=slots).explode("slot")


def _parts(rows: pl.DataFrame, key: list[str], shares: int) -> list[pl.DataFrame]:
    """Return the rows in so many parts, those of one key together, alike on every machine."""
    part = rows.select(pl.struct(key).hash(seed=0) % shares).to_series()
    return [rows.filter(part == n) for n in range(shares)]


def _index(rows: pl.DataFrame, table: pl.DataFrame | None = None) -> Snapshot:
    """Return an index of a share; with a table of places, its stays also count in what encloses them."""
    persons, places = Numbering(EMPTY.persons), Numbering(EMPTY.places)
    within = np.empty(0, np.int32) if table is None else parents(table, places)
    gathering = Gathering(None)
    columns = (
        persons.numbers(rows["person_id"]),
        places.numbers(rows["place_id"]),
        rows["start"].to_numpy(),
        rows["end"].to_numpy(),
    )
    for some, flags in with_enclosing(np.column_stack(columns), rows["flags"].to_numpy(), within):
        gathering.add(some, flags)
    (person_ids, final_persons), (place_ids, final_places) = persons.final(), places.final()
    segments = tuple(
        united_segment(some, final_persons, final_places, flags=flags)
        for flags, some in gathering.parts()
    )
    known = None if table is None else PlaceTable(lambda: table)
    return Snapshot(segments, person_ids, place_ids, table=known)


def _pairs(pieces: list[pl.DataFrame], number: int, task: _Task, slots: _Slots) -> list[_Share]:
    """
    Return for each share: the pairs that are done (for this one's own), and those to be added up.

    In a slot, any second together is kept: the slots beside it may have what is missing.
    """
    rows = _joined(pieces)
    cut = pl.col("place_id").is_in(slots.crowded.implode())
    done = task.pairs(rows.filter(~cut))
    in_slots = task.pairs(rows.filter(cut), min_overlap=SECOND, limit=sys.maxsize)
    parts = _parts(_first_first(in_slots), PAIR[:2], task.shares)
    return [
        _Share(_first_first(done), part, done.capped) if n == number else _Share(None, part, None)
        for n, part in enumerate(parts)
    ]


def _first_first(found: everybody.Pairs) -> pl.DataFrame:
    """Return pairs with the lesser id first: numbers of persons differ from share to share."""
    both = [pl.col("a_id"), pl.col("b_id")]
    return found.table.with_columns(
        a_id=pl.min_horizontal(both), b_id=pl.max_horizontal(both)
    ).collect()


def _finished(pieces: list[_Share], number: int, task: _Task, to: str | Path | None) -> _Finished:
    """Add up what was cut into slots; return the pairs, or the file they were written to."""
    sums = _joined([piece.sums for piece in pieces])
    sums = sums.group_by(PAIR).agg(pl.col("overlap_s").sum())
    enough = sums.filter(pl.col("overlap_s") >= seconds(task.min_overlap))
    done = [piece.done for piece in pieces if piece.done is not None]
    pairs = _joined([frame.select(*PAIR, "overlap_s") for frame in (*done, enough)])
    capped = _joined([piece.capped for piece in pieces if piece.capped is not None])
    if to is None:
        return _Finished(pairs, None, capped)
    path = Path(to) / f"pairs-{number:05}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(".begun")
    pairs.write_parquet(begun)
    begun.replace(path)  # whole or not there: another worker may do it again
    return _Finished(None, str(path), capped)


def _asked(people: Any, start: datetime | None, end: datetime | None) -> pl.DataFrame:
    """Return `person_id`, and `start` and `end` of everybody, in seconds."""
    frame = people_frame(people)
    return pl.DataFrame(
        {
            "person_id": frame["person_id"],
            "from": seconds_in(frame, "start", instant(start, EARLIEST)),
            "until": seconds_in(frame, "end", instant(end, LATEST)),
        }
    )


def _visits(source: str | pl.DataFrame, reading: Reading, asked: pl.DataFrame) -> pl.DataFrame:
    """Return when the people asked about were at which places."""
    rows = _read(source, reading)
    same = asked.with_columns(as_type(asked["person_id"], rows.schema["person_id"], "persons"))
    visits = rows.join(same, on="person_id").filter(
        pl.col("start") < pl.col("until"), pl.col("end") > pl.col("from")
    )
    clipped = visits.select(
        "place_id", start=pl.max_horizontal("start", "from"), end=pl.min_horizontal("end", "until")
    )
    return _in_slots(clipped, (EARLIEST, LATEST), DAY)


def _checked_places(places: str | Path | pl.DataFrame | None) -> pl.DataFrame:
    """Return the table of places, empty if there is none; one that contradicts itself is refused."""
    if places is None:
        return checked_places(pl.DataFrame(schema={"place_id": pl.String}))
    read = (
        places
        if isinstance(places, pl.DataFrame)
        else pl.concat(map(pl.read_parquet, _files(Path(places))))
    )
    table = checked_places(read)
    parents(table, Numbering(EMPTY.places))
    return table


class _Ground(NamedTuple):
    """
    Where the people asked about were.

    Attributes
    ----------
    spans
        From when to when, at each outermost place (`root`), for each day.
    roots
        `place_id`, `root`: of each place there that lies within another, the outermost.
    whole
        The outermost places at which a rule counts rows: who sat where is needed for all times.
    table
        The table of the places there.
    """

    spans: pl.DataFrame
    roots: pl.DataFrame
    whole: pl.Series
    table: pl.DataFrame


def _ground(visits: pl.DataFrame, table: pl.DataFrame, manners: Sequence[Manner] | None) -> _Ground:
    """Return where people were, and what of the table is about it: little, however large it is."""
    kind = visits.schema["place_id"]
    table = table.with_columns(pl.col("place_id", "within").cast(kind))
    roots = _outermost(table)
    low, high = pl.col("start").min().alias("low"), pl.col("end").max().alias("high")
    spans = _at_root(visits, roots).group_by("root", "slot").agg(low, high)
    here = _at_root(table, roots).filter(pl.col("root").is_in(spans["root"].implode()))
    counted = [
        kind for manner in manners or () if manner.within_rows is not None for kind in manner.at
    ]
    return _Ground(
        spans,
        roots.join(here, on="place_id", how="semi"),
        here.filter(pl.col("kind").is_in(counted))["root"].unique(),
        here.drop("root"),
    )


def _outermost(table: pl.DataFrame) -> pl.DataFrame:
    """Return each place that lies within another, and the outermost that holds it: `root`."""
    above = table.select(root="place_id", above="within").drop_nulls()
    roots = table.select("place_id", root="within").drop_nulls()
    while True:
        further = roots.join(above, on="root", how="left")
        if further["above"].null_count() == further.height:
            return roots
        roots = further.select("place_id", root=pl.coalesce("above", "root"))


def _at_root(rows: pl.DataFrame, roots: pl.DataFrame) -> pl.DataFrame:
    """Add the outermost place of each row: its own, if it lies within none."""
    found = rows.join(roots, on="place_id", how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("root", "place_id").alias("root"))


def _split_at(
    source: str | pl.DataFrame, reading: Reading, ground: _Ground, shares: int
) -> list[pl.DataFrame]:
    """Deal out the rows of a file that somebody asked about can have shared, by outermost place."""
    all_ = _at_root(_read(source, reading), ground.roots)
    rows = all_.join(ground.spans, on="root", how="semi")
    days = _touching(rows.with_row_index("number"), DAY).join(ground.spans, on=["root", "slot"])
    shared = days.filter(pl.col("start") < pl.col("high"), pl.col("end") > pl.col("low"))
    whole = pl.col("root").is_in(ground.whole.implode())
    wanted = rows.with_row_index("number").filter(
        whole | pl.col("number").is_in(shared["number"].unique().implode())
    )
    return _parts(wanted.drop("number"), ["root"], shares)


def _contacts(
    pieces: list[pl.DataFrame],
    number: int,
    *,
    asked: pl.DataFrame,
    table: pl.DataFrame,
    how: dict[str, Any],
) -> pl.DataFrame:
    index = _index(pl.concat(pieces), table)
    people = asked.select(
        "person_id",
        start=instants(asked["from"].to_numpy()),
        end=instants(asked["until"].to_numpy()),
    )
    return meetings.contacts_of(index, people, **how)
