"""What stands in the brackets of another is told of him whom they describe."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize(
    "who",
    [
        "系病例3（女，1月20日发病，1月25日确诊）的丈夫",
        "系确诊病例冯某（女，36岁，1月20日发病，1月25日确诊）之夫",
        "1月19日与同事陈某（女，1月20日发病，1月25日确诊）聚餐",
        "与家人（1月25日确诊）同住",
    ],
)
def test_the_onset_of_his_wife_is_not_his(read, who):
    found = read(f"李某，男，30岁，{who}，1月28日发病。")
    he = found.person("李某")
    assert when(found.about("case", he)[0], "onset") == "2020-01-28"
    assert not found.about("classification", he)


@pytest.mark.parametrize(
    "head", ["李某（男，30岁，1月28日发病）", "病例3：李某（1月28日发病，男）"]
)
def test_his_own_brackets_tell_of_him(read, head):
    found = read(f"{head}，2月1日确诊。")
    assert when(found.one("case"), "onset") == "2020-01-28"
