"""What must hold of every file, however it was spoilt: it is read well, or refused with a sentence."""

import csv
import io
import json
import resource
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from django.utils import translation

from firebreak.intake import problems
from firebreak.intake.drafts import Reading, ReadingError, Span
from firebreak.outputs.exchange.formats import FORMATS

HERE = ZoneInfo("Asia/Shanghai")
AT = datetime(2020, 2, 4, tzinfo=UTC)
MOST_SECONDS = 5.0  # of the processor, for a file of a few kilobytes
SELDOM = 4  # one reading of so many is also shown and written out
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LANGUAGES = {"en": "en", "zh": "zh-hans"}


class TookTooLong(BaseException):
    """A file took more than `MOST_SECONDS`; no reader may catch this."""


@contextmanager
def bounded(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """
    End what is done within when it has had its time of the processor.

    Raises
    ------
    TookTooLong
        At the place where it then was.
    """
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    before = _of_processes()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if _of_processes() - before > seconds:
        raise TookTooLong


def _of_processes() -> float:
    """Seconds of the processor that the processes it started and awaited took."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def _too_long(*_signal: object) -> None:
    raise TookTooLong


def read_or_refused(read: Callable[[], Reading]) -> Reading | None:
    """Return a reading that keeps its promises, the same when read again; None if refused."""
    try:
        reading = read()
    except ReadingError as error:
        sentences_of(error)
        return None
    check(reading)
    assert read() == reading, "read again, the same bytes say something else"
    if len(reading.to_json()) % SELDOM == 0:  # each takes longer than the reading itself
        said_on_the_site(reading)
        written_out(reading)
    return reading


def sentences_of(error: ReadingError) -> None:
    """Have a refusal said in both languages."""
    assert error.code != "reader_failed", "what broke is not said"
    for language in LANGUAGES:
        assert all(problems.say(error.code, error.values, language))


def check(reading: Reading) -> None:
    """Check what every reading promises."""
    keys = [draft.key for draft in reading.drafts]
    assert len(keys) == len(set(keys)), "two drafts have one key"
    linked = {key for draft in reading.drafts for key in draft.links.values()}
    assert linked <= set(keys), "a link leads to no draft"
    for draft in reading.drafts:
        assert 0 <= draft.confidence <= 1
        for value in draft.fields.values():
            assert 0 <= value.confidence <= 1
            if isinstance(value.origin, Span):
                found = reading.text[value.origin.start : value.origin.end]
                assert found == value.quote != "", "a value does not stand where it says"
    plain = reading.to_json()
    plain.encode()  # no half character is left
    assert "\\u0000" not in plain, "no database keeps a null character"
    assert Reading.from_json(plain) == reading, "kept as JSON it is another"


def said_on_the_site(reading: Reading) -> None:
    """Have all that a page would say of a reading said."""
    from firebreak.site.inbox.words import field_word, kind_word, note_word, value_word

    for language in LANGUAGES.values():
        with translation.override(language):
            assert all(note_word(n) for n in reading.notes if n.code != "columns")
            for draft in reading.drafts:
                kind_word(draft.kind)
                for name, value in draft.fields.items():
                    field_word(draft.kind, name)
                    value_word(draft.kind, name, value.value)


def written_out(reading: Reading) -> None:
    """Write a reading in every format, and see that no cell of any would be run."""
    from tests.intake.exchange.test_dhis2 import MAP

    for form in FORMATS.values():
        written = form.write(reading.drafts, zone=HERE, author="株洲", at=AT, mapping=MAP)
        for content in (written.content, *written.beside.values()):
            if form.ending == ".json":
                json.loads(content, parse_constant=_no_constant)
            else:
                no_formula(content)


def _no_constant(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def no_formula(content: bytes) -> None:
    """See that a CSV or XLSX holds nothing that a spreadsheet would run."""
    if content.startswith(b"PK"):
        _no_formula_of_a_workbook(content)
        return
    text = content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            runs = cell.lstrip(" \u3000").startswith(BEGINS_FORMULA)
            assert not runs or _is_number(cell), "a cell would be run"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii()


def _no_formula_of_a_workbook(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = ElementTree.fromstring(archive.read(name))
                assert next(sheet.iter(f"{SPREADSHEET}f"), None) is None, "a cell would be run"
