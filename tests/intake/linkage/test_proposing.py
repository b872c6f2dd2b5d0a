"""What is kept of a comparison of the record: only what changed is compared again."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.utils import translation
from tests.records.conftest import at, city, local, nothing_kept, suspect, user  # noqa: F401

from firebreak.cli.command import firebreak
from firebreak.intake.linkage import link, proposing
from firebreak.intake.linkage.proposing import people_on_file, propose, proposed, standing
from firebreak.records import clock
from firebreak.records.actions import cases, contacts, people
from firebreak.records.actions.merge import merge, unmerge
from firebreak.records.models import Compared, Likeness
from firebreak.records.visibility import scope_of

PHONE = "19911112222"


@pytest.fixture(autouse=True)
def the_twentieth_in_english():
    with clock.held_at(local(1, 20, 12)), translation.override("en"):
        yield


def somebody(city, name="龙伟欣", **facts):  # noqa: F811
    told = {"phone": PHONE, "unit_stay": city.hetang, "sex": "female", "age": 41}
    return people.register(by=None, name=name, **(told | facts))


def kept():
    return {(row.low_id, row.high_id) for row in Likeness.objects.all()}


def test_the_record_is_read_as_it_is_compared(city, suspect):  # noqa: F811
    one = somebody(city, birth_date=date(1978, 5, 1), id_number="990000199001010011")
    case = suspect(name="测试丙", onset=at(1, 15))
    contacts.name_contact(by=None, case=case, person=one, when=at(1, 16))
    rows = {row["id"]: row for row in people_on_file().iter_rows(named=True)}
    mine, theirs = rows[one.pk], rows[case.person_id]
    assert mine["birth_date"] == date(1978, 5, 1)
    assert (mine["age_years"], mine["age_on"]) == (41, local(1, 20).date())
    assert mine["home"] == f"-/{city.hetang.pk}/"
    assert mine["exposed_to"] == [str(case.pk)]
    assert mine["phone_key"] == one.phone_key != PHONE
    assert (theirs["pathogen"], theirs["onset"]) == ("sars-cov-2", local(1, 15).date())


def test_one_person_listed_twice_is_proposed_and_once_compared_is_not_again(city):  # noqa: F811
    one, two = somebody(city), somebody(city, name="龙玮欣")
    somebody(city, name="王某", phone="")
    assert propose() == 3
    assert kept() == {(one.pk, two.pk)}
    assert propose() == 0


def test_only_who_changed_is_compared_again_and_the_rest_is_kept(city):  # noqa: F811
    one, two = somebody(city), somebody(city, name="龙玮欣")
    for n in range(20):
        somebody(city, name=f"王{chr(0x4E00 + n)}", phone=f"1991111{n:04}", age=20 + n)
    propose()
    three = somebody(city, phone="19933334444", id_number="990000199001010011", age=60)
    four = somebody(city, phone="", id_number="990000199001010011", age=61)
    assert propose() == 2
    assert kept() >= {(one.pk, two.pk), (three.pk, four.pk)}
    people.correct(by=None, person=two, phone="19955556666", name="王大芳", age=12)
    assert propose() == 1
    assert kept() == {(three.pk, four.pk)}
    everything = {(r["left"], r["right"]) for r in link(people_on_file()).iter_rows(named=True)}
    assert kept() == everything


def test_an_onset_or_an_exposure_alone_has_a_person_compared_again(city, suspect):  # noqa: F811
    case = suspect(name="测试丙")
    propose()
    cases.correct(by=None, case=case, onset=at(1, 16))
    assert propose() == 1
    contacts.name_contact(by=None, case=case, person=somebody(city), when=at(1, 17))
    assert propose() > 0


def test_merged_they_are_gone_and_undone_they_are_back(city):  # noqa: F811
    one, two = somebody(city), somebody(city, name="龙玮欣")
    propose()
    made = merge(by=None, keep=one, away=two, reason="same telephone")
    assert not proposed(scope_of(None)).exists()
    propose()
    assert kept() == set()
    unmerge(by=None, merge=made, reason="two sisters")
    propose()
    assert kept() == {(one.pk, two.pk)}


def test_who_went_meanwhile_is_not_kept(city, monkeypatch):  # noqa: F811
    somebody(city)
    two = somebody(city, name="龙玮欣")
    found = link(people_on_file())
    with_one = found.with_columns(right=two.pk + 1000)
    monkeypatch.setattr(proposing, "link", lambda *_tables, **_more: with_one)
    propose()
    assert kept() == set()


def test_pages_ask_for_what_is_missing_and_wait_for_nothing(city, monkeypatch):  # noqa: F811
    asked = []

    def ask(*question):
        asked.append(question)
        return type("Answer", (), {"has_failed": False})()

    monkeypatch.setattr(proposing.COMPARISON, "is_engaged", True)
    monkeypatch.setattr(proposing.COMPARISON, "ask", ask)
    somebody(city)
    assert standing() == proposing.Standing(None, is_being_made=True)
    assert len(asked) == 1
    propose()
    assert standing().is_current
    Compared.objects.update(people=proposing.MANY + 1)
    somebody(city, name="王某")
    assert not standing().is_being_made  # a large record was compared a moment ago
    assert len(asked) == 1
    with clock.held_at(local(1, 20, 13)):
        assert standing().is_being_made


def test_the_command_lists_pairs_without_a_name_for_programs(city, monkeypatch):  # noqa: F811
    monkeypatch.setattr("firebreak.cli.duplicates.open_installation", lambda: None)
    one, two = somebody(city), somebody(city, name="龙玮欣")
    done = CliRunner().invoke(firebreak, ["duplicates", "--json", "--lang", "en"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["pairs"][0]["low"], told["pairs"][0]["high"]) == (one.pk, two.pk)
    assert "龙" not in done.output
    shown = CliRunner().invoke(firebreak, ["duplicates", "--lang", "en"])
    assert "龙玮欣" in shown.output
    assert "the same telephone" in shown.output


def test_the_command_says_that_nothing_was_found(city, monkeypatch):  # noqa: F811
    monkeypatch.setattr("firebreak.cli.duplicates.open_installation", lambda: None)
    done = CliRunner().invoke(firebreak, ["duplicates", "--lang", "en"])
    assert done.output == "No two records look like one person.\n"
