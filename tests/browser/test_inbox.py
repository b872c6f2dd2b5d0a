"""The reviewer's job in a real browser: by keyboard alone, without a page being loaded anew."""

import time

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import DESK, View, session_cookie
from tests.site.conftest import NOW, PASSWORD, make_city

from firebreak.intake.receiving import receive
from firebreak.records import clock, situation
from firebreak.records.actions import people, units
from firebreak.records.models import Case, Draft, Person, Reading

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
BULLETIN = (
    "患者{n}：{surname}某，男，{age}岁，荷塘区人，1月18日发病，1月23日确诊。"
    "1月19日上午到荷塘建材市场购物。"
)


def bulletin(n: int) -> str:
    return BULLETIN.format(n=n, surname=SURNAMES[n], age=30 + n)


@pytest.fixture
def city(transactional_db):
    """Return the small city, with a clock that the server's own thread reads too."""
    situation.forget()
    clock.forget()
    made = make_city()
    with clock.held_at(NOW):
        units.set_installation(by=None, city=made.root, pathogen="sars-cov-2", demo_starts_at=NOW)
    yield made
    clock.forget()
    situation.forget()


@pytest.fixture
def bring(city):
    """Return a function that puts a text into the inbox of Hetang."""

    def put(text: str, name: str = "通报.txt") -> Reading:
        return receive(
            text.encode(), by=None, name=name, channel="dropped", unit=city.hetang
        ).reading

    return put


def fits(page) -> bool:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return wide <= page.viewport_size["width"]


def test_thirty_bulletins_in_well_under_ten_minutes_by_one_key_each(city, bring, open_page):
    for n in range(30):
        bring(bulletin(n), f"通报{n}.txt")
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报29.txt").click()
    expect(page.locator(".draft:focus")).to_be_visible()
    page.evaluate("window.same = true")
    began = time.monotonic()
    for n in range(29, -1, -1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"通报{n}.txt", timeout=30_000)
        page.keyboard.press("Shift+A")
    expect(page.get_by_text("Nothing else waits in the inbox.")).to_be_visible(timeout=30_000)
    assert time.monotonic() - began < 300  # the reading itself has the other half
    assert page.evaluate("window.same")  # no page was loaded
    assert Draft.objects.filter(state="open").count() == 0
    assert Case.objects.filter(status="confirmed", note="").count() >= 30


def test_every_decision_has_its_key_and_the_focus_follows(city, bring, open_page):
    known = people.register(by=None, name="周某", sex="male", age=34, unit_residence=city.hetang)
    bring(bulletin(4))
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报.txt").click()
    focused = page.locator(".draft:focus")
    expect(focused.get_by_role("heading")).to_contain_text("Person 周某")
    expect(page.locator("mark.is-lit").first).to_have_text("周某")

    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("Say first whether it is the same")
    page.keyboard.press("1")
    page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text("1 accepted.")
    expect(focused.get_by_role("heading")).to_contain_text("Case")

    page.keyboard.press("r")
    page.keyboard.type("misread")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Why rejected: misread")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(focused.get_by_role("heading")).to_contain_text("Case")

    page.keyboard.press("e")
    expect(page.locator(".mending")).to_be_visible()
    page.get_by_label("case number").fill("株洲99")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mended; what was read stays beside it.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text("accepted.")
    assert Case.objects.get(number="株洲99").person == known

    page.keyboard.press("k")
    expect(focused).to_have_class("draft is-accepted is-current")
    page.keyboard.press("j")
    page.keyboard.press("Shift+A")
    expect(page.get_by_text("All of this document is decided.")).to_be_visible()


def test_a_letter_typed_into_a_field_decides_nothing(city, bring, open_page):
    bring(bulletin(4))
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报.txt").click()
    expect(page.locator(".draft:focus")).to_be_visible()
    page.keyboard.press("e")
    page.locator(".mending input[type=text]").first.focus()
    page.keyboard.type("aAru")
    page.keyboard.press("Escape")
    expect(page.locator(".draft:focus")).to_be_visible()
    assert set(Draft.objects.values_list("state", flat=True)) == {"open"}


