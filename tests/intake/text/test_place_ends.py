"""The name of a place ends at its kind, where what was done there follows."""

import pytest


@pytest.mark.parametrize(
    ("told", "name", "kind"),
    [
        ("1月20日晚在芦淞区湘水人家饭店同桌就餐", "芦淞区湘水人家饭店", "restaurant"),
        ("1月22日在石峰区响石岭酒家参加家庭聚餐", "石峰区响石岭酒家", "restaurant"),
        ("1月22日到天元区大润发超市排队购物", "天元区大润发超市", "shop"),
        ("1月22日去金谷餐馆陪客户用餐", "金谷餐馆", "restaurant"),
        ("1月22日在华天大酒店二楼餐厅出席同学聚餐", "华天大酒店二楼餐厅", "restaurant"),
        ("1月22日到荷塘区佳安名苑小区参加聚餐", "荷塘区佳安名苑小区", "compound"),
    ],
)
def test_what_was_done_at_a_place_is_not_of_its_name(read, told, name, kind):
    place = read(f"病例2：李某，男，30岁，{told}。").one("place")
    assert (place.value("name"), place.value("kind")) == (name, kind)


def test_a_party_at_home_is_at_home(read):
    found = read("病例2：李某，男，30岁，1月20日在家中参加家庭聚餐。")
    assert found.one("stay").value("place_kind") == "home"
    assert not found.of("place")
