"""A city of two counties, written through the actions as any other."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from tests.kept import kept

from firebreak.engine.when import When
from firebreak.records import clock, situation
from firebreak.records.actions import cases, people, units
from firebreak.records.models import User


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return an instant of early 2020 in the city's time."""
    return datetime(2020, month, day, hour, minute, tzinfo=settings.CITY_ZONE)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> When:
    return When.minute(local(month, day, hour, minute))


@pytest.fixture(autouse=True)
def nothing_kept():
    situation.forget()
    clock.forget()


@pytest.fixture
def city(db) -> SimpleNamespace:
    """Return the units, and users by role, as they stood on the morning of 20 January 2020."""
    return kept("two counties", write_city)


def write_city() -> SimpleNamespace:
    with clock.held_at(local(1, 20, 8)):
        root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
        here = SimpleNamespace(root=root, users={})
        for word, code, name, kind in (
            ("hetang", "430202", "荷塘区", "county"),
            ("tianyuan", "430211", "天元区", "county"),
            ("yunlong", "YL", "云龙示范区", "zone"),
            ("lab", "LAB", "市疾控实验室", "laboratory"),
        ):
            setattr(
                here, word, units.open_unit(by=None, code=code, name=name, kind=kind, parent=root)
            )
        here.hospital = units.open_unit(
            by=None, code="H1", name="荷塘医院", kind="hospital", parent=here.hetang
        )
    return here


@pytest.fixture
def user(city):
    """Return a function that gives somebody a post."""

    def appoint(role: str, unit=None) -> User:
        unit = unit or city.root
        found = User.objects.create(username=f"{role}-{unit.code}")
        units.appoint(by=None, user=found, role=role, unit=unit)
        return found

    return appoint


@pytest.fixture
def suspect(city):
    """Return a function that opens a suspected case."""

    def open_case(unit=None, when=None, name="测试甲", pathogen="sars-cov-2", **facts):
        unit = unit or city.hetang
        when = when or at(1, 20, 9)
        with clock.held_at(when.start):
            person = people.register(by=None, name=name, unit_residence=unit)
            return cases.open_case(
                by=None,
                person=person,
                pathogen=pathogen,
                status="suspected",
                when=when,
                unit_reporting=unit,
                unit_counting=unit,
                **facts,
            )

    return open_case