def test_escape_leaves_the_field_and_then_the_form(city, bring, open_page):
    bring(bulletin(4))
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报.txt").click()
    expect(page.locator(".draft:focus")).to_be_visible()
    page.keyboard.press("e")
    field = page.locator(".mending input[type=text]").first
    field.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".mending")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".mending")).to_have_count(0)


def test_a_pasted_text_is_reviewed_on_a_phone_without_a_keyboard(city, view, open_page):
    page = open_page(view, city.users["reviewer"])
    page.goto("/inbox/")
    assert fits(page)
    page.locator("#id_text").fill(bulletin(4))
    page.locator("#id_published").fill("2020-02-03")
    page.locator(".bring button.primary").click()
    expect(page.locator(".desk-text mark").first).to_be_visible()
    assert fits(page)
    page.locator(".draft.is-current button[value=accept]").click()
    expect(page.locator(".draft.is-accepted")).to_have_count(1)
    page.locator(".draft.is-current .rejecting summary").click()
    page.locator(".draft.is-current input[name=reason]").fill("x")
    page.locator(".draft.is-current .rejecting button").click()
    expect(page.locator(".draft.is-rejected")).to_have_count(1)
    page.locator(".desk-tools button[value=undo]").click()
    expect(page.locator(".draft.is-rejected")).to_have_count(0)
    page.locator(".draft.is-current a[data-key=e]").click()
    expect(page.locator(".mending")).to_be_visible()
    assert fits(page)
    assert Person.objects.filter(name="周某").count() == 1


def test_files_are_dropped_on_the_form(city, open_page):
    page = open_page(View("en", 1280), city.users["reviewer"])
    page.goto("/inbox/")
    transfer = page.evaluate_handle(
        """text => { const data = new DataTransfer();
                     data.items.add(new File([text], "a.txt", {type: "text/plain"}));
                     return data; }""",
        bulletin(4),
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("heading", level=1)).to_have_text("a.txt")
    assert Reading.objects.get().channel == "dropped"


@pytest.fixture
def shaky(browser, live_server, city):
    """Return `shaky(view)`: a reviewer's window whose connection or session a test may cut."""
    contexts = []

    def open_window(view: View):
        size = {"width": view.width, "height": view.height}
        context = browser.new_context(base_url=live_server.url, locale=view.language, viewport=size)
        contexts.append(context)
        context.add_cookies([session_cookie(city.users["reviewer"], live_server.url)])
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def test_a_decision_that_could_not_be_sent_says_so_and_can_be_pressed_again(bring, view, shaky):
    reading = bring(bulletin(4))
    page = shaky(view)
    page.goto(f"/inbox/{reading.pk}/")
    expect(page.locator(".draft:focus")).to_be_visible()
    page.context.set_offline(True)
    for _ in range(2):
        page.keyboard.press("a")
        expect(page.get_by_role("alert")).to_contain_text(
            "Not sent" if view.language == "en" else "未送达"
        )
    assert fits(page)
    assert set(Draft.objects.values_list("state", flat=True)) == {"open"}
    page.context.set_offline(False)
    page.keyboard.press("a")
    expect(page.locator(".draft.is-accepted")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_session_that_ended_is_said_and_signing_in_leads_back_to_the_document(bring, view, shaky):
    reading = bring(bulletin(4))
    page = shaky(view)
    page.goto(f"/inbox/{reading.pk}/")
    expect(page.locator(".draft:focus")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("a")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("nothing was done" if view.language == "en" else "未执行")
    expect(page.locator(".masthead")).to_have_count(1)
    said.get_by_role("link").click()
    sign_in_as_reviewer(page)
    page.wait_for_url(f"**/inbox/{reading.pk}/")
    page.keyboard.press("a")
    expect(page.locator(".draft.is-accepted")).to_have_count(1)


def test_a_pasted_text_outlives_the_session_and_is_forgotten_when_it_was_taken(shaky):
    page = shaky(DESK)
    page.goto("/inbox/")
    page.locator("#id_text").fill(bulletin(4))
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("alert")).to_contain_text("what you sent was not taken")
    sign_in_as_reviewer(page)
    expect(page.locator("#id_text")).to_have_value(bulletin(4))
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator(".desk-text mark").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.includes('draft'))") == []


