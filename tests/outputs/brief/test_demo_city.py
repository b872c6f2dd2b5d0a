"""The brief of the demo city at 08:00 on 3 February: true, complete, adding up, naming nobody."""

import json
import re
from dataclasses import astuple
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import translation
from rich.cells import cell_len

from firebreak.cli import firebreak
from firebreak.outputs.brief import Brief, as_html, as_json, as_text, brief_at
from firebreak.records import clock
from firebreak.records.models import Case, Person, Transfer, Unit
from firebreak.records.situation import situation
from firebreak.records.visibility import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
NEVER = ("瞒报", "缓报", "谎报", "conceal", "falsif", "delayed report")
MORNING = datetime(2020, 2, 3, 8, tzinfo=settings.CITY_ZONE)


def figure(made: Brief, measure: str):
    return next(f for f in made.figures if f.measure == measure)


@pytest.fixture(scope="module")
def made(demo_city) -> Brief:
    with clock.held_at(MORNING), translation.override("en"):
        return brief_at()


def run(*arguments: str):
    with clock.held_at(MORNING):
        return CliRunner().invoke(firebreak, [*arguments, "--lang", "en"], catch_exceptions=False)


def test_the_city_has_26_confirmed_by_the_end_of_2_february(made):
    assert figure(made, "confirmed").total == 26
    assert made.close == datetime(2020, 2, 3, tzinfo=settings.CITY_ZONE)
    assert made.total.confirmed == 26


def test_the_table_by_county_adds_up_to_every_headline_number(made):
    numbers = [astuple(row)[2:] for row in made.counties]
    assert tuple(map(sum, zip(*numbers, strict=True))) == astuple(made.total)[2:]
    for column, measure in (
        ("confirmed", "confirmed"),
        ("suspected", "suspected"),
        ("died", "died"),
    ):
        assert getattr(made.total, column) == figure(made, measure).total
    assert made.total.new + made.total.other == figure(made, "confirmed").change
    assert made.total.overdue == made.overdue_count
    assert made.total.silent == made.silent_count


def test_every_county_has_its_row_also_those_without_a_case(made):
    counties = Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL).values_list("code", flat=True)
    assert {row.code for row in made.counties} >= set(counties)


def test_reasons_explain_exactly_the_difference_from_yesterday(made):
    for measure in ("confirmed", "suspected", "excluded", "recovered", "died"):
        found = figure(made, measure)
        if found.before is not None:
            assert sum(reason.change for reason in found.reasons) == found.change, measure


def test_reasons_explain_exactly_the_difference_of_the_contacts(made):
    assert figure(made, "traced").reasons
    for measure in ("traced", "observed", "released", "became_cases", "not_placed"):
        found = figure(made, measure)
        assert sum(reason.change for reason in found.reasons) == found.change, measure


def test_a_case_that_moved_is_new_in_neither_county(made):
    rows = {row.code: row for row in made.counties}
    assert (rows["430204"].new, rows["430204"].other) == (0, -1)
    assert (rows["YL"].new, rows["YL"].other) == (0, 1)
    assert made.total.other == 0


def reasons_of_one_that_moved(code: str = "") -> list[tuple[int, str, int]]:
    county = Unit.objects.get(code=code) if code else None
    scope = Scope(None, county.id, county.path) if county else Scope(None, None, "")
    with clock.held_at(MORNING), translation.override("en"):
        confirmed = figure(brief_at(scope=scope), "confirmed")
    moved = [reason for reason in confirmed.reasons if reason.why == "moved"]
    return [(reason.change, reason.words, len(reason.cases)) for reason in moved]


def test_a_case_that_moved_is_said_to_have_moved_from_where_to_where(demo_city):
    words = "counted by Yunlong Demonstration Zone now, before by Shifeng District"
    assert reasons_of_one_that_moved() == [(0, words, 1)]
    assert reasons_of_one_that_moved("YL") == [(1, words, 1)]


def test_a_case_that_moved_away_is_not_named_to_those_he_left(demo_city):
    words = "counted by Yunlong Demonstration Zone now, before by Shifeng District"
    assert reasons_of_one_that_moved("430204") == [(-1, words, 0)]


def test_the_closing_table_has_every_clock_and_its_holder(made):
    assert sum(held.overdue for held in made.holders) == made.overdue_count
    assert sum(held.soon for held in made.holders) == made.soon_count
    assert len(made.holders) > len(made.overdue)
    text = as_text(made)
    assert all(held.phone in text for held in made.holders)


