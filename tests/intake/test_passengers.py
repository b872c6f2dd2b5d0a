"""Lists of passengers: read by their headings, refused by row and column, never half."""

import io
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from firebreak.intake.passengers import HEADINGS, Beside, read_passengers

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 2, 3)
HEAD = "车次,日期,车厢,座位号,上车站,上车时间,下车站,下车时间,姓名,身份证号,电话"
ROW = "G72,2020-01-16,07,12A,岳阳东,18:40,株洲西,20:00,测试甲,990000199001010011,10000000001"


def read(*lines, beside=None, file="list.csv"):
    content = "\n".join(lines).encode()
    return read_passengers(content, file, zone=ZONE, today=TODAY, beside=beside)


def workbook(*rows):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("名单")
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, row)
    book.close()
    return content.getvalue()


def said(found):
    return [(p.code, p.row, p.column) for p in found.problems if p.blocks]


def test_a_row_says_the_run_the_seat_the_stations_and_who_it_was():
    (passenger,) = read(HEAD, ROW).passengers
    run, ride = passenger.run, passenger.ride
    assert (run.kind, run.number, run.on) == ("train", "G72", date(2020, 1, 16))
    assert (ride.where().coach, ride.where().row) == ("07", 12)
    assert (ride.boarding, ride.boarded_at) == (
        "岳阳东",
        datetime(2020, 1, 16, 18, 40, tzinfo=ZONE),
    )
    assert ride.left_at == datetime(2020, 1, 16, 20, tzinfo=ZONE)
    assert (passenger.row, passenger.name, passenger.phone) == (2, "测试甲", "10000000001")


def test_a_title_above_the_headings_and_blank_rows_are_no_passengers():
    found = read("G72次旅客名单,,", "", "座位号,姓名,证件号码", "07车12A,测试甲,990000199001010011", ",,",
                 beside=Beside(number="G72", on=date(2020, 1, 16)))  # fmt: skip
    assert [passenger.row for passenger in found.passengers] == [4]


def test_a_workbook_keeps_its_times_and_numbers():
    content = workbook(
        ["车次", "日期", "车厢", "座位号", "上车时间", "下车时间", "姓名", "身份证号"],
        ["G72", datetime(2020, 1, 16), 7, "12A", time(18, 40), time(0, 10), "测试甲", "990000199001010011"],
    )  # fmt: skip
    (passenger,) = read_passengers(content, "list.xlsx", zone=ZONE, today=TODAY).passengers
    assert passenger.ride.where().coach == "07"
    assert passenger.ride.left_at == datetime(2020, 1, 17, 0, 10, tzinfo=ZONE)  # after midnight


def test_what_the_rows_leave_out_may_be_said_beside_and_what_they_say_holds():
    beside = Beside("coach", "湘B12345", date(2020, 1, 15))
    plain, own = read(
        "座位,姓名,日期", "3,测试甲,", "4,测试乙,2020-01-16", beside=beside
    ).passengers
    assert (plain.run.number, plain.run.kind, plain.run.on) == (
        "湘B12345",
        "coach",
        date(2020, 1, 15),
    )
    assert own.run.on == date(2020, 1, 16)


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("G72", "", "no_run", "车次"),
        ("G72", "湘B12345", "no_kind_of_run", "车次"),
        ("2020-01-16", "", "no_run_day", "日期"),
        ("2020-01-16", "2020-02-30", "date", "日期"),
        ("2020-01-16", "2020-02-04", "future", "日期"),
        ("18:40", "傍晚", "date", "上车时间"),
        ("18:40", "2020-01-16", "not_a_time", "上车时间"),
        ("18:40", "25:00", "not_a_time", "上车时间"),
        ("20:00", "2020-01-16 18:00", "left_before_boarding", "下车时间"),
        ("测试甲", "测" * 61, "too_long", "姓名"),
        ("岳阳东", "岳" * 61, "too_long", "上车站"),
    ],
)
def test_a_bad_cell_blocks_the_list_and_says_row_and_column(old, new, code, column):
    found = read(HEAD, ROW, ROW.replace(old, new, 1))
    assert found.blocked
    assert (code, 3, column) in said(found)
    assert {row for _code, row, _column in said(found)} == {3}


def test_no_message_repeats_what_names_a_person():
    bad = ROW.replace("2020-01-16", "测试甲").replace("18:40", "990000199001010011")
    found = read(HEAD, bad)
    shown = " ".join(f"{p.quoted('zh')} {p.say('zh')}" for p in found.problems)
    assert "测试甲" not in shown
    assert "990000199001010011" not in shown


def test_a_seat_without_a_row_and_a_passenger_without_a_number_are_told_of():
    found = read(
        "车次,日期,座位号,姓名", "K9,2020-01-16,03车055号,测试甲", "K9,2020-01-16,03车056号,"
    )
    assert not found.blocked
    assert {(p.code, p.rows) for p in found.problems} == {
        ("row_not_known", (2, 3)),
        ("no_identifier", (2, 3)),
    }


def test_a_column_that_is_not_read_is_told_of():
    found = read("车次,日期,座位号,姓名,票价", "G72,2020-01-16,07车12A,测试甲,200")
    assert ("column_left_out", "票价") in {(p.code, p.column) for p in found.problems}
    assert dict(found.headings)["票价"] is None


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        (b"", "list.csv", "empty_file"),
        (b"\x89PNG\r\n", "list.png", "unknown_kind_of_file"),
        (b"PK\x03\x04broken", "list.xlsx", "damaged"),
        ("天气,气温\n晴,3".encode(), "list.csv", "no_passenger_headings"),
        (HEAD.encode(), "list.csv", "no_rows"),
    ],
)
def test_a_file_that_is_no_list_says_why(content, file, code):
    found = read_passengers(content, file, zone=ZONE, today=TODAY)
    assert [problem.code for problem in found.problems if problem.blocks] == [code]


def test_a_list_in_gb18030_is_read():
    content = f"{HEAD}\n{ROW}".encode("gb18030")
    assert len(read_passengers(content, "list.csv", zone=ZONE, today=TODAY).passengers) == 1


def test_no_heading_means_two_things():
    every = [heading for said in HEADINGS.values() for heading in said.split("|")]
    assert len(every) == len(set(every))


CELL = st.sampled_from(
    ["", "G72", "2020-01-16", "07车12A", "18:40", "不详", "无", "９", '"', "1e9", "测试甲"]
)


@given(st.lists(st.lists(CELL, min_size=11, max_size=12), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_it_is_read_or_refused(rows):
    lines = [HEAD, *(",".join(f'"{c}"' if c == '"' else c for c in row) for row in rows)]
    found = read(*lines)
    assert found.blocked or all(passenger.run.number for passenger in found.passengers)
    assert all(problem.say("en") and problem.say("zh") for problem in found.problems)
