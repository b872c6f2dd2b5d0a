"""A list without names: each of its rows is somebody's own, by its number."""

from datetime import date

from firebreak.intake.accepting import accept_certain
from firebreak.records.models import Case

LIST = """病例编号,性别,年龄,发病日期,确诊日期
山西-1,男,45,2020-01-20,2020-01-23
山西-2,男,45,2020-01-20,2020-01-24
"""
DAY = date(2020, 1, 26)


def test_its_people_are_taken_in_with_their_cases(take_in, reviewer):
    received = take_in(LIST, name="list.csv", published=DAY)
    accept_certain(by=reviewer, reading=received.reading)
    numbers = Case.objects.order_by("number").values_list("number", "person__sex")
    assert list(numbers) == [("山西-1", "male"), ("山西-2", "male")]


def test_somebody_of_whom_a_text_tells_no_more_is_looked_at(take_in, reviewer):
    text = "病例：男，45岁，1月20日发病，1月23日确诊。"
    accept_certain(by=reviewer, reading=take_in(text, published=DAY).reading)
    assert not Case.objects.exists()
