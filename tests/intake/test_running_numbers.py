"""序号 counts the rows of a list: the first of two days' lists are two people, not one."""

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.linelist import apply as imports
from firebreak.records.models import Case, Stay

HEAD = "序号,姓名,性别,年龄,居住县区,确诊日期\n"
FIRST = HEAD + "1,张强,男,45,荷塘区,2020-01-28\n2,李丽,女,30,荷塘区,2020-01-28\n"
SECOND = HEAD + "1,王军,男,51,天元区,2020-01-29\n2,赵芳,女,33,天元区,2020-01-29\n"


@pytest.fixture
def bring(city):
    """Return `bring(list)`: a list that is applied whole."""

    def apply(rows: str):
        return imports.apply(imports.read_upload(rows.encode(), "名单.csv"), by=None)

    return apply


def names() -> set[str]:
    return {case.person.name for case in Case.objects.select_related("person")}


def test_two_days_lists_numbered_from_one_are_four_people(bring):
    for rows in (FIRST, SECOND):
        done = bring(rows)
        assert (done.new, done.changed) == (2, ())
    assert names() == {"张强", "李丽", "王军", "赵芳"}
    assert set(Case.objects.values_list("number", flat=True)) == {None}


def test_they_are_four_people_in_the_inbox_too(take_in, reviewer):
    for rows in (FIRST, SECOND):
        reading = take_in(rows, name="名单.csv").reading
        assert accept_certain(by=reviewer, reading=reading).left == {}
    assert names() == {"张强", "李丽", "王军", "赵芳"}


def test_a_list_carried_on_from_day_to_day_brings_the_same_people_again(bring):
    bring(FIRST)
    done = bring(FIRST.replace("2020-01-28", "2020-01-27") + "3,孙伟,男,40,石峰区,2020-01-30\n")
    assert (done.new, {one.field for one in done.changed}) == (1, {"confirmed"})
    assert Case.objects.count() == 3


def test_a_namesake_under_another_number_is_somebody_else(bring):
    bring(FIRST)
    done = bring(HEAD + "5,张强,男,45,荷塘区,2020-01-29\n")
    assert (done.new, [problem.code for problem in done.warnings]) == (1, ["may_be_on_file"])


def test_where_nothing_else_says_who_is_who_it_numbers_the_cases(read):
    assert read(FIRST.replace("姓名,", "")).columns[0].field == "number"


def test_a_column_that_somebody_says_is_the_number_is(read):
    assert read(FIRST, columns={"序号": "number"}).columns[0].field == "number"


def test_a_ride_in_a_numbered_list_of_names_is_nobodys_by_that_number(take_in, reviewer, bring):
    bring("病例编号,姓名,性别,年龄,居住县区,确诊日期\n1,张强,男,45,荷塘区,2020-01-28\n")
    rides = "序号,姓名,日期,车次,出发地,目的地\n1,王军,2020-01-20,G72,武汉,株洲\n"
    accept_certain(by=reviewer, reading=take_in(rides, name="乘车.csv").reading)
    assert [stay.person.name for stay in Stay.objects.all()] == ["王军"]
