"""Of which day an English text is: its heading or its last line says so, and no story does."""

from datetime import date

import pytest
from tests.intake.text.conftest import when

STORY = "Case 3, a 45-year-old man from Hetang, developed a fever on 18 January."


@pytest.mark.parametrize(
    "heading",
    [
        "Hetang district situation note, 2 February 2020",
        "Hetang district situation note, 2 February 2020.",
        "SITUATION REPORT\nZhuzhou CDC\nFebruary 2, 2020",
        "Situation note as of 2 February 2020: confirmed cases",
        "Published on 2 Feb 2020",
    ],
)
def test_the_day_of_a_heading_is_that_of_the_text(read, heading):
    found = read(f"{heading}\n{STORY}", published=None)
    assert found.reading.published == date(2020, 2, 2)
    assert found.notes("publication_day_not_known") == []
    assert when(found.one("case"), "onset") == "2020-01-18"


def test_a_heading_and_the_story_in_one_line(read):
    found = read(f"Situation note, 2 February 2020. {STORY}", published=None)
    assert found.reading.published == date(2020, 2, 2)


def test_a_last_line_of_its_own(read):
    found = read(
        f"{STORY}\nShe recovered.\nNobody else.\nZhuzhou CDC, 2 February 2020", published=None
    )
    assert found.reading.published == date(2020, 2, 2)


@pytest.mark.parametrize(
    "text",
    [
        "Case 3 was confirmed on 2 February 2020.",
        "Mr Li, born 2 February 1970, fell ill on 18 January.",
        "Cases from 2 January 2020 to 2 February 2020",
        "She returned from Wuhan on 18 January 2020.",
    ],
)
def test_a_day_of_a_story_is_not_that_of_the_text(read, text):
    assert read(text, published=None).reading.published is None
