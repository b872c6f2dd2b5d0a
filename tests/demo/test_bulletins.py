"""What the demo city published is what it counts; one notice was wrong, and was put right."""

import pytest

from firebreak.demo import bulletins
from firebreak.demo.times import at, days
from firebreak.demo.times import day as day_of
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records.history import as_known
from firebreak.records.models import Case, Report, Unit
from firebreak.records.visibility import PROGRAM
from firebreak.site.published.compared import compared, latest, published_seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
OF_PUBLISHED = {
    "units_do_not_add_up",
    "contacts_do_not_add_up",
    "new_disagrees_with_total",
    "discharge_counted_again",
    "differs_from_published",
    "published_not_on_record",
}


def test_every_published_figure_is_our_own_count_but_the_one_that_was_put_right(morning):
    rows = compared(published_seen(PROGRAM), morning, PROGRAM)
    assert len(rows) == 30
    assert all(row.source for row in rows)
    others = [(row.until, row.value) for row in rows if row.difference != 0]
    assert others == [("2020-01-30 24:00", 20)]
    assert [row.value for row in rows if not row.is_meant] == [20]


def test_a_check_has_nothing_to_say_of_what_was_published(morning):
    assert not OF_PUBLISHED & set(inconsistencies(morning)["code"])


def test_what_was_published_by_mistake_was_on_record_that_morning_and_put_right_by_noon():
    of_the_30th = Report.objects.filter(covers_until=at("01-31 00:00")).order_by("id")
    with as_known(at("01-31 08:00")):
        assert [report.figures["confirmed"] for report in of_the_30th] == [20]
        assert Case.objects.filter(status="confirmed").count() == 20
    assert [report.figures["confirmed"] for report in of_the_30th.all()] == [20, 19]


def test_each_day_of_the_outbreak_has_its_bulletin():
    counted = [counted for counted, *_ in bulletins.DAYS]
    assert [day_of(one) for one in counted] == days(day_of("01-24"), day_of("02-02"))


def test_the_last_bulletin_tells_every_county_with_a_case(morning):
    rows = latest(morning, PROGRAM)
    counties = {str(unit) for unit in Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL)}
    assert sum(row.value for row in rows if row.unit in counties) == 26
    assert len(rows) == 12
