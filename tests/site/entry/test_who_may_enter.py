"""Every role at every page of entry, against the table of `records/roles.py`."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import reverse

from firebreak.records.models import Change
from firebreak.records.roles import MAY, Role
from firebreak.site.entry.menu import ACTION_OF, ENTRIES, FIRST, tiles
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.urls import urlpatterns

NOT_A_FORM = {
    "entry",
    "entry_saved",
    "entry_take_back",
    "entry_alike",
    "entry_understood",
    "entry_deadline_understood",
    "entry_derived_end",
}
PAGES = sorted(pattern.name for pattern in urlpatterns if pattern.name not in NOT_A_FORM)


def test_every_page_of_entry_is_in_the_menu_or_reached_from_a_record():
    assert set(PAGES) == set(ACTION_OF)


def test_what_a_role_enters_first_it_may_enter():
    refused = [(r, p) for r, pages in FIRST.items() for p in pages if r not in MAY[ACTION_OF[p]]]
    assert refused == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_exactly_the_pages_that_the_table_allows(city, sign_in, role):
    browser = sign_in(role)
    opened = {page for page in PAGES if browser.get(reverse(page)).status_code == 200}
    assert opened == {page for page in PAGES if role in MAY[ACTION_OF[page]]}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_may_not_is_told_so_and_writes_nothing_by_forging_the_address(
    city, sign_in, role
):
    browser, before = sign_in(role), Change.objects.count()
    about = f"?case={city.case.pk}&person={city.zhang.pk}&sample={city.waiting.pk}"
    for page in PAGES:
        if role in MAY[ACTION_OF[page]]:
            continue
        answer = browser.post(reverse(page) + about, {"name": "测试", "when": ""})
        assert answer.status_code == 403, page
        assert "Your post may not do this" in answer.content.decode()
    assert Change.objects.count() == before


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_what_the_post_may_enter_and_nothing_else(city, sign_in, role):
    answer = sign_in(role).get(reverse("entry"))
    shown = {tile.href for tile in answer.context["first"] + answer.context["others"]}
    allowed = {reverse(page) + query for page, _l, action, query in ENTRIES if role in MAY[action]}
    assert shown == allowed


def test_what_a_role_enters_most_comes_first(city, sign_in):
    answer = sign_in("clinician").get(reverse("entry"))
    assert [tile.href for tile in answer.context["first"]] == [
        reverse(page) for page in FIRST[Role.CLINICIAN]
    ]
    assert tiles(answer.wsgi_request.scope)[0]


def test_nobody_enters_without_signing_in(client, city):
    for page in [*PAGES, "entry"]:
        answer = client.get(reverse(page))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("login"))


def test_the_past_leads_to_the_present_before_anything_is_entered(city, sign_in):
    answer = sign_in("tracer").get(reverse("entry_case") + "?known=2020-02-01T08:00&person=1")
    assert answer.status_code == 302
    assert answer.url == reverse("entry_case") + "?person=1"


RECORDS = {
    "case": "other_case",
    "person": "zhao",
    "sample": "other_sample",
    "contact": "other_contact",
    "placement": "other_watch",
}


@pytest.mark.parametrize("name", RECORDS)
def test_somebody_outside_the_subtree_is_not_found_like_somebody_who_never_was(city, sign_in, name):
    outside, browser = getattr(city, RECORDS[name]), sign_in("reviewer")
    for page in PAGES:
        theirs = browser.get(reverse(page), {name: outside.pk})
        nobodys = browser.get(reverse(page), {name: 999_999})
        assert theirs.status_code == nobodys.status_code == 404, page
        assert main_of(theirs) == main_of(nobodys), page


def main_of(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("text", ["x", "-1", "1 OR 1=1", "九", "9" * 40])
def test_an_address_that_names_no_record_is_not_found(city, sign_in, name, text):
    assert sign_in("tracer").get(reverse("entry_check"), {name: text}).status_code == 404


def test_every_page_of_entry_says_what_it_writes():
    import_module("firebreak.urls")  # names all pages
    pages = set(below(EntryPage))
    assert len(pages) > 20
    assert [page.__name__ for page in pages if page.write is EntryPage.write] == []


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)
