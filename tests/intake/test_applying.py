"""A list becomes records in one change, once; a newer list changes what it says differently."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from firebreak.engine.dates import read_when, write_when
from firebreak.intake.linelist import apply as imports
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock, situation, tables
from firebreak.records.actions import cases as case_actions
from firebreak.records.actions import people, units
from firebreak.records.history import as_known
from firebreak.records.models import (
    Case,
    Change,
    Citation,
    Classification,
    Person,
    Place,
    Report,
    Source,
    Stay,
    User,
)
from firebreak.records.visibility import Refused

from .conftest import HERE

HEAD = "病例编号,姓名,性别,年龄,居住县区,发病日期,疑似日期,确诊日期,病例分类"
ONE = "A1,测试甲,男,45,荷塘区,1月18日上午,1月20日,2020-01-22 10:30,确诊"
TWO = "A2,测试乙,女,6月,攸县,,1月23日,,疑似"
LIST = f"{HEAD}\n{ONE}\n{TWO}\n"


def sheet_of(text: str, **choices):
    return imports.read_upload(text.encode(), choices.pop("file", "list.csv"), **choices)


def put(text: str, *, by=None, **choices):
    return imports.apply(sheet_of(text, **choices), by=by)


def written(when) -> str:
    return write_when(when, zone=HERE)


def course(number: str) -> list[tuple[str, str]]:
    rows = Classification.objects.filter(case__number=number)
    return [(row.status, written(row.happened)) for row in rows]


@pytest.fixture
def post(city):
    """Return a function that gives somebody a post."""

    def appoint(role: str, unit) -> User:
        user = User.objects.create(username=f"{role}-{unit.code}")
        units.appoint(by=None, user=user, role=role, unit=unit)
        return user

    return appoint


# What a row becomes


def test_a_case_of_another_disease_is_recorded_as_one_of_that_disease(city):
    put("编号,姓名,病种,确诊日期\nA1,测试甲,麻疹,2020-01-22\nA2,测试乙,,2020-01-22\n")
    assert dict(Case.objects.values_list("number", "pathogen")) == {
        "A1": "measles",
        "A2": "sars-cov-2",
    }
    [measles] = Classification.objects.filter(case__number="A1")
    assert measles.edition == ""  # no edition of the other disease


def test_a_disease_that_is_not_on_file_is_refused(city):
    sheet = sheet_of("编号,姓名,疾病名称,确诊日期\nA1,测试甲,流行性感冒,2020-01-22\n")
    assert [(p.code, p.row, p.column) for p in sheet.errors] == [("disease", 2, "疾病名称")]


def test_a_case_on_file_does_not_become_one_of_another_disease(city):
    put("编号,姓名,病种,确诊日期\nA1,测试甲,新冠肺炎,2020-01-22\n")
    with pytest.raises(imports.ImportRefused) as refused:
        put("编号,姓名,病种,确诊日期\nA1,测试甲,麻疹,2020-01-22\n")
    assert [p.code for p in refused.value.problems] == ["other_disease"]


def test_a_row_becomes_a_person_a_case_and_its_course(city):
    applied = put(LIST)
    assert (applied.already, applied.new, applied.same, applied.changed) == (False, 2, 0, ())
    case = Case.objects.select_related("person", "unit_counting").get(number="A1")
    assert written(case.happened) == "2020-01-18 06:00/12:00"
    assert (case.status, case.unit_counting.name, case.pathogen) == (
        "confirmed",
        "荷塘区",
        "sars-cov-2",
    )
    assert course("A1") == [("suspected", "2020-01-20"), ("confirmed", "2020-01-22 10:30")]
    baby = Person.objects.get(name="测试乙")
    assert (baby.sex, baby.age, baby.age_unit) == ("female", 6, "months")
    assert course("A2") == [("suspected", "2020-01-23")]


def test_a_classification_names_the_edition_that_was_then_in_force(city):
    applied = put(
        f"{HEAD}\n{ONE}\n"
        "A2,测试乙,女,30,攸县,,1月28日,2020-02-06 09:00,确诊\n"
        "A3,测试丙,女,30,攸县,,,,确诊\n"
        "A4,测试丁,女,30,攸县,,,2020-02-04,确诊\n"
    )
    named = Classification.objects.order_by("case__number", "happened_at")
    assert list(named.values_list("case__number", "status", "edition")) == [
        ("A1", "suspected", ""),
        ("A1", "confirmed", ""),
        ("A2", "suspected", "cn-covid-diagnosis-4"),
        ("A2", "confirmed", "cn-covid-diagnosis-5"),
        ("A3", "confirmed", ""),  # nobody knows when
        ("A4", "confirmed", "cn-covid-diagnosis-5"),
    ]
    [told] = [p for p in applied.warnings if p.code == "outside_editions"]
    assert told.rows == (2,)
    assert told.message == "2 classifications lie before the diagnosis editions on file."
    assert "早于" in told.say("zh")[0]


def test_a_corrected_date_is_under_the_edition_of_its_new_day(city):
    put(LIST)
    again = put(LIST.replace("2020-01-22 10:30", "2020-01-30"))
    confirmed = Classification.objects.get(case__number="A1", status="confirmed")
    assert confirmed.edition == "cn-covid-diagnosis-4"
    assert "outside_editions" not in {p.code for p in again.warnings}


def test_a_changed_time_is_shown_by_the_clock_of_the_city_as_exactly_as_it_is_known(city):
    head = "病例编号,姓名,性别,年龄,居住县区,报告日期,确诊日期"
    put(f"{head}\nA1,测试甲,男,45,荷塘区,2020-01-25 09:00,2020-01-25\n")
    again = put(f"{head}\nA1,测试甲,男,45,荷塘区,1月26日上午,2020-01-26\n")
    assert {(d.field, d.before, d.after) for d in again.changed} == {
        ("confirmed", "2020-01-25", "2020-01-26"),
        ("reported", "2020-01-25 09:00", "2020-01-26 06:00/12:00"),
    }


@pytest.mark.parametrize(
    ("times", "code", "said"),
    [
        (",,2020-02-01,2020-01-22,,", None, None),
        ("2020-02-03,,2020-02-02,,,", "onset_after_confirmation", "晚于确诊时间 2020-02-02"),
        ("2020-02-03,,2020-02-03 01:00,,,", None, None),
        ("2020-01-20,,2020-01-22,2020-01-19,,", "outcome_before_onset", "转归时间 2020-01-19"),
        ("2020-01-20,,2020-01-22,,2020-01-19,", "outcome_before_onset", "转归时间 2020-01-19"),
        (",2020-01-24,2020-01-23,,,", "confirmed_before_suspected", "早于疑似时间 2020-01-24"),
        (",,2020-02-10 23:00,,,", "classified_in_future", "确诊时间 2020-02-10 23:00"),
        ("2020-02-10 23:00,,,,,确诊", "onset_in_future", "发病时间 2020-02-10 23:00"),
    ],
)
def test_times_in_an_odd_order_are_told_and_block_nothing(city, times, code, said):
    head = "病例编号,姓名,性别,年龄,居住县区,发病日期,疑似日期,确诊日期,出院日期,死亡日期,病例分类"
    applied = put(f"{head}\nA1,测试甲,男,45,荷塘区,{times}\n")
    assert applied.new == 1
    odd = [p for p in applied.warnings if p.code != "outside_editions"]
    assert [(p.code, p.row, p.blocks) for p in odd] == ([(code, 2, False)] if code else [])
    assert not said or said in odd[0].say("zh")[0]
    assert code is None or code in set(inconsistencies(situation.situation())["code"])


def test_a_check_as_of_a_past_day_knows_that_later_days_have_come(city):
    put(LIST)
    before = datetime(2020, 1, 17, 12, tzinfo=HERE)
    assert inconsistencies(situation.situation(None, before)).is_empty()


def test_one_id_number_under_two_case_numbers_is_found_afterwards_without_telling_it(city):
    head = "病例编号,姓名,年龄,身份证号,居住县区,确诊日期"
    put(
        f"{head}\nA1,测试甲,,11010519491231002X,荷塘区,2020-02-01\n"
        "A2,测试乙,,11010519491231002X,荷塘区,2020-02-02\n"
    )
    found = inconsistencies(situation.situation())
    assert "same_identifier" in set(found["code"])
    assert "11010519491231002" not in str(found.to_dicts())


def test_a_disease_without_editions_says_so_at_the_import(city):
    sheet = sheet_of(LIST)
    applied = imports.apply(sheet, by=None, pathogen="influenza-h5n1")
    assert [(p.code, p.values["count"]) for p in applied.warnings if "edition" in p.code] == [
        ("no_edition", 3)
    ]


def test_it_is_one_change_with_the_first_version_of_everything(city):
    with clock.held_at(datetime(2020, 2, 10, 13, tzinfo=HERE)):
        put(LIST)
    change = Change.objects.get(action="imports.apply")
    for model in (Person, Case, Classification, Citation, Source):
        versions = model.history.values_list("id", "history_type", "history_date")
        ids = model.objects.values_list("id", flat=True)
        assert set(versions) == {(pk, "+", change.at) for pk in ids}
        assert set(model.objects.values_list("stored_at", flat=True)) == {change.at}


def test_a_version_says_exactly_what_its_record_says(city):
    put(LIST.replace("病例分类", "病例分类,联系电话").replace("确诊\n", "确诊,13900000001\n"))
    for model in (Person, Case, Classification, Citation):
        names = [field.attname for field in model._meta.concrete_fields]
        records, versions = model.objects.order_by("id"), model.history.order_by("id")
        assert list(records.values_list(*names)) == list(versions.values_list(*names))


def test_before_the_import_nothing_of_it_was_known(city):
    with clock.held_at(datetime(2020, 2, 10, 13, tzinfo=HERE)):
        put(LIST)
    with as_known(datetime(2020, 2, 10, 12, 59, tzinfo=HERE)):
        assert not Case.objects.exists()
        assert not Change.objects.filter(action="imports.apply").exists()
    assert Case.objects.count() == 2


def test_the_tables_of_the_engine_hold_it(city):
    put(LIST)
    linelist = tables.linelist().sort("number")
    assert linelist["date_onset"].to_list() == [date(2020, 1, 18), None]
    assert linelist["date_confirmation"].to_list() == [date(2020, 1, 22), None]
    assert {"case.onset", "case.suspected", "case.confirmed"} <= set(tables.events()["kind"])


def test_units_of_residence_stay_report_and_count_are_four_things(city):
    head = "编号,姓名,居住县区,暂住县区,报告单位,统计县区,确诊日期"
    put(f"{head}\nA1,测试甲,湖北黄石,醴陵市,天元区,荷塘区,2020-01-22\n")
    case = Case.objects.select_related("person").get(number="A1")
    assert case.person.residence_elsewhere == "湖北黄石"
    assert case.person.unit_residence is None
    assert case.person.unit_stay.name == "醴陵市"
    assert (case.unit_reporting.name, case.unit_counting.name) == ("天元区", "荷塘区")


def test_a_case_that_no_county_counts_is_counted_by_the_city_and_told(city):
    applied = put(f"{HEAD}\n{ONE.replace('荷塘区', '湖北黄石')}\n")
    assert "counted_by_city" in [p.code for p in applied.warnings]
    assert Case.objects.get().unit_counting == city.root


def test_a_day_of_report_becomes_a_card_received_no_sooner_than_the_diagnosis(city):
    put(LIST.replace("病例分类", "病例分类,报告日期").replace("10:30,确诊", "10:30,确诊,1月20日"))
    card = Report.objects.get()
    assert (card.kind, written(card.happened)) == ("case_card", "2020-01-20")
    first = Classification.objects.filter(case=card.case).first()
    assert card.received_at >= first.happened_at


def test_places_visited_become_places_once_and_stays(city):
    text = LIST.replace("病例分类", "病例分类,活动场所")
    text = text.replace(",确诊\n", ",确诊,荷塘区甲小区和乙超市\n").replace(
        "疑似\n", "疑似,乙超市\n"
    )
    put(text)
    assert sorted(Place.objects.values_list("name", "unit__name")) == [
        ("乙超市", None),
        ("荷塘区甲小区", "荷塘区"),
    ]
    assert Stay.objects.count() == 3
    assert set(Stay.objects.values_list("happened_precision", flat=True)) == {"unknown"}


def test_a_valid_id_number_says_birth_and_sex_where_the_file_does_not(city):
    put("编号,姓名,身份证号,确诊日期,县区\nA1,测试甲,11010519491231002X,2020-01-22,攸县\n")
    person = Person.objects.get()
    assert (person.birth_date, person.sex) == (date(1949, 12, 31), "female")


# Once only


def test_the_same_file_again_changes_nothing_even_under_another_name(city):
    put(LIST)
    before = (Change.objects.count(), Case.history.count(), Citation.objects.count())
    again = put(LIST, file="copy.csv")
    assert (again.already, again.new, again.same) == (True, 0, 2)
    assert (Change.objects.count(), Case.history.count(), Citation.objects.count()) == before


def test_a_longer_file_adds_only_what_is_new(city):
    put(LIST)
    applied = put(f"{LIST}A3,测试丙,男,30,天元区,,,2020-01-30,确诊\n")
    assert (applied.new, applied.same, applied.changed) == (1, 2, ())
    assert (Case.objects.count(), Case.history.count(), Person.objects.count()) == (3, 3, 3)


def test_a_row_without_a_number_is_known_again_by_its_id_number(city):
    head = "姓名,身份证号,县区,确诊日期,备注"
    put(f"{head}\n测试甲,11010519491231002X,攸县,2020-01-22,\n")
    applied = put(f"{head}\n测试甲,11010519491231002X,攸县,2020-01-22,好转\n")
    assert (applied.new, [d.field for d in applied.changed]) == (0, ["note"])
    assert Case.objects.count() == 1


def test_the_same_rows_in_another_dress_change_nothing(city):
    put(LIST)
    applied = put(LIST.replace("1月20日", "2020/1/20").replace("男", "M").replace("45", "45岁"))
    assert (applied.already, applied.same, applied.changed) == (False, 2, ())
    assert Case.history.count() == 2


# Corrections


def test_a_newer_file_corrects_what_it_says_differently_as_a_new_version(city):
    put(LIST)
    applied = put(
        LIST.replace("1月18日上午", "1月17日").replace("A1,测试甲,男,45", "A1,测试甲,男,46")
    )
    assert sorted((d.row, d.number, d.field, d.before, d.after) for d in applied.changed) == [
        (2, "A1", "age", "45 years", "46 years"),
        (2, "A1", "onset", "2020-01-18 06:00/12:00", "2020-01-17"),
    ]
    case = Case.objects.select_related("person").get(number="A1")
    assert (written(case.happened), case.person.age) == ("2020-01-17", 46)
    assert case.history.count() == 2
    assert Case.objects.get(number="A2").history.count() == 1


def test_what_somebody_corrected_by_hand_is_not_undone_by_a_newer_file(city):
    put(LIST)
    case = Case.objects.get(number="A1")
    onset = read_when("2020-01-16", zone=HERE)
    case_actions.correct(by=None, case=case, onset=onset, reason="asked again")
    put(LIST.replace("A1,测试甲,男,45", "A1,测试甲,男,46"))
    case = Case.objects.select_related("person").get(number="A1")
    assert (case.happened, case.person.age) == (onset, 46)


def test_a_newer_list_that_knows_a_time_less_exactly_leaves_it(city):
    put(LIST)
    day_alone = ONE.replace("1月18日上午", "1月18日").replace("2020-01-22 10:30", "2020-01-22")
    put(f"{HEAD}\n{day_alone}\n", file="newer.csv")
    case = Case.objects.get(number="A1")
    assert written(case.happened) == "2020-01-18 06:00/12:00"
    assert ("confirmed", "2020-01-22 10:30") in course("A1")
    put(f"{HEAD}\n{day_alone.replace('2020-01-22', '2020-01-23')}\n", file="newest.csv")
    assert ("confirmed", "2020-01-23") in course("A1")


def test_a_value_entered_by_hand_is_shown_as_it_was_before_a_list_corrects_it(city):
    put(LIST)
    onset = read_when("2020-01-16", zone=HERE)
    case_actions.correct(by=None, case=Case.objects.get(number="A1"), onset=onset)
    applied = put(LIST.replace("1月18日上午", "1月17日"))
    assert [(d.before, d.after) for d in applied.changed] == [("2020-01-16", "2020-01-17")]


def test_a_column_left_out_of_one_version_is_not_taken_for_news_in_the_next(city):
    put(LIST)
    put("病例编号,姓名,病例分类\nA1,测试甲,确诊\nA2,测试乙,疑似\n")
    onset = read_when("2020-01-16", zone=HERE)
    case_actions.correct(by=None, case=Case.objects.get(number="A1"), onset=onset)
    assert put(LIST.replace("测试乙,女", "测试乙,男")).changed[0].number == "A2"
    assert Case.objects.get(number="A1").happened == onset


def test_a_case_that_went_on_by_hand_is_not_held_back_by_an_older_list(city):
    put(LIST)
    case = Case.objects.get(number="A1")
    day = read_when("2020-02-08", zone=HERE)
    case_actions.classify(by=None, case=case, status="recovered", when=day)
    put(LIST.replace("2020-01-22 10:30", "2020-01-22 11:30"))
    assert Case.objects.get(number="A1").status == "recovered"
    assert ("confirmed", "2020-01-22 11:30") in course("A1")


def test_suspected_then_confirmed_is_a_step_of_one_case(city):
    put(LIST)
    applied = put(LIST.replace("1月23日,,疑似", "1月23日,1月25日,确诊"))
    assert [(d.field, d.number) for d in applied.changed] == [("confirmed", "A2")]
    assert course("A2") == [("suspected", "2020-01-23"), ("confirmed", "2020-01-25")]
    assert Case.objects.get(number="A2").status == "confirmed"
    assert Case.objects.count() == 2


def test_a_course_that_the_table_of_transitions_does_not_allow_blocks(city):
    put(LIST.replace("2020-01-22 10:30,确诊", ",确诊"))
    sheet = sheet_of(LIST.replace("2020-01-22 10:30,确诊", ",疑似"))
    with pytest.raises(imports.ImportRefused) as refused:
        imports.apply(sheet, by=None)
    [problem] = refused.value.problems
    assert (problem.code, problem.row, problem.column) == ("cannot_become", 2, "病例分类")
    assert Case.objects.get(number="A1").status == "confirmed"


def test_a_number_of_somebody_else_blocks_and_writes_nothing(city):
    put(LIST)
    before = Change.objects.count()
    sheet = sheet_of(
        f"{HEAD}\nA1,外人丁,女,30,攸县,,,2020-01-30,确诊\nA9,测试,男,,攸县,,,1月30日,确诊\n"
    )
    assert imports.plan(sheet, by=None).blocked
    with pytest.raises(imports.ImportRefused) as refused:
        imports.apply(sheet, by=None)
    assert [p.code for p in refused.value.problems] == ["number_taken"]
    assert (Change.objects.count(), Case.objects.count()) == (before, 2)


def test_the_plan_says_what_will_be_done_and_does_nothing(city):
    put(LIST)
    text = LIST.replace("45", "46") + "A3,测试丙,男,30,天元区,,,2020-01-30,确诊\n"
    before = Change.objects.count()
    plan = imports.plan(sheet_of(text), by=None)
    assert (plan.new, plan.same, [d.field for d in plan.changed]) == (1, 1, ["age"])
    assert (Change.objects.count(), Case.objects.count()) == (before, 2)
    applied = put(text)
    assert (applied.new, applied.same, applied.changed) == (1, 1, tuple(plan.changed))


# Who is on file already


@pytest.mark.parametrize(("ended", "blocked"), [("", ["is_a_case"]), ("治愈", [])])
def test_a_case_on_file_is_no_second_case_under_another_number(city, ended, blocked):
    head = "编号,姓名,身份证号,确诊日期,转归,转归日期,县区"
    ends = f"{ended},{'2020-02-01' if ended else ''}"
    put(f"{head}\nA1,测试甲,11010519491231002X,2020-01-22,{ends},攸县\n")
    again = sheet_of(f"{head}\nB7,测试甲,11010519491231002X,2020-02-03,,,攸县\n")
    assert [one.code for one in imports.plan(again, by=None).problems if one.blocks] == blocked
    if blocked:
        with pytest.raises(imports.ImportRefused):
            imports.apply(again, by=None)
    assert Case.objects.count() == 1


def test_a_person_on_file_with_the_same_valid_id_number_is_that_person(city):
    known = people.register(
        by=None, name="测试甲", id_number="11010519491231002X", unit_residence=city.c430223
    )
    put("编号,姓名,身份证号,确诊日期,县区\nA1,测试甲,11010519491231002x,2020-01-22,攸县\n")
    assert Case.objects.get(number="A1").person == known
    assert Person.objects.count() == 1


def test_a_suspected_case_entered_by_hand_becomes_the_one_of_the_list(city):
    known = people.register(
        by=None, name="测试甲", id_number="11010519491231002X", unit_residence=city.c430223
    )
    opened = case_actions.open_case(
        by=None,
        person=known,
        pathogen="sars-cov-2",
        status="suspected",
        when=read_when("2020-01-21", zone=HERE),
        unit_reporting=city.c430223,
        unit_counting=city.c430223,
    )
    put("编号,姓名,身份证号,确诊日期,县区\nA1,测试甲,11010519491231002X,2020-01-22,攸县\n")
    opened.refresh_from_db()
    assert (opened.number, opened.status, Case.objects.count()) == ("A1", "confirmed", 1)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"name": "别名丁", "phone": "139 0000 0001"}, True),
        ({"name": "测试甲", "sex": "male", "age": 44}, True),
        ({"name": "测试甲", "sex": "female", "age": 45}, False),
        ({"name": "测试甲", "sex": "male", "age": 60}, False),
        ({"name": "别名丁", "sex": "male", "age": 45}, False),
    ],
)
def test_somebody_on_file_who_may_be_the_same_is_suggested(city, facts, told):
    people.register(by=None, unit_residence=city.c430202, **facts)
    text = f"{HEAD},联系电话\n{ONE},13900000001\n"
    codes = [p.code for p in imports.plan(sheet_of(text), by=None).problems]
    assert ("may_be_on_file" in codes) is told
    assert put(text).new == 1


# Places and counts


def test_places_of_a_case_that_is_not_on_file_block(city):
    with pytest.raises(imports.ImportRefused) as refused:
        put("病例编号,场所\nA7,甲小区\n")
    assert [(p.code, p.row) for p in refused.value.problems] == [("no_such_case", 2)]


def test_a_place_gets_its_county_and_point_and_its_stay_a_time(city):
    put(LIST)
    head = "病例编号,场所,县区,经度(gcj02),纬度(gcj02),到达时间,离开时间"
    put(f"{head}\nA1,乙超市,攸县,113.34,27.0,1月18日 9:00,1月18日 9:40\n")
    place = Place.objects.get()
    assert (place.name, place.unit.name, place.datum, place.longitude) == (
        "乙超市",
        "攸县",
        "gcj02",
        113.34,
    )
    assert written(Stay.objects.get().happened) == "2020-01-18 09:00/09:40"


def test_two_shops_of_one_name_in_two_counties_are_two_places(city):
    put(LIST)
    put("病例编号,场所,县区\nA1,菜市场,攸县\nA2,菜市场,荷塘区\nA2,菜市场,攸县\n")
    assert Place.objects.count() == 2
    assert Stay.objects.count() == 3


def test_a_count_that_was_corrected_is_a_new_version_of_its_report(city):
    put("报告日期,新增确诊,网址\n2020-02-04,8,https://example.org/a\n")
    applied = put("报告日期,新增确诊,网址\n2020-02-04,7,https://example.org/a\n")
    assert [(d.field, d.before, d.after) for d in applied.changed] == [("new_confirmed", "8", "7")]
    report = Report.objects.get()
    assert report.figures == {"new_confirmed": 7}
    assert report.history.count() == 2
    assert report.covers_until == datetime(2020, 2, 4, tzinfo=HERE)


def test_lists_are_applied_in_the_order_in_which_they_need_one_another(city):
    sheets = [
        sheet_of("报告日期,新增确诊\n2020-02-04,8\n"),
        sheet_of("病例编号,场所\nA1,甲小区\n"),
        sheet_of(LIST),
    ]
    for sheet in imports.in_order(sheets):
        imports.apply(sheet, by=None)
    assert Stay.objects.count() == 1


# Who may


def test_a_post_that_may_not_import_is_refused(city, post):
    with pytest.raises(Refused):
        put(LIST, by=post("clinician", city.root))
    assert not Case.objects.exists()


def test_a_county_cannot_import_the_cases_of_another(city, post):
    with pytest.raises(Refused):
        put(LIST, by=post("reviewer", city.c430202))
    assert not Case.objects.exists()
    own = post("reviewer", city.c430203)
    assert put(f"{HEAD}\n{ONE.replace('荷塘区', '芦淞区')}\n", by=own).new == 1


# Whole or not at all


def test_a_fault_in_the_middle_leaves_nothing_behind(city):
    def stumble(_done, _total):
        raise OSError("disk full")

    before = Change.objects.count()
    with pytest.raises(OSError, match="disk full"):
        imports.apply(sheet_of(LIST), by=None, progress=stumble)
    assert not Case.objects.exists()
    assert not Source.objects.exists()
    assert Change.objects.count() == before
    assert put(LIST).new == 2


def test_a_file_that_blocks_is_never_applied(city):
    sheet = sheet_of(LIST.replace("荷塘区", "荷糖区"))
    assert sheet.blocked
    with pytest.raises(imports.ImportRefused):
        imports.apply(sheet, by=None)
    with pytest.raises(imports.ImportRefused):
        imports.plan(sheet, by=None)


def test_without_a_city_an_import_says_so(db):
    sheet = sheet_of(LIST)
    assert "no_units" in [p.code for p in sheet.errors]


def test_identifiers_stand_nowhere_in_the_database_as_they_are(city):
    head = "编号,姓名,身份证号,联系电话,现住址,确诊日期,县区"
    put(f"{head}\nA1,测试甲,11010519491231002X,13912345678,甲路七号院,2020-01-22,攸县\n")
    put(f"{head}\nA1,测试甲,11010519491231002X,13912345679,甲路八号院,2020-01-22,攸县\n")
    stored = SimpleNamespace(text="")
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            stored.text += str(cursor.fetchall())
    assert "测试甲" in stored.text
    for secret in ("11010519491231002", "1391234567", "甲路"):
        assert secret not in stored.text
    assert Person.objects.get().address == "甲路八号院"
