"""Who takes a list out is logged before the file is given, and whoever inspects that reads it."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from tests.site.conftest import local

from firebreak import site
from firebreak.records import clock
from firebreak.records.actions import exports
from firebreak.records.change import WriteOutsideChange
from firebreak.records.models import Change, Export
from firebreak.records.visibility import Refused, scope_of
from firebreak.site.exports.words import LISTS, ONE_OF

pytestmark = pytest.mark.django_db


def test_a_list_taken_as_a_file_is_logged_with_who_what_and_how_many(city, sign_in):
    before = Change.objects.count()
    page = sign_in("tracer").get(f"{reverse('cases')}?format=csv")
    assert page.status_code == 200
    one = Export.objects.get()
    assert (one.by, one.what, one.form, one.way) == (city.users["tracer"], "cases", "csv", "site")
    assert one.rows == len(page.content.decode().splitlines()) - 1
    assert one.unit == city.hetang
    assert Change.objects.count() == before  # nothing of the record changed


def test_a_list_that_is_refused_is_not_logged(city, sign_in):
    sign_in("grid_worker").get(f"{reverse('contacts')}?format=csv")
    sign_in("tracer").get(f"{reverse('cases')}?format=pdf")
    assert not Export.objects.exists()


def test_reading_a_page_is_no_export(city, sign_in):
    sign_in("tracer").get(reverse("cases"))
    assert not Export.objects.exists()


def test_a_page_of_the_api_is_an_export(city, sign_in):
    answer = sign_in("tracer").get("/api/cases?limit=2").json()
    one = Export.objects.get()
    assert (one.way, one.what, one.rows) == ("api", "cases", len(answer["items"]))


@pytest.mark.parametrize(("role", "opens"), [("inspector", True), ("tracer", False)])
def test_the_log_is_read_by_who_inspects_and_nobody_else(city, sign_in, role, opens):
    assert (sign_in(role).get(reverse("exports")).status_code == 200) is opens


def test_the_log_shows_who_took_what_for_whom_in_the_readers_subtree_only(city, sign_in):
    tracer, other = city.users["tracer"], city.others["tracer"]
    for by, whom in ((tracer, "省疾控中心"), (other, "somebody else")):
        exports.note(
            by=by,
            scope=scope_of(by),
            way="command",
            what=exports.RECORD,
            form="godata",
            rows=12,
            counts={"case": 12},
            given_to=whom,
        )
    page = sign_in("inspector").get(reverse("exports")).content.decode()
    assert "省疾控中心" in page
    assert "Go.Data, JSON" in page
    assert "somebody else" not in page


def test_who_may_not_take_lists_out_cannot_log_one(city):
    grid_worker = city.users["grid_worker"]
    with pytest.raises(Refused):
        exports.note(
            by=grid_worker, scope=scope_of(grid_worker), way="site", what="x", form="csv", rows=0
        )


@pytest.mark.parametrize(("known", "rows"), [("2020-02-01T08:00", 0), ("2020-02-03T09:00", 1)])
def test_the_log_as_of_the_past_has_what_was_taken_by_then(city, sign_in, known, rows):
    with clock.held_at(local(2, 2, 8)):
        by = city.users["tracer"]
        exports.note(by=by, scope=scope_of(by), way="site", what="cases", form="csv", rows=7)
    with clock.held_at(local(2, 3, 10)):
        page = sign_in("inspector").get(reverse("exports"), {"known": known})
    assert len(page.context["rows"]) == rows


def test_every_list_that_a_page_gives_has_a_word_in_the_log():
    given = re.compile(r'as_file[(,]\s*request,\s*f?"([a-z-]+)')
    sources = (Path(site.__file__).parent).rglob("*.py")
    names = {name for file in sources for name in given.findall(file.read_text("utf-8"))}
    assert len(names) > 40
    assert names <= LISTS.keys() | ONE_OF.keys()


def test_the_log_is_never_altered(city):
    by = city.users["tracer"]
    one = exports.note(by=by, scope=scope_of(by), way="site", what="cases", form="csv", rows=7)
    attempts = (
        one.save,
        one.delete,
        Export.objects.all().delete,
        lambda: Export.objects.update(rows=0),
    )
    for attempt in attempts:
        with pytest.raises(WriteOutsideChange):
            attempt()
    assert Export.objects.get().rows == 7
