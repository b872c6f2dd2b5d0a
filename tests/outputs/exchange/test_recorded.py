"""The record as drafts: only what the reader may see, each record once, and whole formats of it."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from firebreak.demo.times import STARTS
from firebreak.engine.when import When
from firebreak.intake import fhir as fhir_in
from firebreak.intake import godata as godata_in
from firebreak.intake import sormas as sormas_in
from firebreak.outputs.exchange import (
    fhir,
    godata,
    hxl,
    line_list,
    report_card,
    sormas,
    who_form,
)
from firebreak.outputs.exchange.recorded import _day_or_minute, _through, drafts_of
from firebreak.outputs.exchange.recorded_totals import codes, totals_of
from firebreak.records import clock
from firebreak.records.models import Case, Contact, ExternalId, Person, Unit
from firebreak.records.roles import Role
from firebreak.records.visibility import PROGRAM, Refused, Scope, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
HERE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def drafts(demo_city):
    return drafts_of(PROGRAM)


def test_every_person_case_and_contact_is_told_once(drafts):
    counted = Counter(draft.kind for draft in drafts)
    assert counted["person"] == Person.objects.count()
    assert counted["case"] == Case.objects.count()
    assert counted["contact"] == Contact.objects.count()
    assert len({draft.key for draft in drafts}) == len(drafts)


def test_every_link_leads_to_a_draft(drafts):
    assert {key for draft in drafts for key in draft.links.values()} <= {d.key for d in drafts}


def test_a_county_takes_out_its_own_people_only(demo_city):
    county = Unit.objects.filter(kind=Unit.Kind.COUNTY).order_by("path").first()
    scope = Scope(Role.REVIEWER, county.pk, county.path)
    told = {d.key for d in drafts_of(scope) if d.kind == "person"}
    own = {f"person:{_root()}-person-{pk}" for pk in people(scope).values_list("pk", flat=True)}
    assert told == own
    assert 0 < len(told) < Person.objects.count()


@pytest.mark.parametrize(("role", "tells"), [(Role.REVIEWER, True), (Role.INSPECTOR, False)])
def test_identifiers_go_along_only_for_who_may_read_them(demo_city, role, tells):
    said = {name for d in drafts_of(Scope(role, None, "")) for name in d.fields}
    assert ({"id_number", "phone", "address"} & said != set()) is tells


def test_a_day_goes_out_as_the_day_it_was_and_not_as_its_midnight():
    midnight = datetime(2020, 1, 22, tzinfo=HERE)
    assert _day_or_minute(midnight) == When.day(date(2020, 1, 22), HERE)
    assert _through(midnight) == When.day(date(2020, 1, 21), HERE)  # 24:00 of the last day
    nine = datetime(2020, 1, 22, 9, tzinfo=HERE)
    assert _day_or_minute(nine) == _through(nine) == When.minute(nine)


def test_who_may_not_take_lists_out_takes_nothing_out(demo_city):
    with pytest.raises(Refused):
        drafts_of(Scope(Role.GRID_WORKER, None, ""))


def test_what_came_from_a_system_goes_back_by_its_id_there(demo_city):
    from firebreak.records.actions.drafts import note_external_id

    person = Person.objects.order_by("pk").first()
    note_external_id(by=None, system="godata", code="their-7", record=person)
    assert ExternalId.objects.count() == 1
    assert "person:their-7" in {draft.key for draft in drafts_of(PROGRAM, system="godata")}
    assert "person:their-7" not in {draft.key for draft in drafts_of(PROGRAM, system="sormas")}


def test_the_city_goes_out_to_godata_and_comes_in_again(drafts):
    again = godata_in.read(godata.write(drafts, zone=HERE).content, zone=HERE)
    assert _counted(again, "person", "case", "contact", "sample", "test") == _counted_of(
        drafts, "person", "case", "contact", "sample", "test"
    )


def test_the_city_goes_out_to_sormas_and_comes_in_again(drafts):
    again = sormas_in.read(sormas.write(drafts, zone=HERE).content, zone=HERE)
    assert _counted(again, "case", "sample", "test") == _counted_of(
        drafts, "case", "sample", "test"
    )


def test_the_city_goes_out_as_fhir_and_comes_in_again(drafts):
    again = fhir_in.read(fhir.write(drafts, zone=HERE).content, zone=HERE)
    assert _counted(again, "person", "case", "sample", "test", "place") == _counted_of(
        drafts, "person", "case", "sample", "test", "place"
    )
    assert not [note for note in again.notes if note.code.endswith("invalid")]


def _root() -> str:
    return Unit.objects.filter(parent__isnull=True).order_by("path").first().code


def _counted(reading, *kinds: str) -> dict[str, int]:
    return _counted_of(reading.drafts, *kinds)


def _counted_of(drafts, *kinds: str) -> dict[str, int]:
    counted = Counter(draft.kind for draft in drafts)
    return {kind: counted[kind] for kind in kinds}


def test_the_totals_of_the_last_day_are_what_the_city_counted(demo_city):
    with clock.held_at(STARTS):
        totals = totals_of(PROGRAM)
    last = max(total.value("until").start for total in totals)
    confirmed = [
        total.value("number")
        for total in totals
        if total.value("until").start == last and total.value("what") == "confirmed"
    ]
    assert sum(confirmed) == 26
    by_day = [t.value("number") for t in totals if t.value("what") == "new_confirmed"]
    assert sum(by_day) == 26


def test_the_totals_go_out_under_tags_with_the_codes_of_their_counties(demo_city):
    with clock.held_at(STARTS):
        written = hxl.write(totals_of(PROGRAM), zone=HERE, codes=codes())
    assert written.notes == ()
    assert ",荷塘区,430202," in written.content.decode()


def test_every_case_of_the_city_has_a_card_a_row_and_whos_form_names_nobody(drafts):
    cards = report_card.write(drafts, zone=HERE, division="430202", form="csv")
    rows = line_list.write(drafts, zone=HERE, form="csv")
    form = who_form.write(drafts, zone=HERE).content.decode()
    assert len(rows.content.splitlines()) == 1 + Case.objects.count()
    excluded = Case.objects.filter(status=Case.Status.EXCLUDED).count()
    assert len(cards.content.splitlines()) == 1 + Case.objects.count() - excluded
    people_names = {d.value("name") for d in drafts if d.kind == "person"}
    assert not [name for name in people_names if name and len(name) > 1 and name in form]
