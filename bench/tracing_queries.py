"""The queries that tracing is measured by, and the same asked of DuckDB and Polars by hand.

Each engine has the stays in two orders, by place and by person, as whole seconds, which is the
best layout that was found for each. What a query returns is timed; afterwards it is made an answer
(`ANSWERS`): a count, a sum and a digest of the rows, so that answers of different engines can be
compared without keeping them. All are asked for the same columns, each in words that were measured
to suit it best; what only ours tells (whether a meeting is certain, how likely it is by chance) the
others are not asked for.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from bench import tracing_city
from bench.tracing_city import FIRST_DAY, City
from firebreak.engine import tracing
from firebreak.engine.tracing.workers import WORKERS

LEAST = 900  # seconds together that make a contact
HOUR, DAY = 3_600, 86_400
TRACED = (3 * DAY, 13 * DAY)  # the ten days for which contacts are looked for
EXPOSED = (2 * DAY, 10 * DAY)  # and the eight in which a case may have caught it
A_DAY = (7 * DAY, 8 * DAY)
MET = ["from_id", "to_id", "place_id", "overlap_s"]
ENCOUNTER = [*MET, "start", "end"]
QUERIES = ("one", "hundred", "backward", "two_steps", "pairs")

Answer = dict[str, int]


@dataclass(frozen=True)
class Questions:
    """Of whom is asked: one case, a hundred people, the cases of the dinner."""

    one: list[int]
    hundred: list[int]
    backward: list[int]

    @classmethod
    def of(cls, made: City) -> "Questions":
        """Return those of a city."""
        hundred = np.random.default_rng(100).choice(made.persons, min(100, made.persons), False)
        return cls(made.cases[:1].tolist(), hundred.tolist(), made.cases.tolist())


def instant(seconds: int) -> datetime:
    """Return the time so many seconds after the city's first day began."""
    return FIRST_DAY + timedelta(seconds=seconds)


def met(table: pl.DataFrame) -> Answer:
    """Return the answer of a table of encounters: how many, how long, and which."""
    plain = _plain(table, ENCOUNTER)
    return {
        "rows": plain.height,
        "seconds": plain["overlap_s"].sum(),
        "digest": digest(plain),
    }


