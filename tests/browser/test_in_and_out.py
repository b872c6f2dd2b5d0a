"""What reaches an office goes in through its inbox and comes out again, in a real browser.

Five documents into an empty city: a page of a newspaper, a city's bulletins, an export of Go.Data,
a table of SORMAS, a FHIR bundle. Each is brought as it comes and decided by keyboard alone, and
`firebreak export` writes it out. What comes out says all that went in, but for what is listed as
not carried.
"""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import translation
from playwright.sync_api import expect
from tests.browser.conftest import DESK
from tests.site.conftest import hashed_password

from firebreak.cli import export
from firebreak.cli.cities.reading import read_city
from firebreak.cli.cities.setting_up import set_up
from firebreak.engine.dates import write_when
from firebreak.engine.when import When
from firebreak.intake import godata, sormas
from firebreak.intake.drafts import Reading as Read
from firebreak.intake.fhir import read as read_fhir
from firebreak.records import clock, situation
from firebreak.records.actions import units
from firebreak.records.models import Case, Draft, Post, Reading, Unit, User

FILES = Path(__file__).parents[1] / "intake" / "files"
#: The files name a county, a hospital and a laboratory that the city must have on file.
OWN_UNITS = (
    ("YX-H", "虚构医院", "hospital", "430223"),
    ("YX-L", "虚构实验室", "laboratory", "430223"),
)
PATIENT = 30_000  # ms: a loaded machine is slow, not wrong
NOW = datetime(2020, 2, 12, 8, tzinfo=settings.CITY_ZONE)


@pytest.fixture
def reviewer(transactional_db):
    """Return the reviewer of a city in which nothing has been entered."""
    situation.forget()
    clock.forget()
    with clock.held_at(NOW):
        set_up(read_city("zhuzhou"))
        city = Unit.objects.get(code="4302")
        for code, name, kind, under in OWN_UNITS:
            above = Unit.objects.get(code=under)
            units.open_unit(by=None, code=code, name=name, kind=kind, parent=above)
        units.set_installation(by=None, city=city, pathogen="sars-cov-2", demo_starts_at=NOW)
        user = User.objects.create(username="reviewer", password=hashed_password())
        user.post = Post.objects.create(user=user, role="reviewer", unit=city)
        user.save()
    yield user
    clock.forget()
    situation.forget()


@pytest.fixture
def desk(reviewer, open_page):
    """Return a window on the inbox, and nothing in it."""
    page = open_page(DESK, reviewer)
    page.set_default_timeout(PATIENT)
    page.goto("/inbox/")
    return page


def paste(page, text: str, published: str) -> None:
    page.locator("#id_text").fill(text)
    page.locator("#id_published").fill(published)
    page.locator(".bring button.primary").click()
    expect(page.locator(".draft:focus")).to_be_visible(timeout=PATIENT)


