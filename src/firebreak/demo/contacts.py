"""The contacts of the cases: named, reached, kept, visited twice a day, released.

Some have a part in the story (`story.LINKS`); the others are a ring drawn around each case. A few
are never reached, a few are kept too late, and some towns miss rounds, as towns do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firebreak.demo import city, course, gatherings, story
from firebreak.demo.course import HOUR, MINUTE, Course
from firebreak.demo.diary import At, Clerk, Diary
from firebreak.demo.story import CaseRow, LinkRow
from firebreak.demo.times import STARTS, ZONE, at, days, during, on
from firebreak.demo.visits import Kept, write_rounds
from firebreak.engine.when import When

DAY = timedelta(days=1)
OBSERVED = 14 * DAY
MANNERS = ("work", "same_room", "meal", "visit", "vehicle", "other", "utensils", "care")
MANNER_WEIGHTS = (26, 20, 18, 14, 10, 8, 2, 2)
ELSEWHERE = ("长沙市", "湘潭市", "衡阳市", "萍乡市")
LATE, OTHER_COUNTY, OUTSIDE = 0.07, 0.12, 0.04
#: Share never reached so far: those named lately are still being looked for.
UNREACHED, UNREACHED_LATELY, LATELY = 0.012, 0.1, at("01-31 00:00")
HARD_TO_REACH = 0.05
#: Whose household the story tells of.
HOUSED = {key for members, *_where in gatherings.HOUSEHOLDS for key in members}
#: Where somebody becomes a case, nobody visits him at home any more.
BECAME_CASES = {row.key: at(row.suspected or row.asymptomatic) for row in story.CASES} | {
    row.key: at(row.suspected) for row in story.SUSPECTS
}


@dataclass(frozen=True)
class Home:
    """Where a contact is kept: the unit that keeps him and the clerk who writes for it."""

    level: str
    unit: str
    clerk: Clerk


def write_contacts(diary: Diary) -> None:
    """Write down the contacts of every case, and the visits to those who are kept."""
    kept: list[Kept] = []
    for guest in story.WELL_GUESTS:
        _introduce_guest(diary, guest)
    for link in story.LINKS:
        kept += _write_link(diary, link)
    _name_the_guests_again(diary)
    _name_the_players(diary)
    for row in story.CASES:
        kept += Ring(diary, row).write()
    kept += write_returned(diary)
    write_rounds(diary, kept)


def _introduce_guest(diary: Diary, row: story.GuestRow) -> None:
    where = course.lives(row.county, 1) if row.county else {"residence_elsewhere": row.elsewhere}
    diary.introduce(row.key, name=row.name, sex=row.sex, age=row.age, **where)


def _write_link(diary: Diary, link: LinkRow) -> list[Kept]:
    exposure = during(link.exposure)
    ended = at(link.ended) if link.ended else None
    named = at(link.named)
    village = _village_of(diary, link.person)
    tracer = course.CITY_TRACER if village is None else _tracer(link.case)
    name_contact(
        diary, link.case, link.person, named, tracer, exposure, link.manner, ended,
        unit=village or city.CITY_CDC, place=link.place, origin="traced" if link.place else "",
    )  # fmt: skip
    clerk = _grid_worker(village) if village else course.CITY_TRACER
    name = f"contact.{link.case}.{link.person}"
    if link.reached:
        _reach(diary, name, at(link.reached), clerk)
    if not link.placed:
        return []
    home = _home(link.level, village, at(link.placed))
    last = ended or exposure.latest or named
    return [_keep(diary, link.person, home, at(link.placed), last)]


def _name_the_guests_again(diary: Diary) -> None:
    # Once 刘某 was found to be the source, all who ate with him were his contacts.
    for number, guest in enumerate(story.GUESTS):
        named = at("01-28 10:30") + number * MINUTE
        village = _village_of(diary, guest)
        name_contact(
            diary, "liu", guest, named, course.CITY_TRACER, during(story.MEAL), "meal",
            at("01-17 21:00"), unit=village or city.CITY_CDC, place=story.RESTAURANT,
            origin="traced",
        )  # fmt: skip
        _reach(diary, f"contact.liu.{guest}", named + 20 * MINUTE, course.CITY_TRACER)


def _name_the_players(diary: Diary) -> None:
    # Named since yesterday morning, none of them kept yet: their clocks are running at 08:00.
    for number, (named, reached) in enumerate(story.PLAYERS):
        key, village = f"player.{number}", city.village(story.LILING, number)
        diary.introduce(key, **course.lives(story.LILING, number))
        name_contact(
            diary, "mo", key, at(named), Clerk("tracer", story.LILING),
            during("01-30 14:00-18:00"), "same_room", at("01-30 18:00"), unit=village,
            place=story.MAHJONG, origin="traced",
        )  # fmt: skip
        if reached:
            _reach(diary, f"contact.mo.{key}", at(reached), _grid_worker(village))


class Ring:
    """The contacts drawn around one case."""

    def __init__(self, diary: Diary, row: CaseRow) -> None:
        self.diary, self.row = diary, row
        self.random = diary.random(f"ring/{row.key}")
        self.course = Course(diary, row, 0)
        self.opened = self.course.opened
        onset = during(row.onset).start or self.opened
        self.ill_since = min(onset, self.opened - DAY)
        self.housemates: dict[str, datetime] = {}

    def write(self) -> list[Kept]:
        found = [self._contact(number) for number in range(self.row.ring)]
        if self.housemates:
            self._start_household()
        return [kept for kept in found if kept is not None]

    def _contact(self, number: int) -> Kept | None:
        key, random = f"c.{self.row.key}.{number}", self.random
        outside = random.random() < OUTSIDE
        county = self._county()
        village = None if outside else city.village(county, random.randrange(3))
        lives_with = self._lives_with(number)
        if lives_with:
            outside, county = False, self.row.county
            village = city.village(county, self.row.town)
        where: dict[str, Any] = {"residence_elsewhere": random.choice(ELSEWHERE)}
        if village:
            where = {"unit_residence": At(village)}
        if lives_with:
            where["address"] = self.diary.known[self.row.key].facts["address"]
        self.diary.introduce(key, **where)
        named = self._named_at()
        if lives_with:
            self.housemates[key] = named
        exposure, manner, ended = self._exposure(lives_with)
        foreign = outside or county != self.course.first
        tracer = course.CITY_TRACER if foreign else Clerk("tracer", county)
        name_contact(
            self.diary, self.row.key, key, named, tracer, exposure, manner, ended,
            unit=village or f"{county}-CDC",
        )  # fmt: skip
        return self._follow(key, village, county, named, ended or exposure.latest)

    def _lives_with(self, number: int) -> bool:
        return number < 2 and self.row.key not in HOUSED

    def _start_household(self) -> None:
        stored = max(self.housemates.values()) + 10 * MINUTE
        by = course.CITY_TRACER
        self.diary.write(
            stored, "people.start_household", by,
            unit=At(city.village(self.row.county, self.row.town)),
            members=[self.diary.meet(key, stored, by) for key in (self.row.key, *self.housemates)],
            address=self.diary.known[self.row.key].facts["address"],
        )  # fmt: skip

    def _county(self) -> str:
        if self.random.random() < OTHER_COUNTY:
            return self.random.choice(city.COUNTY_CODES)
        return self.course.first

    def _named_at(self) -> datetime:
        carded = self.opened + (self.row.card or 120) * MINUTE
        hours = self.row.investigation or 24
        named = carded + self.random.uniform(0.35, 1.0) * hours * HOUR
        if self.random.random() < 0.12:  # remembered a day later
            named += self.random.uniform(14, 40) * HOUR
        return _waking(named)

    def _exposure(self, lives_with: bool) -> tuple[When, str, datetime | None]:
        random = self.random
        if lives_with:
            return When.day(self.ill_since.date(), ZONE), "household", self.opened
        span = (self.opened - self.ill_since) / HOUR
        moment = self.ill_since + random.uniform(0, max(span - 3, 1)) * HOUR
        manner = random.choices(MANNERS, MANNER_WEIGHTS)[0]
        moment = moment.replace(minute=random.choice((0, 15, 30)), second=0, microsecond=0)
        known = random.random()
        if known < 0.4:
            return When.day(moment.date(), ZONE), manner, None
        if known < 0.75:
            end = moment + random.choice((1, 2, 3)) * HOUR
            return When.between(moment, end), manner, end
        return When.minute(moment), manner, None

    def _follow(
        self, key: str, village: str | None, county: str, named: datetime, last: datetime | None
    ) -> Kept | None:
        random = self.random
        clerk = _grid_worker(village) if village else Clerk("tracer", county)
        if random.random() < (UNREACHED_LATELY if named >= LATELY else UNREACHED):
            return None
        hours = random.uniform(30, 70) if random.random() < HARD_TO_REACH else 0.3
        reached = _waking(named + (hours + random.expovariate(1 / 4.5)) * HOUR)
        _reach(self.diary, f"contact.{self.row.key}.{key}", reached, clerk)
        level = "site" if random.random() < 0.35 else "home"
        home = _home(level, village, reached)
        wait = random.uniform(26, 40) if random.random() < LATE else random.uniform(0.4, 5)
        return _keep(self.diary, key, home, _waking(reached + wait * HOUR), last or named)


def write_returned(diary: Diary) -> list[Kept]:
    """Write down people back from an affected area, kept at home from their return on."""
    random = diary.random("returned")
    kept = []
    for number in range(14):
        key, county = f"returned.{number}", random.choice(city.COUNTY_CODES)
        village = city.village(county, number)
        diary.introduce(key, arrived_from="武汉", unit_residence=At(village))
        left = days(at("01-18 00:00").date(), at("01-22 00:00").date())[number % 5]
        found = on(left, "10:00") + random.uniform(60, 110) * HOUR
        found = _waking(found.replace(second=0, microsecond=0))
        clerk = _grid_worker(village)
        course.record_check(
            diary, key, "household_visit", village, found, clerk, temperature="36.6",
            symptoms=[], exposure_declared=True, exposure_note="武汉返乡",
        )  # fmt: skip
        home = Home("home", village, clerk)
        begun = found + 30 * MINUTE
        last = When.day(left, ZONE)
        kept.append(_keep(diary, key, home, begun, on(left + DAY, "00:00"), last_exposure=last))
    _prolong(diary)
    return kept


def _prolong(diary: Diary) -> None:
    key = "returned.3"
    village = diary.known[key].facts["unit_residence"].code
    diary.write(
        at("02-01 10:00"), "placements.override", Clerk("tracer", village.split("-")[0]),
        placement=course.Made(f"placement.{key}"), at=at("02-07 12:00"),
        reason="1月31日起咳嗽，核酸待复查，延长观察",
    )  # fmt: skip


def name_contact(
    diary: Diary, case: str, person: str, named: datetime, by: Clerk, exposure: When,
    manner: str, ended: datetime | None, *, unit: str, place: str = "", origin: str = "",
) -> None:  # fmt: skip
    """Write down that somebody was exposed to a case."""
    named = named.replace(second=0, microsecond=0)
    says = {"place": course.Made(place)} if place else {}
    diary.write(
        named, "contacts.name", by, f"contact.{case}.{person}", case=course.Made(f"case.{case}"),
        person=diary.meet(person, named, by), when=exposure, manner=manner,
        ended_at=ended, unit=At(unit), origin=origin or "reported", **says,
    )  # fmt: skip


def _reach(diary: Diary, name: str, when: datetime, by: Clerk) -> None:
    when = when.replace(second=0, microsecond=0)
    diary.write(when + 5 * MINUTE, "contacts.reach", by, contact=course.Made(name), **{"at": when})


def _keep(diary: Diary, key: str, home: Home, begun: datetime, last: datetime, **says) -> Kept:
    """Write down an observation and its end; return whom to visit, and until when."""
    begun = begun.replace(second=0, microsecond=0)
    became = BECAME_CASES.get(key)
    course.place(diary, key, home.level, home.unit, begun, home.clerk, **says)
    over = last + OBSERVED
    stops = min(over, became) if became else over
    forgotten = key in ("c.xia.4", "returned.6")  # nobody has told them yet that it is over
    if stops == over and over < STARTS and not forgotten:
        released = _waking(over + diary.random(f"release/{key}").uniform(0.2, 4) * HOUR)
        course.end_placement(diary, key, released, home.clerk, "观察期满")
    return Kept(key, home.unit, home.clerk, begun, stops)


def _home(level: str, village: str | None, when: datetime) -> Home:
    if village is None:  # another city keeps him and tells the city's CDC
        return Home("home", city.CITY_CDC, course.CITY_TRACER)
    site = f"{village.split('-')[0]}-Q1"
    opened = {row.code: row.opened_at for row in city.units()}
    if level == "site" and site in opened and opened[site] <= when:
        return Home("site", site, Clerk("grid_worker", site))
    return Home("home", village, _grid_worker(village))


def _village_of(diary: Diary, key: str) -> str | None:
    facts = diary.known[key].facts
    home = facts.get("unit_residence") or facts.get("unit_stay")
    return home.code if home else None


def _tracer(case: str) -> Clerk:
    row = next(row for row in story.CASES if row.key == case)
    return Clerk("tracer", course.first_county(row))


def _grid_worker(village: str) -> Clerk:
    return Clerk("grid_worker", village.rsplit("-", 1)[0])


def _waking(when: datetime) -> datetime:
    """Nobody knocks at a door at night: the next morning instead."""
    when = when.replace(second=0, microsecond=0)
    if when.hour >= 22:
        return when.replace(hour=8) + DAY
    return when.replace(hour=8) if when.hour < 7 else when
