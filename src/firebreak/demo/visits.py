"""Two visits a day to everybody who is kept: temperature and symptoms, written down by the round."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from firebreak.demo import story
from firebreak.demo.diary import At as UnitAt
from firebreak.demo.diary import Clerk, Diary
from firebreak.demo.times import STARTS, days, on
from firebreak.engine.when import When

MINUTE = timedelta(minutes=1)
#: The first and the last minute at which a round is written down, and when its window closes.
ROUNDS = (("07:40", "11:30", "12:00"), ("16:30", "21:20", "22:00"))


@dataclass(frozen=True)
class Kept:
    """Somebody who is kept by a unit and visited by its clerk, from one instant to another."""

    key: str
    unit: str
    clerk: Clerk
    begun: datetime
    until: datetime


def write_rounds(diary: Diary, kept: list[Kept]) -> None:
    """Write down every round of every unit; those a unit misses leave no trace."""
    for (unit, clerk), theirs in _by_unit(kept).items():
        random = diary.random(f"rounds/{unit}/{clerk.role}")
        first = min(one.begun for one in theirs).date()
        for local_day in days(first, STARTS.date()):
            for hours in ROUNDS:
                _write_round(diary, random, unit, clerk, theirs, local_day, *hours)


def _by_unit(kept: list[Kept]) -> dict[tuple[str, Clerk], list[Kept]]:
    found = defaultdict(list)
    for one in kept:
        found[one.unit, one.clerk].append(one)
    return found


def _write_round(
    diary: Diary, random: Random, unit: str, clerk: Clerk, theirs: list[Kept], local_day: date,
    earliest: str, latest: str, closes: str,
) -> None:  # fmt: skip
    stored = _between(random, on(local_day, earliest), on(local_day, latest))
    if stored > STARTS:
        return
    diligence = story.WEAK_TOWNS.get(clerk.unit, story.DILIGENCE)
    for one in theirs:
        seen = stored - random.randint(6, 55) * MINUTE
        comes = random.random() < diligence
        if comes and one.begun < seen < one.until:
            _see(diary, random, one, unit, clerk, seen, stored)
        elif seen <= one.begun < on(local_day, closes):  # first seen when the observation began
            begun = one.begun
            _see(diary, random, one, unit, clerk, begun + 4 * MINUTE, begun + 15 * MINUTE)


def _see(
    diary: Diary, random: Random, one: Kept, unit: str, clerk: Clerk, seen: datetime,
    stored: datetime,
) -> None:  # fmt: skip
    ill = random.random() < 0.006
    celsius = f"{random.uniform(37.3, 37.9):.1f}" if ill else f"{random.gauss(36.5, 0.2):.1f}"
    diary.write(
        stored, "checks.record", clerk, person=diary.meet(one.key, stored, clerk),
        kind="follow_up", unit=UnitAt(unit), when=When.minute(seen),
        temperature_celsius=Decimal(celsius), symptoms=["cough"] if ill else [],
        action_taken="referred" if ill else "none",
    )  # fmt: skip


def _between(random: Random, first: datetime, last: datetime) -> datetime:
    minutes = int((last - first) / MINUTE)
    return first + random.randint(0, minutes) * MINUTE
