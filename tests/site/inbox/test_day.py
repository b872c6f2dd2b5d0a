"""Of which day a text is: said by a reviewer, and read again; what was decided stays."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from firebreak.engine.dates import write_when
from firebreak.intake.dating import read_as_of
from firebreak.intake.kept import draft_of, mend
from firebreak.intake.receiving import receive
from firebreak.records.actions import drafts
from firebreak.records.actions.dating import days_set
from firebreak.records.models import Case, Draft
from firebreak.records.roles import MAY, Role

TEXT = (
    "情况报告\n病例51：郁某，男，45岁，荷塘区人，昨日发病，今日确诊。\n"
    "病例52：闵某，女，30岁，荷塘区人，昨日到虚构市场购物，今日确诊。\n"
)


@pytest.fixture
def reading(city):
    """Return a text that does not say of which day it is, in the inbox of Hetang."""
    return receive(
        TEXT.encode(), by=None, name="", channel="pasted", unit=city.hetang, published=None
    ).reading


def onset(reading, number):
    [case] = [
        d for d in map(draft_of, reading.drafts.filter(kind="case")) if d.value("number") == number
    ]
    return write_when(case.value("onset"), zone=settings.CITY_ZONE)


def set_day(browser, reading, day):
    return browser.post(reverse("inbox_day", args=[reading.pk]), {"published": day}, follow=True)


def test_a_day_that_was_missing_is_set_and_the_times_are_read_from_it(reading, sign_in):
    assert onset(reading, "51") == "2020-02-02"  # the day before it came
    page = set_day(sign_in("reviewer"), reading, "2020-01-31").content.decode()
    reading.refresh_from_db()
    assert onset(reading, "51") == "2020-01-30"
    assert reading.source.published_on == date(2020, 1, 31)
    assert "Read again as of 2020-01-31." in page
    assert "day_of_receipt_taken" not in reading.notes


def test_who_set_it_and_when_is_shown(reading, sign_in, city):
    browser = sign_in("reviewer")
    for day in ("2020-01-30", "2020-01-31"):
        page = set_day(browser, reading, day).content.decode()
    assert [(day, made.by) for day, made in days_set(reading)] == [
        (date(2020, 1, 31), city.users["reviewer"]),
        (date(2020, 1, 30), city.users["reviewer"]),
    ]
    assert "2020-01-30, set by" in page


def test_what_was_decided_or_mended_stays(reading, sign_in, city):
    browser = sign_in("reviewer")
    by_number = {draft_of(row).value("number"): row for row in reading.drafts.filter(kind="case")}
    decide = reverse("inbox_decide", args=[reading.pk])
    browser.post(decide, {"do": "accept", "key": by_number["51"].key})
    stay = reading.drafts.get(kind="stay")
    drafts.reject(by=city.users["reviewer"], draft=stay, reason="说了两次")
    mend(by=city.users["reviewer"], row=by_number["52"], values={"severity": "mild"})
    keys = set(reading.drafts.values_list("key", flat=True))

    page = set_day(browser, reading, "2020-01-31").content.decode()

    assert set(reading.drafts.values_list("key", flat=True)) == keys
    assert Case.objects.get(number="51").happened.local_day(settings.CITY_ZONE) == date(2020, 2, 2)
    accepted = reading.drafts.get(pk=by_number["51"].pk)
    assert (accepted.state, onset(reading, "51")) == (Draft.State.ACCEPTED, "2020-02-02")
    rejected = reading.drafts.get(pk=stay.pk)
    assert (rejected.state, rejected.reason) == (Draft.State.REJECTED, "说了两次")
    assert draft_of(rejected).value("when").local_day(settings.CITY_ZONE) == date(2020, 1, 30)
    mended = draft_of(reading.drafts.get(pk=by_number["52"].pk))
    assert mended.value("severity") == "mild"
    assert "What was accepted stays as it is" in page


def test_links_lead_to_the_drafts_that_were_kept(reading, city):
    read_as_of(by=city.users["reviewer"], reading=reading, day=date(2020, 1, 31))
    keys = set(reading.drafts.values_list("key", flat=True))
    for row in reading.drafts.all():
        assert set(draft_of(row).links.values()) <= keys


def test_a_day_to_come_and_no_day_change_nothing(reading, sign_in):
    for day in ("2020-02-20", "", "gestern"):
        set_day(sign_in("reviewer"), reading, day)
    reading.refresh_from_db()
    assert (reading.source.published_on, days_set(reading)) == (None, [])


def test_the_same_text_again_says_where_its_day_is_set(reading, sign_in):
    sent = {"text": TEXT, "published": "2020-01-31"}
    page = sign_in("reviewer").post(reverse("inbox"), sent, follow=True).content.decode()
    assert "set it on its page" in page


def test_in_chinese(reading, sign_in):
    there = reverse("inbox_document", args=[reading.pk])
    page = sign_in("reviewer").get(there, headers={"accept-language": "zh-hans"}).content.decode()
    assert "按此日期重新读取" in page
    assert "未写明" in page


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY["drafts.redate"]])
def test_who_may_not_review_sets_no_day(reading, sign_in, role):
    answer = set_day(sign_in(role.value), reading, "2020-01-31")
    assert answer.status_code in (403, 404)
