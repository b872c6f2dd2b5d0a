"""Who is told to have been somewhere alone."""

from tests.intake.text.conftest import when

WHO = "李某，男，30岁，"


def test_who_went_out_alone_is_said_to_have(read):
    shopping = read(f"{WHO}1月18日上午独自外出买菜。").one("stay")
    assert (shopping.value("activity"), shopping.value("note")) == ("买菜", "独自")
    assert when(shopping) == "2020-01-18 06:00/12:00"
    assert [(doubt.field, doubt.code) for doubt in shopping.doubts] == [("place", "place_not_said")]


def test_a_clause_before_says_nothing_of_who_was_there(read):
    found = read(f"{WHO}1月18日独自在家，1月19日到农贸市场买菜。")
    assert found.one("stay", place="农贸市场").value("note") is None
