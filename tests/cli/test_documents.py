"""Documents at the command: read, imported, watched; as people run it."""

import errno
import json
import os
import signal
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import xlsxwriter

from firebreak.records.actions import units
from firebreak.records.models import Case, Draft, Person, Reading

BULLETIN = "株洲市通报\n患者1：周某，男，45岁，荷塘区人，1月18日发病，1月23日确诊。\n"


@pytest.fixture
def bulletin(tmp_path) -> Path:
    path = tmp_path / "通报.txt"
    path.write_text(BULLETIN, "utf-8")
    return path


@pytest.fixture
def zhuzhou(db):
    """Set up the city in this process's database."""
    root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
    units.open_unit(by=None, code="430202", name="荷塘区", kind="county", parent=root)
    units.set_installation(by=None, city=root, pathogen="sars-cov-2")


def test_reading_tells_what_was_found_and_keeps_nothing(here, bulletin):
    said = here("read", bulletin, "--published", "2020-02-04").output
    assert "text, Person 1, Case 1" in said
    assert "Person: name 周某" in said
    assert Reading.objects.count() == Person.objects.count() == 0


def test_reading_for_a_program_gives_every_value_with_its_span(here, bulletin):
    [told] = json.loads(here("read", bulletin, "--published", "2020-02-04", "--json").output)
    name = next(d for d in told["drafts"] if d["kind"] == "person")["fields"]["name"]
    span = name["origin"]
    assert told["text"][span["start"] : span["end"]] == name["value"] == "周某"


def test_a_text_is_imported_through_the_inbox_and_what_is_certain_accepted(here, bulletin, zhuzhou):
    said = here("import", bulletin, "--yes", "--published", "2020-02-04").output
    assert "accepted" in said
    assert Person.objects.get().name == "周某"
    assert Case.objects.get().status == "confirmed"
    again = here("import", bulletin, "--yes", "--published", "2020-02-04").output
    assert "came before" in again
    assert Person.objects.count() == 1


RESULTS = (
    "姓名,样本编号,采样时间,检测结果,开单医生\n"
    "周某,S1,2020-01-27,阳性,李医生\n,,,阳性,李医生\n,,,阴性,李医生\n"
)


@pytest.fixture
def results(tmp_path) -> Path:
    path = tmp_path / "检测.csv"
    path.write_text(RESULTS, "utf-8")
    return path


def test_an_import_says_after_its_count_what_was_left_out_and_why(here, results, zhuzhou):
    done = here("import", results, "--yes")
    _count, *said = done.output.splitlines()
    assert "Columns not read: 开单医生." in said[0]
    assert "Left out: rows 3, 4" in done.output
    assert done.exit_code == 1
    in_chinese = here("import", results, "--yes", "--lang", "zh")
    assert "未读取：第 3、4 行" in in_chinese.output
    assert in_chinese.exit_code == 1


def test_an_import_of_which_nothing_is_left_out_ends_well(here, bulletin, zhuzhou):
    done = here("import", bulletin, "--yes", "--published", "2020-02-04")
    assert (done.exit_code, "Left out" in done.output) == (0, False)


def test_what_was_left_out_is_told_to_a_program(here, results, zhuzhou):
    done = here("import", results, "--yes", "--json")
    [told] = json.loads(done.output).values()
    assert {note["code"] for note in told["notes"] if note["lost"]} == {"columns", "row_left_out"}
    assert done.exit_code == 1


def test_what_another_system_says_and_the_record_has_no_place_for_is_told(here, zhuzhou, tmp_path):
    path = tmp_path / "hxl.csv"
    path.write_text(
        "day,died,people\n#date+reported,#affected+killed,#population\n2020-02-02,3,7\n", "utf-8"
    )
    done = here("import", path, "--yes")
    assert (done.exit_code, "#population" in done.output) == (1, True)


