"""Several files sent as one: each is a document, and what could do harm stays whole."""

import io
import zipfile

import pytest

from firebreak.intake.archives import MOST_FILES, parts_of
from firebreak.intake.detect import MB, MOST_BYTES, examine
from firebreak.intake.drafts import ReadingError
from firebreak.intake.receiving import receive


def packed(*files: tuple[str, str | bytes], by: int = zipfile.ZIP_DEFLATED) -> bytes:
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", by) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return sent.getvalue()


def test_each_file_is_a_document_by_its_own_name_in_the_order_of_the_archive():
    sent = packed(("日报/persons.csv", "a"), ("日报/cases.csv", "b"))
    assert parts_of(sent, "日报.zip") == [("persons.csv", b"a"), ("cases.csv", b"b")]


def test_what_nobody_sent_is_no_document():
    sent = packed(("__MACOSX/._a.csv", "x"), (".DS_Store", "x"), ("d/", ""), ("a.csv", "a"))
    assert [part.name for part in parts_of(sent, "a.zip")] == ["a.csv"]


def test_a_name_written_on_a_chinese_windows_is_read():
    written = "病例.csv".encode("gb18030")
    same_length = "x" * len(written)
    sent = packed((same_length, "a")).replace(same_length.encode(), written)
    assert parts_of(sent, "a.zip") == [("病例.csv", b"a")]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (packed(), "damaged"),
        (packed(*((f"{n}.csv", str(n)) for n in range(MOST_FILES + 1))), "archive"),
        (packed(("a.csv", bytes(300 * MB))), "archive"),
        (packed(("a.csv", "a"), by=zipfile.ZIP_LZMA), "damaged"),
        (packed(("a.csv", "a" * 900), by=zipfile.ZIP_STORED)[:200], "damaged"),
    ],
    ids=["empty", "too many", "bomb", "packed otherwise", "cut short"],
)
def test_what_is_not_unpacked_stays_whole_and_is_refused(sent, why):
    assert parts_of(sent, "a.zip") == [("a.zip", sent)]
    if sent.startswith(b"PK\x03\x04"):
        with pytest.raises(ReadingError) as refused:
            examine(sent, "a.zip")
        assert refused.value.code == why


def test_an_archive_in_an_archive_is_not_unpacked(city):
    inner = packed(("a.csv", "a"))
    (part,) = parts_of(packed(("inner.zip", inner)), "outer.zip")
    assert part == ("inner.zip", inner)
    how = {"by": None, "name": part.name, "channel": "dropped", "unit": city.root}
    assert receive(part.content, **how).reading.problem["code"] == "archive"


def test_a_workbook_is_one_document():
    sent = packed(("xl/workbook.xml", "<a/>"), ("[Content_Types].xml", "<a/>"))
    assert parts_of(sent, "a.xlsx") == [("a.xlsx", sent)]


def test_no_more_than_the_largest_document_is_unpacked():
    half = bytes(range(256)) * (MOST_BYTES // 512 + 1)
    sent = packed(("a.csv", half), ("b.csv", half), by=zipfile.ZIP_STORED)
    assert [part.name for part in parts_of(sent, "a.zip")] == ["a.zip"]
