"""Who was beside the cases without being known to them: the other tables, and two trains.

None of them fell ill, and none is a contact on file: that is for tracing to find.
"""

from dataclasses import dataclass

from firebreak.demo import course, gatherings, story
from firebreak.demo.diary import Clerk, Diary, Made
from firebreak.demo.times import at, day, during
from firebreak.records.actions.journeys import Ride, Run

HETANG_TRACER = Clerk("tracer", story.HETANG)
#: table, from when until when its guests sat there, how many they were.
TABLES = (
    ("1号桌", "01-17 17:40-19:20", 4),
    ("2号桌", "01-17 18:10-20:00", 3),
    ("4号桌", "01-17 18:45-20:50", 5),
    ("6号桌", "01-17 19:30-21:40", 2),
    (gatherings.TABLE, "01-18 18:00-20:30", 4),  # the same table, the evening after
)
LISTED = at("01-27 17:10")  # when the restaurant had handed over its bills


@dataclass(frozen=True)
class TrainRow:
    """A train, the case aboard with seat and stations, and when its list was written down."""

    number: str
    on: str
    stops: dict[str, str]
    case: str
    seat: str
    listed: str
    seats: tuple[tuple[str, str, str], ...]  # seat, boarded at, left at


#: The numbers of the trains are invented, as the people in them.
TRAINS = (
    TrainRow("G9971", "01-16", {"武汉": "19:12", "岳阳东": "20:05", "长沙南": "20:52", "株江": "21:24"},
             "liu", "07车12A", "01-28 17:30", (
        ("07车12B", "武汉", "株江"), ("07车12F", "武汉", "长沙南"), ("07车10A", "武汉", "株江"),
        ("07车14C", "岳阳东", "株江"), ("07车15D", "武汉", "株江"), ("07车03F", "武汉", "株江"),
        ("07车无座", "长沙南", "株江"), ("08车12A", "武汉", "株江"), ("08车05D", "岳阳东", "株江"),
    )),
    TrainRow("G9985", "01-20", {"武汉": "08:10", "长沙南": "09:40", "株江": "10:12"},
             "he", "05车09F", "01-29 16:40", (
        ("05车09D", "武汉", "株江"), ("05车11A", "武汉", "长沙南"), ("05车02C", "长沙南", "株江"),
        ("06车09F", "武汉", "株江"),
    )),
    # Of this one only the railway's answer about the case has come.
    TrainRow("K9967", "01-21", {"武汉": "07:35", "株江": "13:20"}, "hu", "11车045", "01-29 11:10", ()),
)  # fmt: skip


def write_beside(diary: Diary) -> None:
    """Write down the guests of the other tables, and who rode in the trains of two cases."""
    for table, when, guests in TABLES:
        for number in range(guests):
            _seat_guest(diary, f"guest.{when[:5]}.{table}.{number}", table, when)
    for train in TRAINS:
        _write_train(diary, train)


def _seat_guest(diary: Diary, key: str, table: str, when: str) -> None:
    diary.introduce(key, **course.lives(story.HETANG, len(diary.written) % 3))
    diary.write(
        LISTED, "stays.record", HETANG_TRACER, f"stay.{key}",
        person=diary.meet(key, LISTED, HETANG_TRACER), place=Made(story.RESTAURANT),
        when=during(when), seat=table,
    )  # fmt: skip


def _write_train(diary: Diary, train: TrainRow) -> None:
    first, *_between, last = train.stops
    _ride(diary, train, train.case, train.seat, first, last)
    for number, (seat, boarding, leaving) in enumerate(train.seats):
        key = f"traveller.{train.number}.{number}"
        diary.introduce(key, **course.lives(story.LUSONG, number % 2))
        _ride(diary, train, key, seat, boarding, leaving)


def _ride(diary: Diary, train: TrainRow, key: str, seat: str, boarding: str, leaving: str) -> None:
    first, *_between, last = train.stops
    times = {station: at(f"{train.on} {clock}") for station, clock in train.stops.items()}
    stored = at(train.listed)
    diary.write(
        stored, "journeys.record", course.CITY_TRACER, f"ride.{key}",
        person=diary.meet(key, stored, course.CITY_TRACER),
        run=Run("train", train.number, day(train.on), first, last, times[first], times[last]),
        ride=Ride(
            seat=seat, boarding=boarding, leaving=leaving, boarded_at=times[boarding],
            left_at=times[leaving],
        ),
    )  # fmt: skip
