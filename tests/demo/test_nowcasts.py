"""What the curves of the demo city still lack."""

from datetime import date

import polars as pl
import pytest
from django.utils import translation

from firebreak.demo.times import at
from firebreak.engine.epidemic import NowcastError
from firebreak.records import situation
from firebreak.records.nowcasts import still_to_come
from firebreak.site.today import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
YESTERDAY = date(2020, 2, 2)


@pytest.fixture
def confirmed(morning) -> pl.DataFrame:
    standing = pl.col("classification").is_in(["confirmed", "recovered", "died"])
    return morning.linelist.filter(standing)


def test_the_last_days_of_onset_have_cases_still_to_be_reported(morning, confirmed):
    found, in_all = still_to_come(morning, confirmed, "date_onset")
    assert found["date"].max() == YESTERDAY  # today is not over
    assert in_all.since == date(2020, 1, 24)
    assert in_all.mean == pytest.approx(found["to_come"].sum())
    assert in_all.lower <= in_all.mean <= in_all.upper
    assert in_all.mean > 2
    assert found["upper"][-1] > found["reported"][-1] == 0


def test_the_younger_a_day_the_less_of_it_is_reported(morning, confirmed):
    share = still_to_come(morning, confirmed, "date_onset")[0]["share"].to_list()
    assert share[0] > 0.9
    assert share[-1] < 0.2


def test_a_confirmation_is_known_on_its_day_so_that_nothing_is_to_come(morning, confirmed):
    days, in_all = still_to_come(morning, confirmed, "date_confirmation")
    assert (days.height, in_all) == (0, None)


def test_in_the_first_days_it_says_that_nothing_can_be_said_yet(morning):
    early = situation.situation(known=at("01-28 08:00"))
    cases = early.linelist.filter(pl.col("classification") == "confirmed")
    with pytest.raises(NowcastError) as caught:
        still_to_come(early, cases, "date_onset")
    assert caught.value.code in {"long_delay", "short_series"}
    with translation.override("zh-hans"):
        about = pictures.curve(early, early.linelist, "date_onset").about_estimates
    assert about.endswith("暂无法估计尚未报告的病例数。")


def test_the_curve_of_today_shows_the_estimates_and_says_how_many(morning, confirmed):
    with translation.override("en"):
        drawn = pictures.curve(morning, morning.linelist, "date_onset")
    counted = dict(confirmed["date_onset"].value_counts().iter_rows())
    assert [one.day for one in drawn.estimates][-1] == YESTERDAY
    assert all(counted.get(one.day, 0) <= one.lower <= one.upper for one in drawn.estimates)
    _days, in_all = still_to_come(morning, confirmed, "date_onset")
    assert drawn.about_estimates.startswith(
        "Confirmed cases with onset since 01-24 still to be reported: about "
        f"{round(in_all.mean)} (95% interval {in_all.lower} to {in_all.upper})"
    )
