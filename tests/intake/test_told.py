"""What documents tell of many at once: totals, orders with a deadline, gatherings."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.intake import small_reader
from tests.intake.conftest import HERE

from firebreak.intake import readers
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.kept import mend
from firebreak.intake.receiving import receive
from firebreak.records import clock, tables
from firebreak.records.actions import units, withdraw
from firebreak.records.history import as_known
from firebreak.records.models import (
    Case,
    Change,
    Citation,
    Contact,
    Directive,
    Draft,
    Gathering,
    Place,
    Report,
    Stay,
    User,
)

TOTALS = """#small 株洲市通报
total n1 what=confirmed number=26 until=2020-02-02_23:59
total n2 what=discharged number=3 unit=荷塘区 until=2020-02-02_23:59 new=yes
"""
ORDER = "#small\norder o1 text=确保疑似病例48小时内完成检测。 action=完成检测 deadline_hours=48 to=疑似病例\n"
MEAL = """#small
person p1 name=刘某 residence=荷塘区
case c1 number=株洲1 status=confirmed onset=2020-01-20 @person=p1
person p2 name=吴某 residence=荷塘区
person p3 name=孙某 residence=荷塘区
case c3 number=株洲2 status=confirmed onset=2020-01-24 @person=p3
gathering g1 what=火锅 when=2020-01-17 people=12 later_confirmed=8 {named}@person=p1 @attendee_a=p2 @attendee_b=p3
"""
KEPT = (Report, Directive, Gathering, Place, Stay, Contact, Case, Citation)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


@pytest.fixture
def reviewer(city):
    user = User.objects.create(username="reviewer")
    units.appoint(by=None, user=user, role="reviewer", unit=city.root)
    return user


@pytest.fixture
def accepted(city, reviewer):
    """Return a function that takes a text in and accepts all of it."""

    def bring(text, published=date(2020, 2, 3), **how):
        how = {"by": None, "name": "报.txt", "channel": "dropped", "unit": city.root} | how
        reading = receive(text.encode(), published=published, **how).reading
        done = accept_certain(by=reviewer, reading=reading)
        assert done.left == {}
        return reading

    return bring


def counts():
    return [model.objects.count() for model in KEPT]


def test_a_total_is_kept_as_published_of_whom_and_up_to_when(accepted, city):
    accepted(TOTALS)
    whole, part = Report.objects.order_by("id")
    assert (whole.kind, whole.unit, whole.figures) == ("published", city.root, {"confirmed": 26})
    assert whole.covers_until == datetime(2020, 2, 2, 23, 59, tzinfo=HERE)
    assert (part.unit, part.figures) == (city.c430202, {"new_recovered": 3})
    cited = Citation.objects.filter(record_kind="report", record_id=whole.pk)
    assert {one.field for one in cited} == {"figures", "covers_until"}


def test_a_published_total_fulfils_nobodys_duty_to_report(accepted):
    accepted(TOTALS)
    kinds = set(tables.events([Report])["kind"].cast(str))
    assert kinds == {"report.sent.published", "report.received.published"}


def test_a_total_without_a_number_is_refused_with_what_to_mend(city, reviewer):
    reading = receive(
        b"#small\ntotal n1 what=confirmed\n", by=None, name="x", channel="dropped", unit=city.root
    ).reading
    with pytest.raises(ValidationError, match="number"):
        accept(by=reviewer, reading=reading, keys=["n1"])
    assert Report.objects.count() == 0


@pytest.mark.parametrize("text", [TOTALS, ORDER, MEAL.format(named="")])
def test_the_same_told_in_another_document_doubles_nothing(accepted, reviewer, city, text):
    accepted(text)
    before = counts()
    how = {"by": None, "name": "b.txt", "channel": "dropped", "unit": city.root}
    again = receive(f"{text}# 转载\n".encode(), published=date(2020, 2, 3), **how).reading
    keys = [row.key for row in again.drafts.all()]
    same = {
        row.key: Answer(same_as=_on_file(row.key)) for row in again.drafts.filter(kind="person")
    }
    accept(by=reviewer, reading=again, keys=keys, answers=same)
    assert counts()[:-1] == before[:-1]  # each is said in two documents now


def _on_file(key):
    return Draft.objects.filter(key=key, record_kind="person").order_by("id").first().record_id


def test_another_number_of_the_same_instant_stands_beside_the_first(accepted):
    accepted(TOTALS)
    accepted(TOTALS.replace("26", "27"))
    assert sorted(
        r.figures["confirmed"] for r in Report.objects.filter(figures__has_key="confirmed")
    ) == [26, 27]


def test_the_clock_of_an_order_runs_from_the_end_of_the_day_it_was_published(accepted, city):
    accepted(ORDER)
    order = Directive.objects.get()
    assert (order.unit, order.addressee, order.hours) == (city.root, "疑似病例", 48)
    assert order.due_at == datetime(2020, 2, 4, tzinfo=HERE) + timedelta(hours=48)


def test_an_order_says_itself_when_it_was_given_and_to_which_unit(accepted, city):
    accepted(
        ORDER.replace("to=疑似病例", "to=荷塘区 when=2020-02-02_09:00").replace(
            "deadline_hours=48", "days=5"
        )
    )
    order = Directive.objects.get()
    assert order.unit == city.c430202
    assert order.due_at == datetime(2020, 2, 2, 9, tzinfo=HERE) + timedelta(days=5)


def test_an_order_without_a_deadline_has_none(accepted):
    accepted(ORDER.replace("deadline_hours=48 ", ""))
    assert Directive.objects.get().due_at is None


def test_a_gathering_gives_everybody_a_stay_and_the_cases_their_contacts(accepted):
    accepted(MEAL.format(named=""))
    met = Gathering.objects.get()
    assert (met.people, met.later_confirmed, met.place.name) == (12, 8, "火锅 2020-01-17")
    assert {s.person.name for s in met.place.stays.all()} == {"刘某", "吴某", "孙某"}
    named = {(c.case.number, c.person.name, c.manner) for c in Contact.objects.all()}
    assert named == {
        ("株洲1", "吴某", "meal"),
        ("株洲1", "孙某", "meal"),
        ("株洲2", "刘某", "meal"),
        ("株洲2", "吴某", "meal"),
    }


def test_where_the_source_is_named_only_his_case_has_contacts_of_it(accepted):
    accepted(MEAL.format(named="source_name=刘某 "))
    assert {c.case.number for c in Contact.objects.all()} == {"株洲1"}


def test_more_ill_than_there_were_is_refused(city, reviewer):
    text = b"#small\ngathering g1 what=x people=5 later_confirmed=7\n"
    reading = receive(text, by=None, name="x", channel="dropped", unit=city.root).reading
    with pytest.raises(ValidationError, match=r"than were there|多于"):
        accept(by=reviewer, reading=reading, keys=["g1"])


@pytest.mark.parametrize("text", [TOTALS, ORDER, MEAL.format(named="")])
def test_undoing_takes_all_of_it_back_and_the_past_still_shows_it(accepted, reviewer, text):
    before = counts()
    reading = accepted(text)
    written, made = counts(), Change.objects.latest("id")
    withdraw.take_back(by=reviewer, made=made)
    assert counts() == before
    assert set(reading.drafts.values_list("state", flat=True)) == {"open"}
    with as_known(made.at):
        assert [m.objects.count() for m in KEPT] == written


def test_a_draft_that_was_mended_is_written_as_mended(accepted, city, reviewer):
    reading = receive(ORDER.encode(), by=None, name="x", channel="dropped", unit=city.root).reading
    mend(by=reviewer, row=reading.drafts.get(), values={"unit": "攸县", "deadline_hours": 24})
    accept(by=reviewer, reading=reading, keys=["o1"])
    assert (Directive.objects.get().unit.name, Directive.objects.get().hours) == ("攸县", 24)


def test_the_founding_page_becomes_its_totals_its_orders_and_the_meal(
    city, reviewer, shared, monkeypatch
):
    monkeypatch.undo()  # the readers of the house
    page = (shared / "founding-page" / "page.txt").read_bytes()
    with clock.held_at(datetime(2020, 2, 4, 9, tzinfo=HERE)):
        reading = receive(
            page,
            by=None,
            name="page.txt",
            channel="dropped",
            unit=city.root,
            published=date(2020, 2, 4),
        ).reading
        kinds = ("total", "order", "gathering")
        keys = [row.key for row in reading.drafts.filter(kind__in=kinds)]
        accept(by=reviewer, reading=reading, keys=keys)
    told = {
        name: n for r in Report.objects.filter(kind="published") for name, n in r.figures.items()
    }
    assert told == {"confirmed": 26, "through_gatherings": 16}
    assert {(o.hours, o.number) for o in Directive.objects.all()} == {(48, None), (120, 1300)}
    met = Gathering.objects.get()
    assert (met.people, met.later_confirmed, met.none_from, met.source_name) == (
        12,
        8,
        "武汉",
        "刘某",
    )
