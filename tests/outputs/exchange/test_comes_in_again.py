"""The line list that went out, imported where it came from: nothing is changed, and nothing invented."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from firebreak.intake.drafts import Draft, Value
from firebreak.intake.linelist import apply as imports
from firebreak.intake.own_ids import home, own_id
from firebreak.outputs.exchange import line_list
from firebreak.outputs.exchange.taking import take
from firebreak.records.models import RECORDS, Case, Report
from firebreak.records.visibility import PROGRAM

HERE = ZoneInfo("Asia/Shanghai")


def versions():
    """How often each kind of record was written."""
    return {model.__name__: model.history.count() for model in RECORDS}


def as_csv(row):
    text = io.StringIO()
    table = csv.DictWriter(text, list(row))
    table.writeheader()
    table.writerow(row)
    return text.getvalue().encode()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
class TestOfTheDemoCity:
    def test_the_list_that_went_out_changes_nothing(self, tmp_path):
        file, before = tmp_path / "ll.xlsx", versions()
        file.write_bytes(take("line-list", PROGRAM).written.content)
        done = imports.apply(imports.read(file), by=None)
        assert (done.new, done.changed, done.same) == (0, (), Case.objects.count())
        after = versions()
        written = {name for name, count in after.items() if count != before[name]}
        assert written <= {"Source", "Citation"}  # that the file came, and what it said

    def test_a_case_without_a_card_has_no_day_of_report(self):
        drafts = take("line-list", PROGRAM).drafts
        told = [draft for draft in drafts if draft.kind == "case" and draft.value("card")]
        cards = Report.objects.filter(kind="case_card", case__isnull=False)
        assert len(told) == cards.values("case").distinct().count() < Case.objects.count()

    def test_a_case_without_a_number_is_named_as_the_pages_name_it(self):
        case = Case.objects.filter(number=None).exclude(severity="severe").first()
        drafts = take("line-list", PROGRAM).drafts
        content = line_list.write(drafts, zone=HERE, form="csv").content
        rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
        [row] = [r for r in rows if r["本系统编号"] == own_id(home(), "case", case.pk)]
        sheet = imports.read_upload(as_csv(row | {"病情": "重型"}), "名单.csv")
        [changed] = imports.plan(sheet, by=None).changed
        assert (changed.field, changed.number) == ("severity", f"#{case.pk}")

    def test_the_day_of_an_exclusion_has_a_column(self):
        lost = [n.values for n in take("line-list", PROGRAM).written.notes if n.values]
        told = {one["field"]: one["count"] for one in lost if one["kind"] == "classification"}
        assert "excluded" not in told  # its day has a column
        excluded = Case.objects.filter(status="excluded")
        drafts = take("line-list", PROGRAM).drafts
        rows = line_list.write(drafts, zone=HERE, form="csv").content.decode("utf-8-sig")
        days = [row["排除日期"] for row in csv.DictReader(rows.splitlines())]
        assert sum(map(bool, days)) == excluded.count() > 0


def test_a_list_names_the_disease_of_each_case():
    person = Draft("p", "person", {"name": Value("周某")})
    case = Draft("c", "case", {"pathogen": Value("measles")}, {"person": "p"})
    content = line_list.write([person, case], zone=HERE, form="csv").content
    [row] = csv.DictReader(content.decode("utf-8-sig").splitlines())
    assert row["疾病名称"] == "麻疹"
