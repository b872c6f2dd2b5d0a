"""What a record on file says otherwise is never accepted and lost unseen; what is certain goes."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.foreseeing import foresee
from firebreak.records.actions import drafts, people
from firebreak.records.models import Case, Check, Person, Placement, Sample

FIRST = """#small 第一份
person p1 name=周青荷 sex=female age=34 id_number=990000198505070107
case c1 number=株洲5 status=confirmed onset=2020-01-22 classified=2020-01-25 @person=p1
"""
SECOND = FIRST.replace("第一份", "第二份").replace("number=株洲5 ", "")
OTHERWISE = SECOND.replace("onset=2020-01-22", "onset=2020-01-24")
HELD_OTHERWISE = "What is on file says otherwise"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def on_file(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(FIRST).reading)
    return Case.objects.get()


def foreseen(reading, reviewer):
    """Return what is counted as certain, and what waits."""
    desk = Desk.of(reading, reviewer)
    found = foresee(desk, list(desk.rows))
    return found.goes, found.waits


def test_a_case_that_differs_from_the_record_waits_though_its_person_is_only_decided_with_it(
    take_in, reviewer, on_file
):
    reading = take_in(OTHERWISE).reading
    goes, waits = foreseen(reading, reviewer)
    done = accept_certain(by=reviewer, reading=reading)
    assert set(done.keys) == goes == {"p1"}
    assert done.left == waits
    assert HELD_OTHERWISE in done.left["c1"]
    on_file.refresh_from_db()
    assert on_file.happened.start.day == 21  # in UTC: 22 January here


def test_a_case_that_says_the_same_is_certain(take_in, reviewer, on_file):
    reading = take_in(SECOND).reading
    goes, _waits = foreseen(reading, reviewer)
    assert goes == {"p1", "c1"} == set(accept_certain(by=reviewer, reading=reading).keys)


def test_a_person_who_differs_waits_and_so_does_what_belongs_to_her(take_in, reviewer, on_file):
    reading = take_in(SECOND.replace("age=34", "age=43")).reading
    goes, waits = foreseen(reading, reviewer)
    done = accept_certain(by=reviewer, reading=reading)
    assert (done.keys, goes) == ([], set())
    assert done.left == waits
    assert HELD_OTHERWISE in done.left["p1"]


def test_a_person_who_differs_is_not_taken_along_with_her_case(take_in, reviewer, on_file):
    reading = take_in(SECOND.replace("age=34", "age=43")).reading
    with pytest.raises(ValidationError, match="than a draft this one needs"):
        accept(by=reviewer, reading=reading, keys=["c1"])


def test_who_did_not_see_what_the_record_says_is_shown_it_first(take_in, reviewer, on_file):
    reading = take_in(OTHERWISE).reading
    accept(by=reviewer, reading=reading, keys=["p1"])
    blind = Answer(saw=frozenset())
    with pytest.raises(ValidationError, match=HELD_OTHERWISE):
        accept(by=reviewer, reading=reading, keys=["c1"], answers={"c1": blind})
    seen = Answer(saw=frozenset({(on_file.pk, "happened")}))
    assert accept(by=reviewer, reading=reading, keys=["c1"], answers={"c1": seen}).keys == ["c1"]


def test_what_a_classification_of_the_document_brings_is_not_lost(take_in, reviewer, on_file):
    course = "classification k1 status=recovered when=2020-02-05 @case=c1\n"
    text = SECOND.replace("status=confirmed", "status=recovered") + course
    reading = take_in(text.replace("classified=2020-01-25 ", "")).reading
    assert set(accept_certain(by=reviewer, reading=reading).keys) == {"p1", "c1", "k1"}
    on_file.refresh_from_db()
    assert on_file.status == "recovered"


def test_a_new_status_without_a_course_waits(take_in, reviewer, on_file):
    reading = take_in(SECOND.replace("status=confirmed", "status=died")).reading
    assert "c1" in accept_certain(by=reviewer, reading=reading).left


def test_less_than_the_record_says_is_no_difference(take_in, reviewer, city):
    people.register(by=None, name="周强", phone="13900000001", unit_residence=city.c430202)
    text = "#small\nperson p1 name=周强 phone=13900000001 residence=株洲市\n"
    assert accept_certain(by=reviewer, reading=take_in(text).reading).keys == ["p1"]


COURSE = """#small 一
person p1 name=周强 sex=male age=45 id_number=990000197505070105
case c1 number=株洲1 status=confirmed onset=2020-01-18 @person=p1
stay s1 place=建材市场 seat=3号 when=2020-01-19 @person=p1
check x1 kind=fever_clinic when=2020-01-21 temperature_celsius=37.8 symptoms=fever @person=p1
placement b1 level=ward unit=荷塘区 when=2020-01-22 @person=p1
sample m1 number=S-1 kind=throat when=2020-01-23 @person=p1
person p2 name=吴小燕 id_number=990000197705070208
contact k1 manner=meal when=2020-01-20 @from=p1 @to=p2
"""


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("seat=3号", "seat=4号", "s1"),
        ("symptoms=fever", "symptoms=cough", "x1"),
        ("unit=荷塘区", "unit=天元区", "b1"),
        ("throat when=2020-01-23", "throat when=2020-01-24", "m1"),
        ("manner=meal", "manner=visit", "k1"),
    ],
)
def test_whatever_is_recorded_otherwise_waits_until_it_is_seen(take_in, reviewer, was, now, key):
    accept_certain(by=reviewer, reading=take_in(COURSE).reading)
    other = take_in(COURSE.replace("一", "二").replace(was, now)).reading
    goes, waits = foreseen(other, reviewer)
    done = accept_certain(by=reviewer, reading=other)
    assert list(done.left) == list(waits) == [key]
    assert set(done.keys) == goes
    assert accept(by=reviewer, reading=other, keys=[key]).keys == [key]
    assert other.drafts.get(key=key).was_on_file


def test_what_is_new_of_something_on_file_is_added_where_it_can_be(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(COURSE).reading)
    more = COURSE.replace("一", "二").replace(
        "unit=荷塘区 when=2020-01-22", "unit=荷塘区 when=2020-01-22 ended=2020-02-01"
    )
    more = more.replace("throat when=2020-01-23", "throat when=2020-01-23 received=2020-01-24")
    other = take_in(more).reading
    assert accept_certain(by=reviewer, reading=other).left == {}
    assert Placement.objects.get().ended_at is not None
    assert Sample.objects.get().received_at is not None


def test_what_is_recorded_otherwise_may_also_be_another_one(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(COURSE).reading)
    other = take_in(COURSE.replace("一", "二").replace("symptoms=fever", "symptoms=cough")).reading
    accept(by=reviewer, reading=other, keys=["x1"], answers={"x1": Answer(is_new=True)})
    assert Check.objects.count() == 2


WHOLE = """#small 各种草稿
person p1 name=周强 sex=male age=45 residence=荷塘区 phone=13900000001
case c1 number=株洲1 status=confirmed onset=2020-01-18 classified=2020-01-25 @person=p1
person p2 name=吴某 sex=female age=43 residence=荷塘区
contact k1 manner=meal when=2020-01-20 @from=p1 @to=p2
person p3 name=林某三
contact k2 order=1 when=2020-01-22 @from=p2 @to=p3
contact k3 order=2 when=2020-01-22 @from=p2 @to=p3
contact k4 when=2020-01-22 contact_of=株洲1 @to=p3
contact k5 when=2020-01-22 contact_of=株洲9 @to=p3
check x1 kind=fever_clinic when=2020-01-21 temperature_celsius=37.8 @person=p1
check x2 when=2020-01-21 temperature_celsius=37.8 @person=p1
placement b1 level=ward unit=荷糖区 when=2020-01-22 @person=p1
placement b2 when=2020-01-22 @person=p1
sample m1 number=S-1 kind=throat when=2020-01-23 @person=p1
sample m2 number=S-2 kind=throat when=2031-01-23 @person=p1
test t1 result=positive when=2020-01-24 @sample=m1
test t2 result=positive when=2020-01-24 @sample=m2
test t3 when=2020-01-24 @sample=m1
stay s1 place=建材市场 when=2020-01-19 @person=p1
stay s2 when=2020-01-19 @person=p1
stay s3 place=建材市场 when=2020-01-20
journey j1 number=G1001 when=2020-01-17
person p4 name=陈某 sex=male age=30
case c4 onset=2020-01-18 @person=p4
person p5 name=郑某 sex=male age=30
case c5 number=株洲7 status=confirmed onset=2031-01-18 @person=p5
classification v5 status=confirmed when=2020-01-25 @case=c5
person p6 name=孙某 sex=male age=31
case c6 number=株洲5 status=confirmed @person=p6
person p7 ?name=某 name=钱某 sex=male age=33
case c7 status=confirmed @person=p7
gathering g1 what=火锅 when=2020-01-17 people=12 @person=p1 @attendee_a=p7
gathering g2 what=聚餐 when=2020-01-17 people=12 @person=p1 @attendee_a=p2
total n1 what=confirmed number=16
total n2 what=confirmed
order o1 text=备好床位 to=荷塘区 deadline_hours=48 until=2031-01-01
report r1 kind=investigation unit=荷塘区
person p8 name=周青荷 sex=female age=34 id_number=990000198505070107
case c8 onset=2020-01-24 status=confirmed @person=p8
stay s8 place=超市 when=2020-01-20 @person=p8
"""


def test_what_is_counted_as_certain_is_what_is_accepted(take_in, reviewer, on_file):
    reading = take_in(WHOLE).reading
    drafts.reject(by=reviewer, draft=reading.drafts.get(key="p4"), reason="x")
    goes, waits = foreseen(reading, reviewer)
    done = accept_certain(by=reviewer, reading=reading)
    assert set(done.keys) == goes
    assert done.left == waits
    assert {"p1", "c1", "k1", "k4", "x1", "m1", "t1", "s1", "g2", "n1", "o1", "p8", "s8"} <= goes
    assert not foreseen(reading, reviewer)[0]
    assert Person.objects.filter(name="周青荷").count() == 1


@pytest.mark.parametrize(
    ("more", "n_left"), [("", 1), ("case c1 number=1 @person=a\ncase c2 number=2 @person=b\n", 0)]
)
def test_of_two_namesakes_in_one_document_the_second_waits_unless_they_are_numbered_apart(
    take_in, reviewer, more, n_left
):
    two = "#small\nperson a name=王小某 sex=male age=45\nperson b name=王小某 sex=male age=45\n"
    reading = take_in(two + more.replace(" @", " status=confirmed @")).reading
    goes, waits = foreseen(reading, reviewer)
    done = accept_certain(by=reviewer, reading=reading)
    assert set(done.keys) == goes
    assert len(done.left) == len(waits) == n_left
