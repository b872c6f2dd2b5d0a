"""One person, one record: a merge moves everything, loses nothing, and can be undone exactly."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.records.conftest import at, local

from firebreak.engine.when import When
from firebreak.records import clock, situation, tables
from firebreak.records.actions import (
    cases,
    checks,
    contacts,
    feeds,
    laboratory,
    links,
    moving,
    people,
    placements,
    withdraw,
)
from firebreak.records.actions import merge as merging
from firebreak.records.actions.merge import merge, unmerge
from firebreak.records.change import change
from firebreak.records.history import as_known
from firebreak.records.models import (
    RECORDS,
    Case,
    Change,
    Citation,
    Contact,
    Distinction,
    Likeness,
    Merge,
    Person,
    Source,
    Stay,
)
from firebreak.records.traces.stays import stays_of
from firebreak.records.visibility import Refused, scope_of
from firebreak.records.visibility import people as people_of

COVID = "sars-cov-2"


@pytest.fixture(autouse=True)
def the_twentieth_in_english():
    with clock.held_at(local(1, 20, 12)), translation.override("en"):
        yield


@pytest.fixture
def pair(city):
    """Return two records of one person: the second knows his telephone, the first does not."""
    keep = people.register(by=None, name="测试甲", sex="male", unit_stay=city.hetang)
    away = people.register(
        by=None, name="测试佳", phone="19900000001", age=45, unit_stay=city.hetang
    )
    return keep, away


def snapshot():
    """Every row of the record, without the instant at which its version was stored."""
    return {
        (model.__name__, row["id"]): {k: v for k, v in row.items() if k != "stored_at"}
        for model in RECORDS
        for row in model.objects.values()
    }


def join(keep, away, by=None, **more):
    return merge(by=by, keep=keep, away=away, reason="same telephone, same birthday", **more)


def fill(city, person, case):
    """Give somebody one record of every kind that can name a person."""
    check = checks.record_check(
        by=None, person=person, kind="fever_clinic", unit=city.hospital, when=at(1, 20, 9),
        temperature_celsius=Decimal("38.2"), symptoms=["fever"],
    )  # fmt: skip
    sample = laboratory.take_sample(
        by=None, person=person, unit=city.hospital, when=at(1, 20, 10), laboratory=city.lab
    )
    laboratory.report_result(
        by=None, sample=sample, pathogen=COVID, result="negative", when=at(1, 20, 11)
    )
    placements.begin(by=None, person=person, level="home", unit=city.hetang, when=at(1, 20, 11))
    contacts.name_contact(by=None, case=case, person=person, when=at(1, 19))
    place = contacts.add_place(by=None, name="测试市场", unit=city.hetang)
    contacts.record_stay(
        by=None, person=person, place=place, when=When.between(local(1, 18, 9), local(1, 18, 10))
    )
    feeds.link_person(by=None, sender=city.hetang, code="u-17", person=person)
    third = people.register(by=None, name="测试丁", unit_stay=city.tianyuan)
    merging.tell_apart(by=None, one=third, other=person)
    with change("sources.keep", by=None):
        source = Source(kind="document", title="测试")
        source.save()
        Citation(source=source, record_kind="person", record_id=person.pk, field="name").save()
    return check


def test_everything_that_named_the_one_names_the_other(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    join(keep, away)
    moved = {model.__name__ for model, column in moving.naming(Person) if model is not Person}
    assert moved >= {
        *("Case", "Contact", "Check", "Sample", "Placement", "Stay"),
        *("FeedIdentity", "Distinction"),
    }
    for model, column in moving.naming(Person):
        assert not model.objects.filter(**{column: away.pk}).exists(), (model, column)
    assert keep.checks.count() == keep.samples.count() == keep.stays.count() == 1
    assert Citation.objects.get(record_kind="person").record_id == keep.pk


def test_every_kind_of_record_that_names_a_person_moves_or_is_known_to_stay():
    relations = Person._meta.get_fields(include_hidden=True)
    naming = {
        r.related_model
        for r in relations
        if r.auto_created
        and not r.concrete
        and not r.related_model.__name__.startswith("Historical")
    }
    moves = {model for model, _column in moving.naming(Person)}
    assert naming - moves == {Merge, Likeness}


def test_both_originals_stay_and_the_one_merged_says_who_stands_for_him(pair):
    keep, away = pair
    join(keep, away)
    away.refresh_from_db()
    assert (away.name, away.phone, away.merged_into) == ("测试佳", "19900000001", keep)
    assert list(people_of(scope_of(None))) == [keep]


def test_the_kept_record_takes_over_only_what_it_does_not_say(pair):
    keep, away = pair
    join(keep, away)
    assert (keep.name, keep.sex, keep.phone, keep.age) == ("测试甲", "male", "19900000001", 45)


def test_merged_and_undone_the_record_is_as_before(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    before = snapshot()
    made = join(keep, away)
    assert snapshot() != before
    unmerge(by=None, merge=made, reason="two brothers")
    assert snapshot() == before


def test_what_moved_and_was_edited_since_moves_back_with_its_edits(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    made = join(keep, away)
    contact = Contact.objects.get(person=keep)
    contacts.reach_contact(by=None, contact=contact, at=local(1, 20, 11, 30))
    unmerge(by=None, merge=made, reason="two brothers")
    assert Contact.objects.get(person=away).reached_at == local(1, 20, 11, 30)


def test_what_was_added_to_the_kept_record_stays_with_it(city, pair):
    keep, away = pair
    made = join(keep, away)
    added = checks.record_check(
        by=None, person=keep, kind="gate", unit=city.hospital, when=at(1, 20, 11),
        temperature_celsius=Decimal("36.6"),
    )  # fmt: skip
    unmerge(by=None, merge=made, reason="two brothers")
    assert list(keep.checks.all()) == [added]
    assert not away.checks.exists()


def test_a_value_taken_over_goes_again_unless_it_was_corrected_since(pair):
    keep, away = pair
    made = join(keep, away)
    people.correct(by=None, person=keep, age=46)
    unmerge(by=None, merge=made, reason="two brothers")
    keep.refresh_from_db()
    assert (keep.phone, keep.age) == (None, 46)
    assert keep.phone_key is None


def test_what_was_withdrawn_since_is_not_brought_back(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    made = join(keep, away)
    with change("stays.withdraw", by=None):
        Stay.objects.get(person=keep).delete()
    unmerge(by=None, merge=made, reason="two brothers")
    assert not Stay.objects.exists()


# Two cases.


def ill(person, unit, status="confirmed", **facts):
    return cases.open_case(
        by=None, person=person, pathogen=COVID, status=status, when=at(1, 20, 10),
        unit_reporting=unit, unit_counting=unit, **facts,
    )  # fmt: skip


def test_two_open_cases_of_one_pathogen_ask_which_stands(city, pair):
    mine, theirs = (ill(person, city.hetang) for person in pair)
    with pytest.raises(merging.WhichCase, match="Say which of the two stands") as refused:
        join(*pair)
    assert refused.value.cases == (mine, theirs)
    assert not Merge.objects.exists()


def test_the_case_that_does_not_stand_is_out_of_the_count_and_gives_what_hung_on_it(
    city, suspect, pair
):
    mine, theirs = (ill(person, city.hetang) for person in pair)
    third = people.register(by=None, name="测试丁", unit_stay=city.hetang)
    contact = contacts.name_contact(by=None, case=theirs, person=third, when=at(1, 19))
    before = snapshot()
    made = join(*pair, stands={COVID: mine})
    line = dict(tables.linelist().select("id", "classification").iter_rows())
    assert line == {mine.pk: "confirmed", theirs.pk: "excluded"}
    contact.refresh_from_db()
    assert contact.case == mine
    theirs.refresh_from_db()
    assert "counted twice" in theirs.classifications.last().reason
    unmerge(by=None, merge=made, reason="two brothers")
    assert snapshot() == before


def test_a_case_whose_last_step_has_no_date_is_after_the_undoing_what_it_was(city, suspect, pair):
    mine = ill(pair[0], city.hetang)
    with clock.held_at(local(1, 24, 9)):
        theirs = ill(pair[1], city.hetang, status="suspected")
        cases.classify(by=None, case=theirs, status="confirmed", when=When.unknown())
    made = join(*pair, stands={COVID: mine})
    unmerge(by=None, merge=made, reason="two brothers")
    theirs.refresh_from_db()
    assert theirs.status == "confirmed"


def test_the_case_of_the_record_merged_away_may_be_the_one_that_stands(city, pair):
    mine, theirs = (ill(person, city.hetang) for person in pair)
    join(*pair, stands={COVID: theirs})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.status, theirs.status, theirs.person) == ("excluded", "confirmed", pair[0])


def test_nobody_has_two_open_cases_even_if_somebody_says_so(city, pair):
    for person in pair:
        ill(person, city.hetang)
    with pytest.raises(ValidationError, match="ill twice at once"):
        join(*pair, stands={COVID: None})


def test_two_illnesses_stand_if_one_is_over(city, pair):
    _mine, theirs = (ill(person, city.hetang) for person in pair)
    cases.classify(by=None, case=theirs, status="recovered", when=at(1, 20, 11))
    join(*pair, stands={COVID: None})
    assert [case.status for case in pair[0].cases.order_by("id")] == ["confirmed", "recovered"]


def test_cases_of_two_pathogens_are_no_question(city, suspect, pair):
    ill(pair[0], city.hetang)
    cases.open_case(
        by=None, person=pair[1], pathogen="measles", status="suspected", when=at(1, 20, 10),
        unit_reporting=city.hetang, unit_counting=city.hetang,
    )  # fmt: skip
    join(*pair)
    assert pair[0].cases.count() == 2


# What is refused.


def test_nobody_is_his_own_contact(city, pair):
    contacts.name_contact(by=None, case=ill(pair[0], city.hetang), person=pair[1], when=at(1, 19))
    with pytest.raises(ValidationError, match="nobody is his own contact"):
        join(*pair)


def test_nobody_infected_himself(city, pair):
    mine, theirs = (ill(person, city.hetang) for person in pair)
    links.decide_link(by=None, infectee=theirs, infector=mine, verdict="established", reason="meal")
    with pytest.raises(ValidationError, match="infected whom"):
        join(*pair, stands={COVID: mine})


def test_two_who_were_told_apart_are_not_merged_before_that_is_taken_back(pair):
    settled = merging.tell_apart(by=None, one=pair[1], other=pair[0], reason="brothers")
    assert merging.tell_apart(by=None, one=pair[0], other=pair[1]) == settled
    with pytest.raises(ValidationError, match="two people"):
        join(*pair)
    merging.withdraw_distinction(by=None, distinction=settled)
    join(*pair)
    assert not Distinction.objects.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_merge_needs_a_reason(pair, reason):
    with pytest.raises(ValidationError, match="Say why"):
        merge(by=None, keep=pair[0], away=pair[1], reason=reason)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"id_number": "990000199012280037"}, ["Their ID numbers differ."]),
        ({"birth_date": date(1990, 12, 28)}, []),  # a slip of the pen
        (
            {"birth_date": date(1990, 12, 28), "sex": "female"},
            ["Their dates of birth differ, and their sexes."],
        ),
        ({"sex": "unknown"}, []),
    ],
)
def test_records_that_contradict_each_other_are_merged_by_who_has_seen_that(city, facts, said):
    known = {"id_number": "990000198505070107", "birth_date": date(1985, 5, 7), "sex": "male"}
    pair = [
        people.register(by=None, name="测试甲", unit_stay=city.hetang, **told)
        for told in (known, facts)
    ]
    with translation.override("en"):
        assert merging.contradictions(*pair) == said
    if said:
        with pytest.raises(merging.Contradicted):
            join(*pair)
        assert Merge.objects.count() == 0
    join(*pair, despite=True)


def test_a_record_is_not_merged_with_itself(pair):
    with pytest.raises(ValidationError, match="one and the same"):
        join(pair[0], pair[0])


def test_a_record_that_was_merged_is_not_merged_again(city, pair):
    third = people.register(by=None, name="测试丁", unit_stay=city.hetang)
    join(*pair)
    with pytest.raises(ValidationError, match="merged into another record meanwhile"):
        join(third, pair[1])


def test_a_merge_is_undone_once(pair):
    made = join(*pair)
    unmerge(by=None, merge=made, reason="two brothers")
    with pytest.raises(ValidationError, match="undone already"):
        unmerge(by=None, merge=made, reason="again")


def test_merges_on_top_of_each_other_are_undone_from_the_top(city, suspect, pair):
    first, second = pair
    fill(city, second, suspect(name="测试丙"))
    third = people.register(by=None, name="测试丁", unit_stay=city.hetang)
    before = snapshot()
    below = join(first, second)
    above = join(third, first)
    second.refresh_from_db()
    assert second.merged_into == third
    with pytest.raises(ValidationError, match="Undo that merge first"):
        unmerge(by=None, merge=below, reason="no")
    unmerge(by=None, merge=above, reason="no")
    unmerge(by=None, merge=below, reason="no")
    assert snapshot() == before


# Who may, and what the past shows.


@pytest.mark.parametrize(
    ("role", "may"),
    [("reviewer", True), ("tracer", True), ("clinician", False), ("duty_head", False)],
)
def test_only_the_cdc_merges(user, pair, role, may):
    by = user(role)
    if may:
        made = join(*pair, by=by)
        unmerge(by=by, merge=made, reason="two brothers")
        return
    with pytest.raises(Refused):
        join(*pair, by=by)


def test_a_person_of_another_county_does_not_exist_for_a_merge(city, user, pair):
    stranger = people.register(by=None, name="测试丁", unit_stay=city.tianyuan)
    with pytest.raises(Refused, match="no such record"):
        join(pair[0], stranger, by=user("reviewer", city.hetang))


def test_the_county_that_knew_the_record_merged_away_sees_who_stands_for_it(city, user):
    keep = people.register(by=None, name="测试甲", unit_stay=city.tianyuan)
    away = people.register(by=None, name="测试甲", unit_stay=city.hetang)
    join(keep, away)
    assert list(people_of(scope_of(user("reviewer", city.hetang)))) == [keep]


def test_the_past_shows_two_before_one_after_and_two_again(pair):
    keep, away = pair
    with clock.held_at(local(1, 20, 13)):
        made = join(keep, away)
    with clock.held_at(local(1, 20, 14)):
        unmerge(by=None, merge=made, reason="two brothers")
    counts = []
    for hour in (12, 13, 14):
        with as_known(local(1, 20, hour, 30)):
            counts.append(people_of(scope_of(None)).count())
    assert counts == [2, 1, 2]


def test_a_merge_may_be_taken_back_as_any_entry(city, user, suspect, pair):
    fill(city, pair[1], suspect(name="测试丙"))
    before = snapshot()
    by = user("reviewer")
    join(*pair, by=by)
    withdraw.take_back(by=by, made=Change.objects.get(action="people.merge"))
    assert snapshot() == before


# What is derived.


def test_events_duties_and_their_clocks_move_and_keep_their_times(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    before = _of_people(tables.events())
    with clock.held_at(local(1, 20, 13)):
        join(keep, away)
    expected = before.with_columns(pl.col("subject").replace({away.pk: keep.pk}))
    assert_frame_equal(_of_people(tables.events()), expected, check_row_order=False)


def test_the_present_situation_follows_a_merge(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    situation.situation()  # kept, and renewed by what was touched
    join(keep, away)
    renewed = situation.situation()
    situation.forget()
    read_anew = situation.situation()
    assert_frame_equal(renewed.events, read_anew.events, check_row_order=False)
    assert_frame_equal(renewed.contacts, read_anew.contacts, check_row_order=False)
    assert away.pk not in _of_people(renewed.events)["subject"]


def _of_people(events):
    return events.filter(~pl.col("kind").cast(pl.String).str.starts_with("unit."))


def test_a_household_does_not_count_who_was_merged(city, pair):
    keep, away = pair
    home = people.start_household(by=None, unit=city.hetang, members=[away])
    join(keep, away)
    assert tables.households() == {keep.pk: home.pk}


def test_stays_are_traced_as_those_of_the_record_that_stands(city, suspect, pair):
    keep, away = pair
    fill(city, away, suspect(name="测试丙"))
    made = join(keep, away)
    assert _traced() == {keep.pk}
    unmerge(by=None, merge=made, reason="two brothers")
    assert _traced() == {away.pk}


def _traced():
    stays = stays_of(situation.situation())
    table = tables.stays()
    assert stays.somebody(f"/{table['person_id'][0]}").person == table["person_id"][0]
    assert set(stays.persons.values()) == set(table["person_id"])
    return set(table["person_id"])


def test_somebody_is_found_by_the_number_he_was_merged_with(pair):
    keep, away = pair
    people.correct(by=None, person=keep, phone="19900000002")
    join(keep, away)
    found = people.alike(by=None, phone="19900000001")
    assert list(found) == [keep]


# Whatever happens in between.

STEPS = st.lists(st.sampled_from(["check", "correct", "contact", "case", "merge"]), max_size=5)


def happen(step, city, others):
    if step == "check":
        checks.record_check(
            by=None, person=others[0], kind="gate", unit=city.hospital, when=at(1, 20, 11),
            temperature_celsius=Decimal("36.6"),
        )  # fmt: skip
    if step == "correct":
        people.correct(by=None, person=others[1], age=(others[1].age or 30) + 1)
    if step == "contact":
        case = Case.objects.order_by("id").first()
        contacts.name_contact(by=None, case=case, person=others[1], when=at(1, 19))
    if step == "case" and not others[0].cases.exists():
        ill(others[0], city.tianyuan)
    if step == "merge" and others[2].merged_into_id is None:
        join(others[0], others[2])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(before=STEPS, between=STEPS, both_ill=st.booleans())
def test_a_merge_undone_leaves_no_trace_whatever_happened_to_others(
    city, suspect, pair, before, between, both_ill
):
    with transaction.atomic():
        keep, away = (Person.objects.get(pk=person.pk) for person in pair)
        fill(city, away, suspect(name="测试丙"))
        others = [
            people.register(by=None, name=name, unit_stay=city.tianyuan)
            for name in ("测试戊", "测试己", "测试戊")
        ]
        for step in before:
            happen(step, city, others)
        stands = (
            {COVID: [ill(person, city.hetang) for person in (keep, away)][1]} if both_ill else {}
        )
        untouched = snapshot()
        made = join(keep, away, stands=stands)
        merged = snapshot()
        for step in between:
            happen(step, city, others)
        done = snapshot()
        touched = {key for key in done if done[key] != merged.get(key)}
        unmerge(by=None, merge=made, reason="two brothers")
        assert snapshot() == untouched | {key: done[key] for key in touched}
        transaction.set_rollback(True)


def test_a_merge_that_fails_halfway_leaves_nothing(city, suspect, pair, monkeypatch):
    fill(city, pair[1], suspect(name="测试丙"))
    before = snapshot()
    monkeypatch.setattr(Merge, "save", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        join(*pair)
    assert snapshot() == before
