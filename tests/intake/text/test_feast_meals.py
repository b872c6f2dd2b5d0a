"""A dinner of the feast is a meal at which people met: 团年饭, 年夜饭."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize("meal", ["吃团年饭", "吃年夜饭", "聚餐"])
def test_a_dinner_of_the_feast_is_a_gathering_and_a_stay(read, meal):
    found = read(f"病例21，女，35岁。除夕在外婆家{meal}，共12人，其中3人确诊。")
    gathering = found.one("gathering")
    assert (gathering.value("people"), gathering.value("later_confirmed")) == (12, 3)
    assert when(gathering) == "2020-01-24"
    assert found.one("stay").value("place") == "外婆家"
