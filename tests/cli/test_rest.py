"""What of a document did not come in is told row by row, and by the exit code."""

import csv
import json

import pytest
import xlsxwriter

pytestmark = pytest.mark.own_database(like="tables")

GOOD = "病例编号,姓名,性别,年龄,病例分类,确诊日期\nA1,周某,女,45,确诊病例,2020-01-28\n"
BAD = "病例编号,姓名,性别,年龄,病例分类,确诊日期\nA1,周某,X,45,确诊病例,2020-01-28\n"
WEAK = "病例3：张某，男，45岁，1月23日发病，可能在天元区某超市感染。\n"


@pytest.fixture
def home(firebreak, tmp_path):
    assert firebreak("init", "zhuzhou").returncode == 0

    def run(content: str, *options: object, name: str = "a.csv"):
        (tmp_path / name).write_text(content, encoding="utf-8")
        return firebreak("import", tmp_path / name, *options)

    return run


@pytest.fixture
def rest(tmp_path):
    return tmp_path / "rest.csv"


def rows_of(rest) -> list[list[str]]:
    with rest.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))[1:]


def test_a_file_of_which_nothing_comes_in_ends_with_1_whatever_is_written_down(home, rest):
    assert home(BAD, "--yes", "--skip-bad", rest).returncode == 1
    assert home(BAD, "--yes", "--skip-bad", rest).returncode == 1  # nor the second time


def test_what_is_written_down_is_no_failure_where_the_rest_came_in(home, rest):
    mixed = GOOD + "A2,吴某,X,50,确诊病例,2020-01-28\n"
    assert home(mixed, "--yes", "--skip-bad", rest).returncode == 0
    assert home(mixed, "--yes", "--skip-bad", rest).returncode == 0  # it came in before


def test_what_waits_for_a_person_ends_with_1_unless_all_was_to_wait(home):
    assert home(WEAK, "--review", "--published", "2020-02-03", name="a.txt").returncode == 0
    assert home(WEAK, "--yes", "--published", "2020-02-03", name="a.txt").returncode == 1


def test_each_row_of_the_rest_says_whether_it_was_left_out_or_waits(home, rest):
    home(BAD + ",,女,30,确诊病例,2020-01-28\n", "--yes", "--skip-bad", rest)
    assert [(row[1], row[3]) for row in rows_of(rest)] == [
        ("2", "value left out, waits in the inbox"),
        ("3", "row left out"),
    ]
    assert all(row[4] for row in rows_of(rest))


def test_a_draft_without_a_doubt_that_waits_says_why(home):
    done = home(WEAK, "--yes", "--published", "2020-02-03", "--json", name="a.txt")
    [told] = json.loads(done.stdout).values()
    assert len(told["left"]) == told["open"]
    assert all(told["left"].values())


def test_a_row_of_which_one_cell_makes_a_draft_wait_is_told_once_with_one_reason(home, rest):
    rows = "病例编号,地点,到达时间,离开时间\nA1,某超市,2020-01-20,2020-01-18\n"
    home(rows, "--yes", "--skip-bad", rest)
    [row] = rows_of(rest)
    assert row[1] == "2"
    assert row[4].count("before") == 1


def test_rows_of_two_sheets_of_a_workbook_are_told_apart(home, rest, tmp_path, firebreak):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        for name in ("甲", "乙"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, BAD.splitlines()[0].split(","))
            sheet.write_row(1, 0, [f"{name}1", "周某", "X", 45, "确诊病例", "2020-01-28"])
    firebreak("import", tmp_path / "b.xlsx", "--yes", "--skip-bad", rest)
    assert [row[:2] for row in rows_of(rest)] == [["b.xlsx (甲)", "2"], ["b.xlsx (乙)", "2"]]
