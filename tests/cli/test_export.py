"""`firebreak export`: a file for its owner's eyes, and a list of what the format cannot say."""

import json
import stat
import zipfile

import pytest
from django.utils.translation import override
from tests.intake.exchange.test_dhis2_instances import METADATA as OF_MINISTRY

from firebreak.cli.export import NAMES
from firebreak.intake.drafts import Note
from firebreak.outputs.exchange.formats import FORMATS
from firebreak.outputs.exchange.sentences import KINDS, LOSSES
from firebreak.site.exports.losses import loss

METADATA = {
    "programs": [{"id": "progCase001", "displayName": "Case surveillance"}],
    "trackedEntityAttributes": [{"id": "attrName001", "displayName": "Full name"}],
}


def test_every_format_can_be_asked_for():
    assert set(NAMES) == set(FORMATS)


def test_every_loss_is_said_in_both_languages():
    assert all(set(said) == {"en", "zh"} for said in LOSSES.values())
    assert KINDS["en"].keys() == KINDS["zh"].keys()


@pytest.mark.own_database(like="demo")
def test_an_export_is_written_for_its_owner_and_says_what_it_leaves_out(firebreak, tmp_path):
    file = tmp_path / "out" / "city.json"
    done = firebreak("export", "--format", "godata", file)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_bytes())["cases"]
    assert "stays: this format has no such record" in done.stdout
    again = firebreak("export", "--format", "godata", file)
    assert (again.returncode, "--replace" in again.stderr) == (3, True)
    early = tmp_path / "early.json"
    then = firebreak("export", "--format", "godata", early, "--as-known", "2020-01-26T12:00")
    assert then.returncode == 0, then.stderr
    numbers = [json.loads(path.read_bytes())["cases"] for path in (file, early)]
    assert len(numbers[0]) > len(numbers[1]) > 0  # nobody who was found afterwards
    whom = ("--to", "省疾控中心")
    tables = firebreak(
        "export", "--format", "sormas", *whom, tmp_path / "city.csv", FIREBREAK_LANG="zh"
    )
    assert tables.returncode == 0
    assert (tmp_path / "city-contacts.csv").exists()
    assert "未写入" in tables.stdout
    last, _early, first = json.loads(firebreak("exports", "--json").stdout)
    assert (first["form"], last["form"], last["given_to"]) == ("godata", "sormas", "省疾控中心")
    assert last["rows"] == sum(last["counts"].values()) > 0
    assert (last["by"], last["way"], bool(last["login"])) == (None, "command", True)
    assert "省疾控中心" in firebreak("exports").stdout


@pytest.mark.own_database(like="tables")
def test_an_instance_of_dhis2_is_mapped_from_its_metadata_and_written_for(firebreak, tmp_path):
    metadata = tmp_path / "play.json"
    metadata.write_text(json.dumps(METADATA), encoding="utf-8")
    early = firebreak("export", "--format", "dhis2", tmp_path / "early.json")
    assert (early.returncode, "Map it first: firebreak dhis2 map" in early.stderr) == (3, True)
    other = firebreak("export", "--format", "dhis2", tmp_path / "early.XLSX")
    assert (other.returncode, "Let the name end in: .json" in other.stderr) == (3, True)
    done = firebreak("dhis2", "map", metadata, "--pathogen", "sars-cov-2")
    assert done.returncode == 0, done.stderr
    assert "fields matched" in done.stdout
    again = firebreak("dhis2", "map", metadata)
    assert (again.returncode, "--replace" in again.stderr) == (3, True)
    out = tmp_path / "city.json"
    assert firebreak("export", "--format", "dhis2", out).returncode == 0
    assert json.loads(out.read_bytes())["trackedEntities"] == []


@pytest.mark.own_database(like="tables")
def test_the_mapping_says_which_program_was_taken_and_what_nothing_matched(firebreak, tmp_path):
    metadata = tmp_path / "ministry.json"
    metadata.write_text(json.dumps(OF_MINISTRY), encoding="utf-8")
    done = firebreak("dhis2", "map", metadata, "--program", "progCovid01", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "病例项目：COVID-19 Case-based Surveillance（progCovid01）。" in done.stdout
    assert "不读取的其他项目：Malaria case surveillance (progMalaria)" in done.stdout
    assert "（case.status）的选项中未匹配：Under review。" in done.stdout
    assert "检测：方法（test.method）" in done.stdout
    refused = firebreak("dhis2", "map", metadata, "--program", "none", "--replace")
    assert (refused.returncode, "Malaria case surveillance" in refused.stderr) == (3, True)


HALF_A_CHARACTER = '{"programs": [{"id": "\\ud800", "displayName": "cases"}]}'


@pytest.mark.own_database(like="tables")
def test_what_is_no_metadata_is_refused_with_a_sentence(firebreak, tmp_path):
    file = tmp_path / "x.json"
    for said, sentence in (("{}", "no metadata"), (HALF_A_CHARACTER, "half a character")):
        file.write_text(said, encoding="utf-8")
        refused = firebreak("dhis2", "map", file)
        assert (refused.returncode, sentence in refused.stderr) == (3, True)


def test_a_file_is_what_its_name_ends_in(here, tmp_path):
    file = tmp_path / "cards.csv"
    assert here("export", "--format", "report-card", file).exit_code == 0
    assert file.read_text("utf-8-sig").startswith("卡片编号,报卡类别,患者姓名")
    refused = here("export", "--format", "godata", tmp_path / "city.csv")
    assert refused.exit_code == 3
    assert "Let the name end in: .json" in refused.output
    assert not (tmp_path / "city.csv").exists()


@pytest.mark.parametrize("code", sorted(LOSSES))
def test_a_loss_names_its_count(code):
    said = loss(Note(code, None, {"kind": "case", "field": "onset", "count": 7}))
    assert "7" in said


@pytest.mark.parametrize(
    ("speaks", "word"), [("en", "(fever clinic)"), ("zh-hans", "（发热门诊）")]
)
def test_the_kind_of_what_is_left_out_is_said_in_words(speaks, word):
    note = Note("kind_not_carried", None, {"kind": "check", "field": "fever_clinic", "count": 3})
    with override(speaks):
        assert word in loss(note)


@pytest.mark.own_database(like="demo")
@pytest.mark.parametrize(
    ("form", "holds"),
    [("sormas", ["city-contacts.csv", "city.csv"]), ("line-list", ["city.xlsx"])],
)
def test_a_name_that_ends_in_zip_is_a_zip_of_all_files(firebreak, tmp_path, form, holds):
    file = tmp_path / "out" / "city.zip"
    done = firebreak("export", "--format", form, file)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in file.parent.iterdir()] == ["city.zip"]
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == holds
