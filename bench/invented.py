"""A city at scale, as arrays: 100,000 cases, 1 million contacts, 3 million checks, from a seed.

Every fact lies before `NOW`, each person is under observation as an edition asks, and posts do
about as well as posts do: some report late, some contacts are not reached, some rounds are missed.
Nothing here knows the database; `city.py` stores it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from firebreak.records.names import key_of

START = datetime(2020, 1, 22, 16, tzinfo=UTC)  # midnight of 23 January in the city
DAYS = 28
NOW = START + timedelta(days=DAYS, hours=8)  # 08:00 in the city, 20 February
MINUTE = 60_000_000  # microseconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR
COUNTIES, HOSPITALS, TOWNS, VILLAGES, SCHOOLS = 9, 8, 12, 10, 4
CONTACTS_OF_A_CASE, CHECKS_OF_A_CONTACT = 10, 3
PATHOGEN = "sars-cov-2"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云"
GIVEN = "安博昌德恩芳刚海慧佳凯兰明宁鹏琴荣珊涛婉文晓雪妍悦泽哲珍志舟卓子梓宗彬冰灿辰晨成春聪达丹东冬菲峰凤福"


@dataclass
class Rows:
    """Records of one kind: an array (or one value for all) for each field, and the day of each."""

    day: np.ndarray
    fields: dict[str, Any]

    def __len__(self) -> int:
        return len(self.day)

    @cached_property
    def order(self) -> np.ndarray:
        """The order in which they are stored: day by day."""
        return np.argsort(self.day, kind="stable")

    @cached_property
    def ids(self) -> np.ndarray:
        """The id each gets in an empty database."""
        ids = np.empty(len(self), np.int64)
        ids[self.order] = np.arange(1, len(self) + 1)
        return ids

    def on(self, day: int) -> list[dict[str, Any]]:
        """The records stored on a day, in the order of their ids."""
        low, high = np.searchsorted(self.day[self.order], (day, day + 1))
        rows = self.order[low:high]
        columns = {name: _values(name, value, rows) for name, value in self.fields.items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def invent(
    cases: int, seed: int, units: dict[str, list[int]], index_of: Callable[[str], str | None] = str
) -> dict[str, Rows]:
    """
    Make up the city's records, kind by kind, each after what it names.

    Parameters
    ----------
    cases
        How many cases; ten contacts each, three checks a contact.
    units
        Kind of unit -> ids, in the order of their counties (as many in each county).
    index_of
        What a telephone number is looked up by.
    """
    made: dict[str, Rows] = {}
    for name, rows in _tables(made, np.random.default_rng(seed), cases, units, index_of):
        made[name] = rows
    return made


def _tables(
    made: dict[str, Rows],
    chance: np.random.Generator,
    cases: int,
    units: dict[str, list[int]],
    index_of: Callable[[str], str | None],
) -> Iterator[tuple[str, Rows]]:
    contacts = cases * CONTACTS_OF_A_CASE
    at = _course(chance, cases)
    by_case = chance.integers(0, cases, contacts)
    exposed = at["suspected"][by_case] - chance.integers(HOUR, 5 * DAY, contacts) // MINUTE * MINUTE
    named = at["suspected"][by_case] + _minutes(chance, 9, contacts)
    named = np.minimum(named, micros(NOW) - MINUTE)
    county = chance.integers(0, COUNTIES, cases + contacts)
    who = np.arange(cases, cases + contacts)
    again = (chance.random(contacts) < 0.03).nonzero()[0]  # some of the exposed fall ill themselves
    who[again] = chance.integers(0, cases, len(again))
    first = np.concatenate([at["suspected"], named])
    np.minimum.at(first, who, named)
    yield "Person", _people(chance, first, cases, county, units, index_of)
    ids = made["Person"].ids
    yield "Case", _cases(chance, at, ids[:cases], county[:cases], units)
    case_ids = made["Case"].ids
    yield "Classification", _classifications(at, case_ids, made["Case"])
    yield (
        "Contact",
        _contacts(chance, exposed, named, case_ids[by_case], ids[who], county[cases:], units),
    )
    began = named + _minutes(chance, 10, contacts)
    kept = ((chance.random(contacts) < 0.95) & (began < micros(NOW))).nonzero()[0]
    people = ids[cases:]
    village = _of_county(chance, units["village"], county[cases:])
    yield "Placement", _placements(at, began, exposed, people, ids, village, units, made, kept)
    yield "Check", _checks(chance, began, people, village, contacts)
    yield "Sample", _samples(chance, at, ids[:cases], made["Case"], county[:cases], units)
    yield "Test", _tests(at, made["Sample"])
    yield "Report", _reports(chance, at, case_ids, made["Case"], county[:cases], units)


def _course(chance: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """When each case was suspected, sampled, confirmed, recovered; microseconds."""
    suspected = micros(START) + chance.integers(0, (DAYS * 24 + 7) * 60, count) * MINUTE
    onset = suspected - chance.integers(60, 4 * 24 * 60, count) * MINUTE
    sampled = suspected + _minutes(chance, 3, count)
    received = sampled + _minutes(chance, 9, count)
    confirmed = received + _minutes(chance, 16, count)
    recovered = confirmed + 14 * DAY + _minutes(chance, 60, count)
    recovered[chance.random(count) < 0.1] = micros(NOW) * 2  # not yet, whenever they fell ill
    return {
        "onset": onset,
        "suspected": suspected,
        "sampled": sampled,
        "received": received,
        "confirmed": confirmed,
        "recovered": recovered,
    }


def _people(chance, at: np.ndarray, cases: int, county: np.ndarray, units: dict, index_of) -> Rows:
    at = np.minimum(at, micros(NOW) - MINUTE)
    count = len(at)
    names = np.zeros(count, "U1")
    for characters in (SURNAMES, GIVEN, GIVEN):
        names = np.char.add(
            names, np.array(list(characters))[chance.integers(0, len(characters), count)]
        )
    numbers = np.arange(count)
    phones = [f"199{n:08d}" if n < cases else None for n in range(count)]
    return Rows(
        day_of(at),
        {
            "name": names.astype(object),
            "name_key": np.array([key_of(name) for name in names.tolist()], object),
            "sex": np.array(["male", "female"], object)[numbers % 2],
            "age": chance.integers(1, 90, count),
            "phone": np.array(phones, object),
            "phone_key": np.array([index_of(phone) if phone else None for phone in phones], object),
            "unit_residence_id": _of_county(chance, units["village"], county),
            "told_at": at,
        },
    )


def _cases(chance, at: dict, people: np.ndarray, county: np.ndarray, units: dict) -> Rows:
    count, now = len(people), micros(NOW)
    status = np.full(count, "suspected", object)
    status[at["confirmed"] < now] = "confirmed"
    status[at["recovered"] < now] = "recovered"
    return Rows(
        day_of(at["suspected"]),
        {
            "person_id": people,
            "pathogen": PATHOGEN,
            "number": np.array([f"B{n:07d}" for n in range(count)], object),
            "status": status,
            "unit_reporting_id": _of_county(chance, units["hospital"], county),
            "unit_counting_id": np.array(units["county"])[county],
            "imported": np.array([True, False, None], object)[chance.integers(0, 3, count)],
            "happened_at": at["onset"],
            "happened_precision": "minute",
            "told_at": at["suspected"],
        },
    )


def _classifications(at: dict, cases: np.ndarray, case: Rows) -> Rows:
    words = ("suspected", "confirmed", "recovered")
    when = np.concatenate([at[word] for word in words])
    rows = Rows(
        day_of(when),
        {
            "case_id": np.tile(cases, len(words)),
            "status": np.repeat(np.array(words, object), len(cases)),
            "unit_id": np.tile(case.fields["unit_reporting_id"], len(words)),
            "edition": "cn-covid-diagnosis-5",
            "happened_at": when,
            "happened_precision": "minute",
            "told_at": when,
        },
    )
    return taken(rows, (when < micros(NOW)).nonzero()[0])


def _contacts(chance, exposed, named, cases_of, people, county, units) -> Rows:
    count = len(exposed)
    reached = instants(named + _minutes(chance, 5, count), until=micros(NOW))
    reached[chance.random(count) < 0.08] = None
    manners = np.array(["household", "meal", "same_room", "work", "vehicle", "other"], object)
    return Rows(
        day_of(named),
        {
            "case_id": cases_of,
            "person_id": people,
            "manner": manners[chance.integers(0, 6, count)],
            "unit_id": _of_county(chance, units["town"], county),
            "reached_at": reached,
            "happened_at": exposed,
            "happened_precision": "minute",
            "told_at": named,
        },
    )


def _placements(at, began, exposed, people, ids, village, units, made, kept) -> Rows:
    """Contacts at home, cases in the ward."""
    case, now = made["Case"], micros(NOW)
    cases = len(case)
    home_end = np.maximum(exposed + 14 * DAY, began + HOUR)[kept]
    when = np.concatenate([began[kept], at["suspected"]])
    ended = np.concatenate([home_end, at["recovered"]])
    return Rows(
        day_of(when),
        {
            "person_id": np.concatenate([people[kept], ids[:cases]]),
            "level": np.repeat(np.array(["home", "ward"], object), [len(kept), cases]),
            "unit_id": np.concatenate([village[kept], case.fields["unit_reporting_id"]]),
            "ended_at": instants(ended, until=now),
            "happened_at": when,
            "happened_precision": "minute",
            "told_at": when,
        },
    )


def _checks(chance, began, people, village, contacts: int) -> Rows:
    """Of those under observation; all before now, and three each whatever their day."""
    who = np.repeat(np.arange(contacts), CHECKS_OF_A_CONTACT)
    lasted = np.clip(micros(NOW) - began, HOUR, 14 * DAY)[who]
    when = (began[who] + chance.random(len(who)) * lasted).astype(np.int64) // MINUTE * MINUTE
    when = np.minimum(when, micros(NOW) - MINUTE)
    return Rows(
        day_of(when),
        {
            "person_id": people[who],
            "kind": "follow_up",
            "unit_id": village[who],
            "temperature_celsius": np.array(["36.4", "36.8", "37.1", "38.2"], object)[
                chance.integers(0, 4, len(who))
            ],
            "happened_at": when,
            "happened_precision": "minute",
            "told_at": when,
        },
    )


def _samples(chance, at: dict, people: np.ndarray, case: Rows, county, units) -> Rows:
    now = micros(NOW)
    rows = Rows(
        day_of(at["sampled"]),
        {
            "person_id": people,
            "unit_id": case.fields["unit_reporting_id"],
            "laboratory_id": _of_county(chance, units["laboratory"], county),
            "received_at": instants(at["received"], until=now),
            "happened_at": at["sampled"],
            "happened_precision": "minute",
            "told_at": at["sampled"],
            "case": np.arange(len(people)),
        },
    )
    return taken(rows, (at["sampled"] < now).nonzero()[0])


def _tests(at: dict, sample: Rows) -> Rows:
    when = at["confirmed"][sample.fields.pop("case")] - MINUTE
    rows = Rows(
        day_of(when),
        {
            "sample_id": sample.ids,
            "pathogen": PATHOGEN,
            "result": "positive",
            "happened_at": when,
            "happened_precision": "minute",
            "told_at": when,
        },
    )
    return taken(rows, (when < micros(NOW)).nonzero()[0])


def _reports(chance, at: dict, case_ids, case: Rows, county, units: dict) -> Rows:
    """A card, an investigation and a back-trace for each case; a daily report of each hospital."""
    count = len(case_ids)
    card = at["suspected"] + _minutes(chance, 1.2, count)
    looked = card + _minutes(chance, 14, count)
    traced = at["confirmed"] + _minutes(chance, 20, count)
    hospitals = np.repeat(np.array(units["hospital"] + units["school"]), DAYS)
    daily = micros(START) + np.tile(np.arange(DAYS), len(hospitals) // DAYS) * DAY + 15 * HOUR
    told = chance.random(len(daily)) < 0.97
    hospitals, daily = hospitals[told], daily[told]
    when = np.concatenate([card, looked, traced, daily])
    cdc = np.array(units["cdc"])[county]
    rows = Rows(
        day_of(when),
        {
            "kind": np.repeat(
                np.array(["case_card", "investigation", "backtrace", "daily"], object),
                [count, count, count, len(daily)],
            ),
            "case_id": np.concatenate(
                [np.tile(case_ids, 3).astype(object), np.full(len(daily), None)]
            ),
            "unit_id": np.concatenate([np.tile(case.fields["unit_reporting_id"], 3), hospitals]),
            "to_unit_id": np.concatenate([np.tile(cdc, 3), np.full(len(daily), units["cdc"][0])]),
            "received_at": when,
            "reviewed_at": instants(
                np.concatenate(
                    [card + _minutes(chance, 1, count), np.full(len(when) - count, 2 * micros(NOW))]
                ),
                until=micros(NOW),
            ),
            "happened_at": when,
            "happened_precision": "minute",
            "told_at": when,
        },
    )
    return taken(rows, (when < micros(NOW)).nonzero()[0])


# How it is made


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return int(at.timestamp()) * 1_000_000


def day_of(at: np.ndarray) -> np.ndarray:
    """On which day of the city's outbreak something is stored; what is older, on the first."""
    return np.clip((at - micros(START)) // DAY, 0, DAYS)


def taken(rows: Rows, kept: np.ndarray) -> Rows:
    """Only some of the rows."""
    fields = {k: v[kept] if isinstance(v, np.ndarray) else v for k, v in rows.fields.items()}
    return Rows(rows.day[kept], fields)


def instants(at: np.ndarray, until: int) -> np.ndarray:
    """Microseconds as instants; None for what lies ahead."""
    found = _instants(at)
    found[at >= until] = None
    return found


def _instants(at: np.ndarray) -> np.ndarray:
    # Few minutes, many rows: each minute becomes one object.
    minutes, which = np.unique(at, return_inverse=True)
    last = micros(NOW) + 60 * DAY
    made = [datetime.fromtimestamp(min(m, last) / 1e6, UTC) for m in minutes.tolist()]
    return np.array(made, object)[which]


def _values(name: str, value: Any, rows: np.ndarray) -> list:
    if not isinstance(value, np.ndarray):
        return [value] * len(rows)
    if name.endswith("_at") and value.dtype != object:
        return _instants(value[rows]).tolist()
    return value[rows].tolist()


def _minutes(chance: np.random.Generator, hours: float, count: int) -> np.ndarray:
    """Delays, mostly short, with a mean of so many hours; microseconds, whole minutes."""
    return (chance.exponential(hours, count) * 60).astype(np.int64) * MINUTE + MINUTE


def _of_county(chance: np.random.Generator, units: list[int], county: np.ndarray) -> np.ndarray:
    """One of the units of each county."""
    each = len(units) // COUNTIES
    return np.array(units)[county * each + chance.integers(0, each, len(county))]
