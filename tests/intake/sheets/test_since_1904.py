"""Days of workbooks that count them from 1904, whatever kind of workbook it is."""

from datetime import date

import pytest
from tests.intake.sheets.old_workbooks import DAY, xls, xlsb

from firebreak.engine.when import When
from firebreak.intake.linelist.since_1904 import since_1904
from firebreak.intake.sheets import read_sheets
from firebreak.intake.sheets.reading import ZONE

HEAD = ["编号", "姓名", "性别", "年龄", "发病日期", "确诊日期"]
FROM_1900, FROM_1904 = 43_850, 42_388  # 20 January 2020


def days(content: bytes, name: str) -> list:
    """The days of onset and of confirmation of the one case."""
    drafts = read_sheets(content, name).drafts
    told = {draft.kind: draft for draft in drafts}
    return [told["case"].value("onset"), told["classification"].value("when")]


@pytest.mark.parametrize(("make", "name"), [(xls, "名单.xls"), (xlsb, "名单.xlsb")])
@pytest.mark.parametrize("counts", [False, True])
def test_a_number_in_a_column_of_days_is_counted_as_its_workbook_does(make, name, counts):
    day = FROM_1904 if counts else FROM_1900
    rows = [HEAD, ["1", "张某", "男", 45, day, (day + 4, DAY)]]
    content = make(rows, since_1904=counts)
    assert since_1904(content) is counts
    expected = [When.day(date(2020, 1, n), ZONE) for n in (20, 24)]
    assert days(content, name) == expected


def test_a_workbook_that_is_spoilt_counts_from_1900():
    whole = xls([HEAD], since_1904=True)
    for content in (whole, xlsb([HEAD], since_1904=True)):
        for cut in range(0, len(content), 97):
            assert since_1904(content[:cut]) in (False, True)
    circle = bytearray(whole)
    circle[SECTORS_FOLLOW : SECTORS_FOLLOW + 4] = b"\2\0\0\0"  # a sector that follows itself
    assert since_1904(bytes(circle)) in (False, True)


SECTORS_FOLLOW = 512 + 4 * 2
