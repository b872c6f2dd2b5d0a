import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.consistency.spelling import (
    LOOK_ALIKE,
    easily_confused,
    edit_distance,
    is_other_spelling,
    syllables,
)

NAMES = st.text(alphabet="佳安名茗苑园丽景晶滨江鹅毅一哥13", max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佳安名苑", "佳安茗苑"),
        ("丽景滨江", "丽晶滨江"),
        ("鹅毅哥饭店", "鹅一哥饭店"),
        ("江湾1号", "江湾一号"),
        ("宝山湖村", "宝山胡村"),
        ("黄泥坳", "黄泥凹"),
        ("横山村", "衡山村"),
        ("己未路", "已未路"),
    ],
)
def test_one_place_in_two_spellings(one, other):
    assert is_other_spelling(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("春藤小镇", "青藤小镇"),
        ("江湾1号", "江湾2号"),
        ("布塘三组", "布塘四组"),
        ("上村组", "下村组"),
        ("东风路", "西风路"),
        ("一组", "乙组"),
        ("荷塘佳苑", "荷塘佳苑小区"),
        ("金色荷塘", "金色荷塘"),
        ("盘上村", "竹林村"),
    ],
)
def test_two_places_that_look_nearly_alike(one, other):
    assert not is_other_spelling(one, other)


@given(NAMES, NAMES)
def test_it_does_not_matter_which_name_comes_first(one, other):
    assert is_other_spelling(one, other) == is_other_spelling(other, one)
    assert edit_distance(one, other) == edit_distance(other, one)


@given(NAMES, NAMES)
def test_another_spelling_is_one_change_away(one, other):
    if is_other_spelling(one, other):
        assert edit_distance(one, other) == 1
    assert (edit_distance(one, other) == 0) == (one == other)


@given(NAMES, NAMES, NAMES)
def test_no_detour_is_shorter(one, other, third):
    direct = edit_distance(one, third)
    assert direct <= edit_distance(one, other) + edit_distance(other, third)


def test_every_character_of_gb_2312_has_one_reading():
    assert len(syllables()) == 6763
    assert all(easily_confused(*group[:2]) for group in LOOK_ALIKE)
