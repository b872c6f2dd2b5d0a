"""The API answers as the pages do, and knows nobody outside the subtree."""

import pytest
from tests.site.conftest import *  # noqa: F403  the small city and its posts

from firebreak.records.roles import MAY, Role

ACTIONS = {
    "cases": ("cases.read", "lists.export"),
    "duties": ("duties.read", "lists.export"),
    "events": ("duties.read", "lists.export"),
    "units": ("units.read",),
    "brief": ("duties.read",),
}
THEIRS = ("赵某四", "钱某五")


@pytest.mark.parametrize("path", ACTIONS)
@pytest.mark.parametrize("role", [Role.TRACER, Role.SUPPLY_KEEPER, Role.CITIZEN, Role.GRID_WORKER])
def test_a_post_gets_what_the_table_says(city, sign_in, role, path):
    answer = sign_in(role).get(f"/api/{path}")
    assert answer.status_code == (200 if all(role in MAY[a] for a in ACTIONS[path]) else 403)
    if answer.status_code == 403:
        assert answer.json()["detail"]


@pytest.mark.parametrize("path", ACTIONS)
def test_nobody_signed_out_gets_anything(city, client, path):
    assert client.get(f"/api/{path}").status_code == 401


@pytest.mark.parametrize("path", ACTIONS)
def test_nobody_of_another_county_is_in_an_answer(city, sign_in, path):
    text = sign_in("tracer").get(f"/api/{path}?limit=500").content.decode()
    assert not [name for name in THEIRS if name in text]


def test_a_case_of_another_county_is_not_there(city, sign_in):
    assert sign_in("tracer").get(f"/api/cases/{city.case.pk}").json()["name"] == "张某一"
    hidden = sign_in("tracer").get(f"/api/cases/{city.other_case.pk}")
    absent = sign_in("tracer").get("/api/cases/999999999")
    assert (
        (hidden.status_code, hidden.content)
        == (absent.status_code, absent.content)
        == (404, hidden.content)
    )


def test_lists_come_in_parts_that_make_the_whole(city, sign_in):
    browser = sign_in("duty_head")
    whole = browser.get("/api/events?limit=500").json()
    parts = [
        browser.get(f"/api/events?limit=7&offset={o}").json() for o in range(0, whole["total"], 7)
    ]
    assert [row for part in parts for row in part["items"]] == whole["items"]


def test_the_past_is_read_here_too(city, sign_in):
    browser = sign_in("duty_head")
    then = browser.get(f"/api/cases/{city.case.pk}?known=2020-01-30T20:00").json()
    assert (then["classification"], then["unit_counting"]) == ("suspected", "430202")
    assert browser.get(f"/api/cases/{city.case.pk}").json()["classification"] == "confirmed"


def test_a_limit_out_of_range_is_refused_with_the_range(city, sign_in):
    answer = sign_in("duty_head").get("/api/cases?limit=100000")
    assert answer.status_code == 422
    assert "500" in answer.content.decode()


def test_the_description_names_every_address(city, sign_in):
    described = sign_in("duty_head").get("/api/openapi.json").json()
    assert {path.removeprefix("/api/").split("/")[0] for path in described["paths"]} == {
        *ACTIONS,
        "inbox",  # for programs with a token
    }
