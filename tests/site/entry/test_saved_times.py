"""Where an entry has several times, its saved page says what each is of."""

from django.urls import reverse
from django.utils.html import strip_tags


def test_an_observation_that_ended_says_when_it_began(city, fill, sign_in, last_change):
    about = {"placement": city.watch.pk}
    assert fill("tracer", "entry_placement_end", about, reason="转外地").saved
    told = _saved(sign_in("tracer"), last_change())
    assert "ended 2020-02-03 08:00 · 转外地 began 2020-01-31 09:00" in told


def test_a_report_says_when_it_was_sent_and_when_received(city, fill, sign_in, last_change):
    about = {"case": city.suspect.pk, "kind": "case_card"}
    sent = fill("clinician", "entry_report", about)
    assert sent.saved, str(sent)
    told = _saved(sign_in("clinician"), last_change())
    assert "sent 2020-02-03 08:00" in told


def _saved(browser, made) -> str:
    page = browser.get(reverse("entry_saved", args=[made.pk])).content.decode()
    return " ".join(strip_tags(page).split())
