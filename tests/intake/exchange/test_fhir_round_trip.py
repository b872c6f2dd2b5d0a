"""FHIR out and in again: nothing changes that it can hold, and every bundle keeps to the rules."""

import json
from datetime import timedelta

from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange import strategies as draw_
from tests.intake.exchange.strategies import HERE, at, bare, days, draft, minutes, some, texts

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.fhir import read
from firebreak.outputs.exchange import fhir

TIMES = st.one_of(days, minutes)
PERSON = {
    "name": texts,
    "sex": st.sampled_from(("male", "female", "unknown")),
    "birth_date": draw_.birth_dates,
    "id_number": texts,
    "phone": texts,
    "address": texts,
    "residence": texts,
    "occupation": texts,
}
AGE = st.one_of(
    st.just({}),
    st.integers(0, 120).map(lambda n: {"age": n, "age_unit": "years"}),
    st.integers(0, 30).map(lambda n: {"age": n, "age_unit": "months"}),
    st.integers(0, 30).map(lambda n: {"age": n, "age_unit": "days"}),
)
PATHOGENS = st.sampled_from(
    ("sars-cov-2", "ebola", "measles", "mpox", "mers-cov", "sars-cov", "influenza-a-h1n1pdm09")
)
CASE = {
    "number": texts,
    "pathogen": PATHOGENS,
    "severity": st.sampled_from(("mild", "moderate", "severe", "critical")),
    "onset": TIMES,
    "reported": TIMES,
    "unit_reporting": texts,
    "note": texts,
}
STATUS = st.sampled_from(("suspected", "probable", "confirmed", "excluded"))
SAMPLE = {
    "number": texts,
    "kind": st.sampled_from(("nasal", "throat", "sputum", "blood", "stool", "other")),
    "when": TIMES,
    "received": TIMES,
    "unit": texts,
}
TEST = {
    "pathogen": PATHOGENS,
    "method": st.sampled_from(("pcr", "sequencing", "antibody", "antigen", "other")),
    "when": TIMES,
}
CONTACT = {
    "manner": st.sampled_from(draw_.MANNERS),
    "order": st.integers(0, 2),
    "certainty": texts,
    "relation": texts,
    "place": texts,
    "contact_of": texts,
    "when": TIMES,
    "ended": TIMES,
    "direction_known": st.just(False),
}
SPANS = minutes.map(lambda when: When.between(when.start, when.start + timedelta(hours=3)))
COUNT = st.integers(0, 5000)
GATHERING = {
    "what": texts,
    "place": texts,
    "when": st.one_of(TIMES, SPANS),
    "people": COUNT,
    "later_confirmed": COUNT,
    "none_from": texts,
    "source_name": texts,
}
ORDER = {
    **dict.fromkeys(("text", "action", "issuer", "unit", "to", "item"), texts),
    "when": TIMES,
    "number": COUNT,
}
DEADLINE = st.one_of(
    st.just({}),
    st.integers(1, 8784).map(lambda n: {"deadline_hours": n}),
    st.integers(1, 60).map(lambda n: {"days": n}),
    TIMES.map(lambda when: {"until": when}),
)
#: ids as other systems have them, some of which FHIR's own cannot hold
names = st.text("ab1-./ 周", min_size=1, max_size=6).filter(lambda name: name.strip() == name)


@st.composite
def outbreaks(draw) -> list[Draft]:
    """An outbreak as FHIR can hold it."""
    drafts: list[Draft] = []
    for place, name in enumerate(draw(st.lists(names, min_size=1, max_size=3, unique=True))):
        age = {key: Value(value) for key, value in draw(AGE).items()}
        said = {"external_id": Value(name), **some(draw, PERSON), **age}
        drafts.append(draft("person", name, said))
        if draw(st.booleans()):
            drafts.extend(_case(draw, name))
        drafts.extend(_visits(draw, name, place))
        drafts.extend(_samples(draw, name, place))
    drafts.extend(_contacts(draw, drafts))
    if draw(st.booleans()):
        where = {"name": texts, "kind": st.just("hospital"), "spellings": st.just(("甲", "乙"))}
        said = {"external_id": Value("L"), **some(draw, where)}
        if draw(st.booleans()):
            said |= {
                "longitude": Value(draw(draw_.degrees)),
                "latitude": Value(draw(draw_.degrees)),
            }
        drafts.append(draft("place", "L", said))
    if draw(st.booleans()):
        drafts.append(_gathering(draw, {d.key for d in drafts if d.kind in ("person", "place")}))
    if draw(st.booleans()):
        deadline = {name: Value(value) for name, value in draw(DEADLINE).items()}
        said = {"external_id": Value("O"), **some(draw, ORDER), **deadline}
        drafts.append(draft("order", "O", said))
    return drafts


