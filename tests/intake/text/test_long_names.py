"""A hidden name that goes on is another's than the name without it: 周某, 周某军."""

import pytest
from tests.intake.text.conftest import when


def test_a_longer_name_is_another_s(read):
    found = read(
        "患者周某，63岁，荷塘区人，2月3日确诊。1月20日，周某军开始发烧。1月29日，周某军被确诊。"
    )
    assert when(found.one("case"), "onset") is None
    assert [when(one) for one in found.of("classification")] == ["2020-02-03"]


def test_a_son_with_a_longer_name_is_a_person_of_his_own(read):
    found = read(
        "患者周某，63岁，荷塘区人，2月3日确诊。"
        "他的儿子周某军（35岁，荷塘区人）1月20日开始发烧，1月29日被确诊。"
    )
    son = found.person("周某军")
    assert when(found.about("case", son)[0], "onset") == "2020-01-20"
    assert [when(one) for one in found.about("classification", found.person("周某"))] == [
        "2020-02-03"
    ]
    assert found.one("contact").links["to"] == son.key


def test_a_longer_name_is_read_whole_and_again(read):
    found = read("患者周某军，63岁，2月3日确诊。1月20日，周某军开始发烧。")
    assert when(found.about("case", found.person("周某军"))[0], "onset") == "2020-01-20"


@pytest.mark.parametrize(
    "told", ["周某也", "周某于", "周某1月20日", "周某曾", "周某作为密接者", "周某等人"]
)
def test_a_verb_or_an_adverb_is_no_rest_of_a_name(read, told):
    found = read(f"患者周某，63岁，2月3日确诊。1月20日，{told}发病。")
    assert found.one("person").value("name") == "周某"
    assert when(found.one("case"), "onset") == "2020-01-20"
