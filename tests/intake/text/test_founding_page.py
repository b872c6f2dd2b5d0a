"""The page of the Zhuzhou Daily of 4 February 2020, read in place: every fact of its truth table."""

from datetime import date

import pytest
from tests.intake.text.conftest import Found, when

from firebreak.intake.text import read_text


@pytest.fixture(scope="module")
def page(shared):
    file = shared / "founding-page" / "page.txt"
    if not file.is_file():
        pytest.skip("The founding page is not among the shared data.")
    return Found(read_text(file.read_text(encoding="utf-8"), published=date(2020, 2, 4)))


def test_every_value_stands_in_the_text_where_it_says(page):
    text = page.reading.text
    for draft in page.reading.drafts:
        for value in draft.fields.values():
            assert text[value.origin.start : value.origin.end] == value.quote != ""


def test_the_cases_of_the_city_and_those_of_gatherings(page):
    city = page.one("total", what="confirmed")
    assert (city.value("number"), when(city, "until")) == (26, "2020-02-03 00:00")
    assert city.fields["until"].quote == "2月2日24时"
    gatherings = page.one("total", what="through_gatherings")
    assert (gatherings.value("number"), gatherings.value("of")) == (16, 26)


def test_the_dinner(page):
    dinner = page.one("gathering")
    assert when(dinner) == "2020-01-17 18:00/24:00"
    assert dinner.value("people") == 12
    assert dinner.value("later_confirmed") == 8
    assert dinner.value("none_from") == "武汉"
    assert dinner.value("source_name") == "刘某"
    source = page.person("刘某")
    assert source.value("arrived_from") == "武汉"
    [back] = page.about("journey", source)
    assert (back.value("from_place"), when(back)) == ("武汉", "2020-01-16")


def test_nobody_says_that_the_source_of_the_dinner_was_confirmed(page):
    assert page.about("case", page.person("刘某")) == []


def test_who_traced_it(page):
    traced = page.of("investigation")
    assert [one.value("unit") for one in traced] == ["株洲", "长沙", "湘潭"]
    assert {one.links["gathering"] for one in traced} == {page.one("gathering").key}


def test_the_shopper_and_the_three_she_infected(page):
    shopper = page.person("邓某")
    home, shopping = page.about("stay", shopper)
    assert (home.value("place"), when(home)) == ("家", "2020-01-12 00:00/2020-01-18 00:00")
    assert [doubt.code for doubt in home.doubts] == ["end_not_said"]
    assert (shopping.value("activity"), when(shopping)) == ("购物", "2020-01-18 06:00/12:00")
    assert shopping.value("note") == "独自"
    assert [doubt.code for doubt in shopping.doubts] == ["place_not_said"]
    [case] = page.about("case", shopper)
    assert case.value("symptoms") == ("fever", "cough", "chest_pain")
    infected = page.of("contact", direction_known=True)
    assert [contact.value("relation") for contact in infected] == ["父亲", "母亲", "爱人"]
    assert {contact.links["from"] for contact in infected} == {case.key}
    family = [page.reading.draft(contact.links["to"]) for contact in infected]
    assert [page.about("case", person)[0].value("status") for person in family] == ["confirmed"] * 3


def test_advice_to_see_a_doctor_early_is_nobodys_visit(page):
    assert page.of("check") == []


def test_what_is_said_of_a_person_follows_him(page):
    drafts = page.reading.drafts
    of_her = [n for n, d in enumerate(drafts) if d.links.get("person") == page.person("邓某").key]
    first = drafts.index(page.person("邓某"))
    assert of_her == list(range(first + 1, first + 1 + len(of_her)))


def test_the_first_discharge_of_the_city(page):
    discharge = page.one("classification", status="recovered")
    assert (discharge.value("reason"), when(discharge)) == (
        "在攸县治愈出院",
        "2020-02-02 12:00/18:00",
    )
    assert discharge.value("unit") is None
    patient = page.reading.draft(discharge.links["person"])
    assert (patient.value("name"), patient.value("description")) == (None, "首例新冠肺炎患者")
    assert page.one("case", status="recovered").value("note") == "首例新冠肺炎患者"


def test_the_48_hours(page):
    [order] = [order for order in page.of("order") if order.value("deadline_hours")]
    assert order.value("deadline_hours") == 48
    assert (order.value("about"), order.value("action")) == ("疑似病例", "完成检测")
    assert order.value("to") is None  # who tests them is not said
    assert [doubt.code for doubt in order.doubts] == ["addressee_not_said"]
    assert (order.value("issuer"), when(order)) == ("毛腾飞", "2020-02-03 18:00/24:00")


def test_the_rounds_of_the_students(page):
    alone, together = page.of("round")
    assert (alone.value("at"), alone.value("how")) == ("10:00", "学生自我检测")
    assert together.value("at") == "16:00"
    assert "集中检测" in together.value("how")
    assert {r.value("people") for r in (alone, together)} == {39}
    assert {r.value("to") for r in (alone, together)} == {"医院"}


def test_the_special_order(page):
    [order] = [order for order in page.of("order") if order.value("days")]
    numbers = ("number", "days", "last_number", "minutes_each", "workers")
    assert [order.value(name) for name in numbers] == [1300, 5, 100, 3, 5]
    assert (order.value("to"), order.value("receiver")) == ("全盛精冲科技有限公司", "江铃集团")
    assert when(order) == "2020-01-28"  # five days before the last one, 2 February
    assert "救护车座椅" in order.value("item")


def test_the_team_is_counted_once_however_often_the_loop_repeats_it(page):
    team = page.one("team")
    assert (team.value("people"), team.value("to_place")) == (75, "黄冈")
    assert when(team) == "2020-01-25"
    [loop] = page.notes("passage_repeated")
    said = page.reading.text[loop.origin.start : loop.origin.end]
    assert "75人" in said
    assert page.reading.text.count("一支75人的队伍") == loop.values["times"]


def test_the_gift(page):
    gift = page.one("supply")
    assert (gift.value("number"), gift.value("item")) == (2000, "护目镜")
    assert gift.value("place") == "醴陵市"


def test_the_inspection(page):
    inspection = page.one("inspection", place="网岭镇")
    assert inspection.value("number") == 23
    assert {"卫生院", "网吧"} <= set(inspection.value("places"))


def test_sentences_that_the_page_broke_are_whole_again(page):
    assert len(page.notes("sentence_joined")) >= 5
