"""Until when somebody is observed follows from the exposures that count."""

from tests.records.conftest import at, local

from firebreak.engine.duties.protocols import load_protocols
from firebreak.records import clock
from firebreak.records.actions import contacts, people
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
