"""Whatever stands after the question mark of a trace or a place, a page answers, never a fault."""

import pytest
from django.urls import reverse
from tests.acceptance.test_any_address import FINE, HOSTILE, encoded

NAMES = {
    "trace_forward": ("since", "until", "depth", "page", "possible", "further", "known"),
    "trace_back": ("since", "until", "with", "page", "people", "known"),
    "place": ("since", "until", "page", "known"),
}


@pytest.mark.parametrize("page", NAMES)
def test_a_hostile_value_in_every_place_is_answered(dinner, sign_in, page):
    subject = dinner.restaurant if page == "place" else dinner.case
    browser = sign_in("tracer")
    for name in NAMES[page]:
        for value in HOSTILE:
            address = f"{reverse(page, args=[subject.pk])}?{encoded([(name, value)])}"
            assert browser.get(address).status_code in FINE, (name, value)
