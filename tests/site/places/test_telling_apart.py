"""Two places that look like one are told apart from the finding, and asked about again on withdrawal."""

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.site.conftest import local

from firebreak.cli import firebreak
from firebreak.records import clock
from firebreak.records.actions import contacts, places
from firebreak.records.models import PlaceDistinction, PlaceMerge

FORM = "entry_tell_places_apart"
WHY = "现场核实为两个小区"


@pytest.fixture
def pair(city):
    """Two compounds of Hetang whose names sound the same."""
    return [
        contacts.add_place(by=None, name=name, unit=city.hetang)
        for name in ("佳安名苑", "佳安茗苑")
    ]


def finding(browser, **query) -> dict | None:
    found = browser.get(reverse("consistency"), query).context["page"].object_list
    return next((row for row in found if "佳安茗苑" in row["message"]), None)


def page_of(browser, place, **query) -> str:
    return browser.get(reverse("place", args=[place.pk]), query).content.decode()


def sent(other, **told) -> dict:
    return {"once": "1", "other": f"#{other.pk} {other.name}", "reason": WHY} | told


def checked(*arguments) -> list[str]:
    done = CliRunner().invoke(firebreak, ["check", "--json", *arguments])
    return [row["code"] for row in json.loads(done.stdout)]


def test_from_the_finding_they_are_told_apart_and_on_the_page_it_is_withdrawn(city, pair, sign_in):
    browser = sign_in("reviewer")
    form = {label: href for href, label in finding(browser)["links"]}["They are two places"]
    assert f"#{pair[1].pk} 佳安茗苑" in browser.get(form).content.decode()
    answer = browser.post(form, sent(pair[1]))
    assert answer.url == reverse("consistency")
    assert finding(browser) is None
    file = browser.get(reverse("consistency"), {"format": "csv"}).content.decode()
    assert "佳安茗苑" not in file
    assert "place_spelt_two_ways" not in checked()
    settled = PlaceDistinction.objects.get()
    withdraw = reverse("withdraw_places_apart", args=[settled.pk])
    for place, other in (pair, pair[::-1]):
        page = page_of(sign_in("inspector"), place)
        assert reverse("place", args=[other.pk]) in page
        assert city.users["reviewer"].get_full_name() in page
        assert WHY in page
        assert withdraw not in page
        assert withdraw in page_of(browser, place)
    refused = browser.post(withdraw, {"reason": " "}, follow=True).content.decode()
    assert "Say why" in refused
    again = browser.post(withdraw, {"reason": "实为一处", "place": str(pair[1].pk)})
    assert again.url == reverse("place", args=[pair[1].pk])
    assert finding(browser) is not None
    assert "place_spelt_two_ways" in checked()
    assert WHY not in page_of(browser, pair[0])


def test_as_known_before_it_was_said_it_stands_on_the_page_and_at_the_command(city, pair, sign_in):
    browser, then = sign_in("reviewer"), "2020-02-03T08:30"
    with clock.held_at(local(2, 3, 9)):
        places.tell_apart(by=city.users["tracer"], one=pair[0], other=pair[1], reason=WHY)
        assert finding(browser) is None
        assert finding(browser, known=then) is not None
        assert WHY in page_of(browser, pair[0])
        assert WHY not in page_of(browser, pair[0], known=then)
        assert "place_spelt_two_ways" in checked("--as-known", "2020-02-03 08:30")


def test_the_form_of_a_merge_lets_one_say_that_they_are_two(pair, sign_in):
    browser = sign_in("reviewer")
    asked = f"?place={pair[0].pk}&other={pair[1].pk}"
    page = browser.get(reverse("entry_merge_places") + asked).content.decode()
    there = reverse(FORM) + asked
    assert f'formaction="{there.replace("&", "&amp;")}"' in page
    without_reason = browser.post(there, sent(pair[1], keep="this", reason=""))
    assert without_reason.status_code == 422
    assert "Say why" in without_reason.content.decode()
    assert browser.post(there, sent(pair[1], keep="this")).status_code == 302
    assert PlaceDistinction.objects.count() == 1
    merged = browser.post(
        reverse("entry_merge_places") + asked, sent(pair[1], once="2", keep="this")
    )
    assert merged.status_code == 422
    assert "It was settled that these are two places." in merged.content.decode()
    assert not PlaceMerge.objects.exists()
    twice = browser.post(there, sent(pair[1], once="3"))
    assert "settled already" in twice.content.decode()


def test_another_county_neither_reads_nor_settles_nor_withdraws_it(city, pair, sign_in):
    theirs = sign_in(city.others["reviewer"])
    assert theirs.get(reverse(FORM), {"place": pair[0].pk}).status_code == 404
    assert theirs.post(f"{reverse(FORM)}?place={pair[0].pk}", sent(pair[1])).status_code == 404
    own = contacts.add_place(by=None, name="佳安铭苑", unit=city.tianyuan)
    answer = theirs.post(f"{reverse(FORM)}?place={own.pk}", sent(pair[1]))
    assert answer.status_code == 422
    assert not PlaceDistinction.objects.exists()
    settled = places.tell_apart(by=None, one=own, other=pair[1], reason=WHY)
    withdraw = reverse("withdraw_places_apart", args=[settled.pk])
    assert theirs.post(withdraw, {"reason": "x"}).status_code == 404
    assert sign_in("inspector").post(withdraw, {"reason": "x"}).status_code == 403
    assert "佳安茗苑" not in page_of(theirs, own)
    assert PlaceDistinction.objects.get() == settled


def test_in_chinese_it_reads_as_chinese(pair, sign_in):
    browser, chinese = sign_in("reviewer"), {"accept-language": "zh-hans"}
    listed = browser.get(reverse("consistency"), headers=chinese).content.decode()
    assert "是两个地点" in listed
    assert "请认定为不同地点" in listed
    places.tell_apart(by=None, one=pair[0], other=pair[1], reason=WHY)
    page = browser.get(reverse("place", args=[pair[1].pk]), headers=chinese).content.decode()
    assert "已认定为不同地点" in page
