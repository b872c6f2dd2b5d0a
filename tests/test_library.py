"""The public library is short, and every name of it is there."""

import subprocess
import sys

import pytest

import firebreak


@pytest.mark.parametrize("name", firebreak.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(firebreak, name) is not None
    assert name in dir(firebreak)


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        firebreak.guess  # noqa: B018


def test_importing_it_does_not_fetch_what_is_not_asked_for():
    seen = "import sys, firebreak; print('polars' in sys.modules, 'django' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", seen], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["False", "False"]
