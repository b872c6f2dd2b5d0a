"""An invented city's stays: who was where, from when to when, over some weeks.

Seeded; scaled by the number of its people; a frame a day, so that the 504 million stays of four
million people never are in memory together. Nine stays a person and day, without overlap: home,
work on weekdays, venues, vehicles. Every draw is a hash of seed, person, day and purpose, so that
any day can be made without the days before it.

The skew is assumed, not measured: households of 3.1 on average; workplaces lognormal with a median
of 8; venues and vehicles by Zipf and Mandelbrot's law, half of the visits to one's favourites. One
dinner is planted, with 120 guests, 26 of whom become cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import numba as nb
import numpy as np
import polars as pl

FIRST_DAY = datetime(2020, 1, 6, tzinfo=UTC)  # a Monday
DAYS = 14
STAYS_A_DAY = 9
DINNER_DAY, DINNER_FROM, DINNER_UNTIL = 6, 18 * 3600, 21 * 3600  # the first Sunday
GUESTS, CASES = 120, 26
SCHEMA = {
    "person_id": pl.Int32(),
    "place_id": pl.Int32(),
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
}

HOUSEHOLD_SIZES = (0.17, 0.24, 0.22, 0.18, 0.10, 0.09)  # shares of 1 to 6 people: 3.1 on average
WORKPLACE_MEDIAN, WORKPLACE_SIGMA, WORKPLACE_MOST = 8, 1.1, 2_000
FAVOURITES = 5


@dataclass(frozen=True, eq=False)
class City:
    """
    Who lives and works where; places are numbered homes, workplaces, venues, vehicles, dinner.

    Attributes
    ----------
    home, work
        (persons,) int32: the place of each person.
    homes, workplaces, venues, vehicles
        How many there are.
    guests
        (120,) int32, the guests of the dinner; the first 26 became cases.
    """

    seed: int
    home: np.ndarray
    work: np.ndarray
    homes: int
    workplaces: int
    venues: int
    vehicles: int
    guests: np.ndarray

    @property
    def persons(self) -> int:
        """How many people it has."""
        return len(self.home)

    @property
    def dinner(self) -> int:
        """The place of the dinner: the last."""
        return self.homes + self.workplaces + self.venues + self.vehicles

    @property
    def cases(self) -> np.ndarray:
        """The guests who became cases."""
        return self.guests[:CASES]

    @cached_property
    def kinds(self) -> tuple[int, int, int, int]:
        """Where workplaces, venues and vehicles begin, and where they end."""
        counts = (self.homes, self.workplaces, self.venues, self.vehicles)
        work, venue, vehicle, end = np.cumsum(counts).tolist()
        return work, venue, vehicle, end


def city(persons: int, seed: int = 7) -> City:
    """Return the city of so many people."""
    chance = np.random.default_rng(seed)
    home = _grouped(chance.choice(np.arange(1, 7), persons, p=HOUSEHOLD_SIZES), persons)
    drawn = chance.lognormal(np.log(WORKPLACE_MEDIAN), WORKPLACE_SIGMA, persons)
    work = _grouped(np.clip(drawn, 1, WORKPLACE_MOST).astype(np.int64), persons)
    homes, workplaces = int(home[-1]) + 1, int(work[-1]) + 1
    return City(
        seed=seed,
        home=home,
        work=chance.permutation(work) + np.int32(homes),
        homes=homes,
        workplaces=workplaces,
        venues=max(persons // 10, 1),
        vehicles=max(persons // 100, 1),
        guests=chance.choice(persons, min(GUESTS, persons), replace=False).astype(np.int32),
    )


def _grouped(sizes: np.ndarray, persons: int) -> np.ndarray:
    """Return the group of each person: as many in a row as its size says."""
    groups = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
    return np.repeat(np.arange(groups, dtype=np.int32), sizes[:groups])[:persons]


def days(made: City, count: int = DAYS) -> Iterator[pl.DataFrame]:
    """Yield the stays that begin on each day, about in the order in which they begin."""
    for day in range(count):
        yield day_of(made, day)


def day_of(made: City, day: int) -> pl.DataFrame:
    """Return the stays that begin on a day."""
    person, place, start, end = _day(
        made.home, made.work, made.kinds, day, day % 7 < 5, np.uint64(made.seed)
    )
    if day == DINNER_DAY:
        _plant(made, place, start, end)
    return _frame(person, place, start, end, FIRST_DAY + timedelta(days=day))


def late(made: City, rows: int, seed: int = 1) -> pl.DataFrame:
    """Return stays that come late: of any days and people, at venues, from 15 minutes to 2 hours."""
    chance = np.random.default_rng(seed)
    start = chance.integers(0, DAYS * 24 * 60, rows) * 60
    _, venue, vehicle, _ = made.kinds
    return _frame(
        chance.integers(0, made.persons, rows, dtype=np.int32),
        chance.integers(venue, vehicle, rows, dtype=np.int32),
        start,
        start + chance.integers(15, 120, rows) * 60,
        FIRST_DAY,
    )


def write(made: City, folder: Path, count: int = DAYS) -> list[Path]:
    """Write a Parquet file a day into a folder; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_day(made, day, folder / f"day-{day:02}.parquet") for day in range(count)]


