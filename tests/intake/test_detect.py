"""What could do harm is refused within bounded time and memory, before any reader sees it."""

import io
import json
import resource
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from firebreak.intake import detect, problems
from firebreak.intake.detect import Document, examine, open_file
from firebreak.intake.drafts import ReadingError

WORKBOOK = "xl/workbook.xml"


def packed(**members: bytes) -> bytes:
    """A zip archive of members, whose names have a dot for each double underscore."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"workbook": b"<workbook/>", **members}.items():
            archive.writestr(WORKBOOK if name == "workbook" else name, content)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("病例").write_row(0, 0, ["编号", "姓名"])
    return file.getvalue()


def refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(ReadingError) as error:
        examine(content, name)
    for language in ("en", "zh"):
        assert all(problems.say(error.value.code, error.value.values, language))
    return error.value.code


def document_or_sentence(content: bytes, name: str) -> Document | tuple[str, str]:
    try:
        return examine(content, name)
    except ReadingError as error:
        return problems.say(error.code, error.values, "zh")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (workbook(), "名单.xlsx", "workbook"),
        (workbook(), "名单.txt", "workbook"),
        (b"a,b\n1,2\n", "a.csv", "text"),
        ("1月18日，周某".encode("gb18030"), "通报", "text"),
        ("1月18日，周某".encode("utf-16"), "通报.txt", "text"),
        (b'{"cases": []}', "a.json", "json"),
        (b'[{"a": 1}]', "export", "json"),
        ("[记者 张洁] 病例1".encode(), "通报.txt", "text"),
        ("{不是 JSON}".encode(), "通报.txt", "text"),
    ],
)
def test_the_bytes_say_what_a_document_is_not_its_name(content, name, kind):
    assert examine(content, name).kind == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7\n...", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\x00\x01\x02", "not_text"),
        (b"\x81\x20\xff\xff", "encoding"),
    ],
)
def test_what_no_reader_can_read_is_named_for_what_it_is(content, code):
    assert refused(content) == code


def test_a_zip_that_is_no_workbook_is_an_archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "1,2")
    assert refused(file.getvalue()) == "archive"


def test_macros_are_refused_whatever_the_workbook_is_called():
    assert refused(packed(**{"xl/vbaProject.bin": b"..."}), "list.xlsx") == "macros"
    assert refused(packed(**{"Basic/Standard/Module1.xml": b"<x/>"}), "list.ods") == "macros"
    old = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "_VBA_PROJECT_CUR".encode("utf-16-le")
    assert refused(old, "list.xls") == "macros"


@pytest.mark.parametrize(
    "declared", [b"<!DOCTYPE lolz [", b'<!entity lol "lol">', b"<!ENTITY % a '"]
)
def test_entities_are_refused_wherever_in_a_sheet_they_are_declared(declared):
    sheet = b"<?xml version='1.0'?>" + b" " * (detect.CHUNK - 25) + declared + b"<worksheet/>"
    assert refused(packed(**{"xl/worksheets/sheet1.xml": sheet})) == "xml_entities"


def test_a_bomb_is_refused_within_bounded_time_and_memory(monkeypatch):
    monkeypatch.setattr(detect, "MOST_UNPACKED", 64 * detect.MB)
    bomb = packed(**{"xl/worksheets/sheet1.xml": b" " * (200 * detect.MB)})
    assert len(bomb) < detect.MB
    before, began = _most_memory(), time.process_time()
    assert refused(bomb) == "unpacks_too_large"
    assert time.process_time() - began < 5
    assert _most_memory() - before < 32 * detect.MB


def test_what_unpacks_to_hundreds_of_times_its_size_is_no_list():
    bomb = packed(**{"xl/worksheets/sheet1.xml": b" " * (200 * detect.MB)})
    before, began = _most_memory(), time.process_time()
    assert refused(bomb) == "unpacks_too_far"
    assert time.process_time() - began < 5
    assert _most_memory() - before < 32 * detect.MB


def test_a_bomb_that_lies_about_its_size_is_found_by_unpacking_it(monkeypatch):
    monkeypatch.setattr(detect, "MOST_UNPACKED", detect.MB)
    honest = packed(**{"xl/worksheets/sheet1.xml": b" " * (4 * detect.MB)})
    size = (4 * detect.MB).to_bytes(4, "little")
    lying = honest.replace(size, (1000).to_bytes(4, "little"))
    assert lying != honest
    # A reader of zips stops at the size the list says, and then the check sum does not fit.
    assert refused(lying) in ("unpacks_too_large", "damaged")


def test_a_sheet_of_two_gigabytes_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024 * detect.MB)  # takes no room on the disk
    began = time.process_time()
    with pytest.raises(ReadingError) as error:
        open_file(path)
    assert time.process_time() - began < 1
    assert error.value.values == {"size": 2048, "most": detect.MOST_BYTES // detect.MB}


@pytest.mark.parametrize("depth", [detect.MOST_DEEP + 1, 990, 200_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_json_of_great_depth_is_refused(depth, opens, closes):
    content = (opens * depth + "1" + closes * depth).encode()
    assert refused(content, "export.json") == "too_deep"


def test_json_of_usual_depth_is_read():
    content = ("[" * 30 + "]" * 30).encode()
    assert examine(content, "export.json").kind == "json"


@pytest.mark.parametrize(
    "content",
    [
        b'{"name": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'[["deep", {"a": ["\\ud83d"]}]]',
        b"\xed\xa0\x80 is no character",
        "病例".encode("utf-16")[:2] + b"\x00\xd8\x41\x00",
    ],
)
def test_half_a_character_is_refused(content):
    assert refused(content, "a.json" if content[:1] in b"{[" else "a.txt") == "lone_surrogate"


def test_a_whole_pair_of_surrogates_in_json_is_a_character():
    assert examine(b'{"name": "\\ud83e\\udda0"}', "a.json").data == {"name": "🦠"}


@pytest.mark.parametrize("content", [b"{", b'{"a": NaN}', b"[Infinity]", b'{"a": 1} {'])
def test_what_calls_itself_json_and_is_none_is_refused(content):
    assert refused(content, "export.json") == "not_json"


def test_every_sentence_is_there_in_both_languages_and_fills_its_gaps():
    for code, said in problems.SENTENCES.items():
        assert set(said) == {"en", "zh"}, code
        assert all(len(sentences) == 2 and all(sentences) for sentences in said.values())


@given(st.binary(max_size=200), st.sampled_from(["a.xlsx", "a.csv", "a.json", "a.xml", "a"]))
def test_whatever_the_bytes_it_is_a_document_or_a_sentence(content, name):
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{", b"\xff\xfe"):
        assert document_or_sentence(start + content, name)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_workbook_with_a_broken_byte_is_a_document_or_a_sentence(place, byte):
    content = bytearray(packed(**{"xl/worksheets/sheet1.xml": b"<worksheet/>" * 20}))
    content[place % len(content)] = byte
    assert document_or_sentence(bytes(content), "a.xlsx")


def test_an_export_is_parsed_once_and_handed_on():
    data = {"cases": [{"id": n} for n in range(10)]}
    assert examine(json.dumps(data).encode(), "a.json").data == data


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
