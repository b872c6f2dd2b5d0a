"""What goes wrong is logged and said without names, telephone numbers or ID numbers."""

import io
import logging

import pytest
from django.conf import settings
from django.urls import reverse
from tests.cli.conftest import *  # noqa: F403
from tests.site.entry.conftest import as_shown

from firebreak.logs import Plain
from firebreak.records.actions import cases

NAME, PHONE, ID_NUMBER, ADDRESS = "冯某六", "13955550123", "11010519491231002X", "月塘街道9号302"
TYPED = {"name": NAME, "phone": PHONE, "id_number": ID_NUMBER, "address": ADDRESS, "who": "new"}


@pytest.fixture
def logged():
    """Return what all loggers write, formatted as the settings say."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Plain(settings.LOGGING["formatters"]["plain"]["format"]))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "axes")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def says_nobody(text: str) -> bool:
    return not [word for word in (NAME, PHONE, ID_NUMBER, ADDRESS) if word in text]


def break_down(**given):
    raise RuntimeError("the disk is full")


def test_a_fault_in_a_form_is_logged_without_what_was_typed(
    city, sign_in, logged, capfd, monkeypatch
):
    browser = sign_in("reviewer")
    browser.raise_request_exception = False
    form = browser.get(reverse("entry_case")).context["form"]
    monkeypatch.setattr(cases, "open_case", break_down)
    answer = browser.post(reverse("entry_case"), as_shown(form) | TYPED)
    assert answer.status_code == 500
    assert "the disk is full" in logged.getvalue()  # the fault itself is told
    assert says_nobody(logged.getvalue() + "".join(capfd.readouterr()))
    assert says_nobody(answer.content.decode())


def test_a_search_that_breaks_is_logged_without_its_words(
    city, sign_in, logged, capfd, monkeypatch
):
    from firebreak.site.search import views

    browser = sign_in("reviewer")
    browser.raise_request_exception = False
    monkeypatch.setattr(views, "cases_called", lambda *_: break_down())
    answer = browser.get(reverse("search"), {"q": NAME})
    assert answer.status_code == 500
    assert "/search/" in logged.getvalue()
    assert says_nobody(logged.getvalue() + "".join(capfd.readouterr()))
    assert says_nobody(answer.content.decode())


def test_a_fault_of_the_database_does_not_repeat_the_row(city, sign_in, logged, capfd, monkeypatch):
    """PostgreSQL says the whole failing row in its error; nothing of it may reach the log."""
    from firebreak.records.models import Person

    browser = sign_in("reviewer")
    browser.raise_request_exception = False
    form = browser.get(reverse("entry_case")).context["form"]
    untouched = Person.set_keys

    def spoil(self):
        untouched(self)
        self.sex = None  # NOT NULL: the database itself refuses

    monkeypatch.setattr(Person, "set_keys", spoil)
    answer = browser.post(reverse("entry_case"), as_shown(form) | TYPED)
    assert answer.status_code == 500
    assert says_nobody(logged.getvalue() + "".join(capfd.readouterr()))


def test_refusals_and_wrong_sign_ins_are_logged_without_what_was_typed(
    city, sign_in, client, logged, capfd
):
    form = sign_in("reviewer").get(reverse("entry_case")).context["form"]
    for role in ("citizen", "grid_worker", "duty_head"):
        answer = sign_in(role).post(reverse("entry_case"), as_shown(form) | TYPED)
        assert answer.status_code == 403
    refused = sign_in("reviewer").post(
        reverse("entry_case"), as_shown(form) | TYPED | {"onset": "2099-01-01"}
    )
    assert refused.status_code == 422
    client.post(reverse("login"), {"username": "reviewer", "password": f"{NAME}-{PHONE}"})
    sign_in("reviewer").get(reverse("case", args=[999_999]), {"q": NAME})
    assert says_nobody(logged.getvalue() + "".join(capfd.readouterr()))


@pytest.mark.parametrize(
    "row",
    [
        f"K1,{NAME},女,三百岁,荷塘区,2020-02-31,{PHONE}",
        f"K1,{NAME},女,30,没有这个区,2020-02-01,{PHONE}",
    ],
)
def test_a_bad_list_is_refused_without_repeating_whom_it_is_about(here, tmp_path, row):
    from tests.site.conftest import make_city

    make_city()
    path = tmp_path / "list.csv"
    path.write_text(f"编号,姓名,性别,年龄,县区,确诊日期,电话\n{row}\n", "utf-8")
    said = here("import", path, "--yes")
    assert said.exit_code != 0
    assert says_nobody(said.output + said.stderr), said.output
