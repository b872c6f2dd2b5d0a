"""Places of feeds: those that wait are listed with what they may be, and linked by somebody."""

from urllib.parse import parse_qs, urlparse

import polars as pl
import pytest
from django.urls import reverse
from tests.site.conftest import local
from tests.site.traces.conftest import dinner, feed  # noqa: F401

from firebreak.engine import tracing
from firebreak.records.models import FeedPlace, Place
from firebreak.records.situation import situation
from firebreak.records.traces.stays import index_path, stays_of
from firebreak.records.visibility import scope_of
from firebreak.site.traces.seen import Seen

LIST = "entry_feed_places"
EVENING = (local(1, 25, 19), local(1, 25, 20))


@pytest.fixture
def fed(dinner, feed):  # noqa: F811
    """Two visits of the hot pot by its name, one of a gate by a number."""
    feed(
        ("8812", "老灶火锅店", *EVENING), ("8813", "老灶火锅店", *EVENING), ("8813", "R7", *EVENING)
    )
    return dinner


def waiting(browser, query=""):
    return {line.code: line for line in browser.get(reverse(LIST) + query).context["waiting"]}


def test_those_not_linked_are_listed_the_most_visited_first_with_what_they_may_be(fed, sign_in):
    lines = waiting(sign_in("tracer"))
    assert [(code, line.stays) for code, line in lines.items()] == [("老灶火锅店", 2), ("R7", 1)]
    assert [place for place, _href in lines["老灶火锅店"].alike] == [fed.restaurant]
    assert lines["R7"].alike == []


def test_a_suggestion_leads_to_a_form_filled_in_and_once_sent_they_meet_there(fed, sign_in, fill):
    browser = sign_in("tracer")
    (_place, href), *_others = waiting(browser)["老灶火锅店"].alike
    query = {name: values[0] for name, values in parse_qs(urlparse(href).query).items()}
    sent = fill("tracer", "entry_feed_place", query)
    assert sent.saved
    assert sent.answer.url == reverse(LIST)
    link = FeedPlace.objects.get()
    assert (link.sender, link.code, link.place) == (fed.hetang, "老灶火锅店", fed.restaurant)
    assert list(waiting(browser)) == ["R7"]
    trace = browser.get(reverse("trace_forward", args=[fed.case.pk]) + "?since=2020-01-25T00:00")
    assert any(line.who.label.startswith("8812") for line in trace.context["lines"])


def test_a_name_that_is_not_on_record_becomes_a_place_of_the_senders(fed, fill):
    query = {"sender": "430202", "code": "R7"}
    assert fill("tracer", "entry_feed_place", query, place="月塘菜场", kind="shop").saved
    place = Place.objects.get(name="月塘菜场")
    assert (place.kind, place.unit) == ("shop", fed.hetang)
    assert FeedPlace.objects.get().place == place


def test_typed_over_a_suggestion_the_name_holds(fed, fill):
    query = {"sender": "430202", "code": "R7", "place": fed.restaurant.pk}
    assert fill("tracer", "entry_feed_place", query, place="东门").saved
    assert FeedPlace.objects.get().place.name == "东门"


def test_said_anew_it_is_corrected(fed, fill):
    query = {"sender": "430202", "code": "R7"}
    for name in ("东门", "西门"):
        assert fill("tracer", "entry_feed_place", query, place=name).saved
    assert FeedPlace.objects.get().place.name == "西门"


def test_one_may_look_for_an_id_or_a_name(fed, sign_in):
    assert list(waiting(sign_in("tracer"), "?q=火锅")) == ["老灶火锅店"]
    assert list(waiting(sign_in("tracer"), "?q=nothing")) == []


def test_what_the_feed_calls_a_place_is_shown_and_compared(fed, sign_in):
    row = {"person_id": "430202/1", "place_id": "430202/X9", "start": EVENING[0], "end": EVENING[1]}
    places = pl.DataFrame({"place_id": ["430202/X9"], "name": ["老灶火锅（总店）"]})
    tracing.open(index_path()).append(pl.DataFrame(row), places=places)
    line = waiting(sign_in("tracer"))["X9"]
    assert line.name == "老灶火锅（总店）"
    assert line.alike[0][0] == fed.restaurant


def test_another_countys_feed_is_not_listed(fed, sign_in):
    assert waiting(sign_in(fed.others["tracer"])) == {}


def test_without_any_feed_nothing_waits(dinner, sign_in):  # noqa: F811
    assert waiting(sign_in("tracer")) == {}


@pytest.mark.parametrize(("who", "may"), [("tracer", True), ("duty_head", False)])
def test_a_trace_says_where_a_place_can_be_linked_to_those_who_may(fed, sign_in, who, may):
    seen = Seen(stays_of(situation()), scope_of(fed.users[who]))
    where = seen.where(["430202/R7"])["430202/R7"]
    assert "R7" in where.label
    assert bool(where.name_href) == may
    if may:
        assert sign_in(who).get(where.name_href).context["form"].initial["code"] == "R7"
