"""A bare number of a case is of whoever counts: another count's number names nobody of ours."""

import io
from datetime import date

import pytest
import xlsxwriter
from tests.intake.conftest import HERE

from firebreak.engine.when import When
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.foreseeing import foresee
from firebreak.intake.kept import draft_of
from firebreak.intake.known import proposals
from firebreak.records.actions import cases, people
from firebreak.records.models import Case

ON_FILE = {"name": "杨某", "sex": "female", "age": 44}


@pytest.fixture
def known(city):
    """Return the city's case 2: 杨某, a woman of 44 in 芦淞."""
    her = people.register(by=None, unit_residence=city.c430203, **ON_FILE)
    return cases.open_case(
        by=None,
        person=her,
        pathogen="sars-cov-2",
        status="confirmed",
        when=When.day(date(2020, 1, 25), HERE),
        unit_reporting=city.root,
        unit_counting=city.c430203,
        number="2",
    )


@pytest.fixture
def offered(take_in, reviewer):
    """Return a function: of the case of a text, what is proposed, and whether it is sure."""

    def ask(text: str, **how) -> list[tuple[str, bool]]:
        reading = take_in(text, published=date(2020, 2, 3), **how).reading
        [row] = reading.drafts.filter(kind="case")
        assert draft_of(row).value("number") == "2"
        desk = Desk.of(reading, reviewer)
        found = foresee(desk, [row.key]).known.get(row.key, [])
        return [(one.why, one.is_sure) for one in found]

    return ask


MAN = "病例2：男，66岁，1月28日发病，2月1日确诊。"


@pytest.mark.parametrize(
    "text",
    [
        f"攸县新冠肺炎疫情通报\n{MAN}",
        f"攸县2月2日通报：{MAN}",
        f"疫情通报\n{MAN}\n攸县疾病预防控制中心",
        f"攸县{MAN}",
        f"湘潭市疫情通报\n{MAN}",
    ],
)
def test_the_number_of_another_count_proposes_nobody(known, offered, text):
    assert offered(text) == []


def test_a_sender_counts_its_own(known, offered):
    assert offered(MAN, sender="攸县疾控中心") == []


@pytest.mark.parametrize(
    "his",
    ["，男", "，女，66岁", "，女，44岁，攸县人", "：李某，女，44岁"],
    ids=["sex", "age", "county", "surname"],
)
def test_what_speaks_against_the_person_leaves_a_number_a_question(known, offered, his):
    assert offered(f"株洲市疫情通报\n病例2{his}，2月1日确诊。") == [("number", False)]


def test_an_address_in_another_county_leaves_a_number_a_question(known, take_in, reviewer):
    rows = "病例编号,姓名,现住址,确诊日期\n2,杨某,攸县某村1号,2020-02-01\n"
    reading = take_in(rows, name="a.csv").reading
    desk = Desk.of(reading, reviewer)
    [row] = reading.drafts.filter(kind="case")
    [one] = proposals(desk, [desk.draft(row.key)])[row.key]
    assert (one.why, one.is_sure) == ("number", False)


def test_a_number_without_a_name_is_a_question(known, offered):
    said = "株洲市疫情通报\n病例2：女，45岁，芦淞区人，2月1日确诊。"
    assert offered(said) == [("number", False)]


def test_a_number_of_our_count_with_the_name_is_sure(known, offered):
    said = "株洲市疫情通报\n病例2：杨某，女，44岁，芦淞区人，2月1日确诊。"
    assert ("number", True) in offered(said)


def test_a_number_that_names_its_list_is_a_question_where_the_person_differs(
    known, offered, take_in
):
    cases.correct(by=None, case=known, reason="编号", number="株洲2")
    rows = "病例编号,姓名,性别,年龄,确诊日期\n株洲2,杨某,男,44,2020-02-01\n"
    reading = take_in(rows, name="a.csv").reading
    desk = Desk.of(reading, None)
    [row] = reading.drafts.filter(kind="case")
    assert [one.is_sure for one in proposals(desk, [desk.draft(row.key)])[row.key]] == [False]


