"""A way in several legs: each has its own from and to."""

import pytest


@pytest.mark.parametrize(
    "told",
    [
        "从广州到长沙后，随后乘坐市民陈某某驾驶的轿车前往株洲市石峰区清水塘",
        "从广州返回长沙，再乘坐出租车前往株洲市石峰区清水塘",
        "自广州抵达长沙，之后坐客车前往株洲市石峰区清水塘",
    ],
)
def test_a_vehicle_taken_then_does_not_make_the_way_before(read, told):
    found = read(f"病例1：李某，男，30岁，1月20日{told}。")
    [by_car] = [one for one in found.of("journey") if one.value("means")]
    assert by_car.value("from_place") is None
    assert by_car.value("to_place") == "株洲市石峰区清水塘"


def test_a_way_told_before_its_vehicle_is_the_vehicle_s(read):
    journey = read("病例1：李某，男，30岁，1月20日从广州到长沙，乘坐G1113次高铁。").one("journey")
    assert (journey.value("from_place"), journey.value("to_place")) == ("广州", "长沙")
