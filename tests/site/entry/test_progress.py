"""Progress is never typed: a duty is done when its record has been entered, and undone with it."""

import polars as pl
import pytest
from django.urls import reverse

from firebreak.records.models import Change
from firebreak.records.situation import situation


def state_of(rule: str, person) -> str:
    rows = situation().duties.filter((pl.col("rule") == rule) & (pl.col("subject") == person.pk))
    return rows["state"].to_list()[-1]


@pytest.mark.parametrize(
    ("rule", "who", "page", "query", "typed"),
    [
        ("case-card", "clinician", "entry_report", {"kind": "case_card"}, {}),
        ("suspect-test", "laboratory", "entry_result", {}, {"result": "positive"}),
    ],
)
def test_entering_what_a_duty_waits_for_fulfils_it_and_taking_it_back_opens_it_again(
    city, fill, sign_in, rule, who, page, query, typed
):
    before = state_of(rule, city.wang)
    assert before in ("open", "due_soon", "overdue")
    about = query | {"case": city.suspect.pk, "person": city.wang.pk}
    assert fill(who, page, about, **typed).saved
    assert state_of(rule, city.wang) in ("met", "met_late")
    made = Change.objects.order_by("-id").first()
    sign_in(who).post(reverse("entry_take_back", args=[made.pk]))
    assert state_of(rule, city.wang) == before


def test_a_follow_up_fulfils_the_round_it_was_made_in(city, fill):
    before = situation().duties.filter(pl.col("subject") == city.li.pk)
    open_rounds = before.filter(pl.col("rule").str.contains("follow")).filter(
        pl.col("state").is_in(["open", "due_soon"])
    )
    query = {"person": city.li.pk, "kind": "follow_up"}
    assert fill("grid_worker", "entry_check", query, temperature_celsius="36.5").saved
    after = situation().duties.filter(pl.col("subject") == city.li.pk)
    assert open_rounds.height >= 1
    key = ["rule", "due"]
    now = after.join(open_rounds.select(key), on=key, how="inner")
    assert "met" in now["state"].to_list()
