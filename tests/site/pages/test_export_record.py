"""The record for other systems, from a page: what it holds and leaves out is said before it is taken."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from tests.site.conftest import at

from firebreak.outputs.exchange.formats import FORMATS
from firebreak.records.actions import contacts, directives, gatherings
from firebreak.records.models import Export
from firebreak.site.exports import record
from firebreak.site.exports.formats import OTHERS

PAGE = "export_record"


@pytest.fixture(autouse=True)
def told_of_many(city):
    """Give the city a dinner and an order."""
    where = contacts.add_place(by=None, name="荷塘饭店", unit=city.hetang)
    gatherings.record(by=None, place=where, when=at(1, 25, 18), what="聚餐", attendees=[city.zhang])
    directives.issue(by=None, text="48小时内检测", unit=city.hetang, when=at(2, 2, 12), hours=48)


def test_every_format_is_described_and_offered(city, sign_in):
    assert set(OTHERS) == set(FORMATS)
    page = sign_in("tracer").get(reverse(PAGE)).content.decode()
    assert all(f"form={name}" in page for name in FORMATS)


@pytest.mark.parametrize(
    ("form", "left_out"),
    [
        ("godata", ("orders: this format has no such record: 1 left out", "reports: ")),
        ("sormas", ("gatherings: who was there has no place", "orders: ")),
        ("line-list", ("gatherings: ", "orders: ", "contacts: ")),
        ("hxl", ("people: this format has no such record", "gatherings: ", "orders: ")),
        ("who-form", ("gatherings: ", "orders: ")),
        ("report-card", ("gatherings: ", "orders: ")),
    ],
)
def test_what_a_format_leaves_out_is_listed_before_it_is_taken(city, sign_in, form, left_out):
    answer = sign_in("tracer").get(reverse(PAGE), {"form": form})
    told = " ".join(answer.context["losses"])
    assert all(one in told for one in left_out), told
    assert not Export.objects.exists()  # reading what would be in it takes nothing out


def test_fhir_carries_both(city, sign_in):
    answer = sign_in("tracer").get(reverse(PAGE), {"form": "fhir"})
    assert not [one for one in answer.context["losses"] if one.startswith(("gatherings", "orders"))]
    assert {"Gathering", "Order"} <= {word for word, _count in answer.context["counts"]}


def test_a_file_is_given_and_logged_with_who_what_and_for_whom(city, sign_in):
    browser, there = sign_in("tracer"), f"{reverse(PAGE)}?form=godata"
    given = browser.post(there, {"given_to": "省疾控中心"})
    document = json.loads(given.content)
    assert "张某一" in {one["lastName"] + one["firstName"] for one in document["cases"]}
    assert "赵某四" not in given.content.decode()  # of another county
    one = Export.objects.get()
    assert (one.by, one.way, one.what, one.form) == (
        city.users["tracer"],
        "site",
        "record",
        "godata",
    )
    assert (one.given_to, one.rows) == ("省疾控中心", sum(one.counts.values()))


def test_a_format_of_several_files_is_given_as_one(city, sign_in):
    given = sign_in("tracer").post(f"{reverse(PAGE)}?form=sormas")
    with zipfile.ZipFile(io.BytesIO(given.content)) as packed:
        ends = {name.rpartition("-")[2] for name in packed.namelist()}
    assert {"contacts.csv", "events.csv"} < ends
    assert len(ends) == 3


@pytest.mark.parametrize(("role", "code"), [("secretary", 200), ("clinician", 403)])
def test_only_who_may_take_lists_out_opens_it(city, sign_in, role, code):
    assert sign_in(role).get(reverse(PAGE), {"form": "godata"}).status_code == code
    assert sign_in(role).post(f"{reverse(PAGE)}?form=hxl").status_code == code
    cases = sign_in(role).get(reverse("cases")).content.decode()
    assert (reverse(PAGE) in cases) is (code == 200)


@pytest.mark.parametrize("query", ["form=dhis2", "form=nothing", ""])
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_not_logged(city, sign_in, query):
    answer = sign_in("tracer").post(f"{reverse(PAGE)}?{query}")
    assert answer.status_code == 409
    assert not Export.objects.exists()
    if "dhis2" in query:
        assert "firebreak dhis2 map" in answer.content.decode()


def test_of_more_people_than_a_page_waits_for_the_command_is_named(city, sign_in, monkeypatch):
    monkeypatch.setattr(record, "MOST_PEOPLE", 1)
    page = sign_in("tracer").get(reverse(PAGE), {"form": "fhir"}).content.decode()
    assert "firebreak export FILE --format fhir" in page


def test_the_button_stands_before_what_is_left_out_which_is_folded_by_what_it_is_about(
    city, sign_in
):
    answer = sign_in("tracer").get(reverse(PAGE), {"form": "godata"})
    page = answer.content.decode()
    assert page.index("given_to") < page.index('id="left-out"')
    subjects = answer.context["subjects"]
    assert len({subject.title for subject in subjects}) == len(subjects) < 20
    told = [sentence for subject in subjects for sentence in subject.sentences]
    assert sorted(told) == sorted(answer.context["losses"])
    assert page.count("<details") >= len(subjects)
