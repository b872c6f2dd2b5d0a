"""Until when somebody is observed follows from the exposures that count."""

from django.conf import settings
from tests.records.conftest import at, local

from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.timeliness.tracing import tracing_indicators
from firebreak.records import clock, situation
from firebreak.records.actions import cases, contacts, people
from firebreak.records.change import change
from firebreak.records.models import Contact
from firebreak.records.observation import derive_end


def test_an_exposure_to_another_disease_does_not_lengthen_an_observation(city, suspect):
    case, measles = suspect(), suspect(name="测试丁", pathogen="measles")
    with clock.held_at(local(1, 30)):
        person = people.register(by=None, name="某", unit_residence=city.hetang)
        contacts.name_contact(by=None, case=case, person=person, when=at(1, 21, 9))
        contacts.name_contact(by=None, case=measles, person=person, when=at(1, 28, 9))
        contacts.name_contact(by=None, case=case, person=person, when=at(1, 27, 9), order=0)
        end = derive_end(person, load_protocols(), "sars-cov-2", at=local(1, 29))
    assert end.end.certain == local(2, 4, 9)


def test_a_general_contact_is_informed_and_no_clock_or_indicator_waits_for_him(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 30, 9)):
        cases.classify(by=None, case=case, status="confirmed", when=at(1, 30, 8))
        people_met = [people.register(by=None, name=name) for name in ("密接", "一般")]
        for order, person in zip((1, 0), people_met, strict=True):
            contacts.name_contact(by=None, case=case, person=person, when=at(1, 29), order=order)
        close, general = (person.pk for person in people_met)
    with clock.held_at(local(2, 2, 9)):
        now = situation.situation()
    clocks = now.duties.filter(rule="contact-quarantine")
    assert clocks.select("subject", "state").rows() == [(close, "overdue")]
    assert dict(now.contacts.select("to_id", "order").rows()) == {close: 1, general: 0}
    found = {i.id: i for i in _tracing(now)}
    assert found["contacts_per_case"].value == 1
    assert found["contact_speed"].denominator["subject"].to_list() == [close]


def test_whoever_was_close_by_mistake_has_no_clock_once_that_is_corrected(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 30, 9)):
        person = people.register(by=None, name="某")
        row = contacts.name_contact(by=None, case=case, person=person, when=at(1, 29))
        assert situation.situation().duties.filter(rule="contact-quarantine").height == 1
        with change("contacts.correct", by=None):
            row.order = Contact.Order.GENERAL
            row.save()
        assert situation.situation().duties.filter(rule="contact-quarantine").height == 0


def _tracing(now):
    asked = {"start": local(1, 20), "end": now.at, "now": now.at, "zone": settings.CITY_ZONE}
    return tracing_indicators(now.events, now.contacts, now.linelist, **asked)
