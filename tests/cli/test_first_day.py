"""A real city can begin: its units from a file, its people with their posts."""

import json

import pytest

pytestmark = pytest.mark.own_database

CITY = """
[city]
code = "9901"
name = "临江市"
[[units]]
code = "990102"
kind = "county"
name = "东岸区"
divisions = [{ code = "990102", name = "东岸区" }]
"""
HOSPITAL = """
[[units]]
code = "990102-H1"
kind = "hospital"
name = "东岸医院"
under = "990102"
phone = "000-0000000"
beds = 20
"""


@pytest.fixture
def city_file(tmp_path):
    path = tmp_path / "linjiang.toml"
    path.write_text(CITY, "utf-8")
    return path


def test_a_city_is_set_up_from_a_file_and_grows_with_it(here, city_file):
    first = here("init", city_file)
    assert first.exit_code == 0, first.stderr
    assert "2 units opened, 0 were there" in first.stdout
    city_file.write_text(CITY + HOSPITAL, "utf-8")
    assert "1 units opened, 2 were there" in here("init", city_file).stdout
    assert "0 units opened, 3 were there" in here("init", city_file).stdout
    assert "东岸医院" in here("brief", "--unit", "990102-H1").stdout


def test_another_city_is_not_mixed_in(here, city_file):
    assert here("init", "zhuzhou").exit_code == 0
    refused = here("init", city_file)
    assert refused.exit_code == 3
    assert "FIREBREAK_HOME" in refused.stderr
    assert here("demo").exit_code == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CITY.replace('kind = "county"', 'kind = "kingdom"'), "kind is kingdom"),
        (CITY.replace('name = "东岸区"\n', "\n", 1), "name is missing"),
        (CITY + 'phones = "1"\n', "no phones"),
        (CITY + 'beds = "many"\n', "whole number"),
        (CITY + 'under = "nobody"\n', "does not come before it"),
        (CITY.replace("990102", "9901"), "there twice"),
        (CITY + "tile = [1]\n", "a column and a row"),
        ("[[units]]\n", "[city]"),
        ("city = [", "no TOML"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place_and_nothing_is_opened(
    here, tmp_path, text, said
):
    path = tmp_path / "city.toml"
    path.write_text(text, "utf-8")
    refused = here("init", path)
    assert refused.exit_code == 3
    assert said in refused.stderr
    assert "city.toml" in refused.stderr


def test_logins_get_and_lose_posts(here):
    assert here("init", "zhuzhou").exit_code == 0
    new = here("user", "add", "lin", "--role", "tracer", "--unit", "荷塘", "--name", "林某")
    assert new.exit_code == 0
    assert "Password, shown only now" in new.stdout
    assert here("user", "appoint", "lin", "--role", "reviewer", "--unit", "4302").exit_code == 0
    listed = json.loads(here("user", "list", "--json").stdout)
    posts = [{"role": "tracer", "unit": "430202"}, {"role": "reviewer", "unit": "4302"}]
    assert listed == [{"login": "lin", "active": True, "posts": posts}]
    assert here("user", "dismiss", "lin", "--role", "tracer", "--unit", "荷塘").exit_code == 0
    assert here("user", "close", "lin").exit_code == 0
    assert json.loads(here("user", "list", "--json").stdout)[0]["active"] is False


def test_a_weak_password_a_taken_login_and_an_unknown_unit_are_refused(here):
    assert here("init", "zhuzhou").exit_code == 0
    add = ("user", "add", "lin", "--role", "tracer", "--unit")
    weak = here(*add, "荷塘", "--password-stdin", stdin="12345\n")
    assert weak.exit_code == 3
    assert "12345" not in weak.stderr
    assert here(*add, "荷塘", "--password-stdin", stdin="七里香 and tea\n").exit_code == 0
    assert here(*add, "荷塘").exit_code == 3
    assert "荷塘" in here("user", "add", "x", "--role", "tracer", "--unit", "荷糖").stderr


def test_a_unit_is_found_by_its_division_code_too(here):
    assert here("init", "zhuzhou").exit_code == 0
    new = here("user", "add", "lin", "--role", "duty_head", "--unit", "430200")
    assert new.exit_code == 0, new.stderr
    listed = json.loads(here("user", "list", "--json").stdout)
    assert listed[0]["posts"] == [{"role": "duty_head", "unit": "4302"}]


def test_a_rule_that_no_edition_has_is_refused_and_no_all_clear(here):
    assert here("init", "zhuzhou").exit_code == 0
    refused = here("duties", "--rule", "foo")
    assert refused.exit_code == 3
    assert "has a rule foo" in refused.stderr
    assert "case-card" in here("duties", "--rule", "case-crad").stderr
    assert here("duties", "--rule", "case-card").exit_code == 0


def test_the_demo_is_built_once_and_serve_can_tell_its_logins(firebreak):
    first = firebreak("demo")
    assert first.returncode == 0, first.stderr
    again = firebreak("demo")
    assert again.returncode == 0
    assert "already" in again.stdout
    assert firebreak("demo", "--if-missing").stdout == ""


LOOSE = """
id = "linjiang-covid"
name = { en = "Linjiang", zh = "临江市" }
family = "city"
pathogen = "sars-cov-2"
jurisdiction = "990100"
edition = "1"
valid_from = 2020-01-30
valid_to = 2020-02-06
time_zone = "Asia/Shanghai"
source = "own"
[sources]
own = { en = "The city", zh = "本市" }
[thresholds]
observation_days = 3
"""


def test_an_edition_looser_than_the_nations_is_taken_and_told_of(here, tmp_path):
    path = tmp_path / "linjiang.toml"
    path.write_text(LOOSE, "utf-8")
    told = "looser than National control plan, 3rd edition: observation 3 d instead of 14 d"
    for arguments in (("check", path), ("add", path), ("list",)):
        assert told in here("editions", *arguments).stdout
    listed = {e["id"]: e for e in json.loads(here("editions", "list", "--json").stdout)}
    assert listed["linjiang-covid"]["looser"][0]["than"] == "cn-covid-control-3"
    assert not any(e["looser"] for id, e in listed.items() if id != "linjiang-covid")


def test_editions_are_listed_and_a_wrong_one_is_told_by_line(here, tmp_path):
    listed = json.loads(here("editions", "list", "--json").stdout)
    assert "cn-covid-control-5" in {edition["id"] for edition in listed}
    path = tmp_path / "wrong.toml"
    path.write_text('id = "x"\nfamily = 3\n', "utf-8")
    in_chinese = here("editions", "check", path, "--lang", "zh").stderr
    assert "第 1 行" in in_chinese
    assert "expected" not in in_chinese
    refused = here("editions", "check", path)
    assert refused.exit_code == 3
    assert "wrong.toml, line 2, family" in refused.stderr
    assert here("editions", "check", tmp_path / "none.toml").exit_code == 3
