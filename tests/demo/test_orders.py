"""Orders of the demo city: in time, due today, still running; each with a holder who signs in."""

import pytest

from firebreak.demo import staff
from firebreak.demo.times import STARTS, ZONE
from firebreak.records.models import Report, Unit
from firebreak.records.roles import may
from firebreak.records.visibility import PROGRAM
from firebreak.site.orders.seen import orders_seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_one_is_done_one_is_due_today_and_one_has_time():
    orders = orders_seen(PROGRAM, STARTS)
    assert [order.state for order in orders] == ["due_soon", "open", "met"]
    assert orders[0].due.astimezone(ZONE).date() == STARTS.date()


def test_who_answers_for_an_order_has_a_login_that_may_report_it_done():
    posts = [(role, Unit.objects.get(code=code)) for role, (code, _) in staff.ACCOUNTS.items()]
    able = {unit for role, unit in posts if may(role, "directives.answer")}
    assert {order.directive.unit for order in orders_seen(PROGRAM, STARTS)} <= able


def test_the_answer_to_an_order_ends_no_other_clock(morning):
    answer = Report.objects.get(directive__isnull=False)
    first = morning.duties.filter(rule="event-report")
    assert answer.unit_id not in first["subject"].to_list()
    assert answer.happened_at not in first["fulfilled"].to_list()
