"""Every list goes out as a file: no table stands on a page without the links, but for those named."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from firebreak.site.download import list_as_file
from firebreak.site.templatetags.pages import ICONS

TEMPLATES = ICONS.parents[2] / "templates"
#: Tables that are no lists of records, or stand on a page that gives them.
WITHOUT = {
    "cases/case.html": "one case",
    "cases/contacts.html": "one case; the list of contacts gives them",
    "cases/placements.html": "one person",
    "duties/detail.html": "the evidence of one duty",
    "duplicates/pair.html": "two records side by side",
    "entry/passengers.html": "what will be entered",
    "inbox/columns.html": "what columns will be read as",
    "inbox/tokens.html": "administrators take no lists away",
    "indicators/set.html": "part of indicators.html",
    "missed/rows.html": "part of missed.html",
    "missed/sums.html": "part of missed.html",
    "places/gatherings.html": "who was there stands in places/place.html",
    "published/rows.html": "part of published/list.html",
    "site/charts/curve.html": "stands where the links of the curve are",
    "site/charts/map.html": "the numbers of units/list.html",
    "site/charts/points.html": "the places of traces/back.html",
    "traces/meetings.html": "part of traces/forward.html and rules/change.html",
}


def test_every_page_with_a_table_gives_it_as_a_file_or_is_named_here():
    texts = {
        file.relative_to(TEMPLATES).as_posix(): file.read_text("utf-8")
        for file in TEMPLATES.rglob("*.html")
    }
    tables = {name for name, text in texts.items() if "<table" in text}
    assert {name for name in tables if "export_links" not in texts[name]} == WITHOUT.keys()


def test_a_page_gives_the_list_that_is_asked_for_and_its_first_without_a_name():
    lists = {"one": lambda: HttpResponse("1"), "two": lambda: HttpResponse("2")}
    asked = RequestFactory().get
    assert list_as_file(asked("/?list=two"), lists).content == b"2"
    assert list_as_file(asked("/"), lists).content == b"1"


@pytest.mark.parametrize("lists", [{}, {"one": HttpResponse}])
def test_a_list_that_the_page_has_not_is_not_found(lists):
    with pytest.raises(Http404):
        list_as_file(RequestFactory().get("/?list=three"), lists)