def sign_in_as_reviewer(page) -> None:
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button:not([type=button])").click()


def test_the_list_is_walked_and_a_text_is_pasted_by_keyboard_alone(city, bring, open_page):
    for n in range(2):
        bring(bulletin(n), f"通报{n}.txt")
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.keyboard.press("j")
    expect(page.locator(".work-line.is-current a:focus")).to_have_text("通报1.txt")
    page.keyboard.press("j")
    expect(page.locator(".work-line.is-current a:focus")).to_have_text("通报0.txt")
    page.keyboard.press("p")
    page.keyboard.insert_text(bulletin(4))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".draft:focus").get_by_role("heading")).to_contain_text("周某")


def test_the_list_is_walked_over_the_end_of_its_page_and_back(city, bring, open_page):
    for n in range(26):
        bring(bulletin(n), f"通报{n}.txt")
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    for _line in range(26):
        page.keyboard.press("j")
    page.wait_for_url("**/inbox/?page=2")
    current = page.locator(".work-line.is-current a:focus")
    expect(current).to_have_text("通报0.txt")
    page.keyboard.press("j")
    expect(current).to_have_text("通报0.txt")
    page.keyboard.press("k")
    page.wait_for_url("**/inbox/?page=1")
    expect(current).to_have_text("通报1.txt")


def test_mending_begins_at_the_unit_that_is_not_on_file_and_offers_those_that_are(
    city, bring, open_page
):
    bring("患者4：周某，男，34岁，荷塘区人，1月20日在市九医院住院隔离治疗，1月23日确诊。")
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报.txt").click()
    page.locator(".draft", has_text="市九医院").locator("a[data-key=e]").click()
    expect(page.locator(".mending input:focus")).to_have_value("市九医院")
    offered = page.locator("#units-on-file option")
    assert city.hetang.name_en in [one.get_attribute("value") for one in offered.all()]


def test_the_field_that_has_the_focus_is_not_under_the_text(city, bring, view, open_page):
    bring(bulletin(4) + "病例5：吴某，女，30岁，系患者4之妻，1月25日确诊。")
    page = open_page(view, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报.txt").click()
    page.locator(".draft a[data-key=l]").last.click()
    expect(page.locator(".mending :focus")).to_be_visible()
    in_front = page.locator(".mending :focus").evaluate(
        "el => { const r = el.getBoundingClientRect();"
        " return el.contains(document.elementFromPoint(r.x + 20, r.y + r.height / 2)); }"
    )
    assert in_front


def test_a_document_opens_at_its_heading_and_so_does_the_next(city, bring, view, open_page):
    for n in (0, 1):
        bring(bulletin(n), f"通报{n}.txt")
    page = open_page(view, city.users["reviewer"])
    page.goto("/inbox/")
    page.get_by_role("link", name="通报1.txt").click()
    expect(page.locator(".draft:focus")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    page.locator(".desk-tools [data-key=A]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通报0.txt")
    expect(page.locator(".draft:focus")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_on_paper_nothing_can_be_pressed(city, bring, open_page):
    bring(bulletin(4))
    page = open_page(DESK, city.users["reviewer"])
    page.goto("/inbox/")
    page.emulate_media(media="print")
    expect(page.locator(".bring")).to_be_hidden()
    page.get_by_role("link", name="通报.txt").click()
    expect(page.get_by_role("heading", name="Person 周某")).to_be_visible()
    assert page.locator("#review").get_by_role("button").all() == []
    expect(page.locator(".key-hints")).to_be_hidden()
