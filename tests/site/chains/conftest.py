"""The small city with three confirmed cases in Hetang and one in Tianyuan, and chains made by hand."""

import pytest
from tests.site.chains.by_hand import compute_by_hand
from tests.site.conftest import at, local

from firebreak.engine.when import When
from firebreak.records import chains, clock
from firebreak.records.actions import cases, contacts
from firebreak.records.chains import keeping
from firebreak.records.situation import situation
from firebreak.site.chains import drawing

DINNER = When.between(local(1, 25, 18, 30), local(1, 25, 21))


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
    chains.forget()
    drawing.DRAWING.forget()
    monkeypatch.setattr(keeping, "compute", compute_by_hand)


@pytest.fixture
def ill(city):
    """张 infected 李 at dinner; 赵 of the other county sat there too and fell ill; 王 met nobody."""
    with clock.held_at(local(2, 2, 18)):
        city.restaurant = contacts.add_place(
            by=None, name="老灶火锅", unit=city.hetang, kind="restaurant"
        )
        city.li_case = confirmed(city, city.li, city.hetang, onset=at(1, 29))
        for case in (city.suspect, city.other_case):
            cases.classify(by=None, case=case, status="confirmed", when=at(2, 2, 17))
        for case, person in ((city.case, city.li), (city.case, city.zhao)):
            contacts.name_contact(
                by=None,
                case=case,
                person=person,
                when=DINNER,
                ended_at=DINNER.end,
                manner="meal",
                place=city.restaurant,
            )
    return city


def confirmed(city, person, unit, **facts):
    return cases.open_case(
        by=None,
        person=person,
        pathogen="sars-cov-2",
        status="confirmed",
        when=at(2, 1),
        unit_reporting=city.hospital,
        unit_counting=unit,
        **facts,
    )


@pytest.fixture
def computed(ill):
    """The same, its chains being there."""
    chains.make_now(situation())
    return ill


@pytest.fixture
def drawn(monkeypatch):
    """Draw at once, as the process beside the site would."""

    def at_once(key, work, given):
        drawing.DRAWING.work_out(key, work, given())
        return drawing.DRAWING.answers[key]

    monkeypatch.setattr(drawing.DRAWING, "ask", at_once)
