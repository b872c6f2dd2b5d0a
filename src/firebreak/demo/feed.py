"""A feed of check-ins: who scanned the code at the door, by ids that say nothing of anybody.

All of it is invented. Some of its ids and places have been linked to the record by a tracer; the
others wait, as they do in a real city. Its stays lie in the index, not in the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl

from firebreak.demo import story
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.times import at, day, days, on
from firebreak.engine.tables import INSTANT

SENDER = story.HETANG
FILE = "荷塘区场所码_0114-0126.csv"
TRACER = Clerk("tracer", SENDER)
RECEIVED = at("01-28 10:15")
FIRST, LAST = day("01-14"), day("01-26")
MINUTE = timedelta(minutes=1)
RESIDENTS = 60  # who scan now and then
SCANS_A_DAY = 0.6  # of each resident: a code is not scanned at every door


@dataclass(frozen=True)
class Door:
    """A place with a code: opening hours, minutes that people stay, and the place it was linked to."""

    code: str
    name: str
    opens: str
    closes: str
    minutes: tuple[int, int]
    place: str = ""


DOORS = (
    Door("C101", "虚构老灶羊肉火锅店", "11:00", "20:30", (50, 130), story.RESTAURANT),
    Door("C102", "虚构机车配件厂南门", "07:30", "09:00", (420, 560)),
    Door("C103", "虚构月塘便利店", "08:00", "21:00", (5, 20)),
    Door("C104", "虚构钟鼓岭茶楼", "13:00", "18:00", (60, 200)),
)
#: person, door, from when until when: what the feed has of people on record.
SEEN = (
    ("liu", "C101", "01-17 18:24", "01-17 21:03"),
    ("chen", "C101", "01-17 18:31", "01-17 21:00"),
    ("peng", "C101", "01-17 18:36", "01-17 20:58"),
    ("chen", "C102", "01-20 07:52", "01-20 17:34"),
    ("peng", "C102", "01-20 07:58", "01-20 17:31"),
    ("luo", "C102", "01-21 07:49", "01-21 12:03"),
    ("chen", "C104", "01-22 14:05", "01-22 16:20"),
    ("zhang", "C104", "01-22 14:40", "01-22 17:10"),
    # Two days before he fell ill: whom he met here is a contact only under the fifth edition.
    ("zhang", "C101", "01-26 17:40", "01-26 20:10"),
)
#: Of them, whom a tracer has named; the others are pseudonymous still.
NAMED = (
    ("chen", "01-28 11:05"),
    ("peng", "01-28 11:06"),
    ("liu", "01-28 11:20"),
    ("zhang", "01-29 12:10"),
)
#: Guests of the dinner's evening whom nobody has on file: at what time, for how long.
DINERS = (("18:02", 95), ("18:40", 110), ("19:15", 70), ("17:35", 45))


def write_feed(diary: Diary) -> None:
    """Note that the feed came in, and which of its ids and places a tracer has linked."""
    stays = stays_of(diary.seed)
    first, last = stays["start"].min(), stays["end"].max()
    diary.write(
        RECEIVED, "feeds.receive", TRACER, kind="check_ins", sender=At(SENDER), file_name=FILE,
        rows=stays.height, first=first, last=last,
    )  # fmt: skip
    for door in DOORS:
        if door.place:
            diary.write(
                at("01-28 10:50"), "feeds.link_place", TRACER, sender=At(SENDER), code=door.code,
                place=Made(door.place),
            )  # fmt: skip
    for key, when in NAMED:
        diary.write(
            at(when), "feeds.link", TRACER, sender=At(SENDER), code=code_of(diary.seed, key),
            person=diary.meet(key, at(when), TRACER),
        )  # fmt: skip


def build_index(path: Path, seed: int) -> None:
    """Put the feed's stays into an index of their own at `path`."""
    from firebreak.engine import tracing

    tracing.build(stays_of(seed), path, places=places())


def stays_of(seed: int) -> pl.DataFrame:
    """Return the stays of the feed, in the ids of the one space; the same seed gives the same."""
    rows = sorted([*_seen(seed), *_diners(seed), *_everyday(seed)], key=lambda row: row[2])
    return pl.DataFrame(
        [(_id(code), _id(door), start, end) for code, door, start, end in rows],
        schema={"person_id": pl.String, "place_id": pl.String, "start": INSTANT, "end": INSTANT},
        orient="row",
    )


def places() -> pl.DataFrame:
    """Return what the feed calls its places."""
    return pl.DataFrame([{"place_id": _id(door.code), "name": door.name} for door in DOORS])


def code_of(seed: int, key: str) -> str:
    """Return the pseudonymous id of somebody in the feed."""
    return f"u{Random(f'{seed}/feed/{key}').getrandbits(32):08x}"


Row = tuple[str, str, datetime, datetime]


def _id(code: str) -> str:
    return f"{SENDER}/{code}"


def _seen(seed: int) -> Iterator[Row]:
    for key, door, start, end in SEEN:
        yield code_of(seed, key), door, at(start), at(end)


def _diners(seed: int) -> Iterator[Row]:
    for number, (clock, minutes) in enumerate(DINERS):
        start = on(day("01-17"), clock)
        yield code_of(seed, f"diner.{number}"), "C101", start, start + minutes * MINUTE


def _everyday(seed: int) -> Iterator[Row]:
    random = Random(f"{seed}/feed")
    for number in range(RESIDENTS):
        code = code_of(seed, f"resident.{number}")
        for local_day in days(FIRST, LAST):
            if random.random() < SCANS_A_DAY:
                yield _visit(random, code, local_day)


def _visit(random: Random, code: str, local_day: date) -> Row:
    door = random.choice(DOORS)
    opens, closes = on(local_day, door.opens), on(local_day, door.closes)
    start = opens + random.randint(0, int((closes - opens) / MINUTE)) * MINUTE
    return code, door.code, start, start + random.randint(*door.minutes) * MINUTE