def test_a_person_is_named_once_among_the_clocks_of_a_rule(made):
    rules = [rule for held in (*made.overdue, *made.soon) for rule in held.rules]
    repeated = [c for rule in rules for c in rule.clocks if c.times > 1]
    for rule in rules:
        subjects = [one.subject for one in rule.clocks]
        assert len(subjects) == len(set(subjects)) <= rule.subjects
        assert sum(one.times for one in rule.clocks) <= rule.count
    assert repeated
    with translation.override("en"):
        said = " ".join(as_text(made, 200).split())
    assert f"{repeated[0].subject} ({repeated[0].times} rounds)" in said


def test_a_number_means_one_person_only(made):
    named = [case for f in made.figures for r in f.reasons for case in r.cases]
    assert all(case.case is not None for case in named)
    clocks = [c for held in made.overdue for rule in held.rules for c in rule.clocks]
    subjects = {clock.subject for clock in clocks}
    numbered = {s.split()[0] for s in subjects if s.startswith("#")}
    assert numbered <= {f"#{id_}" for id_ in Case.objects.values_list("id", flat=True)}
    assert any(s.startswith("person ") for s in subjects)


def test_yesterdays_figures_are_those_of_yesterdays_brief(made):
    with clock.held_at(MORNING), translation.override("en"):
        then = brief_at(known=MORNING - timedelta(days=1))
    for measure in ("confirmed", "suspected", "excluded", "recovered", "died"):
        said = figure(then, measure).total or 0  # not yet on record then: there was none
        assert figure(made, measure).before == said, measure


def test_contacts_are_each_in_one_state(made):
    states = ("observed", "released", "ended_early", "became_cases", "not_placed")
    total = sum(figure(made, m).total for m in states if any(f.measure == m for f in made.figures))
    assert total == figure(made, "traced").total > 0


def test_the_breaches_are_those_of_the_duties_and_the_worst_comes_first(made):
    with clock.held_at(MORNING):
        rows = situation().duties
    late = rows.filter(rows["state"] == "overdue")
    silent = made.silent_count
    assert made.overdue_count > 0
    assert made.overdue_count <= late.height
    assert sum(h.count for h in made.overdue) <= made.overdue_count
    worst = [holder.rules[0].clocks[0].late_minutes for holder in made.overdue]
    assert worst == sorted(worst, reverse=True)
    assert silent <= late.height


def test_what_falls_due_is_not_late_and_within_twelve_hours(made):
    clocks = [c for h in made.soon for rule in h.rules for c in rule.clocks]
    assert clocks
    for one in clocks:
        assert one.late_minutes == 0
        assert made.at <= one.due <= made.at + timedelta(hours=12)


def test_a_silent_unit_says_when_it_was_last_heard(made):
    assert made.silent
    for one in made.silent:
        assert one.due < made.at
        assert one.last_heard is None or one.last_heard < one.due


def test_who_waits_to_be_taken_over_is_told_by_the_unit_that_owes_an_answer(made):
    waiting = Transfer.objects.filter(answered_at__isnull=True, happened_at__lte=MORNING)
    assert waiting.exists()
    assert {one.code for one in made.handed_over} == set(
        waiting.values_list("to_unit__code", flat=True)
    )
    assert sum(one.count for one in made.handed_over) == waiting.count()
    assert made.handed_over[0].since == min(waiting.values_list("happened_at", flat=True))
    with translation.override("en"):
        for told in (as_text(made), as_html(made)):
            assert "Handed over and not answered" in told
            assert f"{made.handed_over[0].unit}" in told


def test_before_it_was_sent_nobody_waits_and_until_the_answer_he_does(demo_city):
    with clock.held_at(MORNING), translation.override("en"):
        assert brief_at(as_of=datetime(2020, 1, 20, 8, tzinfo=settings.CITY_ZONE)).handed_over == ()
        answered = Transfer.objects.filter(answered_at__lte=MORNING).order_by("answered_at").first()
        before = brief_at(as_of=answered.answered_at - timedelta(minutes=1))
    assert answered.to_unit.code in {one.code for one in before.handed_over}


def test_the_coming_edition_is_announced(made):
    assert "cn-covid-diagnosis-5" in {change.id for change in made.edition_changes}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [80, 100])
