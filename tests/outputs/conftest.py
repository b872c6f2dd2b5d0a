"""The demo city, loaded once for the tests of a file, and rolled back after them."""

import pytest
from django.db import connection, transaction
from tests.kept import kept

from firebreak.records import clock, situation


@pytest.fixture(scope="module")
def demo_city(django_db_setup, django_db_blocker):
    """Load the demo city; only reading tests share it."""
    from firebreak.demo import load

    with django_db_blocker.unblock(), transaction.atomic():
        kept("demo city", load)
        clock.forget()  # what was asked before there was a city holds no longer
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # nobody else can while the transaction is open
        situation.forget()
        yield
        transaction.set_rollback(True)
    clock.forget()
    situation.forget()
