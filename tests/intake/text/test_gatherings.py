"""Gatherings: where they were held, and what the numbers beside them count."""

import pytest

from firebreak.intake.receiving import is_certain


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1月17日晚与同事共9人在虚构渔庄聚餐", "虚构渔庄"),
        ("1月17日晚参加在虚构大酒店举办的婚宴，同桌10人", "虚构大酒店"),
        ("1月17日到虚构县虚构镇参加同学聚会（15人）", "虚构县虚构镇"),
        ("1月17日与同事共12人在虚构火锅店吃火锅", "虚构火锅店"),
        ("1月17日在家中与亲戚共12人聚餐", None),
        ("1月17日同事12人聚餐", None),
    ],
)
def test_a_gathering_has_the_place_that_stands_before_it(read, said, place):
    found = read(f"患者张某，男，46岁，{said}，1月29日确诊。").one("gathering")
    assert found.value("place") == place


def test_of_those_who_fell_ill_the_confirmed_are_counted(read):
    found = read("1月23日，李某参加同学聚会，共15人，其中7人后来发病，5人确诊。").one("gathering")
    assert (found.value("people"), found.value("later_confirmed")) == (15, 5)


def test_where_only_those_who_fell_ill_are_told_it_is_looked_at(read):
    found = read("1月23日，李某参加同学聚会，共15人，其中7人后来发病。").one("gathering")
    assert found.value("later_confirmed") == 7
    assert not is_certain(found)


@pytest.mark.parametrize(("said", "sure"), [("与朋友8人", False), ("与朋友共8人", True)])
def test_whether_he_is_counted_among_them_is_looked_at(read, said, sure):
    found = read(f"患者张某，男，46岁，1月17日晚{said}在虚构渔庄聚餐，1月29日确诊。")
    assert is_certain(found.one("gathering")) is sure


@pytest.mark.parametrize(
    "said",
    [
        "昨日全市劝散聚会3起，涉及45人。",
        "各地取消婚宴12场，劝导群众320人。",
        "12名职工均未参加聚餐。",
    ],
)
def test_what_was_not_held_is_no_gathering(read, said):
    assert read(said).of("gathering") == []


def test_an_english_gathering_has_its_place_and_whom_it_is_told_of(read):
    found = read(
        "Case 5, a 45-year-old man, attended a wedding with 120 guests at the Golden Hotel on"
        " 17 January 2020. Three guests later tested positive."
    )
    one = found.one("gathering")
    told = {name: one.value(name) for name in ("place", "people", "later_confirmed")}
    assert told == {"place": "Golden Hotel", "people": 120, "later_confirmed": 3}
    assert one.links["person"] == found.one("person").key


def test_whether_eleven_colleagues_are_twelve_people_is_looked_at(read):
    found = read("Case 5, a 45-year-old man, had dinner with 11 colleagues on 17 January 2020.")
    assert not is_certain(found.one("gathering"))