def _gathering(draw, keys: set[str]) -> Draft:
    there = sorted(key for key in keys if key.startswith("person:") and draw(st.booleans()))
    links = {f"attendee{number}": key for number, key in enumerate(there, 1)}
    links |= {"place": "place:L"} if "place:L" in keys else {}
    return draft("gathering", "G", {"external_id": Value("G"), **some(draw, GATHERING)}, **links)


def _case(draw, name: str) -> list[Draft]:
    said = {"external_id": Value(name), **some(draw, CASE)}
    link, status = {"person": f"person:{name}"}, Value(draw(STATUS))
    if status.value == "excluded" or not draw(st.booleans()):  # what was none does not end
        said |= {"status": status} | some(draw, {"classified": TIMES})
        return [draft("case", name, said, **link)]
    ended = Value(draw(st.sampled_from(("recovered", "died"))))
    return [
        draft("case", name, said | {"status": ended}, **link),
        *(
            draft(
                "classification",
                f"{name}/{n}",
                {"status": one} | some(draw, {"when": TIMES}),
                case=f"case:{name}",
            )
            for n, one in enumerate((status, ended), 1)
        ),
    ]


def _contacts(draw, drafts: list[Draft]) -> list[Draft]:
    """Between any two: the one met is a case, or a person who is none or of whom it is not said."""
    ends = [one.key for one in drafts if one.kind in ("person", "case")]
    people = [key for key in ends if key.startswith("person:")]
    return [
        draft(
            "contact",
            f"k{number}",
            {"external_id": Value(f"k{number}"), **some(draw, CONTACT)},
            **{"from": draw(st.sampled_from(ends)), "to": draw(st.sampled_from(people))},
        )
        for number in range(draw(st.integers(0, 2)))
    ]


def _visits(draw, name: str, place: int) -> list[Draft]:
    found, link = [], {"person": f"person:{name}"}
    times = {"unit": texts, "when": TIMES}
    if draw(st.booleans()):
        level = draw(st.sampled_from(("ward", "icu", "home", "site")))
        said = {"level": Value(level), **some(draw, times | {"ended": TIMES})}
        found.append(draft("placement", f"v{place}", said, **link))
    if draw(st.booleans()):
        more = {"temperature_celsius": draw_.temperatures, "symptoms": draw_.symptom_lists}
        kind = draw(st.sampled_from(("clinic", "fever_clinic")))
        said = {"external_id": Value(f"f{place}"), "kind": Value(kind)}
        found.append(draft("check", f"f{place}", said | some(draw, times | more), **link))
    return found


def _samples(draw, name: str, place: int) -> list[Draft]:
    found = []
    for number in range(draw(st.integers(0, 2))):
        key = f"s{place}{number}"
        tests = draw(st.integers(0, 2))
        fields = {"external_id": Value(key), **some(draw, SAMPLE)}
        fields |= some(draw, {"laboratory": texts}) if tests else {}
        found.append(draft("sample", key, fields, person=f"person:{name}"))
        for nth in range(tests):
            result = draw(st.sampled_from(("positive", "negative", "inconclusive")))
            said = {
                "external_id": Value(f"{key}.{nth}"),
                "result": Value(result),
                **some(draw, TEST),
            }
            said = said if "pathogen" in said else {n: v for n, v in said.items() if n != "method"}
            found.append(draft("test", f"{key}.{nth}", said, sample=f"sample:{key}"))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_fhir_can_hold_comes_back_as_it_went_and_keeps_to_the_rules(drafts):
    written = fhir.write(drafts, zone=HERE)
    Bundle.model_validate(json.loads(written.content))
    assert written.notes == ()
    assert bare(read(written.content, zone=HERE)) == bare(drafts)


