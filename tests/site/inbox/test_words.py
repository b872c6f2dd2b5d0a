"""What a reader calls a thing is said in the reader's language, never in the program's words."""

import re

import pytest
from django.utils.translation import override

from firebreak.intake.drafts import Cell, Draft, Note, Value
from firebreak.intake.exchange.sentences import RECORDS
from firebreak.intake.godata.reading import TAKES
from firebreak.intake.linelist.fields import MEASURES
from firebreak.intake.vocabulary import FIELDS
from firebreak.site.inbox.words import (
    field_word,
    note_word,
    place_word,
    title_word,
    value_word,
)

#: Fields that only the reader of texts fills, and nobody mends.
ONLY_READ = [
    ("case", "temperature_celsius"),
    ("history", "what"),
    ("history", "denied"),
    ("person", "description"),
    ("investigation", "unit"),
    ("order", "about"),
    ("order", "receiver"),
]
MENDED = [(kind, field) for kind, fields in FIELDS.items() for field in fields]


@pytest.mark.parametrize("record", sorted({*TAKES, "sample", "test", "enrollment"}))
def test_a_record_of_another_system_is_called_by_a_word(record):
    assert set(RECORDS[record]) == {"en", "zh"}
    note = Note("not_carried", None, {"record": record, "field": "outcomeDate", "count": 1})
    with override("zh-hans"):
        assert not re.match("[a-z_]", note_word(note))
    with override("en"):
        assert "_" not in note_word(note)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_count_is_called_by_a_word(measure):
    with override("zh-hans"):
        assert not re.search("[a-z_]", value_word("total", "what", measure))


def test_a_place_without_a_column_is_a_row():
    with override("zh-hans"):
        assert place_word(Cell(None, 6, "")) == "第 6 行"
        assert place_word(Cell("名单", 6, "性别")) == "名单 第 6 行“性别”列"


def test_what_is_not_known_of_an_outbreak_is_called_by_its_word():
    note = Note("outbreak_doubt", None, {"field": "pathogen", "said": "X"})
    with override("zh-hans"):
        assert note_word(note) == "无法识别该疫情的“病原体”：X。"


@pytest.mark.parametrize(("kind", "field"), [*MENDED, *ONLY_READ])
def test_a_field_is_called_by_a_word(kind, field):
    with override("zh-hans"):
        assert re.search("[\u4e00-\u9fff]", field_word(kind, field))


@pytest.mark.parametrize("what", ["residence", "travel", "contact"])
def test_a_history_is_called_by_a_word(what):
    with override("zh-hans"):
        assert not re.search("[a-z]", value_word("history", "what", what))


def test_a_history_that_is_denied_is_called_so():
    denied, told = (Draft("h", "history", {"denied": Value(value)}) for value in (True, False))
    with override("zh-hans"):
        assert title_word(denied, "denied") == "否认"
        assert title_word(told, "denied") == ""


@pytest.mark.parametrize(
    ("code", "begins"),
    [("row_left_out", "Left out: "), ("value_left_out", "Value left out: "), ("odd", "Noted: ")],
)
def test_a_note_of_rows_says_whether_the_row_or_one_value_of_it_was_left_out(code, begins):
    said = {"en": ("The stay would end before it began.", "Check the times.")}
    note = Note(code, Cell(None, 2, "离开时间"), {"rows": (2,), "said": said})
    with override("en"):
        assert note_word(note).startswith(begins)


def test_that_somebody_had_no_symptom_is_said():
    with override("en"):
        assert value_word("check", "symptoms", ()) == "no symptoms"


def test_who_took_a_sample_is_not_called_as_who_took_a_list_out():
    with override("zh-hans"):
        assert field_word("sample", "unit") == "采样单位"


def test_symptoms_on_file_are_said_in_words():
    with override("en"):
        assert value_word("check", "symptoms", ["none"]) == "no symptoms"
        assert value_word("check", "symptoms", ["fever", "cough"]) == "fever; cough"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "none had been to"), ("zh-hans", "均未去过")]
)
def test_where_nobody_of_a_gathering_had_been_reads_as_people_say_it(language, word):
    with override(language):
        assert field_word("gathering", "none_from") == word
