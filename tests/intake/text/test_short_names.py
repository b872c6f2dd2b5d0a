"""Where somebody came back to, where one character names the town."""

import pytest

WHO = "李某，男，30岁，"


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("1月16日从武汉返株，1月20日发病", "株"),
        ("1月16日从武汉打工回湘后发病", "湘"),
        ("1月16日从武汉自驾返株", "株"),
        ("1月16日从武汉返回株洲", "株洲"),
        ("1月16日从武汉返乡", None),
        ("1月16日从武汉返家", None),
        ("1月16日从武汉回来", None),
    ],
)
def test_the_town_that_one_character_names_is_where_he_went(read, said, to):
    journey = read(f"{WHO}{said}。").one("journey")
    assert (journey.value("from_place"), journey.value("to_place")) == ("武汉", to)


def test_a_county_is_named_so_where_the_text_names_it(read):
    assert read(f"{WHO}攸县人，1月16日从武汉返攸。").one("journey").value("to_place") == "攸"
    assert [one.value("to_place") for one in read(f"{WHO}1月16日从武汉返校。").of("journey")] == [
        None
    ]


def test_a_train_to_a_town_of_one_character_is_one_journey(read):
    journey = read(f"{WHO}1月18日乘高铁返株，1月20日发病。").one("journey")
    assert (journey.value("means"), journey.value("to_place")) == ("train", "株")
