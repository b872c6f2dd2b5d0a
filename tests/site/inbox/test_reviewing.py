"""The inbox: bringing documents in, and the desk on which they are reviewed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.records.actions import people
from firebreak.records.models import Case, Citation, Draft, Person, Reading
from firebreak.site.inbox import page as page_module

TEXT = """#small
person p1 name=周某 sex=male age=45 residence=荷塘区
case c1 number=株洲1 status=confirmed onset=2020-01-18 classified=2020-01-25 @person=p1
stay s1 place=建材市场 when=2020-01-19 @person=p1
total n1 what=confirmed number=16
"""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER, **readers.READERS})


@pytest.fixture
def bring(city):
    """Return a function that puts a text into the inbox of Hetang, or another unit's."""

    def put(text: str = TEXT, unit=None, **how) -> Reading:
        how = {"by": None, "name": "通报.txt", "channel": "dropped"} | how
        return receive(text.encode(), unit=unit or city.hetang, **how).reading

    return put


@pytest.fixture
def decide(sign_in):
    """Return a function that sends one decision as the desk does."""
    browser = sign_in("reviewer")

    def send(reading: Reading, do: str, key: str = "", htmx: bool = True, **more):
        headers = {"hx-request": "true"} if htmx else {}
        address = reverse("inbox_decide", args=[reading.pk])
        return browser.post(address, {"do": do, "key": key, **more}, headers=headers)

    return send


def state_of(reading: Reading, key: str) -> str:
    return reading.drafts.get(key=key).state


def test_a_pasted_text_opens_on_the_desk(city, sign_in):
    browser = sign_in("reviewer")
    answer = browser.post(reverse("inbox"), {"text": TEXT, "published": "2020-02-03"})
    reading = Reading.objects.get()
    assert answer.headers["location"] == reverse("inbox_document", args=[reading.pk])
    assert (reading.channel, reading.unit) == ("pasted", city.hetang)
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "周某" in page.content.decode()


def test_several_files_are_taken_in_at_once_and_one_that_came_before_is_said(city, sign_in, bring):
    bring(TEXT)
    files = [
        SimpleUploadedFile("a.txt", TEXT.encode()),
        SimpleUploadedFile("b.txt", TEXT.replace("16", "17").encode()),
        SimpleUploadedFile("c.pdf", b"%PDF-1.7"),
    ]
    answer = sign_in("reviewer").post(reverse("inbox"), {"files": files}, follow=True)
    page = answer.content.decode()
    assert "came before; nothing was changed" in page
    assert "b.txt is in the inbox" in page
    assert "The file is a PDF" in page
    assert Reading.objects.count() == 3


def test_an_empty_form_says_so(city, sign_in):
    answer = sign_in("reviewer").post(reverse("inbox"), {"text": "  "}, follow=True)
    assert "Nothing came" in answer.content.decode()


def test_the_list_says_what_came_from_whom_and_how_much_of_it_is_open(city, sign_in, bring):
    bring(TEXT, sender="市卫健委")
    page = sign_in("reviewer").get(reverse("inbox")).content.decode()
    assert "4 of 4" in page
    assert "市卫健委" in page


def test_an_inbox_with_nothing_waiting_says_how_things_get_there(city, sign_in):
    page = sign_in("reviewer").get(reverse("inbox")).content.decode()
    assert "Nothing waits for a decision." in page


def test_a_long_list_goes_on_on_a_second_page(city, sign_in, bring):
    for number in range(30):
        bring(f"{TEXT}\n# {number}")
    page = sign_in("reviewer").get(reverse("inbox"), {"page": 2}).content.decode()
    assert "26–30 of 30" in page


def test_every_value_is_lit_where_it_stands_in_the_text(city, sign_in, bring):
    reading = bring()
    page = sign_in("reviewer").get(reverse("inbox_document", args=[reading.pk])).content.decode()
    row = reading.drafts.get(key="p1")
    assert f'<mark data-drafts="{row.pk}" class="is-lit">周某</mark>' in page


def test_accepting_goes_to_the_next_draft_without_a_new_page(city, decide, bring):
    reading = bring()
    answer = decide(reading, "accept", "p1")
    page = answer.content.decode()
    assert "<html" not in page
    assert 'data-current="c1"' in page
    assert state_of(reading, "p1") == "accepted"


def test_after_the_last_draft_the_next_document_opens(city, decide, bring):
    waiting = bring(TEXT.replace("株洲1", "株洲2"))
    reading = bring()
    answer = decide(reading, "accept_certain")
    assert answer.headers["hx-push-url"] == reverse("inbox_document", args=[waiting.pk])
    assert set(reading.drafts.values_list("state", flat=True)) == {"accepted"}


