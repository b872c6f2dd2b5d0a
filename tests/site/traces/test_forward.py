"""Forward: whom a case met; nothing becomes a contact unseen, and what was chosen can be undone."""

import re

import pytest
from django.urls import reverse
from tests.site.conftest import local
from tests.site.traces.conftest import stay

from firebreak.engine.when import When
from firebreak.records import situation
from firebreak.records.actions import contacts, feeds
from firebreak.records.models import Change, Contact, Lookup
from firebreak.records.roles import MAY, Role

SINCE = "?since=2020-01-25T00:00"


def address(case, query=SINCE):
    return reverse("trace_forward", args=[case.pk]) + query


def names(lines):
    return [line.who.label for line in lines]


def choose(browser, case, *who, query=SINCE, once="once"):
    page = browser.get(address(case, query))
    lines = page.context["lines"] + page.context["possible"] + page.context["further"]
    keys = [line.key for line in lines if line.who.label in who]
    sent = {"chosen": keys, "once": once}
    return browser.post(reverse("trace_choose", args=[case.pk]) + query, sent)


def test_those_at_the_table_are_proposed_and_the_known_contact_is_marked(dinner, sign_in):
    page = sign_in("tracer").get(address(dinner.case))
    lines = {line.who.label: line for line in page.context["lines"]}
    assert set(lines) == {"李某二", "周某六", "吴某七", "孙某八"}
    assert lines["李某二"].known == dinner.contact
    assert not lines["李某二"].may_be_chosen
    assert all(lines[name].may_be_chosen for name in ("周某六", "孙某八"))
    assert {line.row["overlap_s"] for line in lines.values()} == {2.5 * 3600}
    assert all(line.where.label.endswith("大圆桌") for line in lines.values())


def test_the_window_is_the_editions_until_the_reader_sets_another(dinner, sign_in):
    page = sign_in("tracer").get(address(dinner.case, ""))
    assert page.context["span"].edition is not None
    assert page.context["lines"] == []  # the dinner was before the onset, on the 26th
    text = page.content.decode()
    assert "set another time above" in text


def test_an_end_before_the_start_is_said_and_not_taken(dinner, sign_in):
    query = "?since=2020-01-28T00:00&until=2020-01-27T00:00"
    page = sign_in("tracer").get(address(dinner.case, query))
    assert "would end before it began" in page.content.decode()


def test_people_of_other_units_are_a_count_and_no_more(dinner, sign_in):
    page = sign_in("tracer").get(address(dinner.case))
    assert page.context["found"].unseen == 1
    assert "钱某五" not in page.content.decode()
    assert "钱某五" in names(sign_in_city(dinner, sign_in).context["lines"])


def sign_in_city(dinner, sign_in):
    from firebreak.records.models import Post

    tracer = dinner.users["tracer"]
    Post.objects.filter(user=tracer).update(unit=dinner.root)
    return sign_in("tracer").get(address(dinner.case))


def test_nothing_becomes_a_contact_by_looking(dinner, sign_in):
    before = Contact.objects.count(), Change.objects.count()
    sign_in("tracer").get(address(dinner.case, SINCE + "&depth=2"))
    assert (Contact.objects.count(), Change.objects.count()) == before


def test_the_chosen_become_contacts_with_place_manner_and_source_and_so_duties(dinner, sign_in):
    answer = choose(sign_in("tracer"), dinner.case, "周某六", "孙某八")
    assert answer.status_code == 302
    made = Contact.objects.filter(origin="traced")
    assert {contact.person.name for contact in made} == {"周某六", "孙某八"}
    contact = made.get(person=dinner.sun)
    assert (contact.happened_at, contact.ended_at) == (local(1, 25, 18, 30), local(1, 25, 21))
    assert (contact.manner, contact.order) == ("meal", Contact.Order.CLOSE)
    assert contact.place.within == dinner.restaurant
    assert str(dinner.case) in contact.source.title
    now = situation.situation()
    assert now.events.filter(kind="contact.named", subject=dinner.sun.pk).height == 1


def test_sent_twice_they_are_written_once(dinner, sign_in):
    browser = sign_in("tracer")
    first = choose(browser, dinner.case, "孙某八")
    assert choose(browser, dinner.case, "孙某八", "周某六").url == first.url
    assert Contact.objects.filter(origin="traced").count() == 1


def test_what_was_chosen_can_be_taken_back(dinner, sign_in):
    browser = sign_in("tracer")
    saved = choose(browser, dinner.case, "孙某八", "周某六").url
    page = browser.get(saved).content.decode()
    assert "孙某八" in page
    browser.post(saved + "back/")
    assert not Contact.objects.filter(origin="traced").exists()
    assert "孙某八" in names(browser.get(address(dinner.case)).context["lines"])


def test_nothing_ticked_makes_nothing_and_says_so(dinner, sign_in):
    browser = sign_in("tracer")
    there = choose(browser, dinner.case).url
    assert "Nothing was chosen" in browser.get(there).content.decode()


def test_a_known_contact_or_somebody_not_found_cannot_be_forged(dinner, sign_in):
    browser = sign_in("tracer")
    choose(browser, dinner.case, "李某二")
    path = reverse("trace_choose", args=[dinner.case.pk]) + SINCE
    browser.post(path, {"chosen": ["0" * 20], "once": "x"})
    assert not Contact.objects.filter(origin="traced").exists()


