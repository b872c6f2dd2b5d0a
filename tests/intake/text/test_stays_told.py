"""Stays whose place or activity holds a word of the other."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def test_a_centre_for_activities_is_a_place_by_its_whole_name(read):
    found = read("李某，男，30岁，1月20日在栗雨社区活动中心打牌，1月21日在湘江风光带散步。")
    stays = {one.value("place"): (when(one), one.value("activity")) for one in found.of("stay")}
    assert stays == {
        "栗雨社区活动中心": ("2020-01-20", "打牌"),
        "湘江风光带": ("2020-01-21", "散步"),
    }


@pytest.mark.parametrize("said", ["1月24日起在家", "1月24日开始在家"])
def test_a_stay_of_more_days_than_are_read_is_looked_at(read, said):
    assert not is_certain(read(f"李某，男，30岁，{said}。").one("stay"))


@pytest.mark.parametrize(
    ("said", "place", "kind"),
    [
        ("在长株潭服务区短暂停留", "长株潭服务区", "station"),
        ("在步步高超市（贺家土店）购物", "步步高超市（贺家土店）", "shop"),
        ("在响石广场晨练", "响石广场", "shop"),
    ],
)
def test_how_long_and_which_branch_are_told_from_the_place(read, said, place, kind):
    stay = read(f"李某，男，30岁，1月20日{said}。").one("stay")
    assert (stay.value("place"), stay.value("place_kind")) == (place, kind)
