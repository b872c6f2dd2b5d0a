"""The wards: temperatures twice a day, and the first patients who turn negative."""

from datetime import datetime, timedelta
from random import Random

from firebreak.demo import city, course, story
from firebreak.demo.diary import Clerk, Diary
from firebreak.demo.story import CaseRow
from firebreak.demo.times import STARTS, ZONE, at, days, during, on

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUNDS = ("07:00", "15:00")
#: Who left, when; and until when somebody's fever lasted, where the story says so.
LEFT = {"xia": "02-02 15:20"}
FEVER_ENDED = {"xia": "01-28 20:00", "he": "01-29 12:00"}
#: Negative samples beside those of the first discharge: who, taken, resulted.
NEGATIVES = (
    ("he", "02-01 09:00", "02-02 03:40"),
    ("he", "02-02 10:00", "02-03 05:30"),
    ("yi", "02-02 09:30", "02-03 05:10"),
)


def write_wards(diary: Diary) -> None:
    """Write down the rounds of the wards, and the samples taken to see who may leave."""
    for row in story.CASES:
        _write_rounds(diary, row)
    for nth, (key, taken, resulted) in enumerate(NEGATIVES, start=2):
        course.take_and_test(
            diary, key, nth, city.DESIGNATED, city.CITY_LABORATORY, at(taken), at(taken) + 4 * HOUR,
            at(resulted), "negative",
        )  # fmt: skip


def _write_rounds(diary: Diary, row: CaseRow) -> None:
    random = diary.random(f"ward/{row.key}")
    admitted = at(row.confirmed) + 3 * HOUR
    ended = at(FEVER_ENDED[row.key]) if row.key in FEVER_ENDED else _fever_ends(random, row)
    left = at(LEFT[row.key]) if row.key in LEFT else STARTS
    for seen in _rounds(admitted, left):
        ward = _ward(row, seen)
        course.record_check(
            diary, row.key, "round", ward, seen, Clerk("hospital", ward),
            temperature=_temperature(random, seen < ended), symptoms=[],
        )  # fmt: skip


def _ward(row: CaseRow, seen: datetime) -> str:
    in_icu = row.icu and at(row.icu) <= seen
    remote = row.county in course.REMOTE and not in_icu
    return course.first_hospital(row) if remote else city.DESIGNATED


def _rounds(first: datetime, last: datetime) -> list[datetime]:
    rounds = (on(day, clock) for day in days(first.date(), last.date()) for clock in ROUNDS)
    return [seen for seen in rounds if first <= seen <= last]


def _fever_ends(random: Random, row: CaseRow) -> datetime:
    """Eight to twelve days after the onset."""
    onset = during(row.onset).local_day(ZONE)
    assert onset is not None, row.key
    return on(onset, "00:00") + random.randint(8, 12) * DAY


def _temperature(random: Random, is_febrile: bool) -> str:
    if is_febrile:
        return f"{max(37.3, random.gauss(38.1, 0.4)):.1f}"
    return f"{min(37.2, max(36.0, random.gauss(36.6, 0.2))):.1f}"
