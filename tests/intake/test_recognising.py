"""Whom on file a draft may be: how likely, by what, and never sure without what is his alone."""

from datetime import date

import polars as pl
import pytest
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.known import proposals
from firebreak.intake.linkage import FEATURES, link, recognising
from firebreak.intake.linkage.proposing import people_on_file
from firebreak.intake.linkage.recognising import _table, _told
from firebreak.intake.receiving import receive
from firebreak.records.actions import contacts, people, units
from firebreak.records.actions.merge import merge
from firebreak.records.models import Person, User

PHONE, OTHER_PHONE = "13900000001", "13900000002"
ID_NUMBER = "990000199001010011"
BORN = date(1980, 5, 1)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


@pytest.fixture
def take_in(city):
    """Return a function that puts lines into the city's inbox."""

    def bring(*lines: str, unit=None):
        text = "#small\n" + "\n".join(lines)
        how = {"by": None, "name": "a.txt", "channel": "dropped", "unit": unit or city.root}
        return receive(text.encode(), **how).reading

    return bring


@pytest.fixture
def proposed(take_in):
    """Return a function that says who is proposed for the first draft of some lines."""

    def ask(*lines: str, by=None):
        desk = Desk.of(take_in(*lines), by)
        return proposals(desk, [desk.draft("p")]).get("p", [])

    return ask


def somebody(city, **facts):
    told = {"name": "龙伟欣", "sex": "female", "age": 40, "unit_residence": city.c430202}
    return people.register(by=None, **(told | facts))


SAME = "person p name=龙伟欣 sex=female age=40 residence=荷塘区"


def levels(proposal):
    return {feature: level for feature, level, _bits in proposal.features}


def test_a_proposal_says_how_likely_it_is_and_by_what(city, proposed):
    known = somebody(city, phone=PHONE)
    (one,) = proposed(f"{SAME} phone={PHONE}")
    assert (one.record, one.is_sure, one.why) == (known, True, "phone_and_name")
    assert 0.999 < one.probability <= 1
    assert levels(one) == {
        **{"name": "same", "sex": "same", "birth": "age", "phone": "same", "home": "county"},
        **{"id_number": "unknown", "onset": "unknown", "exposure": "unknown"},
    }


def test_levels_and_bits_are_those_that_splink_finds(city, take_in):
    somebody(city, phone=PHONE, birth_date=BORN, age=None)
    somebody(city, name="龙玮欣", phone=PHONE)
    somebody(city, name="龙某", unit_residence=city.c430211)
    desk = Desk.of(take_in(f"{SAME} phone={PHONE} birth_date=1980-05-01"), None)
    draft = desk.draft("p")
    mine = {one.record.pk: one for one in proposals(desk, [draft])["p"]}
    told = _table([_told(desk, draft)]).with_columns(id=pl.lit("0"))
    on_file = people_on_file().with_columns(pl.col("id").cast(pl.String))
    theirs = {int(r["right"]): r for r in link(told, on_file, probability=1e-9).to_dicts()}
    assert len(mine) >= 2
    for pk, one in mine.items():
        assert levels(one) == {f: theirs[pk][f] for f in FEATURES}
        for feature, _level, bits in one.features:
            if feature not in ("name", "phone", "home"):  # whose rarity Splink counts otherwise
                assert bits == pytest.approx(theirs[pk][f"{feature}_bits"], abs=1e-6)


@pytest.mark.parametrize(
    ("on_file", "line"),
    [
        ({"name": "龙玮欣", "birth_date": BORN}, f"{SAME} birth_date=1980-05-01"),
        ({"phone": PHONE}, f"person p name=龙某 sex=female age=40 phone={PHONE}"),
        ({"name": "龙玮欣"}, SAME),
    ],
)
def test_who_looks_alike_is_asked_about_and_never_sure(city, proposed, on_file, line):
    known = somebody(city, **on_file)
    (one,) = proposed(line)
    assert (one.record, one.is_sure) == (known, False)
    assert 0.1 <= one.probability < 1


def test_two_people_of_one_surname_sex_place_and_day_stay_two(city, take_in):
    lines = [
        line
        for n in "12"
        for line in (
            f"person p{n} name=陈某 sex=male age=45 residence=荷塘区",
            f"case c{n} status=confirmed onset=2020-01-25 classified=2020-01-30 @person=p{n}",
        )
    ]
    reading = take_in(*lines)
    left = accept_certain(by=None, reading=reading).left
    assert Person.objects.filter(name="陈某").count() == 1
    assert set(left) == {"p2", "c2"}
    (one,) = proposals(Desk.of(reading, None), [Desk.of(reading, None).draft("p2")])["p2"]
    assert one.probability < 0.9
    accept(by=None, reading=reading, keys=["c2"], answers={"p2": Answer(is_new=True)})
    assert Person.objects.filter(name="陈某").count() == 2


