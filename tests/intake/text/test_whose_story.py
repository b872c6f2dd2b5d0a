"""A sentence on another case, and a heading, do not begin the story of another person."""

from tests.intake.text.conftest import when


def test_the_story_goes_on_after_a_sentence_on_who_lived_with_him(read):
    found = read(
        "病例5（病例4奶奶），女，63岁，长居深圳。病例4于1月4日从武汉返深后与其居住。"
        "1月8日出现低烧、气促症状，1月14日入院，2月1日出院。"
    )
    case = found.one("case")
    assert (case.value("number"), when(case, "onset")) == ("5", "2020-01-08")
    assert found.one("classification", status="recovered").links["case"] == case.key


def test_a_case_that_is_told_of_on_a_line_of_its_own_is_another(read):
    found = read("病例5，女，63岁，1月8日发病。\n病例4：男，10岁，1月4日从武汉返深后与其居住。")
    assert [one.value("number") for one in found.of("case")] == ["5", "4"]


def test_a_heading_with_his_name_is_no_second_person(read):
    found = read("患者陶某信息及行程轨迹：陶某，男，22岁，1月27日出现发热。")
    person = found.one("person", name="陶某")
    assert (person.value("age"), person.value("sex")) == (22, "male")
