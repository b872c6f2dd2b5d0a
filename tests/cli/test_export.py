"""`firebreak export`: a file for its owner's eyes, and a list of what the format cannot say."""

import json
import stat

import pytest

from firebreak.cli.export import NAMES, loss
from firebreak.intake.drafts import Note
from firebreak.outputs.exchange.formats import FORMATS
from firebreak.outputs.exchange.sentences import KINDS, LOSSES


def test_every_format_can_be_asked_for():
    assert set(NAMES) == set(FORMATS)


def test_every_loss_is_said_in_both_languages():
    assert all(set(said) == {"en", "zh"} for said in LOSSES.values())
    assert KINDS["en"].keys() == KINDS["zh"].keys()


def test_an_export_is_written_for_its_owner_and_says_what_it_leaves_out(firebreak, tmp_path):
    assert firebreak("demo").returncode == 0
    file = tmp_path / "out" / "city.json"
    done = firebreak("export", "--format", "godata", file)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_bytes())["cases"]
    assert "stays: this format has no such record" in done.stdout
    again = firebreak("export", "--format", "godata", file)
    assert (again.returncode, "--replace" in again.stderr) == (3, True)
    tables = firebreak("export", "--format", "sormas", tmp_path / "city.csv", FIREBREAK_LANG="zh")
    assert tables.returncode == 0
    assert (tmp_path / "city-contacts.csv").exists()
    assert "未写入" in tables.stdout


@pytest.mark.parametrize("code", sorted(LOSSES))
def test_a_loss_names_its_count(code):
    said = loss(Note(code, None, {"kind": "case", "field": "onset", "count": 7}))
    assert "7" in said