def test_twins_of_one_telephone_are_not_proposed(city, proposed):
    somebody(city, name="龙佳怡", phone=PHONE, birth_date=BORN)
    assert proposed(f"person p name=龙佳慧 sex=female birth_date=1980-05-01 phone={PHONE}") == []


def test_an_id_number_under_another_name_and_sex_is_asked_about(city, proposed):
    somebody(city, name="王大力", sex="male", age=70, id_number=ID_NUMBER)
    (one,) = proposed(f"{SAME} id_number={ID_NUMBER}")
    assert (one.why, one.is_sure) == ("id_number", False)
    assert one.probability < 0.5


def test_an_id_number_with_the_name_is_sure(city, proposed):
    known = somebody(city, id_number=ID_NUMBER, age=None, unit_residence=None)
    (one,) = proposed(f"{SAME} id_number={ID_NUMBER}")
    assert (one.record, one.is_sure) == (known, True)


def test_the_likeliest_comes_first_and_strangers_not_at_all(city, proposed):
    far = somebody(city, unit_residence=city.c430211)
    near = somebody(city)
    somebody(city, sex="male")
    somebody(city, age=70)
    somebody(city, name="王大力", phone=OTHER_PHONE)
    assert [one.record for one in proposed(SAME)] == [near, far]


def test_who_was_merged_is_found_by_his_old_telephone_as_the_one_he_is(city, proposed):
    kept, away = somebody(city, phone=OTHER_PHONE), somebody(city, phone=PHONE)
    merge(by=None, keep=kept, away=away, reason="one person")
    (one,) = proposed(f"{SAME} phone={PHONE}")
    assert (one.record, one.is_sure) == (kept, True)


def test_nobody_outside_the_subtree_is_proposed(city, proposed):
    somebody(city, phone=PHONE)
    user = User.objects.create(username="tianyuan")
    units.appoint(by=None, user=user, role="reviewer", unit=city.c430211)
    assert proposed(f"{SAME} phone={PHONE}", by=user) == []


def test_exposures_and_onset_count(city, proposed, take_in):
    reading = take_in(
        "person q name=吴大海 sex=male age=50",
        "case d number=株洲9 status=confirmed onset=2020-01-18 classified=2020-01-25 @person=q",
    )
    accept_certain(by=None, reading=reading)
    case = Person.objects.get(name="吴大海").cases.get()
    known = somebody(city)
    without = proposed(SAME)[0]
    contacts.name_contact(by=None, case=case, person=known, when=case.happened)
    lines = (
        f"{SAME} employer=x",
        "case d number=株洲9 @person=q",
        "person q name=吴大海 sex=male age=50",
        "contact k manner=meal when=2020-01-20 @from=d @to=p",
    )
    reading = take_in(*lines)
    accept(by=None, reading=reading, keys=["d"])
    desk = Desk.of(reading, None)
    (one,) = proposals(desk, [desk.draft("p")])["p"]
    assert levels(one)["exposure"] == "same"
    assert one.probability > without.probability


def test_a_page_of_drafts_asks_the_database_no_more_often_than_one(
    city, take_in, django_assert_max_num_queries
):
    for n in range(40):
        somebody(city, name=f"龙伟{chr(0x5B89 + n)}", phone=f"139{n:08}")
    lines = [
        f"person p{n} name=龙伟{chr(0x5B89 + n)} sex=female age=40 residence=荷塘区 phone=139{n:08}"
        for n in range(40)
    ]
    desk = Desk.of(take_in(*lines), None)
    drafts = [desk.draft(key) for key in desk.rows]
    with django_assert_max_num_queries(30):
        found = proposals(desk, drafts)
    assert len(found) == 40


def test_whom_a_page_also_asks_about_crowds_nobody_out(city, take_in, monkeypatch):
    monkeypatch.setattr(recognising, "MOST_LOOKED_AT", 1)
    first = somebody(city)
    second = somebody(city, name="欧阳雪", unit_residence=city.c430202)
    desk = Desk.of(take_in(SAME, "person q name=欧阳雪 sex=female age=40"), None)
    found = proposals(desk, [desk.draft("p"), desk.draft("q")])
    assert {key: [one.record for one in each] for key, each in found.items()} == {
        "p": [first],
        "q": [second],
    }
