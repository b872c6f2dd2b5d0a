"""A dinner in the small city: one table, a case, two who became cases, and others."""

from types import SimpleNamespace

import polars as pl
import pytest
from tests.site.conftest import at, local

from firebreak import home
from firebreak.engine import tracing
from firebreak.engine.when import When
from firebreak.records import clock, situation
from firebreak.records.actions import cases, contacts, feeds, people
from firebreak.records.traces.stays import index_path

EVENING = When.between(local(1, 25, 18, 30), local(1, 25, 21))


def person(name, unit, **facts):
    return people.register(by=None, name=name, unit_residence=unit, unit_stay=unit, **facts)


def stay(person, place, when=EVENING, seat=""):
    return contacts.record_stay(by=None, person=person, place=place, when=when, seat=seat)


@pytest.fixture
def dinner(city) -> SimpleNamespace:
    """Six at one table on 25 January; 张 (onset 26th, the case), 周 and 吴 fell ill after it."""
    with clock.held_at(local(2, 2, 18)):
        city.restaurant = contacts.add_place(
            by=None, name="老灶火锅", unit=city.hetang, kind="restaurant"
        )
        city.zhou, city.wu = person("周某六", city.hetang), person("吴某七", city.hetang)
        city.sun = person("孙某八", city.hetang)
        city.guests = [city.zhang, city.li, city.zhou, city.wu, city.sun, city.qian]
        for guest in city.guests:
            stay(guest, city.restaurant, seat="大圆桌")
        city.ill = [
            cases.open_case(
                by=None,
                person=guest,
                pathogen="sars-cov-2",
                status="suspected",
                when=at(2, 2, 17),
                onset=at(1, day, 9),
                unit_reporting=city.hospital,
                unit_counting=city.hetang,
            )
            for guest, day in ((city.zhou, 29), (city.wu, 30))
        ]
    situation.forget()
    return city


@pytest.fixture
def feed(dinner, tmp_path, monkeypatch):
    """Return a function that builds the feeds' index: rows of id, place, start, end."""
    monkeypatch.setattr(home, "folder", lambda: tmp_path)

    def build(*rows):
        stays = pl.DataFrame(
            [(f"430202/{who}", f"430202/{where}", start, end) for who, where, start, end in rows],
            schema={
                "person_id": pl.String,
                "place_id": pl.String,
                "start": pl.Datetime("us", "UTC"),
                "end": pl.Datetime("us", "UTC"),
            },
            orient="row",
        )
        tracing.build(stays, index_path())
        feeds.receive(
            by=None, kind="check_ins", sender=dinner.hetang, file_name="a.csv", rows=len(rows),
            first=local(1, 25), last=local(1, 26),
        )  # fmt: skip

    return build
