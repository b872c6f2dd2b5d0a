"""A small city written through the actions, and browsers signed in at its posts.

`city` holds the units by name, the users by role (`city.users["tracer"]`, everybody's home is the
county of Hetang or what lies under it; `city.others` are the same roles in Tianyuan), the people
and the cases. It is 08:00 on 3 February 2020. Everybody in it is invented.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.kept import kept

from firebreak.engine.when import When
from firebreak.records import chains, clock, situation
from firebreak.records.actions import (
    cases,
    checks,
    contacts,
    laboratory,
    outbreaks,
    people,
    placements,
    reports,
    units,
)
from firebreak.records.models import Person, Post, Unit, User
from firebreak.records.roles import Role

PASSWORD = "three-dry-hills"
UNITS = (  # name here, code, name, English name, kind, under
    ("city_cdc", "CDC", "市疾控中心", "City CDC", "cdc", "root"),
    ("lab", "LAB", "市疾控实验室", "CDC laboratory", "laboratory", "root"),
    ("hetang", "430202", "荷塘区", "Hetang", "county", "root"),
    ("tianyuan", "430211", "天元区", "Tianyuan", "county", "root"),
    ("yunlong", "YL", "云龙示范区", "Yunlong zone", "zone", "root"),
    ("hetang_cdc", "430202-CDC", "荷塘区疾控中心", "Hetang CDC", "cdc", "hetang"),
    ("hospital", "H1", "荷塘医院", "Hetang hospital", "hospital", "hetang"),
    ("site", "Q1", "荷塘集中观察点", "Hetang quarantine site", "quarantine_site", "hetang"),
    ("town", "430202001", "月塘街道", "Yuetang", "town", "hetang"),
    ("grid", "430202001-1", "月塘第一网格", "Yuetang grid 1", "grid", "town"),
    ("checkpoint", "CP1", "荷塘东卡点", "Hetang east checkpoint", "checkpoint", "hetang"),
    ("school", "S1", "荷塘一中", "Hetang No. 1 school", "school", "hetang"),
    ("firm", "F1", "荷塘轴承厂", "Hetang bearing works", "firm", "hetang"),
    ("hospital_2", "H2", "天元医院", "Tianyuan hospital", "hospital", "tianyuan"),
    ("grid_2", "430211001-1", "泰山第一网格", "Taishan grid 1", "grid", "tianyuan"),
)
#: Where each role sits: in Hetang, or in the city.
POSTS = {
    Role.DUTY_HEAD: "root",
    Role.SECRETARY: "hetang",
    Role.TRACER: "hetang",
    Role.REVIEWER: "hetang",
    Role.CLINICIAN: "hospital",
    Role.HOSPITAL: "hospital",
    Role.LABORATORY: "lab",
    Role.GRID_WORKER: "grid",
    Role.CHECKPOINT: "checkpoint",
    Role.SCHOOL: "school",
    Role.LIAISON: "firm",
    Role.SUPPLY_KEEPER: "hetang",
    Role.SPOKESPERSON: "root",
    Role.INSPECTOR: "hetang",
    Role.CITIZEN: "hetang",
    Role.ADMINISTRATOR: "root",
}
OTHER_POSTS = {
    Role.TRACER: "tianyuan",
    Role.REVIEWER: "tianyuan",
    Role.CLINICIAN: "hospital_2",
    Role.GRID_WORKER: "grid_2",
    Role.SECRETARY: "tianyuan",
}


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return an instant of early 2020 in the city's time."""
    return datetime(2020, month, day, hour, minute, tzinfo=settings.CITY_ZONE)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> When:
    return When.minute(local(month, day, hour, minute))


NOW = local(2, 3, 8)


def make_city() -> SimpleNamespace:
    """Put the city into the database; the clock afterwards is the caller's."""
    return kept("small city of the pages", write_city)


def write_city() -> SimpleNamespace:
    with clock.held_at(local(1, 20, 8)):
        city = _units()
        _users(city)
    _what_happened(city)
    return city


def _units() -> SimpleNamespace:
    root = units.open_unit(by=None, code="4302", name="株洲市", name_en="Zhuzhou", kind="city")
    city = SimpleNamespace(root=root, units={"root": root}, users={}, others={})
    for word, code, name, name_en, kind, under in UNITS:
        unit = units.open_unit(
            by=None, code=code, name=name, name_en=name_en, kind=kind, parent=city.units[under]
        )
        city.units[word] = unit
        setattr(city, word, unit)
    units.set_installation(by=None, city=root, pathogen="sars-cov-2")
    return city


def _users(city: SimpleNamespace) -> None:
    for posts, users, tail in ((POSTS, city.users, ""), (OTHER_POSTS, city.others, "-2")):
        made = [
            User(username=f"{role}{tail}", name=f"{role}{tail}", password=hashed_password())
            for role in posts
        ]
        User.objects.bulk_create(made)
        held = [
            Post(user=user, role=role, unit=city.units[where])
            for user, (role, where) in zip(made, posts.items(), strict=True)
        ]
        for post in Post.objects.bulk_create(held):
            post.user.post = post
            users[post.role] = post.user
        User.objects.bulk_update(made, ["post"])


