"""The city that lists are imported into: real divisions, nobody in them."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from firebreak.intake.linelist import KnownUnit, UnitBook, read_content

HERE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 2, 10)
COUNTIES = {
    "荷塘区": "430202",
    "芦淞区": "430203",
    "石峰区": "430204",
    "天元区": "430211",
    "渌口区": "430212",
    "攸县": "430223",
    "茶陵县": "430224",
    "炎陵县": "430225",
    "醴陵市": "430281",
}


@pytest.fixture(scope="session")
def book() -> UnitBook:
    """Return the units as reading knows them."""
    counties = [
        KnownUnit(
            key,
            name,
            code=code,
            codes=(code, "430221") if name == "渌口区" else (code,),
            former=("株洲县",) if name == "渌口区" else (),
        )
        for key, (name, code) in enumerate(COUNTIES.items(), 2)
    ]
    city = KnownUnit(1, "株洲市", name_en="Zhuzhou", kind="city", code="4302", codes=("4302",))
    zone = KnownUnit(20, "云龙示范区", kind="zone", code="YL")
    hospital = KnownUnit(30, "荷塘医院", kind="hospital", code="H1")
    return UnitBook([city, *counties, zone, hospital])


@pytest.fixture
def read(book):
    """Return a function that reads a CSV given as text, or bytes."""

    def read_text(text: str | bytes, *, encoding: str = "utf-8", file: str = "list.csv", **choices):
        content = text if isinstance(text, bytes) else text.encode(encoding)
        return read_content(content, file, units=book, zone=HERE, today=TODAY, **choices)

    return read_text


@pytest.fixture
def city(db) -> SimpleNamespace:
    """Return the units on file, at noon of 10 February 2020."""
    from firebreak.records import clock, situation
    from firebreak.records.actions import units

    clock.forget()
    situation.forget()
    with clock.held_at(datetime(2020, 2, 10, 12, tzinfo=HERE)):
        root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
        units.set_installation(by=None, city=root, pathogen="sars-cov-2")
        found = SimpleNamespace(root=root)
        for name, code in COUNTIES.items():
            county = units.open_unit(by=None, code=code, name=name, kind="county", parent=root)
            setattr(found, f"c{code}", county)
        units.map_division_code(
            by=None, unit=found.c430212, code="430221", name="株洲县", valid_to=date(2018, 6, 19)
        )
        units.open_unit(by=None, code="YL", name="云龙示范区", kind="zone", parent=root)
        yield found


@pytest.fixture
def reviewer(city):
    """Return somebody who decides on what comes into the city's inbox."""
    from firebreak.records.actions import units
    from firebreak.records.models import User

    user = User.objects.create(username="reviewer")
    units.appoint(by=None, user=user, role="reviewer", unit=city.root)
    return user


@pytest.fixture
def take_in(city):
    """Return a function that takes a document into the city's inbox."""
    from firebreak.intake.receiving import receive

    def bring(text: str, **how):
        content = text.encode() if isinstance(text, str) else text
        how = {"by": None, "name": "通报.txt", "channel": "dropped", "unit": city.root} | how
        return receive(content, **how)

    return bring
