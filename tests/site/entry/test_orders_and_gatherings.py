"""Orders given by hand, and gatherings told: the way it goes well, and each bad answer."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.site.conftest import NOW

from firebreak.engine.when import When
from firebreak.records.actions import directives
from firebreak.records.actions.withdraw import take_back
from firebreak.records.models import Change, Contact, Directive, Gathering, Report, Stay
from firebreak.records.visibility import Refused
from firebreak.site.orders.seen import orders_seen


def in_words(sent, field: str) -> str:
    return " ".join(sent.errors.get(field, []))


# ---- orders ----


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("48", "2020-02-05 08:00"),
        ("48小时内", "2020-02-05 08:00"),
        ("within 2 days", "2020-02-05 08:00"),
        ("2月5日18时前", "2020-02-05 18:00"),
        ("5 Feb 18:00", "2020-02-05 18:00"),
        ("明天12:00", "2020-02-04 12:00"),
        ("18:00", "2020-02-03 18:00"),
        ("2020-02-04", "2020-02-05 00:00"),  # the end of that day
    ],
)
def test_an_order_is_due_within_hours_or_at_the_time_it_names(city, fill, local_time, typed, due):
    words = "确保疑似病例48小时内完成检测"
    sent = fill("tracer", "entry_order_given", text=words, deadline=typed, unit=city.hetang.pk)
    assert sent.saved, sent
    order = Directive.objects.get()
    assert local_time(order.due_at) == due
    assert (order.unit, order.text) == (city.hetang, "确保疑似病例48小时内完成检测")


def test_an_order_without_a_deadline_is_an_order(city, fill):
    assert fill("duty_head", "entry_order_given", text="停止聚集性活动", unit=city.hetang.pk).saved
    assert Directive.objects.get().due_at is None


def test_the_hours_count_from_when_the_order_was_given(city, fill, local_time):
    typed = {"deadline": "48", "when": "2月2日12:00", "unit": city.hetang.pk}
    fill("tracer", "entry_order_given", text="x", **typed)
    assert local_time(Directive.objects.get().due_at) == "2020-02-04 12:00"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2月30日", "There is no 2020-02-30"),
        ("soon", "Or write hours or days"),
        ("5日", "Or write hours or days"),  # five days, or the fifth?
        ("2月1日", "would be before the order"),
        ("0", "from 1 to 8784 hours"),
        ("999999天", "from 1 to 8784 hours"),
        ("2022-02-03", "more than a year after the order"),
    ],
)
def test_a_mistyped_deadline_gets_a_sentence_and_the_same_while_it_is_typed(
    city, fill, sign_in, typed, says
):
    sent = fill("tracer", "entry_order_given", text="x", deadline=typed)
    assert sent.answer.status_code == 422
    assert says in in_words(sent, "deadline")
    assert not Directive.objects.exists()
    asked = reverse("entry_deadline_understood")
    assert says in sign_in("tracer").post(asked, {"deadline": typed}).content.decode()


def test_while_it_is_typed_the_duty_head_reads_when_it_would_be_due(city, sign_in):
    typed = {"deadline": "48", "when": "2月2日12:00"}
    page = sign_in("duty_head").post(reverse("entry_deadline_understood"), typed)
    assert "2020-02-04 12:00" in page.content.decode()
    assert sign_in("citizen").post(page.request["PATH_INFO"], typed).status_code == 403


def test_the_page_of_a_unit_leads_to_an_order_for_it(city, sign_in, fill):
    page = sign_in("duty_head").get(reverse("unit", args=[city.hospital.code])).content.decode()
    assert f"{reverse('entry_order_given')}?unit={city.hospital.pk}" in page
    assert fill("duty_head", "entry_order_given", {"unit": city.hospital.pk}, text="备好床位").saved
    assert Directive.objects.get().unit == city.hospital
    for room in ("orders", "duties"):
        assert (
            reverse("entry_order_given") in sign_in("duty_head").get(reverse(room)).content.decode()
        )
        assert (
            reverse("entry_order_given")
            not in sign_in("hospital").get(reverse(room)).content.decode()
        )


def test_nobody_orders_outside_his_subtree(city, fill):
    sent = fill("tracer", "entry_order_given", text="x", unit=city.tianyuan.pk)
    assert "Select a valid choice" in in_words(sent, "unit")


def test_an_order_to_every_county_is_one_order_for_each_with_its_own_clock(
    city, fill, sign_in, scope_of, local_time
):
    typed = {"text": "完成重点场所排查", "deadline": "2月5日18时", "units": ["every"]}
    sent = fill("duty_head", "entry_order_given", **typed)
    assert sent.saved, sent
    given = Directive.objects.all()
    counties = {city.hetang, city.tianyuan, city.yunlong}
    assert {order.unit for order in given} == counties
    assert {local_time(order.due_at) for order in given} == {"2020-02-05 18:00"}
    assert Change.objects.filter(action="directives.issue").count() == 1
    told = sign_in("duty_head").get(sent.answer.url).content.decode()
    assert all(str(county) in told for county in counties)
    [order] = orders_seen(scope_of("secretary"), NOW)
    assert order.directive.unit == city.hetang
    answered = fill("tracer", "entry_order", {"directive": order.directive.pk}, text="已完成")
    assert answered.saved, answered
    [order] = orders_seen(scope_of("secretary"), NOW)
    assert order.done
    assert Report.objects.filter(directive__in=given).count() == 1


def test_several_may_be_ticked_and_another_unit_beside_them_each_once(city, fill):
    typed = {"units": [str(city.hetang.pk), str(city.yunlong.pk)], "unit": city.hetang.pk}
    assert fill("duty_head", "entry_order_given", text="x", **typed).saved
    assert {order.unit for order in Directive.objects.all()} == {city.hetang, city.yunlong}
    assert Directive.objects.count() == 2


def test_nobody_is_chosen_beforehand_and_an_order_to_nobody_is_refused(city, fill):
    for query in ({}, {"unit": city.root.pk}):
        sent = fill("duty_head", "entry_order_given", query, text="x")
        assert "Choose who answers for it." in in_words(sent, "units")
    one_below = fill("tracer", "entry_order_given", text="x")
    assert "Choose who answers for it." in in_words(one_below, "unit")
    assert not Directive.objects.exists()


def test_the_county_whose_page_led_here_is_ticked(city, fill):
    assert fill("duty_head", "entry_order_given", {"unit": city.tianyuan.pk}, text="x").saved
    assert Directive.objects.get().unit == city.tianyuan


def test_of_several_units_all_get_an_order_or_none(city):
    order = {"text": "x", "when": When.minute(NOW)}
    with pytest.raises(Refused):
        directives.issue_to_each(
            by=city.users["tracer"], units=[city.hetang, city.tianyuan], **order
        )
    assert not Directive.objects.exists()
    with pytest.raises(ValidationError, match="Choose who answers"):
        directives.issue_to_each(by=None, units=[], **order)


@pytest.mark.parametrize(
    ("given", "deadline", "state"),
    [
        ("2月1日8:00", "2月2日12:00", "overdue"),
        ("2月1日8:00", "2月3日12:00", "due_soon"),  # four of its fifty-two hours are left
        ("2月3日7:00", "2月3日18:00", "open"),
        ("2月2日7:00", "24", "overdue"),
        ("2月2日9:00", "24", "due_soon"),
    ],
)
def test_its_clock_runs_whether_it_says_hours_or_an_end(
    city, fill, scope_of, given, deadline, state
):
    typed = {"when": given, "deadline": deadline, "unit": city.hetang.pk}
    fill("tracer", "entry_order_given", text="x", **typed)
    [order] = orders_seen(scope_of("tracer"), NOW)
    assert order.state == state


def test_an_order_given_by_hand_stands_among_the_orders_and_can_be_taken_back(
    city, fill, last_change, scope_of
):
    fill("tracer", "entry_order_given", text="x", deadline="2月3日12:00", unit=city.hetang.pk)
    (order,) = orders_seen(scope_of("tracer"), NOW)
    assert order.directive.text == "x"
    take_back(by=city.users["tracer"], made=last_change())
    assert not Directive.objects.exists()


# ---- gatherings ----

DINNER = {"what": "同事聚餐", "place": "荷塘饭店", "when": "1月25日18:00至21:00"}


def test_who_was_there_has_a_stay_and_whoever_met_the_case_is_his_contact(city, fill):
    sent = fill("tracer", "entry_gathering", **DINNER, attendees="张某一\n王某三\n", people="12")
    assert sent.saved, sent
    dinner = Gathering.objects.get()
    assert (dinner.what, dinner.place.name, dinner.people) == ("同事聚餐", "荷塘饭店", 12)
    assert set(Stay.objects.values_list("person__name", flat=True)) == {"张某一", "王某三"}
    met = Contact.objects.filter(place=dinner.place)
    assert {(c.case, c.person, c.manner) for c in met} >= {(city.case, city.wang, "meal")}


def test_the_page_of_a_place_leads_to_a_gathering_there(city, fill, sign_in):
    fill("tracer", "entry_gathering", **DINNER)
    place = Gathering.objects.get().place
    page = sign_in("tracer").get(reverse("place", args=[place.pk])).content.decode()
    assert f"{reverse('entry_gathering')}?place={place.pk}" in page
    sent = fill("tracer", "entry_gathering", {"place": place.pk}, what="婚宴", when="1月26日")
    assert sent.saved, sent
    assert {one.place for one in Gathering.objects.all()} == {place}


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"when": "1月32日"}, "when", "There is no"),
        ({"when": ""}, "when", "Say when"),
        ({"when": "2020-03-01"}, "when", "has not come yet"),
        ({"place": ""}, "place", "Say where"),
        ({"attendees": "无此人"}, "attendees", "Nobody on file is called 无此人"),
        (
            {"attendees": "赵某四"},
            "attendees",
            "Nobody on file is called 赵某四",
        ),  # of another county
        ({"people": "3", "later_confirmed": "9"}, "later_confirmed", "More were confirmed"),
    ],
)
def test_a_wrong_gathering_gets_a_sentence_and_nothing_is_written(city, fill, typed, field, says):
    before = Stay.objects.count()
    sent = fill("tracer", "entry_gathering", **(DINNER | typed))
    assert sent.answer.status_code == 422
    assert says in in_words(sent, field)
    assert (Gathering.objects.count(), Stay.objects.count()) == (0, before)


# ---- against the record ----

AFTER = {**DINNER, "when": "1月31日18:00至21:00"}  # 张某一 lies in the ward since the 30th


def test_who_lies_in_a_ward_is_asked_about_before_he_is_put_at_a_dinner(city, fill):
    sent = fill("tracer", "entry_gathering", **AFTER, attendees="张某一")
    assert sent.answer.status_code == 422
    said = in_words(sent, "as_told")
    assert "张某一</a> was kept at Hetang hospital since 2020-01-30 11:30" in said
    assert reverse("person", args=[city.zhang.pk]) in sent.page
    assert "save it all the same" in sent.page
    assert not Gathering.objects.exists()


def test_it_is_no_refusal_and_the_check_finds_it_afterwards(city, fill, sign_in):
    typed = {**AFTER, "attendees": "张某一", "as_told": "on"}
    assert fill("tracer", "entry_gathering", **typed).saved
    page = sign_in("tracer").get(reverse("consistency"), {"severity": "warning"}).content.decode()
    assert "荷塘饭店" in page
    assert "while kept at Hetang hospital since 2020-01-30 11:30" in page
    assert reverse("place", args=[Gathering.objects.get().place_id]) in page
    assert reverse("case", args=[city.case.pk]) in page


@pytest.mark.parametrize(
    "typed",
    [
        {"when": "1月30日"},  # he may have left before he came to the ward
        {"when": "1月29日18:00至21:00"},
        {"place": "荷塘医院"},
        {"attendees": "王某三"},
    ],
)
def test_what_may_be_is_not_asked_about(city, fill, typed):
    opened = fill("tracer", "entry_gathering", **({**AFTER, "attendees": "张某一"} | typed))
    assert opened.saved, opened


def test_a_form_that_asks_nothing_shows_no_box_to_tick(city, sign_in):
    page = sign_in("tracer").get(reverse("entry_gathering")).content.decode()
    assert "save it all the same" not in page


def test_where_somebody_was_is_held_against_the_record_too(city, fill):
    query, there = {"person": city.li.pk}, {"place": "荷塘饭店", "when": "2月1日18:00至19:00"}
    sent = fill("tracer", "entry_stay", query, **there)
    assert "was kept at home since 2020-01-31 09:00" in in_words(sent, "as_told")
    assert fill("tracer", "entry_stay", query, **there, as_told="on").saved


@pytest.mark.parametrize(
    ("when", "may_have_got_it_there"),
    [("1月25日18:00至21:00", True), ("1月29日18:00至21:00", False)],
)
def test_a_case_is_the_contact_of_another_only_where_he_may_have_got_it(
    city, fill, when, may_have_got_it_there
):
    fill("clinician", "entry_classification", {"case": city.suspect.pk}, status="confirmed")
    typed = {**DINNER, "when": when, "attendees": "张某一\n王某三"}
    assert fill("tracer", "entry_gathering", **typed).saved
    made = {(c.case, c.person) for c in Contact.objects.filter(place__name="荷塘饭店")}
    assert (city.case, city.wang) in made
    assert ((city.suspect, city.zhang) in made) == may_have_got_it_there  # ill since the 26th


def test_who_has_the_disease_is_no_new_contact_of_a_suspect(city, fill):
    sent = fill("tracer", "entry_gathering", **DINNER, attendees="张某一\n王某三\n李某二")
    assert sent.saved, sent
    made = {(c.case, c.person) for c in Contact.objects.filter(place__name="荷塘饭店")}
    assert made == {
        (city.case, city.wang),
        (city.case, city.li),
        (city.suspect, city.li),
    }


def test_what_was_saved_says_whose_contact_each_is(city, fill, last_change, sign_in):
    fill("tracer", "entry_gathering", **DINNER, attendees="张某一\n王某三\n李某二")
    page = sign_in("tracer").get(reverse("entry_saved", args=[last_change().pk])).content.decode()
    assert f"李某二 · contact of case {city.case}, 张某一" in page
    assert f"李某二 · contact of case {city.suspect}, 王某三" in page


def test_all_who_are_not_on_file_are_named_at_once_with_what_to_do(city, fill):
    sent = fill("tracer", "entry_gathering", **DINNER, attendees="无此人\n张某一\n也无此人")
    assert sent.answer.status_code == 422
    first, second = sent.errors["attendees"]
    assert "called 无此人" in first
    assert "called 也无此人" in second
    assert f'<a href="{reverse("entry_stay")}" target="_blank"' in sent.page
    assert "Enter the person first" in sent.page