def test_all_certain_ones_at_once_and_those_left_say_why(city, decide, bring):
    people.register(by=None, name="周某", sex="male", age=45, unit_residence=city.hetang)
    reading = bring()
    page = decide(reading, "accept_certain").content.decode()
    assert state_of(reading, "n1") == "accepted"
    assert state_of(reading, "p1") == "open"
    assert "Say first whether it is the same" in page
    assert "1 accepted. 3 wait: see why beside each." in page


def test_what_is_new_the_same_or_otherwise_is_marked_with_both_values(city, sign_in, bring):
    people.register(by=None, name="周某", sex="male", age=44, unit_stay=city.hetang)
    reading = bring()
    page = sign_in("reviewer").get(reverse("inbox_document", args=[reading.pk]))
    card = page.context["page"].cards[0]
    assert {line.field: (line.state, line.value, line.on_file) for line in card.lines} == {
        "name": ("same", "周某", ""),
        "sex": ("same", "male", ""),
        "age": ("differs", "45", "44"),
        "residence": ("new", "荷塘区", ""),
    }
    assert "on file: 44" in page.content.decode()


def test_the_reviewer_says_it_is_the_same_and_takes_what_differs(city, decide, bring):
    known = people.register(by=None, name="周某", sex="male", age=44, unit_residence=city.hetang)
    reading = bring()
    decide(reading, "accept", "p1", same_as=str(known.pk), take=["age"])
    known.refresh_from_db()
    assert (known.age, Person.objects.filter(name="周某").count()) == (45, 1)


KNOWN = TEXT.replace("residence", "phone=13900000001 residence").replace("周某", "周强")
OTHERWISE = KNOWN.replace("onset=2020-01-18", "onset=2020-01-24").replace("#small", "#small 二")


@pytest.fixture
def otherwise(bring):
    """Return a document that has another onset of a case than the one on file."""
    accept_certain(by=None, reading=bring(KNOWN))
    return bring(OTHERWISE)


def card_of(answer, key: str):
    return next(card for card in answer.context["page"].cards if card.row.key == key)


def test_what_differs_is_shown_before_its_person_is_decided_and_is_not_certain(
    sign_in, otherwise, decide
):
    page = sign_in("reviewer").get(reverse("inbox_document", args=[otherwise.pk]))
    card = card_of(page, "c1")
    assert [line.on_file for line in card.lines if line.field == "onset"] == ["2020-01-18"]
    assert (card.is_certain, card_of(page, "p1").is_certain) == (False, True)
    assert "Accept all 3 certain" in page.content.decode()
    answer = decide(otherwise, "accept_certain").content.decode()
    assert "3 accepted. 1 waits" in answer
    assert "What is on file says otherwise" in answer
    assert "certain <kbd>A</kbd>" not in answer
    assert state_of(otherwise, "c1") == "open"


def test_who_was_not_shown_what_differs_is_shown_it_and_may_then_accept(otherwise, decide):
    case = Case.objects.get(number="株洲1")
    page = decide(otherwise, "accept", "c1").content.decode()
    assert "What is on file says otherwise" in page
    assert f'name="saw" value="{case.pk} happened"' in page
    assert state_of(otherwise, "c1") == "open"
    page = decide(otherwise, "accept", "c1", saw=[f"{case.pk} happened"])
    assert state_of(otherwise, "c1") == "accepted"
    left = [line.on_file for line in card_of(page, "c1").lines if line.field == "onset"]
    assert left == ["2020-01-18"]  # what was not taken stays marked


def test_the_one_he_says_it_is_is_the_one_it_is_compared_with(city, decide, bring):
    known = [
        people.register(by=None, name="周某", sex="male", age=age, unit_residence=city.hetang)
        for age in (45, 44)
    ]
    reading = bring()
    page = decide(reading, "accept", "p1", same_as=str(known[1].pk))
    assert state_of(reading, "p1") == "open"
    card = card_of(page, "p1")
    assert (card.chosen, card.saw) == (known[1].pk, [f"{known[1].pk} age"])
    decide(reading, "accept", "p1", same_as=str(known[1].pk), saw=card.saw)
    assert reading.drafts.get(key="p1").record_id == known[1].pk


def test_of_a_long_document_it_is_not_said_how_many_are_certain(sign_in, bring, monkeypatch):
    monkeypatch.setattr(page_module, "MOST_FORESEEN", 3)
    page = sign_in("reviewer").get(reverse("inbox_document", args=[bring().pk]))
    assert "Accept all that is certain" in page.content.decode()
    assert all(card.is_certain for card in page.context["page"].cards)


def test_a_rejected_draft_shows_its_reason_and_is_reopened(city, decide, bring):
    reading = bring()
    assert "Say why it is rejected" in decide(reading, "reject", "p1").content.decode()
    assert "另一城市" in decide(reading, "reject", "p1", reason="另一城市").content.decode()
    assert state_of(reading, "p1") == "rejected"
    decide(reading, "reopen", "p1")
    assert state_of(reading, "p1") == "open"


