"""Loading: once, into nothing else's place, with a login for every role."""

import stat

import pytest
from django.contrib.auth import authenticate

from firebreak import demo, home
from firebreak.demo.loading import NotEmptyError
from firebreak.demo.staff import PASSWORD_FILE
from firebreak.records.models import Change, Installation, Person, User
from firebreak.records.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_loading_again_changes_nothing():
    changes = Change.objects.count()
    assert demo.is_loaded()
    assert demo.load() is False
    assert Change.objects.count() == changes


def test_a_database_that_holds_a_real_city_is_left_as_it_is():
    Installation.objects.update(demo_starts_at=None)
    people = Person.objects.count()
    with pytest.raises(NotEmptyError, match="FIREBREAK_HOME"):
        demo.load()
    assert Person.objects.count() == people


def test_every_role_has_one_login():
    logins = demo.logins()
    assert [login.username for login in logins] == [str(r).replace("_", "-") for r in Role]
    assert all(login.unit and login.name for login in logins)


def test_the_password_opens_every_login_and_is_the_owner_s_alone(rf):
    for login in demo.logins():
        user = authenticate(rf.get("/"), username=login.username, password=login.password)
        assert user is not None
        assert user.post.get_role_display() == login.role
    mode = stat.S_IMODE((home.folder() / PASSWORD_FILE).stat().st_mode)
    assert mode == 0o600


def test_colleagues_cannot_sign_in():
    names = {login.username for login in demo.logins()}
    colleagues = User.objects.exclude(username__in=names)
    assert colleagues.exists()
    assert not any(user.has_usable_password() for user in colleagues)


def test_every_change_but_the_set_up_has_an_author():
    nameless = set(Change.objects.filter(by=None).values_list("action", flat=True))
    assert nameless <= {"demo.set_up", "posts.appoint", "installation.set"}
