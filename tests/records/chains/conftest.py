"""The small city of the pages, in which people are met, named and staying."""

import pytest
from django.utils import translation
from tests.site.conftest import NOW, make_city

from firebreak.records import chains, clock


@pytest.fixture
def city(db):
    """Return the small city, at 08:00 on 3 February 2020."""
    chains.forget()
    made = make_city()
    with clock.held_at(NOW), translation.override("en"):
        yield made
