"""Who investigated a gathering: told by the way, and no report from one unit to another."""

import pytest

MEAL = "2月1日晚，9人聚餐，后有3人确诊。"


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("经衡阳、邵阳等地疾控机构的流行病学调查，李某为传染源。", ["衡阳", "邵阳"]),
        ("经衡阳市疾控中心流调，李某为传染源。", ["衡阳"]),
        ("经衡阳市疾控中心检测，均为阳性。", []),
    ],
)
def test_each_that_investigated_is_kept_with_the_gathering(read, said, units):
    found = read(MEAL + said)
    traced = found.of("investigation")
    assert [one.value("unit") for one in traced] == units
    assert {one.links["gathering"] for one in traced} <= {found.one("gathering").key}
    assert found.of("report") == []