def test_a_report_with_author_and_time_is_a_document_that_keeps_to_the_rules():
    case = draft("case", "c", {"status": Value("confirmed")}, person="person:a")
    drafts = [draft("person", "a", {"external_id": Value("a")}), case]
    now = at(2020, 2, 3, 8).start
    document = json.loads(fhir.write(drafts, zone=HERE, author="Zhuzhou CDC", at=now).content)
    Bundle.model_validate(document)
    head = document["entry"][0]["resource"]
    assert (document["type"], head["resourceType"]) == ("document", "Composition")
    assert head["type"]["coding"][0]["code"] == "95412-3"
    assert head["section"][0]["entry"] == [{"reference": "Condition/c"}]
    reading = read(json.dumps(document).encode(), zone=HERE)
    assert reading.draft("case:c").value("status") == "confirmed"


def test_what_fhir_cannot_hold_is_listed_with_its_count():
    drafts = [
        draft("person", "a", {"employer": Value("mill")}),
        draft("case", "c", {"status": Value("asymptomatic")}, person="person:a"),
        draft("contact", "k", {}, **{"from": "case:elsewhere", "to": "person:a"}),
        draft("placement", "p", {"level": Value("on_the_spot")}, person="person:a"),
    ]
    notes = fhir.write(drafts, zone=HERE).notes
    assert {(n.code, n.values["kind"], n.values["field"]) for n in notes} == {
        ("field_not_carried", "person", "employer"),
        ("word_not_carried", "case", "status"),
        ("end_not_known", "contact", "*"),
        ("kind_not_carried", "placement", "on_the_spot"),
    }


def test_a_contact_is_an_exposure_that_its_subject_acquired_of_the_case():
    drafts = [
        draft("person", "a", {"external_id": Value("a")}),
        draft("case", "c", {"pathogen": Value("sars-cov-2")}, person="person:a"),
        draft("person", "b", {"external_id": Value("b")}),
        draft("contact", "k", {"manner": Value("meal")}, **{"from": "case:c", "to": "person:b"}),
    ]
    entries = json.loads(fhir.write(drafts, zone=HERE).content)["entry"]
    [one] = [e["resource"] for e in entries if e["resource"]["resourceType"] == "Observation"]
    assert one["category"][0]["coding"][0]["code"] == "AEXPOS"
    assert one["code"]["coding"][0]["code"] == "840546002"
    assert one["subject"] == {"reference": "Patient/b"}
    assert one["focus"] == [{"reference": "Patient/a"}, {"reference": "Condition/c"}]
    assert one["valueCodeableConcept"] == {"text": "Shared a meal"}


def test_an_order_is_a_task_that_says_until_when():
    said = {"text": "48小时内完成检测", "when": at(2020, 2, 3, 8), "deadline_hours": 48}
    order = draft("order", "o", {name: Value(value) for name, value in said.items()})
    [entry] = json.loads(fhir.write([order], zone=HERE).content)["entry"]
    task = entry["resource"]
    assert (task["resourceType"], task["intent"], task["status"]) == ("Task", "order", "requested")
    assert task["restriction"]["period"] == {"end": "2020-02-05T08:00:00+08:00"}


def test_the_groups_and_tasks_of_others_are_left_out_as_a_whole():
    herd = {"resourceType": "Group", "id": "g", "type": "animal", "actual": True}
    work = {"resourceType": "Task", "id": "t", "status": "draft", "intent": "plan"}
    bundle = {"resourceType": "Bundle", "type": "collection"}
    bundle["entry"] = [{"resource": herd}, {"resource": work}]
    reading = read(json.dumps(bundle).encode(), zone=HERE)
    assert reading.drafts == ()
    left = {(n.code, n.values["record"], n.values["field"]) for n in reading.notes}
    assert left == {("not_carried", "Bundle", "Group"), ("not_carried", "Bundle", "Task")}
