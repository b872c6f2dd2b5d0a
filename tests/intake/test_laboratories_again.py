"""A laboratory's bundles that come again: with new ids, a corrected result, another laboratory's."""

import json

import pytest
from fhir.resources.R4B.bundle import Bundle
from tests.intake.conftest import HERE

from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.exchange.sentences import NOTES
from firebreak.intake.kept import notes_of
from firebreak.outputs.exchange import fhir
from firebreak.outputs.exchange.recorded import drafts_of
from firebreak.records.models import Draft, Person, Sample, Test
from firebreak.records.visibility import PROGRAM

RESULTS = {"positive": "10828004", "negative": "260385009"}
NUMBERS = {"patients": "L-77", "tubes": "T-5", "results": "R-9", "reports": "B-3"}


class Laboratory:
    """A laboratory that gives each resource a new id with each message."""

    def __init__(self, name: str, *, by_url: bool) -> None:
        self.name, self.by_url, self.sent = name, by_url, 0

    def bundle(self, name="虚构甲", numbers=NUMBERS, result="positive", status="final") -> bytes:
        self.sent += 1
        patient = {"name": [{"text": name}], "gender": "male", **self._number("patients", numbers)}
        tube = {
            "subject": self._to("Patient"),
            "type": {"text": "咽拭子"},
            "collection": {"collectedDateTime": "2020-02-05T09:00:00+08:00"},
            **self._number("tubes", numbers),
        }
        told = {"status": status, "subject": self._to("Patient"), "issued": "2020-02-06T10:00:00Z"}
        coded = {"system": "http://snomed.info/sct", "code": RESULTS[result]}
        observation = {
            **told,
            "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
            "specimen": self._to("Specimen"),
            "valueCodeableConcept": {"coding": [coded]},
            **self._number("results", numbers),
        }
        report = {
            **told,
            "code": {"text": "新型冠状病毒核酸检测"},
            "result": [self._to("Observation")],
            **self._number("reports", numbers),
        }
        kinds = ("Patient", "Specimen", "Observation", "DiagnosticReport")
        entries = map(self._entry, kinds, (patient, tube, observation, report))
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}
        Bundle.model_validate(bundle)
        return json.dumps(bundle, ensure_ascii=False).encode()

    def _number(self, what: str, numbers: dict[str, str]) -> dict:
        if what not in numbers:
            return {}
        return {"identifier": [{"system": f"urn:{self.name}:{what}", "value": numbers[what]}]}

    def _entry(self, kind: str, resource: dict) -> dict:
        if self.by_url:
            return {"fullUrl": self._url(kind), "resource": {"resourceType": kind, **resource}}
        return {"resource": {"resourceType": kind, "id": f"m{self.sent}-{kind[:3]}", **resource}}

    def _url(self, kind: str) -> str:
        return f"urn:uuid:0000000{self.sent}-0000-4000-8000-{len(kind):012d}"

    def _to(self, kind: str) -> dict:
        return {"reference": self._url(kind) if self.by_url else f"{kind}/m{self.sent}-{kind[:3]}"}


@pytest.fixture(params=[False, True], ids=["ids", "urls"])
def laboratory(request):
    """Return a laboratory that refers by ids, and one that refers by urls only."""
    return lambda name="yy": Laboratory(name, by_url=request.param)


@pytest.fixture
def bring(take_in, reviewer):
    """Return a function that accepts what is certain of a bundle; it returns the document too."""

    def take(bundle: bytes):
        reading = take_in(bundle, name="b.json").reading
        return reading, accept_certain(by=reviewer, reading=reading)

    return take


def counts() -> list[int]:
    return [kind.objects.count() for kind in (Person, Sample, Test)]


def versions() -> list[int]:
    return [kind.history.count() for kind in (Person, Sample, Test)]


@pytest.mark.parametrize("left", [(), ("results",), ("results", "reports")], ids=str)
def test_the_same_result_sent_again_with_new_ids_changes_nothing(laboratory, bring, left):
    numbers = {what: number for what, number in NUMBERS.items() if what not in left}
    sender = laboratory()
    assert bring(sender.bundle(numbers=numbers))[1].left == {}
    before = versions()
    reading, done = bring(sender.bundle(numbers=numbers))
    assert (done.left, versions()) == ({}, before)
    assert reading.drafts.filter(was_on_file=True).count() == 3


