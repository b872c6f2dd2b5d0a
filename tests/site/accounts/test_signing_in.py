from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firebreak.records.actions import units
from firebreak.records.models import User
from firebreak.records.roles import MAY
from firebreak.site.accounts.sessions import SessionStore
from firebreak.site.accounts.words import ACTIONS

PASSWORD = "three-dry-hills"


def log_in(username: str, password: str = PASSWORD, **more):
    client = Client(headers={"accept-language": "en"})
    answer = client.post(reverse("login"), {"username": username, "password": password, **more})
    return client, answer


def test_a_user_with_one_post_acts_from_it_at_once(city):
    user = city.users["tracer"]
    user.post = None
    user.save()
    _client, answer = log_in("tracer")
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).post.role == "tracer"


def test_a_user_with_several_posts_is_asked_which(city):
    user = city.users["tracer"]
    user.post = None
    user.save()
    second = units.appoint(by=None, user=user, role="reviewer", unit=city.hetang)
    client, answer = log_in("tracer")
    assert answer.url == reverse("choose_post")
    assert "CDC data reviewer" in client.get(answer.url).content.decode()
    client.post(reverse("choose_post"), {"post": second.pk})
    assert User.objects.get(pk=user.pk).post_id == second.pk


def test_a_wrong_password_says_so_and_keeps_the_name_typed(city):
    _client, answer = log_in("tracer", "wrong")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "do not fit together" in page
    assert 'value="tracer"' in page


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(city):
    known = log_in("tracer", "wrong")[1].context["form"].errors
    unknown = log_in("nobody", "wrong")[1].context["form"].errors
    assert known == unknown


def test_too_many_wrong_passwords_lock_the_door_and_say_for_how_long(city, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in("tracer", "wrong")[1]
    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert log_in("tracer")[1].status_code == 429


def test_somebody_elses_post_cannot_be_taken(city, sign_in):
    theirs = city.users["reviewer"].post
    answer = sign_in("tracer").post(reverse("choose_post"), {"post": theirs.pk})
    assert answer.status_code == 422
    assert User.objects.get(username="tracer").post.role == "tracer"


def test_a_user_without_a_post_is_told_whom_to_ask(city, sign_in):
    nobody = User.objects.create(username="new")
    page = sign_in(nobody).get(reverse("choose_post")).content.decode()
    assert "You have no post yet" in page


@pytest.mark.parametrize("role", ["tracer", "citizen", "administrator"])
def test_the_page_about_oneself_says_what_the_post_may_do(city, sign_in, role):
    answer = sign_in(role).get(reverse("me"))
    expected = [label for action, label in ACTIONS.items() if role in MAY[action]]
    assert answer.context["may"] == expected


def test_every_action_has_a_word():
    assert set(ACTIONS) == set(MAY)


def test_logging_out_ends_the_session(city, sign_in):
    client = sign_in("tracer")
    client.post(reverse("logout"))
    assert client.get(reverse("me")).status_code == 302


def test_a_password_is_changed_only_with_the_old_one(city, sign_in):
    client = sign_in("tracer")
    new = {"new_password1": "four-wet-hills", "new_password2": "four-wet-hills"}
    assert client.post(reverse("change_password"), {"old_password": "x", **new}).status_code == 422
    assert (
        client.post(reverse("change_password"), {"old_password": PASSWORD, **new}).status_code
        == 302
    )
    assert User.objects.get(username="tracer").check_password("four-wet-hills")


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_after_signing_in_nobody_is_sent_to_another_site(city, there):
    assert "elsewhere" not in log_in("tracer", next=there)[1].url


@pytest.mark.parametrize("there", [{}, {"next": "/"}])
def test_a_post_that_does_not_open_today_starts_at_what_it_may_do(city, there):
    client, answer = log_in("citizen", **there)
    assert answer.url == reverse("me")
    refused = client.get(reverse("today"))
    assert refused.status_code == 403
    assert reverse("me") in refused.content.decode()
    assert log_in("tracer", **there)[1].url == reverse("today")


def test_a_post_that_sees_nobody_is_not_told_that_it_does(city, sign_in):
    assert "nobody by name" in sign_in("citizen").get(reverse("me")).content.decode()
    assert "the people of" in sign_in("tracer").get(reverse("me")).content.decode()


def test_a_session_that_has_ended_signs_out(city):
    client, _answer = log_in("tracer")
    assert client.get(reverse("me")).status_code == 200
    session = Session.objects.get(pk=client.cookies["sessionid"].value)
    session.expire_date = timezone.now() - timedelta(seconds=1)
    session.save()
    assert client.get(reverse("me")).status_code == 302


def test_what_a_session_holds_is_what_django_reads(city):
    client, _answer = log_in("tracer")
    key = client.cookies["sessionid"].value
    told = db.SessionStore(key).load()
    assert told
    assert SessionStore(key).load() == told
    unknown = SessionStore("0" * 32)
    assert unknown.load() == {}
    assert unknown.session_key is None


def test_somebody_who_may_not_sign_in_any_more_is_signed_out(city):
    client, _answer = log_in("tracer")
    User.objects.filter(username="tracer").update(is_active=False)
    assert client.get(reverse("me")).status_code == 302


def test_a_part_of_a_page_gets_no_page_to_log_in_into_it(city, client):
    part = client.post(reverse("inbox_decide", args=[1]), headers={"hx-request": "true"})
    assert (part.status_code, part.content) == (401, b"")


def test_a_form_sent_after_the_session_ended_leads_back_to_where_it_stood(city, client):
    there = reverse("inbox_document", args=[1]) + "?draft=a"
    sent = client.post(
        reverse("inbox_decide", args=[1]), headers={"referer": "http://testserver" + there}
    )
    page = client.get(sent.url, headers={"accept-language": "en"})
    assert "what you sent was not taken" in page.content.decode()
    assert page.context["next"] == there
    assert log_in("reviewer", next=there)[1].url == there


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/inbox/"])
def test_a_form_sent_from_nowhere_known_leads_to_today(city, client, page):
    sent = client.post(reverse("inbox_decide", args=[1]), headers={"referer": page})
    assert client.get(sent.url).context["next"] == reverse("today")


def test_whoever_only_asked_for_a_page_is_not_told_that_something_was_lost(city, client):
    page = client.get(reverse("inbox"), follow=True, headers={"accept-language": "en"})
    assert "was not taken" not in page.content.decode()
    assert f'action="{reverse("login")}"' in page.content.decode()
