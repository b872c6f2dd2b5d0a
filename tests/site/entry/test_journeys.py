"""Journeys and passenger lists, from the form to the record."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from firebreak.records.models import Change, Journey, Person, Stay

LIST = (
    "车次,日期,座位号,上车站,上车时间,下车站,下车时间,姓名,电话\n"
    "G72,2020-01-16,07车12A,武汉,18:00,株洲西,20:10,测试甲,10000000001\n"
    "G72,2020-01-16,07车13F,武汉,18:00,株洲西,20:10,测试乙,10000000002\n"
)
RIDE = {"number": "G72", "on": "2020-01-16", "seat": "07车12A", "boarding": "武汉"}


@pytest.fixture
def hand_in(city, sign_in):
    """Return `hand_in(text, **typed)`: look at a list; `then` is what the page would send next."""
    browser = sign_in("tracer")
    page = reverse("entry_passengers")

    def send(text=None, **typed):
        once = browser.get(page).context["form"]["once"].value()
        file = {"file": SimpleUploadedFile("list.csv", text.encode())} if text is not None else {}
        answer = browser.post(page, {"once": once} | typed | file)
        kept = {
            name: answer.context["form"][name].value() for name in ("once", "kept", "kept_name")
        }
        return answer, lambda: browser.post(page, kept | typed | {"take_in": "yes"}, follow=True)

    return send


def test_a_journey_is_recorded_with_its_seat_and_times(city, fill):
    sent = fill("tracer", "entry_journey", {"person": city.zhang.pk}, **RIDE,
                boarded_at="18:00", leaving="株洲西", left_at="20:10")  # fmt: skip
    assert sent.saved, sent
    stay = city.zhang.stays.get()
    assert (stay.place.row, stay.boarding, stay.leaving) == (12, "武汉", "株洲西")
    assert (stay.happened.end - stay.happened.start).seconds == 130 * 60


def test_a_journey_that_ends_after_midnight_ends_on_the_next_day(city, fill):
    about = {"person": city.zhang.pk}
    sent = fill("tracer", "entry_journey", about, **RIDE, boarded_at="23:00", left_at="0:30")
    assert sent.saved, sent
    stay = city.zhang.stays.get()
    assert (stay.happened.end - stay.happened.start).seconds == 90 * 60


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "湘B12345"}, "kind"),
        ({"on": ""}, "on"),
        ({"on": "不详"}, "on"),
        ({"on": "2020-01-16至18日"}, "on"),
        ({"on": "2020-02-20"}, "on"),
        ({"boarded_at": "傍晚"}, "boarded_at"),
        ({"boarded_at": "25:99"}, "boarded_at"),
        ({"boarded_at": "18:00", "left_at": "2020-01-16 17:00"}, "left_at"),
    ],
)
def test_a_journey_that_cannot_be_says_beside_which_answer(city, fill, typed, field):
    sent = fill("tracer", "entry_journey", {"person": city.zhang.pk}, **(RIDE | typed))
    assert field in sent.errors, sent
    assert not Stay.objects.filter(person=city.zhang).exists()


def test_a_list_is_looked_at_before_anything_is_written(hand_in):
    before = Change.objects.count()
    answer, _take_in = hand_in(LIST)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 passengers are registered" in page
    assert re.search(r"<td[^>]*>12A</td>", page)
    assert (Change.objects.count(), Journey.objects.count()) == (before, 0)


def test_a_list_that_was_looked_at_is_taken_in_without_choosing_the_file_again(hand_in):
    _answer, take_in = hand_in(LIST)
    assert take_in().status_code == 200
    assert {stay.place.row for stay in Stay.objects.all()} >= {12, 13}
    made = Change.objects.get(action="journeys.import")
    assert Journey.objects.get().source.title == "list.csv"
    take_in()
    assert Change.objects.filter(action="journeys.import").get() == made


def test_after_a_long_list_the_page_counts_instead_of_listing(hand_in):
    rows = [f"G72,2020-01-16,07车{n}A,,,,,测试,1000000{n:04}" for n in range(1, 61)]
    _answer, take_in = hand_in("\n".join([LIST.splitlines()[0], *rows]))
    saved = take_in()
    counted = {(line.kind, line.says) for line in saved.context["lines"]}
    assert counted == {("Person", "60"), ("Place", "62"), ("Stay", "60"), ("Journey", "1")}
    assert saved.context["about"].person is None


def test_what_is_on_file_is_told_apart(city, hand_in):
    _answer, take_in = hand_in(LIST)
    take_in()
    more = LIST + "G72,2020-01-16,07车14A,武汉,18:00,株洲西,20:10,测试丙,\n"
    page = hand_in(more)[0].content.decode()
    assert "2 rows are on file already" in page
    assert "1 passenger is registered" in page


def test_a_bad_list_says_row_and_column_and_offers_nothing(hand_in):
    answer, take_in = hand_in(LIST.replace("20:10,测试乙", "二十点,测试乙"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Row 3" in page
    assert "下车时间" in page
    assert 'name="take_in"' not in page
    assert take_in().status_code == 422
    assert not Person.objects.filter(name="测试甲").exists()


def test_what_the_rows_leave_out_is_asked_beside_the_file(hand_in):
    plain = "座位号,姓名\n12A,测试甲\n"
    assert hand_in(plain)[0].status_code == 422
    answer, take_in = hand_in(plain, number="CZ3341", on="2020-01-16")
    assert answer.status_code == 200
    take_in()
    assert Journey.objects.get().place.kind == "flight"


@pytest.mark.parametrize("typed", [{}, {"kept": "not base64!", "kept_name": "a.csv"}])
def test_a_page_without_a_file_asks_for_one(hand_in, typed):
    answer, _take_in = hand_in(**typed)
    assert answer.status_code == 422
    assert "Choose the file" in answer.content.decode()


def test_a_search_finds_the_run_and_its_carriages_and_not_every_row(sign_in, hand_in):
    _answer, take_in = hand_in(LIST)
    take_in()
    found = sign_in("tracer").get(reverse("search"), {"q": "G72"}).context["places"]
    assert [place.name for place in found] == ["G72 2020-01-16", "G72 2020-01-16 07车"]
