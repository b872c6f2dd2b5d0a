"""A list without names: each of its rows is somebody's own, by its number."""

from datetime import date

from firebreak.intake.accepting import accept_certain
from firebreak.records.models import Case, Draft, Person

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


def test_the_same_bare_number_is_not_sure_to_be_somebody_of_a_name(take_in, reviewer):
    """Row 4 of one county's list and case 4 of another's may be two men of one age."""
    named = "病例编号,姓名,性别,年龄,确诊日期\n4,谭青,男,45,2020-01-23\n"
    nameless = "病例编号,性别,年龄,确诊日期\n4,男,45,2020-01-23\n"
    accept_certain(by=reviewer, reading=take_in(named, name="a.csv", published=DAY).reading)
    second = take_in(nameless, name="b.csv", published=DAY).reading
    accept_certain(by=reviewer, reading=second)
    assert not Draft.objects.filter(reading=second, state="accepted").exists()
    assert Person.objects.get().name == "谭青"


def test_the_next_list_of_the_same_sender_brings_who_is_new_and_nobody_twice(take_in, reviewer):
    first = "病例编号,性别,年龄,确诊日期\n4,男,45,2020-01-23\n"
    second = f"{first}5,女,30,2020-01-24\n"
    for name, content in (("a.csv", first), ("b.csv", second)):
        accept_certain(by=reviewer, reading=take_in(content, name=name, published=DAY).reading)
    assert sorted(Case.objects.values_list("number", flat=True)) == ["4", "5"]
    assert Person.objects.count() == 2