def _plain(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return columns as whole numbers; instants as seconds since 1970."""
    times = pl.selectors.datetime()
    return table.with_columns(times.dt.epoch("s")).select(pl.col(columns).cast(pl.Int64))


def digest(table: pl.DataFrame) -> int:
    """Return a number of the rows of a table in any order."""
    return int(table.hash_rows(seed=0).to_numpy().sum(dtype=np.uint64)) if table.height else 0


def reached(table: pl.DataFrame) -> Answer:
    """Return the answer of two steps forward: who, at which depth, by which encounter."""
    plain = _plain(table, ["depth", *ENCOUNTER])
    return {"rows": plain.height, "second": (plain["depth"] == 2).sum(), "digest": digest(plain)}


def ranked(found: tuple[pl.DataFrame, pl.DataFrame]) -> Answer:
    """Return the answer backward: place-hours with two cases or more, people who met that many."""
    places, people = found
    hours = _common(places, ["place_id", "start", "cases", "visitors"])
    persons = _common(people, ["person_id", "cases", "minutes", "first"])
    return {
        "rows": hours.height,
        "people": persons.height,
        "most": hours["cases"].max() or 0,
        "digest": digest(hours) ^ digest(persons),
    }


def _common(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    several = table.filter(pl.col("cases") >= 2)
    listed = several["case_ids"].cast(pl.List(pl.Int64)).list.sort()
    return _plain(several, columns).with_columns(listed)


#: Query -> what makes an answer of its result; of the others, the result is the answer.
ANSWERS: dict[str, Callable[[Any], Answer]] = {
    "one": met,
    "hundred": met,
    "cold": met,
    "backward": ranked,
    "two_steps": reached,
}


class Firebreak:
    """Ours."""

    name = "Firebreak"
    where = "stays.index"

    def __init__(self, folder: Path, made: City) -> None:
        self.questions = Questions.of(made)
        self.index = tracing.open(folder / self.where)

    @classmethod
    def prepare(cls) -> None:
        """Have what is compiled ready: it is once for each installation, not for each index."""
        small = tracing_city.city(500)
        with TemporaryDirectory() as folder:
            day = tracing_city.write(small, Path(folder), 1)
            cls.build(day, Path(folder), small)
            opened = cls(Path(folder), small)
            opened.hundred()
            opened.append(day[0])

    @classmethod
    def build(cls, days: list[Path], folder: Path, made: City) -> None:
        """Make the index of the day files."""
        shutil.rmtree(folder / cls.where, ignore_errors=True)
        tracing.build(days, folder / cls.where)

    def opened(self) -> Answer:
        """Return what shows that it is open."""
        return {"persons": len(self.index.persons)}

    def append(self, late: Path) -> Answer:
        """Add the late stays, and find one of them."""
        stays = pl.read_parquet(late)
        self.index.append(stays)
        found = self.index.stays_of(stays["person_id"][:1])
        return {"found": found.join(stays[:1], on=["place_id", "start", "end"]).height}

    def one(self) -> pl.DataFrame:
        """One case forward."""
        return self.index.contacts_of(_people(self.questions.one), *_window(TRACED))

    def hundred(self) -> pl.DataFrame:
        """A hundred cases forward."""
        return self.index.contacts_of(_people(self.questions.hundred), *_window(TRACED))

    def backward(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """From the cases of the dinner back."""
        return self.index.backward(_cases(self.questions.backward, EXPOSED))

    def two_steps(self) -> pl.DataFrame:
        """Contacts of contacts of one case, nobody before he was met himself."""
        until = instant(TRACED[1])
        cases = _cases(self.questions.one, TRACED)
        return self.index.forward(cases, depth=2, until=until)

    def pairs(self) -> Answer:
        """Everybody with everybody, on one day: how many pairs a place, and how long."""
        found = self.index.degree(*_window(A_DAY))
        return {"rows": found["met"].sum() // 2, "seconds": found["overlap_s"].sum() // 2}


def _window(window: tuple[int, int]) -> tuple[datetime, datetime]:
    return instant(window[0]), instant(window[1])


def _people(people: list[int]) -> pl.Series:
    return pl.Series(people, dtype=pl.Int32)


def _cases(people: list[int], window: tuple[int, int]) -> pl.DataFrame:
    start, end = ([second * 1_000_000] * len(people) for second in _unix(window))
    cases = {"person_id": _people(people)}
    for name, times in (("start", start), ("end", end)):
        cases[name] = pl.Series(times, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    return pl.DataFrame(cases)


class DuckDB:
    """Native tables, sorted; the plans are its own."""

    name = "DuckDB"
    where = "stays.duckdb"

    def __init__(self, folder: Path, made: City) -> None:
        import duckdb

        self.questions = Questions.of(made)
        self.made = made
        self.database = duckdb.connect(str(folder / self.where))
        self.database.execute("SET enable_progress_bar = false")
        self.database.execute(f"SET threads = {WORKERS}")

    @staticmethod
    def prepare() -> None:
        """Nothing is compiled."""

    @classmethod
    def build(cls, days: list[Path], folder: Path, made: City) -> None:
        """Make both tables of the day files."""
        (folder / cls.where).unlink(missing_ok=True)
        self = cls(folder, made)
        files = [str(day) for day in days]
        for order in ("place", "person"):
            # Whole seconds: half of a timestamp's bytes, and no slower anywhere.
            self.database.execute(
                f"""CREATE TABLE by_{order} AS SELECT person_id AS person, place_id AS place,
                    epoch(start)::INTEGER AS s, epoch("end")::INTEGER AS e
                    FROM read_parquet($files) ORDER BY {order}, s""",
                {"files": files},
            )
        self.database.execute("CHECKPOINT")

    def append(self, late: Path) -> None:
        """Add the late stays to both tables."""
        for order in ("place", "person"):
            self.database.execute(
                f"""INSERT INTO by_{order} SELECT person_id, place_id, epoch(start)::INTEGER,
                    epoch("end")::INTEGER FROM read_parquet($late)""",
                {"late": str(late)},
            )

    def one(self) -> pl.DataFrame:
        """One case forward."""
        return self._forward(self.questions.one)

    def hundred(self) -> pl.DataFrame:
        """A hundred cases forward."""
        return self._forward(self.questions.hundred)

    def _forward(self, people: list[int]) -> pl.DataFrame:
        low, high = _unix(TRACED)
        self._windows("cases", people, low, high)
        return self._frame(_encounters("cases"))

    def backward(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """From the cases of the dinner back."""
        low, high = _unix(EXPOSED)
        self._windows("cases", self.questions.backward, low, high)
        places = self._frame(_BACK_TO_PLACES)
        people = self._frame(
            f"""SELECT to_id AS person_id, len(case_ids) AS cases, case_ids, minutes, first FROM (
                    SELECT to_id, list(DISTINCT from_id) AS case_ids, sum(overlap_s) / 60 AS minutes,
                        min(start) AS first
                    FROM ({_encounters("cases")}) GROUP BY to_id HAVING count(DISTINCT from_id) >= 2
                ) ORDER BY cases DESC, minutes DESC, to_id"""
        )
        return places, people

    def two_steps(self) -> pl.DataFrame:
        """Contacts of contacts of one case, nobody before he was met himself."""
        low, high = _unix(TRACED)
        self._windows("cases", self.questions.one, low, high)
        self.database.execute(
            f"""CREATE OR REPLACE TEMP TABLE first AS
                SELECT to_id AS person, encounter.start AS low, {high} AS high, encounter
                FROM ({_FIRST.format(encounters=_encounters("cases"))})"""
        )
        return self._frame(
            f"""SELECT 1 AS depth, person AS to_id, unnest(encounter) FROM first UNION ALL
                SELECT 2, to_id, unnest(encounter)
                FROM ({_FIRST.format(encounters=_encounters("first"))})
                WHERE to_id NOT IN (SELECT person FROM first)
                AND to_id NOT IN (SELECT person FROM cases)
                ORDER BY depth, start, to_id"""
        )

    def pairs(self) -> Answer:
        """Everybody with everybody, on one day: how many pairs a place, and how long."""
        low, high = _unix(A_DAY)
        rows, seconds = self.database.execute(_PAIRS.format(low=low, high=high)).fetchone()
        return {"rows": rows, "seconds": int(seconds)}

    def _frame(self, query: str) -> pl.DataFrame:
        return pl.from_arrow(self.database.sql(query).to_arrow_table())

    def _windows(self, table: str, people: list[int], low: int, high: int) -> None:
        windows = pl.DataFrame({"person": people, "low": low, "high": high})
        self.database.register("windows", windows.to_arrow())
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM windows")


def _unix(window: tuple[int, int]) -> tuple[int, int]:
    return tuple(int(instant(seconds).timestamp()) for seconds in window)


def _encounters(windows: str) -> str:
    """Return the query of the encounters of people in windows of their own."""
    return f"""
        SELECT v.person AS from_id, o.person AS to_id, v.place AS place_id,
            min(greatest(v.s, o.s)) AS start, max(least(v.e, o.e)) AS "end",
            sum(least(v.e, o.e) - greatest(v.s, o.s))::BIGINT AS overlap_s
        FROM (
            SELECT b.person, b.place, greatest(b.s, w.low) AS s, least(b.e, w.high) AS e
            FROM by_person b JOIN {windows} w ON b.person = w.person
            WHERE b.s < w.high AND b.e > w.low
        ) v JOIN by_place o ON v.place = o.place AND o.s < v.e AND o.e > v.s
        WHERE o.person <> v.person
        GROUP BY v.person, o.person, v.place, v.s HAVING overlap_s >= {LEAST}"""


# Of each person the first encounter: the least of structures is the least of their first entries.
_FIRST = """
    SELECT to_id, min({{'start': start, 'from_id': from_id, 'place_id': place_id, 'end': "end",
        'overlap_s': overlap_s}}) AS encounter
    FROM ({encounters}) GROUP BY to_id"""

_SLOTS = f"""
    SELECT DISTINCT v.person, v.place, unnest(range(v.s // {HOUR}, (v.e - 1) // {HOUR} + 1)) AS slot
    FROM (
        SELECT b.person, b.place, greatest(b.s, w.low) AS s, least(b.e, w.high) AS e
        FROM by_person b JOIN cases w ON b.person = w.person WHERE b.s < w.high AND b.e > w.low
    ) v"""

_BACK_TO_PLACES = f"""
    WITH shared AS (
        SELECT place, slot, count(*) AS cases, list(person) AS case_ids FROM ({_SLOTS})
        GROUP BY place, slot HAVING cases >= 2
    )
    SELECT shared.place AS place_id, slot * {HOUR} AS start, any_value(cases) AS cases,
        any_value(case_ids) AS case_ids, count(DISTINCT o.person) AS visitors
    FROM shared JOIN by_place o
        ON o.place = shared.place AND o.s < (slot + 1) * {HOUR} AND o.e > slot * {HOUR}
    GROUP BY shared.place, slot ORDER BY cases DESC, start"""

_PAIRS = f"""
    WITH day AS (
        SELECT person, place, greatest(s, {{low}}) AS s, least(e, {{high}}) AS e FROM by_place
        WHERE s < {{high}} AND e > {{low}}
    ), pairs AS (
        SELECT sum(least(a.e, b.e) - greatest(a.s, b.s)) AS together
        FROM day a JOIN day b ON a.place = b.place AND a.person < b.person AND a.s < b.e AND b.s < a.e
        GROUP BY a.place, a.person, b.person HAVING together >= {LEAST}
    ) SELECT count(*), sum(together) FROM pairs"""


class Polars:
    """In memory, from sorted Parquet; its streaming engine, which holds the least."""

    name = "Polars"

    def __init__(self, folder: Path, made: City) -> None:
        self.questions = Questions.of(made)
        self.by_place, self.by_person = (
            pl.read_parquet(folder / f"by_{order}.parquet") for order in ("place", "person")
        )

    @staticmethod
    def prepare() -> None:
        """Nothing is compiled."""

    @classmethod
    def build(cls, days: list[Path], folder: Path, made: City) -> None:
        """Sort the day files into one file for each order."""
        seconds = (pl.col(name).dt.epoch("s").cast(pl.Int32) for name in ("start", "end"))
        columns = pl.col("person_id").alias("person"), pl.col("place_id").alias("place")
        begin, end = seconds
        stays = pl.scan_parquet(days).select(*columns, s=begin, e=end)
        for order in ("place", "person"):
            stays.sort(order, "s").sink_parquet(folder / f"by_{order}.parquet")

    def one(self) -> pl.DataFrame:
        """One case forward."""
        return self._encounters(_windows_of(self.questions.one, TRACED))

    def hundred(self) -> pl.DataFrame:
        """A hundred cases forward."""
        return self._encounters(_windows_of(self.questions.hundred, TRACED))

    def backward(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """From the cases of the dinner back."""
        cases = _windows_of(self.questions.backward, EXPOSED)
        slots = pl.int_ranges(pl.col("s") // HOUR, (pl.col("e") - 1) // HOUR + 1)
        visits = self._visits(cases).with_columns(slot=slots).explode("slot")
        places = (
            visits.group_by("place", "slot")
            .agg(case_ids=pl.col("person").unique())
            .with_columns(cases=pl.col("case_ids").list.len())
            .filter(pl.col("cases") >= 2)
            .join(self.by_place.lazy(), on="place")
            .filter(pl.col("s") < (pl.col("slot") + 1) * HOUR, pl.col("e") > pl.col("slot") * HOUR)
            .group_by(pl.col("place").alias("place_id"), start=pl.col("slot") * HOUR)
            .agg(pl.col("cases", "case_ids").first(), visitors=pl.col("person").n_unique())
        )
        people = (
            self._encounters(cases)
            .group_by(person_id="to_id")
            .agg(
                case_ids=pl.col("from_id").unique(),
                cases=pl.col("from_id").n_unique(),
                minutes=pl.col("overlap_s").sum() / 60,
                first=pl.col("start").min(),
            )
            .filter(pl.col("cases") >= 2)
            .sort("cases", "minutes", "person_id", descending=[True, True, False])
        )
        return _run(places).sort("cases", "start", descending=[True, False]), people

    def two_steps(self) -> pl.DataFrame:
        """Contacts of contacts of one case, nobody before he was met himself."""
        first = _first(self._encounters(_windows_of(self.questions.one, TRACED)))
        high = _unix(TRACED)[1]
        second = _first(
            self._encounters(first.select(person="to_id", low="start", high=pl.lit(high, pl.Int32)))
        )
        known = pl.concat([first["to_id"], pl.Series(self.questions.one, dtype=pl.Int32)])
        new = second.filter(~pl.col("to_id").is_in(known.implode()))
        return pl.concat([who.with_columns(depth=n) for n, who in ((1, first), (2, new))])

    def pairs(self) -> Answer:
        """Everybody with everybody, on one day: how many pairs a place, and how long."""
        low, high = _unix(A_DAY)
        day = (
            self.by_place.lazy()
            .filter(pl.col("s") < high, pl.col("e") > low)
            .with_columns(pl.max_horizontal("s", low), pl.min_horizontal("e", high))
        )
        together = (
            day.join(day, on="place", suffix="_b")
            .filter(
                pl.col("person") < pl.col("person_b"),
                pl.col("s") < pl.col("e_b"),
                pl.col("s_b") < pl.col("e"),
            )
            .group_by("place", "person", "person_b")
            .agg(together=_TOGETHER.sum())
            .filter(pl.col("together") >= LEAST)
        )
        result = _run(together.select(pl.len(), pl.col("together").cast(pl.Int64).sum()))
        return dict(zip(("rows", "seconds"), result.row(0), strict=True))

    def _visits(self, windows: pl.DataFrame) -> pl.LazyFrame:
        return (
            self.by_person.lazy()
            .join(windows.lazy(), on="person")
            .filter(pl.col("s") < pl.col("high"), pl.col("e") > pl.col("low"))
            .with_columns(s=pl.max_horizontal("s", "low"), e=pl.min_horizontal("e", "high"))
        )

    def _encounters(self, windows: pl.DataFrame) -> pl.DataFrame:
        return _run(
            self._visits(windows)
            .join(self.by_place.lazy(), on="place", suffix="_b")
            .filter(
                pl.col("person") != pl.col("person_b"),
                pl.col("s_b") < pl.col("e"),
                pl.col("e_b") > pl.col("s"),
            )
            .group_by(from_id="person", to_id="person_b", place_id="place", visit="s")
            .agg(
                start=pl.max_horizontal("s", "s_b").min(),
                end=pl.min_horizontal("e", "e_b").max(),
                overlap_s=_TOGETHER.sum(),
            )
            .filter(pl.col("overlap_s") >= LEAST)
        )


_TOGETHER = pl.min_horizontal("e", "e_b") - pl.max_horizontal("s", "s_b")


def _first(encounters: pl.DataFrame) -> pl.DataFrame:
    """Return of each person the first encounter, by start."""
    ordered = encounters.sort("start", "from_id", "place_id")
    return ordered.unique("to_id", keep="first", maintain_order=True)


def _windows_of(people: list[int], window: tuple[int, int]) -> pl.DataFrame:
    low, high = _unix(window)
    plain = pl.DataFrame({"person": people, "low": low, "high": high})
    return plain.cast({"person": pl.Int32, "low": pl.Int32, "high": pl.Int32})


def _run(query: pl.LazyFrame) -> pl.DataFrame:
    return query.collect(engine="streaming")


ENGINES: dict[str, Any] = {"firebreak": Firebreak, "duckdb": DuckDB, "polars": Polars}
