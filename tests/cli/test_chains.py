"""`firebreak chains` and `firebreak epidemic`: what they tell, as text, as JSON, as a picture."""

import json

import pytest
from tests.site.chains.by_hand import compute_by_hand
from tests.site.conftest import NOW, at, make_city

from firebreak.records import chains, clock
from firebreak.records.actions import cases
from firebreak.records.chains import keeping
from firebreak.records.models import Export


@pytest.fixture
def city(db, monkeypatch):
    """Return the small city, 李 having fallen ill after 张 named her as his contact."""
    chains.forget()
    monkeypatch.setattr(keeping, "compute", compute_by_hand)
    made = make_city()
    with clock.held_at(NOW):
        cases.open_case(
            by=None,
            person=made.li,
            pathogen="sars-cov-2",
            status="confirmed",
            onset=at(1, 29),
            when=at(2, 1),
            unit_reporting=made.hospital,
            unit_counting=made.hetang,
        )
        yield made
    chains.forget()


def test_it_tells_who_began_the_chain_and_who_infected_whom(city, here):
    told = here("chains").output
    assert "Chains and who began them (1)" in told
    assert told.count("张某一") == 3  # as source, as case, as infector


def test_json_has_every_infector_with_his_probability(city, here):
    told = json.loads(here("chains", "--json").output)
    hers = next(link for link in told["links"] if link["name"] == "李某二")
    assert hers["infector"]["name"] == "张某一"
    assert sum(each["probability"] for each in hers["infectors"]) == pytest.approx(1, abs=1e-3)
    assert told["change"] > 0


def test_of_another_unit_nothing_is_told(city, here):
    told = json.loads(here("chains", "--json", "--unit", "430211").output)
    assert told["links"] == []
    assert told["chains"] == []
    assert told["missing"] is None


def test_what_is_told_to_a_program_is_logged_like_any_list(city, here):
    here("chains"), here("check"), here("duplicates")
    assert not Export.objects.exists()  # a table on the terminal is a page that is read
    for command in ("chains", "epidemic", "check", "duplicates", "missed"):
        here(command, "--json", *(["--no-costs"] if command == "missed" else []))
    logged = list(Export.objects.order_by("id").values_list("what", "form", "way"))
    lists = ("chains", "epidemic", "consistency", "duplicates", "missed-chances")
    assert logged == [(name, "json", "command") for name in lists]
    assert Export.objects.get(what="chains").rows == 2
    assert all(Export.objects.values_list("login", flat=True))


@pytest.mark.parametrize(("speaks", "word"), [("en", "Contradictions"), ("zh", "数据核查")])
def test_the_log_calls_each_list_by_its_name(city, here, speaks, word):
    here("check", "--json")
    assert word in here("exports", "--lang", speaks).output
    assert json.loads(here("exports", "--json").output)[0]["what"] == "consistency"


@pytest.mark.parametrize(("name", "start"), [("tree.svg", b"<svg"), ("tree.PNG", b"\x89PNG")])
def test_the_tree_is_written_as_the_name_of_the_file_says(city, here, tmp_path, name, start):
    assert here("chains", "--svg", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert Export.objects.get().form == name.lower()[-3:]


def test_a_folder_that_is_not_there_is_said(city, here, tmp_path):
    refused = here("chains", "--svg", tmp_path / "none" / "tree.svg")
    assert refused.exit_code == 3
    assert "cannot be written" in refused.output


def test_before_any_case_it_says_so(city, here):
    refused = here("chains", "--as-known", "2020-01-25")
    assert refused.exit_code == 3
    assert "There is no case to link yet" in refused.output


def test_the_epidemic_is_told_with_what_each_number_rests_on(city, here):
    told = here("epidemic").output
    assert "R, infections per case by the tree" in told
    assert "2 cases" in told
    assert "Clusters by the definition in force: 1" in told


def test_its_json_is_json_for_every_reader(city, here):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    told = json.loads(here("epidemic", "--json").output, parse_constant=refuse)
    assert {"reproduction", "dispersion", "clusters", "faults"} <= set(told)


def test_r_over_time_is_drawn(city, here, tmp_path):
    assert here("epidemic", "--svg", tmp_path / "r.svg").exit_code == 0
    assert b"<svg" in (tmp_path / "r.svg").read_bytes()


def test_attack_rates_are_told_by_setting_with_those_still_watched(city, here):
    told = json.loads(here("epidemic", "--json").output)
    row = next(row for row in told["attack_rates"] if row["ill"])
    assert (row["setting"], row["ill"], row["exposed"], row["rate"]) == ("meal", 1, 1, 1.0)
    assert row["watched"] == row["unknown"] == 0
    assert "Attack rates by setting" in here("epidemic").output
