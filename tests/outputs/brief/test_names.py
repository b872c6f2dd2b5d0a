"""A brief calls people by number and surname, never by their whole name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from firebreak.outputs.brief.names import surname_only

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4)


@given(CHINESE)
def test_a_given_name_never_appears(name):
    said = surname_only(name)
    assert re.fullmatch(r"..?某", said)
    assert len(said) <= 3
    assert name.startswith(said[:-1])


@given(st.text(max_size=40))
def test_whatever_the_name_at_most_two_of_its_characters_are_said(name):
    assert (
        len(surname_only(name).rstrip("某.")) <= 2
        or surname_only(name)[:-1] == name.strip()[0].upper()
    )
