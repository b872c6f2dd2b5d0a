import pytest
from django.db import connection
from django.http import Http404
from tests.records.conftest import at, local

from firebreak.records import clock, situation
from firebreak.records.actions import checks, contacts, people
from firebreak.records.models import Case, Check, Person
from firebreak.records.roles import MAY, Role, may
from firebreak.records.visibility import (
    NOBODY,
    Refused,
    cases,
    get_or_404,
    of_people,
    require,
    scope_of,
)
from firebreak.records.visibility import people as people_of


def test_every_action_names_roles_that_exist_and_every_role_may_something():
    assert all(set(roles) <= set(Role) for roles in MAY.values())
    without = {Role.CITIZEN}  # a citizen is answered by the public pages alone
    assert {role for roles in MAY.values() for role in roles} == set(Role) - without


def test_a_misspelt_action_is_an_error_not_a_no():
    with pytest.raises(KeyError):
        may(Role.TRACER, "case.suspct")


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("action", MAY)
def test_a_post_may_exactly_what_the_table_says(city, user, role, action):
    allowed = role in MAY[action]
    somebody = user(role, city.hetang)
    if allowed:
        assert require(somebody, action, city.hospital).unit_id == city.hetang.id
        with pytest.raises(Refused):
            require(somebody, action, city.tianyuan)
    else:
        with pytest.raises(Refused):
            require(somebody, action, city.hospital)


def test_somebody_outside_the_subtree_does_not_exist(city, user, suspect):
    ours, theirs = suspect(city.hetang), suspect(city.tianyuan, name="测试乙")
    scope = scope_of(user("tracer", city.hetang))
    assert list(people_of(scope)) == [ours.person]
    assert list(cases(scope)) == [ours]
    with pytest.raises(Http404) as hidden:
        get_or_404(cases(scope), pk=theirs.pk)
    with pytest.raises(Http404) as absent:
        get_or_404(cases(scope), pk=10**9)
    assert str(hidden.value) == str(absent.value)


def test_a_check_by_a_post_brings_somebody_into_its_sight(city, user, suspect):
    case = suspect(city.tianyuan)
    doctor = user("clinician", city.hospital)
    assert case.person not in people_of(scope_of(doctor))
    with clock.held_at(local(1, 21)):
        checks.record_check(
            by=doctor,
            person=case.person,
            kind="fever_clinic",
            unit=city.hospital,
            when=at(1, 20, 20),
        )
    assert case.person in people_of(scope_of(doctor))
    assert of_people(Check, scope_of(doctor)).count() == 1


def test_a_post_at_the_root_sees_all_and_nobody_sees_nothing(city, user, suspect):
    suspect(city.hetang), suspect(city.yunlong, name="测试乙")
    assert people_of(scope_of(user("duty_head"))).count() == 2
    assert people_of(NOBODY).count() == Case.objects.none().count() == 0


def test_a_user_without_a_post_is_refused(city, user, suspect):
    tracer = user("tracer")
    tracer.posts.all().delete()
    with pytest.raises(Refused):
        people.register(by=tracer, name="某", unit_residence=city.hetang)


def test_duplicates_are_suggested_from_the_own_subtree_only(city, user, suspect):
    suspect(city.hetang), suspect(city.tianyuan)
    assert people.alike(by=user("tracer", city.hetang), name="测试甲").count() == 1
    assert people.alike(by=user("tracer"), name="测试甲").count() == 2


def test_rows_of_the_engine_are_cut_to_the_subtree(city, user, suspect):
    suspect(city.hetang), suspect(city.tianyuan, name="测试乙")
    with clock.held_at(local(1, 22)):
        now = situation.situation()
        scope = scope_of(user("tracer", city.hetang))
        seen = situation.visible(now.linelist, scope, now)
    assert set(seen["unit"]) == {city.hetang.id}
    assert now.linelist.height == Person.objects.count() == 2


def test_whoever_counts_a_case_finds_its_contacts_and_they_do_not_find_the_case(
    city, user, suspect
):
    case = suspect(city.hetang)
    with clock.held_at(local(1, 21)):
        named = people.register(by=None, name="测试丙", unit_residence=city.tianyuan)
        contacts.name_contact(by=None, case=case, person=named, when=at(1, 20, 8))
    ours, theirs = (scope_of(user("tracer", unit)) for unit in (city.hetang, city.tianyuan))
    assert named in people_of(ours)
    assert named in people_of(theirs)
    assert case in cases(ours)
    assert case not in cases(theirs)
    assert case.person not in people_of(theirs)


def test_the_line_list_of_a_scope_is_that_of_the_people_it_sees(city, user, suspect):
    case, later = suspect(city.hetang), suspect(city.tianyuan, name="测试乙")
    suspect(city.tianyuan, name="测试丁")
    with clock.held_at(local(1, 21)):
        contacts.name_contact(by=None, case=case, person=later.person, when=at(1, 20, 8))
        now = situation.situation()
        for unit in (city.hetang, city.tianyuan, city.hospital):
            scope = scope_of(user("tracer", unit))
            listed = set(situation.linelist_seen(now, scope)["id"])
            assert listed == set(cases(scope).values_list("id", flat=True))


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_where_hardly_anybody_is_merged_nobody_reads_all_people_for_one(city, user):
    for n in range(300):
        people.register(by=None, name=f"甲{n}", sex="male", age=30, unit_residence=city.hetang)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = people_of(scope_of(user("tracer", city.hetang))).filter(pk=1).explain()
    assert "person_merged_into" in asked
    assert "SCAN V0" not in asked
