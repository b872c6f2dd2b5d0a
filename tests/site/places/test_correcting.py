"""A finding about a place leads to its page, and there it is corrected, merged and parted again."""

import pytest
from django.urls import reverse

from firebreak.engine.when import When
from firebreak.records.actions import contacts, places
from firebreak.records.models import Change, PlaceMerge


@pytest.fixture
def pair(city):
    """One compound of Hetang in two spellings; Zhang was at the second."""
    made = [
        contacts.add_place(by=None, name=name, unit=city.hetang)
        for name in ("佳安名苑", "佳安茗苑")
    ]
    contacts.record_stay(by=None, person=city.zhang, place=made[1], when=When.unknown())
    return made


def page_of(browser, place) -> str:
    return browser.get(reverse("place", args=[place.pk])).content.decode()


def test_two_spellings_are_merged_from_the_finding_and_parted_on_the_page(city, pair, sign_in):
    keep, away = pair
    browser = sign_in("reviewer")
    found = browser.get(reverse("consistency")).context["page"].object_list
    [finding] = [row for row in found if "佳安茗苑" in row["message"]]
    hrefs = [href for href, _label in finding["links"]]
    assert len(hrefs) == 4
    assert hrefs[:2] == [reverse("place", args=[place.pk]) for place in pair]
    form = browser.get(hrefs[2])
    assert f"#{away.pk} 佳安茗苑" in form.content.decode()
    sent = {"once": "1", "other": f"#{away.pk} 佳安茗苑", "keep": "this", "reason": "同一小区"}
    assert browser.post(hrefs[2], sent).status_code == 302
    assert browser.post(hrefs[2], sent).status_code == 302  # sent twice, merged once
    [merge] = PlaceMerge.objects.all()
    assert browser.get(reverse("place", args=[away.pk])).url == reverse("place", args=[keep.pk])
    page = page_of(browser, keep)
    assert city.zhang.name in page
    undo = reverse("undo_place_merge", args=[merge.pk])
    assert undo in page
    assert browser.post(undo).status_code == 302
    assert city.zhang.name in page_of(browser, away)
    assert city.zhang.name not in page_of(browser, keep)


def test_a_place_is_corrected_by_its_form(city, pair, sign_in):
    browser, place = sign_in("tracer"), pair[0]
    address = f"{reverse('entry_place')}?place={place.pk}"
    assert address.split("?")[1] in page_of(browser, place)
    given = {"once": "1", "name": "佳安名苑二期", "unit": "", "datum": "gcj02", "kind": "compound"}
    wrong = browser.post(address, given | {"longitude": "113.1", "reason": "地图核对"})
    assert wrong.status_code == 422
    assert "both longitude and latitude" in wrong.content.decode()
    right = given | {"longitude": "113.1", "latitude": "27.8", "reason": "地图核对"}
    unsaid = browser.post(address, right | {"reason": ""})
    assert unsaid.status_code == 422
    assert "Say why; the history keeps the reason." in unsaid.content.decode()
    assert browser.post(address, right).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.unit, place.longitude) == ("佳安名苑二期", None, 113.1)


def test_the_page_of_a_place_tells_what_was_corrected_by_whom_and_why(city, pair, sign_in):
    place, tracer = pair[0], city.users["tracer"]
    places.correct(by=tracer, place=place, reason="地图核对", name="佳安名苑二期")
    page = sign_in("reviewer").get(reverse("place", args=[place.pk]))
    last, first = page.context["versions"]
    assert (last.by, last.reason) == (tracer.get_full_name(), "地图核对")
    assert [(before, after) for _field, before, after in last.changes] == [
        ("佳安名苑", "佳安名苑二期")
    ]
    assert first.by == "the program"
    told = page.content.decode()
    assert "History of this record" in told
    assert "地图核对" in told
    assert "History of this record" not in page_of(sign_in("inspector"), place)


@pytest.mark.parametrize("entry", ["entry_place", "entry_merge_places", "entry_tell_places_apart"])
def test_what_was_saved_of_a_place_leads_back_to_it(city, pair, sign_in, entry):
    place, other = pair
    browser, address = sign_in("reviewer"), f"{reverse(entry)}?place={place.pk}"
    given = {
        "once": "1",
        "reason": "现场核实",
        "name": "佳安名苑",
        "unit": city.hetang.pk,
        "datum": "wgs84",
        "kind": "compound",
    }
    told = {"other": f"#{other.pk}", "keep": "this"}
    saved = browser.post(address, given | told, follow=True)
    assert saved.redirect_chain
    steps = {step.label: step.href for step in saved.context["steps"]}
    assert steps["To the place"] == reverse("place", args=[place.pk])


def test_a_name_that_no_other_place_has_is_refused_in_words(pair, sign_in):
    browser, before = sign_in("reviewer"), Change.objects.count()
    address = f"{reverse('entry_merge_places')}?place={pair[0].pk}"
    for other in ("无此地点", "#999999", "佳安名苑"):
        sent = {"once": other, "other": other, "keep": "this", "reason": "x"}
        answer = browser.post(address, sent)
        assert answer.status_code == 422
        assert "No other place on record is called so." in answer.content.decode()
    assert Change.objects.count() == before


def test_who_may_not_is_offered_nothing_and_undoes_nothing(city, pair, sign_in):
    inspector = sign_in("inspector")
    assert "entry/place" not in page_of(inspector, pair[0])
    theirs = sign_in(city.others["reviewer"])
    form = reverse("entry_merge_places")
    assert theirs.get(form, {"place": pair[0].pk}).status_code == 404
    merge = places.merge(by=None, keep=pair[0], away=pair[1], reason="同一小区")
    undo = reverse("undo_place_merge", args=[merge.pk])
    assert undo not in page_of(inspector, pair[0])
    assert inspector.post(undo).status_code == 403
    assert theirs.post(undo).status_code == 404
    assert PlaceMerge.objects.get() == merge
