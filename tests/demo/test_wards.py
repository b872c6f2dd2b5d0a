"""The wards of the demo city on its morning: who meets the discharge criteria, and who left."""

import pytest

from firebreak.records.models import Case, Unit
from firebreak.records.wards import beds_under, criteria, lying_under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def standing(now) -> dict[str, list[str]]:
    city = Unit.objects.get(code="4302")
    lying = {placement.person_id: placement.person for placement in lying_under(city)}
    confirmed = set(Case.objects.filter(status="confirmed").values_list("person_id", flat=True))
    found = criteria(confirmed & set(lying), now.protocols, now.pathogen, now.at)
    return {lying[person].name: [c.why for c in own] for person, own in found.items()}


def test_one_patient_meets_the_criteria_and_one_waits_for_his_second_negative(morning):
    found = standing(morning)
    assert [name for name, why in found.items() if set(why) == {"met"}] == ["贺澄山"]
    assert found["易霁兰"][1] == "too_few"


def test_everybody_confirmed_who_lies_in_hospital_was_measured_this_morning(morning):
    found = standing(morning)
    assert len(found) == 25
    assert not [name for name, why in found.items() if why[0] in ("none", "not_today")]


def test_the_first_discharge_left_his_bed(morning):
    assert "夏禾川" not in standing(morning)


def test_no_hospital_of_the_city_is_fuller_than_it_is_large(morning):
    beds = beds_under(Unit.objects.get(code="4302"))
    assert len(beds) == 11
    assert all(row.free is not None and row.free >= 0 for row in beds)