ROWS = "病例编号,姓名,性别,确诊日期\n2,,女,2020-02-01\n3,龙某,男,2020-02-01\n"


@pytest.mark.parametrize(
    ("rows", "name"),
    [(ROWS, "荷塘区确诊病例名单.csv"), (f"荷塘区确诊病例一览表,,,\n{ROWS}", "a.csv")],
    ids=["name", "title"],
)
def test_a_nameless_row_is_not_the_case_of_its_number(known, take_in, reviewer, rows, name):
    reading = take_in(rows, name=name).reading
    desk = Desk.of(reading, reviewer)
    row, _other = reading.drafts.filter(kind="case")
    assert foresee(desk, [row.key]).known.get(row.key, []) == []


def test_a_list_that_only_refers_to_a_case_is_asked_whose_number_it_gives(known, take_in, reviewer):
    rows = "病例编号,日期,场所\n2,2020-01-20,建材市场\n"
    reading = take_in(rows, name="荷塘区病例活动场所.csv").reading
    desk = Desk.of(reading, reviewer)
    [row] = reading.drafts.filter(kind="case")
    assert [(one.why, one.is_sure) for one in proposals(desk, [desk.draft(row.key)])[row.key]] == [
        ("number", False)
    ]


def test_a_case_that_another_counts_is_taken_in_without_its_number(known, take_in, reviewer):
    text = "攸县新冠肺炎疫情通报\n病例2：李某，男，66岁，攸县人，1月28日发病，2月1日确诊。"
    reading = take_in(text, published=date(2020, 2, 3)).reading
    assert accept_certain(by=reviewer, reading=reading).left == {}
    his = Case.objects.get(person__name="李某")
    assert (his.number, Case.objects.get(number="2")) == (None, known)


def test_the_same_count_knows_its_own_number_again(take_in, reviewer):
    text = "攸县新冠肺炎疫情通报\n病例3：李某，男，66岁，攸县人，1月28日发病，2月1日确诊。"
    first = take_in(text, published=date(2020, 2, 3)).reading
    accept_certain(by=reviewer, reading=first)
    again = take_in(text.replace("通报", "通报（二）"), published=date(2020, 2, 4)).reading
    desk = Desk.of(again, reviewer)
    [row] = again.drafts.filter(kind="case")
    assert [one.why for one in proposals(desk, [desk.draft(row.key)])[row.key]] == ["number"]
    key = again.drafts.get(kind="person").key
    his = Case.objects.get(number="3").person
    accept(by=reviewer, reading=again, keys=[row.key], answers={key: Answer(same_as=his.pk)})
    assert Case.objects.count() == 1


def workbook(title: str, sheet: str = "Sheet1") -> bytes:
    """A list of the one case, under a title."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet(sheet)
        page.merge_range(0, 0, 0, 4, title)
        page.write_row(1, 0, ["病例编号", "性别", "年龄", "现住址", "确诊日期"])
        page.write_row(2, 0, ["2", "女", "44", "", "2020-02-01"])
    return content.getvalue()


@pytest.mark.parametrize("title", ["攸县2月3日确诊病例名单", "湘潭市确诊病例名单"])
def test_the_numbers_of_a_workbook_are_of_whom_its_title_names(known, offered, title):
    assert offered(workbook(title), name="名单.xlsx") == []


@pytest.mark.parametrize("title", ["株洲市2月3日确诊病例名单", "确诊病例名单"])
def test_under_a_title_of_the_city_or_of_nobody_they_are_the_citys(known, offered, title):
    assert [why for why, _sure in offered(workbook(title), name="名单.xlsx")] == ["number"]


def test_each_sheet_of_a_workbook_has_the_title_of_its_own_list(known, offered):
    assert offered(workbook("确诊病例名单", "攸县"), name="名单.xlsx") == []