def test_the_same_patient_is_known_by_his_number_and_a_new_result_is_his(laboratory, bring):
    sender = laboratory()
    bring(sender.bundle())
    again = {**NUMBERS, "tubes": "T-6", "results": "R-10", "reports": "B-4"}
    assert bring(sender.bundle(numbers=again))[1].left == {}
    assert counts() == [1, 2, 2]


def test_a_corrected_result_waits_beside_the_one_on_file_and_takes_its_place(
    laboratory, bring, reviewer
):
    sender = laboratory()
    bring(sender.bundle())
    reading, done = bring(sender.bundle(result="negative", status="corrected"))
    row = reading.drafts.get(kind="test")
    assert (list(done.left), Test.objects.get().result) == ([row.key], "positive")
    answer = Answer(same_as=Test.objects.get().pk, take=frozenset({"result"}))
    accept(by=reviewer, reading=reading, keys=[row.key], answers={row.key: answer})
    assert Test.objects.get().result == "negative"


def test_a_corrected_result_without_a_number_waits(laboratory, bring):
    numbers = {"patients": "L-77", "tubes": "T-5"}
    sender = laboratory()
    bring(sender.bundle(numbers=numbers))
    sent = sender.bundle(numbers=numbers, result="negative", status="amended")
    assert bring(sent)[0].drafts.get(kind="test").state == Draft.State.OPEN
    assert list(Test.objects.values_list("result", flat=True)) == ["positive"]


def test_of_a_result_entered_in_error_it_is_said_that_what_is_on_file_stays(laboratory, bring):
    sender = laboratory()
    bring(sender.bundle())
    reading, _done = bring(sender.bundle(status="entered-in-error"))
    assert not reading.drafts.filter(kind="test").exists()
    assert "entered_in_error" in {note.code for note in notes_of(reading)}
    assert "stays on file" in NOTES["entered_in_error"]["en"]
    assert counts() == [1, 1, 1]


def test_a_number_that_another_laboratory_gave_too_is_of_somebody_else(laboratory, bring):
    bring(laboratory().bundle())
    other = {**NUMBERS, "tubes": "T-6"}
    assert bring(laboratory("zz").bundle("虚构乙", other))[1].left == {}
    assert {test.sample.person.name for test in Test.objects.all()} == {"虚构甲", "虚构乙"}


def test_a_tube_of_the_same_number_is_not_taken_for_that_of_somebody_else(laboratory, bring):
    bring(laboratory().bundle())
    reading, done = bring(laboratory("zz").bundle("虚构乙"))
    assert [test.sample.person.name for test in Test.objects.all()] == ["虚构甲"]
    assert {reading.drafts.get(key=key).kind for key in done.left} == {"sample", "test"}


def test_an_id_that_another_sender_gave_somebody_else_can_be_accepted_as_new(bring, reviewer):
    bring(Laboratory("yy", by_url=False).bundle(numbers={}))
    reading, done = bring(Laboratory("zz", by_url=False).bundle("虚构乙", numbers={}))
    row = reading.drafts.get(kind="person")
    assert row.key in done.left
    accept(by=reviewer, reading=reading, keys=[row.key], answers={row.key: Answer(is_new=True)})
    assert set(Person.objects.values_list("name", flat=True)) == {"虚构甲", "虚构乙"}


def test_the_numbers_go_out_again_as_they_came_in(laboratory, bring):
    bring(laboratory().bundle())
    content = fhir.write(drafts_of(PROGRAM, system="fhir"), zone=HERE).content
    resources = (entry["resource"] for entry in json.loads(content)["entry"])
    told = {one["resourceType"]: one.get("identifier") for one in resources}
    whose = {"Patient": "patients", "Specimen": "tubes", "Observation": "results"}
    assert {kind: told[kind] for kind in whose} == {
        kind: [{"system": f"urn:yy:{what}", "value": NUMBERS[what]}] for kind, what in whose.items()
    }


def test_what_went_out_so_is_known_when_it_comes_back(laboratory, bring):
    bring(laboratory().bundle())
    before = versions()
    content = fhir.write(drafts_of(PROGRAM, system="fhir"), zone=HERE).content
    assert (bring(content)[1].left, versions()) == ({}, before)
