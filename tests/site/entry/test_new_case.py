import pytest
from django.urls import reverse

from firebreak.engine.when import Precision
from firebreak.records.actions import units
from firebreak.records.models import Case, Change, Person, Unit, User

GOOD_ID, ODD_ID = "11010519491231002X", "110105194912310021"


def test_a_doctor_enters_a_new_case_and_its_units_and_hour_are_derived(city, fill):
    sent = fill(
        "clinician",
        "entry_case",
        name="孙某六",
        phone="139 0000 0006",
        onset="2月1日晚",
        note="1月22日从武汉返回",
    )
    assert sent.saved, sent
    case = Case.objects.get(person__name="孙某六")
    assert case.status == "suspected"
    assert (case.unit_reporting, case.unit_counting) == (city.hospital, city.hetang)
    assert case.note == "1月22日从武汉返回"
    assert case.happened_precision == Precision.INTERVAL
    first = case.classifications.get()
    assert first.edition == "cn-covid-diagnosis-4"
    assert first.happened_at.isoformat() == "2020-02-03T00:00:00+00:00"
    assert case.person.unit_stay == city.hetang


def test_person_and_case_are_one_change(city, fill, last_change):
    before = Change.objects.count()
    fill("clinician", "entry_case", name="孙某六")
    assert Change.objects.count() == before + 1
    assert last_change().action == "cases.suspect"


def test_a_case_whose_person_stays_in_another_county_is_counted_there(city, fill):
    fill("clinician", "entry_case", name="孙某六", lives_in=city.tianyuan.pk)
    case = Case.objects.get(person__name="孙某六")
    assert (case.unit_reporting, case.unit_counting) == (city.hospital, city.tianyuan)
    assert case.person.unit_residence == city.tianyuan


def test_a_zone_without_a_division_code_counts_like_a_county(city, fill):
    fill("clinician", "entry_case", name="孙某六", lives_in=city.yunlong.pk)
    assert Case.objects.get(person__name="孙某六").unit_counting == city.yunlong


def test_a_post_of_the_whole_city_is_asked_where_the_person_stays(city, fill, sign_in):
    user = User.objects.create(username="city-tracer")
    units.appoint(by=None, user=user, role="tracer", unit=city.root)
    asked = fill(user, "entry_case", name="孙某六", lives_in="")
    assert asked.answer.status_code == 422
    assert "lives_in" in asked.errors
    assert fill(user, "entry_case", name="孙某六", lives_in=city.tianyuan.pk).saved


def test_sex_and_birth_date_are_read_from_the_id_number(city, fill):
    fill("clinician", "entry_case", name="孙某六", id_number=GOOD_ID)
    person = Person.objects.get(name="孙某六")
    assert (person.sex, person.birth_date.isoformat()) == ("female", "1949-12-31")


def test_an_odd_id_number_is_kept_and_warned_about(city, fill, sign_in):
    sent = fill("clinician", "entry_case", name="孙某六", id_number=ODD_ID)
    assert sent.saved
    person = Person.objects.get(name="孙某六")
    assert person.id_number == ODD_ID
    assert person.birth_date is None
    page = sent.answer.client.get(sent.answer.url).content.decode()
    assert "check digit" in page
    assert ODD_ID not in page


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": ""}, "name", "Write the name"),
        ({"onset": "2020-02-30"}, "onset", "that month has 29 days"),
        ({"onset": "someday"}, "onset", "not a time that can be read"),
        ({"onset": "2020-03-01"}, "onset", "has not come yet"),
        ({"onset": "3/4/2020"}, "onset", "may be 2020-04-03 or 2020-03-04"),
        ({"when": "2020-02-03 23:00"}, "when", "has not come yet"),
        ({"age": "old"}, "age", "not an age"),
        ({"age": "300"}, "age", "not an age"),
        ({"status": "recovered"}, "status", "Select a valid choice"),
        ({"lives_in": "99999"}, "lives_in", "Select a valid choice"),
        ({"unit": "99999"}, "unit", "Select a valid choice"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_nothing_typed_is_lost(city, fill, typed, field, says):
    before = Change.objects.count()
    sent = fill("clinician", "entry_case", **({"name": "孙某六", "note": "聚餐"} | typed))
    assert sent.answer.status_code == 422
    assert says in " ".join(sent.errors[field])
    assert 'value="聚餐"' in sent.page
    assert Change.objects.count() == before


def test_a_unit_of_another_county_cannot_report(city, fill):
    sent = fill("clinician", "entry_case", name="孙某六", unit=city.hospital_2.pk)
    assert sent.answer.status_code == 422
    assert "unit" in sent.errors


def test_somebody_of_the_same_name_is_asked_about_before_a_second_one_is_made(city, fill):
    before = Person.objects.count()
    sent = fill("clinician", "entry_case", name="张某一")
    assert sent.answer.status_code == 422
    assert "Is it one of these?" in " ".join(sent.errors["name"])
    assert f'name="who" value="{city.zhang.pk}"' in sent.page
    assert Person.objects.count() == before


def test_choosing_the_one_on_file_uses_him_and_fills_what_was_missing(city, fill):
    before = Person.objects.count()
    typed = {"name": "王某三", "phone": "13900000003", "temperature_celsius": "36.5"}
    sent = fill("reviewer", "entry_check", who=city.wang.pk, **typed)
    assert sent.saved, sent
    assert Person.objects.count() == before
    assert Person.objects.get(pk=city.wang.pk).phone == "13900000003"
    assert city.wang.checks.count() == 1


def test_what_is_on_file_of_him_is_not_overwritten(city, fill):
    typed = {"name": "张某一", "phone": "13999999999", "temperature_celsius": "36.5"}
    fill("reviewer", "entry_check", who=city.zhang.pk, **typed)
    assert Person.objects.get(pk=city.zhang.pk).phone == "13900000001"


def test_saying_it_is_somebody_new_makes_a_second_one(city, fill):
    assert fill("clinician", "entry_case", name="张某一", who="new").saved
    assert Person.objects.filter(name="张某一").count() == 2


def test_a_person_with_an_open_case_gets_no_second_one(city, fill):
    sent = fill("clinician", "entry_case", {"person": city.wang.pk})
    assert sent.answer.status_code == 422
    assert "open case already" in sent.page


def test_a_person_of_another_county_is_neither_suggested_nor_usable(city, fill, sign_in):
    sent = fill("clinician", "entry_case", name="赵某四", phone="13900000004")
    assert sent.saved  # nobody of one's own is alike, so nothing is asked
    forged = fill("clinician", "entry_case", name="吴某", who=city.zhao.pk)
    never = fill("clinician", "entry_case", name="吴某", who=999_999)
    assert forged.answer.status_code == never.answer.status_code == 422
    assert forged.errors == never.errors


def test_a_known_person_is_not_asked_for_again(city, sign_in):
    page = sign_in("clinician").get(reverse("entry_case"), {"person": city.zhang.pk})
    assert "name" not in page.context["form"].fields
    assert "张某一" in page.content.decode()


def test_the_units_offered_to_act_for_are_ones_own(city, sign_in):
    form = sign_in("tracer").get(reverse("entry_case")).context["form"]
    offered = set(form.fields["unit"].queryset)
    assert offered == set(Unit.objects.filter(path__startswith=city.hetang.path))
