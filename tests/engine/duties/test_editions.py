"""What the shipped editions say, against the field's reference; and that the tables are complete."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.engine.duties.timelines import SHIPPED, ZONE, at

from firebreak.engine.duties.protocols import (
    HOLDERS,
    MANNERS,
    PLACES,
    NoEditionError,
    Protocols,
    Thresholds,
    covers,
    specificity,
)
from firebreak.engine.kinds import KINDS
from firebreak.records.models import Contact, Place
from firebreak.records.roles import Role

COVID = "sars-cov-2"


@pytest.mark.parametrize(
    ("day", "control", "diagnosis"),
    [
        ("2020-01-22", "2", None),
        ("2020-01-27", "2", "4"),
        ("2020-01-28", "3", "4"),
        ("2020-02-03", "3", "4"),
        ("2020-02-04", "3", "5"),
        ("2020-02-20", "4", "5"),
        ("2020-02-21", "5", "5"),
    ],
)
def test_the_editions_in_force_on_a_day(day, control, diagnosis):
    noon = at(f"{day} 12:00")
    assert SHIPPED.governing(COVID, noon).edition == control
    if diagnosis is None:
        with pytest.raises(NoEditionError, match="No diagnosis edition"):
            SHIPPED.governing(COVID, noon, "diagnosis")
    else:
        assert SHIPPED.governing(COVID, noon, "diagnosis").edition == diagnosis


def test_an_edition_ends_where_the_one_that_replaces_it_begins():
    for edition in SHIPPED:
        if edition.replaces:
            before = SHIPPED.edition(edition.replaces)
            assert before.valid_to == edition.valid_from
            assert before.family == edition.family


@pytest.mark.parametrize(("edition", "days"), [("2", 0), ("3", 0), ("4", 0), ("5", 2)])
def test_the_window_of_contacts_opens_two_days_before_onset_from_the_fifth_edition(edition, days):
    window = SHIPPED.edition(f"cn-covid-control-{edition}").contact_window
    assert window.before_onset == window.before_sampling == timedelta(days=days)


def test_the_numbers_of_early_february():
    third = SHIPPED.edition("cn-covid-control-3").thresholds
    assert (third.observation_days, third.fever_celsius) == (14, 37.3)
    assert (third.cluster_size, third.cluster_days) == (2, 14)
    assert third.cluster_counts == ("confirmed", "asymptomatic")


def test_measles_is_another_disease_by_data_alone():
    measles = SHIPPED.edition("cn-measles")
    window = measles.contact_window
    assert (window.before_onset, window.after_onset) == (timedelta(days=4), timedelta(days=4))
    assert measles.thresholds.observation_days == 21
    assert SHIPPED.rule("case-card", "cn-measles").within == timedelta(hours=24)


def test_a_number_that_is_only_general_knowledge_is_marked():
    for edition in SHIPPED:
        if edition.family == "control" and edition.thresholds.fever_celsius:
            assert "thresholds.fever_celsius" in edition.to_confirm
    assert SHIPPED.rule("back-trace", "zhuzhou-covid-2020").to_confirm


def test_every_edition_and_every_rule_reads_in_both_languages_and_cites_a_source():
    for edition in SHIPPED:
        texts = [edition.name, *(rule.name for rule in edition.rules), *edition.unknown]
        texts += [void.reason for duty in edition.duties for void in duty.voided_by]
        texts += [manner.name for manner in edition.manners]
        texts += [window.name for round in edition.rounds for window in round.windows]
        said_in_chinese = [*texts, *edition.sources.values()]
        assert all(any("一" <= letter <= "鿿" for letter in text.zh) for text in said_in_chinese)
        assert all(text.en.isascii() or "–" in text.en for text in texts)
        assert {rule.source for rule in edition.rules} <= edition.sources.keys()


def test_every_role_that_can_hold_a_duty_is_one_that_people_have():
    assert set(HOLDERS) - {"carrier"} <= {str(role) for role in Role}


def test_places_and_manners_are_called_as_in_the_records():
    assert {str(kind) for kind in Place.Kind} <= set(PLACES)
    assert {str(manner) for manner in Contact.Manner} == set(MANNERS)


def test_who_sits_near_on_a_plane_or_in_a_carriage_is_a_close_contact_from_the_third_edition():
    second, third = (SHIPPED.edition(f"cn-covid-control-{n}").manners for n in "23")
    rules = {rule.id: rule for rule in third}
    assert {rule.id for rule in second} == {
        r for r, rule in rules.items() if rule.source != "transport"
    }
    plane = rules["plane-three-rows"]
    assert (plane.at, plane.level, plane.within_rows) == (("flight",), "place", 3)
    assert (rules["train-carriage"].level, rules["train-carriage"].within_rows) == (
        "carriage",
        None,
    )
    assert [rule.id for rule in third if rule.contact == "general"] == ["plane-aboard"]


def test_what_no_document_says_about_contacts_is_marked_as_a_default():
    city = SHIPPED.edition("zhuzhou-covid-2020")
    assert all(rule.to_confirm for rule in city.manners)
    assert {rule.id for rule in city.manners if rule.min_overlap} == {
        "same-table",
        "same-restaurant",
    }
    assert all(rule.to_confirm for rule in SHIPPED.edition("cn-covid-control-4").manners)


def test_a_city_adds_its_manners_of_contact_to_the_nation_s_and_close_ones_come_first():
    rules = SHIPPED.for_division("430200").manners(COVID, at("2020-02-03 08:00"))
    assert [rule.id for rule in rules[:4]] == ["same-table", "coach", "bus", "same-lift"]
    assert [rule.id for rule in rules[-2:]] == ["same-restaurant", "plane-aboard"]
    elsewhere = SHIPPED.for_division("110000").manners(COVID, at("2020-02-03 08:00"))
    assert {rule.id for rule in elsewhere} == {r.id for r in rules if r not in _city_manners()}


def test_of_two_manners_of_one_id_the_narrower_edition_s_holds():
    nation = SHIPPED.edition("cn-covid-control-3")
    city = SHIPPED.edition("zhuzhou-covid-2020")
    (own,) = (replace(rule, within_rows=2) for rule in nation.manners if rule.within_rows)
    both = Protocols((nation, replace(city, manners=(own,))))
    assert both.manners(COVID, at("2020-02-03 08:00"))[0] == own


def _city_manners():
    return SHIPPED.edition("zhuzhou-covid-2020").manners


def test_every_clock_of_the_field_has_a_rule():
    rules = {rule.id for edition in SHIPPED for rule in edition.rules}
    assert rules >= {
        "case-card",
        "card-review",
        "event-report",
        "investigation",
        "suspect-test",
        "back-trace",
        "contact-quarantine",
        "who-form",
        "who-form-outcome",
        "who-form-30-days",
        "contact-follow-up",
    }


def test_a_rule_starts_and_ends_with_kinds_that_exist():
    for edition in SHIPPED:
        for rule in edition.rules:
            assert {*rule.starts, *rule.fulfilled_by} <= KINDS.keys()


def test_the_narrowest_jurisdiction_comes_first():
    found = [e.jurisdiction for e in SHIPPED.in_force(COVID, at("2020-02-03 08:00"))]
    assert found == sorted(found, key=specificity, reverse=True)
    assert (found[0], found[-1]) == ("430200", "WHO")


@pytest.mark.parametrize(
    ("jurisdiction", "division", "inside"),
    [
        ("WHO", "430281", True),
        ("CN", "430281", True),
        ("430000", "430281", True),
        ("430200", "430281", True),
        ("430200", "430200", True),
        ("430281", "430200", False),
        ("430200", "430102", False),
        ("430210", "430211", False),
    ],
)
def test_a_jurisdiction_covers_the_divisions_below_it(jurisdiction, division, inside):
    assert covers(jurisdiction, division) is inside


def test_another_citys_rules_do_not_apply_here():
    assert "zhuzhou-covid-2020" not in {e.id for e in SHIPPED.for_division("430100")}
    assert "zhuzhou-covid-2020" in {e.id for e in SHIPPED.for_division("430281")}


def test_an_edition_that_is_not_loaded_is_not_guessed():
    with pytest.raises(NoEditionError, match="No edition is called cn-covid-control-9"):
        SHIPPED.edition("cn-covid-control-9")
    with pytest.raises(NoEditionError, match="has no rule back-trace"):
        SHIPPED.rule("back-trace", "cn-covid-control-3")
    with pytest.raises(NoEditionError, match="No control edition for measles"):
        Protocols(()).governing("measles", at("2020-02-03"))


def test_validity_is_local_and_half_open():
    third = SHIPPED.edition("cn-covid-control-3")
    assert third.valid_from == datetime(2020, 1, 28, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert third.in_force(third.valid_from)
    assert not third.in_force(third.valid_to)
    assert third.valid_to.astimezone(ZONE).date() == date(2020, 2, 7)


def test_every_threshold_is_stated_by_some_edition_or_is_nobodys():
    stated = {
        name
        for edition in SHIPPED
        for name, value in vars(edition.thresholds).items()
        if value is not None
    }
    assert set(vars(Thresholds())) - stated <= {"days_after_discharge"}


@pytest.mark.parametrize(
    ("edition", "chances"),
    [
        ("cn-covid-control-2", {"round-missed"}),
        ("cn-covid-control-3", {"round-missed"}),
        ("cn-covid-control-4", {"round-missed"}),
        ("cn-covid-control-5", {"round-missed"}),
        ("cn-transport-2020-01-30", {"fever-on-the-road"}),
    ],
)
def test_the_nation_has_the_chances_that_its_texts_ground(edition, chances):
    of = SHIPPED.edition(edition)
    assert {chance.id for chance in of.chances} == chances
    assert all(chance.source in of.sources for chance in of.chances)


def test_contacts_stand_on_a_list_wherever_they_are_registered():
    control = [edition for edition in SHIPPED if edition.family == "control"]
    assert all("contacts" in {roll.id for roll in edition.rolls} for edition in control)
