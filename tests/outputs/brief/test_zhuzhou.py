"""The real list of Zhuzhou, imported with one command into an empty home, reconciles."""

import json
import re

import pytest
from click.testing import CliRunner

from firebreak.cli import firebreak
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock, situation
from firebreak.records.models import Case, Change, Report, Unit
from firebreak.records.visibility import PROGRAM
from firebreak.site.published.compared import compared, published_seen

#: Published or counted from the published notices: cumulative confirmed at 24:00 of the day.
CUMULATIVE = {"2020-01-24": 1, "2020-01-31": 22, "2020-02-02": 26, "2020-02-03": 34}
BY_COUNTY = {
    "430202": 13,
    "430203": 2,
    "430204": 1,
    "430211": 7,
    "430212": 0,
    "430223": 6,
    "430224": 0,
    "430225": 0,
    "430281": 3,
    "YL": 2,
}


@pytest.fixture
def files(shared) -> list[str]:
    return [str(file) for file in sorted((shared / "zhuzhou-2020-asof-0203").glob("*.csv"))]


@pytest.fixture(autouse=True)
def nothing_kept(db):
    clock.forget()
    situation.forget()


def run(*arguments: str):
    return CliRunner().invoke(firebreak, [*arguments, "--lang", "en"], catch_exceptions=False)


def brief(day: str) -> dict:
    return json.loads(run("brief", "--as-of", day, "--format", "json").stdout)


def confirmed(values: dict) -> dict:
    return next(f for f in values["figures"] if f["measure"] == "confirmed")


def test_one_command_sets_up_the_city_and_imports_it_all(files):
    done = run("import", *files, "--yes")
    assert done.exit_code == 0
    assert "株洲市 and its counties were set up" in done.stdout
    assert Case.objects.count() == 34
    assert Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL).count() == 10


def test_the_line_list_that_went_out_changes_nothing(files, tmp_path):
    run("import", *files, "--yes")
    run("export", str(tmp_path / "ll.xlsx"), "--format", "line-list")
    [told] = json.loads(run("import", str(tmp_path / "ll.xlsx"), "--yes", "--json").stdout)["files"]
    assert (told["new"], told["changed"], told["same"]) == (0, [], 34)
    assert not Report.objects.filter(kind="case_card").exists()  # its notices are no cards


def test_no_notice_of_discharges_contradicts_the_real_list(files):
    run("import", *files, "--yes")
    now = situation.situation()
    shown = compared(published_seen(PROGRAM), now, PROGRAM)
    found = now.once(inconsistencies).filter(code="differs_from_published")
    assert sum(bool(row.difference) for row in shown) == found.height
    # One notice told only of cases, the other of that instant only of discharges.
    assert [row.value for row in shown if not row.is_meant] == [0, 0]


def test_a_second_time_changes_nothing_and_says_so(files):
    run("import", *files, "--yes")
    before = Change.objects.count()
    again = run("import", *files, "--yes")
    assert again.exit_code == 0
    assert "Nothing changed" in again.stdout
    assert Change.objects.count() == before


def test_the_import_says_what_it_filled_in_apart_from_what_it_corrected(files):
    said = run("import", *files, "--yes").stdout
    assert "136 filled in, 1 corrected, 19 unchanged" in said
    assert "Zhuzhou City → Liling City" in said


def test_findings_and_no_open_duty_are_said_in_the_readers_language(files):
    run("import", *files, "--yes")
    found = run("check").stdout
    assert re.search(r"Tianyuan District, place #\d+", found)
    assert "from the other places of Tianyuan District" in found
    said = run("duties").stdout
    assert said.startswith("No duty is open. ")
    assert "cannot be judged" in said


def test_a_rehearsal_shows_the_same_and_leaves_nothing(files):
    shown = run("import", *files, "--dry-run")
    assert shown.exit_code == 0
    assert "would be 34 new" in shown.stdout
    assert not Unit.objects.exists()
    assert not Change.objects.exists()


