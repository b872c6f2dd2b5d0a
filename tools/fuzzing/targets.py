"""Every reader that is fuzzed: its valid files, how they are spoilt, and what must hold of each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any
from unittest import mock

import polars as pl

from firebreak.intake import detect, readers
from firebreak.intake.dhis2 import read as read_dhis2
from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.dhis2.matching import matched
from firebreak.intake.drafts import Reading, ReadingError
from firebreak.intake.exchange.json_files import load
from firebreak.intake.linelist import UnitBook, read_content
from firebreak.intake.linkage import PROPOSED, PeopleError, link
from firebreak.intake.passengers import read_passengers
from firebreak.intake.text import second_reader
from tools.fuzzing import examples, judging, receiving
from tools.fuzzing.judging import HERE
from tools.fuzzing.mutating import tables, texts, trees, workbooks

DAY = date(2020, 2, 4)
NOWHERE = second_reader.Endpoint("http://127.0.0.1:9/v1")


@dataclass(frozen=True)
class Target:
    """
    A reader as it is fuzzed.

    Attributes
    ----------
    begin
        Returns valid files.
    mutate
        Spoils a file that keeps its form: bytes, a source of chance, and the valid files.
    judge
        Reads one, and raises whatever is wrong with the reader.
    """

    begin: Callable[[], list[bytes]]
    mutate: Callable[..., bytes]
    judge: Callable[[bytes], object]


def _by(name: str, file: str) -> Callable[[bytes], object]:
    """Judge the reader of a format by what it does with bytes that may be read at all."""

    def judge(content: bytes) -> Reading | None:
        try:
            document = detect.examine(content, file)
        except ReadingError as error:
            judging.sentences_of(error)
            return None
        read = readers.READERS[name].read
        published = DAY if len(content) % 4 else None
        reader = partial(read, document.content, name=file, published=published, zone=HERE)
        return judging.read_or_refused(reader)

    return judge


def _list(file: str) -> Callable[[bytes], object]:
    """A list is read for the inbox, for the line lists, and for those of passengers."""
    for_the_inbox = _by("sheet", file)

    def judge(content: bytes) -> None:
        for_the_inbox(content)
        if len(content) > detect.MB:
            return
        sheet = read_content(content, file, units=_units(), zone=HERE, today=DAY)
        found = [*sheet.problems, *read_passengers(content, file, zone=HERE, today=DAY).problems]
        for problem in found:
            assert all(all(problem.say(language)) for language in judging.LANGUAGES)
            for language in judging.LANGUAGES:
                problem.quoted(language)

    return judge


@cache
def _units() -> UnitBook:
    from tests.intake import conftest

    made: UnitBook = conftest.book.__wrapped__()
    return made


def _workbook(content: bytes) -> None:
    _list("名单.ods" if b"content.xml" in content else "名单.xlsx")(content)


def _tracker(content: bytes) -> None:
    from tests.intake.exchange.test_dhis2 import MAP

    judging.read_or_refused(partial(read_dhis2, content, mappings=[MAP], zone=HERE))


def _mapping(content: bytes) -> None:
    """A mapping is made of what an instance says of itself, written, and read again."""
    try:
        mapping, _missing = matched(load(detect.examine(content, "metadata.json").content))
        assert InstanceMap.from_json(mapping.to_json().encode()) == mapping
    except ReadingError as error:
        judging.sentences_of(error)


def _any(content: bytes) -> None:
    """The way that each document comes: examined, recognised, and read by whoever knows it."""
    name = ("a.txt", "a.csv", "a.json", "a.xlsx", "", "名单")[len(content) % 6]

    def read() -> Reading:
        document = detect.examine(content, name)
        assert document.text.encode("utf-8") is not None
        return readers.read(document, published=None, zone=HERE)

    judging.read_or_refused(read)


def _people(content: bytes) -> None:
    """A table of people is compared, or refused with the row or column."""
    rows = _rows(content)
    try:
        table = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    except (pl.exceptions.PolarsError, TypeError, OverflowError, ValueError):
        return
    table = table.with_columns(_day(table, name) for name in ("birth_date", "age_on", "onset"))
    try:
        found = link(table, table if len(content) % 2 else None)
    except PeopleError:
        return
    ids = set(table["id"])
    assert set(found["left"]) | set(found["right"]) <= ids
    assert found["probability"].is_between(PROPOSED, 1).all()
    again = link(table, table if len(content) % 2 else None)
    columns = ["left", "right", "probability"]
    assert found.select(columns).sort(columns).equals(again.select(columns).sort(columns))


def _rows(content: bytes) -> list[dict[str, Any]]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return []
    return [row for row in said if isinstance(row, dict)] if isinstance(said, list) else []


def _day(table: pl.DataFrame, name: str) -> pl.Expr:
    """Days are written as text in the example; what is none stays what it is."""
    if table.schema.get(name) == pl.String:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False).alias(name)
    return pl.col(name) if name in table.columns else pl.lit(None, pl.Date).alias(name)


def _second(content: bytes) -> None:
    """What an endpoint answers is held to the text."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = content.decode("utf-8", "replace")
    said = said if isinstance(said, dict) else {"answer": said}
    answered = said.get("answer", {"choices": [{"message": {"content": _inner(said)}}]})
    raw = answered if isinstance(answered, str) else json.dumps(answered)
    text = str(said.get("text", examples.BULLETIN))
    posted = raw.encode("utf-8", "surrogatepass")
    with mock.patch.object(second_reader, "_post", return_value=posted):
        judging.read_or_refused(partial(second_reader.read_with, NOWHERE, text, zone=HERE))


def _inner(said: dict[str, Any]) -> str:
    return json.dumps({"drafts": said.get("drafts")})


TARGETS: dict[str, Target] = {
    "text": Target(examples.texts, texts.mutated, _by("text", "通报.txt")),
    "list": Target(examples.lists, tables.mutated, _list("名单.csv")),
    "workbook": Target(examples.workbooks, workbooks.mutated, _workbook),
    "godata": Target(examples.outbreaks, trees.mutated, _by("godata", "export.json")),
    "godata-table": Target(examples.outbreak_tables, tables.mutated, _by("godata", "cases.csv")),
    "sormas": Target(examples.surveillance, tables.mutated, _by("sormas", "cases.csv")),
    "dhis2": Target(examples.trackers, trees.mutated, _tracker),
    "dhis2-mapping": Target(examples.metadata, trees.mutated, _mapping),
    "fhir": Target(examples.bundles, trees.mutated, _by("fhir", "bundle.json")),
    "hxl": Target(examples.counts, tables.mutated, _by("hxl", "counts.csv")),
    "who-form": Target(examples.forms, tables.mutated, _by("who_form", "form.csv")),
    "any": Target(examples.everything, receiving.mutated, _any),
    "linkage": Target(examples.people, trees.mutated, _people),
    "second-reader": Target(examples.answers, trees.mutated, _second),
    "inbox": Target(receiving.begin, receiving.mutated, receiving.judge),
}
