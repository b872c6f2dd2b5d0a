"""What an English text tells of a relative who has no draft is noted."""

import pytest

CASE = "Case 9, a 30-year-old woman, developed fever on 19 January 2020. "


@pytest.mark.parametrize(
    "said",
    [
        "Her father, a 60-year-old man, developed cough on 22 January and died on 3 February",
        "Her sister, aged 48, tested positive on 26 January 2020",
        "Her husband tested negative",
        "Her husband returned from Wuhan on 18 January by train G1135",
    ],
)
def test_a_sentence_of_a_relative_is_noted_whole_and_once(read, said):
    found = read(f"{CASE}{said}.")
    [note] = found.notes("told_of_another")
    assert note.values == {"said": said}
    assert not found.of("journey")


def test_it_is_noted_from_where_the_relative_is_named(read):
    found = read(f"{CASE}She was admitted on 20 January, and her husband fell ill on 21 January.")
    [note] = found.notes("told_of_another")
    assert note.values == {"said": "her husband fell ill on 21 January"}


@pytest.mark.parametrize(
    "said",
    [
        "She tested negative.",
        "Her husband developed a cough.",
        "She is the wife of case 8 who was confirmed on 18 January.",
    ],
)
def test_what_is_hers_has_no_day_or_is_of_a_numbered_case_is_not_noted(read, said):
    assert read(f"{CASE}{said}").notes("told_of_another") == []
