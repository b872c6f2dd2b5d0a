"""Every page from every post, and nobody of another subtree on any of them."""

import io
import re
from html import unescape

import pytest
from django.urls import reverse

from firebreak.records.models import Export
from firebreak.records.roles import MAY, Role
from firebreak.site.exports.words import what_word

PAGES = {  # address -> the action that opens it
    "today": "today.read",
    "duties": "duties.read",
    "cases": "cases.read",
    "units": "units.read",
    "chains": "chains.read",
    "indicators": "indicators.read",
    "rules": "units.read",
    "events": "duties.read",
    "orders": "duties.read",
    "published": "cases.read",
    "search": "today.read",
}
THEIRS = ("赵某四", "钱某五", "13900000004", "TY-001")
OURS = "张某一"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role.values)
def test_a_page_opens_to_the_posts_of_the_table_and_to_no_other(city, sign_in, role, page):
    answer = sign_in(role).get(reverse(page))
    assert answer.status_code == (200 if role in MAY[PAGES[page]] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_signed_out_sees_a_page(city, client, page):
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))


@pytest.mark.parametrize("role", MAY["cases.read"])
def test_a_list_is_offered_as_a_file_to_those_who_may_take_it_away(city, sign_in, role):
    page = sign_in(role).get(reverse("cases"))
    assert ("format=xlsx" in page.content.decode()) == (role in MAY["lists.export"])


def addresses(city) -> list[str]:
    return [
        reverse("today"),
        reverse("duties"),
        reverse("duties") + "?state=met&state=met_late&state=open&state=overdue&state=due_soon",
        reverse("cases"),
        reverse("cases") + "?q=" + THEIRS[0],
        reverse("cases") + f"?people={city.zhao.pk},{city.zhang.pk}",
        reverse("units"),
        reverse("unit", args=["430202"]),
        reverse("observed", args=["430202"]),
        reverse("patients", args=["430202"]),
        reverse("indicators"),
        reverse("events"),
        reverse("events") + "?kind=case.suspected",
        reverse("search") + "?q=某",
        reverse("search") + "?q=13900000004",
        reverse("edition_change", args=["cn-covid-control-5"]),
        reverse("rules"),
        reverse("rule", args=["cn-covid-control-5"]),
        reverse("inbox"),
        reverse("chains"),
        reverse("missed"),
        reverse("indicator", args=["tracing", "yield"]),
        reverse("trace_forward", args=[city.case.pk]),
        reverse("trace_back", args=[city.case.pk]),
        reverse("case", args=[city.case.pk]),
        reverse("person", args=[city.li.pk]),
    ]


def test_somebody_of_another_county_is_on_no_page_and_in_no_file(city, sign_in):
    browser = sign_in("tracer")
    seen, taken = 0, set()
    for address in addresses(city):
        page = browser.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        typed = page.wsgi_request.GET.get("q", "")
        assert not [name for name in THEIRS if name in text and name != typed], address
        seen += OURS in text
        for href in files_on(text):
            file = browser.get(address.partition("?")[0] + href)
            assert file.status_code == 200, (address, href)
            assert not [name for name in THEIRS if name in file.content.decode()], (address, href)
            taken.add(Export.objects.latest("pk").what)
    assert seen >= 5
    assert len(taken) > 15
    assert all(what_word(one) != one.what for one in Export.objects.all())


def files_on(page: str) -> list[str]:
    """Return the queries of the lists that a page gives as files."""
    return [unescape(href) for href in re.findall(r'href="(\?[^"]*format=csv[^"]*)"', page)]


def without_what_differs(answer) -> str:
    """Return a page without its own address and its form tokens, which no two pages share."""
    text = answer.content.decode().replace(answer.wsgi_request.path, "")
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", text)


@pytest.mark.parametrize(("page", "theirs"), [("case", "other_case"), ("person", "qian")])
def test_theirs_answers_like_nobodys(city, sign_in, page, theirs):
    browser = sign_in("tracer")
    hidden = browser.get(reverse(page, args=[getattr(city, theirs).pk]))
    absent = browser.get(reverse(page, args=[10**9]))
    assert hidden.status_code == absent.status_code == 404
    assert without_what_differs(hidden) == without_what_differs(absent)


def test_a_duty_of_another_county_is_not_there(city, sign_in):
    whole = sign_in("duty_head").get(reverse("duties") + f"?person={city.zhao.pk}")
    lines = whole.context["page"].object_list
    assert lines
    assert sign_in("tracer").get(lines[0].href).status_code == 404
    assert sign_in("duty_head").get(lines[0].href).status_code == 200


def test_a_post_that_reads_but_may_not_take_away_gets_no_file(city, sign_in):
    assert sign_in("clinician").get(reverse("cases") + "?format=csv").status_code == 403
    assert sign_in("tracer").get(reverse("cases") + "?format=csv").status_code == 200


def test_a_list_comes_as_a_workbook_too(city, sign_in):
    import python_calamine

    answer = sign_in("tracer").get(reverse("cases") + "?format=xlsx")
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[1:]} == {"张某一", "王某三"}


def test_a_form_of_file_that_is_not_known_is_said(city, sign_in):
    answer = sign_in("tracer").get(reverse("cases") + "?format=doc")
    assert answer.status_code == 400
    assert "csv" in answer.content.decode()


def test_identifiers_are_shown_to_posts_that_may_read_them(city, sign_in):
    address = reverse("person", args=[city.zhang.pk])
    assert "13900000001" in sign_in("tracer").get(address).content.decode()
    assert "13900000001" not in sign_in("secretary").get(address).content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_every_room_that_a_post_is_shown_opens_to_it(city, sign_in, role):
    browser = sign_in(role)
    page = browser.get(reverse("me")).content.decode()
    rooms = re.findall(r'<a href="([^"]+)" data-key="', page)
    assert [browser.get(room).status_code for room in rooms] == [200] * len(rooms)
    assert (reverse("cases") in rooms) == (role in MAY["cases.read"])
    assert (reverse("entry") in rooms) == (
        'class="tiles' in browser.get(reverse("entry")).content.decode()
    )


@pytest.mark.parametrize("role", ["secretary", "hospital", "duty_head"])
def test_no_unit_is_linked_that_does_not_open(city, sign_in, role):
    browser, own = sign_in(role), city.users[role].post.unit
    pages = [reverse("today"), reverse("brief"), reverse("unit", args=[own.code])]
    linked = {
        path
        for page in pages
        for path in re.findall(r'href="(/units/[^"?#]+)', browser.get(page).content.decode())
    }
    assert {path: browser.get(path).status_code for path in linked} == dict.fromkeys(linked, 200)


@pytest.mark.parametrize("role", [Role.SPOKESPERSON, Role.ADMINISTRATOR, Role.GRID_WORKER])
@pytest.mark.parametrize(
    "page", ["today", "units", "unit", "rules", "rule", "contacts", "indicators"]
)
def test_no_page_links_to_what_its_reader_may_not_open(city, sign_in, role, page):
    arguments = {"unit": ["430202"], "rule": ["cn-covid-control-5"]}.get(page, [])
    browser = sign_in(role)
    answer = browser.get(reverse(page, args=arguments))
    links = set(re.findall(r'href="(/[^"#]*)', answer.content.decode()))
    pages = [unescape(link) for link in links if "/static/" not in link and "format=" not in link]
    assert [link for link in pages if browser.get(link).status_code == 403] == []