def test_the_text_fits_the_page(language, width):
    with clock.held_at(MORNING), translation.override(language):
        text = as_text(brief_at(), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width + 2
    assert "…" not in text  # no unit is named by half


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_rendering_holds_a_whole_name_or_a_verdict(language):
    with clock.held_at(MORNING), translation.override(language):
        made = brief_at()
        told = as_text(made) + as_html(made) + as_json(made)
    for word in NEVER:
        assert word not in told
    names = [name for name in Person.objects.values_list("name", flat=True) if len(name) > 1]
    plain = re.sub(r"\s+", "", told)
    outbreaks = re.sub(r"\s+", "", "".join(o.outbreak for o in made.seven_one_seven))
    assert [name for name in names if name in plain and name not in outbreaks] == []


def test_the_page_needs_nothing_from_elsewhere(made):
    page = as_html(made)
    assert "http" not in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)
    assert "@page" in page


def test_all_three_forms_say_the_same(made):
    values = json.loads(as_json(made))
    assert values["schema"] == "firebreak.brief/1"
    assert values["at"] == "2020-02-03T08:00+08:00"
    by_measure = {f["measure"]: f for f in values["figures"]}
    text, page = as_text(made), as_html(made)
    for found in made.figures:
        assert by_measure[found.measure]["total"] == found.total
        assert by_measure[found.measure]["change"] == found.change
        assert re.search(rf"{re.escape(found.label)} +{found.total} ", text)
        row = page[page.index(f'<th scope="row">{found.label}') :]
        assert re.search(r'<td class="number">(-?\d+)</td>', row).group(1) == str(found.total)


def test_a_county_reads_only_of_its_own(made):
    county = Unit.objects.get(code="430281")
    with clock.held_at(MORNING), translation.override("en"):
        own = brief_at(scope=Scope(None, county.id, county.path))
    assert [row.code for row in own.counties if row.code] == ["430281"]
    row = next(row for row in made.counties if row.code == "430281")
    assert own.total.confirmed == row.confirmed
    shown = {case.county for change in own.changes for case in (change.case,)}
    assert shown <= {"", county.name_en}


def test_the_command_gives_each_form():
    text = run("brief")
    assert text.exit_code == 0
    assert "Breached clocks" in text.stdout
    assert run("brief", "--format", "html").stdout.startswith("<!doctype html>")
    assert json.loads(run("brief", "--format", "json").stdout)["city"] == "Zhuzhou City"


def test_the_past_is_shown_as_it_was_known():
    early = json.loads(run("brief", "--as-known", "2020-01-28 20:00", "--format", "json").stdout)
    late = json.loads(run("brief", "--as-of", "2020-01-28 20:00", "--format", "json").stdout)
    assert early["at"] == late["at"] == "2020-01-28T20:00+08:00"
    assert early["known"] == early["at"]
    assert late["known"] is None
    count = {m: (figure_of(early, m), figure_of(late, m)) for m in ("confirmed",)}
    assert count["confirmed"][0] <= count["confirmed"][1]


def figure_of(values: dict, measure: str) -> int:
    return next(f["now"] for f in values["figures"] if f["measure"] == measure)


@pytest.mark.parametrize("option", ["--as-of", "--as-known"])
def test_a_time_that_cannot_be_read_or_has_not_come_is_refused_with_the_way_out(option):
    for text, said in (
        ("3/4/2020", "2020-04-03"),
        ("2020-03-01", "not come yet"),
        ("soon", "2020"),
    ):
        refused = run("brief", option, text)
        assert refused.exit_code == 3
        assert said in refused.stderr
        assert option in refused.stderr


def test_a_unit_that_is_not_there_is_answered_with_the_nearest():
    refused = run("brief", "--unit", "荷塘县")
    assert refused.exit_code == 3
    assert "荷塘" in refused.stderr


def test_duties_are_those_of_the_situation_and_state_is_a_filter():
    rows = json.loads(run("duties", "--json", "--state", "overdue").stdout)
    with clock.held_at(MORNING):
        duties = situation().duties
    assert len(rows) == duties.filter(duties["state"] == "overdue").height
    assert {row["state"] for row in rows} == {"overdue"}
    assert all(row["late_minutes"] >= 0 and row["due"] < "2020-02-03T08:00" for row in rows)
    undone = json.loads(run("duties", "--json").stdout)
    assert {row["state"] for row in undone} == {"overdue", "due_soon", "open"}


def test_duties_of_a_unit_are_held_or_answered_for_in_it():
    rows = json.loads(run("duties", "--json", "--unit", "430281").stdout)
    assert rows
    for row in rows:
        assert "430281" in (row["county"] or "") + (row["holder_unit"] or "")


def test_check_leaves_with_1_when_it_found_something():
    found = run("check", "--json")
    rows = json.loads(found.stdout)
    assert found.exit_code == (1 if rows else 0)
    assert all(row["message"] and row["fix"] for row in rows)
