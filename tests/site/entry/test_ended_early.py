"""An observation that ends before its time: with a reason, and as an ending of its own."""

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.site.conftest import at

from firebreak.cli.check import command
from firebreak.records.actions import cases, placements
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


@pytest.fixture
def isolated(city) -> Placement:
    """Li, whose observation lasts to 8 February, is suspected on the 2nd and isolated for it."""
    city.of_li = cases.open_case(
        by=None,
        person=city.li,
        pathogen="sars-cov-2",
        status="suspected",
        when=at(2, 2, 20),
        unit_reporting=city.hospital,
        unit_counting=city.hetang,
    )
    return placements.begin(
        by=None, person=city.li, level="on_the_spot", unit=city.hospital, when=at(2, 2, 20)
    )


@pytest.fixture
def left(city, isolated, fill) -> Placement:
    """She was excluded, and her isolation ended; nobody keeps her."""
    _exclude(city)
    about = {"placement": isolated.pk}
    typed = {"when": "2020-02-03 07:30", "reason": "排除疑似"}
    assert fill("tracer", "entry_placement_end", about, **typed).saved
    return Placement.objects.get(pk=isolated.pk)


def _exclude(city):
    cases.classify(
        by=None, case=city.of_li, status="excluded", when=at(2, 3, 7), reason="两次核酸阴性"
    )


def test_the_isolation_of_a_suspect_does_not_end_without_a_reason(city, isolated, fill):
    sent = fill("tracer", "entry_placement_end", {"placement": isolated.pk})
    (told,) = sent.errors["reason"]
    assert told.startswith("The case is still suspected.")
    about = {"placement": isolated.pk}
    assert fill("tracer", "entry_placement_end", about, reason="转外省").saved


def test_the_form_that_ends_the_isolation_of_a_contact_says_how_long_he_is_observed(
    city, isolated, sign_in
):
    page = sign_in("tracer").get(reverse("entry_placement_end"), {"placement": isolated.pk})
    assert page.context["end"].startswith("Also observed as a contact: 14 days after the last")
    assert "ends 8 Feb 2020" in page.content.decode()


def test_the_isolation_of_a_contact_does_not_end_without_a_word_of_his_observation(
    city, isolated, fill
):
    _exclude(city)
    sent = fill("tracer", "entry_placement_end", {"placement": isolated.pk})
    (told,) = sent.errors["reason"]
    assert "the observation is not over by then" in told
    again = placements.begin(
        by=None, person=city.li, level="home", unit=city.grid, when=at(2, 3, 7, 30)
    )
    assert again.ended_at is None  # whoever is moved need not say why


def test_an_excluded_contact_whom_nobody_keeps_is_not_released_and_is_to_be_placed(
    city, left, sign_in
):
    assert _figures(city) == (0, 0, 1)
    (row,) = sign_in("tracer").get(reverse("contacts"), {"measure": "ended_early"}).context["page"]
    assert (row.person, row.state) == (city.li, "observation ended early")
    assert _placing(city) == ["met", "open"]
    told = CliRunner().invoke(command, ["--lang", "en"]).output
    assert f"placement #{left.pk}" in told
    assert "The isolation was ended 2020-02-03 07:30" in told
    assert "lasts to 2020-02-08 19:00" in told


def test_an_excluded_contact_who_is_placed_again_is_under_observation(city, left, fill):
    about = {"person": city.li.pk}
    assert fill("tracer", "entry_placement", about, level="home", when="2020-02-03 07:50").saved
    assert _figures(city) == (1, 0, 0)
    assert _placing(city) == ["met", "met"]


def _figures(city) -> tuple:
    figures = contact_figures(live(), scope_of(city.users["tracer"]))
    told = {figure.label: figure.value for figure in figures}
    assert told["Contacts traced"] == 1
    names = ("under observation", "released", "observation ended early")
    return tuple(told.get(name, 0) for name in names)


def _placing(city) -> list[str]:
    duties = live().duties.filter(rule="contact-quarantine", subject=city.li.pk)
    return duties.sort("started")["state"].to_list()
