"""The names of the places of a way, and of a stay: whole, and without what was done there."""

import pytest

from firebreak.intake.receiving import is_certain

WHO = "病例4：陶某，男，46岁，现住{home}，"


@pytest.mark.parametrize(
    ("home", "told", "to", "certain"),
    [
        ("平阳县", "1月20日武汉回温，1月22日发病", "温州", True),
        ("深圳市龙华区", "1月20日从武汉返深，1月22日发病", "深圳", True),
        ("城郊", "1月20日武汉回温，1月22日发病", "温", False),
        ("河东区", "1月20日自驾返津，1月22日发病", "津", True),
    ],
)
def test_a_town_of_one_character_is_written_out_where_the_text_says_which(
    read, home, told, to, certain
):
    [journey] = read(f"{WHO.format(home=home)}{told}。").of("journey")
    assert (journey.value("to_place"), is_certain(journey)) == (to, certain)


@pytest.mark.parametrize(("told", "left"), [("武汉返回温州", "武汉"), ("杭州回温州", "杭州")])
def test_the_town_before_the_verb_is_where_he_came_from(read, told, left):
    [journey] = read(f"{WHO.format(home='瑞安市')}1月20日{told}，1月22日发病。").of("journey")
    assert (journey.value("from_place"), journey.value("to_place")) == (left, "温州")


@pytest.mark.parametrize(
    ("told", "left", "reached"),
    [
        ("1月13日乘坐K974次火车从武汉直达肃宁", "武汉", None),
        ("1月15日驾车前往北京参会", None, "北京"),
        ("1月24日步行到母亲家中休息", None, "母亲家中"),
        ("1月25日驾车到市三医院对症治疗", None, "市三医院"),
        ("1月25日驾车到宿松县中医院治疗", None, "宿松县中医院"),
        ("1月25日驾车到呼和浩特市", None, "呼和浩特市"),
    ],
)
def test_what_was_done_there_is_not_of_the_name(read, told, left, reached):
    [journey] = read(f"{WHO.format(home='荷塘区')}{told}。").of("journey")
    assert (journey.value("from_place"), journey.value("to_place") or reached) == (left, reached)


@pytest.mark.parametrize(
    ("told", "name", "kind"),
    [
        ("1月18日在龙岗坪地参加完酒席，停留半日", "龙岗坪地", "unknown"),
        ("1月21日参加完喜宴后在小区门口超市购物，停留时间较短", "小区门口超市", "shop"),
        ("1月21日到河西区金鼎购物中心购物", "河西区金鼎购物中心", "shop"),
        ("1月20日前往河西区百货大楼服装区购物", "河西区百货大楼服装区", "shop"),
        ("1月21日到茶陵县探亲", "茶陵县", "unknown"),
    ],
)
def test_a_stay_is_at_a_place_by_its_name(read, told, name, kind):
    stays = read(f"{WHO.format(home='荷塘区')}{told}。").of("stay")
    assert (name, kind) in [(one.value("place"), one.value("place_kind")) for one in stays]


def test_a_ward_is_of_the_part_of_the_hospital_that_is_named(read):
    found = read(f"{WHO.format(home='荷塘区')}1月23日在市人民医院第三院区入院治疗。")
    assert found.one("placement").value("unit") == "市人民医院第三院区"
