"""From a document to records: kept, compared with what is on file, accepted, undone."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.intake import small_reader
from tests.intake.conftest import HERE

from firebreak.engine.when import Precision
from firebreak.intake import readers
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.foreseeing import foresee
from firebreak.intake.kept import draft_of, mend
from firebreak.intake.known import proposals
from firebreak.intake.vocabulary import FIELDS
from firebreak.records import clock, models
from firebreak.records.actions import drafts, people, units, withdraw
from firebreak.records.models import (
    Case,
    Change,
    Check,
    Citation,
    Contact,
    Draft,
    Person,
    Placement,
    Sample,
    Source,
    Stay,
    Test,
    User,
)
from firebreak.records.visibility import Refused

BULLETIN = """#small 株洲市通报
person p1 name=周强 sex=male age=45 residence=荷塘区 phone=13900000001
case c1 number=株洲1 status=confirmed onset=2020-01-18 classified=2020-01-25 @person=p1
stay s1 place=建材市场 place_kind=shop when=2020-01-19 @person=p1
person p2 name=吴某 sex=female age=43 residence=荷塘区
contact k1 manner=meal when=2020-01-20 @from=p1 @to=p2
check x1 kind=fever_clinic when=2020-01-21 temperature_celsius=37.8 symptoms=fever @person=p1
placement b1 level=ward when=2020-01-22 @person=p1
sample m1 number=S-1 kind=throat when=2020-01-23 @person=p1
test t1 result=positive when=2020-01-24 @sample=m1
journey j1 means=train number=G1001 when=2020-01-17_08:00 arrived=2020-01-17_12:00 from_place=武汉 to_place=株洲 @person=p1
total n1 what=confirmed number=16
"""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Let the small reader read here, and nobody else."""
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


def counts():
    kept = (Person, Case, Stay, Contact, Check, Placement, Sample, Test, Citation, Source)
    return [model.objects.count() for model in kept]


