"""What the page of one case takes of the chains is what the whole tables say of him."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from firebreak.records import chains
from firebreak.records.chains.evidence import evidence
from firebreak.records.models import User
from firebreak.records.situation import linelist_seen, situation
from firebreak.records.visibility import PROGRAM, scope_of
from firebreak.site.chains.infectors import rows_seen
from firebreak.site.chains.seen import seen


@pytest.fixture
def people(ill):
    everybody = (ill.zhang, ill.li, ill.zhao, ill.wang)
    return [*(person.pk for person in everybody), 10**9]


def test_the_contacts_of_somebody_are_those_with_him_at_an_end(people):
    told = evidence(situation())
    assert told.contacts.height
    for person in people:
        ends = (pl.col("from_id") == person) | (pl.col("to_id") == person)
        assert_frame_equal(told.contacts_of(person), told.contacts.filter(ends))


def test_his_row_and_his_case_are_those_of_the_list(people):
    told = evidence(situation())
    for person in people:
        rows = told.linelist.filter(id=person).to_dicts()
        assert ([told.fact(person)] if told.fact(person) else []) == rows
        assert told.case_of(person) == (rows[0]["case_id"] if rows else None)


def test_his_infectors_are_those_of_the_table(people):
    result = chains.make_now(situation()).result
    for person in people:
        expected = result.chains.infectors.filter(pl.col("infectee") == person)
        assert_frame_equal(result.infectors_of(person), expected)


def test_links_are_merged_only_where_somebody_is_not_seen(people):
    now = situation()
    infectors = chains.make_now(now).result.chains.infectors
    told = evidence(now)
    for scope in (PROGRAM, *map(scope_of, User.objects.all())):
        known = seen(told, now, scope)
        rows = rows_seen(infectors, known)
        for infectee in set(infectors["infectee"]):
            before, after = (table.filter(infectee=infectee) for table in (infectors, rows))
            elsewhere = [p for p in before["infector"] if p is not None and not known.sees(p)]
            assert after["is_elsewhere"].sum() == bool(elsewhere)
            assert after["probability"].sum() == pytest.approx(before["probability"].sum())
            named = set(before["infector"]) - set(elsewhere)
            assert set(after.filter(~pl.col("is_elsewhere"))["infector"]) == named


def test_each_post_sees_the_cases_of_its_own_list(people):
    now = situation()
    told = evidence(now)
    for scope in (PROGRAM, *map(scope_of, User.objects.all())):
        own = set(linelist_seen(now, scope)["id"])
        known = seen(told, now, scope)
        for person in people:
            assert known.sees(person) == (told.case_of(person) in own)
            assert known.fact(person) == ((told.fact(person) or {}) if known.sees(person) else {})
        assert set(known.people) == {p for p in told.linelist["id"] if known.sees(p)}
