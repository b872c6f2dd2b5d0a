"""Who keeps somebody, and to whom the duties about him fall."""

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import contacts
from firebreak.records.models import Case, Placement
from firebreak.records.situation import situation


@pytest.mark.parametrize("who", ["li", "new"])
def test_a_watch_at_home_falls_to_the_community_where_the_person_stays(city, fill, sign_in, who):
    about = {"person": city.li.pk} if who == "li" else {}
    typed = {} if who == "li" else {"name": "孙某六", "lives_in": city.grid.pk}
    assert fill("tracer", "entry_placement", about, level="home", **typed).saved
    placement = Placement.objects.order_by("-id").first()
    assert placement.unit == city.grid
    following = sign_in("grid_worker").get(reverse("entry_check")).context["round"]
    assert placement.person in list(following)


def test_whoever_keeps_people_himself_keeps_them_and_a_site_has_to_be_chosen(city, fill):
    about = {"person": city.wang.pk}
    assert fill("clinician", "entry_placement", about, level="on_the_spot").saved
    assert Placement.objects.order_by("-id").first().unit == city.hospital
    sent = fill("tracer", "entry_placement", about, level="site")
    assert sent.errors["unit"] == ["Choose the hospital or site that keeps the person."]
    assert fill("tracer", "entry_placement", about, level="home").saved  # no community is known
    assert Placement.objects.order_by("-id").first().unit == city.hetang


def test_no_duty_falls_to_a_post_that_its_unit_cannot_have(city, fill, sign_in):
    assert fill("tracer", "entry_case", name="孙某六", lives_in=city.grid.pk).saved
    case = Case.objects.order_by("-id").first()
    at_county = {"level": "home", "unit": city.hetang.pk}
    contacts.name_contact(by=None, case=city.case, person=city.wang, when=at(1, 30, 9))
    assert fill("tracer", "entry_placement", {"person": city.wang.pk}, **at_county).saved
    columns = ("rule", "subject", "holder_unit", "holder_role")
    with clock.held_at(local(2, 3, 15)):  # the evening's round is open
        held = set(situation().duties.select(columns).rows())
    assert ("case-card", case.person_id, city.hetang.pk, "reviewer") in held
    assert ("suspect-test", case.person_id, city.hetang.pk, "reviewer") in held
    assert ("contact-follow-up", city.wang.pk, city.hetang.pk, "tracer") in held
    assert ("case-card", city.wang.pk, city.hospital.pk, "hospital") in held  # as it was
    assert "孙某六" in sign_in("reviewer").get(reverse("today")).content.decode()