def test_what_is_known_to_the_day_only_stands_apart_and_below(dinner, sign_in):
    day = When.day(local(1, 27).date(), local(1, 27).tzinfo)
    shop = contacts.add_place(by=None, name="超市", unit=dinner.hetang, kind="home")
    for guest in (dinner.zhang, dinner.wang):
        stay(guest, shop, day)
    page = sign_in("tracer").get(address(dinner.case))
    assert names(page.context["possible"]) == ["王某三"]
    assert "王某三" not in names(page.context["lines"])
    text = page.content.decode()
    assert text.index('id="certain"') < text.index('id="possible"')


def test_two_steps_show_the_contacts_of_contacts_and_through_whom(dinner, sign_in):
    home = contacts.add_place(by=None, name="孙家", unit=dinner.hetang, kind="home")
    night = When.between(local(1, 26, 20), local(1, 27, 7))
    stay(dinner.sun, home, night)
    stay(dinner.wang, home, night)
    browser = sign_in("tracer")
    page = browser.get(address(dinner.case, SINCE + "&until=2020-01-30T00:00&depth=2"))
    further = {line.who.label: line for line in page.context["further"]}
    assert further["王某三"].via.label == "孙某八"
    assert further["王某三"].order == Contact.Order.SECONDARY


def test_an_id_of_a_feed_is_a_proposal_only_once_it_has_been_named(dinner, feed, sign_in):
    feed(("8812", "R1", local(1, 25, 19), local(1, 25, 20)))
    feeds.link_place(by=None, sender=dinner.hetang, code="R1", place=dinner.restaurant)
    browser = sign_in("tracer")
    lines = {line.who.label: line for line in browser.get(address(dinner.case)).context["lines"]}
    pseudonym = next(label for label in lines if label.startswith("8812"))
    assert not lines[pseudonym].may_be_chosen
    naming = lines[pseudonym].who.name_href
    form = browser.get(naming)
    assert form.status_code == 200
    given = form.context["form"].initial | {
        "name": "郑某九", "lives_in": dinner.hetang.pk, "once": "n", "sex": "unknown",
    }  # fmt: skip
    assert browser.post(naming, given).status_code == 302
    lines = {line.who.label: line for line in browser.get(address(dinner.case)).context["lines"]}
    assert lines["郑某九"].may_be_chosen
    assert pseudonym not in lines


def test_whoever_traces_is_noted(dinner, sign_in):
    sign_in("tracer").get(address(dinner.case))
    noted = Lookup.objects.get()
    assert (noted.by, noted.kind, noted.subject) == (
        dinner.users["tracer"],
        "forward",
        dinner.case.pk,
    )
    assert noted.found == 5  # whom he met, seen or not


def test_a_damaged_index_is_said_in_a_sentence(dinner, feed, sign_in, tmp_path):
    feed(("8812", "R1", local(1, 25, 19), local(1, 25, 20)))
    (tmp_path / "stays.index" / "manifest.json").write_text("{")
    answer = sign_in("tracer").get(address(dinner.case))
    assert answer.status_code == 503
    assert "firebreak stays info --verify" in answer.content.decode()


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("page", ["trace_forward", "trace_back"])
def test_it_opens_to_the_posts_of_the_table_and_to_no_other(dinner, sign_in, role, page):
    answer = sign_in(role).get(reverse(page, args=[dinner.case.pk]))
    expected = {200, 404} if role in MAY["traces.read"] else {403}
    assert answer.status_code in expected


@pytest.mark.parametrize("page", ["trace_forward", "trace_back"])
def test_a_case_of_another_county_is_not_there(dinner, sign_in, page):
    answer = sign_in("tracer").get(reverse(page, args=[dinner.other_case.pk]))
    assert answer.status_code == 404


def test_the_past_offers_no_button_that_writes(dinner, sign_in):
    query = SINCE + "&known=2020-02-02T20:00"
    page = sign_in("tracer").get(address(dinner.case, query))
    text = page.content.decode()
    assert "孙某八" in text
    assert not re.search(r'name="chosen"', text)


def test_the_page_of_a_place_shows_who_is_known_from_feeds_only_to_those_who_trace(
    dinner, feed, sign_in
):
    feed(
        ("8812", "R1", local(1, 25, 19), local(1, 25, 20)),
        ("8813", "R1", local(1, 26, 19), local(1, 26, 20)),
        ("8814", "R2", local(1, 25, 19), local(1, 25, 20)),
    )
    feeds.link_place(by=None, sender=dinner.hetang, code="R1", place=dinner.restaurant)
    page = reverse("place", args=[dinner.restaurant.pk])
    query = "?since=2020-01-25T00:00&until=2020-01-26T00:00"
    fed = sign_in("tracer").get(page + query).context["fed"]
    assert [who.label.split(",")[0] for who, _row in fed["lines"]] == ["8812"]
    assert sign_in("tracer").get(page).context["fed"]["people"] == 2
    assert sign_in("secretary").get(page).context["fed"] is None


def test_the_duty_head_reads_a_trace_and_can_make_or_name_nobody(dinner, feed, sign_in):
    feed(("8812", "R1", local(1, 25, 19), local(1, 25, 20)))
    feeds.link_place(by=None, sender=dinner.hetang, code="R1", place=dinner.restaurant)
    browser = sign_in("duty_head")
    page = browser.get(address(dinner.case))
    assert "孙某八" in names(page.context["lines"])
    assert not [line for line in page.context["lines"] if line.who.name_href]
    text = page.content.decode()
    assert 'name="chosen"' not in text
    choosing = reverse("trace_choose", args=[dinner.case.pk]) + SINCE
    assert browser.post(choosing, {"chosen": ["0" * 20], "once": "x"}).status_code == 403
    assert Lookup.objects.filter(by=dinner.users["duty_head"]).exists()