def _write_day(made: City, day: int, path: Path) -> Path:
    if path.exists():
        return path
    begun = path.with_suffix(".begun")
    day_of(made, day).write_parquet(begun, compression="zstd", row_group_size=1_000_000)
    return begun.rename(path)


def _plant(made: City, place: np.ndarray, start: np.ndarray, end: np.ndarray) -> None:
    """Send the guests to dinner: what was their last visit of the evening becomes it."""
    early, dinner, night = (made.guests + slot * made.persons for slot in (6, 7, 8))
    place[dinner] = made.dinner
    start[dinner] = DINNER_FROM + np.arange(len(dinner)) % 30 * 60
    end[dinner] = DINNER_UNTIL - np.arange(len(dinner)) % 20 * 60
    end[early] = np.minimum(end[early], start[dinner] - 600)
    start[early] = np.minimum(start[early], end[early] - 600)
    start[night] = np.maximum(start[night], end[dinner] + 600)


def _frame(
    person: np.ndarray, place: np.ndarray, start: np.ndarray, end: np.ndarray, origin: datetime
) -> pl.DataFrame:
    from_start = np.datetime64(origin.replace(tzinfo=None), "us")
    times = {
        name: pl.Series((from_start + seconds.astype("timedelta64[s]")).astype("datetime64[us]"))
        for name, seconds in (("start", start), ("end", end))
    }
    table = pl.DataFrame({"person_id": person, "place_id": place, **times})
    return table.with_columns(pl.col("start", "end").dt.replace_time_zone("UTC"))


# The draws

# What a draw is for: each purpose has numbers of its own.
WAKING, VENUE, FAVOURITE, TASTE, VEHICLE, HABIT, LENGTH = range(1, 8)


@nb.njit(cache=True, nogil=True, inline="always")
def _chance(seed, person, day, purpose, nth):
    """A number in [0, 1) that depends on nothing but its arguments (splitmix64)."""
    x = seed + np.uint64(person) * np.uint64(0x9E3779B97F4A7C15)
    x += np.uint64(day * 4096 + purpose * 64 + nth) * np.uint64(0xD1B54A32D192ED03)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return float((x ^ (x >> np.uint64(31))) >> np.uint64(11)) / 9007199254740992.0


@nb.njit(cache=True, nogil=True, inline="always")
def _rank(u, count, s, q):
    """A rank below count by Zipf and Mandelbrot's law, weights (rank + q) ** -s."""
    low, high = q ** (1 - s), (count + q) ** (1 - s)
    return min(int((low + u * (high - low)) ** (1 / (1 - s)) - q), count - 1)


@nb.njit(cache=True, nogil=True)
def _venue(seed, person, day, nth, count):
    if _chance(seed, person, day, TASTE, nth) < 0.5:
        nth = int(_chance(seed, person, day, FAVOURITE, nth) * FAVOURITES)
        day = -1
    return _rank(_chance(seed, person, day, VENUE, nth), count, 0.8, 200.0)


@nb.njit(cache=True, nogil=True)
def _vehicle(seed, person, day, nth, count):
    if _chance(seed, person, day, HABIT, nth) < 0.8:
        day = -1
    return _rank(_chance(seed, person, day, VEHICLE, nth), count, 0.6, 100.0)


@nb.njit(cache=True, nogil=True)
def _waking(seed, person, day):
    return int((6 + 2 * _chance(seed, person, day, WAKING, 0)) * 60) * 60


# Of each stay of a day: shortest and longest, in minutes. A way of 5 to 15 minutes lies between.
WEEKDAY = np.array(
    [(15, 45), (180, 240), (30, 60), (180, 240), (15, 45), (20, 60), (30, 60), (40, 100)]
)
WEEKEND = np.array(
    [(15, 45), (60, 150), (30, 60), (60, 150), (15, 45), (40, 120), (60, 120), (60, 150)]
)


@nb.njit(cache=True, nogil=True)
def _day(home, work, kinds, day, weekday, seed):
    persons = len(home)
    person = np.empty(9 * persons, np.int32)
    place, start, end = np.empty_like(person), np.empty_like(person), np.empty_like(person)
    lengths = WEEKDAY if weekday else WEEKEND
    venues, vehicles = kinds[2] - kinds[1], kinds[3] - kinds[2]
    for p in range(persons):
        now = _waking(seed, p, day)
        for slot in range(8):
            i = slot * persons + p
            now += 60 * int(5 + 10 * _chance(seed, p, day, LENGTH, 2 * slot))
            if slot == 0 or slot == 4:
                place[i] = kinds[2] + _vehicle(seed, p, day, slot, vehicles)
            elif weekday and (slot == 1 or slot == 3):
                place[i] = work[p]
            elif slot == 6:
                place[i] = home[p]
            else:
                place[i] = kinds[1] + _venue(seed, p, day, slot, venues)
            shortest, longest = lengths[slot]
            share = _chance(seed, p, day, LENGTH, 2 * slot + 1)
            person[i], start[i] = p, now
            now += 60 * int(shortest + (longest - shortest) * share)
            end[i] = now
        i = 8 * persons + p
        person[i], place[i], start[i] = p, home[p], now + 600
        end[i] = 86_400 + _waking(seed, p, day + 1)
    return person, place, start, end
