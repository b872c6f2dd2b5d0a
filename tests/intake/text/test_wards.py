"""Where a patient was kept: the ward, intensive care, and back; a hotel to be isolated in."""

from tests.intake.text.conftest import when


def kept(found):
    return [(when(one), one.value("level"), one.value("unit")) for one in found.of("placement")]


def test_from_the_ward_to_intensive_care_and_back(read):
    found = read("患者周某，女，45岁，1月29日入住株洲市二医院，1月31日转入ICU，2月2日转普通病房。")
    assert kept(found) == [
        ("2020-01-29", "ward", "株洲市二医院"),
        ("2020-01-31", "icu", "株洲市二医院"),
        ("2020-02-02", "ward", "株洲市二医院"),
    ]
    assert found.person("周某").value("residence") is None


def test_a_hospital_named_after_the_word_is_the_one_not_the_one_before(read):
    found = read("患者秦某，男，52岁，1月27日到区中医院就诊，1月30日入住株洲市二医院。")
    assert kept(found) == [("2020-01-30", "ward", "株洲市二医院")]


def test_an_intensive_care_unit_is_no_ward_beside(read):
    found = read("患者张某，男，50岁，2月2日转入市中心医院重症医学科治疗。")
    assert kept(found) == [("2020-02-02", "icu", "市中心医院")]


def test_a_hotel_to_be_isolated_in(read):
    found = read("患者张某，男，50岁，1月30日入住集中隔离酒店。")
    assert [(day, level) for day, level, _unit in kept(found)] == [("2020-01-30", "site")]


def test_intensive_care_in_english(read):
    found = read(
        "Case 3, a 45-year-old man, was admitted on 29 January and moved to the ICU on 31 January."
    )
    assert [(day, level) for day, level, _unit in kept(found)] == [
        ("2020-01-29", "ward"),
        ("2020-01-31", "icu"),
    ]


def test_who_was_moved_to_intensive_care_and_is_now_in_a_ward(read):
    found = read("李某，男，30岁，2月1日转重症，目前已脱离危险转入普通病房。")
    kept = {one.value("level"): when(one) for one in found.of("placement")}
    assert kept == {"icu": "2020-02-01", "ward": None}


def test_whose_illness_became_severe_was_not_moved_by_that(read):
    found = read("李某，男，30岁，1月25日确诊，2月1日病情转重症。")
    assert found.of("placement", level="icu") == []


def test_who_is_watched_and_treated_in_a_hospital_is_in_its_ward(read):
    found = read("患者张某，男，50岁，1月30日10:00由救护车送至区人民医院感染科隔离观察治疗。")
    assert kept(found) == [("2020-01-30 10:00", "ward", "区人民医院")]
    site = read("患者张某，男，50岁，1月30日被送往城郊集中隔离点隔离观察。").one("placement")
    assert site.value("level") == "site"