def drop(page, name: str, text: str) -> None:
    carried = page.evaluate_handle(
        """([text, name]) => { const data = new DataTransfer();
                               data.items.add(new File([text], name));
                               return data; }""",
        [text, name],
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": carried})
    expect(page.locator(".draft:focus")).to_be_visible(timeout=PATIENT)


def press(page, key: str) -> None:
    """Press the key of a decision and wait until its answer is on the page, and its keys work.

    An answer that arrived is not yet on the page: a key pressed in between is of the old page.
    """
    page.locator("#review").evaluate("review => { review.dataset.before = ''; }")
    with page.expect_response(lambda answer: "/decide/" in answer.url):
        page.keyboard.press(key)
    expect(page.locator("#review:not([data-before])")).to_be_visible(timeout=PATIENT)
    expect(page.locator(".htmx-settling")).to_have_count(0, timeout=PATIENT)


def decide_all(page) -> list[str]:
    """Accept all of a document by keyboard; reject what cannot be, and return why it could not."""
    press(page, "Shift+A")
    refused = []
    while page.locator(".draft.is-current button[value=accept]").count():
        if page.locator(".draft.is-current input[data-key=n]:not(:checked)").count():
            page.keyboard.press("n")
        before = page.locator("#review").get_attribute("data-current")
        press(page, "a")
        problem = page.locator(".draft.is-current .problem")
        if page.locator("#review").get_attribute("data-current") == before and problem.count():
            refused.append(problem.inner_text())
            page.keyboard.press("r")
            page.keyboard.type("cannot be")
            press(page, "Enter")
    expect(page.get_by_text("All of this document is decided.")).to_be_visible()
    return refused


def exported(form: str, folder: Path) -> tuple[bytes, str]:
    """Write the record out by the command; return the file, and what it said of it."""
    file = folder / f"out{'.csv' if form == 'sormas' else '.json'}"
    with translation.override("en"):
        done = CliRunner().invoke(export.command, [str(file), "--format", form])
    assert done.exit_code == 0, done.output
    return file.read_bytes(), done.output


def told(reading: Read, kinds: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """Everything a reading says in some kinds of drafts: kind, field and value."""
    return {
        (draft.kind, name, _written(one.value))
        for draft in reading.drafts
        if draft.kind in kinds
        for name, one in draft.fields.items()
    }


def _written(value: object) -> str:
    return write_when(value, zone=settings.CITY_ZONE) if isinstance(value, When) else str(value)


def test_the_page_of_a_newspaper(desk, shared, tmp_path):
    file = shared / "founding-page" / "page.txt"
    if not file.is_file():
        pytest.skip("The founding page is not among the shared data.")
    page = file.read_text(encoding="utf-8")
    paste(desk, page, "2020-02-04")
    assert decide_all(desk) == []
    desk.goto("/inbox/")
    drop(desk, "page.txt", page)
    expect(desk.get_by_text("came before; nothing was changed.")).to_be_visible()
    assert Reading.objects.count() == 1

    statuses = dict(Case.objects.values_list("person__name", "status"))
    family = {f"邓某之{one}": "confirmed" for one in ("父亲", "母亲", "爱人")}
    assert statuses == {"邓某": "suspected", "某": "recovered", **family}
    assert Case.objects.get(person__name="邓某").contacts.count() == 3
    content, said = exported("godata", tmp_path)
    out = {one["lastName"] + one["firstName"] for one in json.loads(content)["cases"]}
    assert out == set(statuses)
    kept = Draft.objects.filter(state="accepted", kind="journey").get()
    assert (kept.record_id, "is not carried" in said) == (None, False)


def test_the_bulletins_of_a_city(desk, shared, tmp_path):
    file = shared / "zhuzhou-2020-asof-0203" / "zhuzhou_cases_01-34.csv"
    if not file.is_file():
        pytest.skip("The real lists of Zhuzhou are not among the shared data.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    paste(desk, "\n".join(row["bulletin_text"] for row in table), "2020-02-04")
    assert decide_all(desk) == []

    content, _said = exported("godata", tmp_path)
    cases = {one["visualId"]: one for one in json.loads(content)["cases"]}
    assert set(cases) == {row["case_no"] for row in table}
    for row in table:
        case = cases[row["case_no"]]
        assert case["lastName"] + case.get("firstName", "") == row["surname"]
        assert case["gender"].endswith("_MALE" if row["sex"] == "男" else "_FEMALE")
        days = {one["startDate"][:10] for one in case["classificationHistory"]}
        assert days == {row["confirm_date"]}
    taken = desk.request.get("/cases/?format=csv").text()
    numbers = {cell for line in csv.reader(taken.splitlines()) for cell in line}
    assert numbers >= set(cases)


#: format -> its file, its reader, and what the record keeps no word of.
OTHER_DISEASE = "The document names a disease that is not known here. Mend the pathogen, or reject."
SYSTEMS = {
    # An edge from an event exposes nobody to a case: it is kept as a stay there, with its day.
    "godata": (
        "godata.json",
        godata.read,
        {
            ("contact", "certainty", "high"),
            ("contact", "relation", "Family"),
            ("contact", "external_id", "0c1f-edge-3"),
        },
        [],
    ),
    # A case of a disease that is not on file is rejected.
    "sormas": (
        "sormas.csv",
        sormas.read,
        {("case", "number", "YX-20-003"), ("person", "name", "林某三")},
        [OTHER_DISEASE],
    ),
    "fhir": ("fhir.json", read_fhir, set(), []),
}
KINDS = ("person", "case", "classification", "contact", "check", "placement", "sample", "test")


@pytest.mark.parametrize("form", SYSTEMS)
def test_a_file_of_another_system(desk, tmp_path, form):
    name, read, not_kept, refused = SYSTEMS[form]
    text = (FILES / name).read_text(encoding="utf-8")
    drop(desk, name, text)
    assert decide_all(desk) == refused

    content, said = exported(form, tmp_path)
    went, came = read(text.encode()), read(content)
    assert told(went, KINDS) - told(came, KINDS) == not_kept
    assert "has no place in this format" in said  # what is ours alone: who counts the case
