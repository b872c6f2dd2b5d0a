"""A column of days on which cases were excluded."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from firebreak.engine.when import When
from firebreak.intake.linelist.steps import steps
from firebreak.intake.sheets import read_sheets

HERE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("heading", "row"),
    [("病例分类", "疑似"), ("病例分类", "确诊"), ("确诊日期", "2020-01-28"), ("转归", "治愈")],
)
def test_what_he_is_beside_a_day_of_exclusion_is_asked_about(read, heading, row):
    table = f"编号,姓名,年龄,{heading},排除日期\n7,周某,45,{row},2020-01-24\n"
    codes = [p.code for p in read(table).problems if p.blocks]
    assert codes == ["excluded_or_not"]
    drafts = read_sheets(table.encode(), "名单.csv").drafts
    [doubt] = [doubt for draft in drafts for doubt in draft.doubts]
    assert (doubt.code, doubt.said) == ("excluded_or_not", "2020-01-24")


def test_a_list_of_the_excluded_needs_no_other_column_of_what_they_are(read):
    sheet = read("编号,姓名,年龄,排除日期\n7,周某,45,2020-01-24\n")
    assert not [problem for problem in sheet.problems if problem.blocks]
    [row] = sheet.rows
    day = When.day(date(2020, 1, 24), HERE)
    assert steps(row) == [("suspected", When.unknown()), ("excluded", day)]
