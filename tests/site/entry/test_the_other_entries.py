"""Each entry: the way it goes well, and what is said to each bad answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.site.conftest import NOW

from firebreak.records import clock
from firebreak.records.actions import people, placements
from firebreak.records.models import (
    Case,
    Check,
    Contact,
    Person,
    Placement,
    Report,
    Sample,
    Stay,
    Test,
)
from firebreak.records.situation import situation as live
from firebreak.site.cases.facts import Stored


def refused(sent, field: str, says: str) -> bool:
    """Say whether the form came back with a sentence beside the field."""
    return sent.answer.status_code == 422 and says in " ".join(sent.errors.get(field, []))


# ---- checks ----


def test_a_grid_worker_enters_a_follow_up_with_a_temperature_and_two_taps(city, fill):
    sent = fill(
        "grid_worker",
        "entry_check",
        {"person": city.li.pk},
        temperature_celsius="373",
        symptoms=["cough", "fever"],
        action_taken="reported",
    )
    assert sent.saved, sent
    check = city.li.checks.order_by("-id").first()
    assert (check.kind, check.unit) == ("follow_up", city.grid)
    assert str(check.temperature_celsius) == "37.3"
    assert check.symptoms == ["fever", "cough"] or check.symptoms == ["cough", "fever"]
    assert check.happened_at.isoformat() == "2020-02-03T00:00:00+00:00"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("37.3", "37.3"), ("37,3", "37.3"), ("３７．３", "37.3"), ("373", "37.3"), ("36.65℃", "36.6")],
)
def test_a_temperature_is_read_as_people_type_it(city, fill, typed, read):
    fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius=typed)
    assert str(city.li.checks.order_by("-id").first().temperature_celsius) == read


@pytest.mark.parametrize("role", ["clinician", "grid_worker", "checkpoint", "school", "liaison"])
def test_the_kind_of_check_follows_from_the_post(city, fill, role):
    usual = {
        "clinician": "fever_clinic",
        "grid_worker": "household_visit",
        "checkpoint": "checkpoint",
        "school": "round",
        "liaison": "gate",
    }
    assert fill(role, "entry_check", name="何某八", temperature_celsius="36.5").saved
    check = Check.objects.get(person__name="何某八")
    assert (check.kind, check.unit) == (usual[role], city.users[role].post.unit)


def test_a_duty_says_which_kind_of_check_it_waits_for(city, sign_in):
    page = sign_in("clinician").get(reverse("entry_check"), {"kind": "triage"})
    assert page.context["form"]["kind"].value() == "triage"


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"temperature_celsius": "hot"}, "temperature_celsius", "not a temperature"),
        ({"temperature_celsius": "98.6"}, "temperature_celsius", "not a body"),
        ({"temperature_celsius": "NaN"}, "temperature_celsius", "not a temperature"),
        ({"symptoms": ["plague"]}, "symptoms", "Select a valid choice"),
        ({"when": "2021-01-01"}, "when", "has not come yet"),
        ({"when": "25:00"}, "when", "no time 25:00"),
        ({"action_taken": "shot"}, "action_taken", "Select a valid choice"),
    ],
)
def test_a_wrong_check_gets_a_sentence(city, fill, typed, field, says):
    sent = fill("grid_worker", "entry_check", {"person": city.li.pk}, **typed)
    assert refused(sent, field, says), sent
    assert city.li.checks.count() == 1


def test_a_follow_up_that_says_nothing_of_the_person_is_not_saved(city, fill):
    query = {"person": city.li.pk, "kind": "follow_up"}
    sent = fill("grid_worker", "entry_check", query, action_taken="not_found")
    assert refused(sent, "temperature_celsius", "if the person was not met"), sent
    assert city.li.checks.count() == 1
    said = ({"note": "家中无人"}, {"symptoms": ["cough"]}, {"temperature_celsius": "36.5"})
    assert all(fill("grid_worker", "entry_check", query, **what).saved for what in said)


def test_a_post_that_passes_people_through_need_not_measure_them_all(city, fill):
    assert fill("checkpoint", "entry_check", name="何某八").saved


def test_a_fever_without_an_action_is_asked_about_but_kept(city, fill):
    sent = fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius="37.3")
    assert sent.saved
    assert "This is a fever" in sent.answer.client.get(sent.answer.url).content.decode()


def test_a_post_that_may_not_read_identifiers_is_not_shown_them(city, sign_in):
    page = sign_in("checkpoint").post(reverse("entry_alike"), {"name": "张某一"})
    assert "13900000001" not in page.content.decode()


def test_a_grid_worker_sees_whom_he_keeps_and_a_school_its_own(city, sign_in, fill):
    page = sign_in("grid_worker").get(reverse("entry_check"))
    assert [person.pk for person in page.context["round"]] == [city.li.pk]
    assert fill("school", "entry_check", name="何某八", temperature_celsius="36.5").saved
    person = Person.objects.get(name="何某八")
    people.correct(by=None, person=person, unit_stay=city.school)
    seen = sign_in("school").get(reverse("entry_check")).context["round"]
    assert [person.name for person in seen] == ["何某八"]


def test_the_longest_unseen_is_next(city, sign_in, fill):
    other = people.register(by=None, name="施某", unit_stay=city.grid)
    placements.begin(by=None, person=other, level="home", unit=city.grid, when=city.case.happened)
    first = sign_in("grid_worker").get(reverse("entry_check")).context["round"]
    assert [person.pk for person in first] == [other.pk, city.li.pk]
    fill("grid_worker", "entry_check", {"person": other.pk}, temperature_celsius="36.5")
    then = sign_in("grid_worker").get(reverse("entry_check")).context["round"]
    assert [person.pk for person in then] == [city.li.pk, other.pk]


# ---- samples and results ----


def test_a_sample_goes_from_doctor_to_laboratory_to_result(city, fill):
    assert fill("clinician", "entry_sample", {"case": city.suspect.pk}, number="HT-003").saved
    sample = Sample.objects.get(number="HT-003")
    assert (sample.unit, sample.laboratory) == (city.hospital, city.lab)
    assert fill("laboratory", "entry_receipt", {"sample": sample.pk}).saved
    assert fill("laboratory", "entry_result", {"sample": sample.pk}, result="negative").saved
    result = Test.objects.get(sample=sample)
    assert (result.result, result.method, result.pathogen) == ("negative", "pcr", "sars-cov-2")


def test_a_number_that_is_on_another_label_is_refused(city, fill):
    sent = fill("clinician", "entry_sample", {"case": city.suspect.pk}, number="HT-001")
    assert refused(sent, "number", "a sample with this number already")


@pytest.mark.parametrize(
    ("page", "typed", "says"),
    [
        ("entry_receipt", {"when": "2020-02-02 14:00"}, "before it was taken"),
        ("entry_receipt", {"when": "2020-02-02"}, "to the minute"),
        ("entry_receipt", {"when": "2020-02-03 20:00"}, "has not come yet"),
        ("entry_result", {"when": "2020-02-01 14:00", "result": "negative"}, "before the sample"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_the_laboratorys_forms(city, fill, page, typed, says):
    sent = fill("laboratory", page, {"sample": city.waiting.pk}, **typed)
    assert refused(sent, "when", says), sent


def test_a_result_needs_to_be_chosen(city, fill):
    sent = fill("laboratory", "entry_result", {"sample": city.waiting.pk})
    assert refused(sent, "result", "Choose the result.")


def test_a_sample_received_already_says_so(city, fill):
    sent = fill("laboratory", "entry_receipt", {"sample": city.sample.pk})
    assert sent.answer.status_code == 422
    assert "received already" in sent.page


def test_the_laboratory_chooses_among_the_samples_that_wait_for_it(city, sign_in):
    page = sign_in("laboratory").get(reverse("entry_receipt"))
    assert [sample.pk for sample in page.context["page"]] == [city.waiting.pk]
    narrowed = sign_in("laboratory").get(reverse("entry_receipt"), {"q": "no such label"})
    assert list(narrowed.context["page"]) == []


def test_a_duty_about_a_person_leads_to_the_only_sample_that_waits(city, sign_in):
    answer = sign_in("laboratory").get(reverse("entry_result"), {"person": city.wang.pk})
    assert answer.status_code == 302
    assert f"sample={city.waiting.pk}" in answer.url


# ---- placements ----


def test_a_placement_begins_under_the_edition_in_force(city, fill):
    sent = fill(
        "tracer", "entry_placement", {"person": city.wang.pk}, level="site", unit=city.site.pk
    )
    assert sent.saved, sent
    placement = city.wang.placements.get()
    assert (placement.edition, placement.level) == ("cn-covid-control-3", "site")


def test_the_derived_end_is_shown_with_what_it_follows_from(city, sign_in):
    page = sign_in("tracer").get(reverse("entry_placement"), {"person": city.li.pk})
    assert (
        "14 days after the last exposure, 25 Jan 2020 19:00 → ends 8 Feb 2020 19:00 "
        "under National control plan, 3rd edition." in page.content.decode()
    )


def test_the_derived_end_follows_what_is_typed(city, sign_in):
    asked = {"level": "home", "last_exposure": "1月17日19:00"}
    answer = sign_in("tracer").post(reverse("entry_derived_end"), asked)
    assert "ends 31 Jan 2020 19:00" in answer.content.decode()
    nothing = sign_in("tracer").post(reverse("entry_derived_end"), {"level": "home"})
    assert "No end follows yet" in nothing.content.decode()
    ward = sign_in("tracer").post(reverse("entry_derived_end"), asked | {"level": "ward"})
    assert ward.content.decode().strip() == ""


def test_the_derived_end_of_somebody_outside_the_subtree_is_nobodys(city, sign_in):
    browser, asked = sign_in("grid_worker"), {"level": "home", "who": city.qian.pk}
    assert (
        "No end follows yet" in browser.post(reverse("entry_derived_end"), asked).content.decode()
    )
    by_address = reverse("entry_derived_end") + f"?person={city.qian.pk}"
    assert browser.post(by_address, {"level": "home"}).status_code == 404


def test_a_placement_ends_with_its_reason(city, fill):
    sent = fill("grid_worker", "entry_placement_end", {"placement": city.watch.pk}, reason="期满")
    assert sent.saved, sent
    placement = Placement.objects.get(pk=city.watch.pk)
    assert placement.ended_at.isoformat() == "2020-02-03T00:00:00+00:00"
    assert placement.end_reason == "期满"


def test_a_placement_does_not_end_before_it_began(city, fill):
    query = {"placement": city.watch.pk}
    sent = fill("grid_worker", "entry_placement_end", query, when="2020-01-30 09:00")
    assert refused(sent, "when", "end before it began")


def test_an_end_set_by_hand_keeps_its_reason_and_may_go_back(city, fill):
    query = {"placement": city.watch.pk}
    assert refused(
        fill("tracer", "entry_placement_override", query, when="2020-02-05 19:00"),
        "reason",
        "Say why",
    )
    fill("tracer", "entry_placement_override", query, when="2020-02-05 19:00", reason="复核暴露")
    placement = Placement.objects.get(pk=city.watch.pk)
    assert placement.override_end_at.isoformat() == "2020-02-05T11:00:00+00:00"
    assert placement.override_reason == "复核暴露"
    fill("tracer", "entry_placement_override", query, reason="按原定")
    assert Placement.objects.get(pk=city.watch.pk).override_end_at is None


def test_an_end_without_a_year_is_read_forward_from_the_beginning(city, fill, sign_in):
    query = {"placement": city.watch.pk}
    shown = sign_in("tracer").get(reverse("entry_placement_override"), query).content.decode()
    assert "field=when&amp;since=2020-01-31" in shown  # and so it is understood while typing
    sent = fill("tracer", "entry_placement_override", query, when="2月12日18时", reason="复核暴露")
    assert sent.saved, sent
    placement = Placement.objects.get(pk=city.watch.pk)
    assert placement.override_end_at.isoformat() == "2020-02-12T10:00:00+00:00"


def test_how_somebody_is_kept_is_not_headed_as_how_he_was_exposed(city, sign_in):
    chinese = {"headers": {"accept-language": "zh-hans"}}
    page = sign_in("tracer").get(reverse("entry_placement"), **chinese).content.decode()
    assert "隔离或观察方式" in page
    assert "接触方式" not in page


# ---- contacts and stays ----


def test_a_contact_is_named_and_answered_for_where_he_stays(city, fill):
    sent = fill(
        "tracer",
        "entry_contact",
        {"case": city.case.pk},
        name="郑某九",
        when="1月25日19:00",
        manner="meal",
        lives_in=city.grid.pk,
    )
    assert sent.saved, sent
    contact = Contact.objects.get(person__name="郑某九")
    assert (contact.case, contact.unit, contact.order) == (city.case, city.grid, 1)


def test_from_a_case_page_the_contact_is_asked_for_and_not_the_case_himself(city, sign_in):
    query = {"case": city.case.pk, "person": city.zhang.pk}
    page = sign_in("tracer").get(reverse("entry_contact"), query)
    assert "name" in page.context["form"].fields


def test_nobody_is_his_own_contact(city, fill):
    sent = fill("tracer", "entry_contact", {"case": city.case.pk}, name="张某一", who=city.zhang.pk)
    assert refused(sent, "name", "Nobody is a contact of himself")


def test_a_contact_is_reached(city, fill):
    assert fill("grid_worker", "entry_reached", {"contact": city.contact.pk}).saved
    reached = Contact.objects.get(pk=city.contact.pk).reached_at
    assert reached.isoformat() == "2020-02-03T00:00:00+00:00"


def test_where_somebody_was_uses_a_place_on_file_again(city, fill):
    query = {"person": city.zhang.pk}
    for time in ("1月25日18:00至21:00", "1月26日"):
        assert fill("tracer", "entry_stay", query, place="荷塘饭店", when=time).saved
    stays = Stay.objects.filter(person=city.zhang)
    assert stays.count() == 2
    assert len({stay.place_id for stay in stays}) == 1
    assert refused(fill("tracer", "entry_stay", query, place="荷塘饭店"), "when", "Say when")


# ---- classification, corrections ----


def test_a_case_is_classified_anew_with_edition_and_reason(city, fill):
    query = {"case": city.suspect.pk}
    sent = fill("clinician", "entry_classification", query, status="confirmed", reason="核酸阳性")
    assert sent.saved, sent
    case = Case.objects.get(pk=city.suspect.pk)
    assert case.status == "confirmed"
    assert case.classifications.last().edition == "cn-covid-diagnosis-4"


@pytest.mark.parametrize(("role", "where"), [("reviewer", "hetang"), ("clinician", "hospital")])
def test_a_case_was_classified_by_the_unit_of_whoever_did_it(city, fill, sign_in, role, where):
    query = {"case": city.suspect.pk}
    typed = {"status": "excluded", "reason": "影像提示其他疾病"}
    assert fill(role, "entry_classification", query, **typed).saved
    assert city.suspect.classifications.last().unit == city.units[where]


def test_the_clocks_of_a_case_stay_with_the_hospital_whoever_confirms_it(city, fill, sign_in):
    query = {"case": city.suspect.pk}
    assert fill("reviewer", "entry_classification", query, status="confirmed", reason="阳性").saved
    with clock.held_at(NOW + timedelta(hours=1)):
        held = live().duties.filter(
            rule="card-correction", subject=city.wang.pk, subject_kind="person"
        )
        card = live().duties.filter(rule="case-card", subject=city.wang.pk)
    assert set(held["holder_unit"]) | set(card["holder_unit"]) == {city.hospital.pk}


def test_the_page_of_a_case_tells_when_it_was_stored_and_when_changed(city, fill, sign_in):
    page = reverse("case", args=[city.suspect.pk])
    browser, entered = sign_in("reviewer"), Stored(city.suspect.stored_at, None)
    assert browser.get(page).context["stored"] == entered
    typed = {"status": "excluded", "reason": "影像提示其他疾病"}
    fill("reviewer", "entry_classification", {"case": city.suspect.pk}, **typed)
    stored = browser.get(page).context["stored"]
    assert stored.first == entered.first
    assert (stored.last.stored_at, stored.last.reason) == (NOW, typed["reason"])
    then = browser.get(page + "?known=2020-02-02T20:00").context["stored"]
    assert then == entered


def test_only_what_a_case_may_become_is_offered(city, sign_in):
    page = sign_in("clinician").get(reverse("entry_classification"), {"case": city.case.pk})
    offered = {value for value, _label in page.context["form"].fields["status"].choices}
    assert offered == {"excluded", "recovered", "died"}


def test_a_suspect_is_excluded_without_negatives_only_with_a_reason(city, fill):
    query = {"case": city.suspect.pk}
    sent = fill("clinician", "entry_classification", query, status="excluded")
    assert refused(sent, "reason", "Say why the case is excluded"), sent
    typed = {"status": "excluded", "reason": "影像提示其他疾病"}
    assert fill("clinician", "entry_classification", query, **typed).saved


def test_the_page_of_a_case_names_the_edition_of_each_step_or_says_there_is_none(
    city, fill, sign_in
):
    query = {"case": city.suspect.pk}
    fill("clinician", "entry_classification", query, status="confirmed", reason="核酸阳性")
    page = sign_in("clinician").get(reverse("case", args=[city.suspect.pk])).content.decode()
    assert "National diagnosis plan, 4th edition</a>" in page
    first = city.suspect.classifications.first()
    assert ("no edition on file" in page) == (first.edition == "")


def test_a_step_back_in_time_is_refused(city, fill):
    query = {"case": city.case.pk}
    sent = fill("clinician", "entry_classification", query, status="recovered", when="1月29日")
    assert refused(sent, "when", "before the case's last classification")


def test_onset_and_units_of_a_case_are_corrected_with_a_reason(city, fill):
    query = {"case": city.case.pk}
    assert refused(fill("tracer", "entry_correction", query, onset="1月25日"), "reason", "Say why")
    sent = fill(
        "tracer",
        "entry_correction",
        query,
        onset="1月25日",
        unit_counting=city.yunlong.pk,
        imported="no",
        reason="复核",
    )
    assert sent.saved, sent
    case = Case.objects.get(pk=city.case.pk)
    assert (case.happened_precision, case.unit_counting, case.imported) == (
        "day",
        city.yunlong,
        False,
    )
    assert case.history.first().history_change_reason == "cases.correct: 复核"


def test_an_unchanged_correction_changes_nothing(city, fill):
    before = Case.objects.get(pk=city.case.pk)
    fill("tracer", "entry_correction", {"case": city.case.pk}, reason="核对")
    after = Case.objects.get(pk=city.case.pk)
    same = [f.name for f in Case._meta.fields if f.name != "stored_at"]
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]


def test_an_unchanged_correction_of_a_person_changes_nothing(city, fill):
    before = Person.objects.get(pk=city.zhang.pk)
    assert fill("tracer", "entry_person", {"person": city.zhang.pk}).saved
    after = Person.objects.get(pk=city.zhang.pk)
    same = [f.name for f in Person._meta.fields if f.name != "stored_at"]
    assert [getattr(before, n) or None for n in same] == [getattr(after, n) or None for n in same]


def test_a_person_is_corrected(city, fill):
    sent = fill("tracer", "entry_person", {"person": city.zhang.pk}, age="8个月", sex="female")
    assert sent.saved, sent
    person = Person.objects.get(pk=city.zhang.pk)
    assert (person.age, person.age_unit, person.sex) == (8, "months", "female")
    assert refused(
        fill("tracer", "entry_person", {"person": city.zhang.pk}, birth_date="2020-05-01"),
        "birth_date",
        "has not come yet",
    )


def test_a_classification_is_taken_back_by_a_reviewer_with_a_reason(city, fill):
    last = city.case.classifications.last()
    query = {"classification": last.pk}
    assert refused(fill("reviewer", "entry_withdraw", query), "reason", "Say why")
    assert fill("reviewer", "entry_withdraw", query, reason="录入错误").saved
    assert Case.objects.get(pk=city.case.pk).status == "suspected"


# ---- reports ----


def test_a_zero_report_takes_two_taps(city, fill):
    sent = fill("school", "entry_report", {"kind": "zero"})  # the link in the menu, and "Send"
    assert sent.saved, sent
    report = Report.objects.get(kind="zero")
    assert (report.unit, report.to_unit) == (city.school, city.hetang_cdc)
    assert report.received_at == report.happened_at
    assert report.covers_from.isoformat() == "2020-02-02T16:00:00+00:00"


@pytest.mark.parametrize(
    ("role", "receiver"),
    [("hospital", "hetang_cdc"), ("tracer", "city_cdc"), ("grid_worker", "hetang_cdc")],
)
def test_whom_a_unit_reports_to_follows_from_the_tree(city, fill, role, receiver):
    fill(role, "entry_report", {"kind": "event"}, text="聚集性发热")
    assert Report.objects.get(kind="event").to_unit == getattr(city, receiver)


def test_the_duty_head_sends_what_is_due_for_the_unit_it_is_due_from(city, fill):
    for kind, sender in (("case_card", city.hospital), ("investigation", city.hetang)):
        query = {"kind": kind, "case": city.suspect.pk}
        assert fill("duty_head", "entry_report", query, text="情况").saved
        assert Report.objects.get(kind=kind, case=city.suspect).unit == sender
    assert fill("duty_head", "entry_report", {"kind": "zero", "unit": city.school.pk}).saved
    assert Report.objects.get(kind="zero").unit == city.school
    assert fill("duty_head", "entry_report", {"kind": "event"}, text="情况").saved
    assert Report.objects.get(kind="event").to_unit == city.city_cdc


def test_a_card_by_telephone_waits_for_its_receipt_and_review(city, fill):
    query = {"kind": "case_card", "case": city.suspect.pk}
    assert fill("clinician", "entry_report", query, channel="phone").saved
    report = Report.objects.get(case=city.suspect, kind="case_card")
    assert report.received_at is None
    early = fill("reviewer", "entry_review", {"report": report.pk})
    assert early.answer.status_code == 422
    assert "not been received yet" in early.page
    assert fill("reviewer", "entry_report_receipt", {"report": report.pk}).saved
    assert fill("reviewer", "entry_review", {"report": report.pk}).saved
    report.refresh_from_db()
    assert report.reviewed_at is not None


@pytest.mark.parametrize("kind", ["investigation", "event"])
def test_an_empty_report_does_not_end_a_duty(city, fill, kind):
    sent = fill("tracer", "entry_report", {"kind": kind, "case": city.suspect.pk}, text=" ")
    assert refused(sent, "text", "Write what was found"), sent
    assert not Report.objects.filter(kind=kind).exists()


def test_a_back_trace_asks_for_the_source_and_the_gap_and_unknown_is_an_answer(city, fill):
    query = {"kind": "backtrace", "case": city.case.pk}
    sent = fill("tracer", "entry_report", query, source="1月17日聚餐")
    assert refused(sent, "gap", "Not known"), sent
    assert fill("tracer", "entry_report", query, source="1月17日聚餐", gap_unknown="on").saved
    text = Report.objects.get(kind="backtrace").text
    assert text == (
        "Source of infection, as far as known: 1月17日聚餐\n"
        "Where screening let the person pass: not known"
    )


def test_the_page_of_a_case_shows_both_answers_of_its_back_trace(city, fill, sign_in):
    query = {"kind": "backtrace", "case": city.case.pk}
    fill("tracer", "entry_report", query, source="1月17日聚餐", gap="发热门诊未询问旅居史")
    page = sign_in("tracer").get(reverse("case", args=[city.case.pk])).content.decode()
    assert "1月17日聚餐" in page
    assert "发热门诊未询问旅居史" in page


@pytest.mark.parametrize(
    "kind", ["case_card", "correction", "investigation", "backtrace", "who_form"]
)
def test_a_report_about_a_case_asks_which_and_takes_the_one_of_the_address(city, sign_in, kind):
    browser = sign_in("tracer")
    page = browser.get(reverse("entry_report"), {"kind": kind})
    assert {case.pk for case in page.context["page"]} == {city.case.pk, city.suspect.pk}
    known = browser.get(reverse("entry_report"), {"kind": kind, "case": city.case.pk})
    assert known.context["form"].about.case == city.case


def test_a_daily_report_is_filled_in_from_the_record(city, fill):
    fill("hospital", "entry_case", name="孙某六")
    sent = fill("hospital", "entry_report", {"kind": "daily"})
    assert sent.saved, sent
    assert Report.objects.get(kind="daily").figures == {"new_suspected": 1, "new_confirmed": 0}
    wrong = fill("hospital", "entry_report", {"kind": "daily"}, new_confirmed="-1")
    assert refused(wrong, "new_confirmed", "greater than or equal to 0")


def test_a_round_is_summed_up_from_the_checks(city, fill):
    fill("school", "entry_check", name="何某八", temperature_celsius="37.6")
    fill("school", "entry_check", name="吕某", temperature_celsius="36.6")
    fill("school", "entry_report", {"kind": "round_summary"})
    assert Report.objects.get(kind="round_summary").figures == {"checked": 2, "febrile": 1}


def test_a_unit_outside_the_subtree_can_neither_send_nor_be_named(city, fill, sign_in):
    sent = fill("school", "entry_report", {"kind": "zero"}, unit=city.hospital_2.pk)
    assert refused(sent, "unit", "Select a valid choice")
    query = {"kind": "event", "unit": city.tianyuan.pk}
    assert sign_in("tracer").get(reverse("entry_report"), query).status_code == 404


# ---- outbreaks ----


def test_an_outbreak_and_its_milestones(city, fill):
    assert fill("tracer", "entry_outbreak", name="月塘棋牌室").saved
    query = {"outbreak": city.outbreak.pk}
    assert fill("tracer", "entry_milestone", query, kind="detected", when="1月30日").saved
    done = city.outbreak.milestones.get()
    assert (done.kind, done.happened_precision) == ("detected", "day")
    sent = fill("tracer", "entry_milestone", query, kind="coordination", not_applicable="on")
    assert refused(sent, "note", "Say why the action does not apply")


def test_an_outbreak_of_another_county_is_not_there(city, sign_in):
    answer = sign_in(city.others["tracer"]).get(
        reverse("entry_milestone"), {"outbreak": city.outbreak.pk}
    )
    assert answer.status_code == 404
