"""`firebreak stays` and `firebreak trace`: feeds go in, and a case is traced over them."""

import json
from pathlib import Path

import polars as pl
import pytest
from tests.site.conftest import make_city

from firebreak import home
from firebreak.engine.when import When
from firebreak.records import clock, situation
from firebreak.records.actions import contacts
from firebreak.records.models import Export, Feed

HEAD = "人员编号,场所编号,进入时间,离开时间"
ROWS = (
    "a1,R1,2020-01-25 18:30,2020-01-25 20:00",
    "a2,R1,2020/01/25 18:45,2020/01/25 21:10",
    "a3,R1,2020-01-25T19:00:00+08:00,2020-01-25T19:30:00+08:00",
    "a4,R1,2020-01-26,",
)
BAD = "a5,R1,2020-01-25 20:00,2020-01-25 19:00"


@pytest.fixture
def installed(db, tmp_path, monkeypatch):
    """Return the small city, whose home is a folder of the test's own."""
    monkeypatch.setattr(home, "folder", lambda: tmp_path)
    situation.forget()
    city = make_city()
    with clock.held_at(city_now()):
        yield city
    situation.forget()


def city_now():
    from tests.site.conftest import NOW

    return NOW


def csv(folder: Path, *rows: str, name: str = "gate.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return path


def build(here, *files, **_):
    return here("stays", "build", *files, "--sender", "430202")


def info(here) -> dict:
    return json.loads(here("stays", "info", "--json").output)


def test_a_csv_goes_in_with_columns_recognised_and_times_of_every_writing(
    installed, here, tmp_path
):
    assert build(here, csv(tmp_path, *ROWS)).exit_code == 0
    found = info(here)
    assert (found["stays"], found["persons"], found["places"]) == (4, 4, 1)
    assert found["first"] == "2020-01-25T18:30+08:00"
    assert found["last"] == "2020-01-27T00:00+08:00"  # a day alone lasts to its end


def test_what_was_taken_in_is_on_record(installed, here, tmp_path):
    build(here, csv(tmp_path, *ROWS))
    feed = Feed.objects.get()
    assert (feed.sender, feed.file_name, feed.rows) == (installed.hetang, "gate.csv", 4)
    assert info(here)["feeds"][0]["sender"] == "430202"


def test_a_parquet_file_goes_in_too(installed, here, tmp_path):
    path = tmp_path / "tickets.parquet"
    pl.read_csv(csv(tmp_path, *ROWS[:2]), infer_schema=False).write_parquet(path)
    assert build(here, path).exit_code == 0
    assert info(here)["stays"] == 2


def test_a_bad_row_is_told_by_its_own_files_row_and_nothing_is_taken_in(installed, here, tmp_path):
    files = csv(tmp_path, *ROWS[:2], name="a.csv"), csv(tmp_path, ROWS[0], BAD, name="b.csv")
    answer = build(here, *files)
    assert answer.exit_code == 3
    assert "b.csv, row 2: it does not end after it starts" in answer.output
    assert here("stays", "info", "--json").output.strip() == "null"
    assert not Feed.objects.exists()


def test_bad_rows_are_left_out_and_written_down_if_asked(installed, here, tmp_path):
    bad = tmp_path / "bad.csv"
    answer = here(
        "stays", "build", csv(tmp_path, *ROWS, BAD), "--sender", "430202", "--skip-bad", bad
    )
    assert answer.exit_code == 0
    assert pl.read_csv(bad)["row"].to_list() == [5]
    assert info(here)["stays"] == 4


def test_a_stay_without_an_end_needs_a_rule(installed, here, tmp_path):
    path = csv(tmp_path, "a1,R1,2020-01-25 18:30,")
    assert "no end" in build(here, path).output
    answer = here("stays", "build", path, "--sender", "430202", "--assume-end", "30")
    assert answer.exit_code == 0


def test_a_second_feed_is_appended_and_an_index_is_not_replaced_by_mistake(
    installed, here, tmp_path
):
    first, second = csv(tmp_path, *ROWS[:2]), csv(tmp_path, ROWS[2], name="late.csv")
    build(here, first)
    refused = build(here, second)
    assert refused.exit_code == 3
    assert "firebreak stays append" in refused.output
    assert here("stays", "append", second, "--sender", "430202").exit_code == 0
    assert info(here)["stays"] == 3


def test_the_same_id_of_another_sender_is_somebody_else(installed, here, tmp_path):
    path = csv(tmp_path, *ROWS[:1])
    build(here, path)
    here("stays", "append", path, "--sender", "430211")
    assert info(here)["persons"] == 2


def test_a_column_can_be_named(installed, here, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("码值,场所,时间,离开时间\na1,R1,2020-01-25 18:30,2020-01-25 19:00\n", "utf-8")
    refused = build(here, path)
    assert refused.exit_code == 3
    assert "person" in refused.output
    answer = here("stays", "build", path, "--sender", "430202", "--column", "码值=person")
    assert answer.exit_code == 0


def test_a_file_that_is_no_table_is_said(installed, here, tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PNG\x00\x01")
    answer = build(here, path)
    assert answer.exit_code == 3
    assert "cannot be read as a table" in answer.output


@pytest.fixture
def dinner(installed):
    place = contacts.add_place(by=None, name="老灶", unit=installed.hetang, kind="restaurant")
    from tests.site.conftest import local

    when = When.between(local(1, 25, 18, 30), local(1, 25, 21))
    for person in (installed.zhang, installed.li, installed.wang):
        contacts.record_stay(by=None, person=person, place=place, when=when, seat="1号桌")
    situation.forget()
    return installed


def trace(here, case, *options):
    return here("trace", f"#{case.pk}", "--since", "2020-01-25", *options)


def test_a_trace_tells_whom_the_case_met_and_by_which_rule(dinner, here):
    told = json.loads(trace(here, dinner.case, "--forward", "--json").output)
    logged = Export.objects.get()
    assert (logged.what, logged.rows) == ("trace", len(told["forward"]["meetings"]))
    assert {row["name"] for row in told["forward"]["meetings"]} == {"李某二", "王某三"}
    by_name = {row["name"]: row for row in told["forward"]["meetings"]}
    assert by_name["李某二"]["contact"] == dinner.contact.pk
    assert by_name["王某三"]["contact"] is None
    assert by_name["王某三"]["overlap_s"] == 9000
    assert "back" not in told


def test_back_tells_the_place_that_the_cases_share(dinner, here):
    told = json.loads(trace(here, dinner.case, "--back", "--json").output)
    assert told["back"]["places"][0]["place"] == "老灶 1号桌"
    assert told["back"]["places"][0]["cases"] == 2


def test_without_json_it_is_read_by_a_person(dinner, here):
    told = trace(here, dinner.case, "--depth", "2")
    assert told.exit_code == 0
    assert "王某三" in told.output
    assert "Shared places" in told.output


def test_a_case_that_is_not_there_is_said(installed, here):
    answer = here("trace", "ZZ-999")
    assert answer.exit_code == 3
    assert "There is no case ZZ-999" in answer.output


# Places of feeds


def test_places_that_wait_are_listed_with_what_they_may_be_and_can_be_linked(
    installed, here, tmp_path
):
    inn = contacts.add_place(by=None, name="老灶火锅", unit=installed.hetang)
    contacts.add_place(by=None, name="R1", unit=installed.hetang)
    head = "人员编号,场所编号,场所名称,进入时间,离开时间"
    row = "a1,X9,老灶火锅店,2020-01-25 18:30,2020-01-25 20:00"
    path = tmp_path / "named.csv"
    path.write_text(f"{head}\n{row}\n", "utf-8")
    assert build(here, path).exit_code == 0
    (waiting,) = json.loads(here("stays", "places", "--json").output)
    assert (waiting["sender"], waiting["code"], waiting["stays"]) == ("430202", "X9", 1)
    assert waiting["name"] == "老灶火锅店"
    assert waiting["alike"] == [{"place": inn.pk, "name": "老灶火锅"}]
    assert "老灶火锅" in here("stays", "places").output
    assert here("stays", "link-place", "X9", "老灶火锅", "--sender", "430202").exit_code == 0
    assert json.loads(here("stays", "places", "--json").output) == []


def test_a_place_that_is_not_on_record_or_there_twice_is_said(installed, here):
    link = ("stays", "link-place", "X9", "茶馆", "--sender", "430202")
    assert "no place 茶馆" in here(*link).output
    for _n in range(2):
        place = contacts.add_place(by=None, name="茶馆", unit=installed.hetang)
    assert "several places 茶馆" in here(*link).output
    assert here("stays", "link-place", "X9", str(place.pk), "--sender", "430202").exit_code == 0


def test_a_part_of_a_place_is_refused_in_a_sentence(installed, here):
    inn = contacts.add_place(by=None, name="老灶火锅", unit=installed.hetang)
    table = contacts.add_place(
        by=None, name="大圆桌", unit=installed.hetang, kind="table", within=inn
    )
    told = here("stays", "link-place", "X9", str(table.pk), "--sender", "430202")
    assert told.exit_code != 0
    assert "part of another place" in told.output


# Bad rows: one of two ways


@pytest.mark.parametrize("way", [(), ("--strict",)])
def test_strictly_nothing_is_taken_in_if_a_row_is_bad_and_so_it_is_unless_said_otherwise(
    installed, here, tmp_path, way
):
    path = csv(tmp_path, *ROWS, BAD)
    answer = here("stays", "build", path, "--sender", "430202", *way)
    assert answer.exit_code != 0
    assert "gate.csv, row 5" in answer.output
    assert "a5" not in answer.output
    assert info(here) is None
    assert not Feed.objects.exists()


def test_strictness_and_leaving_bad_rows_out_together_are_refused_before_anything_is_read(
    installed, here, tmp_path
):
    ways = ("--strict", "--skip-bad", tmp_path / "bad.csv")
    answer = here("stays", "build", tmp_path / "not there.csv", "--sender", "430202", *ways)
    assert answer.exit_code == 2
    assert "Say one of the two" in " ".join(answer.output.split())
    assert not (tmp_path / "bad.csv").exists()


# A first line that is no headings


def test_a_file_without_headings_is_said_to_be_one_and_no_value_of_it_is_shown(
    installed, here, tmp_path
):
    path = tmp_path / "bare.csv"
    path.write_text("张某一,430202199001011234,2020-01-25 18:30,\n", "utf-8")
    answer = here("stays", "build", path, "--sender", "430202")
    assert answer.exit_code != 0
    assert "bare.csv: no heading is recognised in its first line" in " ".join(answer.output.split())
    assert not [
        value for value in ("张某一", "430202199001011234", "18:30") if value in answer.output
    ]


@pytest.mark.parametrize("way", [(), ("--column", "卡=person")])
def test_where_some_headings_are_recognised_the_others_are_numbers(installed, here, tmp_path, way):
    path = tmp_path / "half.csv"
    path.write_text("13900000001,场所编号,进入时间\n1,2,3\n", "utf-8")
    answer = here("stays", "build", path, "--sender", "430202", *way)
    assert answer.exit_code != 0
    assert "column 1, 场所编号, 进入时间" in " ".join(answer.output.split())
    assert "13900000001" not in answer.output


def test_the_columns_of_a_parquet_file_are_named_since_they_are_no_row(installed, here, tmp_path):
    pl.DataFrame({"谁": ["a"], "place": ["b"], "start": ["2020-01-25"]}).write_parquet(
        tmp_path / "f.parquet"
    )
    assert "谁" in build(here, tmp_path / "f.parquet").output
