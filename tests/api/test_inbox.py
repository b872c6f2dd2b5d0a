"""Programs put documents into the inbox with a token, and can do nothing else with it."""

import base64
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.intake import small_reader
from tests.site.conftest import *  # noqa: F403  the small city and its posts
from tests.site.conftest import NOW

from firebreak.intake import readers
from firebreak.records import clock
from firebreak.records.actions import tokens
from firebreak.records.models import Change, InboxToken, Person, Reading

ADDRESS = "/api/inbox"
TEXT = "#small\nperson p1 name=周某 sex=male age=45\n"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER, **readers.READERS})


@pytest.fixture
def secret(city):
    return tokens.make_token(by=city.users["administrator"], name="邮箱", unit=city.hetang)[1]


@pytest.fixture
def send(secret):
    def post(token: str | None = None, **message):
        headers = {"authorization": f"Bearer {token or secret}", "accept-language": "en"}
        return Client(headers=headers).post(ADDRESS, message, content_type="application/json")

    return post


def test_a_message_goes_into_the_inbox_of_its_token_with_each_of_its_files(city, send):
    file = {"name": "b.txt", "content": base64.b64encode(TEXT.encode() + b"#2").decode()}
    pdf = {"name": "c.xlsx", "content": base64.b64encode(b"%PDF-1.4").decode()}
    answer = send(sender="a@example.org", subject="通报", text=TEXT, attachments=[file, pdf])
    assert answer.status_code == 200
    kept = answer.json()["kept"]
    assert [(one["name"], one["drafts"]) for one in kept] == [
        ("通报", 1),
        ("b.txt", 1),
        ("c.xlsx", 0),
    ]
    assert kept[2]["problem"].startswith("The file is a PDF, whatever its name says.")
    reading = Reading.objects.order_by("id").first()
    assert (reading.unit, reading.sender, reading.channel) == (
        city.hetang,
        "a@example.org",
        "endpoint",
    )
    assert Person.objects.filter(name="周某").count() == 0  # nothing is accepted by a program


def test_the_same_message_twice_changes_nothing_and_says_so(send):
    send(text=TEXT)
    before = Change.objects.count()
    assert send(text=TEXT).json()["kept"][0]["already"] is True
    assert (Reading.objects.count(), Change.objects.count()) == (1, before)


def test_without_a_token_or_with_a_revoked_one_nothing_is_taken(city, send, sign_in):
    assert (
        Client().post(ADDRESS, {"text": TEXT}, content_type="application/json").status_code == 401
    )
    assert send(token="guessed", text=TEXT).status_code == 401
    assert sign_in("reviewer").post(ADDRESS, {"text": TEXT}, "application/json").status_code == 401
    tokens.revoke_token(by=None, token=InboxToken.objects.get())
    assert send(text=TEXT).status_code == 401
    assert Reading.objects.count() == 0


def test_a_token_opens_nothing_else(secret):
    browser = Client(headers={"authorization": f"Bearer {secret}"})
    assert browser.get("/api/cases").status_code == 401
    assert browser.get(reverse("inbox")).status_code == 302  # to the door


def test_only_the_digest_of_a_token_is_kept(secret):
    assert secret not in str(list(InboxToken.objects.values()))


def test_a_program_gone_wild_is_held_up_for_a_minute(send, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_IN_A_MINUTE", 2)
    assert [send(text=f"{TEXT}#{n}").status_code for n in range(2)] == [200, 200]
    with clock.held_at(NOW + timedelta(seconds=20)):
        held_up = send(text=f"{TEXT}#3")
    assert (held_up.status_code, held_up["Retry-After"]) == (429, "40")
    with clock.held_at(NOW + timedelta(minutes=1)):
        assert send(text=f"{TEXT}#4").status_code == 200


def test_what_is_too_large_is_refused_before_it_is_read(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send(text="x" * 2000)
    assert answer.status_code == 413
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": "  "},
        {"attachments": [{"name": "a", "content": "§"}]},
        {"text": 5},
        {"attachments": [{"name": "a"}]},
    ],
)
def test_what_is_no_message_is_said_and_takes_nothing(send, message):
    assert send(**message).status_code == 422
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"published": "3 February"}, "published is no day. Write it as 2020-02-03."),
        ({"text": 5}, "text is no text."),
        ({"attachments": [{"name": "a"}]}, "attachments.0.content is missing."),
        ({"subject": "x" * 201}, "subject is too long: at most 200 characters."),
        ({"text": "a", "published": "2031-01-01"}, "published: 2031-01-01 has not come yet."),
    ],
)
def test_what_is_wrong_with_a_message_is_said_in_a_sentence(send, message, said):
    answer = send(**message)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said)
    assert Reading.objects.count() == 0


def test_a_refusal_speaks_the_language_that_was_asked_for(secret):
    chinese = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "zh-hans"})
    answer = chinese.post(ADDRESS, "{", content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "请求不是 JSON 格式。")
    unknown = Client(headers={"accept-language": "zh-hans"}).get("/api/cases")
    assert (unknown.status_code, unknown.json()["detail"][:3]) == (401, "未登录")


def test_half_a_character_in_a_message_is_kept_as_what_cannot_be_read(send):
    answer = send(text="#small \ud800")  # whoever reads the JSON first may refuse it
    assert answer.status_code == 422 or "half a character" in answer.json()["kept"][0]["problem"]


def test_an_administrator_makes_and_revokes_tokens_on_the_site(city, sign_in):
    browser = sign_in("administrator")
    answer = browser.post(reverse("inbox_tokens"), {"name": "邮箱", "unit": city.hetang.pk})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert secret not in browser.get(reverse("inbox_tokens")).content.decode()
    browser.post(reverse("inbox_revoke", args=[InboxToken.objects.get().pk]))
    assert tokens.token_of(secret) is None


def test_others_do_not(city, sign_in):
    assert sign_in("reviewer").get(reverse("inbox_tokens")).status_code == 403


def test_each_file_of_an_archive_is_told_of(send):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT + "#2")
    sent = {"name": "day.zip", "content": base64.b64encode(packed.getvalue()).decode()}
    kept = send(attachments=[sent]).json()["kept"]
    assert [(one["name"], one["drafts"]) for one in kept] == [("a.txt", 1), ("b.txt", 1)]
