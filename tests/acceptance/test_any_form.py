"""Whatever is typed into a form: a page or a refusal comes back, escaped, and nothing half stored."""

import pytest
from django.db import connection
from django.urls import reverse
from tests.site.entry.conftest import as_shown

from firebreak.records.models import RECORDS, Case, Change, Person

XSS = "'\"><script>alert(1)</script>"
HOSTILE = (
    XSS,
    "\x00",
    "张\x00某",
    "9" * 5000,
    "²",
    "\u202eقلب\u202d مرض",
    "🦠🧑‍⚕️" * 10,
    "ＡＢＣ　１２３　張某",
    "1\r\n2\t\x1b[31m",
    "'; DROP TABLE records_person; --",
    '=HYPERLINK("http://x")',
    "1e400",
    "NaN",
    "9999-12-31 23:59",
    "0001-01-01",
)
FINE = {200, 302, 422, 403, 404}
#: page -> who fills it in, and what its address names.
FORMS = {
    "entry_case": ("reviewer", {}),
    "entry_check": ("grid_worker", {"person": "li"}),
    "entry_sample": ("clinician", {}),
    "entry_receipt": ("laboratory", {"sample": "waiting"}),
    "entry_result": ("laboratory", {"sample": "waiting"}),
    "entry_placement": ("grid_worker", {}),
    "entry_placement_end": ("tracer", {"placement": "watch"}),
    "entry_placement_override": ("tracer", {"placement": "watch"}),
    "entry_contact": ("tracer", {"case": "case"}),
    "entry_reached": ("tracer", {"contact": "contact"}),
    "entry_stay": ("tracer", {}),
    "entry_journey": ("tracer", {}),
    "entry_passengers": ("tracer", {}),
    "entry_report": ("hospital", {"kind": "daily"}),
    "entry_classification": ("reviewer", {"case": "suspect"}),
    "entry_correction": ("reviewer", {"case": "case"}),
    "entry_person": ("reviewer", {"person": "zhang"}),
    "entry_outbreak": ("tracer", {}),
    "entry_milestone": ("tracer", {"outbreak": "outbreak"}),
}


def address_of(city, page: str) -> str:
    about = FORMS[page][1]
    named = {k: getattr(getattr(city, v, None), "pk", v) for k, v in about.items()}
    return reverse(page) + "?" + "&".join(f"{k}={v}" for k, v in named.items())


def on_file() -> list[int]:
    return [model.objects.count() for model in RECORDS]


def is_whole() -> bool:
    """Say whether every record has the version it was last stored with, and every case its class."""
    connection.check_constraints()
    versions = all(
        set(model.objects.values_list("id", "stored_at"))
        <= set(model.history.values_list("id", "stored_at"))
        for model in RECORDS
    )
    return versions and not Case.objects.filter(classifications__isnull=True).exists()


@pytest.mark.parametrize("page", FORMS)
def test_anything_in_every_field_is_refused_or_stored_whole(city, sign_in, page):
    browser = sign_in(FORMS[page][0])
    address = address_of(city, page)
    form = browser.get(address).context["form"]
    names = [name for name in form.fields if name != "once"]
    for number, value in enumerate(HOSTILE):
        for typed in (dict.fromkeys(names, value), _texts(form, value)):
            before, changes = on_file(), Change.objects.count()
            sent = as_shown(form) | typed | {"once": f"{number}-{len(typed)}", "who": "new"}
            answer = browser.post(address, sent)
            assert answer.status_code in FINE, (value, answer.status_code)
            assert XSS.encode() not in answer.content
            if answer.status_code != 302:
                assert (on_file(), Change.objects.count()) == (before, changes), value
    assert is_whole()


def _texts(form, value: str) -> dict[str, str]:
    """Type a value into the free texts only, so that the form may be taken."""
    return {
        name: value[: field.max_length]
        for name, field in form.fields.items()
        if type(field).__name__ == "CharField" and name not in ("once", "who")
    }


@pytest.mark.parametrize("field", ["who", "once", "unit", "lives_in", "status"])
def test_the_hidden_fields_and_choices_take_nothing_by_force(city, sign_in, field):
    browser = sign_in("reviewer")
    form = browser.get(reverse("entry_case")).context["form"]
    for value in ("\x00", "²", "9" * 5000, XSS):
        typed = {"name": "冯某六", field: value}
        answer = browser.post(reverse("entry_case"), as_shown(form) | typed)
        assert answer.status_code in FINE
        assert XSS.encode() not in answer.content
    assert is_whole()


@pytest.mark.parametrize("page", ["entry_alike", "entry_understood", "entry_derived_end"])
def test_what_is_asked_while_typing_is_answered(city, sign_in, page):
    names = ("name", "phone", "id_number", "who", "when", "level", "last_exposure")
    address = reverse(page) + "?field=when"
    browser = sign_in("reviewer")
    for value in HOSTILE:
        answer = browser.post(address, dict.fromkeys(names, value) | {"level": "home"})
        assert answer.status_code in FINE
        assert XSS.encode() not in answer.content


def test_a_name_that_is_a_script_is_stored_as_typed_and_shown_escaped(city, sign_in):
    browser = sign_in("reviewer")
    form = browser.get(reverse("entry_case")).context["form"]
    typed = {"name": XSS, "note": XSS, "address": XSS, "who": "new"}
    answer = browser.post(reverse("entry_case"), as_shown(form) | typed)
    assert answer.status_code == 302
    person = Person.objects.get(name=XSS)
    case = Case.objects.get(person=person)
    pages = [reverse(name) for name in ("today", "cases", "duties", "events", "brief")]
    pages += [answer.url, reverse("case", args=[case.pk]), reverse("person", args=[person.pk])]
    pages += [f"{reverse('search')}?q=script", f"{reverse('entry_sample')}?person={person.pk}"]
    for page in pages:
        shown = browser.get(page).content.decode()
        assert XSS not in shown, page
        assert "<script>alert" not in shown, page
