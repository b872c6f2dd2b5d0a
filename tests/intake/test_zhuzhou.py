"""The real lists of Zhuzhou, read in place: 34 cases, 59 places, the daily counts."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from firebreak.intake.linelist import apply as imports
from firebreak.intake.linelist import read_file
from firebreak.records.models import Case, Change, Citation, Classification, Place, Report, Stay

HERE = ZoneInfo("Asia/Shanghai")
CASES = "zhuzhou_cases_01-34.csv"
PLACES = "zhuzhou_case_places_01-34.csv"
COUNTS = "zhuzhou_daily_new_thepaper_to_0204.csv"


@pytest.fixture
def zhuzhou(shared):
    folder = shared / "zhuzhou-2020-asof-0203"
    if not folder.is_dir():
        pytest.skip("The real lists of Zhuzhou are not among the shared data.")
    return folder


@pytest.fixture
def read_real(zhuzhou, book):
    return lambda file: read_file(zhuzhou / file, units=book, zone=HERE, today=date(2020, 2, 10))


@pytest.fixture
def import_real(zhuzhou, city):
    def import_file(file):
        return imports.apply(imports.read(zhuzhou / file), by=None)

    return import_file


def codes(sheet):
    return Counter(problem.code for problem in sheet.problems)


def test_each_list_is_recognised_as_what_it_is(read_real):
    sheets = {file: read_real(file) for file in (CASES, PLACES, COUNTS)}
    assert {file: str(sheet.kind) for file, sheet in sheets.items()} == {
        CASES: "cases",
        PLACES: "places",
        COUNTS: "counts",
    }
    assert [len(sheet.rows) for sheet in sheets.values()] == [34, 59, 12]
    assert not any(sheet.blocked for sheet in sheets.values())


def test_what_is_odd_in_the_cases_is_told_and_blocks_nothing(read_real):
    sheet = read_real(CASES)
    missing_age = next(p for p in sheet.problems if p.code == "no_age")
    assert len(missing_age.rows) == 31
    outside = [p.found for p in sheet.problems if p.code == "lives_elsewhere"]
    assert outside == ["湖北黄石", "衡阳市"]
    assert [p.rows for p in sheet.problems if p.code == "unit_without_code"] == [(20, 28)]


def test_places_in_a_sentence_are_the_places_of_the_list_of_places(read_real):
    sentence = {r.values["number"]: list(r.values["places"]) for r in read_real(CASES).rows}
    listed: dict[str, list[str]] = {}
    for row in read_real(PLACES).rows:
        listed.setdefault(row.values["number"], []).append(row.values["place"])
    assert sentence == listed


def test_a_name_with_and_in_it_is_kept_as_one_and_shown(read_real):
    kept = [p for p in read_real(CASES).problems if p.code == "name_with_and"]
    assert [(p.row, p.values["kept"]) for p in kept] == [(17, "养天和药房")]


def test_the_cases_add_up_by_day_as_published(import_real):
    applied = import_real(CASES)
    assert (applied.new, applied.same, applied.changed) == (34, 0, ())
    days = Counter(
        row.happened_on(HERE) for row in Classification.objects.filter(status="confirmed")
    )
    assert sum(n for day, n in days.items() if day <= date(2020, 1, 31)) == 22
    assert sum(n for day, n in days.items() if day <= date(2020, 2, 2)) == 26
    assert sum(days.values()) == 34


def test_the_places_say_which_county_counts_those_who_live_elsewhere(import_real):
    import_real(CASES)
    before = dict(Case.objects.values_list("number", "unit_counting__name"))
    assert (before["21"], before["26"]) == ("株洲市", "攸县")
    import_real(PLACES)
    case = Case.objects.select_related("person", "unit_counting").get(number="21")
    assert case.unit_counting.name == "醴陵市"
    assert case.person.residence_elsewhere == "湖北黄石"
    by_county = Counter(Case.objects.values_list("unit_counting__name", flat=True))
    assert by_county == {
        "荷塘区": 13,
        "天元区": 7,
        "石峰区": 1,
        "醴陵市": 3,
        "芦淞区": 2,
        "攸县": 6,
        "云龙示范区": 2,
    }


def test_the_places_add_points_and_no_second_stay(import_real):
    import_real(CASES)
    assert Stay.objects.count() == 59
    applied = import_real(PLACES)
    assert (applied.new, Stay.objects.count()) == (0, 59)
    village = Place.objects.get(name="430朝阳村")
    assert (village.datum, village.unit.name) == ("gcj02", "天元区")
    assert village.latitude == pytest.approx(26.40451)


def test_the_counts_are_reports_of_the_day_before_they_came_out(import_real):
    import_real(COUNTS)
    reports = Report.objects.filter(kind="daily").order_by("covers_from")
    assert reports.count() == 12
    last = reports.last()
    assert last.covers_until == datetime(2020, 2, 4, tzinfo=HERE)
    assert last.happened_on(HERE) == date(2020, 2, 4)
    assert last.figures == {"new_confirmed": 8, "new_recovered": 0, "new_died": 0}
    until = datetime(2020, 2, 3, tzinfo=HERE)
    assert sum(r.figures["new_confirmed"] for r in reports if r.covers_until <= until) == 26


@pytest.mark.parametrize("file", [CASES, COUNTS])
def test_the_same_file_again_changes_nothing(import_real, file):
    import_real(file)
    before = (Change.objects.count(), Case.history.count(), Citation.objects.count())
    again = import_real(file)
    assert again.already
    assert (Change.objects.count(), Case.history.count(), Citation.objects.count()) == before


def test_every_case_cites_its_row_and_its_notice(import_real):
    import_real(CASES)
    case = Case.objects.get(number="4")
    row, notice = Citation.objects.filter(record_kind="case", record_id=case.pk).order_by("row")
    if row.row is None:
        row, notice = notice, row
    assert (row.source.title, row.row, row.column) == (CASES, 5, "case_no")
    assert notice.source.url.startswith("https://")
    assert notice.source.published_on == date(2020, 2, 1)
    assert notice.quote
