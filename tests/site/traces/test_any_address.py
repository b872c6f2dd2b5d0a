"""Whatever stands after the question mark of a trace or a place, a page answers, never a fault."""

from itertools import cycle

import pytest
from django.urls import reverse
from tests.acceptance.test_any_address import FINE, HOSTILE, encoded

NAMES = {
    "trace_forward": ("since", "until", "depth", "page", "possible", "further", "known"),
    "trace_back": ("since", "until", "with", "page", "people", "known"),
    "place": ("since", "until", "page", "known"),
}


def queries(names: tuple[str, ...]) -> list[list[tuple[str, str]]]:
    """Return each value in all places at once, and each alone, in one place after the other."""
    together = [[(name, value) for name in names] for value in HOSTILE]
    return together + [[one] for one in zip(cycle(names), HOSTILE, strict=False)]


@pytest.mark.parametrize("page", NAMES)
def test_a_hostile_value_in_every_place_is_answered(dinner, sign_in, page):
    subject = dinner.restaurant if page == "place" else dinner.case
    browser = sign_in("tracer")
    for query in queries(NAMES[page]):
        address = f"{reverse(page, args=[subject.pk])}?{encoded(query)}"
        assert browser.get(address).status_code in FINE, query