def test_a_workbook_of_several_lists_is_taken_in_whole_unless_one_is_named(here, zhuzhou, tmp_path):
    path = tmp_path / "日报.xlsx"
    book = xlsxwriter.Workbook(path)
    for name, rows in (
        ("病例", [["病例编号", "姓名", "确诊日期"], ["A1", "周某", "2020-01-28"]]),
        ("场所", [["病例编号", "场所"], ["A1", "建材市场"]]),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    assert here("import", path, "--sheet", "病例", "--yes").exit_code == 0
    assert (Case.objects.count(), Reading.objects.count()) == (1, 0)
    assert "accepted" in here("import", path, "--yes").output
    assert Reading.objects.count() == 1
    assert set(Draft.objects.values_list("kind", flat=True)) >= {"case", "stay"}


def test_reading_a_list_tells_what_each_column_is(here, results):
    said = here("read", results).output
    assert "Read as a list of results of tests: 姓名 → name; 样本编号 → sample number" in said
    assert "Columns not read: 开单医生." in said


def test_what_is_in_already_is_passed_over_when_a_heap_is_done_again(
    here, bulletin, zhuzhou, tmp_path
):
    more = tmp_path / "又.txt"
    more.write_text(BULLETIN.replace("周某", "吴某"), "utf-8")
    here("import", bulletin, "--review")
    said = here("import", bulletin, more, "--review").output
    assert said.count("came before") == 1
    assert Reading.objects.count() == 2


def test_for_review_everything_waits_a_list_too(here, bulletin, zhuzhou, list_of):
    here("import", bulletin, list_of(3), "--review")
    assert set(Reading.objects.values_list("format", flat=True)) == {"text", "sheet"}
    assert set(Draft.objects.values_list("state", flat=True)) == {"open"}
    assert Person.objects.count() == 0


def test_a_dry_run_shows_and_does_nothing(here, bulletin, zhuzhou):
    said = here("import", bulletin, "--dry-run").output
    assert "Person 1" in said
    assert Reading.objects.count() == 0


def test_all_documents_or_none(here, bulletin, zhuzhou, tmp_path):
    broken = tmp_path / "export.json"
    broken.write_text('{"cases": [')
    result = here("import", bulletin, broken, "--review")
    assert (result.exit_code, Reading.objects.count()) == (3, 0)
    assert "is called JSON and is none" in result.output


def test_what_could_do_harm_is_refused_before_any_list_is_read(here, tmp_path, zhuzhou):
    huge = tmp_path / "list.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    result = here("import", huge, "--yes")
    assert result.exit_code == 3
    assert "2048 MB; at most 256 MB are read" in result.output


def test_without_a_city_it_says_how_to_begin(here, bulletin):
    result = here("import", bulletin, "--yes")
    assert result.exit_code == 3
    assert "firebreak init" in result.output


@pytest.fixture
def unread(tmp_path) -> Path:
    path = tmp_path / "来信.txt"
    path.write_text("昨天听说有一户人家发热，情况待核实，请社区上门查看。", "utf-8")
    return path


def test_a_text_of_which_nothing_is_read_says_so(here, unread, zhuzhou):
    assert "Nothing was read from it." in here("read", unread).output
    assert "未从中读出任何内容" in here("read", unread, "--lang", "zh").output
    assert "Nothing was read from it." in here("import", unread, "--dry-run").output


@pytest.mark.parametrize("how", ["--yes", "--review"])
def test_a_text_of_which_nothing_is_read_waits_for_a_person(here, unread, zhuzhou, how):
    said = here("import", unread, how).output
    assert "1 wait in the inbox." in said
    assert "Nothing was read from it; it waits until a person enters it by hand." in said
    assert Draft.objects.get().state == "open"
    again = here("import", unread, how).output
    assert "came before" in again
    assert "Nothing was read from it" in again


def test_of_a_text_that_was_read_nothing_of_the_kind_is_said(here, bulletin, zhuzhou):
    assert "Nothing was read" not in here("read", bulletin).output
    assert "Nothing was read" not in here("import", bulletin, "--yes").output


def test_a_folder_is_emptied_into_the_inbox_once(here, zhuzhou, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(BULLETIN, "utf-8")
    said = here("inbox", "watch", folder, "--once", "--settled", "0")
    assert (said.output, said.exit_code) == (
        f"Document {Reading.objects.get().pk}: is in the inbox.\n",
        0,
    )
    assert (folder / "taken" / "a.txt").exists()
    assert here("inbox", "watch", folder / "none", "--once").exit_code == 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_a_file_name_stands_in_what_the_watcher_says(here, zhuzhou, tmp_path, language):
    for n, text in enumerate((BULLETIN, BULLETIN, "%PDF-1.4", "%PDF-1.4")):
        (tmp_path / f"钱某 43020219900101123{n}.txt").write_text(text, "utf-8")
    said = here("inbox", "watch", tmp_path, "--once", "--settled", "0", "--lang", language).output
    assert len(said.splitlines()) == 5
    assert "钱某" not in said
    assert "4302" not in said


def test_a_file_of_the_folder_that_cannot_be_opened_is_not_named(
    here, zhuzhou, tmp_path, monkeypatch
):
    path = tmp_path / "钱某.txt"
    path.write_text(BULLETIN, "utf-8")

    def refuse(self):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    said = here("inbox", "watch", tmp_path, "--once", "--settled", "0")
    assert said.exit_code == 4
    assert "钱某" not in said.output
    assert str(tmp_path) in said.output


def test_why_a_file_of_the_folder_is_refused_is_said_each_time_it_comes(here, zhuzhou, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("%PDF-1.4", "utf-8")
        said = here("inbox", "watch", tmp_path, "--once", "--settled", "0")
        assert f"Document {Reading.objects.get().pk}: The file is a PDF" in said.output
        assert said.exit_code == 1
        assert (tmp_path / "refused" / name).exists()


def test_an_empty_file_that_stays_empty_is_refused_and_a_fresh_one_is_said_to_wait(
    here, zhuzhou, tmp_path
):
    (tmp_path / "a.txt").touch()
    said = here("inbox", "watch", tmp_path, "--once", "--settled", "0")
    assert (said.output, said.exit_code) == (
        "Left for the next look, because not yet whole: 1.\n",
        0,
    )
    os.utime(tmp_path / "a.txt", (0, 0))
    said = here("inbox", "watch", tmp_path, "--once", "--settled", "0")
    assert "The document is empty." in said.output
    assert said.exit_code == 1
    assert (tmp_path / "refused" / "a.txt").exists()


@pytest.mark.own_database(like="tables")
def test_a_watched_folder_is_stopped_from_the_keyboard_and_goes_on_afterwards(
    firebreak, start, list_of, tmp_path
):
    assert firebreak("import", list_of(5), "--yes").returncode == 0  # sets the city up
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(BULLETIN, "utf-8")
    watching = start("inbox", "watch", folder, "--settled", "0")
    assert watching.stdout.readline() == "Document 1: is in the inbox.\n"
    watching.send_signal(signal.SIGINT)
    assert watching.wait(60) == 130
    (folder / "b.txt").write_text(BULLETIN, "utf-8")
    time.sleep(0.01)
    said = firebreak("inbox", "watch", folder, "--once", "--settled", "0").stdout
    assert said == "Document 1: came before, nothing was read anew.\n"


class StandIn(BaseHTTPRequestHandler):
    """Answers as an endpoint of the city's own would: one person of the text, and one who is not."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        drafts = [
            {"key": n, "kind": "person", "fields": {"name": {"value": n, "quote": n}}}
            for n in ("周某", "吴某")
        ]
        content = json.dumps({"drafts": drafts})
        answer = json.dumps({"choices": [{"message": {"content": content}}]})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_said):
        pass


def test_a_second_reader_is_asked_only_where_one_is_named(here, bulletin, monkeypatch):
    refused = here("read", bulletin, "--second")
    assert (refused.exit_code, "FIREBREAK_LLM_URL" in refused.output) == (3, True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("FIREBREAK_LLM_URL", f"http://127.0.0.1:{server.server_port}/v1")
    said = here("read", bulletin, "--published", "2020-02-04", "--second", "--json")
    server.shutdown()
    server.server_close()
    [told] = json.loads(said.output)
    assert [d["fields"]["name"]["value"] for d in told["drafts"]] == ["周某"]
    assert "refused" in {note["code"] for note in told["notes"]}
    monkeypatch.setenv("FIREBREAK_LLM_URL", "http://127.0.0.1:9/v1")
    gone = here("read", bulletin, "--second")
    assert (gone.exit_code, "does not answer" in gone.output) == (3, True)


@pytest.mark.parametrize("command", [["read"], ["import", "--review"]])
def test_a_folder_where_a_file_was_asked_for_is_said_to_be_one(here, zhuzhou, tmp_path, command):
    said = here(*command, tmp_path)
    assert said.exit_code == 3
    assert "is a folder. Name a file in it." in said.output


def test_the_watcher_says_that_folders_within_and_links_are_not_looked_at(here, zhuzhou, tmp_path):
    (tmp_path / "周某").mkdir()
    (tmp_path / "周某.txt").symlink_to(tmp_path / "none")
    said = here("inbox", "watch", tmp_path, "--once", "--settled", "0").output
    assert "folders within it, 1" in said
    assert "links, 1" in said
    assert "周某" not in said
