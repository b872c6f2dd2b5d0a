"""7-1-7 as it is read: no negative days, and what came early is said."""

import re

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import outbreaks
from firebreak.site.indicators.words import days_taken


@pytest.mark.parametrize(
    ("days", "at_most", "said"),
    [
        (0, 0, "0"),
        (2, 2, "2"),
        (2, 3, "2–3"),
        (5, None, "5"),
        (-2, -2, "0 (2 d before the notification)"),
        (-3, -2, "0 (3 d before the notification)"),
        (-1, 0, "0 (perhaps before)"),
        (-1, 1, "0–1 (perhaps before)"),
    ],
)
def test_no_target_takes_less_than_nothing(days, at_most, said):
    row = {"target": "first_action", "days": days, "days_at_most": at_most}
    assert days_taken(row) == said


def test_an_action_taken_before_the_notification_took_no_days_and_the_page_says_so(city, sign_in):
    with clock.held_at(local(2, 2, 9)):
        for kind, when in (("investigation", at(1, 30, 12)), ("notified", at(2, 1, 9))):
            outbreaks.reach_milestone(by=None, outbreak=city.outbreak, kind=kind, when=when)
    page = sign_in("duty_head").get(reverse("indicators")).content.decode()
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "0 (2 d before the notification)" in table
    assert not re.search(r">\s*[-−]\d", table)
    assert "nobody waited for it" in page


def test_where_nothing_came_early_nothing_is_said_of_it(city, sign_in):
    page = sign_in("duty_head").get(reverse("indicators")).content.decode()
    assert "nobody waited for it" not in page