def test_a_bulletin_becomes_records_each_with_the_sentence_it_was_read_from(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    assert reading.drafts.count() == 11
    assert counts()[:8] == [0] * 8  # reading writes nothing

    done = accept_certain(by=reviewer, reading=reading)

    assert (len(done.keys), done.left) == (11, {})
    case = Case.objects.get()
    assert (case.number, case.status, case.person.name) == ("株洲1", "confirmed", "周强")
    assert case.happened_precision == Precision.DAY
    assert case.unit_counting.name == "荷塘区"
    assert Check.objects.get().temperature_celsius == Decimal("37.8")
    assert Contact.objects.get().case == case
    assert Test.objects.get().sample.number == "S-1"
    ride = Stay.objects.get(place__kind="train")
    assert (ride.boarding, ride.leaving) == ("武汉", "株洲")
    onset = Citation.objects.get(record_kind="case", record_id=case.pk, field="happened_at")
    assert reading.source.text[onset.start : onset.end] == "2020-01-18"
    assert onset.quote.startswith("case c1")


def test_what_the_record_has_no_place_for_stays_with_its_document(take_in, reviewer, monkeypatch):
    monkeypatch.setitem(FIELDS, "team", {"people": FIELDS["gathering"]["people"]})
    reading = take_in("#small\nteam t1 people=75\n").reading
    accept_certain(by=reviewer, reading=reading)
    team = reading.drafts.get(key="t1")
    assert (team.state, team.record_kind, draft_of(team).value("people")) == ("accepted", "", 75)


@pytest.mark.parametrize(
    ("key", "line", "lacking"),
    [
        ("j9", "journey j9 from_place=武汉 when=2020-01-16 @person=p1", "number (or plate)"),
        ("s9", "stay s9 activity=购物 when=2020-01-18 @person=p1", "does not say where"),
        ("r9", "report r9 kind=investigation unit=荷塘区", "does not say to whom"),
    ],
)
def test_what_lacks_what_a_record_needs_is_kept_with_its_document_by_who_accepts_it(
    take_in, reviewer, key, line, lacking
):
    reading = take_in(f"{BULLETIN}{line}\n").reading
    with translation.override("en"):
        left = accept_certain(by=reviewer, reading=reading).left
    assert list(left) == [key]
    assert lacking in left[key]  # the heap does not decide that a true fact stays off the record
    before = counts()
    assert accept(by=reviewer, reading=reading, keys=[key]).keys == [key]
    row = reading.drafts.get(key=key)
    assert (row.state, row.record_id, counts()) == ("accepted", None, before)


def test_a_contact_of_a_contact_is_one_of_the_case_behind_them(take_in, reviewer):
    more = "person p3 name=林某三\ncontact k2 order=2 when=2020-01-22 @from=p2 @to=p3\n"
    reading = take_in(BULLETIN + more).reading
    assert accept_certain(by=reviewer, reading=reading).left == {}
    second = Contact.objects.get(person__name="林某三")
    assert (second.case.number, second.order) == ("株洲1", Contact.Order.SECONDARY)


def test_a_close_contact_of_somebody_who_is_no_case_is_nobodys(take_in, reviewer):
    more = "person p3 name=林某三\ncontact k2 order=1 when=2020-01-22 @from=p2 @to=p3\n"
    reading = take_in(BULLETIN + more).reading
    assert list(accept_certain(by=reviewer, reading=reading).left) == ["k2"]


def test_the_same_bytes_twice_change_nothing_and_it_says_so(take_in, reviewer):
    first = take_in(BULLETIN)
    accept_certain(by=reviewer, reading=first.reading)
    before = [*counts(), Change.objects.count(), Draft.objects.count()]
    second = take_in(BULLETIN, name="another name.txt")
    assert (first.already, second.already) == (False, True)
    assert second.reading == first.reading
    assert accept_certain(by=reviewer, reading=second.reading).keys == []
    assert [*counts(), Change.objects.count(), Draft.objects.count()] == before


@pytest.mark.parametrize(
    "other",
    [
        BULLETIN.replace("\n", "\r\n"),
        f"{BULLETIN}\n \n",
        BULLETIN.rstrip(),
    ],
)
def test_a_text_that_is_pasted_is_the_text_that_was_dropped(take_in, other):
    first = take_in(BULLETIN)
    assert take_in(other, name="", channel="pasted").reading == first.reading
    assert take_in(BULLETIN.replace("45", "46")).reading != first.reading


def test_the_same_facts_in_another_document_double_nothing(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(BULLETIN).reading)
    before = counts()[:8]
    again = take_in(BULLETIN.replace("通报", "通报（转载）")).reading
    done = accept_certain(by=reviewer, reading=again)
    assert counts()[:8] == before
    # Whose name, sex and age alone agree is for the reviewer to decide, and so is what hangs on her.
    assert set(done.left) == {"p2", "k1"}
    her = Person.objects.get(name="吴某")
    accept(by=reviewer, reading=again, keys=["p2", "k1"], answers={"p2": Answer(same_as=her.pk)})
    assert counts()[:8] == before
    assert again.drafts.filter(was_on_file=True).count() == 11


def test_of_somebody_alike_it_is_asked_and_a_namesake_stays_another(take_in, reviewer, city):
    people.register(by=None, name="吴某", sex="female", age=43, unit_residence=city.c430202)
    reading = take_in(BULLETIN).reading
    with pytest.raises(ValidationError, match=r"Somebody like this|已有相似"):
        accept(by=reviewer, reading=reading, keys=["p2"])
    accept(by=reviewer, reading=reading, keys=["p2"], answers={"p2": Answer(is_new=True)})
    assert Person.objects.filter(name="吴某").count() == 2


def test_an_id_number_or_a_telephone_with_the_name_is_sure(take_in, reviewer):
    by_phone = people.register(by=None, name="周强", phone="139-0000-0001")
    reading = take_in(BULLETIN).reading
    accept(by=reviewer, reading=reading, keys=["p1"])
    assert reading.drafts.get(key="p1").record_id == by_phone.pk


def test_a_telephone_with_no_more_than_a_surname_is_asked_about(take_in, reviewer):
    people.register(by=None, name="周某", phone="13900000001")
    reading = take_in(BULLETIN).reading
    with pytest.raises(ValidationError) as asked:
        accept(by=reviewer, reading=reading, keys=["p1"])
    assert asked.value.code == "choose"


def test_a_telephone_of_somebody_of_another_name_is_no_proof(take_in, reviewer):
    people.register(by=None, name="周小明", phone="13900000001")
    reading = take_in(BULLETIN).reading
    accept(by=reviewer, reading=reading, keys=["p1"])
    assert Person.objects.count() == 2


def test_a_known_value_stays_unless_the_reviewer_takes_the_new_one(take_in, reviewer, city):
    on_file = people.register(by=None, name="周强", phone="13900000001", sex="male", age=44)
    reading = take_in(BULLETIN).reading
    accept(by=reviewer, reading=reading, keys=["p1"])
    on_file.refresh_from_db()
    assert (on_file.age, on_file.unit_residence) == (44, city.c430202)  # new filled in, old kept
    cited = set(Citation.objects.filter(record_kind="person").values_list("field", flat=True))
    assert {"name", "sex", "unit_residence"} <= cited
    assert "age" not in cited

    other = take_in(BULLETIN.replace("株洲市", "荷塘区")).reading
    answers = {"p1": Answer(same_as=on_file.pk, take=frozenset({"age"}))}
    accept(by=reviewer, reading=other, keys=["p1"], answers=answers)
    on_file.refresh_from_db()
    assert on_file.age == 45


def test_accepting_a_case_accepts_its_person_with_it(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    done = accept(by=reviewer, reading=reading, keys=["c1"])
    assert done.keys == ["p1", "c1"]


def test_what_belongs_to_a_rejected_draft_is_not_accepted(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    drafts.reject(by=reviewer, draft=reading.drafts.get(key="p1"), reason="另一城市")
    with pytest.raises(ValidationError, match=r"rejected|未被采纳"):
        accept(by=reviewer, reading=reading, keys=["c1"])
    assert Case.objects.count() == Person.objects.count() == 0


def test_a_rejected_draft_is_kept_with_its_reason_and_can_be_reopened(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    row = reading.drafts.get(key="p1")
    with pytest.raises(ValidationError):
        drafts.reject(by=reviewer, draft=row, reason="  ")
    drafts.reject(by=reviewer, draft=row, reason="另一城市")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("rejected", "另一城市")
    drafts.reopen(by=reviewer, draft=row)
    assert accept(by=reviewer, reading=reading, keys=["p1"]).keys == ["p1"]


def test_an_acceptance_is_undone_with_all_it_wrote(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    before = counts()
    done = accept_certain(by=reviewer, reading=reading)
    withdraw.take_back(by=reviewer, made=Change.objects.get(pk=done.change_id))
    assert counts() == before
    assert set(reading.drafts.values_list("state", flat=True)) == {"open"}
    assert len(accept_certain(by=reviewer, reading=reading).keys) == 11  # and can be done again


def test_what_is_in_doubt_is_left_by_the_heap_and_accepted_one_by_one(take_in, reviewer):
    reading = take_in(BULLETIN.replace("p2 name=吴某", "p2 ?name=吴 name=吴某")).reading
    done = accept_certain(by=reviewer, reading=reading)
    assert "p2" not in done.keys
    assert list(done.left) == ["k1"]
    assert accept(by=reviewer, reading=reading, keys=["k1"]).keys == ["p2", "k1"]


def test_a_little_confidence_is_a_doubt(take_in):
    reading = take_in(BULLETIN.replace("age=43", "~age=43")).reading
    assert not reading.drafts.get(key="p2").is_certain


def test_what_a_reviewer_mends_is_written_and_what_was_read_stays_beside_it(take_in, reviewer):
    reading = take_in(BULLETIN).reading
    row = reading.drafts.get(key="p1")
    mend(by=reviewer, row=row, values={"age": 54, "phone": None})
    accept(by=reviewer, reading=reading, keys=["p1"])
    person = Person.objects.get()
    assert (person.age, person.phone) == (54, None)
    assert '"age": {"value": 45' in row.read
    cited = Citation.objects.get(record_kind="person", field="age")
    assert reading.source.text[cited.start : cited.end] == "45"  # where it was said otherwise


def test_a_unit_that_is_not_on_file_is_said_and_nothing_is_written(take_in, reviewer):
    text = BULLETIN.replace("placement b1 level=ward", "placement b1 unit=荷糖区 level=ward")
    reading = take_in(text).reading
    done = accept_certain(by=reviewer, reading=reading)
    assert list(done.left) == ["b1"]
    assert "荷糖区" in done.left["b1"]
    assert "荷塘区" in done.left["b1"]  # what may have been meant


def test_a_death_told_of_with_the_case_is_a_second_classification(take_in, reviewer):
    text = (
        "#small\nperson p name=周强 sex=male age=80\n"
        "case c status=died @person=p\n"
        "classification a status=confirmed when=2020-01-25 @case=c\n"
        "classification b status=died when=2020-01-30 @case=c\n"
    )
    reading = take_in(text).reading
    done = accept_certain(by=reviewer, reading=reading)
    assert done.left == {}
    case = Case.objects.get()
    assert [row.status for row in case.classifications.all()] == ["confirmed", "died"]


def test_who_classified_a_case_is_as_the_document_says_and_not_who_accepts_it(
    take_in, reviewer, city
):
    text = (
        "#small\nperson p name=测试甲 residence=荷塘区\n"
        "case c number=X1 unit_reporting=荷塘区 @person=p\n"
        "classification a status=confirmed when=2020-01-25 @case=c\n"
        "classification b status=recovered when=2020-02-05 unit=攸县 @case=c\n"
        "classification d status=died when=2020-02-08 @case=c\n"
    )
    accept_certain(by=reviewer, reading=take_in(text).reading)
    units = [row.unit for row in Case.objects.get(number="X1").classifications.all()]
    assert units == [city.c430202, city.c430223, city.c430202]


def test_what_cannot_be_read_is_kept_with_the_reason(take_in):
    received = take_in("#small\n!unreadable")
    assert received.reading.problem == {"code": "damaged", "values": {}}
    assert received.reading.drafts.count() == 0


def test_a_fault_of_a_reader_is_a_sentence_and_not_a_trace(take_in):
    assert take_in("#small\n!fault").reading.problem["code"] == "reader_failed"


def test_numbers_of_people_are_encrypted_or_masked_wherever_a_draft_is_kept(take_in, reviewer):
    from django.db import connection

    accept_certain(by=reviewer, reading=take_in(BULLETIN).reading)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "13900000001" not in str(cursor.fetchall()), table


def test_a_reviewer_decides_on_what_lies_in_his_own_inbox_only(take_in, city):
    user = User.objects.create(username="county")
    units.appoint(by=None, user=user, role="reviewer", unit=city.c430223)
    reading = take_in(BULLETIN).reading
    with pytest.raises(Refused):
        drafts.reject(by=user, draft=reading.drafts.get(key="p1"), reason="x")
    assert accept_certain(by=user, reading=reading).keys == []
    assert Person.objects.count() == 0


def test_the_time_a_document_came_is_when_its_facts_were_told(take_in, reviewer, city):
    reading = take_in(BULLETIN).reading
    with clock.held_at(datetime(2020, 2, 11, 9, tzinfo=HERE)):
        accept(by=reviewer, reading=reading, keys=["p1"])
    assert Person.objects.get().told_at == reading.received_at


def test_a_case_was_told_when_it_was_reported_but_never_after_the_document(take_in, reviewer):
    told = "case c2 number=株洲2 status=confirmed reported={day} @person=p2\n"
    for number, day in enumerate(("2020-01-27", "2020-02-28")):
        text = BULLETIN + told.format(day=day)
        reading = take_in(text.replace("株洲", f"株洲{number}")).reading
        with clock.held_at(datetime(2020, 3, 1, 9, tzinfo=HERE)):
            accept(by=reviewer, reading=reading, keys=["c2"], answers={"p2": Answer(is_new=True)})
    first, second = Case.objects.filter(number__endswith="2").order_by("id")
    assert first.told_at == datetime(2020, 1, 27, tzinfo=HERE)
    assert second.told_at == reading.received_at


def test_models_of_the_inbox_are_part_of_the_record():
    assert {models.Reading, models.Draft, models.ExternalId} <= set(models.RECORDS)


def test_case_7_of_another_list_is_not_the_case_7_on_file(take_in, reviewer):
    first = (
        "#small A\nperson p name=周强 sex=male age=45\ncase c number=7 status=confirmed @person=p\n"
    )
    accept_certain(by=reviewer, reading=take_in(first).reading)
    other = take_in(first.replace("#small A", "#small B").replace("周强", "吴某")).reading
    done = accept_certain(by=reviewer, reading=other)
    assert list(done.left) == ["c"]
    with pytest.raises(ValidationError, match=r"number|编号"):
        accept(by=reviewer, reading=other, keys=["c"], answers={"c": Answer(is_new=True)})
    assert Case.objects.count() == 1


def test_a_text_without_a_day_counts_from_the_day_it_came_and_says_so(take_in, city, monkeypatch):
    monkeypatch.undo()  # the reader in earnest
    reading = take_in("患者7：周强，男，45岁，荷塘区人，1月18日发病，1月23日确诊。").reading
    case = draft_of(reading.drafts.get(kind="case"))
    assert case.value("onset").start == datetime(2020, 1, 18, tzinfo=HERE)
    assert reading.source.published_on is None
    assert "day_of_receipt_taken" in reading.notes


NAMESAKES = """#small 两个王某
person p1 name=王某 sex=male age=45 residence=荷塘区
case c1 number=2 status=confirmed classified=2020-01-25 @person=p1
person p2 name=王某 sex=male age=45 residence=荷塘区
case c2 number={number} status=confirmed classified=2020-01-26 @person=p2
"""


@pytest.mark.parametrize(("number", "is_asked"), [("11", False), ("2", True)])
def test_whom_a_document_numbers_apart_is_not_asked_about(take_in, reviewer, number, is_asked):
    reading = take_in(NAMESAKES.format(number=number)).reading
    accept(by=reviewer, reading=reading, keys=["p1", "c1"])
    desk = Desk.of(reading, reviewer)
    assert bool(proposals(desk, [desk.draft("p2")])) is is_asked


def test_a_home_that_is_no_unit_stands_before_the_address(take_in, reviewer):
    text = "#small\nperson p1 name=周强 residence=岭头村 address=东街75号\n"
    accept_certain(by=reviewer, reading=take_in(text).reading)
    assert Person.objects.get().address == "岭头村东街75号"


@pytest.mark.parametrize("status", ["excluded", "recovered", "died"])
def test_how_a_case_ended_is_not_of_the_day_it_was_reported(take_in, reviewer, status):
    text = f"#small\nperson p1 name=周强\ncase c1 status={status} reported=2020-01-24 @person=p1\n"
    accept_certain(by=reviewer, reading=take_in(text).reading)
    last = Case.objects.get().classifications.get(status=status)
    assert last.happened_at is None


def test_a_course_that_no_case_can_have_had_is_not_counted_as_certain(take_in, reviewer):
    text = (
        "#small\nperson p1 name=周强\ncase c1 number=株洲1 status=confirmed @person=p1\n"
        "classification d1 status=died when=2020-01-20 @case=c1 @person=p1\n"
        "classification d2 status=confirmed when=2020-02-02 @case=c1 @person=p1\n"
    )
    reading = take_in(text).reading
    assert "c1" not in foresee(Desk.of(reading, reviewer), ["c1"]).goes
    assert "c1" in accept_certain(by=reviewer, reading=reading).left
