"""A sentence on all who were told of before it: 三人均于1月28日发病, 父子二人均于2月1日确诊."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def confirmed(found):
    """When who was confirmed: by his number, else his name."""
    who = {one.key: one.value("name") for one in found.of("person")}
    who |= {
        one.links["person"]: one.value("number") or who[one.links["person"]]
        for one in found.of("case")
    }
    return {
        who[one.links["person"]]: when(one)
        for one in found.of("classification", status="confirmed")
    }


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("病例8，女，33岁；病例9，男，6岁。母子二人均于2月1日确诊。", "89"),
        ("病例8，女，33岁。病例9，男，6岁。病例10，男，3岁。三人均于2月1日确诊。", ["8", "9", "10"]),
        ("病例8，女，33岁。\n病例9，男，36岁，病例8之夫。夫妻均于2月1日确诊。", "89"),
        ("龙某，男，50岁，1月25日发病。伍某，女，48岁，1月26日发病。两人均于2月1日确诊。", ["龙某", "伍某"]),
    ],
)  # fmt: skip
def test_all_who_were_told_of_are_meant(read, text, who):
    found = read(text)
    assert confirmed(found) == dict.fromkeys(who, "2020-02-01")
    assert all(map(is_certain, found.of("classification")))
    assert not found.notes("told_of_several")


def test_of_more_who_were_told_of_a_relation_says_who_the_other_is(read):
    found = read(
        "病例3：男，20岁。\n病例8：男，40岁。\n病例9：女，38岁，病例8之妻。夫妻二人均于2月1日确诊。"
    )
    assert confirmed(found) == dict.fromkeys("89", "2020-02-01")


def test_a_relative_by_name_is_one_of_two(read):
    found = read("龙某，男，50岁，1月20日返回茶陵，其子龙某某同车返回。父子二人均于1月30日确诊。")
    assert confirmed(found) == dict.fromkeys(["龙某", "龙某某"], "2020-01-30")


def test_the_onset_of_all_is_theirs_with_a_day_of_their_own_for_the_rest(read):
    found = read(
        "龙某，男，50岁，1月30日确诊。其子龙某某，25岁，同车返回。父子二人均于1月27日发病。"
    )
    onsets = [when(one, "onset") for one in found.of("case")]
    assert onsets == ["2020-01-27", "2020-01-27"]
    assert confirmed(found) == {"龙某": "2020-01-30"}


def test_the_way_that_all_went_is_told_of_each(read):
    found = read("病例8：男，40岁。\n病例9：女，38岁，两人均于1月20日乘坐K81次列车返回株洲。")
    assert [when(one) for one in found.of("journey", number="K81")] == ["2020-01-20"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "病例3：男，20岁。\n病例8：男，40岁。\n病例9：女，38岁。两人均于2月1日确诊。",
        "病例9，男，51岁，与其妻1月20日返回攸县。夫妻二人均于2月1日确诊。",
        "病例9，男，51岁，与妻子、儿子同住，三人均于2月1日确诊。",
    ],
)
def test_of_whom_is_not_sure_is_noted_and_read_of_him_alone(read, text):
    found = read(text)
    assert confirmed(found) == {"9": "2020-02-01"}
    [note] = found.notes("told_of_several")
    assert "均于2月1日确诊" in note.values["said"]


@pytest.mark.parametrize("told", ["1月25日与两名同事聚餐，两人", "其妻、子均无症状，二人"])
def test_as_many_as_are_named_beside_him_may_be_the_others(read, told):
    found = read(f"龙某，男，50岁，{told}均于1月30日确诊。")
    assert not any(map(is_certain, found.of("classification")))
    assert found.notes("told_of_several")


def test_what_is_told_of_the_first_two_is_not_the_third_s(read):
    found = read(
        "病例1，男，60岁。病例2，女，58岁。病例3，男，30岁。前两例均于1月25日发病，三人均于2月1日确诊。"
    )
    assert [when(one, "onset") for one in found.of("case")] == [None] * 3
    assert confirmed(found) == dict.fromkeys("123", "2020-02-01")
    [note] = found.notes("told_of_several")
    assert note.values["said"] == "前两例均于1月25日发病"