def test_mending_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(city, decide, bring):
    reading = bring()
    page = decide(reading, "mend", "p1", field_name="周某", field_age="four").content.decode()
    assert "Write a whole number." in page
    assert 'value="four"' in page
    sent = {"field_name": "周某某", "field_age": "54", "field_sex": "female"}
    page = decide(reading, "mend", "p1", **sent).content.decode()
    assert "周某某" in page
    decide(reading, "accept", "p1")
    person = Person.objects.get(name="周某某")
    assert (person.age, person.sex) == (54, "female")


def test_undoing_takes_back_all_that_the_last_decision_on_this_document_wrote(city, decide, bring):
    before = Person.objects.count(), Case.objects.count(), Citation.objects.count()
    waiting = bring(TEXT.replace("株洲1", "株洲2"))
    reading = bring()
    page = decide(reading, "accept_certain").content.decode()
    assert f'<a href="{reverse("inbox_document", args=[reading.pk])}">Back to 通报.txt</a>' in page
    assert "There is nothing left to undo." in decide(waiting, "undo").content.decode()
    assert state_of(reading, "p1") == "accepted"
    page = decide(reading, "undo").content.decode()
    assert "Undone." in page
    assert before == (Person.objects.count(), Case.objects.count(), Citation.objects.count())
    assert "There is nothing left to undo." in decide(reading, "undo").content.decode()


def test_an_undo_sent_again_undoes_nothing_more(city, decide, bring):
    """The answer to the first was lost on the way, and the page still shows the same decision."""
    reading = bring()
    one, other = list(reading.drafts.order_by("id").values_list("key", flat=True))[:2]
    for key in (one, other):
        page = decide(reading, "reject", key, reason="重复").content.decode()
    last = re.search(r'name="undoes" value="(\d+)"', page)[1]
    assert "Undone." in decide(reading, "undo", undoes=last).content.decode()
    assert "undone since" in decide(reading, "undo", undoes=last).content.decode()
    assert (state_of(reading, one), state_of(reading, other)) == ("rejected", "open")


def test_a_document_on_which_nothing_was_decided_has_no_button_to_undo(
    city, sign_in, decide, bring
):
    waiting, reading = bring(TEXT.replace("株洲1", "株洲2")), bring()
    decide(reading, "reject", "n1", reason="x")
    browser = sign_in("reviewer")
    shown = {
        one: 'value="undo"'
        in browser.get(reverse("inbox_document", args=[one.pk])).content.decode()
        for one in (waiting, reading)
    }
    assert shown == {waiting: False, reading: True}


def test_a_time_that_has_not_come_is_refused_where_it_is_typed(city, decide, bring):
    reading = bring()
    page = decide(reading, "mend", "c1", field_number="株洲1", field_onset="2031-01-01")
    assert "2031-01-01 00:00 has not come yet" in page.content.decode()
    assert reading.drafts.get(key="c1").mended is None


def test_without_scripts_the_same_forms_lead_from_page_to_page(city, decide, bring):
    reading = bring()
    answer = decide(reading, "accept", "p1", htmx=False)
    there = reverse("inbox_document", args=[reading.pk])
    assert answer.headers["location"] == f"{there}?draft=c1"
    assert decide(reading, "reject", "c1", htmx=False).status_code == 422


def test_a_document_that_could_not_be_read_says_why_and_what_to_do(city, sign_in, bring):
    reading = bring("#small\n!unreadable")
    page = sign_in("reviewer").get(reverse("inbox_document", args=[reading.pk])).content.decode()
    assert "The file is damaged or cut off. Save it again" in page


def test_nobody_sees_the_inbox_of_others(city, sign_in, bring, decide):
    reading = bring(unit=city.tianyuan)
    browser = sign_in("reviewer")
    assert "4 of 4" not in browser.get(reverse("inbox")).content.decode()
    for name in ("inbox_document", "inbox_mend"):
        assert browser.get(reverse(name, args=[reading.pk])).status_code == 404
    assert decide(reading, "accept_certain").status_code == 404
    assert Draft.objects.filter(state="accepted").count() == 0


def test_who_may_bring_but_not_read_sees_no_link_and_opens_nothing(city, sign_in, bring):
    reading = bring()
    browser = sign_in("clinician")
    assert browser.get(reverse("inbox")).status_code == 200
    assert browser.get(reverse("inbox_document", args=[reading.pk])).status_code == 403


