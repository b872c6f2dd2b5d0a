"""The demo city, loaded once for all tests of this room, and rolled back after them."""

import pytest
from django.db import transaction
from tests.kept import kept

from firebreak.demo.times import STARTS
from firebreak.records import clock, situation


@pytest.fixture(scope="package")
def demo_city(django_db_setup, django_db_blocker):
    """Load the demo city; only reading tests share it."""
    from firebreak.demo import load

    with django_db_blocker.unblock(), transaction.atomic():
        kept("demo city", load)
        clock.forget()  # what was asked before there was a city holds no longer
        situation.forget()
        yield
        transaction.set_rollback(True)
    clock.forget()
    situation.forget()


@pytest.fixture
def morning() -> situation.Situation:
    """Return the situation on the office's morning on which the demo begins."""
    with clock.held_at(STARTS):
        return situation.situation()
