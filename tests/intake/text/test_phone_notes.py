"""What a clinician says on the phone, in his own style: what is safe is read, and that it is not all."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

NOTE = "老李头，72，咳嗽3天，昨天去过城关诊所，今早发热38.5，已转人民医院发热门诊"


def test_a_note_on_somebody_names_him_and_is_looked_at(read):
    person = read(NOTE).one("person")
    assert (person.value("name"), person.value("age")) == ("老李头", 72)
    assert not is_certain(person)


def test_how_long_he_has_coughed_says_not_on_which_day_it_began(read):
    case = read(NOTE).one("case")
    assert case.value("onset") is None
    [doubt] = case.doubts
    assert (doubt.field, doubt.code, doubt.said) == ("onset", "time_not_said", "咳嗽3天")
    assert "cough" in case.value("symptoms")


def test_where_he_went_has_its_day_and_where_he_was_sent_has_none(read):
    clinic, hospital = read(NOTE).of("check")
    assert (clinic.value("unit"), when(clinic)) == ("城关诊所", "2020-02-03")
    assert (hospital.value("unit"), hospital.value("kind")) == ("人民医院", "fever_clinic")
    assert when(hospital) is None


def test_the_fever_of_this_morning_is_not_of_yesterday_s_visit(read):
    assert not any(one.value("temperature_celsius") for one in read(NOTE).of("check"))


def test_somebody_is_told_that_a_note_is_not_read_in_full(read):
    assert read(NOTE).notes("note_in_free_style")
    assert not read("病例5：李某，男，40岁，1月20日发病。").notes("note_in_free_style")


@pytest.mark.parametrize(
    ("said", "name", "age"),
    [
        ("张婆婆，68岁，发烧2天", "张婆婆", 68),
        ("王师傅 男 45 今天上午来看病，体温38.2", "王师傅", 45),
        ("小刘，女，28，昨晚开始发热", "小刘", 28),
    ],
)
def test_people_are_named_as_people_name_them(read, said, name, age):
    assert read(said).person(name).value("age") == age


def test_a_temperature_of_a_note_needs_no_unit(read):
    found = read("王师傅 男 45 今天上午来看病，体温38.2")
    assert str(found.one("check").value("temperature_celsius")) == "38.2"


@pytest.mark.parametrize("said", ["准备转人民医院", "没去过诊所", "建议转市中心医院", "昨天好转"])
def test_where_he_has_not_been_he_was_not(read, said):
    assert not read(f"老李头，72，咳嗽3天，{said}").of("check")


def test_two_notes_below_each_other_are_of_two(read):
    found = read(f"{NOTE}\n王师傅 男 45 今天上午来看病，体温38.2，武汉回来的，留观")
    assert [one.value("name") for one in found.of("person")] == ["老李头", "王师傅"]
    assert found.one("placement").links["person"] == found.person("王师傅").key


@pytest.mark.parametrize("said", ["老李1月20日来过", "小王72小时内到过武汉", "老李头,720,咳嗽"])
def test_a_nickname_without_an_age_begins_nothing(read, said):
    assert not read(said).of("person")


SPOKEN = (
    "我村今天排查出一个从黄冈回来的，叫周建国，今年五十六，住在湾塘村6组，"
    "说前天晚上开始咳，电话一零零零零零零零零一四，你们派人来看下。"
)


def test_somebody_is_told_of_as_one_speaks(read):
    found = read(SPOKEN)
    person = found.person("周建国")
    assert (person.value("age"), person.value("residence")) == (56, "湾塘村6组")
    assert person.value("phone") == "10000000014"
    assert when(found.one("case"), "onset") == "2020-02-02 18:00/24:00"
    assert found.notes("note_in_free_style")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我镇排查到1名返乡人员：周建国，男，56岁，1月22日自驾回来", "周建国"),
        ("报告：湾塘村6组周建国（56岁）昨晚发烧38度", "周建国"),
        ("昨晚收了个病人，叫刘梅，女，30，发热3天", "刘梅"),
    ],
)
def test_a_full_name_is_read_where_an_office_writes_it(read, said, name):
    assert read(said).one("person").value("name") == name


@pytest.mark.parametrize("said", ["我叫李强，向您报告", "联系人：王强，男，45岁，电话10000000014"])
def test_who_speaks_and_who_is_to_be_asked_is_nobody_told_of(read, said):
    assert read(said).of("person") == []


def test_the_telephone_of_who_is_to_be_asked_is_not_the_patient_s(read):
    person = read("患者王丽，女，41岁，联系人：王强，男，45岁，电话10000000014。").one("person")
    assert (person.value("name"), person.value("phone")) == ("王丽", None)


def test_who_came_back_came_to_no_town_of_that_name(read):
    journeys = read("患者周某，男，56岁，1月22日自驾回来，1月26日发病。").of("journey")
    assert [one.value("to_place") for one in journeys] == [None]
