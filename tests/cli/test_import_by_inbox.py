"""Lists that go through the inbox: what can be read goes in, each row left out is written down."""

import csv
import json

import pytest

pytestmark = pytest.mark.own_database(like="tables")

CASES = """病例编号,姓名,性别,年龄,省份,地市,县区,发病日期,确诊日期,报告医院
A7,周某,女,45,浙江省,宁波市,海曙区,2020-01-20,2020-01-28,海曙区人民医院
A8,吴某,男,50,浙江省,宁波市,海曙区,2020-02-31,2020-01-30,海曙区人民医院
A9,郑某,男,,浙江省,宁波市,海曙区,,,海曙区人民医院
"""
RIDES = "病例编号,日期,车次,出发地,目的地\nA7,2020-01-16,G692次1车厢8A,武汉,株洲\nA7,,,,\n"
RESULTS = "姓名,样本编号,采样时间,检测结果\n周某,S1,2020-01-27,阳性\n"


@pytest.fixture
def home(firebreak):
    assert firebreak("init", "zhuzhou").returncode == 0
    return firebreak


@pytest.fixture
def files(tmp_path):
    for name, rows in (("cases", CASES), ("rides", RIDES), ("results", RESULTS)):
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    return tmp_path


def test_what_can_be_read_goes_in_and_every_row_left_out_is_written_with_its_reason(home, files):
    rest = files / "rest.csv"
    done = home(
        "import", files / "cases.csv", files / "rides.csv",
        "--yes", "--skip-bad", rest, "--open-units", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told[str(files / "cases.csv")]["accepted"] == 3  # the person, the case, its course
    with rest.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))[1:]
    assert {(row[0], row[1]) for row in rows} == {
        ("cases.csv", "3"), ("cases.csv", "4"), ("rides.csv", "3"),
    }  # fmt: skip
    assert all(row[3] for row in rows)


def test_without_leave_to_open_units_the_unit_is_asked_about(home, files):
    rest = files / "rest.csv"
    done = home("import", files / "cases.csv", "--yes", "--skip-bad", rest)
    assert done.returncode == 0
    assert "海曙区" in rest.read_text("utf-8-sig")


def test_a_list_of_results_goes_through_the_inbox_without_being_told_to(home, files):
    done = home("import", files / "results.csv", "--yes")
    assert done.returncode == 0, done.stderr
    assert "3 accepted" in done.stdout


PEOPLE = "姓名,性别,年龄,电话,甲\n虚构甲,男,45,13900000001,确诊\n虚构乙,女,30,13900000002,疑似\n"


def test_a_list_that_does_not_say_what_its_people_are_waits_in_the_inbox(home, tmp_path):
    (tmp_path / "名单.csv").write_text(PEOPLE, encoding="utf-8")
    done = home("import", tmp_path / "名单.csv", "--yes")
    assert (done.returncode, "2 wait in the inbox" in done.stdout) == (1, True), done.stderr


def test_with_the_column_named_that_says_it_the_list_is_applied_whole(home, tmp_path):
    (tmp_path / "名单.csv").write_text(PEOPLE, encoding="utf-8")
    done = home("import", tmp_path / "名单.csv", "--yes", "--column", "甲=classification")
    assert (done.returncode, "2 new" in done.stdout) == (0, True), done.stderr


def test_units_are_opened_only_where_rows_may_be_left_out(home, files):
    done = home("import", files / "cases.csv", "--yes", "--open-units")
    assert (done.returncode, "--skip-bad" in done.stderr) == (2, True)


def test_a_day_of_publication_that_has_not_come_is_refused(home, files):
    text = files / "通报.txt"
    text.write_text("昨日新增确诊病例1例：患者周某，女，45岁。", encoding="utf-8")
    done = home("import", text, "--yes", "--published", "2999-01-01")
    assert done.returncode != 0
    assert "2999-01-01" in done.stderr
    assert "Traceback" not in done.stderr
