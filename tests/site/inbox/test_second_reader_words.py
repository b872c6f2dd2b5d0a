"""What the second reader told and the text does not say is said with its field and the reason."""

import re
from inspect import getsource

import pytest
from django.utils.translation import override

from firebreak.intake.drafts import Note
from firebreak.intake.text import second_reader
from firebreak.site.inbox.words import REFUSED, format_word, note_word


def refused(reason: str, kind: str = "", field: str = "") -> Note:
    return Note("refused", None, {"reason": reason, "kind": kind, "field": field})


def test_every_reason_has_its_words():
    reasons = set(re.findall(r'_refuse\("(\w+)"', getsource(second_reader)))
    assert reasons == REFUSED.keys()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("Second reader: Person – age was refused: the words", "text, by the second reader"),
        ),
        ("zh-hans", ("第二读取服务：“人员 – 年龄”不予采纳，所引原文", "文本（第二读取服务）")),
    ],
)
def test_what_was_refused_is_named_with_the_reason(language, said):
    with override(language):
        told = note_word(refused("not_in_the_text", "person", "age")), format_word("second_reader")
    assert told[0].startswith(said[0])
    assert told[1] == said[1]


@pytest.mark.parametrize("reason", REFUSED)
def test_each_is_said_in_chinese(reason):
    with override("zh-hans"):
        assert not re.search("[a-z]{3}", note_word(refused(reason, "person")))
