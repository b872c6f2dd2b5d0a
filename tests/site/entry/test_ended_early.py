"""An observation that ends before its time: with a reason, and as an ending of its own."""

import pytest
from click.testing import CliRunner
from django.urls import reverse

from firebreak.cli.check import command
from firebreak.records.models import Placement
from firebreak.records.situation import situation as live
from firebreak.records.visibility import scope_of
from firebreak.site.today.numbers import contact_figures


@pytest.fixture
def ended_early(city, fill) -> Placement:
    """Li's observation lasts to 8 February and is ended on the 3rd, with a reason."""
    about = {"placement": city.watch.pk}
    assert fill("tracer", "entry_placement_end", about, reason="转外地").saved
    return Placement.objects.get(pk=city.watch.pk)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_does_not_end_before_its_time_without_a_reason(city, fill, reason):
    about = {"placement": city.watch.pk}
    sent = fill("tracer", "entry_placement_end", about, reason=reason)
    assert sent.errors["reason"] == [
        "The observation is not over by then. Say why it ends; it stays on file."
    ]
    assert Placement.objects.get(pk=city.watch.pk).ended_at is None


def test_an_end_in_time_or_of_care_needs_no_reason(city, fill):
    fill(
        "tracer",
        "entry_placement_override",
        {"placement": city.watch.pk},
        when="2020-02-02 09:00",
        reason="复核暴露",
    )
    assert fill("tracer", "entry_placement_end", {"placement": city.watch.pk}).saved
    assert fill("hospital", "entry_placement_end", {"placement": city.ward.pk}).saved


def test_whoever_was_ended_early_is_not_counted_as_released(city, ended_early, sign_in):
    figures = contact_figures(live(), scope_of(city.users["tracer"]))
    told = {figure.label: figure.value for figure in figures}
    assert (told["released"], told["observation ended early"]) == (0, 1)
    (row,) = sign_in("tracer").get(reverse("contacts"), {"measure": "ended_early"}).context["page"]
    assert (row.person, row.state) == (city.li, "observation ended early")


def test_the_check_lists_what_was_ended_early(city, ended_early, sign_in):
    told = CliRunner().invoke(command, ["--lang", "en"]).output
    assert f"placement #{ended_early.pk}" in told
    assert "ended 2020-02-03 08:00, before its time: it lasts to 2020-02-08 19:00" in told
    page = sign_in("reviewer").get(reverse("consistency")).content.decode()
    assert "it lasts to 2020-02-08 19:00 or later" in page
