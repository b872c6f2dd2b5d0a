"""Documents at the command: read, imported, watched; as people run it."""

import json
import signal
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

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
    assert (
        "a.txt: is in the inbox."
        in here("inbox", "watch", folder, "--once", "--settled", "0").output
    )
    assert (folder / "taken" / "a.txt").exists()
    assert here("inbox", "watch", folder / "none", "--once").exit_code == 3


@pytest.mark.own_database(like="tables")
def test_a_watched_folder_is_stopped_from_the_keyboard_and_goes_on_afterwards(
    firebreak, start, list_of, tmp_path
):
    assert firebreak("import", list_of(5), "--yes").returncode == 0  # sets the city up
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(BULLETIN, "utf-8")
    watching = start("inbox", "watch", folder, "--settled", "0")
    assert watching.stdout.readline() == "a.txt: is in the inbox.\n"
    watching.send_signal(signal.SIGINT)
    assert watching.wait(60) == 130
    (folder / "b.txt").write_text(BULLETIN, "utf-8")
    time.sleep(0.01)
    said = firebreak("inbox", "watch", folder, "--once", "--settled", "0").stdout
    assert said == "b.txt: came before, nothing was read anew.\n"


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