def test_a_large_document_is_shown_in_parts_without_asking_more_for_more(
    city, sign_in, bring, django_assert_max_num_queries
):
    lines = [f"person p{n} name=测试{n} sex=male age=30" for n in range(300)]
    reading = bring("#small\n" + "\n".join(lines))
    browser = sign_in("reviewer")
    address = reverse("inbox_document", args=[reading.pk])
    with django_assert_max_num_queries(120):
        page = browser.get(address, {"draft": "p299"})
    assert page.content.decode().count('class="draft ') == 20  # the last part
    assert "Previous drafts" in page.content.decode()


def test_the_case_page_shows_the_sentence_behind_a_fact(city, sign_in, bring, decide):
    reading = bring()
    decide(reading, "accept_certain")
    case = Case.objects.get(number="株洲1")
    page = sign_in("reviewer").get(reverse("case", args=[case.pk])).content.decode()
    assert "onset=2020-01-18" in page


def test_in_chinese_too(city, sign_in, bring):
    reading = bring()
    browser = sign_in("reviewer")
    for address in (reverse("inbox"), reverse("inbox_document", args=[reading.pk])):
        page = browser.get(address, headers={"accept-language": "zh-hans"}).content.decode()
        assert "收件箱" in page


def test_the_case_page_shows_the_sentence_behind_each_kind_of_fact(bring, sign_in):
    reading = bring(
        TEXT
        + "check x1 kind=fever_clinic when=2020-01-21 temperature_celsius=38.4 @person=p1\n"
        + "placement b1 level=ward when=2020-01-22 @person=p1\n"
        + "person p2 name=吴某 residence=荷塘区\ncontact k1 manner=meal when=2020-01-20 @from=p1 @to=p2\n"
    )
    accept_certain(by=None, reading=reading)
    case = Case.objects.get(number="株洲1")
    html = sign_in("reviewer").get(reverse("case", args=[case.pk])).content.decode()
    for line in ("stay s1", "check x1", "placement b1", "contact k1"):
        assert f"<blockquote>{line}" in html
    assert html.count("<blockquote>case c1") >= 2  # onset, and the classification
    assert html.count("<blockquote>person p1") >= 3  # name, sex, age


def test_yes_and_no_are_chosen_in_the_readers_language(bring, sign_in):
    reading = bring("#small\nperson p1 name=周某\ncase c1 number=7 imported=no @person=p1\n")
    browser = sign_in("reviewer")
    browser.cookies["django_language"] = "zh-hans"
    address = reverse("inbox_document", args=[reading.pk])
    page = browser.get(address, {"draft": "c1", "mend": "1"}).content.decode()
    assert '<option value="no" selected>否</option>' in page
    assert '<option value="yes">是</option>' in page


UNITS = """#small
person p1 name=周某 sex=male age=45 residence=荷塘区
case c1 number=株洲1 unit_reporting=荷唐区 onset=2020-01-18 @person=p1
sample m1 number=S-1 kind=throat when=2020-01-23 laboratory=荷唐区 @person=p1
"""


def test_a_unit_not_on_file_is_mended_in_all_drafts_at_once_and_undone_at_once(
    city, sign_in, decide, bring
):
    reading = bring(UNITS)
    address = reverse("inbox_mend", args=[reading.pk])
    form = sign_in("reviewer").get(address, {"draft": "c1"}).content.decode()
    assert "also in 1 other draft that names this unit" in form
    said = {"field_number": "株洲1", "field_unit_reporting": "荷塘区", "field_onset": "2020-01-18"}
    page = decide(reading, "mend", "c1", everywhere=["unit_reporting"], **said).content.decode()
    assert "Mended, and 1 other draft with it" in page
    assert "荷塘区" in reading.drafts.get(key="m1").mended
    decide(reading, "undo")
    assert not any(reading.drafts.values_list("mended", flat=True))


def test_a_case_of_which_nothing_says_what_it_is_shows_what_is_assumed(city, sign_in, bring):
    reading = bring(UNITS.replace("荷唐区", "荷塘区"))
    page = sign_in("reviewer").get(reverse("inbox_document", args=[reading.pk])).content.decode()
    assert "accepted as it is, it is recorded as suspected" in page


def test_a_text_of_which_nothing_was_read_waits_until_somebody_has_entered_it(
    bring, decide, sign_in
):
    reading = bring("昨天听说有一户人家发热，情况待核实，请社区上门查看。", name="来信.txt")
    browser = sign_in("reviewer")
    assert "来信.txt" in browser.get(reverse("inbox")).content.decode()
    page = browser.get(reverse("inbox_document", args=[reading.pk])).content.decode()
    assert "Enter by hand what the text holds" in page
    assert accept_certain(by=None, reading=reading).keys == []
    decide(reading, "accept", "unread")
    assert state_of(reading, "unread") == "accepted"
    assert "来信.txt" not in browser.get(reverse("inbox")).content.decode()
    assert reading.drafts.get().record_id is None


def test_a_word_of_thanks_does_not_wait(bring):
    assert bring("收到，谢谢。").drafts.count() == 0
