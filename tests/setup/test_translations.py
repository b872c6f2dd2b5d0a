"""What people read is compiled from what translators wrote: each .mo says what its .po says."""

import re
from pathlib import Path

import polib
import pytest

import firebreak

CATALOGUES = sorted(Path(firebreak.__file__).parent.rglob("*.po"))
FILLED_IN = re.compile(r"%\((\w+)\)\d*[sd]|(\{\w*\}|%[sd])")


def said(catalogue) -> dict:
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or dict(entry.msgstr_plural)
        for entry in catalogue
        if (entry.msgstr or any(entry.msgstr_plural.values())) and not entry.obsolete
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_in_step_with_its_source(path):
    assert said(polib.mofile(str(path.with_suffix(".mo")))) == said(polib.pofile(str(path)))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_keeps_the_places_that_are_filled_in(path):
    for entry in polib.pofile(str(path)).translated_entries():
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            expected = set(FILLED_IN.findall(entry.msgid_plural or entry.msgid))
            assert set(FILLED_IN.findall(text)) <= expected | set(FILLED_IN.findall(entry.msgid)), (
                text
            )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_translated(path):
    catalogue = polib.pofile(str(path))
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]


def test_a_percent_sign_in_a_template_is_written_twice_in_the_catalogue():
    # The tag doubles it before it looks the sentence up; written once, it is never found.
    catalogue = {entry.msgid for path in CATALOGUES for entry in polib.pofile(str(path))}
    tag = re.compile(r'{%\s*translate "([^"]*%[^"]*)"')
    for template in Path(firebreak.__file__).parent.rglob("*.html"):
        for sentence in tag.findall(template.read_text(encoding="utf-8")):
            assert sentence.replace("%", "%%") in catalogue, f"{template.name}: {sentence}"
