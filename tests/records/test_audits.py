"""What an audit found in a log, and what follows of it from the cards."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.site.conftest import NOW, at, local, make_city

from firebreak.records import clock, tables
from firebreak.records.actions import audits, people
from firebreak.records.models import AuditFinding
from firebreak.records.situation import situation
from firebreak.records.visibility import PROGRAM, Refused, scope_of
from firebreak.site.audits.rows import found
from firebreak.site.indicators import measured


@pytest.fixture
def city(db):
    made = make_city()
    with clock.held_at(NOW):
        yield made


def find(city, person, by=None, when=None, **more):
    asked = {"pathogen": "sars-cov-2", "unit": city.hospital, "log": "outpatient"} | more
    return audits.record_finding(by=by, person=person, when=when or at(1, 30, 9), **asked)


def rate(scope=PROGRAM):
    by_id = {one.id: one for one in measured.quality(situation(), scope, 14)}
    return by_id["missed_cases"]


def unreported(city):
    return people.register(by=None, name="何某", unit_residence=city.hetang)


def states(scope=PROGRAM) -> list[str]:
    return sorted(found(situation(), scope)["state"])


def test_without_an_audit_the_rate_is_none_and_not_nothing(city):
    assert rate().value is None


def test_whoever_has_a_card_was_reported_and_whoever_has_none_was_missed(city):
    find(city, city.zhang)
    find(city, unreported(city))
    missed = rate()
    assert (missed.numerator.height, missed.denominator.height, missed.value) == (1, 2, 0.5)
    assert states() == ["missed", "reported"]


def test_a_card_that_came_after_the_audit_does_not_make_it_reported(city):
    find(city, city.zhang, found_at=local(1, 30, 9, 30))  # his card came at 10:00
    assert states() == ["reported_since"]
    assert rate().value == 1


def test_a_card_about_another_disease_is_no_card(city):
    find(city, city.zhang, pathogen="measles")
    assert states() == ["missed"]


def test_the_same_entry_of_a_log_is_found_once(city):
    find(city, city.zhang)
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="已核查登记"):
        find(city, city.zhang)
    find(city, city.zhang, log="laboratory")
    assert AuditFinding.objects.count() == 2


def test_nothing_is_found_before_it_was_written_or_in_the_future(city):
    with pytest.raises(ValidationError):
        find(city, city.zhang, when=at(2, 2, 12), found_at=local(2, 1, 12))
    with pytest.raises(ValidationError):
        find(city, city.zhang, found_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("role", "may"), [("inspector", True), ("reviewer", True), ("clinician", False)]
)
def test_the_inspection_and_the_cdc_audit_their_own_hospitals(city, role, may):
    if not may:
        with pytest.raises(Refused):
            find(city, city.zhang, by=city.users[role])
        return
    find(city, city.zhang, by=city.users[role])
    with pytest.raises(Refused):
        find(city, city.zhang, by=city.users[role], unit=city.hospital_2)


def test_a_county_is_told_of_audits_in_its_own_units_alone(city):
    find(city, city.zhang)
    find(city, unreported(city), unit=city.hospital_2)
    assert states(scope_of(city.users["inspector"])) == ["reported"]
    assert states(scope_of(city.others["secretary"])) == ["missed"]


def test_the_table_counts_by_the_county_of_the_unit_audited(city):
    find(city, city.zhang)
    row = tables.audited().row(0, named=True)
    assert (row["county"], row["record_kind"]) == (city.hetang.pk, "auditfinding")