@cache
def hashed_password() -> str:
    return make_password(PASSWORD)  # slow by design, so once for all


def _what_happened(city: SimpleNamespace) -> None:
    with clock.held_at(local(1, 30, 9)):
        city.zhang = _person("张某一", city.hetang, sex="male", age=45, phone="13900000001")
        city.case = _case(city, city.zhang, city.hospital, city.hetang, onset=at(1, 26, 20))
        city.outbreak = outbreaks.declare(
            by=None, pathogen="sars-cov-2", unit=city.hetang, name="荷塘聚餐", when=at(1, 30, 8)
        )
    with clock.held_at(local(1, 30, 12)):
        city.sample = laboratory.take_sample(
            by=None,
            person=city.zhang,
            unit=city.hospital,
            when=at(1, 30, 11),
            number="HT-001",
            laboratory=city.lab,
        )
        city.ward = placements.begin(
            by=None, person=city.zhang, level="ward", unit=city.hospital, when=at(1, 30, 11, 30)
        )
        reports.send(
            by=None,
            kind="case_card",
            unit=city.hospital,
            to_unit=city.hetang,
            when=at(1, 30, 10),
            case=city.case,
        )
    with clock.held_at(local(1, 31, 9)):
        laboratory.receive_sample(by=None, sample=city.sample, at=local(1, 30, 18))
        laboratory.report_result(
            by=None,
            sample=city.sample,
            pathogen="sars-cov-2",
            result="positive",
            when=at(1, 31, 8),
        )
        cases.classify(by=None, case=city.case, status="confirmed", when=at(1, 31, 8, 30))
        city.li = _person("李某二", city.grid, sex="female", age=43, phone="13900000002")
        city.contact = contacts.name_contact(
            by=None,
            case=city.case,
            person=city.li,
            when=at(1, 25, 19),
            manner="meal",
            unit=city.grid,
        )
        city.watch = placements.begin(
            by=None, person=city.li, level="home", unit=city.grid, when=at(1, 31, 9)
        )
    with clock.held_at(local(2, 1, 9)):
        checks.record_check(
            by=None,
            person=city.li,
            kind="follow_up",
            unit=city.grid,
            when=at(2, 1, 8, 30),
            temperature_celsius=Decimal("36.4"),
        )
    with clock.held_at(local(2, 2, 16)):
        city.wang = _person("王某三", city.hetang, sex="male", age=30)
        city.suspect = _case(city, city.wang, city.hospital, city.hetang, onset=at(2, 1, 8))
        city.waiting = laboratory.take_sample(
            by=None,
            person=city.wang,
            unit=city.hospital,
            when=at(2, 2, 15),
            number="HT-002",
            laboratory=city.lab,
        )
        city.zhao = _person("赵某四", city.tianyuan, sex="female", age=61, phone="13900000004")
        city.other_case = _case(city, city.zhao, city.hospital_2, city.tianyuan)
        city.other_sample = laboratory.take_sample(
            by=None, person=city.zhao, unit=city.hospital_2, when=at(2, 2, 15), number="TY-001"
        )
        city.qian = _person("钱某五", city.grid_2, sex="male", age=20)
        city.other_contact = contacts.name_contact(
            by=None, case=city.other_case, person=city.qian, when=at(2, 1, 12), unit=city.grid_2
        )
        city.other_watch = placements.begin(
            by=None, person=city.qian, level="home", unit=city.grid_2, when=at(2, 2, 15)
        )


def _person(name: str, unit: Unit, **facts) -> Person:
    return people.register(by=None, name=name, unit_residence=unit, unit_stay=unit, **facts)


def _case(city, person, unit, county, **facts):
    return cases.open_case(
        by=None,
        person=person,
        pathogen="sars-cov-2",
        status="suspected",
        when=When.minute(clock.now()),
        unit_reporting=unit,
        unit_counting=county,
        **facts,
    )


@pytest.fixture(autouse=True)
def nothing_kept():
    situation.forget()
    chains.forget()  # the last ones there were are shown, whosever they are
    clock.forget()


@pytest.fixture
def city(db):
    """Return the small city, at 08:00 on 3 February 2020."""
    made = make_city()
    with clock.held_at(NOW):
        yield made


@pytest.fixture
def sign_in(city) -> Callable[[User | str], Client]:
    """Return a function that signs somebody in, given the user or the role: his browser."""

    def as_user(user: User | str) -> Client:
        client = Client(headers={"accept-language": "en"})
        user = city.users[user] if isinstance(user, str) else user
        client.force_login(user, backend="firebreak.site.accounts.signed_in.Backend")
        return client

    return as_user
