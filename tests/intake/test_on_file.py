"""What rows may be about is asked for many at once, over an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firebreak.intake.linelist import apply as imports
from firebreak.intake.linelist import on_file
from firebreak.records.models import Person

HEAD = "病例编号,姓名,性别,年龄,居住县区,确诊日期,联系电话,身份证号,活动场所"


def rows(first: int, count: int) -> bytes:
    lines = [
        f"N{n},测试{n},女,30,攸县,2020-01-20,1390000{n:04d},E{n:08d},甲小区"
        for n in range(first, first + count)
    ]
    return "\n".join([HEAD, *lines]).encode()


def queries_for(count: int, first: int) -> int:
    sheet = imports.read_upload(rows(first, count), "list.csv")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        imports.apply(sheet, by=None)
    return len(asked)


def test_the_number_of_questions_does_not_grow_with_the_rows_or_with_what_is_on_file(city):
    few = queries_for(3, first=0)
    many = queries_for(300, first=100)
    again = queries_for(300, first=500)
    assert many == again
    assert many <= few + 1  # a sequence that has begun is asked otherwise


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_people_of_a_name_in_a_county_are_found_by_an_index(city):
    asked = Person.objects.filter(name__in=["甲", "乙"], unit_residence=city.c430223)
    assert "person_by_name (name=? AND unit_residence_id=?)" in asked.explain()


def test_a_unit_is_known_by_its_code_its_old_code_and_its_old_name(city):
    book = on_file.unit_book()
    for written in ("430212", "430221", "渌口", "株洲县"):
        assert book.find(written).unit.key == city.c430212.pk
    assert book.find("YL").unit.name == "云龙示范区"
    assert book.find("YL").unit.codes == ()
