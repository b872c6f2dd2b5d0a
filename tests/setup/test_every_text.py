"""What is marked for translation, in code and in templates, has its entry in the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

import firebreak

PACKAGE = Path(firebreak.__file__).parent
MARK = re.compile(r"(n?)(p?)gettext(_lazy|_noop)?")


def marked(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """Context and message of every call that marks a text written out there."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (found := _marks(call)):
            written = [getattr(told, "value", None) for told in call.args]
            context, *messages = written if found["context"] else [None, *written]
            if messages and isinstance(messages[0], str):
                yield context, messages[0]


def _marks(call: ast.Call) -> dict | None:
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    mark = MARK.fullmatch("gettext" if name in {"_", "Said"} else name)
    return mark and {"context": bool(mark[2])}


def calls(text: str) -> Iterator[ast.AST]:
    """The marks that a template becomes: calls of Python in the middle of what is blotted out."""
    for mark in MARK.finditer(text):
        for end in re.finditer(r"\)", text[mark.start() :]):
            try:
                yield ast.parse(text[mark.start() : mark.start() + end.end()])
                break
            except SyntaxError:  # a bracket within the sentence
                continue


def in_the_package(kind: str) -> dict[tuple[str | None, str], str]:
    found = {}
    for path in sorted(PACKAGE.rglob(f"*.{kind}")):
        text = path.read_text("utf-8")
        trees = [ast.parse(text)] if kind == "py" else calls(templatize(text))
        found |= {told: path.name for tree in trees for told in marked(tree)}
    return found


@pytest.mark.parametrize("kind", ["py", "html"])
def test_every_text_that_is_marked_is_in_the_catalogue(kind):
    known = {
        (entry.msgctxt, entry.msgid)
        for path in PACKAGE.rglob("*.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }
    texts = in_the_package(kind)
    assert len(texts) > 500
    assert {told: where for told, where in texts.items() if told not in known} == {}
