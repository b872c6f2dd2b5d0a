"""Somebody whom a text names in full is looked for on file."""

from firebreak.intake.accepting import accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.known import proposals
from firebreak.records.actions import people
from firebreak.records.models import Person

TEXT = "病例21：张望松，男，37岁，株洲市荷塘区人，{}1月25日出现发热，1月28日确诊。"


def somebody(city, **facts):
    told = {"name": "张望松", "sex": "male", "age": 37, "unit_residence": city.c430202}
    return people.register(by=None, **(told | facts))


def proposed(reading, by):
    desk = Desk.of(reading, by)
    [found] = proposals(desk, [desk.draft("person-1")]).values()
    return [(one.record.pk, one.is_sure) for one in found]


def test_who_is_on_file_with_the_name_and_telephone_is_the_one(city, take_in, reviewer):
    known = somebody(city, phone="10000000014")
    reading = take_in(TEXT.format("电话10000000014，")).reading
    assert proposed(reading, reviewer) == [(known.pk, True)]
    accept_certain(by=reviewer, reading=reading)
    assert Person.objects.get() == known


def test_who_is_on_file_with_the_name_alone_is_asked_about(city, take_in, reviewer):
    known = somebody(city)
    reading = take_in(TEXT.format("")).reading
    assert proposed(reading, reviewer) == [(known.pk, False)]
    assert "person-1" in accept_certain(by=reviewer, reading=reading).left
    assert Person.objects.get() == known


def test_a_document_is_not_called_by_the_name_in_its_heading(city, take_in):
    text = "李秀英流调报告\n患者李秀英，女，62岁。\n" + TEXT.format("")
    assert "李秀英" not in take_in(text, name="").reading.source.title
