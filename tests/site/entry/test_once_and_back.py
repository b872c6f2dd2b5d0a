"""Sent twice is written once; what one has just entered can be taken back by oneself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from firebreak.records import clock
from firebreak.records.actions import checks
from firebreak.records.actions.withdraw import WITHIN, take_back
from firebreak.records.change import change
from firebreak.records.history import as_known
from firebreak.records.models import Case, Change, Check, Person, Placement, Sample
from firebreak.records.visibility import Refused


def back(browser, made: Change):
    return browser.post(reverse("entry_take_back", args=[made.pk]))


def test_a_form_sent_twice_is_entered_once(city, sign_in, fill):
    sent = fill("clinician", "entry_case", name="孙某六")
    again = sign_in("clinician").post(reverse("entry_case"), sent.sent)
    assert again.status_code == 302
    assert again.url == sent.answer.url
    assert Case.objects.filter(person__name="孙某六").count() == 1
    page = again.client.get(again.url).content.decode()
    assert "nothing was entered twice" in page


def test_two_sendings_at_the_same_moment_are_entered_once(city, sign_in, fill, monkeypatch):
    from firebreak.site.entry.page import EntryPage

    sent = fill("clinician", "entry_case", name="孙某六")
    found = EntryPage.made_before
    looks = iter([None])  # the second one looks before the first has committed
    monkeypatch.setattr(EntryPage, "made_before", lambda page, form: next(looks, found(page, form)))
    typed = sent.sent | {"who": "new"}
    again = sign_in("clinician").post(reverse("entry_case"), typed)
    assert again.status_code == 302
    assert Case.objects.filter(person__name="孙某六").count() == 1


def test_another_user_with_the_same_key_is_not_mistaken_for_the_first(city, sign_in, fill):
    sent = fill("clinician", "entry_case", name="孙某六")
    other = sign_in("hospital").post(reverse("entry_case"), sent.sent | {"name": "周某七"})
    assert other.status_code == 302
    assert Case.objects.filter(person__name="周某七").count() == 1


def test_taking_a_new_case_back_takes_all_of_it_and_keeps_the_history(
    city, fill, sign_in, last_change
):
    fill("clinician", "entry_case", name="孙某六")
    made = last_change()
    page = sign_in("clinician").get(reverse("entry_saved", args=[made.pk])).content.decode()
    assert "Take it back" in page
    assert back(sign_in("clinician"), made).url == reverse("entry")
    assert not Person.objects.filter(name="孙某六").exists()
    versions = Person.history.filter(name="孙某六").order_by("history_id")
    assert [v.history_type for v in versions] == ["+", "-"]
    assert "taken back" in last_change().reason
    with as_known(made.at):
        assert Case.objects.filter(person__name="孙某六").count() == 1


def test_taking_back_a_change_of_what_stood_there_puts_it_back(city, fill, sign_in, last_change):
    fill("tracer", "entry_correction", {"case": city.case.pk}, severity="severe", reason="CT")
    assert Case.objects.get(pk=city.case.pk).severity == "severe"
    back(sign_in("tracer"), last_change())
    case = Case.objects.get(pk=city.case.pk)
    assert (case.severity, case.status) == ("unknown", "confirmed")


def test_taking_back_a_placement_opens_the_one_it_had_ended(city, fill, sign_in, last_change):
    fill("tracer", "entry_placement", {"person": city.li.pk}, level="site", unit=city.site.pk)
    assert Placement.objects.get(pk=city.watch.pk).ended_at is not None
    back(sign_in("tracer"), last_change())
    assert [p.pk for p in city.li.placements.all()] == [city.watch.pk]
    assert Placement.objects.get(pk=city.watch.pk).ended_at is None


def test_taking_back_twice_is_once(city, fill, sign_in, last_change):
    fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius="36.5")
    made, count = last_change(), Change.objects.count()
    back(sign_in("grid_worker"), made)
    assert back(sign_in("grid_worker"), made).url == reverse("entry")
    assert Change.objects.count() == count + 1
    assert city.li.checks.count() == 1


def test_what_something_was_recorded_on_top_of_stays(city, fill, sign_in, last_change):
    fill("clinician", "entry_case", name="孙某六")
    made = last_change()
    person = Person.objects.get(name="孙某六")
    fill("clinician", "entry_sample", {"person": person.pk})
    answer = back(sign_in("clinician"), made)
    assert answer.url == reverse("entry_saved", args=[made.pk])
    assert "on top of it" in answer.client.get(answer.url).content.decode()
    assert Case.objects.filter(person=person).exists()


def test_what_was_changed_since_stays(city, fill, sign_in, last_change):
    fill("laboratory", "entry_receipt", {"sample": city.waiting.pk})
    made = last_change()
    fill("laboratory", "entry_result", {"sample": city.waiting.pk}, result="negative")
    sample = Sample.objects.get(pk=city.waiting.pk)
    with change("samples.receive", by=None):
        sample.number = "HT-002b"
        sample.save()
    back(sign_in("laboratory"), made)
    assert Sample.objects.get(pk=city.waiting.pk).received_at is not None


def test_what_was_changed_since_and_taken_back_goes_back_too(city, fill, sign_in, last_change):
    correct = ("tracer", "entry_correction", {"case": city.case.pk})
    fill(*correct, severity="severe", reason="CT")
    first = last_change()
    fill(*correct, severity="critical", reason="ICU")
    second = last_change()
    back(sign_in("tracer"), first)  # the second stands on it
    assert Case.objects.get(pk=city.case.pk).severity == "critical"
    back(sign_in("tracer"), second)
    back(sign_in("tracer"), first)
    assert Case.objects.get(pk=city.case.pk).severity == "unknown"


def test_after_a_while_it_is_corrected_not_taken_back(city, fill, sign_in, last_change):
    fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius="36.5")
    made = last_change()
    with clock.held_at(clock.now() + WITHIN + timedelta(minutes=1)):
        browser = sign_in("grid_worker")
        page = browser.get(reverse("entry_saved", args=[made.pk])).content.decode()
        back(browser, made)
    assert "Take it back" not in page
    assert city.li.checks.count() == 2


def test_somebody_else_can_neither_see_nor_take_back_my_entry(city, fill, sign_in, last_change):
    fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius="36.5")
    made = last_change()
    assert back(sign_in("tracer"), made).status_code == 404
    assert sign_in("tracer").get(reverse("entry_saved", args=[made.pk])).status_code == 404
    with pytest.raises(Refused):
        take_back(by=city.users["tracer"], made=made)


def test_a_post_that_may_no_longer_enter_it_cannot_take_it_back(city, fill, last_change):
    fill("grid_worker", "entry_check", {"person": city.li.pk}, temperature_celsius="36.5")
    made, user = last_change(), city.users["grid_worker"]
    user.post.role = "citizen"
    user.post.save()
    with pytest.raises(Refused):
        take_back(by=user, made=made)


def test_what_was_set_up_cannot_be_taken_back(city, last_change):
    admin = city.users["administrator"]
    with change("units.keep", by=admin) as made:
        city.grid.short_name = "月一"
        city.grid.save()
    with pytest.raises(Refused):
        take_back(by=admin, made=Change.objects.get(pk=made.id))


def test_what_was_typed_of_one_person_is_never_put_back_for_another(city, sign_in):
    browser = sign_in("tracer")
    pages = [browser.get(reverse("entry_check"), {"person": p.pk}) for p in (city.li, city.wang)]
    assert pages[0].context["draft"] != pages[1].context["draft"]


def test_an_entry_sent_to_another_page_leaves_the_way_to_take_it_back(city, fill, last_change):
    there = reverse("entry")
    sent = fill(
        "grid_worker",
        "entry_check",
        {"person": city.li.pk, "next": there},
        temperature_celsius="36.5",
    )
    assert sent.answer.url == there
    page = sent.answer.client.get(there).content.decode()
    assert reverse("entry_saved", args=[last_change().pk]) in page


def test_nobody_is_sent_to_another_site_after_an_entry(city, fill):
    sent = fill(
        "grid_worker",
        "entry_check",
        {"person": city.li.pk, "next": "//x.example/"},
        temperature_celsius="36.5",
    )
    assert sent.answer.url.startswith("/")
    assert not sent.answer.url.startswith("//")


def test_an_action_called_directly_can_be_taken_back_too(city):
    user = city.users["grid_worker"]
    checks.record_check(
        by=user,
        person=city.li,
        kind="follow_up",
        unit=city.grid,
        when=city.case.happened,
        note="电话询问，无不适",
    )
    take_back(by=user, made=Change.objects.order_by("-id").first())
    assert Check.objects.filter(person=city.li).count() == 1