def test_the_totals_are_the_published_ones_day_by_day_and_by_county(files):
    run("import", *files, "--yes")
    for day, total in CUMULATIVE.items():
        values = brief(day)
        assert confirmed(values)["total"] == total, day
        assert values["total"]["confirmed"] == total, day
        assert sum(row["confirmed"] for row in values["counties"]) == total, day
    last = brief("2020-02-03")
    assert {row["code"]: row["confirmed"] for row in last["counties"]} == BY_COUNTY
    assert confirmed(last)["change"] == 8
    assert [reason["change"] for reason in confirmed(last)["reasons"]] == [8]


def test_check_lists_the_known_oddities(files, shared):
    run("import", *files, "--yes")
    outlines = shared / "zhuzhou-geo" / "430200_zhuzhou_counties.geojson"
    assert run("boundaries", str(outlines), "--datum", "gcj02").exit_code == 0
    found = run("check", "--json")
    assert found.exit_code == 1
    said = "\n".join(row["message"] for row in json.loads(found.stdout))
    for oddity in ("佳安茗苑", "Case 21 lives in 湖北黄石", "Case 26 lives in 衡阳市", "430朝阳村"):
        assert oddity in said


def test_what_ran_out_before_the_record_began_is_not_judged_in_city_or_county(files):
    run("import", *files, "--yes")
    made = brief("2020-02-04 08:00")
    assert made["overdue_count"] == 0
    assert {one["rule"]: one["count"] for one in made["before_record"]}["case-card"] == 34
    assert made["before_record_count"] == sum(one["count"] for one in made["before_record"])
    for unit in ([], ["--unit", "430281"]):
        of_unit = json.loads(
            run("brief", "--as-of", "2020-02-04 08:00", "--format", "json", *unit).stdout
        )
        said = run("brief", "--as-of", "2020-02-04 08:00", *unit).stdout
        assert of_unit["overdue_count"] == 0
        assert of_unit["before_record_count"] > 0
        assert (
            f"{of_unit['before_record_count']} clocks ran out before this record began and cannot"
            " be judged." in " ".join(said.split())
        )
        assert "every record that is due is there" not in said


def test_what_is_not_on_record_is_not_0_and_the_published_figure_stands_beside_it(files):
    run("import", *files, "--yes")
    made = brief("2020-02-03 08:00")
    by_measure = {figure["measure"]: figure for figure in made["figures"]}
    for measure in ("suspected", "excluded", "recovered", "died", "traced"):
        found = by_measure[measure]
        assert [found[key] for key in ("total", "before", "now", "change")] == [None] * 4, measure
    assert by_measure["recovered"]["published"]["value"] == 1
    assert by_measure["suspected"]["published"] is None
    assert made["total"]["suspected"] is None
    # 80 clocks had run out before anything was entered, and nobody owes a report of the day.
    assert (made["total"]["overdue"], made["total"]["silent"]) == (None, None)
    said = run("brief", "--as-of", "2020-02-03 08:00").stdout
    assert "not recorded here; published: 1 (2020-02-02 24:00)" in said
    assert "\n\n\n" not in said


def test_an_empty_record_says_that_nothing_runs_and_counts_nothing(db):
    assert run("init", "zhuzhou").exit_code == 0
    said = run("brief").stdout
    assert "No clock runs: nothing that starts one is on record." in said
    assert "every record that is due is there" not in said
    made = json.loads(run("brief", "--format", "json").stdout)
    assert {figure["total"] for figure in made["figures"]} == {None}
    assert {row["confirmed"] for row in (*made["counties"], made["total"])} == {None}


def test_a_county_does_not_read_the_published_figure_of_the_city(files):
    run("import", *files, "--yes")
    said = run("brief", "--as-of", "2020-02-03 08:00", "--unit", "430281").stdout
    assert "not recorded here" in said
    assert "published" not in said


def test_a_confirmation_known_to_the_day_is_marked_until_the_day_is_over(files):
    run("import", *files, "--yes")
    morning, close = (confirmed(brief(at)) for at in ("2020-02-03 08:00", "2020-02-03"))
    assert (morning["since_close"], morning["since_by_day"]) == (8, 8)
    assert (close["total"], close["since_close"], close["since_by_day"]) == (34, 0, 0)
    assert (
        "8 more known only to the day: confirmed 02-03"
        in run("brief", "--as-of", "2020-02-03 08:00").stdout
    )
